#pragma once

#include "engine/processors/processor.h"

#include <span>
#include <string_view>
#include <vector>

namespace lacquer::processors {

/// All processors there are, in the order of the catalogue.
///
/// Thread   any; the table is built once and never changes
class ProcessorCatalogue final : public Catalogue {
public:
    ProcessorCatalogue();

    const ProcessorSpec* find(std::string_view id) const override;
    std::vector<const ProcessorSpec*> all() const override;

    /// Null when there is no such processor.
    const ProcessorType* type(std::string_view id) const;
    std::span<const ProcessorType> types() const { return types_; }

private:
    std::vector<ProcessorType> types_;
};

} // namespace lacquer::processors
