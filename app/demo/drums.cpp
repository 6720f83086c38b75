#include "app/demo/players.h"

#include <cmath>

namespace lacquer::demo {
namespace {

// How far a good drummer is off the grid.
constexpr double kLoose = 0.003;

Stem emptyStem(const Score& score, std::string name, std::size_t channels) {
    return {std::move(name),
            std::vector<Sound>(channels, Sound(static_cast<std::size_t>(frameAt(score.length()))))};
}

/// Hits in each bar, by what is played there.
template <typename Pattern>
std::vector<Hit> hitsOf(const Score& score, Pattern&& pattern) {
    std::vector<Hit> hits;
    for (std::size_t bar = 0; bar < score.bars.size(); ++bar)
        for (Hit hit : pattern(score.bars[bar], bar)) {
            hit.beat += 4.0 * static_cast<double>(bar);
            hits.push_back(hit);
        }
    return hits;
}

template <typename Strike>
void strikeAll(const Score& score, const std::vector<Hit>& hits, Random& random, Strike&& strike) {
    for (const Hit& hit : hits)
        strike(score.secondsAt(hit.beat) + kLoose * random.bell(),
               std::clamp(hit.velocity * (1 + 0.06 * random.bell()), 0.05, 1.1));
}

void addKick(Sound& out, double at, double velocity, Random& random) {
    Sine body(0.25);
    Filter click;
    click.tune(3200, 0.9);
    double pitch = 130 + 60 * velocity, loud = 1, snap = 1;
    const double fall = decayFactor(0.12), fade = decayFactor(0.34), away = decayFactor(0.016);
    addFrom(out, at, 0.4, [&](std::int64_t k) {
        pitch *= fall;
        loud *= fade;
        snap *= away;
        const double tone = body.next(49 + pitch) * loud;
        const double tick = click.band(random.noise()) * snap * 1.4;
        return velocity * dsp::tanh(1.6 * tone + tick * velocity) * edge(k, 0.4, 0.0006, 0.05);
    });
}

void addSnare(Sound& out, double at, double velocity, Random& random) {
    Sine low(0.25), high(0.1);
    Filter wires, air;
    wires.tune(2300, 0.6);
    air.tune(900, 0.7);
    double shell = 1, rattle = 1, bend = 1;
    const double shellFade = decayFactor(0.16), rattleFade = decayFactor(0.19 + 0.12 * velocity),
                 bendFade = decayFactor(0.05);
    addFrom(out, at, 0.5, [&](std::int64_t k) {
        shell *= shellFade;
        rattle *= rattleFade;
        bend *= bendFade;
        const double noise = random.noise();
        const double tone = (low.next(186 * (1 + 0.25 * bend)) + 0.55 * high.next(332 * (1 + 0.2 * bend))) * shell;
        const double wire = (0.9 * wires.band(noise) + 0.5 * air.high(noise)) * rattle;
        return velocity * (0.75 * tone * velocity + wire) * edge(k, 0.5, 0.0004, 0.1);
    });
}

/// Six square waves that do not fit each other, as in the classic drum machines.
class Metal {
public:
    explicit Metal(double size, Random& random) : size_(size), random_(random) {
        high_.tune(5600, 0.8);
        band_.tune(8200, 0.9);
    }
    double next() {
        static constexpr double kPartials[6] = {205.3, 304.4, 369.6, 522.7, 540.0, 800.0};
        double sum = 0;
        for (std::size_t k = 0; k < 6; ++k) {
            phase_[k] += kPartials[k] * size_ / kRate;
            phase_[k] -= std::floor(phase_[k]);
            sum += phase_[k] < 0.5 ? 1 : -1;
        }
        const double raw = sum / 6 + 0.5 * random_.noise();
        return high_.high(raw) + 0.6 * band_.band(raw);
    }

private:
    double size_;
    Random& random_;
    double phase_[6] = {0, 0.3, 0.1, 0.7, 0.5, 0.9};
    Filter high_, band_;
};

void addHat(Sound& out, double at, double velocity, double ring, Random& random) {
    Metal metal(3.1 + 0.1 * random.unit(), random);
    double loud = 1, tick = 1;
    const double fade = decayFactor(ring), away = decayFactor(0.02);
    const double seconds = ring + 0.05;
    addFrom(out, at, seconds, [&](std::int64_t k) {
        loud *= fade;
        tick *= away;
        return velocity * metal.next() * (0.7 * loud + 0.6 * tick) * edge(k, seconds, 0.0003, 0.02);
    });
}

void addTom(Stem& out, double at, double velocity, double hertz, double place, Random& random) {
    Sine body(0.25), over(0.0);
    double loud = 1, bend = 1;
    const double fade = decayFactor(0.55), bendFade = decayFactor(0.15);
    Filter skin;
    skin.tune(1500, 0.8);
    Sound hit(static_cast<std::size_t>(frameAt(0.7)));
    addFrom(hit, 0, 0.7, [&](std::int64_t k) {
        loud *= fade;
        bend *= bendFade;
        const double tone = body.next(hertz * (1 + 0.35 * bend)) + 0.3 * over.next(hertz * 1.59 * (1 + 0.3 * bend)) * loud;
        return velocity * (tone * loud + 0.8 * skin.band(random.noise()) * bend * bend) * edge(k, 0.7, 0.0008, 0.2);
    });
    const double gains[2] = {dsp::cos(place * dsp::kPi / 2), dsp::sin(place * dsp::kPi / 2)};
    for (std::size_t side = 0; side < 2; ++side)
        addFrom(out.channels[side], at, 0.7,
                [&](std::int64_t k) { return gains[side] * hit[static_cast<std::size_t>(k)]; });
}

void addCrash(Stem& out, double at, double velocity, double ring, Random& random) {
    for (std::size_t side = 0; side < 2; ++side) {
        Metal metal(side == 0 ? 1.83 : 1.97, random);
        Filter wash;
        wash.tune(5200, 0.5);
        double loud = 1, hit = 1;
        const double fade = decayFactor(ring), away = decayFactor(0.3);
        addFrom(out.channels[side], at, ring, [&](std::int64_t k) {
            loud *= fade;
            hit *= away;
            return velocity * (metal.next() * (0.5 * loud + 0.3 * hit) + 0.8 * wash.band(random.noise()) * loud) *
                   edge(k, ring, 0.002, 0.4);
        });
    }
}

bool isChorus(const Bar& bar) { return bar.section == Section::chorus; }

} // namespace

Stem playKick(const Score& score, Groove groove) {
    Stem stem = emptyStem(score, "Kick", 1);
    Random random(11);
    const auto hits = hitsOf(score, [&](const Bar& bar, std::size_t number) -> std::vector<Hit> {
        if (bar.section == Section::intro && number == 0) return {};
        if (bar.section == Section::outro) return number + 1 == score.bars.size() ? std::vector<Hit>{} : std::vector<Hit>{{0, 1}};
        if (groove == Groove::driving) {
            if (isChorus(bar)) return {{0, 1}, {1, 0.95}, {2, 1}, {3, 0.95}, {3.75, 0.6}};
            return {{0, 1}, {1.5, 0.7}, {2, 0.95}, {2.5, 0.8}};
        }
        if (isChorus(bar)) return {{0, 1}, {0.75, 0.7}, {2, 0.95}, {2.5, 0.85}, {3.5, 0.6}};
        if (number % 2) return {{0, 1}, {2.5, 0.9}, {3.75, 0.55}};
        return {{0, 1}, {1.75, 0.6}, {2.5, 0.9}};
    });
    strikeAll(score, hits, random,
              [&](double at, double velocity) { addKick(stem.channels[0], at, velocity, random); });
    level(stem, 0.6);
    return stem;
}

Stem playSnare(const Score& score, Groove groove) {
    Stem stem = emptyStem(score, "Snare", 1);
    Random random(12);
    const auto hits = hitsOf(score, [&](const Bar& bar, std::size_t number) -> std::vector<Hit> {
        if (bar.section == Section::outro) return {};
        if (bar.section == Section::intro) {
            if (!bar.fill) return {};
            return {{2, 0.5}, {2.5, 0.6}, {3, 0.75}, {3.25, 0.5}, {3.5, 0.85}, {3.75, 0.95}};
        }
        std::vector<Hit> bars{{1, 0.95}, {3, 1}};
        if (groove == Groove::halfTime) {
            bars.push_back({1.75, 0.16});
            if (number % 2) bars.push_back({2.25, 0.2});
        } else if (number % 4 == 3) {
            bars.push_back({3.75, 0.35});
        }
        if (bar.fill) {
            bars.push_back({3.25, 0.6});
            bars.push_back({3.5, 0.8});
        }
        return bars;
    });
    strikeAll(score, hits, random,
              [&](double at, double velocity) { addSnare(stem.channels[0], at, velocity, random); });
    level(stem, 0.6);
    return stem;
}

Stem playHats(const Score& score, Groove groove) {
    Stem stem = emptyStem(score, "Hats", 1);
    Random random(13);
    for (std::size_t bar = 0; bar < score.bars.size(); ++bar) {
        const Bar& here = score.bars[bar];
        if (here.section == Section::outro) continue;
        const bool sixteenths = groove == Groove::driving && isChorus(here);
        const double step = sixteenths ? 0.25 : 0.5;
        for (double beat = 0; beat < 4; beat += step) {
            if (here.fill && beat >= 3) continue;
            const bool onBeat = beat == std::floor(beat);
            const bool open = isChorus(here) ? (groove == Groove::halfTime ? beat == 3.5 : beat - std::floor(beat) == 0.5)
                                             : beat == 3.5 && bar % 4 == 1;
            const double velocity = (onBeat ? 0.9 : beat * 2 == std::floor(beat * 2) ? 0.62 : 0.42) * (1 + 0.08 * random.bell());
            const double at = score.secondsAt(4.0 * static_cast<double>(bar) + beat) + kLoose * random.bell();
            addHat(stem.channels[0], at, velocity, open ? 0.34 : 0.055 + 0.02 * random.unit(), random);
        }
    }
    level(stem, 0.5);
    return stem;
}

Stem playToms(const Score& score) {
    Stem stem = emptyStem(score, "Toms", 2);
    Random random(14);
    for (std::size_t bar = 0; bar < score.bars.size(); ++bar) {
        if (!score.bars[bar].fill || score.bars[bar].section == Section::intro) continue;
        static constexpr double kHertz[4] = {168, 132, 104, 82};
        static constexpr double kPlace[4] = {0.75, 0.6, 0.4, 0.2};
        const double beats[6] = {2.0, 2.25, 2.5, 2.75, 3.0, 3.75};
        const std::size_t toms[6] = {0, 0, 1, 1, 2, 3};
        for (std::size_t k = 0; k < 6; ++k)
            addTom(stem, score.secondsAt(4.0 * static_cast<double>(bar) + beats[k]) + kLoose * random.bell(),
                   0.7 + 0.06 * static_cast<double>(k), kHertz[toms[k]], kPlace[toms[k]], random);
    }
    level(stem, 0.55);
    return stem;
}

Stem playCymbals(const Score& score) {
    Stem stem = emptyStem(score, "Cymbals", 2);
    Random random(15);
    Section last = Section::intro;
    for (std::size_t bar = 0; bar < score.bars.size(); ++bar) {
        const Bar& here = score.bars[bar];
        const double at = score.secondsAt(4.0 * static_cast<double>(bar));
        if (here.section != last) addCrash(stem, at, 1, 2.4, random);
        else if (isChorus(here) && bar % 4 == 2) addCrash(stem, at, 0.7, 1.8, random);
        last = here.section;
    }
    level(stem, 0.4);
    return stem;
}

Stem playShaker(const Score& score) {
    Stem stem = emptyStem(score, "Shaker", 1);
    Random random(16);
    for (std::size_t bar = 0; bar < score.bars.size(); ++bar) {
        if (!isChorus(score.bars[bar]) && score.bars[bar].section != Section::verse) continue;
        for (int step = 0; step < 16; ++step) {
            if (!isChorus(score.bars[bar]) && step % 2) continue;
            const double at = score.secondsAt(4.0 * static_cast<double>(bar) + step * 0.25) + 0.004 * random.bell();
            const double velocity = (step % 4 == 2 ? 1.0 : step % 2 ? 0.45 : 0.65) * (1 + 0.1 * random.bell());
            Filter seeds;
            seeds.tune(6400, 1.1);
            addFrom(stem.channels[0], at - 0.02, 0.09, [&](std::int64_t k) {
                return velocity * seeds.band(random.noise()) * edge(k, 0.09, 0.025, 0.06);
            });
        }
    }
    level(stem, 0.4);
    return stem;
}

} // namespace lacquer::demo
