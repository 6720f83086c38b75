#pragma once

#include "engine/vocabulary/quantum.h"

#include <array>
#include <vector>

namespace lacquer::dsp {

/// In the order of the catalogue's choices.
enum class Device { phone, laptop, car, earbuds, tv, club, mono, crossfeed };
inline constexpr int kDevices = 8;

/// Sounds like what people really listen on, so that a mix can be judged there without leaving the
/// chair.
///
/// Method   the average response of each kind of device as a chain of state-variable filters in
///          double, the distance of its loudspeakers as width, and a bass that is mono where one
///          driver makes it. The level of pink noise between 100 Hz and 8 kHz stays, so that
///          devices are compared by their sound and not their loudness. `crossfeed` brings the
///          other loudspeaker to each ear on headphones: 700 Hz low-pass, 0.27 ms later, 6 dB
///          down, taken from the own side again, so that the middle stays as it is (after Bauer,
///          "Stereophonic earphones and binaural loudspeakers", JAES 9, 1961)
/// Delay    none
/// Thread   process and reset [render]; construction [main]
class ListeningDevice {
public:
    explicit ListeningDevice(double rate);

    /// One quantum, in place. Another device is faded over to in 20 ms.
    void process(float* left, float* right, Device device) noexcept;
    void reset() noexcept;

    /// Gain of one side for what is the same on both, linear: what a test compares with.
    double responseAt(Device device, double hertz) const noexcept;

private:
    static constexpr std::size_t kSections = 8;

    struct Section {
        double a1 = 0, a2 = 0, a3 = 0, m0 = 1, m1 = 0, m2 = 0;
        double g = 0, k = 1; ///< what the coefficients come from
    };
    struct Chain {
        std::array<Section, kSections> sections;
        std::size_t count = 0;
        double gain = 1;
        double width = 1;    ///< of the difference between the sides
        double monoBelow = 0; ///< Hz; 0: nowhere
        double sideFollow = 0;
    };
    struct State {
        std::array<std::array<std::array<double, 2>, kSections>, 2> filters{};
        std::array<double, 2> side{};  ///< the difference's bass, two poles
        std::array<double, 2> cross{}; ///< low-passed sides for the crossfeed
    };

    void design(Device device);
    void run(Device device, State& state, const float* left, const float* right, float* outLeft,
             float* outRight) noexcept;

    double rate_;
    std::array<Chain, kDevices> chains_;
    double crossFollow_;
    std::size_t crossDelay_;
    std::array<std::vector<double>, 2> crossPast_; ///< low-passed sides, a ring
    std::size_t crossAt_ = 0;
    Device device_ = Device::phone, next_ = Device::phone;
    State state_, nextState_;
    double fade_ = 1; ///< share of next_; 1: arrived
    bool fresh_ = true;
    int silent_ = 0;
};

} // namespace lacquer::dsp
