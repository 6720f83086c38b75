#pragma once

#include "ui/mix/insert_actions.h"
#include "ui/models/eq_curve.h"
#include "ui/models/strip_spectrum.h"
#include "ui/theme/theme.h"

#include <QPixmap>
#include <QWidget>

#include <optional>
#include <vector>

namespace lacquer::ui {

/// Hues of the eight bands, one each, so that a band is known by number and colour.
QColor bandHue(const Theme& theme, int band);

/// The equalizer as one big graph: the sum, each band, nodes to take hold of, the piano below.
///
/// Hands    drag a node (Shift fine), wheel over it for Q, double-click it to reset its gain,
///          double-click the ground to add a band there, right-click for type and removal;
///          with the keyboard: digits choose a band, arrows move it, Page changes Q, Delete
///          switches it off
class EqGraph : public QWidget {
    Q_OBJECT

public:
    EqGraph(InsertActions& actions, const Theme& theme, QWidget* parent);

    void refresh();
    void setSelected(int band);
    int selected() const { return selected_; }
    /// The sound before the equalizer, as a ground; behind it, as a line: the same with the curve on
    /// it (dynamic bands as they are set, not as they move). Empty: nothing to show.
    void showSpectrum(const std::vector<SpectrumPoint>& before);
    /// Another strip's spectrum in its hue, and where both cover each other.
    void showOther(const std::vector<SpectrumPoint>& other, const QColor& hue, std::vector<Overlap> overlaps);
    const std::vector<SpectrumPoint>& spectrum() const { return before_; }
    const std::vector<Overlap>& overlaps() const { return overlaps_; }
    /// Where a band's node is, for tests and the keyboard.
    QPointF nodeAt(int band) const;

signals:
    void selectedChanged(int band);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    QRectF plot() const;
    double xOf(double frequency) const;
    double yOf(double gain) const;
    double frequencyOf(double x) const;
    double gainOf(double y) const;
    std::optional<int> bandUnder(const QPointF& position) const;
    void addBand(const QPointF& position);
    void moveSelected(double octaves, double decibels);
    void stepQ(int band, int steps, bool fine);
    void paintGrid(QPainter& painter) const;
    void paintPiano(QPainter& painter) const;
    void paintSpectra(QPainter& painter) const;
    void paintOverlaps(QPainter& painter) const;
    void paintBands(QPainter& painter) const;
    void paintNodes(QPainter& painter) const;
    void paintBubble(QPainter& painter) const;

    InsertActions& actions_;
    const Theme& theme_;
    EqState state_;
    std::vector<SpectrumPoint> before_, other_;
    QColor otherHue_;
    std::vector<Overlap> overlaps_;
    double range_ = 12; ///< dB above and below the middle
    int selected_ = 0;
    int hovered_ = -1;
    bool dragging_ = false;
    bool pressed_ = false;
    QPointF lastDrag_;
    QPointF dragNode_; ///< where the node would be without rounding, in the plot
};

} // namespace lacquer::ui
