#include "ui/mix/generic_editor.h"

#include <QScrollArea>

namespace lacquer::ui {
namespace {

std::vector<std::string> allBut(const ProcessorSpec* spec, std::string_view left) {
    std::vector<std::string> ids;
    if (spec)
        for (const ParameterSpec& parameter : spec->parameters)
            if (parameter.id != left) ids.push_back(parameter.id);
    return ids;
}

} // namespace

GenericEditor::GenericEditor(InsertActions& actions, const Theme& theme, QWidget* parent) : EditorBody(parent) {
    scroll_ = new QScrollArea(this);
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll_->setFocusPolicy(Qt::NoFocus);
    // `bypass` is the power button of the frame.
    grid_ = new ParameterGrid(actions, allBut(actions.spec(), "bypass"), theme, nullptr);
    scroll_->setWidget(grid_);
}

void GenericEditor::refresh() { grid_->refresh(); }

int GenericEditor::wantedHeight(int panelHeight) const {
    return std::clamp(grid_->heightFor(std::max(200, width())), leastHeight(), std::max(leastHeight(), panelHeight * 2 / 3));
}

void GenericEditor::resizeEvent(QResizeEvent*) {
    scroll_->setGeometry(rect());
    const bool scrolls = grid_->heightFor(width()) > height();
    const int wide = width() - (scrolls ? 10 : 0);
    grid_->setFixedSize(wide, std::max(height(), grid_->heightFor(wide)));
}

} // namespace lacquer::ui
