#include "app/demo/players.h"

#include <array>
#include <cmath>

namespace lacquer::demo {
namespace {

constexpr std::size_t kFormants = 5;

/// Frequencies, levels and widths of an alto's formants, after the tables of the Csound manual
/// (appendix "Formant values"); the upper levels are raised for a source that falls by 6 dB/octave.
struct Vowel {
    std::array<double, kFormants> hertz, decibels, width;
};

constexpr Vowel kAh{{800, 1150, 2800, 3500, 4950}, {0, -3, -1, -6, -19}, {80, 90, 120, 130, 140}};
constexpr Vowel kEh{{430, 1600, 2700, 3300, 4950}, {0, -11, -4, -6, -19}, {60, 80, 120, 150, 200}};
constexpr Vowel kOh{{470, 830, 2830, 3500, 4950}, {0, -6, -4, -7, -20}, {70, 80, 100, 130, 135}};
constexpr Vowel kOo{{350, 760, 2530, 3500, 4950}, {0, -8, -8, -11, -23}, {55, 65, 150, 180, 200}};
constexpr Vowel kEe{{370, 1750, 2700, 3700, 4950}, {0, -10, -3, -6, -19}, {55, 90, 120, 150, 200}};

constexpr std::array<Vowel, 8> kWords{kAh, kEh, kOh, kAh, kOo, kEe, kOh, kEh};

enum class Onset { none, soft, hiss, stop };
constexpr std::array<Onset, 7> kOnsets{Onset::soft, Onset::none, Onset::stop, Onset::hiss,
                                       Onset::soft, Onset::stop, Onset::none};

struct Singer {
    double vibratoHertz = 5.4;
    double vibratoCents = 26;
    double breath = 0.05;
    double size = 1; ///< of the mouth: below 1, formants lie higher
    std::uint64_t seed = 1;
};

/// Sings a part as one line: the pitch glides from note to note, the vowels from syllable to
/// syllable, and the vibrato comes late, as trained voices do.
class Line {
public:
    Line(const Score& score, const std::vector<Note>& part, const Singer& singer)
        : score_(score), part_(part), singer_(singer), random_(singer.seed) {}

    void sing(Sound& out) {
        // A smooth path from 69 on would start with a slide: begin where the first note is.
        if (!part_.empty()) pitch_ = part_.front().pitch - 1;
        std::size_t next = 0, current = part_.size();
        std::int64_t since = 0;
        double noteEnd = 0;
        for (std::size_t k = 0; k < out.size(); ++k, ++since) {
            const double now = static_cast<double>(k) / kRate;
            if (next < part_.size() && now >= startOf(next)) {
                const bool joined = current < part_.size() && startOf(next) - noteEnd < 0.06;
                current = next++;
                since = joined ? std::int64_t{2400} : 0;
                noteEnd = endOf(current);
                begin(current);
            }
            const bool sounding = current < part_.size() && now < noteEnd;
            if (k % 16 == 0) control(current, sounding, static_cast<double>(since) / kRate, now, noteEnd);
            out[k] += static_cast<float>(frame(static_cast<double>(since) / kRate));
        }
    }

private:
    double startOf(std::size_t note) {
        while (starts_.size() <= note)
            starts_.push_back(score_.secondsAt(part_[starts_.size()].beat) + 0.010 + 0.008 * random_.bell());
        return starts_[note];
    }
    double endOf(std::size_t note) {
        return score_.secondsAt(part_[note].beat + part_[note].length) - 0.03;
    }

    void begin(std::size_t note) {
        vowel_ = &kWords[(note * 5 + singer_.seed) % kWords.size()];
        onset_ = kOnsets[(note * 3 + singer_.seed) % kOnsets.size()];
        scoop_ = 0.35 * random_.unit();
        hiss_.tune(onset_ == Onset::hiss ? 6300 : 3400, 0.9);
    }

    /// 3000 times a second: where pitch, loudness and mouth are going.
    void control(std::size_t note, bool sounding, double since, double now, double noteEnd) {
        if (note < part_.size()) {
            const double scoop = since < 0.12 ? scoop_ * (1 - since / 0.12) : 0;
            const double target = part_[note].pitch - scoop;
            pitch_ += (target - pitch_) * (1 - dsp::exp(-16.0 / (0.028 * kRate)));
        }
        drift_ = 0.999 * drift_ + 0.0035 * random_.bell();
        const double vibrato = std::clamp((since - 0.22) / 0.35, 0.0, 1.0) * singer_.vibratoCents / 100;
        hertz_ = hertzOf(pitch_ + drift_ + vibrato * dsp::sin(2 * dsp::kPi * singer_.vibratoHertz * now));

        const double velocity = note < part_.size() ? part_[note].velocity : 0;
        const double swell = 0.82 + 0.18 * std::clamp(since / 0.3, 0.0, 1.0);
        const double wanted = sounding ? velocity * swell : 0;
        const double speed = wanted > loud_ ? (onset_ == Onset::soft ? 0.045 : 0.02) : (noteEnd - now < 0 ? 0.05 : 0.04);
        loud_ += (wanted - loud_) * (1 - dsp::exp(-16.0 / (speed * kRate)));

        const double way = 1 - dsp::exp(-16.0 / (0.035 * kRate));
        // An open mouth is louder, and loud singing opens it.
        for (std::size_t f = 0; f < kFormants; ++f) {
            hertzNow_[f] += (vowel_->hertz[f] / singer_.size - hertzNow_[f]) * way;
            gainNow_[f] += (dsp::gainOfDecibels(vowel_->decibels[f]) - gainNow_[f]) * way;
            double center = hertzNow_[f];
            // A singer moves the first formant up with the pitch.
            if (f == 0) center = std::max(center, hertz_ * 1.02);
            formants_[f].tune(center, center / (vowel_->width[f] * 1.25));
        }
    }

    double frame(double since) {
        if (loud_ < 1e-5) {
            // Breath before the first word and between lines is not worth its arithmetic.
            return consonant(since);
        }
        const double noise = random_.noise();
        const double glottis = source_.next(hertz_);
        // The folds close sharply and open slowly; a little of the edge is rounded off.
        rounded_ += (glottis - rounded_) * 0.8;
        const double open = 0.5 - 0.5 * glottis;
        const double air = rounded_ + singer_.breath * noise * (0.4 + open);
        double sum = 0;
        for (std::size_t f = 0; f < kFormants; ++f) sum += gainNow_[f] * formants_[f].band(air);
        return loud_ * loud_ * 2.2 * sum + consonant(since);
    }

    double consonant(double since) {
        if (onset_ == Onset::hiss && since < 0.085)
            return 0.05 * hiss_.band(random_.noise()) * std::min(since / 0.03, (0.085 - since) / 0.02);
        if (onset_ == Onset::stop && since < 0.018) return 0.07 * hiss_.band(random_.noise()) * (1 - since / 0.018);
        return 0;
    }

    const Score& score_;
    const std::vector<Note>& part_;
    Singer singer_;
    Random random_;
    std::vector<double> starts_;
    Saw source_;
    Filter hiss_;
    std::array<Filter, kFormants> formants_;
    std::array<double, kFormants> hertzNow_ = kAh.hertz;
    std::array<double, kFormants> gainNow_{1, 0.5, 0.2, 0.1, 0.02};
    const Vowel* vowel_ = &kAh;
    Onset onset_ = Onset::none;
    double pitch_ = 69, drift_ = 0, hertz_ = 440, loud_ = 0, rounded_ = 0, scoop_ = 0;
};

Stem emptyStem(const Score& score, std::string name, std::size_t channels) {
    return {std::move(name),
            std::vector<Sound>(channels, Sound(static_cast<std::size_t>(frameAt(score.length()))))};
}

double chorusStart(const Score& score) {
    for (std::size_t bar = 0; bar < score.bars.size(); ++bar)
        if (score.bars[bar].section == Section::chorus) return 4.0 * static_cast<double>(bar);
    return score.beats();
}

} // namespace

Stem singLead(const Score& score) {
    Stem stem = emptyStem(score, "Lead Vox", 1);
    Line(score, score.melody, Singer{5.4, 26, 0.05, 1.0, 41}).sing(stem.channels[0]);
    level(stem, 0.55);
    return stem;
}

Stem singDouble(const Score& score) {
    Stem stem = emptyStem(score, "Lead Vox Double", 1);
    std::vector<Note> part;
    for (const Note& note : score.melody)
        if (note.beat >= chorusStart(score)) part.push_back(note);
    Line(score, part, Singer{5.0, 20, 0.08, 1.03, 49}).sing(stem.channels[0]);
    level(stem, 0.45);
    return stem;
}

Stem singBacking(const Score& score) {
    Stem stem = emptyStem(score, "Backing Vox", 2);
    std::array<std::vector<Note>, 2> parts;
    for (std::size_t k = 0; k < score.harmony.size(); ++k) parts[k % 2].push_back(score.harmony[k]);
    std::uint64_t seed = 57;
    for (std::size_t part = 0; part < 2; ++part)
        for (std::size_t side = 0; side < 2; ++side, seed += 8) {
            Sound voice(stem.channels[0].size());
            Line(score, parts[part], Singer{4.8 + 0.3 * static_cast<double>(side), 16, 0.12,
                                            0.97 + 0.03 * static_cast<double>(part + side), seed})
                .sing(voice);
            for (std::size_t k = 0; k < voice.size(); ++k) {
                stem.channels[side][k] += 0.8f * voice[k];
                stem.channels[1 - side][k] += 0.25f * voice[k];
            }
        }
    level(stem, 0.4);
    return stem;
}

} // namespace lacquer::demo
