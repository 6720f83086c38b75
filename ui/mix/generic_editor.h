#pragma once

#include "ui/mix/parameter_grid.h"
#include "ui/mix/processor_editor.h"

#include <vector>

class QScrollArea;

namespace lacquer::ui {

class ProcessorPicture;

/// The editor of every processor that has none of its own: its table in tidy rows, in parts when it
/// has bands. Above stands a picture where there is one to draw: an echo, harmonics, bands.
class GenericEditor : public EditorBody {
    Q_OBJECT

public:
    GenericEditor(InsertActions& actions, const Theme& theme, QWidget* parent);

    void refresh() override;
    void tick() override;
    int wantedHeight(int panelHeight) const override;
    int leastHeight() const override;

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
    ProcessorPicture* picture_; ///< null when it has none
    QScrollArea* scroll_;
    QWidget* page_;
    std::vector<Part> parts_;
};

} // namespace lacquer::ui
