#pragma once

#include "ui/controls/buttons.h"
#include "ui/models/workspace.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace lacquer::ui {

/// The last row: what the program has to say, with something to do about it, and the jobs that
/// run, with their progress and a way to stop them.
class BottomLine : public QWidget {
    Q_OBJECT

public:
    BottomLine(Workspace& workspace, const Theme& theme, QWidget* parent);

    /// A word about what hands can do here, shown in the middle while there is nothing else.
    void setHint(const QString& hint);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void refresh();

    Workspace& workspace_;
    const Theme& theme_;
    Button* action_;
    Button* dismiss_;
    Button* cancel_;
    QString hint_;
};

} // namespace lacquer::ui
