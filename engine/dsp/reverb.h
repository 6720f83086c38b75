#pragma once

#include "engine/dsp/delay_line.h"
#include "engine/dsp/reverb_kernels.h"

#include <array>
#include <cstdint>
#include <vector>

namespace lacquer::dsp {

enum class ReverbStyle { room, chamber, hall, plate };

struct ReverbControls {
    ReverbStyle style = ReverbStyle::hall;
    double predelay = 0;   ///< seconds, up to kLongestPredelay
    double decay = 1.8;    ///< seconds by which 1 kHz falls 60 dB
    double size = 1;       ///< 0.25 to 2, scales all paths
    double damping = 6000; ///< Hz, 1500 and up: here the decay takes half as long as at 1 kHz
    double lowDecay = 1;   ///< decay of the bass over that of 1 kHz
    float diffusion = 0.8F;
    double modulation = 0.5;
    float width = 1;       ///< 0 mono, 1 as it is
    double lowCut = 20;    ///< Hz, 12 dB per octave
    double highCut = 20000; ///< Hz, 12 dB per octave; 20 kHz and more is off

    friend bool operator==(const ReverbControls&, const ReverbControls&) = default;
};

/// A room of sixteen paths that feed each other, without direct sound.
///
/// Method   a feedback delay network (Jot & Chaigne, "Digital delay networks for designing
///          artificial reverberators", AES 90, 1991) with a Hadamard matrix; every path loses what
///          its length takes from the decay, so all modes decay alike. Four allpasses in front of
///          it make the echoes dense, early reflections fill the time until the paths return, half
///          of the paths breathe by fractions of a millisecond against standing tones
/// Level    a steady broad-band signal, the same on both sides, keeps its level for any decay
/// Exact    no random numbers and no outside clock: the same input gives the same bits
/// Thread   process and reset [render]; construction [main]
class Reverb {
public:
    explicit Reverb(double rate);

    static constexpr double kLongestPredelay = 0.5;

    /// One quantum of the wet signal alone. in and out may be the same.
    void process(const float* inLeft,
                 const float* inRight,
                 float* left,
                 float* right,
                 const ReverbControls& controls) noexcept;
    void reset() noexcept;
    /// The tail is over and forgotten: silence changes nothing.
    bool asleep() const noexcept { return asleep_ && !fresh_; }

    /// Frames after the last sound of the input until the output is digital silence, whatever that
    /// sound was: the decay by 156 dB, at the frequency that rings longest.
    static std::int64_t tail(const ReverbControls& controls, double rate);

private:
    static constexpr int kDiffusers = 4;
    static constexpr int kEarly = 8;

    /// All lengths of a style and a size, in frames.
    struct Room {
        std::array<int, kReverbLines> lines{};
        std::array<std::array<int, kDiffusers>, 2> diffusers{};
        std::array<std::array<int, kEarly>, 2> early{};
        double meanLine = 1;
        float earlyLevel = 0;
        float diffusion = 0;
    };

    /// Two poles one after the other for each side.
    struct Cut {
        std::array<std::array<float, 2>, 2> state{};
        float follow = 0;
    };

    static double sizeFor(const ReverbControls& controls) noexcept;
    static double breathAt(double phase, std::size_t line) noexcept;
    Room roomOf(ReverbStyle style, double size) const noexcept;
    void follow(const ReverbControls& controls) noexcept;
    void design(const ReverbControls& controls) noexcept;
    void settle() noexcept;
    void arrive() noexcept;
    void readLines(double modulation) noexcept;
    void readLine(std::size_t line, int frames, double offset, double growth, float* out) noexcept;
    void diffuse(std::size_t side, float diffusion, float* signal) noexcept;
    void addEarly(std::size_t side, float* out) noexcept;
    void predelay(const ReverbControls& controls,
                  const float* inLeft,
                  const float* inRight,
                  float* left,
                  float* right) noexcept;
    void cut(float* left, float* right) noexcept;
    void forget() noexcept;

    double rate_;
    ReverbControls controls_;
    bool fresh_ = true;
    Room room_, next_;
    ReverbStyle goalStyle_ = ReverbStyle::hall;
    double goalSize_ = 1;
    float fade_ = 1; ///< share of next_; 1: arrived, room_ is all
    float fadeStep_;
    bool arrived_ = true;
    int predelay_ = 0;
    std::array<float, kEarly * 2> earlyGains_{}; ///< at the end of the last quantum
    std::array<float, kEarly * 2> earlyGoals_{};
    float lateGain_ = 0;
    float width_ = 1;       ///< at the end of the last quantum
    double modulation_ = 0; ///< likewise
    ReverbAbsorption absorption_;
    ReverbAbsorption::Values goal_; ///< of the absorption
    ReverbFilterState filters_;
    std::vector<DelayLine> before_;    ///< predelay
    std::vector<DelayLine> diffusers_; ///< of the left side, then of the right
    std::vector<DelayLine> diffused_;  ///< for the early reflections
    std::vector<DelayLine> lines_;
    Cut lowCut_, highCut_;
    bool highCutOn_ = false;
    double phase_ = 0; ///< of the slowest breath, turns
    std::array<double, kReverbLines / 2> breath_{};
    std::int64_t silent_ = 0;
    bool asleep_ = true;
    alignas(64) float buffer_[kReverbLines * kQuantum] = {};
};

} // namespace lacquer::dsp
