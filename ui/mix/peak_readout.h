#pragma once

#include "ui/models/readings.h"
#include "ui/theme/theme.h"

#include <QString>
#include <QWidget>

#include <cstdint>

namespace lacquer::ui {

/// The held peak beside the fader's value; red with the amount after an overload.
class PeakReadout : public QWidget {
    Q_OBJECT

public:
    PeakReadout(const Theme& theme, const QString& name, QWidget* parent);
    /// The highest momentary loudness in the place of the peak where the meters show LUFS.
    void show(const ChannelMeter& meter, MeterScale scale);
    /// Room for how often it went over.
    void setWide(bool wide);

signals:
    void clearWanted();
    void clearAllWanted();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    const Theme& theme_;
    QString text_;
    double highest_ = 0, level_ = 0; ///< peak; what is shown
    MeterScale scale_ = MeterScale::peakAndRms;
    bool clipped_ = false;
    bool wide_ = false;
    std::uint32_t overs_ = 0;
};

} // namespace lacquer::ui
