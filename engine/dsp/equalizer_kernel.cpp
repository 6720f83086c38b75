#include "engine/dsp/equalizer_kernel.h"

#include "engine/dsp/equalizer_forms.h"
#include "engine/dsp/equalizer_phases.h"
#include "engine/dsp/lane_state.h"

#include <algorithm>

namespace lacquer::dsp {

/// A strip's own account of its sections; their memories live in the lanes.
struct EqualizerKernel::StripState {
    struct Section {
        std::uint8_t id = 0;
        bool leaving = false;
        StateVariable target[kStripLanes];
    };

    struct PhaseState {
        int count = 0;
        std::array<Section, EqualizerStrip::kMaxStages> sections;
        bool corrected = false;
        double taps[kStripLanes][kCorrectionTaps];
    };

    PhaseState phases[EqualizerStrip::kPhases];
    bool gliding = false;
    int remaining = 0; ///< quanta until the targets are reached
};

struct EqualizerKernel::Memory {
    Phase phases[EqualizerStrip::kPhases];
    StripState strips[kBundleStrips];
    // Nobody uses most of them: one that is not ready is not even touched.
    std::unique_ptr<Still[]> still = std::make_unique_for_overwrite<Still[]>(EqualizerStrip::kPhases * EqualizerStrip::kMaxStages);
    std::unique_ptr<Gliding[]> gliding =
        std::make_unique_for_overwrite<Gliding[]>(EqualizerStrip::kPhases * EqualizerStrip::kMaxStages);
    StripMask moving = 0; ///< strips that glide, so that nobody has to look at each one's state
};

namespace {

void setStill(EqualizerKernel::Still& stage, int lane, const Biquad& q) {
    stage.b0[lane] = q.b0;
    stage.b1[lane] = q.b1;
    stage.b2[lane] = q.b2;
    stage.a1[lane] = q.a1;
    stage.a2[lane] = q.a2;
    stage.z1[lane] = stage.z2[lane] = 0;
}

void setGliding(EqualizerKernel::Gliding& stage, int lane, const StateVariable& f, SectionMemory s) {
    stage.g[lane] = f.g;
    stage.k[lane] = f.k;
    stage.m0[lane] = f.m0;
    stage.m1[lane] = f.m1;
    stage.m2[lane] = f.m2;
    stage.gStep[lane] = stage.kStep[lane] = 0;
    stage.m0Step[lane] = stage.m1Step[lane] = stage.m2Step[lane] = 0;
    stage.s1[lane] = s.s1;
    stage.s2[lane] = s.s2;
}

StateVariable current(const EqualizerKernel::Gliding& stage, int lane) {
    return {stage.g[lane], stage.k[lane], stage.m0[lane], stage.m1[lane], stage.m2[lane]};
}

/// The same poles, heard or not: what a section fades in from and out to.
StateVariable passingLike(const StateVariable& f) { return {f.g, f.k, 1, 0, 0}; }

} // namespace

EqualizerKernel::EqualizerKernel() : memory_(std::make_unique<Memory>()) {
    for (int p = 0; p < EqualizerStrip::kPhases; ++p) {
        auto& phase = memory_->phases[p];
        phase.still = memory_->still.get() + p * EqualizerStrip::kMaxStages;
        phase.gliding = memory_->gliding.get() + p * EqualizerStrip::kMaxStages;
        for (int lane = 0; lane < kLaneStride; ++lane) clearLane(phase, lane);
    }
}

EqualizerKernel::~EqualizerKernel() = default;

void EqualizerKernel::makeReady(Phase& phase, int stages) noexcept {
    for (; phase.readyStages < stages; ++phase.readyStages)
        for (int lane = 0; lane < kLaneStride; ++lane) {
            setStill(phase.still[phase.readyStages], lane, {});
            setGliding(phase.gliding[phase.readyStages], lane, {}, {});
        }
}

void EqualizerKernel::clearLane(Phase& phase, int lane) noexcept {
    auto& c = phase.correction;
    for (std::size_t n = 0; n < kCorrectionTaps; ++n) {
        c.taps[n][lane] = kPassingCorrection[n];
        c.steps[n][lane] = 0;
    }
    for (auto& row : c.past) row[lane] = 0;
    for (auto& row : c.poles) row[lane] = 0;
}

void EqualizerKernel::install(int strip, const EqualizerStrip& wanted) noexcept {
    auto& state = memory_->strips[strip];
    state.gliding = false;
    state.remaining = 0;
    for (int p = 0; p < EqualizerStrip::kPhases; ++p) {
        const auto& from = wanted.phases[p];
        auto& to = state.phases[p];
        auto& phase = memory_->phases[p];
        makeReady(phase, from.count);
        to.count = from.count;
        to.corrected = from.corrected;
        for (int side = 0; side < kStripLanes; ++side) {
            const int lane = kStripLanes * strip + side;
            // Only what any strip ever used can be dirty.
            for (int s = 0; s < std::max(phase.stillStages, phase.glidingStages); ++s) {
                setStill(phase.still[s], lane, {});
                setGliding(phase.gliding[s], lane, {}, {});
            }
            for (int s = 0; s < from.count; ++s) {
                auto& section = to.sections[static_cast<std::size_t>(s)];
                section.id = from.stages[static_cast<std::size_t>(s)].id;
                section.leaving = false;
                section.target[side] = from.stages[static_cast<std::size_t>(s)].lanes[side];
                setStill(phase.still[s], lane, biquadOf(section.target[side]));
            }
            auto& c = phase.correction;
            for (std::size_t n = 0; n < kCorrectionTaps; ++n) {
                to.taps[side][n] = from.corrected ? from.taps[side][n] : kPassingCorrection[n];
                c.taps[n][lane] = to.taps[side][n];
                c.steps[n][lane] = 0;
            }
            for (auto& row : c.past) row[lane] = 0;
            for (auto& row : c.poles) row[lane] = 0;
        }
    }
    countStages();
}

void EqualizerKernel::beginGlide(int strip) noexcept {
    auto& state = memory_->strips[strip];
    state.gliding = true;
    for (int p = 0; p < EqualizerStrip::kPhases; ++p) {
        auto& phase = memory_->phases[p];
        for (int s = 0; s < state.phases[p].count; ++s) {
            for (int side = 0; side < kStripLanes; ++side) {
                const int lane = kStripLanes * strip + side;
                const auto& f = state.phases[p].sections[static_cast<std::size_t>(s)].target[side];
                auto& still = phase.still[s];
                setGliding(phase.gliding[s], lane, f, toStateVariable(f, still.z1[lane], still.z2[lane]));
                setStill(still, lane, {});
            }
        }
    }
}

/// Back to direct forms; sections that faded out are gone.
void EqualizerKernel::settle(int strip) noexcept {
    auto& state = memory_->strips[strip];
    state.gliding = false;
    for (int p = 0; p < EqualizerStrip::kPhases; ++p) {
        auto& phase = memory_->phases[p];
        auto& own = state.phases[p];
        int kept = 0;
        for (int s = 0; s < own.count; ++s) {
            const auto section = own.sections[static_cast<std::size_t>(s)];
            for (int side = 0; side < kStripLanes; ++side) {
                const int lane = kStripLanes * strip + side;
                const SectionMemory memories{phase.gliding[s].s1[lane], phase.gliding[s].s2[lane]};
                setGliding(phase.gliding[s], lane, {}, {});
                if (section.leaving) continue;
                auto& still = phase.still[kept];
                setStill(still, lane, biquadOf(section.target[side]));
                toDirect(section.target[side], memories, still.z1[lane], still.z2[lane]);
            }
            if (!section.leaving) own.sections[static_cast<std::size_t>(kept++)] = section;
        }
        own.count = kept;
        if (!own.corrected) {
            for (int side = 0; side < kStripLanes; ++side) {
                const int lane = kStripLanes * strip + side;
                for (auto& row : phase.correction.past) row[lane] = 0;
                for (auto& row : phase.correction.poles) row[lane] = 0;
            }
        }
    }
}

void EqualizerKernel::merge(int strip, int p, const EqualizerStrip::Phase& wanted) noexcept {
    auto& own = memory_->strips[strip].phases[p];
    auto& phase = memory_->phases[p];
    bool same = own.count == wanted.count;
    for (int s = 0; same && s < own.count; ++s)
        same = own.sections[static_cast<std::size_t>(s)].id == wanted.stages[static_cast<std::size_t>(s)].id;

    if (!same) {
        struct Moving {
            StripState::Section section;
            StateVariable now[kStripLanes];
            SectionMemory memories[kStripLanes];
        };
        std::array<Moving, EqualizerStrip::kMaxStages> merged;
        int count = 0, a = 0, b = 0;
        while ((a < own.count || b < wanted.count) && count < EqualizerStrip::kMaxStages) {
            const int idA = a < own.count ? own.sections[static_cast<std::size_t>(a)].id : 1000;
            const int idB = b < wanted.count ? wanted.stages[static_cast<std::size_t>(b)].id : 1000;
            auto& next = merged[static_cast<std::size_t>(count++)];
            if (idA <= idB) {
                next.section = own.sections[static_cast<std::size_t>(a)];
                for (int side = 0; side < kStripLanes; ++side) {
                    const int lane = kStripLanes * strip + side;
                    next.now[side] = current(phase.gliding[a], lane);
                    next.memories[side] = {phase.gliding[a].s1[lane], phase.gliding[a].s2[lane]};
                }
                ++a;
                if (idA == idB) ++b;
            } else {
                next.section.id = static_cast<std::uint8_t>(idB);
                for (int side = 0; side < kStripLanes; ++side)
                    next.now[side] = passingLike(wanted.stages[static_cast<std::size_t>(b)].lanes[side]);
                ++b;
            }
        }
        makeReady(phase, count);
        for (int s = 0; s < std::max(count, own.count); ++s) {
            for (int side = 0; side < kStripLanes; ++side) {
                const auto& moving = merged[static_cast<std::size_t>(s)];
                if (s < count)
                    setGliding(phase.gliding[s], kStripLanes * strip + side, moving.now[side], moving.memories[side]);
            }
            if (s < count) own.sections[static_cast<std::size_t>(s)] = merged[static_cast<std::size_t>(s)].section;
        }
        own.count = count;
    }

    int b = 0;
    for (int s = 0; s < own.count; ++s) {
        auto& section = own.sections[static_cast<std::size_t>(s)];
        while (b < wanted.count && wanted.stages[static_cast<std::size_t>(b)].id < section.id) ++b;
        section.leaving = !(b < wanted.count && wanted.stages[static_cast<std::size_t>(b)].id == section.id);
        for (int side = 0; side < kStripLanes; ++side)
            section.target[side] = section.leaving
                                       ? passingLike(current(phase.gliding[s], kStripLanes * strip + side))
                                       : wanted.stages[static_cast<std::size_t>(b)].lanes[side];
    }
    own.corrected = wanted.corrected;
    for (int side = 0; side < kStripLanes; ++side)
        for (std::size_t n = 0; n < kCorrectionTaps; ++n)
            own.taps[side][n] = wanted.corrected ? wanted.taps[side][n] : kPassingCorrection[n];
}

void EqualizerKernel::glide(int strip, const EqualizerStrip& wanted, int quanta) noexcept {
    auto& state = memory_->strips[strip];
    if (!state.gliding) beginGlide(strip);
    for (int p = 0; p < EqualizerStrip::kPhases; ++p) merge(strip, p, wanted.phases[p]);
    state.remaining = std::max(quanta, state.remaining);
    if (quanta > 0 && state.remaining < 1) state.remaining = 1;
    countStages();
}

void EqualizerKernel::countStages() noexcept {
    memory_->moving = 0;
    for (int strip = 0; strip < kBundleStrips; ++strip)
        if (memory_->strips[strip].gliding) memory_->moving |= 1u << strip;
    for (int p = 0; p < EqualizerStrip::kPhases; ++p) {
        auto& phase = memory_->phases[p];
        phase.stillStages = phase.glidingStages = 0;
        phase.used = phase.corrected = 0;
        for (int strip = 0; strip < kBundleStrips; ++strip) {
            const auto& state = memory_->strips[strip];
            const auto& own = state.phases[p];
            int& stages = state.gliding ? phase.glidingStages : phase.stillStages;
            stages = std::max(stages, own.count);
            if (own.count > 0) phase.used |= 1u << strip;
            if (own.count > 0 && (state.gliding || own.corrected)) phase.corrected |= 1u << strip;
        }
    }
}

bool EqualizerKernel::atRest(int strip) const noexcept {
    if (memory_->strips[strip].gliding) return false;
    const auto silent = [&](const double* row) {
        return row[kStripLanes * strip] == 0 && row[kStripLanes * strip + 1] == 0;
    };
    for (const Phase& phase : memory_->phases) {
        for (int s = 0; s < phase.stillStages; ++s)
            if (!silent(phase.still[s].z1) || !silent(phase.still[s].z2)) return false;
        for (const auto& row : phase.correction.past)
            if (!silent(row)) return false;
        for (const auto& row : phase.correction.poles)
            if (!silent(row)) return false;
    }
    return true;
}

void EqualizerKernel::process(float* samples, StripMask active) noexcept {
    bool recount = false;
    for (int strip = 0; (active & memory_->moving) >> strip; ++strip) {
        if (!(((active & memory_->moving) >> strip) & 1u) || memory_->strips[strip].remaining != 0) continue;
        settle(strip);
        recount = true;
    }
    if (recount) countStages();
    const StripMask working = active & (memory_->phases[0].used | memory_->phases[1].used);
    const StripMask gliding = working & memory_->moving, still = working & ~gliding;
    if (still) runEqualizer(samples, still, false, memory_->phases);
    if (!gliding) return;

    const auto forLanes = [&](auto&& visit) {
        for (int strip = 0; strip < kBundleStrips; ++strip) {
            if (!((gliding >> strip) & 1u)) continue;
            for (int p = 0; p < EqualizerStrip::kPhases; ++p)
                for (int side = 0; side < kStripLanes; ++side)
                    visit(memory_->strips[strip], p, side, kStripLanes * strip + side);
        }
    };
    forLanes([&](StripState& state, int p, int side, int lane) {
        const double share = 1.0 / (kQuantum * state.remaining);
        for (int s = 0; s < state.phases[p].count; ++s) {
            auto& stage = memory_->phases[p].gliding[s];
            const auto& to = state.phases[p].sections[static_cast<std::size_t>(s)].target[side];
            stage.gStep[lane] = (to.g - stage.g[lane]) * share;
            stage.kStep[lane] = (to.k - stage.k[lane]) * share;
            stage.m0Step[lane] = (to.m0 - stage.m0[lane]) * share;
            stage.m1Step[lane] = (to.m1 - stage.m1[lane]) * share;
            stage.m2Step[lane] = (to.m2 - stage.m2[lane]) * share;
        }
        auto& c = memory_->phases[p].correction;
        for (std::size_t n = 0; n < kCorrectionTaps; ++n)
            c.steps[n][lane] = (state.phases[p].taps[side][n] - c.taps[n][lane]) * share;
    });
    runEqualizer(samples, gliding, true, memory_->phases);
    forLanes([&](StripState& state, int p, int side, int lane) {
        const bool there = state.remaining == 1;
        for (int s = 0; s < state.phases[p].count; ++s) {
            auto& stage = memory_->phases[p].gliding[s];
            const auto& to = state.phases[p].sections[static_cast<std::size_t>(s)].target[side];
            const auto move = [&](double& value, double& step, double target) {
                value = there ? target : value + step * kQuantum;
                step = 0;
            };
            move(stage.g[lane], stage.gStep[lane], to.g);
            move(stage.k[lane], stage.kStep[lane], to.k);
            move(stage.m0[lane], stage.m0Step[lane], to.m0);
            move(stage.m1[lane], stage.m1Step[lane], to.m1);
            move(stage.m2[lane], stage.m2Step[lane], to.m2);
        }
        auto& c = memory_->phases[p].correction;
        for (std::size_t n = 0; n < kCorrectionTaps; ++n) {
            c.taps[n][lane] = there ? state.phases[p].taps[side][n]
                                    : c.taps[n][lane] + c.steps[n][lane] * kQuantum;
            c.steps[n][lane] = 0;
        }
    });
    for (int strip = 0; strip < kBundleStrips; ++strip)
        if ((gliding >> strip) & 1u) --memory_->strips[strip].remaining;
}

void EqualizerKernel::adopt(int strip, const EqualizerKernel& other, int otherStrip) noexcept {
    std::array<int, EqualizerStrip::kPhases> stages;
    for (int p = 0; p < EqualizerStrip::kPhases; ++p)
        stages[static_cast<std::size_t>(p)] = std::max(memory_->strips[strip].phases[p].count,
                                                       other.memory_->strips[otherStrip].phases[p].count);
    memory_->strips[strip] = other.memory_->strips[otherStrip];
    for (int p = 0; p < EqualizerStrip::kPhases; ++p) {
        auto& to = memory_->phases[p];
        const auto& from = other.memory_->phases[p];
        makeReady(to, stages[static_cast<std::size_t>(p)]);
        for (int side = 0; side < kStripLanes; ++side) {
            const int lane = kStripLanes * strip + side, otherLane = kStripLanes * otherStrip + side;
            for (int s = 0; s < stages[static_cast<std::size_t>(p)]; ++s) {
                if (s < from.readyStages) {
                    copyLane<double>(to.still[s], lane, from.still[s], otherLane);
                    copyLane<double>(to.gliding[s], lane, from.gliding[s], otherLane);
                } else {
                    setStill(to.still[s], lane, {});
                    setGliding(to.gliding[s], lane, {}, {});
                }
            }
            copyLane<double>(to.correction, lane, from.correction, otherLane);
        }
    }
    countStages();
}

} // namespace lacquer::dsp
