#include "ui/shell/time_display.h"

#include "ui/models/scales.h"
#include "ui/models/time_text.h"
#include "ui/theme/figures.h"

#include <QPainter>

#include <cmath>

namespace lacquer::ui {

TimeDisplay::TimeDisplay(Workspace& workspace, const Theme& theme, QWidget* parent)
    : QAbstractButton(parent), workspace_(workspace), theme_(theme) {
    setAccessibleName(tr("Position"));
    setToolTip(tr("Position: click for bars, time, samples"));
    setFocusPolicy(Qt::TabFocus);
    connect(this, &QAbstractButton::clicked, this, [this] {
        format_ = static_cast<Format>((static_cast<int>(format_) + 1) % 3);
        refresh();
    });
    connect(&workspace, &Workspace::ticked, this, &TimeDisplay::refresh);
    connect(&workspace, &Workspace::projectChanged, this, &TimeDisplay::refresh);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    refresh();
}

QString TimeDisplay::text() const { return shown_; }

void TimeDisplay::refresh() {
    const project::Project& project = *workspace_.project();
    const FramePosition position = workspace_.playerState().position;
    const project::Song* song = workspace_.song();
    const bool inSong = std::holds_alternative<SongId>(workspace_.subject()) && song;
    QString shown;
    QString above;
    QString below;
    // The album has no bars.
    const Format format = format_ == Format::bars && !inSong ? Format::clock : format_;
    switch (format) {
    case Format::bars: {
        const TempoMap map(song->tempo, project.rate);
        const MusicalPosition musical = map.musicalAt(position);
        shown = QString::fromStdString(barsBeatsText(musical));
        const project::TempoPoint* at = &song->tempo.front();
        for (const project::TempoPoint& point : song->tempo)
            if (point.position <= position) at = &point;
        above = tr("bars");
        below = QStringLiteral("%1/%2").arg(at->beatsPerBar).arg(at->beatUnit);
        break;
    }
    case Format::clock:
        shown = QString::fromStdString(clockText(position, project.rate));
        above = tr("time");
        break;
    case Format::frames:
        shown = QString::number(position.value);
        above = tr("samples");
        break;
    }
    if (shown == shown_ && above == above_ && below == below_) return;
    shown_ = shown;
    above_ = above;
    below_ = below;
    setAccessibleDescription(shown_);
    update();
}

void TimeDisplay::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme_.colour(underMouse() ? Role::surface2 : Role::surfaceWell));
    painter.drawRoundedRect(rect(), 4, 4);
    painter.setPen(theme_.colour(Role::text1));
    const int pixels = shown_.size() > 12 ? 18 : 22;
    drawFigures(painter, theme_.font(pixels, QFont::DemiBold), QRectF(10, 0, width() - 56, height()), Qt::AlignLeft, shown_);
    painter.setPen(theme_.colour(Role::text3));
    const QFont& small = theme_.font(9);
    const double half = height() / 2.0;
    if (below_.isEmpty()) drawName(painter, small, QRectF(width() - 52, 0, 44, height()), Qt::AlignRight, above_);
    else {
        drawName(painter, small, QRectF(width() - 52, 3, 44, half - 3), Qt::AlignRight, above_);
        drawFigures(painter, small, QRectF(width() - 52, half, 44, half - 3), Qt::AlignRight, below_);
    }
}

LoadMeter::LoadMeter(Workspace& workspace, const Theme& theme, QWidget* parent) : QWidget(parent), workspace_(workspace), theme_(theme) {
    setAccessibleName(tr("Engine load"));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    connect(&workspace, &Workspace::ticked, this, [this] {
        const live::PlayerState& state = workspace_.playerState();
        const int percent = static_cast<int>(std::lround(state.loadP99 * 100));
        if (percent == percent_ && state.xruns == xruns_) return;
        percent_ = percent;
        xruns_ = state.xruns;
        const QString text = tr("%1 % load, %2 dropouts").arg(percent_).arg(xruns_);
        setAccessibleDescription(text);
        setToolTip(text);
        update();
    });
}

void LoadMeter::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const bool late = xruns_ > 0;
    painter.setPen(theme_.colour(late || percent_ > 70 ? Role::verdictWarn : Role::text2));
    drawFigures(painter, theme_.font(10), QRectF(0, 4, width(), 14), Qt::AlignRight, QStringLiteral("%1 %").arg(std::max(0, percent_)));
    const QRectF bar(0, height() - 13, width(), 3);
    painter.fillRect(bar, theme_.colour(Role::surfaceWell));
    painter.fillRect(QRectF(bar.left(), bar.top(), bar.width() * std::clamp(percent_ / 100.0, 0.0, 1.0), bar.height()),
                     theme_.colour(percent_ > 70 ? Role::verdictWarn : Role::verdictPass));
}

LoudnessReadout::LoudnessReadout(Workspace& workspace, const Theme& theme, QWidget* parent)
    : QWidget(parent), workspace_(workspace), theme_(theme) {
    setAccessibleName(tr("Loudness and true peak of what is heard"));
    setToolTip(tr("Short-term loudness and highest true peak of what is heard"));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    connect(&workspace, &Workspace::ticked, this, [this](double elapsed) {
        since_ += elapsed;
        if (since_ < 0.1) return; // a number that can be read
        since_ = 0;
        const live::LoudnessReading reading = workspace_.player().loudness();
        const QString loudness = QString::fromStdString(levelText(reading.shortTermLufs));
        const QString peak = QString::fromStdString(levelText(reading.truePeakDbtp));
        std::array<double, 2> levels{kSilence.value, kSilence.value};
        if (const project::Song* song = workspace_.song()) {
            const ChannelMeter& meter = workspace_.meters().of(std::holds_alternative<SongId>(workspace_.subject()) ? song->mix->id : workspace_.project()->album->channel->id);
            levels = {meter.bars[0].peak, meter.bars[1].peak};
        }
        if (loudness == loudness_ && peak == peak_ && levels == levels_) return;
        loudness_ = loudness;
        peak_ = peak;
        truePeak_ = reading.truePeakDbtp;
        levels_ = levels;
        setAccessibleDescription(tr("%1 LUFS, %2 dBTP").arg(loudness_, peak_));
        update();
    });
}

void LoudnessReadout::setStacked(bool stacked) {
    stacked_ = stacked;
    update();
}

QSize LoudnessReadout::sizeHint() const { return stacked_ ? QSize(112, 32) : QSize(196, 32); }

void LoudnessReadout::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme_.colour(Role::surfaceWell));
    painter.drawRoundedRect(rect(), 4, 4);
    const QFont& unit = theme_.font(9);
    const QColor& peakInk = theme_.colour(truePeak_ > 0 ? Role::verdictFail : truePeak_ > -1 ? Role::verdictWarn : Role::text1);
    if (stacked_) {
        const double half = height() / 2.0;
        painter.setPen(theme_.colour(Role::text1));
        drawFigures(painter, theme_.font(12, QFont::DemiBold), QRectF(6, 1, 40, half), Qt::AlignRight, loudness_);
        painter.setPen(theme_.colour(Role::text3));
        drawName(painter, unit, QRectF(50, 1, 30, half), Qt::AlignLeft, QStringLiteral("LUFS"));
        drawName(painter, unit, QRectF(50, half - 1, 30, half), Qt::AlignLeft, QStringLiteral("dBTP"));
        painter.setPen(peakInk);
        drawFigures(painter, theme_.font(11), QRectF(6, half - 1, 40, half), Qt::AlignRight, peak_);
    } else {
        painter.setPen(theme_.colour(Role::text1));
        const QFont& big = theme_.font(15, QFont::DemiBold);
        drawFigures(painter, big, QRectF(6, 0, 48, height()), Qt::AlignRight, loudness_);
        painter.setPen(peakInk);
        drawFigures(painter, big, QRectF(92, 0, 42, height()), Qt::AlignRight, peak_);
        painter.setPen(theme_.colour(Role::text3));
        drawName(painter, unit, QRectF(57, 2, 34, height()), Qt::AlignLeft, QStringLiteral("LUFS S"));
        drawName(painter, unit, QRectF(137, 2, 26, height()), Qt::AlignLeft, QStringLiteral("dBTP"));
    }
    for (int side = 0; side < 2; ++side) {
        const QRectF bar(width() - 20 + side * 8, 5, 6, height() - 10);
        painter.fillRect(bar, theme_.colour(Role::meterWell));
        const double level = levels_[static_cast<std::size_t>(side)];
        double bottom = bar.bottom();
        for (const double end : {-18.0, -9.0, -3.0, 0.0, 6.0}) {
            const double top = bar.bottom() - meterHeight(std::min(level, end)) * bar.height();
            if (top < bottom) painter.fillRect(QRectF(bar.left(), top, bar.width(), bottom - top), theme_.meterZone(end - 0.01));
            bottom = std::min(bottom, top);
        }
    }
}

} // namespace lacquer::ui
