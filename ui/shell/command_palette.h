#pragma once

#include "ui/theme/theme.h"

#include <QList>
#include <QPointer>
#include <QWidget>

#include <functional>

class QAction;
class QLineEdit;
class QListWidget;

namespace lacquer::ui {

/// Type what you want: all commands of the window by their words, with their keys. Also the list
/// of all keys when nothing is typed.
class CommandPalette : public QWidget {
    Q_OBJECT

public:
    CommandPalette(const Theme& theme, QWidget* window);

    /// Shows the palette over `actions`; what is disabled now is left out.
    void open(const QList<QAction*>& actions);

    /// How well words match what was typed: every letter in order, more for whole beginnings of
    /// words; 0 is no match.
    static int score(const QString& words, const QString& typed);

protected:
    bool eventFilter(QObject* object, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void refill();
    void run();

    const Theme& theme_;
    QLineEdit* line_;
    QListWidget* list_;
    QList<QPointer<QAction>> actions_;
    QList<QPointer<QAction>> shown_;
    QPointer<QWidget> before_;
};

} // namespace lacquer::ui
