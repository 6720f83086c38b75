#include "app/demo/players.h"

#include <array>
#include <cmath>

namespace lacquer::demo {
namespace {

constexpr double kLoose = 0.005;

Stem emptyStem(const Score& score, std::string name, std::size_t channels) {
    return {std::move(name),
            std::vector<Sound>(channels, Sound(static_cast<std::size_t>(frameAt(score.length()))))};
}

bool isChorus(const Bar& bar) { return bar.section == Section::chorus; }

void addBassNote(Sound& out, double at, double seconds, double pitch, double velocity, Random& random) {
    Saw string(0.25);
    Sine sub(0);
    Filter tone, finger;
    finger.tune(1400, 0.8);
    double bright = 1, loud = 1, touch = 1;
    const double dull = decayFactor(0.35), fade = decayFactor(4.0), away = decayFactor(0.015);
    const double hertz = hertzOf(pitch);
    addFrom(out, at, seconds, [&](std::int64_t k) {
        if (k % 32 == 0) tone.tune(180 + hertz * 2 + 1500 * velocity * bright, 0.9);
        bright *= dull;
        loud *= fade;
        touch *= away;
        const double wave = tone.low(string.next(hertz)) + 0.55 * sub.next(hertz);
        return velocity * (wave * loud + 0.5 * finger.band(random.noise()) * touch) * edge(k, seconds, 0.004, 0.05);
    });
}

/// Two operators for the body and a bright, short pair for the tine.
void addPianoNote(Sound& out, double at, double seconds, double pitch, double velocity) {
    const double hertz = hertzOf(pitch);
    Sine body(0), shape(0), tine(0), strike(0);
    double loud = 1, bright = 1, ping = 1;
    const double fade = decayFactor(5.5 - pitch * 0.035), dull = decayFactor(1.2), short_ = decayFactor(0.35);
    addFrom(out, at, seconds, [&](std::int64_t k) {
        loud *= fade;
        bright *= dull;
        ping *= short_;
        const double bend = shape.next(hertz * 1.0007) * (0.05 + 0.20 * velocity * bright);
        const double tone = body.next(hertz, bend);
        const double bell = tine.next(hertz, strike.next(hertz * 14) * 0.06 * ping) * 0.35 * ping;
        return velocity * (tone * loud + bell * loud) * edge(k, seconds, 0.002, 0.12);
    });
}

/// A string after Karplus & Strong: a burst of noise goes round and loses its brightness.
void addPluck(Sound& out, double at, double seconds, double pitch, double velocity, double bite, Random& random) {
    const double period = kRate / hertzOf(pitch);
    // The averaging filter delays by half a frame; the rest of the fraction is an all-pass.
    const auto whole = static_cast<std::size_t>(period - 0.5);
    const double fraction = period - 0.5 - static_cast<double>(whole);
    const double pass = (1 - fraction) / (1 + fraction);
    std::vector<double> string(whole);
    Filter pick;
    pick.tune(1200 + 5200 * velocity * bite, 0.7);
    for (double& sample : string) sample = pick.low(random.noise());
    // Picked at a seventh of its length: that harmonic is missing.
    const std::size_t place = std::max<std::size_t>(1, whole / 7);
    std::vector<double> picked(whole);
    for (std::size_t k = 0; k < whole; ++k) picked[k] = string[k] - 0.85 * string[(k + whole - place) % whole];
    string = picked;
    const double keep = dsp::exp2(-9.96578428 * period / (kRate * (2.2 + 60 / pitch)));
    Filter box;
    box.tune(210, 1.1);
    std::size_t head = 0;
    double last = 0, passIn = 0, passOut = 0;
    addFrom(out, at, seconds, [&](std::int64_t k) {
        const double sample = string[head];
        const double averaged = keep * (0.52 * sample + 0.48 * last);
        last = sample;
        passOut = pass * averaged + passIn - pass * passOut;
        passIn = averaged;
        string[head] = passOut;
        head = head + 1 == whole ? 0 : head + 1;
        return velocity * (sample + 0.5 * box.band(sample)) * edge(k, seconds, 0.001, 0.06);
    });
}

} // namespace

Stem playBass(const Score& score, Groove groove) {
    Stem stem = emptyStem(score, "Bass", 1);
    Random random(21);
    for (std::size_t bar = 0; bar < score.bars.size(); ++bar) {
        const Bar& here = score.bars[bar];
        if (here.section == Section::intro && bar == 0) continue;
        int root = here.chord.root;
        while (root > 43) root -= 12;
        while (root < 28) root += 12;
        const int next = bar + 1 < score.bars.size() ? score.bars[bar + 1].chord.root : root;
        std::vector<Note> notes;
        if (here.section == Section::outro) {
            if (bar + 2 == score.bars.size()) notes = {{0, 7.5, 0, 0.9}};
        } else if (groove == Groove::driving) {
            for (int eighth = 0; eighth < 8; ++eighth)
                notes.push_back({eighth * 0.5, 0.45, isChorus(here) && eighth % 2 ? 12.0 : 0.0, eighth % 2 ? 0.75 : 0.95});
            notes.back().pitch = 7;
        } else if (isChorus(here)) {
            notes = {{0, 0.7, 0, 1}, {0.75, 0.6, 0, 0.8}, {2, 0.45, 12, 0.85}, {2.5, 0.9, 7, 0.9}, {3.5, 0.45, 5, 0.8}};
        } else {
            notes = {{0, 1.5, 0, 0.95}, {1.75, 0.6, 0, 0.7}, {2.5, 0.9, 7, 0.85}, {3.5, 0.45, 0, 0.7}};
        }
        for (const Note& note : notes) {
            const double from = 4.0 * static_cast<double>(bar) + note.beat;
            double pitch = root + note.pitch;
            // The last note leads to the next bar's root from a step below.
            if (note.beat >= 3.5 && here.section != Section::outro && next % 12 != root % 12) {
                pitch = next;
                while (pitch > root + 7) pitch -= 12;
                while (pitch < root - 7) pitch += 12;
                pitch -= 2;
            }
            const double at = score.secondsAt(from) + kLoose * random.bell();
            addBassNote(stem.channels[0], at, score.secondsAt(from + note.length) - score.secondsAt(from), pitch,
                        note.velocity * (1 + 0.05 * random.bell()), random);
        }
    }
    drive(stem.channels[0], 1.2);
    level(stem, 0.5);
    return stem;
}

Stem playElectricPiano(const Score& score) {
    Stem stem = emptyStem(score, "Keys", 2);
    Sound mono(stem.channels[0].size());
    Random random(22);
    for (std::size_t bar = 0; bar < score.bars.size(); ++bar) {
        const Bar& here = score.bars[bar];
        const double from = 4.0 * static_cast<double>(bar);
        std::vector<Note> strokes{{0, 1.9, 0, 0.8}, {2.5, 1.4, 0, 0.6}};
        if (isChorus(here)) strokes = {{0, 1.4, 0, 0.9}, {1.5, 0.9, 0, 0.7}, {2.5, 1.4, 0, 0.8}};
        if (here.section == Section::intro) strokes = {{0, 3.9, 0, 0.75}, {3, 0.9, 0, 0.4}};
        if (here.section == Section::outro) {
            strokes.clear();
            if (bar + 2 == score.bars.size()) strokes = {{0, 8.5, 0, 0.7}};
        }
        for (const Note& stroke : strokes) {
            double roll = 0;
            for (int pitch : voicing(here.chord, 55)) {
                const double at = score.secondsAt(from + stroke.beat) + roll + kLoose * random.bell();
                addPianoNote(mono, at, stroke.length * 60 / score.beatsPerMinute, pitch,
                             stroke.velocity * (0.85 + 0.15 * random.unit()));
                roll += 0.006;
            }
        }
    }
    // The suitcase piano's tremolo goes from side to side.
    Sine sway(0);
    for (std::size_t k = 0; k < mono.size(); ++k) {
        const double place = 0.5 + 0.22 * sway.next(4.1);
        stem.channels[0][k] = static_cast<float>(mono[k] * dsp::cos(place * dsp::kPi / 2));
        stem.channels[1][k] = static_cast<float>(mono[k] * dsp::sin(place * dsp::kPi / 2));
    }
    level(stem, 0.45);
    return stem;
}

Stem playOrgan(const Score& score) {
    Stem stem = emptyStem(score, "Organ", 2);
    static constexpr std::array<double, 6> kDrawbars{0.5, 1, 1.5, 2, 3, 4};
    static constexpr std::array<double, 6> kPulled{0.7, 1, 0.5, 0.55, 0.3, 0.3};
    Sound mono(stem.channels[0].size());
    for (std::size_t bar = 0; bar < score.bars.size(); ++bar) {
        const Bar& here = score.bars[bar];
        if (here.section == Section::intro || (here.section == Section::outro && bar + 1 == score.bars.size())) continue;
        const double from = 4.0 * static_cast<double>(bar);
        const double length = here.section == Section::outro ? 7.5 : here.section == Section::verse ? 3.9 : 3.95;
        const double velocity = isChorus(here) ? 1.0 : 0.55;
        for (int pitch : voicing(here.chord, 57)) {
            std::array<Sine, 6> wheels;
            const double hertz = hertzOf(pitch), seconds = length * 60 / score.beatsPerMinute;
            addFrom(mono, score.secondsAt(from), seconds, [&](std::int64_t k) {
                double sum = 0;
                for (std::size_t bar_ = 0; bar_ < 6; ++bar_)
                    sum += kPulled[bar_] * wheels[bar_].next(hertz * kDrawbars[bar_]);
                return velocity * sum * edge(k, seconds, 0.01, 0.03);
            });
        }
    }
    // A turning horn: loudness and brightness go round, the sides a quarter turn apart.
    for (std::size_t side = 0; side < 2; ++side) {
        Sine turn(side == 0 ? 0.0 : 0.25);
        Filter horn;
        for (std::size_t k = 0; k < mono.size(); ++k) {
            const double round = turn.next(5.8);
            if (k % 32 == 0) horn.tune(2400 + 1300 * round, 0.7);
            stem.channels[side][k] = static_cast<float>(horn.low(mono[k]) * (0.8 + 0.2 * round));
        }
    }
    level(stem, 0.4);
    return stem;
}

Stem playPad(const Score& score) {
    Stem stem = emptyStem(score, "Pad", 2);
    for (std::size_t side = 0; side < 2; ++side) {
        Random random(23 + side);
        Sound& out = stem.channels[side];
        for (std::size_t bar = 0; bar < score.bars.size(); ++bar) {
            const Bar& here = score.bars[bar];
            const double from = 4.0 * static_cast<double>(bar);
            if (here.section == Section::outro && bar + 1 == score.bars.size()) continue;
            const double seconds = (here.section == Section::outro ? 8.0 : 4.6) * 60 / score.beatsPerMinute;
            const double velocity = isChorus(here) ? 1.0 : 0.6;
            for (int pitch : voicing(here.chord, 52)) {
                Saw one(random.unit()), two(random.unit());
                const double detune = 1 + 0.0028 * (0.6 + 0.4 * random.unit());
                const double hertz = hertzOf(pitch);
                addFrom(out, score.secondsAt(from) - 0.05, seconds, [&](std::int64_t k) {
                    return velocity * (one.next(hertz * detune) + two.next(hertz / detune)) * edge(k, seconds, 0.5, 0.7);
                });
            }
        }
        Filter low, high;
        high.tune(180, 0.7);
        Sine slow(side == 0 ? 0.0 : 0.3);
        for (std::size_t k = 0; k < out.size(); ++k) {
            const double breath = slow.next(0.11);
            if (k % 64 == 0) low.tune(1300 + 500 * breath, 0.8);
            out[k] = static_cast<float>(high.high(low.low(out[k])));
        }
    }
    level(stem, 0.35);
    return stem;
}

Stem playGuitar(const Score& score, Groove groove, Take take) {
    Stem stem = emptyStem(score, take == Take::left ? "Guitar L" : "Guitar R", 1);
    // Two takes of one player: nothing is copied, so the sides are wide apart.
    Random random(take == Take::left ? 31 : 32);
    Sound& out = stem.channels[0];
    for (std::size_t bar = 0; bar < score.bars.size(); ++bar) {
        const Bar& here = score.bars[bar];
        const double from = 4.0 * static_cast<double>(bar);
        const std::vector<int> notes = voicing(here.chord, 52), upper = voicing(here.chord, 64);
        auto pluck = [&](double beat, double length, int pitch, double velocity, double bite) {
            addPluck(out, score.secondsAt(from + beat) + 0.006 * random.bell(), length * 60 / score.beatsPerMinute, pitch,
                     velocity * (1 + 0.1 * random.bell()), bite, random);
        };
        auto strum = [&](double beat, double length, double velocity) {
            double late = 0;
            for (const auto& hand : {notes, upper})
                for (int pitch : hand) {
                    pluck(beat + late * score.beatsPerMinute / 60, length, pitch, velocity, 0.9);
                    late += 0.008;
                }
        };
        if (here.section == Section::outro) {
            if (bar + 2 == score.bars.size()) strum(0, 8, 0.7);
        } else if (groove == Groove::driving) {
            if (isChorus(here))
                for (double beat : {0.0, 1.0, 1.5, 2.5, 3.0, 3.5}) strum(beat, 0.9, beat == 0 ? 0.95 : 0.7);
            else
                for (int eighth = 0; eighth < 8; ++eighth)
                    pluck(eighth * 0.5, 0.42, notes[static_cast<std::size_t>(eighth % 3 == 2)], eighth % 2 ? 0.6 : 0.85, 0.5);
        } else if (isChorus(here)) {
            strum(0, 2.4, 0.9);
            strum(2.5, 1.4, 0.7);
        } else {
            // Fingers: up and down the chord.
            std::vector<int> run = notes;
            run.insert(run.end(), upper.begin(), upper.end());
            static constexpr std::array<std::size_t, 8> kOrder{0, 2, 3, 4, 5, 4, 3, 2};
            for (std::size_t eighth = 0; eighth < 8; ++eighth)
                pluck(static_cast<double>(eighth) * 0.5, 1.6, run[std::min(kOrder[eighth], run.size() - 1)],
                      eighth % 4 == 0 ? 0.9 : 0.65, 0.7);
        }
    }
    level(stem, 0.45);
    return stem;
}

} // namespace lacquer::demo
