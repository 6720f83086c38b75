#include "ui/mix/console.h"

#include "engine/project/routing_edits.h"
#include "engine/project/song_edits.h"
#include "ui/mix/mixer_menus.h"
#include "ui/models/freezing.h"

#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QWheelEvent>

#include <algorithm>

namespace lacquer::ui {

Console::Console(Workspace& workspace, MixerActions& actions, const Theme& theme, QWidget* parent)
    : QWidget(parent), workspace_(workspace), actions_(actions), theme_(theme) {
    setAccessibleName(tr("Console"));
    setFocusPolicy(Qt::ClickFocus); // so that its keys mean the selected strips
    bar_ = new ConsoleBar(workspace, theme, *this);
    scroll_ = new QScrollArea(this);
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    scroll_->setFocusPolicy(Qt::NoFocus);
    tracks_ = new QWidget;
    scroll_->setWidget(tracks_);
    dropMark_ = new QWidget(tracks_);
    dropMark_->setAutoFillBackground(true);
    dropMark_->hide();
    fixed_ = new QWidget(this);
    // The console paints the plane under all of them.
    for (QWidget* widget : {tracks_, fixed_, scroll_->viewport()}) widget->setAutoFillBackground(false);
    connect(&theme, &Theme::changed, this, [this] {
        refresh();
        update();
    });
    connect(&workspace, &Workspace::projectChanged, this, &Console::refresh);
    connect(&workspace, &Workspace::songChanged, this, &Console::refresh);
    connect(&workspace, &Workspace::selectionChanged, this, [this] {
        for (StripWidget* strip : strips_) strip->refreshSelection();
    });
    connect(&workspace.monitorDesk(), &MonitorDesk::changed, this, [this] {
        for (StripWidget* strip : strips_) strip->refreshListening();
    });
    connect(&workspace, &Workspace::ticked, this, [this] {
        if (isVisible()) refreshReadings();
    });
    // What comes into view shows what is now, also when nothing moves any more.
    connect(scroll_->horizontalScrollBar(), &QScrollBar::valueChanged, this, &Console::refreshReadings);
    refresh();
}

void Console::refreshReadings() {
    const int left = scroll_->horizontalScrollBar()->value(), right = left + scroll_->viewport()->width();
    for (StripWidget* strip : strips_) {
        const bool outside = strip->parentWidget() == tracks_ && (strip->geometry().right() < left || strip->x() > right);
        if (!outside) strip->refreshReadings();
    }
}

void Console::setWide(bool wide) {
    if (wide == wide_) return;
    wide_ = wide;
    refresh();
    layOut();
}

StripWidget* Console::makeStrip() {
    auto* widget = new StripWidget(workspace_, actions_, theme_, nullptr);
    connect(widget, &StripWidget::chosen, this, [this, widget](Qt::KeyboardModifiers with) { choose(widget->strip().id, with); });
    connect(widget, &StripWidget::dragged, this, [this](int x) {
        int place = dropPlace(x);
        int at = 0;
        for (const StripWidget* strip : strips_)
            if (strip->strip().kind == StripKind::track && place-- > 0) at = strip->geometry().right();
        QPalette palette;
        palette.setColor(QPalette::Window, theme_.colour(Role::accent));
        dropMark_->setPalette(palette);
        dropMark_->setGeometry(std::max(0, at - 1), 0, 3, tracks_->height());
        dropMark_->raise();
        dropMark_->show();
    });
    connect(widget, &StripWidget::dropped, this, [this, widget](int x) { dropStrip(widget->strip().id, x); });
    connect(widget, &StripWidget::clearAllPeaksWanted, this, [this] {
        workspace_.meters().clearAll();
        for (StripWidget* strip : strips_) strip->refreshReadings();
    });
    connect(widget, &StripWidget::meterMenuWanted, this, &Console::openMeterMenu);
    connect(widget, &StripWidget::neighbourWanted, this, [this, widget](const std::string& parameter, int direction) {
        const auto found = std::find(strips_.begin(), strips_.end(), widget);
        if (found == strips_.end()) return;
        const auto next = (found - strips_.begin()) + direction;
        if (next < 0 || next >= static_cast<std::ptrdiff_t>(strips_.size())) return;
        StripWidget* neighbour = strips_[static_cast<std::size_t>(next)];
        reveal(neighbour->strip().id);
        if (ValueControl* control = neighbour->control(parameter); control && control->isVisible()) control->beginTyping();
    });
    return widget;
}

void Console::setMeterScale(MeterScale scale) {
    if (scale == meterScale_) return;
    meterScale_ = scale;
    workspace_.meters().setWish(scale == MeterScale::lufs ? live::MeterWish::loudnessToo : live::MeterWish::levels);
    refresh();
    for (StripWidget* strip : strips_) strip->refreshReadings();
    emit meterScaleChanged(scale);
}

void Console::openMeterMenu(const QPoint& global) {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillMeterMenu(*menu);
    menu->popup(global);
}

void Console::fillMeterMenu(QMenu& menu) {
    for (const MeterScale scale : kMeterScales) {
        QAction* action = menu.addAction(tr(nameOf(scale)), this, [this, scale] { setMeterScale(scale); });
        action->setCheckable(true);
        action->setChecked(scale == meterScale_);
    }
    menu.addSeparator();
    menu.addAction(tr("Clear all peaks"), this, [this] {
        workspace_.meters().clearAll();
        for (StripWidget* strip : strips_) strip->refreshReadings();
    });
}

std::vector<Strip> Console::allStrips() const {
    const project::Song* song = workspace_.song();
    return song ? ui::stripsOf(*song, workspace_.catalogue()) : std::vector<Strip>{};
}

int Console::stripCount(Count count) const {
    if (count == Count::shown) return static_cast<int>(shown_.size());
    const project::Song* song = workspace_.song();
    return song ? static_cast<int>(song->tracks.size() + song->buses.size() + song->vcas.size()) + 1 : 0;
}

bool Console::showsKind(StripKind kind) const {
    return std::ranges::any_of(shown_, [kind](const Strip& strip) { return strip.kind == kind; });
}

void Console::showKind(StripKind kind, bool shown) {
    std::set<ChannelId> hidden = hidden_;
    for (const Strip& strip : allStrips()) {
        if (strip.kind != kind) continue;
        if (shown) hidden.erase(strip.id);
        else hidden.insert(strip.id);
    }
    setHiddenStrips(std::move(hidden));
}

void Console::refresh() {
    const project::Song* song = workspace_.song();
    shown_ = allStrips();
    if (song) ui::markOldFreezes(shown_, *workspace_.project(), *song);
    std::erase_if(shown_, [this](const Strip& strip) { return strip.kind != StripKind::mix && hidden_.contains(strip.id); });
    if (flip_ && (!song || !project::findBus(*song, flip_))) flip_ = {};
    std::size_t mostInserts = 0;
    std::size_t returns = 0;
    for (const Strip& strip : shown_) {
        mostInserts = std::max(mostInserts, strip.inserts.size());
        returns = std::max(returns, strip.sends.size());
    }
    const int bar = 10; // room for the scroll bar under the tracks
    StripLayout layout = layoutFor(height() - bar - ConsoleBar::kHeight, wide_, static_cast<int>(mostInserts), static_cast<int>(returns), theme_);
    layout.flip = flip_;
    layout.meter = meterScale_;
    const bool sameOrder = strips_.size() == shown_.size() &&
                           std::equal(strips_.begin(), strips_.end(), shown_.begin(), [](const StripWidget* widget, const Strip& strip) {
                               return widget->strip().id == strip.id && (widget->strip().kind == StripKind::track) == (strip.kind == StripKind::track);
                           });
    if (!sameOrder) {
        while (strips_.size() > shown_.size()) {
            delete strips_.back();
            strips_.pop_back();
        }
        while (strips_.size() < shown_.size()) strips_.push_back(makeStrip());
        for (std::size_t k = 0; k < strips_.size(); ++k) {
            QWidget* home = shown_[k].kind == StripKind::track ? tracks_ : fixed_;
            if (strips_[k]->parentWidget() != home) strips_[k]->setParent(home);
        }
    }
    for (std::size_t k = 0; k < strips_.size(); ++k) {
        strips_[k]->show(shown_[k], layout);
        if (isBanked_) strips_[k]->setBanked(isBanked_(shown_[k].id));
    }
    if (!sameOrder) {
        layOut();
        for (StripWidget* strip : strips_) strip->setVisible(true);
    }
    bar_->refresh();
}

void Console::markBanked(const std::function<bool(ChannelId)>& isBanked) {
    isBanked_ = isBanked;
    for (StripWidget* strip : strips_) strip->setBanked(isBanked_(strip->strip().id));
}

void Console::layOut() {
    int fixedWidth = 0;
    const int bar = 10;
    const int top = ConsoleBar::kHeight;
    const int high = height() - top - bar;
    bar_->setGeometry(0, 0, width(), top);
    int previous = -1;
    for (StripWidget* strip : strips_) {
        const StripKind kind = strip->strip().kind;
        if (kind == StripKind::track) continue;
        const int block = kind == StripKind::group ? 0 : kind == StripKind::effectReturn ? 1 : kind == StripKind::vca ? 2 : 3;
        if (previous >= 0 && block != previous) fixedWidth += block >= 2 ? 1 : 0;
        previous = block;
        const int wide = strip->sizeHint().width();
        strip->setGeometry(fixedWidth, 0, wide, high);
        fixedWidth += wide;
    }
    // The tracks keep at least one strip; beyond that the buses scroll with them off the right edge.
    fixedWidth = std::min(fixedWidth, std::max(0, width() - theme_.size(Size::stripNarrow)));
    fixed_->setGeometry(width() - fixedWidth, top, fixedWidth, height() - top);
    scroll_->setGeometry(0, top, width() - fixedWidth - 1, height() - top);
    int x = 0;
    for (StripWidget* strip : strips_) {
        if (strip->strip().kind != StripKind::track) continue;
        strip->setGeometry(x, 0, strip->sizeHint().width(), high);
        x += strip->sizeHint().width();
    }
    tracks_->setFixedSize(std::max(x, 1), std::max(high, 1));
}

void Console::flipTo(ChannelId bus) {
    flip_ = bus;
    refresh();
}

void Console::setHiddenStrips(std::set<ChannelId> hidden) {
    spilled_ = {};
    hidden_ = std::move(hidden);
    refresh();
    layOut();
}

void Console::hideSelected() {
    std::set<ChannelId> hidden = hidden_;
    for (const ChannelId id : workspace_.selection().channels) hidden.insert(id);
    setHiddenStrips(std::move(hidden));
}

void Console::showOnlySelected() {
    const project::Song* song = workspace_.song();
    if (!song || workspace_.selection().channels.empty()) return;
    std::set<ChannelId> hidden;
    for (const Strip& strip : allStrips())
        if (!workspace_.isSelected(strip.id)) hidden.insert(strip.id);
    setHiddenStrips(std::move(hidden));
}

void Console::spill(ChannelId bus) {
    const project::Song* song = workspace_.song();
    if (!song || (!project::findBus(*song, bus) && !project::findVca(*song, bus))) return;
    const auto feeds = [&](const project::Channel& channel) {
        return channel.id == bus || channel.output == bus || channel.vca == bus || std::any_of(channel.sends.begin(), channel.sends.end(), [&](const project::Send& send) { return send.bus == bus; });
    };
    std::set<ChannelId> hidden;
    for (const auto& track : song->tracks)
        if (!feeds(track->channel)) hidden.insert(track->channel.id);
    for (const auto& other : song->buses)
        if (!feeds(other->channel)) hidden.insert(other->channel.id);
    for (const auto& vca : song->vcas)
        if (!feeds(*vca)) hidden.insert(vca->id);
    const bool again = spilled_ == bus;
    setHiddenStrips(again ? std::set<ChannelId>{} : std::move(hidden));
    spilled_ = again ? ChannelId{} : bus;
    bar_->refresh();
}

int Console::dropPlace(int globalX) const {
    const int x = tracks_->mapFromGlobal(QPoint(globalX, 0)).x();
    int place = 0;
    for (const StripWidget* strip : strips_)
        if (strip->strip().kind == StripKind::track && x > strip->x() + strip->width() / 2) ++place;
    return place;
}

void Console::dropStrip(ChannelId channel, int globalX) {
    dropMark_->hide();
    const project::Song* song = workspace_.song();
    if (!song) return;
    // Hidden strips keep their places: the strip goes behind the shown one it was let go at.
    std::vector<ChannelId> shown;
    for (const Strip& strip : shown_)
        if (strip.kind == StripKind::track) shown.push_back(strip.id);
    const auto place = static_cast<std::size_t>(dropPlace(globalX));
    actions_.moveTracks(channel, place < shown.size() ? shown[place] : ChannelId{});
}

void Console::resizeEvent(QResizeEvent*) {
    refresh();
    layOut();
}

void Console::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.colour(Role::surface0));
    painter.fillRect(QRect(fixed_->x() - 1, fixed_->y(), 1, fixed_->height()), theme_.colour(Role::lineStrong));
}

void Console::wheelEvent(QWheelEvent* event) {
    const QPoint delta = event->angleDelta();
    const int by = delta.x() != 0 ? delta.x() : delta.y();
    scroll_->horizontalScrollBar()->setValue(scroll_->horizontalScrollBar()->value() - by / 120 * theme_.size(Size::stripNarrow));
    event->accept();
}

StripWidget* Console::stripOf(ChannelId channel) const {
    const auto found = std::find_if(strips_.begin(), strips_.end(), [&](const StripWidget* strip) { return strip->strip().id == channel; });
    return found == strips_.end() ? nullptr : *found;
}

void Console::reveal(ChannelId channel) {
    StripWidget* strip = stripOf(channel);
    if (strip && strip->strip().kind == StripKind::track) scroll_->ensureWidgetVisible(strip, 8, 0);
}

void Console::stepFader(ChannelId id, double by) {
    const project::Channel* channel = project::findChannel(*workspace_.project(), id);
    if (!channel) return;
    // As far down as numbers go; what is silent comes up from there.
    const auto stepped = [by](double level) {
        constexpr double kLowest = -90, kHighest = 10;
        return std::clamp(std::max(level, kLowest) + by, kLowest, kHighest);
    };
    if (!flip_) return actions_.step(id, "fader", stepped(channel->fader.value));
    if (const project::Send* send = project::findSendTo(*channel, flip_)) actions_.stepSend(id, flip_, stepped(send->level.value));
    else if (id != flip_) enterFader(id, -20);
}

void Console::enterFader(ChannelId id, double level) {
    if (!flip_) actions_.enter(id, "fader", level);
    else if (id != flip_) actions_.enterSend(id, flip_, level);
}

void Console::typeInto(ChannelId channel, std::string_view parameter) {
    reveal(channel);
    StripWidget* strip = stripOf(channel);
    ValueControl* control = strip ? strip->control(parameter) : nullptr;
    if (control && control->isVisible() && control->isEnabled()) control->beginTyping();
}

void Console::openInsertMenu(ChannelId channel) {
    reveal(channel);
    StripWidget* strip = stripOf(channel);
    if (!strip || strip->strip().kind == StripKind::vca) return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillProcessorMenu(*menu, workspace_.catalogue(), [this, channel](const std::string& processor) { actions_.addInsert(channel, processor, -1); });
    menu->popup(strip->mapToGlobal(QPoint(4, 44)));
}

void Console::selectNeighbour(int direction) {
    if (strips_.empty()) return;
    const auto& selected = workspace_.selection().channels;
    std::ptrdiff_t at = direction > 0 ? -1 : static_cast<std::ptrdiff_t>(strips_.size());
    for (std::size_t k = 0; k < strips_.size(); ++k)
        if (!selected.empty() && strips_[k]->strip().id == selected.back()) at = static_cast<std::ptrdiff_t>(k);
    at = std::clamp<std::ptrdiff_t>(at + direction, 0, static_cast<std::ptrdiff_t>(strips_.size()) - 1);
    const ChannelId next = strips_[static_cast<std::size_t>(at)]->strip().id;
    workspace_.selectChannel(next);
    reveal(next);
}

void Console::choose(ChannelId channel, Qt::KeyboardModifiers modifiers) {
    if (modifiers & Qt::ControlModifier) {
        workspace_.selectChannel(channel, Workspace::Choose::toggle);
    } else if (modifiers & Qt::ShiftModifier && anchor_) {
        Selection selection = workspace_.selection();
        selection.channels.clear();
        bool inside = false;
        for (const Strip& strip : shown_) {
            const bool edge = strip.id == channel || strip.id == anchor_;
            if (edge || inside) selection.channels.push_back(strip.id);
            if (edge && channel != anchor_) inside = !inside;
        }
        workspace_.select(std::move(selection));
        return;
    } else workspace_.selectChannel(channel);
    anchor_ = channel;
}

} // namespace lacquer::ui
