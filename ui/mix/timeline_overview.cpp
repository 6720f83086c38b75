#include "ui/mix/timeline_overview.h"

#include "ui/mix/timeline_ruler.h"

#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace lacquer::ui {

namespace {

constexpr double kGrip = 6;

} // namespace

TimelineOverview::TimelineOverview(TimelineState& state, QWidget* parent) : QWidget(parent), state_(state) {
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMouseTracking(true);
    setObjectName("timelineOverview");
    setAccessibleName(tr("Overview of the song"));
    setToolTip(tr("Drag moves the view · its edges zoom · double-click shows the whole song"));
    setFixedHeight(sizeHint().height());
    rebuildSoon_.setSingleShot(true);
    rebuildSoon_.setInterval(120);
    connect(&rebuildSoon_, &QTimer::timeout, this, &TimelineOverview::rebuild);
    const auto soon = [this] {
        if (!rebuildSoon_.isActive()) rebuildSoon_.start();
    };
    connect(&state_.workspace(), &Workspace::projectChanged, this, soon);
    connect(&state_.workspace(), &Workspace::songChanged, this, soon);
    connect(&state_, &TimelineState::waveformArrived, this, soon);
    connect(&state_.theme(), &Theme::changed, this, soon);
    connect(&state_, &TimelineState::viewChanged, this, [this] { update(); });
    connect(&state_, &TimelineState::playheadMoved, this, [this] { update(); });
    soon();
}

QSize TimelineOverview::sizeHint() const {
    return {900, state_.theme().size(Size::timelineMinimap)};
}

double TimelineOverview::framesPerPixel() const {
    const auto* song = state_.song();
    const std::int64_t end = song ? project::endOf(*song).value : 0;
    return static_cast<double>(std::max<std::int64_t>(end, 10LL * state_.rate().hz)) / std::max(1, width());
}

QRectF TimelineOverview::viewFrame() const {
    const double spp = framesPerPixel();
    const double left = state_.scale().left / spp;
    const double right = state_.scale().frameAt(state_.viewport().width()) / spp;
    return QRectF(QPointF(left, 1), QPointF(right, height() - 1));
}

void TimelineOverview::rebuild() {
    const qreal ratio = devicePixelRatioF();
    const int columns = static_cast<int>(width() * ratio);
    const int high = static_cast<int>(height() * ratio);
    if (columns <= 0 || high <= 0) return;
    const Theme& theme = state_.theme();
    picture_ = QPixmap(columns, high);
    picture_.fill(theme.colour(Role::surfaceWell));
    const auto* song = state_.song();
    if (!song) {
        update();
        return;
    }
    // Powers add: what many tracks sum to, near enough for a glance, without rendering a mix.
    const double spp = framesPerPixel() / ratio;
    const auto count = static_cast<std::size_t>(columns);
    std::vector<double> peak(count, 0.0), rms(count, 0.0);
    std::vector<WaveColumn> part;
    for (const auto& track : song->tracks) {
        if (track->channel.muted) continue;
        const double fader = gainOf(track->channel.fader);
        for (const auto& clip : *track->clips) {
            if (clip.muted) continue;
            const auto from = static_cast<std::int64_t>(static_cast<double>(clip.position.value) / spp);
            const auto to = std::min<std::int64_t>(columns, static_cast<std::int64_t>(static_cast<double>(clip.end().value) / spp) + 1);
            if (to <= from) continue;
            part.resize(static_cast<std::size_t>(to - from));
            const double first = static_cast<double>(clip.offset.value) + static_cast<double>(from) * spp - static_cast<double>(clip.position.value);
            state_.tiles().store().columns(clip.source, first, spp, part);
            if (clip.reversed) std::ranges::reverse(part);
            const double gain = gainOf(clip.gain) * fader;
            for (std::size_t i = 0; i < part.size(); ++i) {
                const auto column = static_cast<std::size_t>(from) + i;
                const double top = std::max(std::abs(part[i].low), std::abs(part[i].high)) * gain;
                const double level = part[i].rms * gain;
                peak[column] += top * top;
                rms[column] += level * level;
            }
        }
    }
    double loudest = 1e-9;
    for (const double value : peak) loudest = std::max(loudest, value);
    std::vector<WaveColumn> shape(count + 1);
    for (std::size_t i = 0; i < count; ++i) {
        const auto level = static_cast<float>(std::sqrt(peak[i] / loudest));
        shape[i + 1] = {-level, level, static_cast<float>(std::sqrt(rms[i] / loudest))};
    }
    shape[0] = shape[1];

    QPainter painter(&picture_);
    const auto section = [&](int from, int to, const QColor& hue) {
        from = std::clamp(from, 0, columns);
        to = std::clamp(to, 0, columns);
        if (to <= from) return;
        const QColor ground = Theme::over(hue, 0.12, theme.colour(Role::surfaceWell));
        const WaveInk ink{ground, Theme::over(hue, 0.5, ground), Theme::over(hue, 0.85, ground)};
        const std::span<const WaveColumn> columnsOf(shape.data() + from, static_cast<std::size_t>(to - from) + 1);
        painter.drawImage(from, 0, paintWaveTile(columnsOf, high, ink));
    };
    const auto columnOf = [&](FramePosition position) { return static_cast<int>(static_cast<double>(position.value) / spp); };
    const int firstMarker = song->markers.empty() ? columns : columnOf(song->markers.front().position);
    section(0, firstMarker, theme.hue(0));
    for (std::size_t i = 0; i < song->markers.size(); ++i) {
        section(columnOf(song->markers[i].position),
                i + 1 < song->markers.size() ? columnOf(song->markers[i + 1].position) : columns, sectionHue(theme, i));
    }
    painter.end();
    picture_.setDevicePixelRatio(ratio);
    update();
}

void TimelineOverview::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Theme& theme = state_.theme();
    painter.fillRect(rect(), theme.colour(Role::surfaceWell));
    if (!picture_.isNull()) painter.drawPixmap(0, 0, picture_);
    const QRectF frame = viewFrame();
    QColor dim = theme.colour(Role::surfaceWell);
    dim.setAlphaF(0.5f);
    if (frame.left() > 0) painter.fillRect(QRectF(0, 0, frame.left(), height()), dim);
    if (frame.right() < width()) painter.fillRect(QRectF(frame.right(), 0, width() - frame.right(), height()), dim);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.colour(Role::accent), 1.5));
    painter.drawRoundedRect(frame.intersected(QRectF(0.75, 0.75, width() - 1.5, height() - 1.5)), 2, 2);
    painter.fillRect(QRectF(static_cast<double>(state_.playhead().value) / framesPerPixel(), 0, 1, height()), theme.colour(Role::playhead));
}

void TimelineOverview::resizeEvent(QResizeEvent*) {
    rebuildSoon_.start();
}

void TimelineOverview::dragTo(double x) {
    const double spp = framesPerPixel();
    TimeScale scale = state_.scale();
    const double width = state_.viewport().width();
    state_.suspendFollowing();
    if (drag_ == Drag::view) {
        scale.left = (x - grip_) * spp;
    } else {
        const QRectF frame = viewFrame();
        const double left = drag_ == Drag::left ? std::min(x, frame.right() - 2) : frame.left();
        const double right = drag_ == Drag::right ? std::max(x, frame.left() + 2) : frame.right();
        scale.framesPerPixel = std::clamp((right - left) * spp / width, TimeScale::kFinest, TimeScale::kWidest);
        scale.left = left * spp;
    }
    state_.setScale(scale);
}

void TimelineOverview::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    const QRectF frame = viewFrame();
    const double x = event->position().x();
    if (std::abs(x - frame.left()) <= kGrip && frame.width() > 3 * kGrip) {
        drag_ = Drag::left;
    } else if (std::abs(x - frame.right()) <= kGrip && frame.width() > 3 * kGrip) {
        drag_ = Drag::right;
    } else {
        drag_ = Drag::view;
        grip_ = frame.contains(QPointF(x, height() / 2.0)) ? x - frame.left() : frame.width() / 2;
        dragTo(x);
    }
}

void TimelineOverview::mouseMoveEvent(QMouseEvent* event) {
    if (drag_ != Drag::none) {
        dragTo(event->position().x());
        return;
    }
    const QRectF frame = viewFrame();
    const double x = event->position().x();
    const bool edge = std::abs(x - frame.left()) <= kGrip || std::abs(x - frame.right()) <= kGrip;
    setCursor(edge ? Qt::SizeHorCursor : Qt::OpenHandCursor);
}

void TimelineOverview::mouseReleaseEvent(QMouseEvent*) {
    drag_ = Drag::none;
}

void TimelineOverview::mouseDoubleClickEvent(QMouseEvent*) {
    state_.zoomToSong();
}

void TimelineOverview::wheelEvent(QWheelEvent* event) {
    event->accept();
    const int delta = event->angleDelta().y() != 0 ? event->angleDelta().y() : event->angleDelta().x();
    if (event->modifiers() & Qt::ControlModifier) {
        state_.zoom(zoomFactorOfWheel(delta), state_.viewport().width() / 2.0);
    } else {
        state_.suspendFollowing();
        state_.setScale(state_.scale().scrolled(-delta * 0.8));
    }
}

} // namespace lacquer::ui
