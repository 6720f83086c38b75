#include "engine/processors/imager.h"

#include "engine/dsp/imager_kernel.h"
#include "engine/dsp/math.h"
#include "engine/processors/computed_lanes.h"
#include "engine/processors/parameter_tables.h"

#include <algorithm>
#include <cmath>

namespace lacquer::processors {
namespace {

enum Parameter : std::size_t {
    kBypass, kWidth, kMonoBelow, kCrossover1, kCrossover2, kCrossover3, kWidth1, kWidth2, kWidth3, kWidth4, kRotation
};

constexpr double kRadians = dsp::kPi / 180;

class Imager final : public Processor {
public:
    explicit Imager(const ProcessorSetup& setup) : kernel_(setup.rate.hz) {}

    void process(LaneView audio,
                 StripMask active,
                 std::span<const ParameterQuantum> parameters,
                 LaneView,
                 StripMask) noexcept override {
        for (int strip = 0; strip < kBundleStrips; ++strip)
            if ((active >> strip) & 1u) follow(strip, parameters[static_cast<std::size_t>(strip)]);
        dsp::ImagerControls controls;
        const auto widthOf = [](const ParameterQuantum& q, std::size_t band, int frame) {
            return q.at(kWidth, frame) / 100.0f * (q.at(kWidth1 + band, frame) / 100.0f);
        };
        const auto moves = [](const ParameterQuantum& q, std::size_t band) { return q.moves(kWidth) || q.moves(kWidth1 + band); };
        for (std::size_t band = 0; band < 4; ++band)
            controls.width[band] = width_[band].read(
                active, parameters, [=](const ParameterQuantum& q) { return moves(q, band); },
                [=](const ParameterQuantum& q, int frame) { return widthOf(q, band, frame); });
        for (std::size_t band = 0; band < 3; ++band)
            controls.joint[band] = joint_[band].read(
                active, parameters, [=](const ParameterQuantum& q) { return moves(q, band) || moves(q, band + 1); },
                [=](const ParameterQuantum& q, int frame) {
                    return std::sqrt(widthOf(q, band, frame) * widthOf(q, band + 1, frame));
                });
        const auto turns = [](const ParameterQuantum& q) { return q.moves(kRotation); };
        controls.cosine = cosine_.read(active, parameters, turns, [](const ParameterQuantum& q, int frame) {
            return dsp::cos(kRadians * q.at(kRotation, frame));
        });
        controls.sine = sine_.read(active, parameters, turns, [](const ParameterQuantum& q, int frame) {
            return dsp::sin(kRadians * q.at(kRotation, frame));
        });
        // To the right: left gives what right takes.
        for (int frame = 0; frame < (controls.sine.moves() ? kQuantum : 1); ++frame)
            for (int lane = 0; lane < kLaneStride; ++lane)
                turn_[frame * kLaneStride + lane] = controls.sine.at(frame)[lane] * (lane % 2 ? 1.0f : -1.0f);
        controls.sine.values = turn_;
        kernel_.process(audio.samples, active, controls);
    }

    void reset(int strip) noexcept override {
        for (int side = 0; side < kStripLanes; ++side) kernel_.reset(kStripLanes * strip + side);
    }

    void adopt(int strip, const Processor& other, int otherStrip) noexcept override {
        const auto& from = static_cast<const Imager&>(other);
        for (int side = 0; side < kStripLanes; ++side)
            kernel_.adopt(kStripLanes * strip + side, from.kernel_, kStripLanes * otherStrip + side);
    }

private:
    void follow(int strip, const ParameterQuantum& quantum) noexcept {
        double hertz[3];
        for (std::size_t k = 0; k < 3; ++k) {
            hertz[k] = quantum.at(kCrossover1 + k, kQuantum - 1);
            // Crossovers keep their order.
            if (k > 0) hertz[k] = std::max(hertz[k], hertz[k - 1]);
        }
        for (int side = 0; side < kStripLanes; ++side) {
            const int lane = kStripLanes * strip + side;
            for (int k = 0; k < 3; ++k) kernel_.setCrossover(lane, k, hertz[k]);
            kernel_.setMonoBelow(lane, quantum.at(kMonoBelow, kQuantum - 1));
        }
    }

    dsp::ImagerKernel kernel_;
    ComputedLanes width_[4], joint_[3], cosine_, sine_;
    alignas(64) float turn_[kQuantum * kLaneStride] = {};
};

} // namespace

ProcessorType imagerType() {
    ProcessorType type;
    type.spec = {"imager",
                 "Stereo imager",
                 {bypass(),
                  percent("width", "Width", 0, 200, 100, "0 % is mono, 200 % twice the sides"),
                  continuous("monobelow", "Mono below", Unit::hertz, 0, 500, 0,
                             "The bass goes to the middle, 24 dB/oct; 0 Hz is off"),
                  hertz("xover1", "Crossover 1", 20, 1000, 150),
                  hertz("xover2", "Crossover 2", 100, 6000, 1200),
                  hertz("xover3", "Crossover 3", 1000, 20000, 6000),
                  percent("width1", "Low width", 0, 200, 100, "Times the whole width"),
                  percent("width2", "Low mid width", 0, 200, 100),
                  percent("width3", "High mid width", 0, 200, 100),
                  percent("width4", "High width", 0, 200, 100),
                  continuous("rotation", "Rotation", Unit::degrees, -90, 90, 0,
                             "Turns the whole picture to the right; 90° trades the sides")}};
    type.latency = [](const ParameterValues&, SampleRate) { return FrameCount{0}; };
    // The lowest filter, 10 Hz and fourth order, until its memories are dropped.
    type.tail = [](const ParameterValues&, SampleRate rate) { return FrameCount{3ll * rate.hz}; };
    type.create = [](const ProcessorSetup& setup) -> std::unique_ptr<Processor> {
        return std::make_unique<Imager>(setup);
    };
    return type;
}

} // namespace lacquer::processors
