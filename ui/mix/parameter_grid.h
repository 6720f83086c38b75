#pragma once

#include "ui/controls/bars.h"
#include "ui/controls/buttons.h"
#include "ui/controls/knob.h"
#include "ui/mix/insert_actions.h"

#include <QWidget>

#include <string>
#include <vector>

namespace lacquer::ui {

/// A tidy panel made from a parameter table: knobs for what moves, switches, menus for choices, a
/// file for what names one. Rows fill from the left and wrap.
class ParameterGrid : public QWidget {
    Q_OBJECT

public:
    /// `heading` stands above it already: names that begin with it go without.
    ParameterGrid(InsertActions& actions, std::vector<std::string> parameters, const Theme& theme, QWidget* parent, const QString& heading = {});

    void refresh();
    int heightFor(int width) const;
    bool isEmpty() const { return cells_.empty(); }

protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    struct Cell {
        std::string parameter;
        QString label;
        QWidget* widget = nullptr;
        Knob* knob = nullptr;
        Button* button = nullptr;
        MenuButton* menu = nullptr;
        QRect box;

        /// Its own words do not say what it is for.
        bool isLabelled() const { return menu || (button && !button->isCheckable()); }
    };

    std::vector<QRect> place(int width) const;
    void chooseFile(const std::string& parameter);
    /// Tracks and buses that a detector can listen to.
    void fillKeyMenu(QMenu& menu);

    InsertActions& actions_;
    const Theme& theme_;
    std::vector<Cell> cells_;
};

} // namespace lacquer::ui
