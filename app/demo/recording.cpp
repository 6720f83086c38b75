#include "app/demo/recording.h"

#include "app/demo/players.h"

#include <memory>

namespace lacquer::demo {
namespace {

using Player = std::function<Stem(const Score&)>;

void addSong(std::vector<Part>& parts, Score made, Groove groove, const char* keysName, Player keys) {
    const auto score = std::make_shared<const Score>(std::move(made));
    auto add = [&](const char* name, Player player) {
        parts.push_back({score->name, name, [score, player = std::move(player)] { return player(*score); }});
    };
    add("Kick", [groove](const Score& s) { return playKick(s, groove); });
    add("Snare", [groove](const Score& s) { return playSnare(s, groove); });
    add("Hats", [groove](const Score& s) { return playHats(s, groove); });
    add("Toms", playToms);
    add("Cymbals", playCymbals);
    add("Shaker", playShaker);
    add("Bass", [groove](const Score& s) { return playBass(s, groove); });
    add("Guitar L", [groove](const Score& s) { return playGuitar(s, groove, Take::left); });
    add("Guitar R", [groove](const Score& s) { return playGuitar(s, groove, Take::right); });
    add(keysName, std::move(keys));
    add("Pad", playPad);
    add("Lead Vox", singLead);
    add("Lead Vox Double", singDouble);
    add("Backing Vox", singBacking);
}

} // namespace

std::vector<Part> demoParts() {
    std::vector<Part> parts;
    addSong(parts, paperLanterns(), Groove::halfTime, "Keys", playElectricPiano);
    addSong(parts, northernLine(), Groove::driving, "Organ", playOrgan);
    return parts;
}

} // namespace lacquer::demo
