#pragma once

#include "ui/models/readings.h"
#include "ui/theme/theme.h"

#include <QPixmap>
#include <QWidget>

namespace lacquer::ui {

/// A channel's level: two bars of peak over RMS with hold, the clip lamp above and gain reduction
/// hanging beside them. It paints what it is given; only what moved is painted again.
class MeterBar : public QWidget {
    Q_OBJECT

public:
    MeterBar(const Theme& theme, const QString& name, QWidget* parent);

    /// Width of one bar; Size::meterBar, meterBarWide or meterBarMix.
    void setBar(Size bar);
    enum class Reduction { shown, hidden };
    void setReductionShown(Reduction shown);

    void setScale(MeterScale scale);
    MeterScale scale() const { return scale_; }
    void show(const ChannelMeter& meter, double reduction);
    const ChannelMeter& shown() const { return meter_; }
    /// Wells only: the strip is silenced by another's solo.
    void setSilenced(bool silenced);

    /// The surface it stands on.
    void setGround(Role ground);

    /// From the top of this widget to a level.
    double heightOf(double decibels) const;
    /// Width with lamp, bars and reduction at the set sizes.
    QSize sizeHint() const override;

signals:
    void clearWanted();
    void clearAllWanted();
    void menuWanted(QPoint global);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void rebuild();
    int barTop() const;
    int pixelOf(double decibels) const; ///< row in the widget, from barTop() to height()
    QRect barRect(int side) const;
    QRect reductionRect() const;

    const Theme& theme_;
    Size bar_ = Size::meterBar;
    Reduction reductionShown_ = Reduction::shown;
    MeterScale scale_ = MeterScale::peakAndRms;
    ChannelMeter meter_;
    double reduction_ = 0;
    bool silenced_ = false;
    Role ground_ = Role::surface1;
    QPixmap full_; ///< one bar with all its zones
    QPixmap dim_;  ///< the same at the share that peak has over RMS
};

} // namespace lacquer::ui
