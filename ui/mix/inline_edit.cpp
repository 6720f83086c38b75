#include "ui/mix/inline_edit.h"

#include <QKeyEvent>
#include <QLineEdit>

namespace lacquer::ui {

namespace {

class InlineEdit : public QLineEdit {
public:
    InlineEdit(QWidget* parent, const QString& text, std::function<void(const QString&)> accept)
        : QLineEdit(text, parent), before_(text), accept_(std::move(accept)) {}

protected:
    bool event(QEvent* event) override {
        if (event->type() == QEvent::ShortcutOverride) {
            // Return is a shortcut of what is renamed; here it ends the line.
            const int key = static_cast<QKeyEvent*>(event)->key();
            if (key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Escape) event->accept();
        }
        return QLineEdit::event(event);
    }

    void keyPressEvent(QKeyEvent* event) override {
        if (event->key() == Qt::Key_Escape) return close(Keep::old);
        if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) return close(Keep::typed);
        QLineEdit::keyPressEvent(event);
    }

    void focusOutEvent(QFocusEvent* event) override {
        QLineEdit::focusOutEvent(event);
        if (event->reason() != Qt::PopupFocusReason) close(Keep::typed);
    }

private:
    enum class Keep { old, typed };

    void close(Keep keep) {
        if (closed_) return;
        closed_ = true;
        const QString typed = text().trimmed();
        if (QWidget* next = parentWidget()) next->setFocus(Qt::OtherFocusReason);
        hide();
        deleteLater();
        if (keep == Keep::typed && typed != before_ && !typed.isEmpty()) accept_(typed);
    }

    QString before_;
    std::function<void(const QString&)> accept_;
    bool closed_ = false;
};

} // namespace

void openInlineEdit(const Theme& theme,
                    QWidget* parent,
                    const QRect& where,
                    const QString& text,
                    const QString& accessibleName,
                    std::function<void(const QString&)> accept) {
    auto* edit = new InlineEdit(parent, text, std::move(accept));
    edit->setObjectName("inlineEdit");
    edit->setAccessibleName(accessibleName);
    edit->setFont(theme.font(12, QFont::Medium));
    edit->setGeometry(where);
    edit->selectAll();
    edit->show();
    edit->setFocus(Qt::OtherFocusReason);
}

} // namespace lacquer::ui
