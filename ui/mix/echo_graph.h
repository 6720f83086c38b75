#pragma once

#include "ui/mix/insert_actions.h"
#include "ui/models/echo_picture.h"
#include "ui/theme/theme.h"

#include <QTimer>
#include <QWidget>

#include <memory>

namespace lacquer::ui {

/// A reverb or a delay as a picture: what it makes of one click, left upwards and right downwards in
/// dB, over the decay of its energy; milliseconds below, note values of the song's tempo above.
///
/// Hands    drag left and right for the decay or the delay's time (Shift fine), double-click resets it
class EchoGraph : public QWidget {
    Q_OBJECT

public:
    EchoGraph(InsertActions& actions, const Theme& theme, QWidget* parent);
    ~EchoGraph() override;

    void refresh();
    /// A tempo change may have passed under the playhead.
    void tick();
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
    void measure();
    std::string handle() const; ///< the parameter that a drag moves

    InsertActions& actions_;
    const Theme& theme_;
    EchoPicture picture_;
    ParameterValues measured_; ///< what the picture shows
    double beatsPerMinute_ = 120;
    QTimer soon_;
    std::shared_ptr<std::uint64_t> round_ = std::make_shared<std::uint64_t>(0);
    bool measuring_ = false;
    bool pressed_ = false;
    bool dragging_ = false;
    QPointF last_;
    double held_ = 0;
};

} // namespace lacquer::ui
