#pragma once

#include "ui/mix/insert_actions.h"
#include "ui/models/dynamics_curve.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <array>
#include <deque>

namespace lacquer::ui {

/// A dynamics processor at work: the transfer curve with the moving dot, and beside it five seconds
/// of level and gain reduction.
///
/// Hands    drag the threshold in either picture; drag the curve over the knee for the ratio
class DynamicsGraph : public QWidget {
    Q_OBJECT

public:
    DynamicsGraph(InsertActions& actions, const Theme& theme, QWidget* parent);

    void refresh();
    void tick();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;

private:
    struct Moment {
        float level = -90;
        float reduction = 0;
    };

    QRectF transferBox() const;
    QRectF historyBox() const;
    void paintTransfer(QPainter& painter) const;
    void paintHistory(QPainter& painter) const;

    InsertActions& actions_;
    const Theme& theme_;
    DynamicsCurve curve_;
    std::deque<Moment> history_; ///< newest last, one per 1/60 s
    double reduction_ = 0;
    bool moving_ = false;
    int stillTicks_ = 0;
    enum class Grip { none, thresholdByX, thresholdByY, ratio };
    Grip grip_ = Grip::none;
    QPointF last_;
    double held_ = 0;
};

} // namespace lacquer::ui
