#pragma once

#include "ui/mix/insert_actions.h"
#include "ui/models/presets.h"
#include "ui/theme/theme.h"

#include <QFrame>

#include <vector>

class QLineEdit;
class QListWidget;
class QLabel;

namespace lacquer::ui {

/// The presets of a processor in a list that is heard while it is looked through.
///
/// Hands    type to search; arrows or a click hear a preset at once; Enter, a double-click or a click
///          elsewhere keep what is heard, as one undo step; Escape brings back what was set before;
///          Shift+Delete forgets one of the user's own
class PresetBrowser : public QFrame {
    Q_OBJECT

public:
    PresetBrowser(InsertActions& actions, const Theme& theme, QWidget* parent);

    /// Below a point of the screen.
    void openAt(const QPoint& global);
    QLineEdit& search() { return *search_; }
    QListWidget& list() { return *list_; }
    /// What is heard stays.
    void keep();
    /// What was set before is back.
    void putBack();

signals:
    void saveWanted();
    void exportWanted();
    void importWanted();

protected:
    bool eventFilter(QObject* object, QEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void fill();
    void hearRow(int row);
    void forgetCurrent();

    InsertActions& actions_;
    std::vector<Preset> presets_; ///< the first is what a fresh processor has
    QLineEdit* search_;
    QListWidget* list_;
    int heard_ = -1; ///< of presets_; −1: what was set before
    bool filling_ = false;
};

} // namespace lacquer::ui
