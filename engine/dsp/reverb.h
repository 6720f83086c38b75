#pragma once

#include "engine/dsp/aligned_memory.h"
#include "engine/dsp/quantum_ring.h"
#include "engine/dsp/reverb_kernels.h"

#include <array>
#include <cstdint>

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

    /// One quantum of the wet signal alone, left and right in turn.
    void process(const float* inLeft, const float* inRight, float* sides, const ReverbControls& controls) noexcept;
    void reset() noexcept;
    /// The tail is over and forgotten: silence changes nothing.
    bool asleep() const noexcept { return asleep_ && !fresh_; }

    /// Frames after the last sound of the input until the output is digital silence, whatever that
    /// sound was: the decay by 156 dB, at the frequency that rings longest.
    static std::int64_t tail(const ReverbControls& controls, double rate);

private:
    static constexpr int kDiffusers = kReverbDiffusers;
    static constexpr int kEarly = kReverbEarly;

    /// All lengths of a style and a size, in frames.
    struct Room {
        std::array<int, kReverbLines> lines{};
        std::array<std::array<int, kDiffusers>, 2> diffusers{};
        std::array<std::array<int, kEarly>, 2> early{};
        double meanLine = 1;
        float earlyLevel = 0;
        float diffusion = 0;
    };

    static double sizeFor(const ReverbControls& controls) noexcept;
    Room roomOf(ReverbStyle style, double size) const noexcept;
    void follow(const ReverbControls& controls) noexcept;
    void design(const ReverbControls& controls) noexcept;
    void settle() noexcept;
    void arrive() noexcept;
    void breathe(double modulation) noexcept;
    void readLines(const float** rows, float* buffer) noexcept;
    void readBreathing(const Room& room, float* rows) noexcept;
    void diffuseSide(std::size_t side, float diffusion, float* signal) noexcept;
    void early(std::size_t side, const float* late, ReverbGain lateGain, float* out) noexcept;
    void predelay(const ReverbControls& controls,
                  const float* inLeft,
                  const float* inRight,
                  float* left,
                  float* right) noexcept;
    void fetchNext() const noexcept;
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
    AlignedMemory<float> memory_; ///< of all rings
    std::array<QuantumRing, 2> before_;                  ///< predelay
    std::array<QuantumRing, 2 * kDiffusers> diffusers_;  ///< of the left side, then of the right
    std::array<QuantumRing, 2> diffused_;                ///< for the early reflections
    std::array<QuantumRing, kReverbLines> lines_;
    ReverbCut lowCut_, highCut_;
    bool highCutOn_ = false;
    /// The breath of every other line: a pointer that turns, and by how much in a quantum.
    struct Turn {
        std::array<double, kReverbBreathing> cosine{}, sine{};
    };
    Turn breath_, turn_;
    /// How far behind its length a breathing line is read, in frames: at the first frame of the quantum,
    /// and behind its last.
    std::array<double, kReverbBreathing> offset_{}, nextOffset_{};
    bool breathes_ = false;
    std::int64_t silent_ = 0;
    bool asleep_ = true;
};

} // namespace lacquer::dsp
