#pragma once

#include "ui/mix/insert_actions.h"
#include "ui/mix/parameter_drag.h"
#include "ui/mix/processor_picture.h"
#include "ui/models/strip_spectrum.h"
#include "ui/theme/theme.h"

#include <QElapsedTimer>

#include <string>
#include <vector>

namespace lacquer::ui {

/// A processor that works in bands: the spectrum before and behind it, where its bands part, and by how
/// much each band is changed at this moment, read from those two spectra.
///
/// Hands    drag a boundary sideways, a band up and down for its threshold (Shift fine); double-click
///          resets what a drag there would move
class BandsGraph : public ProcessorPicture {
    Q_OBJECT

public:
    BandsGraph(InsertActions& actions, const Theme& theme, QWidget* parent);

    void refresh() override;
    void tick() override;
    /// dB by which each band is changed now; 0 while nothing sounds there.
    const std::vector<double>& changes() const { return changes_; }
    /// Whether the processor is one that this shows.
    static bool shows(std::string_view processor);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;

private:
    /// A band's parameters; those that it does not have are empty.
    struct Band {
        std::string threshold, on, mute, solo;
    };
    double xOf(double frequency) const;
    double yOf(double change) const;
    /// From the left edge, over the boundaries in their order, to the right one: one more than bands.
    std::vector<double> edges() const;
    /// What a drag from here moves, and in which direction.
    std::pair<std::string, ParameterDrag::Axis> handleAt(const QPointF& position) const;
    void measureChanges();
    void paintBand(QPainter& painter, std::size_t band, double left, double right) const;
    void paintSpectra(QPainter& painter) const;

    InsertActions& actions_;
    const Theme& theme_;
    std::vector<std::string> boundaries_;
    std::vector<Band> bands_;
    StripSpectrum before_, behind_;
    std::vector<double> changes_;
    QElapsedTimer sinceTick_;
    ParameterDrag drag_;
};

} // namespace lacquer::ui
