#include "ui/mix/inline_panel.h"

#include "ui/theme/figures.h"

#include <QEvent>
#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace lacquer::ui {
namespace {

constexpr int kHeight = 44;
constexpr int kSide = 12;
constexpr int kSummary = 240;

} // namespace

InlinePanel::InlinePanel(const Theme& theme, const QString& title, const QString& action, QWidget* parent)
    : QWidget(parent), theme_(theme), title_(title) {
    setAccessibleName(title);
    setObjectName("inlinePanel");
    setFocusPolicy(Qt::StrongFocus);
    action_ = new Button(theme, action, action, this, Button::Look::accent);
    action_->setObjectName("panelAction");
    close_ = new Button(theme, Icon::close, tr("Put away (Esc)"), this);
    close_->setToolTip(tr("Put away (Esc)"));
    connect(action_, &QAbstractButton::clicked, this, [this] { finish(true); });
    connect(close_, &QAbstractButton::clicked, this, [this] { finish(false); });
    parent->installEventFilter(this);
}

ValueField* InlinePanel::addField(const QString& label, const ParameterSpec& spec, double value, const std::function<void(double)>& changed) {
    auto* field = new ValueField(theme_, spec, label, this);
    field->setObjectName(QString::fromStdString(spec.id));
    field->setValue(value);
    const auto take = [field, changed](double next) {
        field->setValue(next);
        changed(next);
    };
    connect(field, &ValueControl::dragged, this, take);
    connect(field, &ValueControl::steppedTo, this, take);
    connect(field, &ValueControl::entered, this, take);
    if (!spec.help.empty()) field->setToolTip(QString::fromStdString(spec.help));
    items_.push_back({field, label, 0, 74});
    return field;
}

Button* InlinePanel::addButton(const QString& text, const QString& tip, const std::function<void()>& pressed) {
    auto* button = new Button(theme_, text, tip, this);
    button->setToolTip(tip);
    connect(button, &QAbstractButton::clicked, this, pressed);
    items_.push_back({button, {}, 0, button->sizeHint().width() + 8});
    return button;
}

void InlinePanel::setSummary(const QString& text) {
    summary_ = text;
    setAccessibleDescription(text);
    update();
}

void InlinePanel::place() {
    const QFontMetrics title(theme_.font(12, QFont::DemiBold));
    const QFontMetrics label(theme_.font(11));
    int x = kSide + title.horizontalAdvance(title_) + 16;
    for (Item& item : items_) {
        if (!item.label.isEmpty()) x += label.horizontalAdvance(item.label) + 6;
        item.x = x;
        item.widget->setGeometry(x, (kHeight - 24) / 2, item.width, 24);
        item.widget->show();
        x += item.width + 12;
    }
    summaryX_ = x;
    const int available = parentWidget()->width() - 16;
    const int action = action_->sizeHint().width() + 16;
    const int wanted = x + kSummary + action + 24 + kSide + 12;
    const int width = std::min(wanted, available);
    setGeometry((parentWidget()->width() - width) / 2, std::max(0, parentWidget()->height() - kHeight - 16), width, kHeight);
    close_->setGeometry(width - kSide - 20, (kHeight - 24) / 2, 24, 24);
    action_->setGeometry(width - kSide - 26 - action, (kHeight - 26) / 2, action, 26);
    show();
    raise();
}

void InlinePanel::finish(bool accept) {
    if (finished_) return;
    finished_ = true;
    hide();
    if (accept) emit accepted();
    else emit dismissed();
    if (parentWidget()) parentWidget()->setFocus();
    deleteLater();
}

void InlinePanel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme_.colour(Role::lineStrong), 1));
    painter.setBrush(theme_.colour(Role::surfaceOverlay));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    painter.setPen(theme_.colour(Role::text1));
    drawName(painter, theme_.font(12, QFont::DemiBold), QRectF(kSide, 0, width(), kHeight), Qt::AlignLeft, title_);
    painter.setPen(theme_.colour(Role::text2));
    const QFont& small = theme_.font(11);
    for (const Item& item : items_)
        if (!item.label.isEmpty()) {
            const double wide = QFontMetricsF(small).horizontalAdvance(item.label);
            drawName(painter, small, QRectF(item.x - wide - 6, 0, wide + 4, kHeight), Qt::AlignLeft, item.label);
        }
    drawFigures(painter, small, QRectF(summaryX_ + 4, 0, action_->x() - summaryX_ - 12, kHeight), Qt::AlignLeft, summary_);
}

void InlinePanel::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) return finish(false);
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && action_->isEnabled()) return finish(true);
    QWidget::keyPressEvent(event);
}

bool InlinePanel::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        // Return is the lanes' shortcut to the start of the song; in here it does what the panel is for.
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Escape) event->accept();
    }
    return QWidget::event(event);
}

bool InlinePanel::eventFilter(QObject* object, QEvent* event) {
    if (object == parentWidget() && event->type() == QEvent::Resize) place();
    return QWidget::eventFilter(object, event);
}

ParameterSpec panelValue(const char* id, const QString& name, Unit unit, double least, double most, double usual) {
    ParameterSpec spec;
    spec.id = id;
    spec.name = name.toStdString();
    spec.unit = unit;
    spec.minimum = least;
    spec.maximum = most;
    spec.defaultValue = usual;
    return spec;
}

} // namespace lacquer::ui
