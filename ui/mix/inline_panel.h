#pragma once

#include "ui/controls/bars.h"
#include "ui/controls/buttons.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <functional>
#include <vector>

namespace lacquer::ui {

/// A bar over the page for a command that has settings: a title, values, what it would do, and one
/// button that does it. The page behind stays alive; Enter does it, Escape puts the bar away. It
/// deletes itself when it is done.
class InlinePanel : public QWidget {
    Q_OBJECT

public:
    InlinePanel(const Theme& theme, const QString& title, const QString& action, QWidget* parent);

    /// A field with its label; `changed` hears every new value.
    ValueField* addField(const QString& label, const ParameterSpec& spec, double value, const std::function<void(double)>& changed);
    Button* addButton(const QString& text, const QString& tip, const std::function<void()>& pressed);
    void setSummary(const QString& text);
    const QString& summary() const { return summary_; }
    void setActionEnabled(bool enabled) { action_->setEnabled(enabled); }

    /// Centred at the bottom of the parent.
    void place();

signals:
    void accepted();
    void dismissed();

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    void finish(bool accept);

    const Theme& theme_;
    QString title_;
    QString summary_;
    struct Item {
        QWidget* widget = nullptr;
        QString label;
        int x = 0, width = 0;
    };
    std::vector<Item> items_;
    Button* action_;
    Button* close_;
    int summaryX_ = 0;
    bool finished_ = false;
};

/// A parameter for a panel's field.
ParameterSpec panelValue(const char* id, const QString& name, Unit unit, double least, double most, double usual);

} // namespace lacquer::ui
