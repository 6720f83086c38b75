#include "ui/mix/mix_page.h"

#include "ui/mix/check_panel.h"
#include "ui/mix/editor_panel.h"
#include "ui/mix/meter_panel.h"
#include "ui/mix/snapshot_panel.h"
#include "ui/mix/timeline_view.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace lacquer::ui {

MixPage::MixPage(Workspace& workspace, const Theme& theme, const std::function<QWidget*(QWidget*)>& timeline, QWidget* parent)
    : QWidget(parent), workspace_(workspace), theme_(theme), actions_(workspace) {
    timeline_ = timeline(this);
    console_ = new Console(workspace, actions_, theme, this);
    editors_ = new EditorPanel(workspace, actions_, theme, this);
    snapshots_ = new SnapshotPanel(workspace, theme, this);
    checks_ = new CheckPanel(workspace, theme, this);
    meters_ = new MeterPanel(workspace, theme, this);
    setMouseTracking(true);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    // One thing at the right; a processor that is opened is what is wanted now.
    const auto alone = [this](const auto* opened) {
        if (opened->isOpen()) {
            if (static_cast<const void*>(opened) != snapshots_) snapshots_->setOpen(false);
            if (static_cast<const void*>(opened) != checks_) checks_->setOpen(false);
            if (static_cast<const void*>(opened) != meters_) meters_->setOpen(false);
        }
        layOut();
    };
    connect(editors_, &EditorPanel::openChanged, this, [this, alone] { alone(editors_); });
    connect(snapshots_, &SnapshotPanel::openChanged, this, [this, alone] { alone(snapshots_); });
    connect(checks_, &CheckPanel::openChanged, this, [this, alone] { alone(checks_); });
    connect(meters_, &MeterPanel::openChanged, this, [this, alone] { alone(meters_); });
    connect(console_, &Console::wideChosen, this, [this](bool wide) {
        wide_[view_ == View::console] = wide;
        console_->setWide(wide);
    });
    actions_.onAutomationWanted([this](ChannelId channel, const project::AutomationTarget& target) { showAutomation(channel, target); });
}

void MixPage::showAutomation(ChannelId channel, const project::AutomationTarget& target) {
    auto* view = qobject_cast<TimelineView*>(timeline_);
    if (!view) return;
    if (view_ == View::console) setView(View::both);
    view->state().unfold(channel, target);
    view->state().reveal(channel);
}

void MixPage::setView(View view) {
    if (view == view_) return;
    view_ = view;
    console_->setWide(wide_[view == View::console]);
    layOut();
    emit viewChanged();
}

int MixPage::wantedConsoleHeight() const {
    if (consoleHeight_ > 0) return consoleHeight_;
    // 438 of a small window, 514 of a full one, a little more of a large one.
    const int content = height();
    return std::clamp(438 + (content - 732) * 76 / 280, 320, std::max(320, content * 58 / 100));
}

void MixPage::layOut() {
    const bool roomy = window()->width() >= 1600;
    const int wide = window()->width() >= 3000 ? 640 : window()->width() >= 2300 ? 560 : theme_.size(roomy ? Size::panelRight : Size::panelRightNarrow);
    QWidget* panel = snapshots_->isOpen() ? static_cast<QWidget*>(snapshots_)
                     : checks_->isOpen()  ? checks_
                     : meters_->isOpen()  ? meters_
                     : editors_->isOpen() && view_ != View::console ? static_cast<QWidget*>(editors_) : nullptr;
    for (QWidget* each : {static_cast<QWidget*>(snapshots_), static_cast<QWidget*>(checks_), static_cast<QWidget*>(meters_), static_cast<QWidget*>(editors_)})
        each->setVisible(each == panel);
    const int divider = theme_.size(Size::divider);
    int left = width();
    if (panel) {
        panel->setGeometry(width() - wide, 0, wide, height());
        left = width() - wide - divider;
    }
    timeline_->setVisible(view_ != View::console);
    console_->setVisible(view_ != View::timeline);
    if (view_ == View::timeline) timeline_->setGeometry(0, 0, left, height());
    else if (view_ == View::console) console_->setGeometry(0, 0, left, height());
    else {
        const int console = std::clamp(wantedConsoleHeight(), 280, std::max(280, height() - 160));
        console_->setGeometry(0, height() - console, left, console);
        timeline_->setGeometry(0, 0, left, height() - console - divider);
    }
    update();
}

void MixPage::resizeEvent(QResizeEvent*) { layOut(); }

void MixPage::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.colour(Role::surface0));
    if (view_ != View::both) return;
    const int y = console_->y() - theme_.size(Size::divider);
    painter.fillRect(QRectF(console_->width() / 2.0 - 20, y + 1, 40, 2), theme_.colour(dragging_ ? Role::accent : Role::surface4));
}

void MixPage::mousePressEvent(QMouseEvent* event) {
    const int y = console_->y();
    dragging_ = view_ == View::both && event->position().y() >= y - 6 && event->position().y() < y && event->position().x() < console_->width();
}

void MixPage::mouseMoveEvent(QMouseEvent* event) {
    const int y = console_->y();
    const bool over = view_ == View::both && event->position().y() >= y - 6 && event->position().y() < y && event->position().x() < console_->width();
    setCursor(over || dragging_ ? Qt::SplitVCursor : Qt::ArrowCursor);
    if (!dragging_) return;
    consoleHeight_ = std::clamp(height() - event->pos().y(), 280, std::max(280, height() - 160));
    layOut();
}

void MixPage::mouseReleaseEvent(QMouseEvent*) {
    dragging_ = false;
    update();
}

} // namespace lacquer::ui
