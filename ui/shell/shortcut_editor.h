#pragma once

#include "ui/theme/theme.h"

#include <QDialog>
#include <QKeySequence>
#include <QList>

class QAction;
class QKeySequenceEdit;
class QLabel;
class QLineEdit;
class QPushButton;
class QSettings;
class QTreeWidget;

namespace lacquer::ui {

/// Puts the keys that were chosen on an earlier day onto the commands; their own keys are remembered
/// as the defaults.
void restoreShortcuts(const QList<QAction*>& commands, const QSettings& settings);

/// Every command with its key: type to find one, press the key it shall have. A key that another
/// command of the same place has is named before it is taken from it.
///
/// Kept      in the settings, under `shortcuts`
/// Thread    [main]
class ShortcutEditor : public QDialog {
    Q_OBJECT

public:
    ShortcutEditor(QList<QAction*> commands, const Theme& theme, QWidget* parent);

    void choose(const QString& command);
    /// Gives the chosen command this key, and takes it from the one that had it.
    void setKey(const QKeySequence& key);
    void setDefault();
    void setAllDefaults();

private:
    void fill();
    QAction* chosen() const;
    /// The command that has a key which would reach the same place.
    QAction* holderOf(const QKeySequence& key, const QAction* besides) const;
    void keep(QAction* action);
    void refreshConflict();

    QList<QAction*> commands_;
    QLineEdit* find_;
    QTreeWidget* list_;
    QKeySequenceEdit* key_;
    QLabel* conflict_;
    QPushButton* set_;
    QPushButton* default_;
};

} // namespace lacquer::ui
