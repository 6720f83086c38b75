#include "ui/mix/strip_measures.h"
#include "ui/mix/strip_widget.h"

#include <algorithm>

namespace lacquer::ui {

using namespace strip;

namespace {

/// "−17.0" of a fader in its size, uncut. The peak beside it is set smaller.
constexpr int kLevelWidth = 34;

/// Everything of a strip but inserts, sends and fader.
int fixedHeight(bool wide, const Theme& theme) {
    const int header = theme.size(Size::stripHeader) + (wide ? 4 : 0);
    const int pan = wide ? kKnobRow : theme.size(Size::stripPan) + 4;
    const int buttons = theme.size(wide ? Size::stripMsWide : Size::stripMs) + 2;
    const int foot = theme.size(Size::stripFoot) + 4 + (wide ? theme.size(Size::stripNameFoot) : 0);
    return header + kTrimRow + pan + buttons + theme.size(Size::stripReadout) + 8 + foot + 8;
}

} // namespace

StripLayout layoutFor(int height, bool wide, int mostInserts, int returns, const Theme& theme) {
    StripLayout layout;
    layout.wide = wide;
    const int slot = theme.size(wide ? Size::stripInsertWide : Size::stripInsert);
    const int send = theme.size(wide ? Size::stripSendWide : Size::stripSend);
    layout.sendRows = std::clamp(returns, 1, wide ? 4 : 2);
    const int free = height - fixedHeight(wide, theme);
    const int faderWanted = std::max(theme.size(Size::faderMin), height * 2 / 5);
    const int rows = (free - faderWanted - layout.sendRows * send) / slot;
    layout.insertRows = std::clamp(rows, 2, std::clamp(mostInserts + 1, 3, wide ? 10 : 8));
    while (layout.insertRows > 2 && free - layout.insertRows * slot - layout.sendRows * send < theme.size(Size::faderMin))
        --layout.insertRows;
    return layout;
}

int StripWidget::headerHeight() const { return theme_.size(Size::stripHeader) + (layout_.wide ? 4 : 0); }

QSize StripWidget::sizeHint() const {
    const bool mix = strip_.kind == StripKind::mix;
    return {theme_.size(layout_.wide ? (mix ? Size::stripMixWide : Size::stripWide) : (mix ? Size::stripMix : Size::stripNarrow)), 400};
}

void StripWidget::resizeEvent(QResizeEvent*) { layOut(); }

void StripWidget::layOut() {
    const bool wide = layout_.wide;
    const int inner = width() - 2 * kMargin - 1;
    const int slotPitch = theme_.size(wide ? Size::stripInsertWide : Size::stripInsert);
    const int sendPitch = theme_.size(wide ? Size::stripSendWide : Size::stripSend);
    const int hit = theme_.size(Size::hitMin);
    int y = headerHeight() + 2;
    const bool input = strip_.kind == StripKind::track || strip_.kind == StripKind::group;
    const bool sounds = strip_.kind != StripKind::vca;
    trim_->setVisible(input);
    polarity_->setVisible(input);
    polarity_->setGeometry(width() - 1 - kMargin - hit, y, hit, hit);
    trim_->setGeometry(width() - 1 - kMargin - hit - 42, y, 42, hit);
    y += kTrimRow - 2;
    for (std::size_t k = 0; k < slots_.size(); ++k) {
        const bool there = k < static_cast<std::size_t>(layout_.insertRows);
        // One plus after the last processor, none after that.
        slots_[k]->setVisible(sounds && there && k <= strip_.inserts.size());
        slots_[k]->setGeometry(kMargin, y + static_cast<int>(k) * slotPitch, inner, slotPitch - 2);
    }
    y += layout_.insertRows * slotPitch + 2;
    for (std::size_t k = 0; k < sends_.size(); ++k) {
        sends_[k]->setVisible(k < static_cast<std::size_t>(layout_.sendRows) && k < strip_.sends.size());
        sends_[k]->setGeometry(kMargin, y + static_cast<int>(k) * sendPitch, inner, sendPitch - 2);
    }
    y += layout_.sendRows * sendPitch + 2;
    pan_->setVisible(!wide && sounds);
    panKnob_->setVisible(wide && sounds);
    widthKnob_->setVisible(wide && sounds && strip_.stereo);
    if (wide) {
        panKnob_->setGeometry(kMargin, y, inner / 2, kKnobRow);
        widthKnob_->setGeometry(kMargin + inner / 2, y, inner / 2, kKnobRow);
        y += kKnobRow;
    } else {
        pan_->setGeometry(kMargin, y, inner, theme_.size(Size::stripPan) - 2);
        y += theme_.size(Size::stripPan) + 2;
    }
    const int buttons = theme_.size(wide ? Size::stripMsWide : Size::stripMs);
    const int half = (inner - 4) / 2;
    mute_->setGeometry(kMargin, y, half, buttons - 2);
    solo_->setGeometry(kMargin + inner - half, y, half, buttons - 2);
    solo_->setVisible(strip_.kind != StripKind::mix);
    if (strip_.kind == StripKind::mix) mute_->setGeometry(kMargin, y, inner, buttons - 2);
    y += buttons + 2;
    const int readout = theme_.size(Size::stripReadout);
    const int level = std::max(half + 1, kLevelWidth);
    const int peak = std::min(half - 1, inner - level);
    level_->setGeometry(kMargin, y, level, readout);
    peak_->setGeometry(kMargin + inner - peak, y, peak, readout);
    if (!sounds) level_->setGeometry(kMargin, y, inner, readout);
    peak_->setVisible(sounds);
    peak_->setWide(wide);
    y += readout + 6;

    const int foot = theme_.size(Size::stripFoot) + 2;
    const int nameFoot = wide ? theme_.size(Size::stripNameFoot) : 0;
    const int bottom = height() - foot - nameFoot - 6;
    const bool mix = strip_.kind == StripKind::mix;
    meter_->setVisible(sounds);
    output_->setVisible(sounds);
    meter_->setBar(mix && wide ? Size::meterBarMix : wide ? Size::meterBarWide : Size::meterBar);
    const int meterWidth = meter_->sizeHint().width();
    const int right = width() - 1 - (wide ? 8 : kMargin + 4);
    meter_->setGeometry(right - meterWidth, y, meterWidth, bottom - y);
    fader_->setWidth(wide ? Fader::Width::wide : Fader::Width::narrow);
    const int faderWidth = wide ? 40 : 26;
    const int centre = wide ? 43 : 17;
    fader_->setGeometry(centre - faderWidth / 2, y, faderWidth, bottom - y);

    const int footY = height() - nameFoot - foot + 1;
    mode_->setGeometry(kMargin, footY, hit, hit);
    output_->setGeometry(kMargin + hit + 4, footY, inner - hit - 4, hit);
}

} // namespace lacquer::ui
