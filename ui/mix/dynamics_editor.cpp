#include "ui/mix/dynamics_editor.h"

#include <algorithm>
#include <array>

namespace lacquer::ui {
namespace {

/// In the order hands look for them.
constexpr std::array<const char*, 11> kFirst{"gain", "threshold", "ceiling", "ratio", "hysteresis", "knee",
                                             "attack", "hold", "release", "makeup", "mix"};

/// Lower, and its scales have no room.
constexpr int kLeastPicture = 120, kWantedPicture = 190;

std::vector<std::string> firstOf(const InsertActions& actions) {
    std::vector<std::string> ids;
    for (const char* id : kFirst)
        if (actions.parameter(id) && ids.size() < 7) ids.emplace_back(id);
    return ids;
}

std::vector<std::string> restOf(const InsertActions& actions) {
    const std::vector<std::string> first = firstOf(actions);
    std::vector<std::string> knobs;
    std::vector<std::string> flat;
    if (const ProcessorSpec* spec = actions.spec())
        for (const ParameterSpec& parameter : spec->parameters) {
            if (parameter.id == "bypass" || std::find(first.begin(), first.end(), parameter.id) != first.end()) continue;
            (parameter.kind == ParameterKind::continuous ? knobs : flat).push_back(parameter.id);
        }
    flat.insert(flat.end(), knobs.begin(), knobs.end());
    return flat;
}

} // namespace

DynamicsEditor::DynamicsEditor(InsertActions& actions, const Theme& theme, QWidget* parent) : EditorBody(parent) {
    graph_ = new DynamicsGraph(actions, theme, this);
    first_ = new ParameterGrid(actions, firstOf(actions), theme, this);
    rest_ = new ParameterGrid(actions, restOf(actions), theme, this);
}

void DynamicsEditor::refresh() {
    graph_->refresh();
    first_->refresh();
    rest_->refresh();
}

void DynamicsEditor::tick() { graph_->tick(); }

int DynamicsEditor::wantedHeight(int) const { return fullHeight() + kWantedPicture - kLeastPicture; }

int DynamicsEditor::leastHeight() const { return kLeastPicture + first_->heightFor(std::max(380, width())); }

int DynamicsEditor::fullHeight() const { return leastHeight() + rest_->heightFor(std::max(380, width())); }

void DynamicsEditor::resizeEvent(QResizeEvent*) {
    const int knobs = first_->heightFor(width());
    const int more = rest_->heightFor(width());
    // The rest of the table shows when the picture keeps its height beside it.
    const bool withRest = !rest_->isEmpty() && height() - knobs - more >= kLeastPicture;
    const int picture = height() - knobs - (withRest ? more : 0);
    graph_->setGeometry(0, 0, width(), picture);
    first_->setGeometry(0, picture, width(), knobs);
    rest_->setVisible(withRest);
    rest_->setGeometry(0, picture + knobs, width(), more);
}

} // namespace lacquer::ui
