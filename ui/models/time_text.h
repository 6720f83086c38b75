#pragma once

#include "engine/vocabulary/units.h"
#include "ui/models/tempo_map.h"

#include <string>

namespace lacquer::ui {

/// Times as people read them. Minus is U+2212.

/// "52 | 3 | 240": bar, beat, tick.
std::string barsBeatsText(const MusicalPosition& position);
/// "0:05:28.412".
std::string clockText(FramePosition position, SampleRate rate);
/// "4:08", "1:02:10": lengths in lists, to the nearest second.
std::string lengthText(Seconds length);
/// "3:41.208": places in a song.
std::string minutesText(Seconds time);
/// "2.0 s", "× 4.2 s" for an overlap.
std::string gapText(Seconds gap);
/// "150 f": CD frames, 75 in a second.
std::string cdFramesText(Seconds time);
/// "−11.5", "−63", "−∞": one decimal, none below −60, silence at −90 and below.
std::string levelText(double decibels);
/// The same with a sign also above zero: "+1.5".
std::string signedText(double value, int decimals);

} // namespace lacquer::ui
