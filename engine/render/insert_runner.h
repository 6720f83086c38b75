#pragma once

#include "engine/plan/render_plan.h"
#include "engine/processors/processor.h"
#include "engine/render/driven_value.h"
#include "engine/render/passage.h"

#include <memory>
#include <vector>

namespace lacquer::render {

/// One insert's parameters in motion: what its processor is told each quantum, and how much of it
/// is heard while it is switched off or on.
///
/// Thread   construction [main]; the rest [render], no allocation
class InsertRunner {
public:
    explicit InsertRunner(const plan::Insert& insert);

    /// It comes or goes with an edit.
    void pass(const Passage& passage) noexcept;

    /// Advances to the quantum at `start` (of the timeline; the insert's own latency offset is
    /// applied here).
    void advance(FramePosition start) noexcept;

    /// Nothing moves and the processor has been told everything: advance() would do nothing.
    bool rests() const noexcept { return rests_; }

    processors::ParameterQuantum parameters() const noexcept {
        return {values_, curves_, changed_};
    }

    /// The processor need not run: switched off and faded out.
    bool isOff() const noexcept {
        return wetFrom_ == 0 && wetTo_ == 0 && !on_ && !passage_.isWaiting();
    }
    /// Switched on in this quantum after it was off: the processor has to start afresh.
    bool beginsToRun() const noexcept { return beginsToRun_; }
    /// The processor's output is all that is heard.
    bool isFullyOn() const noexcept { return wetFrom_ == 1 && wetTo_ == 1; }
    /// How far the way from the dry to the processed signal is, a straight line over this quantum.
    float wetFrom() const noexcept { return wetFrom_; }
    float wetTo() const noexcept { return wetTo_; }
    /// What starts afresh is fed gently: a sound that begins in its middle would click in every echo.
    bool isEntering() const noexcept { return enterFrom_ < 1; }
    float enterFrom() const noexcept { return enterFrom_; }
    float enterTo() const noexcept { return enterTo_; }

    void moveTo(std::size_t parameter, double value) noexcept;
    /// One that a hand is about to take; it is looked at from the next quantum on.
    DrivenValue& taken(std::size_t parameter) noexcept { return activate(parameter), driven_[parameter]; }
    DrivenValue& driven(std::size_t parameter) noexcept { return driven_[parameter]; }
    /// Hands let go of all parameters.
    void release() noexcept;
    /// `told` says that the processor itself goes on and knows the values of the one before.
    enum class Told { no, yes };
    void adopt(const InsertRunner& before, Told told) noexcept;

    const plan::Insert& insert() const { return *insert_; }

private:
    void activate(std::size_t parameter) noexcept;

    const plan::Insert* insert_;
    std::size_t bypass_ = 0;
    std::vector<float> values_;
    std::vector<const float*> curves_;
    std::vector<DrivenValue> driven_;
    std::unique_ptr<float[]> storage_; ///< kQuantum values per parameter, written before they are read
    std::vector<std::size_t> active_; ///< parameters on a curve or gliding
    bool changed_ = true;
    bool fresh_ = true; ///< nothing was told yet
    bool rests_ = false;
    float wetFrom_ = 1, wetTo_ = 1;
    float enterFrom_ = 1, enterTo_ = 1;
    Passage passage_;
    bool on_ = true, beginsToRun_ = false;
    int warmUp_ = 0; ///< quanta that it runs unheard after it was switched on
    int warming_ = 0;
};

} // namespace lacquer::render
