#pragma once

#include "ui/mix/parameter_grid.h"
#include "ui/mix/processor_editor.h"

#include <vector>

class QScrollArea;

namespace lacquer::ui {

class EchoGraph;

/// The editor of every processor that has none of its own: its table in tidy rows, in parts when it
/// has bands. Reverbs, delays and convolvers have the picture of their echo above.
class GenericEditor : public EditorBody {
    Q_OBJECT

public:
    GenericEditor(InsertActions& actions, const Theme& theme, QWidget* parent);

    void refresh() override;
    void tick() override;
    int wantedHeight(int panelHeight) const override;
    int leastHeight() const override { return echo_ ? 220 : 120; }
    /// Null when it has none.
    EchoGraph* echo() const { return echo_; }

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    /// A heading ("Band 2"; empty: none) over its parameters.
    struct Part {
        QString heading;
        ParameterGrid* grid = nullptr;
        int top = 0;
    };
    int heightFor(int width) const;
    int pictureHeight() const;

    const Theme& theme_;
    EchoGraph* echo_ = nullptr;
    QScrollArea* scroll_;
    QWidget* page_;
    std::vector<Part> parts_;
};

} // namespace lacquer::ui
