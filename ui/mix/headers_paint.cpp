// What the heads of the rows show.

#include "ui/mix/timeline_headers.h"

#include "engine/project/folder_edits.h"
#include "engine/project/song_edits.h"
#include "engine/project/take_edits.h"
#include "ui/mix/frozen_sign.h"
#include "ui/models/automation_lane.h"
#include "ui/models/monitor_desk.h"
#include "ui/models/scales.h"
#include "ui/models/time_text.h"
#include "ui/theme/figures.h"
#include "ui/theme/icons.h"

#include <QPaintEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

namespace lacquer::ui {

Role automationRole(project::AutomationMode mode) {
    switch (mode) {
    case project::AutomationMode::off: return Role::text3;
    case project::AutomationMode::read: return Role::autoRead;
    case project::AutomationMode::touch: return Role::autoTouch;
    case project::AutomationMode::latch: return Role::autoLatch;
    case project::AutomationMode::write: return Role::autoWrite;
    case project::AutomationMode::trim: return Role::autoTrim;
    }
    return Role::text3;
}

void TimelineHeaders::paintLetter(QPainter& painter,
                                  const QRect& box,
                                  const QString& letter,
                                  std::optional<Role> on,
                                  bool hollow,
                                  bool hot) const {
    const Theme& theme = state_.theme();
    painter.setRenderHint(QPainter::Antialiasing);
    QColor ground = theme.colour(hot ? Role::surface4 : Role::surface3);
    QColor text = theme.colour(Role::text2);
    if (on && !hollow) {
        ground = theme.colour(*on);
        text = theme.colour(Role::textOnBright);
    }
    painter.setPen(Qt::NoPen);
    if (on && hollow) {
        painter.setPen(QPen(theme.colour(*on), 1));
        ground = Theme::over(theme.colour(*on), 0.0, theme.colour(Role::surface2));
        const bool light = theme.variant() == Theme::Variant::light; // yellow cannot be read there
        text = theme.colour(*on == Role::stateMute ? Role::stateMuteText : light ? Role::text1 : *on);
    }
    painter.setBrush(ground);
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter.setPen(text);
    drawName(painter, theme.font(11, QFont::Bold), box, Qt::AlignHCenter, letter);
}

void TimelineHeaders::paintMeter(QPainter& painter, const TimelineRow& row) const {
    const Theme& theme = state_.theme();
    const QRect box = rowRect(row);
    const QRect area(width() - kMeterWidth - 1, box.top() + 2, kMeterWidth, box.height() - 5);
    if (area.height() < 6) return;
    const ChannelMeter& meter = state_.workspace().meters().of(row.channel);
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (int side = 0; side < 2; ++side) {
        const QRect bar(area.left() + side * 6, area.top(), 5, area.height());
        painter.fillRect(bar, theme.colour(Role::meterWell));
        const auto& levels = meter.bars[static_cast<std::size_t>(side)];
        const auto yOf = [&](double level) {
            return bar.bottom() + 1 - static_cast<int>(std::lround(meterHeight(level) * bar.height()));
        };
        // Zone by zone from below, peak dimmer over RMS.
        double from = -200;
        for (std::size_t zone = 0; zone <= Theme::kZoneEnds.size(); ++zone) {
            const double to = zone < Theme::kZoneEnds.size() ? Theme::kZoneEnds[zone] : 12;
            const QColor& colour = theme.meterZone((from < -100 ? -60 : from) + 0.01);
            const auto fill = [&](double level, const QColor& ink) {
                if (level <= from) return;
                const int top = yOf(std::min(level, to));
                const int bottom = yOf(from);
                if (bottom > top) painter.fillRect(bar.left(), top, 5, bottom - top, ink);
            };
            fill(levels.peak, Theme::over(colour, theme.mix(Mix::meterPeakOverRms), theme.colour(Role::meterWell)));
            fill(levels.rms, colour);
            from = to;
        }
        if (levels.hold > -69) painter.fillRect(bar.left(), yOf(levels.hold), 5, 1, theme.colour(levels.hold >= 0 ? Role::meterOver : Role::meterHold));
    }
    if (meter.clipped) painter.fillRect(area.left(), area.top(), kMeterWidth, 2, theme.colour(Role::meterOver));
}

int TimelineHeaders::laneCount(ChannelId channel) const {
    const auto found = state_.layout().lanes.find(channel);
    return found == state_.layout().lanes.end() ? 0 : static_cast<int>(found->second.size());
}

bool TimelineHeaders::isFrozen(ChannelId channel) const {
    const auto* track = state_.song() ? project::findTrack(*state_.song(), channel) : nullptr;
    return track && track->freeze;
}

void TimelineHeaders::paintHead(QPainter& painter, const TimelineRow& row) const {
    const auto* channel = state_.channelOf(row);
    if (!channel) return;
    const Theme& theme = state_.theme();
    const QRect box = rowRect(row);
    const bool selected = state_.workspace().isSelected(row.channel);
    const bool hovered = hover_.row && state_.rows()[*hover_.row] == row;
    painter.fillRect(box.adjusted(0, 0, 0, -1), theme.colour(selected ? Role::surface3 : hovered ? Role::surface2 : Role::surface1));
    painter.fillRect(box.left(), box.bottom(), box.width(), 1, theme.colour(Role::surface0));
    painter.fillRect(box.left(), box.top(), kEdge, box.height() - 1, state_.hue(*channel));

    const QRect name = partRect(row, Part::name);
    painter.setPen(theme.colour(Role::text3));
    if (row.number > 0) {
        drawFigures(painter, theme.font(10), QRectF(kEdge, name.top(), 20, name.height()), Qt::AlignRight, QString::number(row.number));
    }
    painter.setPen(theme.colour(Role::text1));
    const QFont& font = theme.font(12, selected ? QFont::DemiBold : QFont::Medium);
    const bool frozen = isFrozen(row.channel);
    const double sign = frozen ? 18 : 0;
    drawName(painter, font, QRectF(32, name.top(), name.right() - 32 - sign, name.height()), Qt::AlignLeft, QString::fromStdString(channel->name));
    if (frozen) paintFrozenSign(painter, QRectF(name.right() - 15, name.center().y() - 6.5, 14, 14), theme.colour(Role::accent));

    const bool implied = soloActive_ && !channel->soloed && !channel->soloSafe && !channel->muted &&
                         row.kind != TimelineRow::Kind::mix;
    const auto hot = [&](Part part) { return hovered && hover_.part == part; };
    paintLetter(painter, partRect(row, Part::mute), "M",
                channel->muted || implied ? std::optional(Role::stateMute) : std::nullopt, implied, hot(Part::mute));
    const MonitorDesk& desk = state_.workspace().monitorDesk();
    const bool listened = desk.isListened(row.channel);
    // Listening beside the mix: after the fader or before it.
    const QString solo = !listened && !desk.soloListens() ? "S" : desk.listenPoint() == plan::ListenPoint::afterFader ? "A" : "P";
    paintLetter(painter, partRect(row, Part::solo), solo,
                listened ? std::optional(Role::accent) : channel->soloed || channel->soloSafe ? std::optional(Role::stateSolo) : std::nullopt,
                channel->soloSafe && !channel->soloed && !listened, hot(Part::solo));

    const bool automated = !channel->automation.empty();
    const auto mode = automated ? channel->automationMode : project::AutomationMode::off;
    const QRect letter = partRect(row, Part::automation);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const QColor tone = theme.colour(automationRole(mode));
    const QColor ground = mode == project::AutomationMode::off
                              ? theme.colour(hot(Part::automation) ? Role::surface4 : Role::surface3)
                              : Theme::over(tone, theme.mix(Mix::autoTint) + (hot(Part::automation) ? 0.1 : 0), theme.colour(Role::surface2));
    painter.setBrush(ground);
    painter.drawRoundedRect(QRectF(letter).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter.setPen(tone);
    drawName(painter, theme.font(11, QFont::Bold), letter, Qt::AlignHCenter, QString::fromStdString(letterOf(mode)));

    if (box.height() >= kLargeFrom) {
        painter.setPen(theme.colour(Role::text3));
        drawFigures(painter, theme.font(10), QRectF(32, box.bottom() - 42, 110, 16), Qt::AlignLeft,
                    tr("Trim") + " " + QString::fromStdString(signedText(channel->trim.value, 1)) + " dB");
        const QRect chooser = partRect(row, Part::unfold);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.colour(hot(Part::unfold) ? Role::surface4 : Role::surface2));
        painter.drawRoundedRect(QRectF(chooser), 4, 4);
        painter.setPen(theme.colour(Role::text2));
        drawName(painter, theme.font(11), QRectF(chooser).adjusted(6, 0, -18, 0), Qt::AlignLeft, tr("Automation"));
        paintIcon(painter, Icon::chevronDown, QRectF(chooser.right() - 17, chooser.top() + 3, 14, 14), theme.colour(Role::text3));
        const int lanes = laneCount(row.channel);
        if (lanes > 0) {
            painter.setPen(theme.colour(Role::text3));
            drawName(painter, theme.font(10), QRectF(chooser.right() + 6, chooser.top(), width() - chooser.right() - kMeterWidth - 16, 20),
                     Qt::AlignRight, lanes == 1 ? tr("1 lane") : tr("%1 lanes").arg(lanes));
        }
    }
}

void TimelineHeaders::paintLaneHead(QPainter& painter, const TimelineRow& row) const {
    const auto* channel = state_.channelOf(row);
    if (!channel) return;
    const Theme& theme = state_.theme();
    const QRect box = rowRect(row);
    painter.fillRect(box.adjusted(0, 0, 0, -1), theme.colour(Role::surface1));
    painter.fillRect(box.left(), box.bottom(), box.width(), 1, theme.colour(Role::surface0));
    painter.fillRect(box.left(), box.top(), kEdge, box.height() - 1, Theme::over(state_.hue(*channel), 0.45, theme.colour(Role::surface1)));
    const auto lane = laneSubject(*state_.song(), *channel, row.target, state_.workspace().catalogue());
    const bool hovered = hover_.row && state_.rows()[*hover_.row] == row;
    paintIcon(painter, Icon::close, QRectF(partRect(row, Part::close)).adjusted(3, 3, -3, -3),
              theme.colour(hovered && hover_.part == Part::close ? Role::text1 : Role::text3));
    if (!lane) {
        painter.setPen(theme.colour(Role::textDisabled));
        drawName(painter, theme.font(11), QRectF(28, box.top() + 6, width() - 60, 20), Qt::AlignLeft, tr("gone"));
        return;
    }
    const QRect chooser = partRect(row, Part::parameter);
    if (hovered && hover_.part == Part::parameter) painter.fillRect(chooser, theme.colour(Role::surface3));
    painter.setPen(theme.colour(Role::text1));
    drawName(painter, theme.font(11, QFont::Medium), QRectF(32, chooser.top(), chooser.right() - 46, 20), Qt::AlignLeft, QString::fromStdString(lane->name));
    paintIcon(painter, Icon::chevronDown, QRectF(chooser.right() - 15, chooser.top() + 4, 12, 12), theme.colour(Role::text3));

    const auto mode = channel->automationMode;
    const QColor tone = theme.colour(automationRole(mode));
    const QRect letter = partRect(row, Part::automation);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Theme::over(tone, theme.mix(Mix::autoTint), theme.colour(Role::surface2)));
    painter.drawRoundedRect(QRectF(letter).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter.setPen(tone);
    drawName(painter, theme.font(11, QFont::Bold), letter, Qt::AlignHCenter, QString::fromStdString(letterOf(mode)));
    drawName(painter, theme.font(10), QRectF(letter.left() - 46, letter.top(), 42, letter.height()), Qt::AlignRight,
             QString::fromStdString(nameOf(mode)).toLower());

    // What the curve says where the playhead is.
    const double value = lane->curve ? curveValueAt(*lane->curve, lane->spec, state_.playhead()) : lane->current;
    const QRectF well(32, box.bottom() - 25, 64, 18);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.colour(Role::surfaceWell));
    painter.drawRoundedRect(well, 4, 4);
    painter.setPen(theme.colour(Role::text1));
    drawFigures(painter, theme.font(11, QFont::Medium), well, Qt::AlignHCenter, QString::fromStdString(valueText(lane->spec, value)));
    painter.setPen(theme.colour(Role::text3));
    const std::size_t count = lane->curve ? lane->curve->points.size() : 0;
    drawName(painter, theme.font(10), QRectF(well.right() + 8, well.top(), 90, 18), Qt::AlignLeft,
             count == 0 ? tr("click adds a point") : count == 1 ? tr("1 point") : tr("%1 points").arg(count));
}

void TimelineHeaders::paintRows(QPainter& painter, const QRect& area) const {
    painter.fillRect(area, state_.theme().colour(Role::surface0));
    if (!state_.song()) return;
    const auto [first, last] = rowsBetween(state_.rows(), area.top() + state_.scrollTop(), area.bottom() + 1 + state_.scrollTop());
    for (std::size_t i = first; i < last; ++i) {
        const TimelineRow& row = state_.rows()[i];
        if (row.kind == TimelineRow::Kind::lane) paintLaneHead(painter, row);
        else if (row.kind == TimelineRow::Kind::take) paintTakeHead(painter, row);
        else if (row.kind == TimelineRow::Kind::folder) paintFolderHead(painter, row);
        else paintHead(painter, row);
    }
}

void TimelineHeaders::paintEvent(QPaintEvent* event) {
    const qreal ratio = devicePixelRatioF();
    picture_.resize(size(), ratio);
    const double down = (state_.scrollTop() - pictureTop_) * ratio;
    if (std::abs(down - std::round(down)) < 1e-4) picture_.scroll(0, static_cast<int>(std::lround(down)));
    else picture_.markAllStale();
    pictureTop_ = state_.scrollTop();
    picture_.refresh([this](QPainter& painter, const QRectF& area) { paintRows(painter, area.toAlignedRect()); });
    QPainter painter(this);
    const QRect area = event->rect();
    for (const QRect& part : event->region()) picture_.draw(painter, part);
    if (!state_.song()) return;
    if (area.right() >= width() - kMeterWidth - 1) {
        const auto [first, last] = rowsBetween(state_.rows(), area.top() + state_.scrollTop(), area.bottom() + 1 + state_.scrollTop());
        for (std::size_t i = first; i < last; ++i)
            if (state_.rows()[i].isHead()) paintMeter(painter, state_.rows()[i]);
    }
    if (dragging_ && drop_ >= 0) {
        int y = 0;
        for (const auto& row : state_.rows()) {
            if (row.kind == TimelineRow::Kind::track) {
                if (row.number > drop_) break;
            } else if (row.isHead()) {
                break;
            }
            y = row.bottom();
        }
        painter.fillRect(0, y - state_.scrollTop() - 1, width(), 2, state_.theme().colour(Role::accent));
    }
}

void TimelineHeaders::paintFolderHead(QPainter& painter, const TimelineRow& row) const {
    const auto* folder = project::findFolder(*state_.song(), row.folder);
    if (!folder) return;
    const Theme& theme = state_.theme();
    const QRect box = rowRect(row);
    const bool hovered = hover_.row && state_.rows()[*hover_.row] == row;
    painter.fillRect(box.adjusted(0, 0, 0, -1), theme.colour(hovered ? Role::surface3 : Role::surface2));
    painter.fillRect(box.left(), box.bottom(), box.width(), 1, theme.colour(Role::surface0));
    const QColor hue = folder->colour.rgb ? theme.hue(folder->colour.rgb) : theme.colour(Role::text3);
    painter.fillRect(box.left(), box.top(), kEdge, box.height() - 1, hue);
    paintIcon(painter, folder->open ? Icon::chevronDown : Icon::chevronUp, QRectF(10, box.top() + (box.height() - 14) / 2.0, 14, 14), theme.colour(Role::text2));
    painter.setPen(theme.colour(Role::text1));
    drawName(painter, theme.font(12, QFont::DemiBold), QRectF(30, box.top(), width() - 100, box.height()), Qt::AlignLeft, QString::fromStdString(folder->name));
    painter.setPen(theme.colour(Role::text3));
    const auto count = static_cast<int>(folder->tracks.size());
    drawFigures(painter, theme.font(10), QRectF(width() - 76, box.top(), 64, box.height()), Qt::AlignRight, count == 1 ? tr("1 track") : tr("%1 tracks").arg(count));
}

void TimelineHeaders::paintTakeHead(QPainter& painter, const TimelineRow& row) const {
    const auto* track = project::findTrack(*state_.song(), row.channel);
    const auto* take = track ? project::findTake(*track, row.take) : nullptr;
    if (!take) return;
    const Theme& theme = state_.theme();
    const QRect box = rowRect(row);
    painter.fillRect(box.adjusted(0, 0, 0, -1), theme.colour(Role::surface1));
    painter.fillRect(box.left(), box.bottom(), box.width(), 1, theme.colour(Role::surface0));
    painter.fillRect(box.left(), box.top(), 2, box.height() - 1, state_.hue(track->channel));
    painter.setPen(theme.colour(Role::text2));
    const QRect name = partRect(row, Part::name);
    drawName(painter, theme.font(11), QRectF(name).adjusted(28, 0, 0, 0), Qt::AlignLeft, QString::fromStdString(take->name));
    const QRect play = partRect(row, Part::take);
    const bool hot = hover_.row && hover_.part == Part::take && state_.rows()[*hover_.row] == row;
    paintIcon(painter, Icon::play, QRectF(play).adjusted(3, 3, -3, -3), theme.colour(hot ? Role::text1 : Role::text3));
}

} // namespace lacquer::ui
