#pragma once

#include "ui/mix/parameter_grid.h"
#include "ui/mix/processor_editor.h"

class QScrollArea;

namespace lacquer::ui {

/// The editor of every processor that has no picture of its own.
class GenericEditor : public EditorBody {
    Q_OBJECT

public:
    GenericEditor(InsertActions& actions, const Theme& theme, QWidget* parent);

    void refresh() override;
    int wantedHeight(int panelHeight) const override;
    int leastHeight() const override { return 120; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QScrollArea* scroll_;
    ParameterGrid* grid_;
};

} // namespace lacquer::ui
