#pragma once

#include "engine/plan/render_plan.h"
#include "engine/processors/processor.h"
#include "engine/project/channel.h"
#include "engine/vocabulary/units.h"

#include <memory>
#include <unordered_map>

namespace lacquer::plan {

/// Parts that were compiled before: what an insert's values come to, and curves. Looking them up once
/// per part that changed, instead of once per part of the song, is what makes publishing an edit
/// cheap. A part of a project never changes, so its address is its key as long as it is held here.
///
/// Limits   keeps what the last two rounds asked for
/// Thread   one at a time
class KnownParts {
public:
    /// Begins a compilation: what the one before did not ask for is forgotten.
    void beginRound();
    std::shared_ptr<const InsertFigures> figuresOf(const std::shared_ptr<const project::Insert>& insert,
                                                   const processors::ProcessorType& type,
                                                   SampleRate rate);
    std::shared_ptr<const Curve> curveOf(const std::shared_ptr<const project::AutomationCurve>& automation,
                                         Join join);

private:
    struct Figures {
        std::shared_ptr<const project::Insert> insert;
        SampleRate rate;
        std::shared_ptr<const InsertFigures> figures;
        unsigned round = 0;
    };
    struct Line {
        std::shared_ptr<const project::AutomationCurve> automation;
        std::shared_ptr<const Curve> curve;
        unsigned round = 0;
    };

    std::unordered_map<const project::Insert*, Figures> figures_;
    std::unordered_map<const project::AutomationCurve*, Line> lines_;
    unsigned round_ = 0;
};

} // namespace lacquer::plan
