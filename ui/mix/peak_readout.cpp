#include "ui/mix/peak_readout.h"

#include "ui/models/scales.h"
#include "ui/theme/figures.h"

#include <QMouseEvent>
#include <QPainter>

namespace lacquer::ui {

PeakReadout::PeakReadout(const Theme& theme, const QString& name, QWidget* parent) : QWidget(parent), theme_(theme) {
    setAccessibleName(name);
    show({}, MeterScale::peak);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void PeakReadout::setWide(bool wide) {
    if (wide == wide_) return;
    wide_ = wide;
    update();
}

void PeakReadout::show(const ChannelMeter& meter, MeterScale scale) {
    const bool loudness = scale == MeterScale::lufs;
    const double level = loudness ? meter.loudest : meter.highest;
    // Nearly always nothing is new: no text is made then.
    if (level == level_ && meter.clipped == clipped_ && meter.overs == overs_ && scale == scale_ && !text_.isEmpty()) return;
    const QString text = QString::fromStdString(peakText(level));
    level_ = level;
    highest_ = meter.highest;
    if (text == text_ && meter.clipped == clipped_ && meter.overs == overs_ && scale == scale_) return;
    text_ = text;
    scale_ = scale;
    clipped_ = meter.clipped;
    overs_ = meter.overs;
    const QString count = overs_ == 1 ? tr("1 over") : tr("%1 overs").arg(overs_);
    const QString what = loudness ? tr("Highest momentary loudness %1 LUFS").arg(text) : tr("Highest peak %1 dB").arg(text);
    const QString said = overs_ > 0 ? what + QStringLiteral(", ") + count : what;
    setAccessibleDescription(said);
    setToolTip(said + QStringLiteral(". ") + tr("Click clears, Alt-click clears all"));
    update();
}

void PeakReadout::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const bool over = clipped_ || highest_ >= 0.05;
    if (over) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme_.colour(Role::meterOverLabel));
        painter.drawRoundedRect(rect(), 3, 3);
        painter.setPen(Qt::white);
    } else painter.setPen(theme_.colour(highest_ > -3 ? Role::verdictWarn : Role::text3));
    const QString times = overs_ > 999 ? QStringLiteral("999+") : QString::number(overs_);
    const QString shown = wide_ && overs_ > 1 ? QStringLiteral("%1 ×%2").arg(text_, times) : text_;
    drawFigures(painter, theme_.font(10, over ? QFont::Bold : QFont::Medium), rect().adjusted(0, 0, -1, 0), over ? Qt::AlignHCenter : Qt::AlignRight, shown);
}

void PeakReadout::mousePressEvent(QMouseEvent* event) {
    if (event->modifiers() & Qt::AltModifier) emit clearAllWanted();
    else emit clearWanted();
}

} // namespace lacquer::ui
