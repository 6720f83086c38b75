#pragma once

#include "app/demo/score.h"
#include "app/demo/tone.h"

/// Each player reads a score and gives a stem, a little off the grid as people are.
///
/// Limits   the sounds are models, kept short: modal and subtractive drums, plucked strings after
///          Karplus & Strong (1983), frequency modulation after Chowning (1973), a voice of formants
namespace lacquer::demo {

enum class Groove { halfTime, driving };

Stem playKick(const Score& score, Groove groove);
Stem playSnare(const Score& score, Groove groove);
Stem playHats(const Score& score, Groove groove);
Stem playToms(const Score& score);
Stem playCymbals(const Score& score);
Stem playShaker(const Score& score);

Stem playBass(const Score& score, Groove groove);
Stem playElectricPiano(const Score& score);
Stem playOrgan(const Score& score);
Stem playPad(const Score& score);
enum class Take { left, right };
Stem playGuitar(const Score& score, Groove groove, Take take);

Stem singLead(const Score& score);
/// The lead once more, in the chorus.
Stem singDouble(const Score& score);
Stem singBacking(const Score& score);

} // namespace lacquer::demo
