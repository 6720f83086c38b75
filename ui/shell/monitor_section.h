#pragma once

#include "ui/controls/buttons.h"
#include "ui/models/monitor_desk.h"

#include <QWidget>

class QMenu;

namespace lacquer::ui {

class Workspace;

/// The monitor desk in the top bar: reference, mute, dim, mono, who is listened to, what is compared at
/// equal loudness and by how much it was made up for, and a menu with
/// everything of it, so that nothing is missing where the window is small.
///
/// Thread   [main]
class MonitorSection : public QWidget {
    Q_OBJECT

public:
    MonitorSection(Workspace& workspace, const Theme& theme, QWidget* parent);

    enum class Width { full, small }; ///< small: dim and the menu
    void setWidth(Width width);
    QSize sizeHint() const override;

    /// Mix or reference. Without one, a list to choose it from opens.
    void toggleReference();
    void fillMenu(QMenu& menu);

signals:
    /// It needs more or less room: someone is listened to, or nobody any more.
    void sizeChanged();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void refresh();
    void layOut();
    void fillReferences(QMenu& menu);
    void addReference();
    MonitorDesk& desk() const;
    bool showsMatch() const;

    Workspace& workspace_;
    const Theme& theme_;
    Width width_ = Width::full;
    Button* matched_;
    Button* listened_;
    Button* reference_;
    Button* mute_;
    Button* dim_;
    Button* mono_;
    Button* more_;
};

} // namespace lacquer::ui
