#pragma once

#include "ui/mix/dynamics_graph.h"
#include "ui/mix/parameter_grid.h"
#include "ui/mix/processor_editor.h"

namespace lacquer::ui {

/// The editor of compressor, gate and limiter: the pictures, the knobs everybody turns, then the
/// rest of the table.
class DynamicsEditor : public EditorBody {
    Q_OBJECT

public:
    DynamicsEditor(InsertActions& actions, const Theme& theme, QWidget* parent);

    void refresh() override;
    void tick() override;
    int wantedHeight(int panelHeight) const override;
    int leastHeight() const override;
    int fullHeight() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    DynamicsGraph* graph_;
    ParameterGrid* first_;
    ParameterGrid* rest_;
};

} // namespace lacquer::ui
