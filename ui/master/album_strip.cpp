#include "ui/master/album_strip.h"

#include "engine/project/album_edits.h"
#include "ui/meters/wave_tile.h"
#include "ui/models/fade_shape.h"
#include "ui/models/time_text.h"
#include "ui/theme/figures.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <algorithm>
#include <array>
#include <cmath>

namespace lacquer::ui {

namespace {

constexpr int kSide = 8;         ///< room left and right
constexpr int kRuler = 30;       ///< times above the blocks
constexpr int kGapText = 34;     ///< seconds and CD frames below
constexpr double kEdge = 6;
constexpr double kHandle = 9;
constexpr double kDragFrom = 4;

/// Gaps are put on tenths of a second by hand, on CD frames with Ctrl, freely with Alt.
Seconds held(double seconds, Qt::KeyboardModifiers modifiers) {
    if (modifiers & Qt::AltModifier) return {seconds};
    const double step = modifiers & Qt::ControlModifier ? 1.0 / 75 : 0.1;
    return {std::round(seconds / step) * step};
}

} // namespace

QColor albumHue(const Theme& theme, const project::Project& project, AlbumTrackId id) {
    const auto& colours = theme.trackColours();
    for (std::size_t i = 0; i < project.album->tracks.size(); ++i) {
        if (project.album->tracks[i]->id != id) continue;
        const auto own = project.album->tracks[i]->channel.colour.rgb;
        // Neighbours differ: by five hues of the twelve.
        return theme.hue(own != 0 ? own : colours[(8 + i * 5) % colours.size()]);
    }
    return theme.hue(0);
}

AlbumStrip::AlbumStrip(Workspace& workspace, AlbumMeasurer& measurer, const Theme& theme, QWidget* parent)
    : QWidget(parent), workspace_(workspace), measurer_(measurer), theme_(theme) {
    setObjectName("albumStrip");
    setAccessibleName(tr("Album"));
    setAccessibleDescription(tr("Left and Right choose a track, Ctrl with them moves it"));
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    connect(&workspace_, &Workspace::selectionChanged, this, [this] { update(); });
    connect(&workspace_, &Workspace::ticked, this, [this] {
        if (isVisible() && workspace_.playerState().playing) update();
    });
    connect(&measurer_, &AlbumMeasurer::changed, this, &AlbumStrip::rebuildPictures);
    connect(&theme_, &Theme::changed, this, &AlbumStrip::rebuildPictures);
}

FramePosition AlbumStrip::positionAt(double x) const { return {std::max<std::int64_t>(0, std::llround((x - kSide) * framesPerPixel()))}; }

QSize AlbumStrip::sizeHint() const {
    return {900, theme_.size(Size::albumStrip)};
}

void AlbumStrip::showAlbum(const AlbumView& view) {
    view_ = view;
    rebuildPictures();
}

double AlbumStrip::framesPerPixel() const {
    const double frames = static_cast<double>(std::max<std::int64_t>(view_.end.value, workspace_.project()->rate.hz));
    // While an edge is dragged the scale stays, so that the pointer stays on the edge.
    return dragging_ ? baseScale_ : frames / std::max(1, width() - 2 * kSide);
}

double AlbumStrip::xOf(FramePosition position) const {
    return kSide + static_cast<double>(position.value) / framesPerPixel();
}

QRectF AlbumStrip::blockRect(std::size_t index) const {
    const auto& row = view_.rows[index];
    return QRectF(QPointF(xOf(row.start), kRuler), QPointF(xOf(row.start + row.length), height() - kGapText));
}

QColor AlbumStrip::hueOf(const AlbumRow& row) const {
    return albumHue(theme_, *workspace_.project(), row.id);
}

std::optional<std::size_t> AlbumStrip::selected() const {
    for (std::size_t i = 0; i < view_.rows.size(); ++i) {
        if (workspace_.isSelected(view_.rows[i].channel)) return i;
    }
    return std::nullopt;
}

AlbumStrip::Hit AlbumStrip::hitAt(QPointF at) const {
    if (at.y() < kRuler) return {Zone::ruler, 0};
    // Edges first: they are thin.
    for (std::size_t i = 1; i < view_.rows.size(); ++i) {
        const QRectF before = blockRect(i - 1);
        const QRectF block = blockRect(i);
        const double left = std::min(before.right(), block.left());
        const double right = std::max(before.right(), block.left());
        const bool low = at.y() > kRuler + 22;
        if (low && at.x() >= left - kEdge && at.x() <= right + kEdge && block.width() > 20) return {Zone::gap, i};
    }
    for (std::size_t i = 0; i < view_.rows.size(); ++i) {
        const QRectF block = blockRect(i);
        if (!block.contains(at)) continue;
        const auto& row = view_.rows[i];
        if (block.width() > 40 && at.y() < block.top() + 12) {
            const double in = block.left() + static_cast<double>(row.fadeIn.length.value) / framesPerPixel();
            const double out = block.right() - static_cast<double>(row.fadeOut.length.value) / framesPerPixel();
            if (std::abs(at.x() - std::max(in, block.left() + 4)) <= kHandle) return {Zone::fadeIn, i};
            if (std::abs(at.x() - std::min(out, block.right() - 4)) <= kHandle) return {Zone::fadeOut, i};
        }
        return {Zone::block, i};
    }
    return {};
}

void AlbumStrip::resizeEvent(QResizeEvent*) {
    rebuildPictures();
}

void AlbumStrip::rebuildPictures() {
    pictures_.assign(view_.rows.size(), {});
    const auto& master = measurer_.master();
    const auto& peaks = measurer_.peaks();
    const qreal ratio = devicePixelRatioF();
    for (std::size_t i = 0; i < view_.rows.size(); ++i) {
        const QRectF block = blockRect(i);
        const int columns = static_cast<int>(std::lround(block.width() * ratio));
        const int high = static_cast<int>(std::lround((block.height() - 22) * ratio));
        if (columns < 2 || high < 4) continue;
        std::vector<WaveColumn> shape(static_cast<std::size_t>(columns) + 1);
        if (master && peaks) {
            const auto span = std::ranges::find(master->tracks, view_.rows[i].id, &mastering::AlbumTrackSpan::track);
            if (span != master->tracks.end()) {
                const double frames = static_cast<double>(span->length.value) / columns;
                for (int column = -1; column < columns; ++column) {
                    const auto from = span->start.value + static_cast<std::int64_t>(std::max(0, column) * frames);
                    const auto to = span->start.value + static_cast<std::int64_t>((std::max(0, column) + 1) * frames);
                    shape[static_cast<std::size_t>(column + 1)] = peaks->over(from, std::max(to, from + 1));
                }
            }
        }
        const QColor hue = hueOf(view_.rows[i]);
        const QColor ground = Theme::over(hue, theme_.mix(Mix::clipBody), theme_.colour(Role::surfaceWell));
        pictures_[i] = paintWaveTile(shape, high, {ground, Theme::over(hue, theme_.mix(Mix::clipPeak), ground), hue});
        pictures_[i].setDevicePixelRatio(ratio);
    }
    update();
}

void AlbumStrip::paintBlock(QPainter& painter, std::size_t index) const {
    const auto& row = view_.rows[index];
    const QRectF block = blockRect(index);
    const QColor hue = hueOf(row);
    const bool chosen = workspace_.isSelected(row.channel);
    const QColor& well = theme_.colour(Role::surfaceWell);
    painter.fillRect(QRectF(block.left(), block.top(), block.width(), 22), Theme::over(hue, theme_.mix(Mix::clipHeader) + (chosen ? 0.15 : 0.0), well));
    const QRectF wave(block.left(), block.top() + 22, block.width(), block.height() - 22);
    if (index < pictures_.size() && !pictures_[index].isNull()) {
        painter.drawImage(wave, pictures_[index]);
    } else {
        painter.fillRect(wave, Theme::over(hue, theme_.mix(Mix::clipBody), well));
    }
    if (row.state == AlbumTrackState::unmeasured || row.state == AlbumTrackState::rendering) {
        painter.setPen(theme_.colour(Role::text3));
        drawName(painter, theme_.font(10), wave.adjusted(6, 0, -4, 0), Qt::AlignLeft, tr(stateText(row.state)));
    }

    painter.setRenderHint(QPainter::Antialiasing);
    const auto fade = [&](const project::Fade& shape, bool in) {
        const double width = static_cast<double>(shape.length.value) / framesPerPixel();
        if (width < 1) return;
        QPolygonF line;
        for (int i = 0; i <= 24; ++i) {
            const double x = i / 24.0;
            const double gain = fadeCurve(shape.shape, in ? x : 1 - x);
            line << QPointF((in ? wave.left() : wave.right() - width) + x * width, wave.bottom() - gain * wave.height());
        }
        QPolygonF outside = line;
        outside << (in ? wave.topLeft() : wave.topRight());
        if (!in) outside << wave.bottomRight();
        QColor shade = well;
        shade.setAlphaF(0.55f);
        painter.setPen(Qt::NoPen);
        painter.setBrush(shade);
        painter.drawPolygon(outside);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme_.colour(Role::text1), 1));
        painter.drawPolyline(line);
    };
    fade(row.fadeIn, true);
    fade(row.fadeOut, false);

    // Marks of the disc: INDEX 01 behind a pregap, INDEX 02 and on; where a side begins, a strong edge.
    const auto markAt = [&](FramePosition at, const QString& name) {
        const double x = xOf(at);
        if (x < block.left() || x > block.right()) return;
        painter.setPen(QPen(theme_.colour(Role::text2), 1, Qt::DashLine));
        painter.drawLine(QPointF(x, wave.top()), QPointF(x, wave.bottom()));
        painter.setPen(theme_.colour(Role::text2));
        drawName(painter, theme_.font(9), QRectF(x + 3, wave.top(), 40, 12), Qt::AlignLeft, name);
    };
    if (row.pregap.value > 0) markAt(row.start + row.pregap, tr("ix 1"));
    for (std::size_t k = 0; k < row.marks.size(); ++k) markAt(row.marks[k], tr("ix %1").arg(k + 2));
    if (row.startsSide) painter.fillRect(QRectF(block.left() - 2, block.top(), 3, block.height()), theme_.colour(Role::accent));

    painter.setPen(theme_.colour(Role::text1));
    const QFont& font = theme_.font(12, QFont::DemiBold);
    const QString text = QString::number(row.number) + "  " + QString::fromStdString(row.title);
    if (block.width() > 14) drawName(painter, font, QRectF(block.left() + 7, block.top(), block.width() - 12, 22), Qt::AlignLeft, text);

    if (chosen) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme_.colour(Role::accent), 1.5));
        painter.drawRoundedRect(block.adjusted(0.75, 0.75, -0.75, -0.75), 2, 2);
    }
    if ((chosen || (hover_.index == index && hover_.zone != Zone::none && hover_.zone != Zone::ruler)) && block.width() > 40) {
        painter.setPen(QPen(well, 1.5));
        painter.setBrush(theme_.colour(Role::playhead));
        const double in = static_cast<double>(row.fadeIn.length.value) / framesPerPixel();
        const double out = static_cast<double>(row.fadeOut.length.value) / framesPerPixel();
        painter.drawEllipse(QPointF(block.left() + std::max(4.0, in), block.top() + 4), 4, 4);
        painter.drawEllipse(QPointF(block.right() - std::max(4.0, out), block.top() + 4), 4, 4);
    }
    // The mark where a disc's track starts.
    QPainterPath mark;
    mark.moveTo(block.left(), kRuler - 11);
    mark.lineTo(block.left() + 8, kRuler - 6.5);
    mark.lineTo(block.left(), kRuler - 2);
    mark.closeSubpath();
    painter.fillPath(mark, theme_.colour(Role::text1));
}

void AlbumStrip::paintGaps(QPainter& painter) const {
    const SampleRate rate = workspace_.project()->rate;
    double last = -100;
    for (std::size_t i = 1; i < view_.rows.size(); ++i) {
        const auto& row = view_.rows[i];
        const double centre = (blockRect(i - 1).right() + blockRect(i).left()) / 2;
        const bool hot = hover_.zone == Zone::gap && hover_.index == i;
        const bool overlap = row.gap.value < 0;
        if (hot || overlap) {
            painter.fillRect(QRectF(centre - 1.5, kRuler, 3, height() - kRuler - kGapText), theme_.colour(hot ? Role::accentStrong : Role::playhead));
        }
        // Where gaps are closer than their words, every second one keeps quiet.
        if (centre - last < 52 && !hot) continue;
        last = centre;
        const Seconds gap = secondsOf(row.gap, rate);
        painter.setPen(theme_.colour(overlap || hot ? Role::accent : Role::text2));
        drawFigures(painter, theme_.font(11, overlap ? QFont::DemiBold : QFont::Normal), QRectF(centre - 40, height() - kGapText + 2, 80, 15),
                    Qt::AlignHCenter, QString::fromStdString(gapText(gap)));
        painter.setPen(theme_.colour(Role::text3));
        drawFigures(painter, theme_.font(10), QRectF(centre - 40, height() - kGapText + 16, 80, 14), Qt::AlignHCenter,
                    QString::fromStdString(cdFramesText(gap)));
    }
}

void AlbumStrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.colour(Role::surface1));
    const SampleRate rate = workspace_.project()->rate;
    if (view_.rows.empty()) {
        painter.setPen(theme_.colour(Role::text2));
        drawName(painter, theme_.font(13), rect(), Qt::AlignHCenter, tr("Drop finished songs here, or add this project's songs."));
        return;
    }

    const double perSecond = rate.hz / framesPerPixel();
    static constexpr std::array kSteps{1, 5, 10, 30, 60, 120, 300, 600, 1200, 3600};
    int step = kSteps.back();
    for (const int candidate : kSteps) {
        if (candidate * perSecond >= 90) {
            step = candidate;
            break;
        }
    }
    const QFont& small = theme_.font(10);
    for (int second = 0; second * perSecond < width(); second += step) {
        const double x = kSide + second * perSecond;
        painter.setPen(theme_.colour(Role::text3));
        drawFigures(painter, small, QRectF(x + 3, 2, 60, 14), Qt::AlignLeft, QString::fromStdString(lengthText({static_cast<double>(second)})));
    }
    for (std::size_t i = 0; i < view_.rows.size(); ++i) paintBlock(painter, i);
    paintGaps(painter);

    if (dragging_ && pressed_.zone == Zone::block && drop_ >= 0) {
        const auto at = static_cast<std::size_t>(drop_);
        const double x = at < view_.rows.size() ? blockRect(at).left() : blockRect(view_.rows.size() - 1).right();
        painter.fillRect(QRectF(x - 1, kRuler - 4, 2, height() - kRuler - kGapText + 8), theme_.colour(Role::accent));
    }
    if (std::holds_alternative<live::AlbumSubject>(workspace_.subject())) {
        const double x = std::round(xOf(workspace_.playerState().position));
        QPainterPath flag;
        flag.addPolygon(QPolygonF({{x - 5.5, 4}, {x + 6.5, 4}, {x + 6.5, 10}, {x + 0.5, 16}, {x - 5.5, 10}}));
        painter.fillPath(flag, theme_.colour(Role::playhead));
        painter.fillRect(QRectF(x, 14, 1, height() - kGapText - 14), theme_.colour(Role::playhead));
    }
    if (dragging_ && !bubble_.isEmpty()) {
        const QFont& font = theme_.font(12, QFont::DemiBold);
        const double room = figuresWidth(font, bubble_) + 16;
        QRectF box(std::clamp(pressedAt_.x() - room / 2, 4.0, width() - room - 4), kRuler + 28, room, 22);
        painter.setPen(QPen(theme_.colour(Role::lineStrong), 1));
        painter.setBrush(theme_.colour(Role::surfaceOverlay));
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        painter.setPen(theme_.colour(Role::text1));
        drawFigures(painter, font, box, Qt::AlignHCenter, bubble_);
    }
}

void AlbumStrip::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || view_.rows.empty()) return;
    pressed_ = hitAt(event->position());
    pressedAt_ = event->position();
    dragging_ = false;
    if (pressed_.zone == Zone::ruler) {
        workspace_.locate(positionAt(event->position().x()));
        update();
        return;
    }
    if (pressed_.zone != Zone::none) workspace_.selectChannel(view_.rows[pressed_.index].channel);
}

void AlbumStrip::drag(const QPointF& at, Qt::KeyboardModifiers modifiers) {
    const auto& row = baseView_.rows[pressed_.index];
    const double seconds = (at.x() - pressedAt_.x()) * baseScale_ / workspace_.project()->rate.hz;
    const QString title = QString::fromStdString(row.title);
    const auto show = [&](Result<project::Project> next) {
        workspace_.apply({}, [&](const project::Project&) { return std::move(next); });
    };
    const SampleRate rate = workspace_.project()->rate;
    if (pressed_.zone == Zone::gap) {
        Seconds gap = held(secondsOf(row.gap, rate).value + seconds, modifiers);
        // An overlap is a crossfade; it cannot be longer than either track.
        const double most = std::min(secondsOf(baseView_.rows[pressed_.index - 1].length, rate).value, secondsOf(row.length, rate).value) * 0.9;
        gap.value = std::clamp(gap.value, -most, 600.0);
        show(gap.value < 0 ? project::setAlbumCrossfade(*base_, row.id, {-gap.value}) : project::setAlbumGap(*base_, row.id, gap));
        bubble_ = QString::fromStdString(gapText(gap) + "   " + cdFramesText(gap));
        return;
    }
    const bool in = pressed_.zone == Zone::fadeIn;
    const project::Fade& fade = in ? row.fadeIn : row.fadeOut;
    const double most = secondsOf(row.length, rate).value / 2;
    const Seconds length{std::clamp(held(secondsOf(fade.length, rate).value + (in ? seconds : -seconds), modifiers).value, 0.0, most)};
    show(in ? project::setAlbumFadeIn(*base_, row.id, length, fade.shape) : project::setAlbumFadeOut(*base_, row.id, length, fade.shape));
    bubble_ = tr("fade") + "  " + QString::fromStdString(gapText(length));
}

void AlbumStrip::mouseMoveEvent(QMouseEvent* event) {
    if (!(event->buttons() & Qt::LeftButton)) {
        hover_ = hitAt(event->position());
        setCursor(hover_.zone == Zone::gap                                          ? Qt::SplitHCursor
                  : hover_.zone == Zone::fadeIn || hover_.zone == Zone::fadeOut ? Qt::SizeHorCursor
                                                                                    : Qt::ArrowCursor);
        update();
        return;
    }
    if (pressed_.zone == Zone::ruler) {
        workspace_.locate(positionAt(event->position().x()));
        update();
        return;
    }
    if (pressed_.zone == Zone::none) return;
    if (!dragging_) {
        if ((event->position() - pressedAt_).manhattanLength() < kDragFrom) return;
        baseScale_ = framesPerPixel();
        baseView_ = view_;
        base_ = workspace_.project();
        dragging_ = true;
        const QString title = QString::fromStdString(view_.rows[pressed_.index].title);
        if (pressed_.zone == Zone::gap) workspace_.beginGesture(tr("Gap before %1").arg(title));
        if (pressed_.zone == Zone::fadeIn) workspace_.beginGesture(tr("Fade in %1").arg(title));
        if (pressed_.zone == Zone::fadeOut) workspace_.beginGesture(tr("Fade out %1").arg(title));
    }
    if (pressed_.zone == Zone::block) {
        drop_ = 0;
        for (std::size_t i = 0; i < view_.rows.size(); ++i) {
            if (event->position().x() > blockRect(i).center().x()) drop_ = static_cast<int>(i) + 1;
        }
        update();
        return;
    }
    drag(event->position(), event->modifiers());
    update();
}

void AlbumStrip::mouseReleaseEvent(QMouseEvent*) {
    if (!dragging_) return;
    dragging_ = false;
    bubble_.clear();
    if (pressed_.zone == Zone::block) {
        const int from = static_cast<int>(pressed_.index);
        const int to = drop_ > from ? drop_ - 1 : drop_;
        const auto& row = view_.rows[pressed_.index];
        const AlbumTrackId id = row.id;
        drop_ = -1;
        if (to != from && to >= 0) {
            workspace_.apply(tr("Move %1 on the album").arg(QString::fromStdString(row.title)),
                             [&](const project::Project& project) { return project::moveAlbumTrack(project, id, to); });
        }
    } else {
        workspace_.endGesture();
    }
    base_.reset();
    rebuildPictures();
}

void AlbumStrip::mouseDoubleClickEvent(QMouseEvent* event) {
    const Hit hit = hitAt(event->position());
    if (hit.zone != Zone::block) return;
    workspace_.locate(positionAt(event->position().x()));
    workspace_.play();
}

void AlbumStrip::keyPressEvent(QKeyEvent* event) {
    const auto at = selected();
    const int step = event->key() == Qt::Key_Left ? -1 : event->key() == Qt::Key_Right ? 1 : 0;
    if (event->key() == Qt::Key_Escape && dragging_) {
        dragging_ = false;
        drop_ = -1;
        workspace_.cancelGesture();
        update();
        return;
    }
    if (step != 0 && !view_.rows.empty()) {
        const int from = at ? static_cast<int>(*at) : (step > 0 ? -1 : static_cast<int>(view_.rows.size()));
        const int to = std::clamp(from + step, 0, static_cast<int>(view_.rows.size()) - 1);
        if ((event->modifiers() & Qt::ControlModifier) && at && to != from) {
            const AlbumTrackId id = view_.rows[*at].id;
            workspace_.apply(tr("Move %1 on the album").arg(QString::fromStdString(view_.rows[*at].title)),
                             [&](const project::Project& project) { return project::moveAlbumTrack(project, id, to); });
        } else {
            workspace_.selectChannel(view_.rows[static_cast<std::size_t>(to)].channel);
        }
        return;
    }
    if (event->key() == Qt::Key_Delete && at) {
        const AlbumTrackId id = view_.rows[*at].id;
        workspace_.apply(tr("Take %1 off the album").arg(QString::fromStdString(view_.rows[*at].title)),
                         [&](const project::Project& project) { return project::removeAlbumTrack(project, id); });
        return;
    }
    QWidget::keyPressEvent(event);
}

void AlbumStrip::contextMenuEvent(QContextMenuEvent* event) {
    const Hit hit = hitAt(event->pos());
    if (hit.zone == Zone::none || hit.zone == Zone::ruler) return;
    workspace_.selectChannel(view_.rows[hit.index].channel);
    emit trackMenuWanted(view_.rows[hit.index].id, event->globalPos());
}

bool AlbumStrip::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        QString text;
        switch (hitAt(help->pos()).zone) {
        case Zone::gap: text = tr("Drag sets the gap · to the left overlaps and crossfades · Ctrl: CD frames · Alt: free"); break;
        case Zone::fadeIn:
        case Zone::fadeOut: text = tr("Drag fades the track"); break;
        case Zone::block: text = tr("Drag moves the track · double-click plays from here"); break;
        case Zone::ruler: text = tr("Click puts the playhead"); break;
        case Zone::none: break;
        }
        QToolTip::showText(help->globalPos(), text, this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace lacquer::ui
