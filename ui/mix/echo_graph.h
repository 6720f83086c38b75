#pragma once

#include "ui/mix/insert_actions.h"
#include "ui/mix/parameter_drag.h"
#include "ui/mix/picture_job.h"
#include "ui/mix/processor_picture.h"
#include "ui/models/echo_picture.h"
#include "ui/theme/theme.h"

namespace lacquer::ui {

/// A reverb or a delay as a picture: what it makes of one click, left upwards and right downwards in
/// dB, over the decay of its energy; milliseconds below, note values of the song's tempo above.
///
/// Hands    drag left and right for the decay or the delay's time (Shift fine), double-click resets it
class EchoGraph : public ProcessorPicture {
    Q_OBJECT

public:
    EchoGraph(InsertActions& actions, const Theme& theme, QWidget* parent);

    void refresh() override;
    /// A tempo change may have passed under the playhead.
    void tick() override;
    const EchoPicture& picture() const { return picture_; }
    /// "1/8 dotted" when a time is one of the tempo's notes within 1 %; empty otherwise.
    static QString noteOf(double milliseconds, double beatsPerMinute);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;

private:
    std::optional<PictureJob::Work> measurement();
    std::string handle() const; ///< the parameter that a drag moves

    InsertActions& actions_;
    const Theme& theme_;
    EchoPicture picture_;
    std::optional<ParameterValues> asked_; ///< what the picture shows, or will soon
    double beatsPerMinute_ = 120;
    PictureJob job_;
    ParameterDrag drag_;
};

} // namespace lacquer::ui
