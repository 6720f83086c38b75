#include "ui/shell/command_palette.h"

#include <QAction>
#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>

#include <algorithm>

namespace lacquer::ui {

CommandPalette::CommandPalette(const Theme& theme, QWidget* window) : QWidget(window), theme_(theme) {
    setAccessibleName(tr("Commands"));
    line_ = new QLineEdit(this);
    line_->setPlaceholderText(tr("Type what you want"));
    line_->setAccessibleName(tr("Command"));
    line_->setFont(theme.font(13));
    line_->installEventFilter(this);
    list_ = new QListWidget(this);
    list_->setFont(theme.font(12));
    list_->setFocusPolicy(Qt::NoFocus);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setUniformItemSizes(true);
    connect(line_, &QLineEdit::textChanged, this, &CommandPalette::refill);
    connect(list_, &QListWidget::itemClicked, this, &CommandPalette::run);
    hide();
}

int CommandPalette::score(const QString& words, const QString& typed) {
    const QString wanted = typed.simplified().toLower();
    const QString text = words.toLower();
    if (wanted.isEmpty()) return 1;
    if (text.startsWith(wanted)) return 1000 - static_cast<int>(text.size());
    int points = 0;
    qsizetype at = 0;
    for (const QChar letter : wanted) {
        if (letter.isSpace()) continue;
        // The beginning of a word is a better place than its middle.
        qsizetype best = -1;
        for (qsizetype k = at; k < text.size(); ++k)
            if (text[k] == letter && (k == 0 || text[k - 1].isSpace())) {
                best = k;
                break;
            }
        const qsizetype next = at > 0 && at < text.size() && text[at] == letter ? at : best >= 0 ? best : text.indexOf(letter, at);
        if (next < 0) return 0;
        points += next == at ? 12 : next == best ? 8 : 1;
        at = next + 1;
    }
    return points;
}

void CommandPalette::open(const QList<QAction*>& actions) {
    actions_.clear();
    for (QAction* action : actions)
        if (!action->text().isEmpty() && action->isEnabled() && !action->isSeparator()) actions_ << action;
    before_ = QApplication::focusWidget();
    const int wide = std::min(560, parentWidget()->width() - 40);
    const int high = std::min(420, parentWidget()->height() - 120);
    setGeometry((parentWidget()->width() - wide) / 2, 64, wide, high);
    line_->setGeometry(10, 10, wide - 20, 32);
    list_->setGeometry(10, 50, wide - 20, high - 60);
    line_->clear();
    refill();
    show();
    raise();
    line_->setFocus();
}

void CommandPalette::refill() {
    std::vector<std::pair<int, QPointer<QAction>>> found;
    for (const QPointer<QAction>& action : actions_)
        if (action)
            if (const int points = score(action->text(), line_->text())) found.emplace_back(points, action);
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    list_->clear();
    shown_.clear();
    for (const auto& [points, action] : found) {
        const QString key = action->shortcut().toString(QKeySequence::NativeText);
        auto* item = new QListWidgetItem(key.isEmpty() ? action->text() : action->text() + "      " + key, list_);
        item->setData(Qt::AccessibleTextRole, action->text());
        shown_ << action;
    }
    list_->setCurrentRow(0);
}

void CommandPalette::run() {
    const int row = list_->currentRow();
    const QPointer<QAction> action = row >= 0 && row < shown_.size() ? shown_[row] : nullptr;
    hide();
    if (before_) before_->setFocus();
    if (action) action->trigger();
}

bool CommandPalette::eventFilter(QObject* object, QEvent* event) {
    if (event->type() == QEvent::FocusOut) {
        if (!isAncestorOf(QApplication::focusWidget())) hide();
        return false;
    }
    if (event->type() == QEvent::ShortcutOverride) {
        event->accept();
        return false;
    }
    if (event->type() != QEvent::KeyPress) return QWidget::eventFilter(object, event);
    switch (static_cast<QKeyEvent*>(event)->key()) {
    case Qt::Key_Escape:
        hide();
        if (before_) before_->setFocus();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter: run(); return true;
    case Qt::Key_Down: list_->setCurrentRow(std::min(list_->currentRow() + 1, list_->count() - 1)); return true;
    case Qt::Key_Up: list_->setCurrentRow(std::max(list_->currentRow() - 1, 0)); return true;
    default: return false;
    }
}

void CommandPalette::focusOutEvent(QFocusEvent*) { hide(); }

void CommandPalette::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(theme_.colour(Role::lineStrong));
    painter.setBrush(theme_.colour(Role::surfaceOverlay));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
}

} // namespace lacquer::ui
