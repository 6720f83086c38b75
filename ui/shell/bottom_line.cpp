#include "ui/shell/bottom_line.h"

#include "ui/theme/figures.h"

#include <QPainter>

#include <cmath>

namespace lacquer::ui {
namespace {

constexpr int kJobWidth = 330;

} // namespace

BottomLine::BottomLine(Workspace& workspace, const Theme& theme, QWidget* parent) : QWidget(parent), workspace_(workspace), theme_(theme) {
    setAccessibleName(tr("Messages"));
    action_ = new Button(theme, QString(), tr("Do it"), this, Button::Look::plain);
    action_->setFontOf(11, QFont::DemiBold);
    connect(action_, &Button::clicked, this, [this] {
        const Message* message = workspace_.messages().current();
        if (!message || !message->perform) return;
        const std::function<void()> perform = message->perform; // the message may go meanwhile
        perform();
    });
    dismiss_ = new Button(theme, Icon::close, tr("Dismiss the message"), this);
    connect(dismiss_, &Button::clicked, this, [this] { workspace_.messages().dismiss(); });
    cancel_ = new Button(theme, Icon::close, tr("Cancel the job"), this);
    connect(cancel_, &Button::clicked, this, [this] {
        const auto jobs = workspace_.jobs().running();
        if (!jobs.empty()) workspace_.jobs().cancel(jobs.back().id);
    });
    connect(&workspace.messages(), &Messages::changed, this, &BottomLine::refresh);
    connect(&workspace.jobs(), &Jobs::changed, this, &BottomLine::refresh);
    connect(&theme, &Theme::changed, this, &BottomLine::refresh);
    refresh();
}

void BottomLine::setHint(const QString& hint) {
    hint_ = hint;
    update();
}

void BottomLine::resizeEvent(QResizeEvent*) { refresh(); }

void BottomLine::refresh() {
    const Message* message = workspace_.messages().current();
    const auto jobs = workspace_.jobs().running();
    const int button = 18;
    const int y = (height() - button) / 2;
    cancel_->setVisible(!jobs.empty());
    cancel_->setGeometry(width() - button - 6, y, button, button);
    action_->setVisible(message && !message->action.isEmpty());
    dismiss_->setVisible(message);
    if (message) {
        setAccessibleDescription(message->text);
        const int room = width() - (jobs.empty() ? 0 : kJobWidth) - 40;
        action_->setText(message->action);
        action_->setInk(theme_.colour(Role::accent), false);
        const int actionWidth = message->action.isEmpty() ? 0 : action_->sizeHint().width();
        const int words = std::min(static_cast<int>(std::ceil(QFontMetricsF(theme_.font(11)).horizontalAdvance(message->text))), std::max(60, room - actionWidth - 40));
        action_->setGeometry(34 + words, y, actionWidth, button);
        dismiss_->setGeometry(34 + words + actionWidth + 4, y, button, button);
        setToolTip(message->text);
    } else setToolTip({});
    update();
}

void BottomLine::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.colour(Role::surface1));
    const QFont& font = theme_.font(11);
    if (const Message* message = workspace_.messages().current()) {
        Icon icon = Icon::info;
        Role role = Role::verdictInfo;
        switch (message->verdict) {
        case Verdict::pass: icon = Icon::pass, role = Role::verdictPass; break;
        case Verdict::warn: icon = Icon::warn, role = Role::verdictWarn; break;
        case Verdict::fail: icon = Icon::fail, role = Role::verdictFail; break;
        case Verdict::info: break;
        }
        paintIcon(painter, icon, QRectF(10, (height() - 13) / 2.0, 13, 13), theme_.colour(role));
        painter.setPen(theme_.colour(Role::text1));
        drawName(painter, font, QRectF(30, 0, dismiss_->x() - action_->width() * (message->action.isEmpty() ? 0 : 1) - 34, height()), Qt::AlignLeft, message->text);
    } else if (!hint_.isEmpty() && workspace_.isOpen()) {
        painter.setPen(theme_.colour(Role::text3));
        drawName(painter, font, QRectF(0, 0, width(), height()), Qt::AlignHCenter, hint_);
    }
    const auto jobs = workspace_.jobs().running();
    if (jobs.empty()) return;
    const Jobs::Job& job = jobs.back();
    const QRectF bar(width() - 30 - 120, height() / 2.0 - 1.5, 120, 3);
    painter.fillRect(bar, theme_.colour(Role::surfaceWell));
    painter.fillRect(QRectF(bar.left(), bar.top(), bar.width() * job.share, bar.height()), theme_.colour(Role::accent));
    painter.setPen(theme_.colour(Role::text2));
    const QString percent = QStringLiteral("%1 %").arg(static_cast<int>(job.share * 100));
    drawFigures(painter, font, QRectF(bar.left() - 46, 0, 40, height()), Qt::AlignRight, percent);
    QString title = job.cancelled ? tr("Cancelling %1").arg(job.title) : job.title;
    if (jobs.size() > 1) title += tr(" and %1 more").arg(jobs.size() - 1);
    drawName(painter, font, QRectF(bar.left() - 46 - 170, 0, 166, height()), Qt::AlignRight, title);
}

} // namespace lacquer::ui
