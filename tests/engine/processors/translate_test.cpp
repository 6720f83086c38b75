#include "tests/engine/processors/measure.h"

#include "engine/dsp/listening_device.h"

#include <gtest/gtest.h>

namespace lacquer::processors::test {
namespace {

using dsp::Device;

double levelAt(int rate, Device device, double hertz, bool sameOnBoth = true) {
    Stereo input = sine(hertz, rate, static_cast<std::size_t>(rate) / 2 / 64 * 64, -12);
    if (!sameOnBoth)
        for (float& sample : input.sides[1]) sample = -sample;
    const auto output = process("translate", rate, input, {{"device", static_cast<double>(device)}});
    return dB(samplePeak({output.sides[0].end() - rate / 5, output.sides[0].end()})) + 12;
}

TEST(Translate, HasTheResponseOfEachDeviceAtEveryRate) {
    for (const int rate : {44100, 96000, 192000}) {
        const dsp::ListeningDevice model(rate);
        for (const Device device : {Device::phone, Device::laptop, Device::car, Device::earbuds, Device::tv, Device::club})
            for (const double hertz : {60.0, 250.0, 1000.0, 4000.0})
                EXPECT_NEAR(levelAt(rate, device, hertz), dB(model.responseAt(device, hertz)), 0.1)
                    << static_cast<int>(device) << " at " << hertz << " Hz, " << rate;
    }
}

TEST(Translate, LosesTheBassThatSmallLoudspeakersLose) {
    EXPECT_LT(levelAt(48000, Device::phone, 80) - levelAt(48000, Device::phone, 1000), -40);
    EXPECT_LT(levelAt(48000, Device::laptop, 80) - levelAt(48000, Device::laptop, 1000), -20);
    EXPECT_GT(levelAt(48000, Device::club, 60) - levelAt(48000, Device::club, 1000), 6);
    EXPECT_GT(levelAt(48000, Device::car, 60) - levelAt(48000, Device::car, 1000), 4);
}

TEST(Translate, FoldsTheSidesAsTheDeviceDoes) {
    // What cancels in mono is gone on a phone, and on the club's subwoofer.
    for (const Device device : {Device::phone, Device::mono})
        EXPECT_LT(levelAt(48000, device, 1000, false), -120);
    EXPECT_LT(levelAt(48000, Device::club, 40, false) - levelAt(48000, Device::club, 40), -12);
    EXPECT_NEAR(levelAt(48000, Device::tv, 1000, false) - levelAt(48000, Device::tv, 1000), -6.02, 0.01);
}

TEST(Translate, KeepsTheLevelOfPinkNoise) {
    const auto input = pinkNoise(64 * 1500, 4, -20);
    for (int device = 0; device < dsp::kDevices; ++device) {
        const auto output = process("translate", 48000, input, {{"device", static_cast<double>(device)}});
        // Between 100 Hz and 8 kHz, of the middle.
        const auto power = [](const Stereo& audio) {
            std::vector<double> middle(audio.frames());
            for (std::size_t k = 0; k < middle.size(); ++k) middle[k] = 0.5 * (audio.sides[0][k] + audio.sides[1][k]);
            const auto bins = spectrum(middle);
            double sum = 0;
            for (std::size_t k = 0; k < bins.size(); ++k) {
                const double hertz = static_cast<double>(k) * 48000 / static_cast<double>(middle.size());
                if (hertz > 100 && hertz < 8000) sum += std::norm(bins[k]);
            }
            return 10 * std::log10(sum);
        };
        EXPECT_NEAR(power(output), power(input), 0.3) << device;
    }
}

TEST(Translate, BringsTheOtherLoudspeakerToEachEarAndKeepsTheMiddle) {
    Stereo left = sine(200, 48000, 64 * 300, -12);
    for (float& sample : left.sides[1]) sample = 0;
    const auto crossed = process("translate", 48000, left, {{"device", 7}});
    const auto peak = [](const std::vector<float>& side) { return dB(samplePeak({side.end() - 4800, side.end()})); };
    EXPECT_NEAR(peak(crossed.sides[1]) + 12, -6.4, 0.5);
    const auto middle = process("translate", 48000, sine(200, 48000, 64 * 300, -12), {{"device", 7}});
    EXPECT_NEAR(peak(middle.sides[0]), -12, 0.2);
}

TEST(Translate, ChangesTheDeviceWithoutAClick) {
    const auto input = sine(200, 48000, 64 * 600, -12);
    const auto output = process("translate", 48000, input, {}, {{"device", [](std::int64_t k) {
                                                                      return static_cast<double>(k / 4800 % 8);
                                                                  }}});
    double worst = 0;
    for (std::size_t k = 2400; k < output.frames(); ++k) // the tone itself begins with a bend
        worst = std::max(worst, std::fabs(output.sides[0][k] - 3.0 * output.sides[0][k - 1] +
                                          3.0 * output.sides[0][k - 2] - output.sides[0][k - 3]));
    EXPECT_LT(dB(worst), -60);
}

} // namespace
} // namespace lacquer::processors::test
