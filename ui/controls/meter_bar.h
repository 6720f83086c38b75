#pragma once

#include "ui/models/readings.h"
#include "ui/theme/theme.h"

#include <QImage>
#include <QWidget>

#include <array>
#include <vector>

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
    /// Rows where the bar on a side begins to be dim, to be full, and has its line.
    struct Tops {
        int tip = 0, body = 0, hold = 0;
    };
    Tops topsOf(const ShownBar& bar) const;
    int hangOf(double reduction) const; ///< rows of gain reduction
    /// Paints rows of the picture, top to bottom, logical pixels.
    void compose(int top, int bottom);
    QRect barRect(int side) const;
    QRect reductionRect() const;

    const Theme& theme_;
    Size bar_ = Size::meterBar;
    Reduction reductionShown_ = Reduction::shown;
    MeterScale scale_ = MeterScale::peakAndRms;
    ChannelMeter meter_;
    double reduction_ = 0;
    std::array<ShownBar, 2> bars_{}; ///< of meter_ on the scale, and where that is
    std::array<Tops, 2> tops_{};
    bool silenced_ = false;
    Role ground_ = Role::surface1;
    // The meter as it stands, row by row in the pixels of the screen: a frame changes the few rows that
    // moved and shows them in one stroke. 64 strips do this 60 times a second.
    QImage picture_;
    double scaled_ = 1;       ///< device pixels per pixel
    std::vector<QRgb> full_;  ///< colour of each row of a full bar
    std::vector<QRgb> dim_;   ///< the same at the share that peak has over RMS
};

} // namespace lacquer::ui
