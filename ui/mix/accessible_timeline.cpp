#include "ui/mix/accessible_timeline.h"

#include "engine/project/change.h"
#include "ui/mix/mixer_actions.h"
#include "ui/mix/timeline_headers.h"
#include "ui/mix/timeline_lanes.h"
#include "ui/models/scales.h"
#include "ui/models/strip.h"
#include "ui/models/time_text.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QPointer>
#include <QWindow>

#include <algorithm>
#include <map>
#include <memory>

namespace lacquer::ui {
namespace {

using Key = std::uint64_t; ///< of a clip or a channel

/// What a widget paints item by item.
class Items {
public:
    explicit Items(QWidget* widget) : widget_(widget) {}
    virtual ~Items() = default;

    QWidget* widget() const { return widget_; }
    virtual std::vector<Key> keys() const = 0;
    virtual QString name(Key key) const = 0; ///< empty: it is gone
    virtual QString value(Key key) const = 0;
    virtual QRectF box(Key key) const = 0;
    virtual bool isSelected(Key key) const = 0;
    virtual std::optional<Key> at(QPoint point) const = 0;
    virtual QStringList actions() const { return {QAccessibleActionInterface::pressAction()}; }
    virtual void act(Key key, const QString& action) = 0;

private:
    QPointer<QWidget> widget_;
};

class Clips : public Items {
public:
    explicit Clips(TimelineLanes* lanes) : Items(lanes), lanes_(lanes) {}

    std::vector<Key> keys() const override {
        // Of all tracks from top to bottom, each from left to right.
        std::vector<Key> all;
        if (const project::Song* song = lanes_->state().song())
            for (const auto& track : song->tracks)
                for (const auto& clip : *track->clips) all.push_back(clip.id.value);
        return all;
    }

    QString name(Key key) const override {
        const auto found = place(key);
        if (!found) return {};
        return TimelineLanes::tr("%1, on %2").arg(QString::fromStdString(found.clip->name), QString::fromStdString(found.track->channel.name));
    }

    QString value(Key key) const override {
        const auto found = place(key);
        if (!found) return {};
        const project::Clip& clip = *found.clip;
        const SampleRate rate = lanes_->state().rate();
        const auto time = [&](FramePosition at) { return QString::fromStdString(minutesText(secondsOf(at - FramePosition{}, rate))); };
        QString said = TimelineLanes::tr("from %1 to %2").arg(time(clip.position), time(clip.end()));
        if (clip.gain.value != 0) said += ", " + QString::fromStdString(signedText(clip.gain.value, 1)) + " dB";
        if (clip.muted) said += ", " + TimelineLanes::tr("muted");
        if (clip.reversed) said += ", " + TimelineLanes::tr("reversed");
        return said;
    }

    QRectF box(Key key) const override { return lanes_->boxOf({key}); }
    bool isSelected(Key key) const override { return std::ranges::count(lanes_->state().workspace().selection().clips, ClipId{key}) > 0; }
    std::optional<Key> at(QPoint point) const override {
        const auto hit = lanes_->hitAt(point);
        return hit.clip ? std::optional(hit.clip->id.value) : std::nullopt;
    }

    void act(Key key, const QString& action) override {
        const auto found = place(key);
        if (!found || action != QAccessibleActionInterface::pressAction()) return;
        Selection selection = lanes_->state().workspace().selection();
        selection.clips = {ClipId{key}};
        selection.channels = {found.track->channel.id};
        lanes_->state().workspace().select(std::move(selection));
    }

private:
    project::ClipPlace place(Key key) const { return project::findClip(*lanes_->state().workspace().project(), ClipId{key}); }

    TimelineLanes* lanes_;
};

class Heads : public Items {
public:
    explicit Heads(TimelineHeaders* headers) : Items(headers), headers_(headers) {}

    std::vector<Key> keys() const override {
        std::vector<Key> all;
        for (const auto& row : state().rows())
            if (row.isHead() && row.channel) all.push_back(row.channel.value);
        return all;
    }

    QString name(Key key) const override {
        const auto* channel = find(key);
        return channel ? QString::fromStdString(channel->name) : QString();
    }

    QString value(Key key) const override {
        const auto* channel = find(key);
        if (!channel) return {};
        QStringList said;
        if (channel->muted) said << TimelineHeaders::tr("muted");
        if (channel->soloed) said << TimelineHeaders::tr("soloed");
        if (channel->soloSafe) said << TimelineHeaders::tr("solo safe");
        if (state().workspace().monitorDesk().isListened(channel->id)) said << TimelineHeaders::tr("listened to");
        const auto* track = state().song() ? project::findTrack(*state().song(), channel->id) : nullptr;
        if (track && track->freeze) said << TimelineHeaders::tr("frozen");
        said << TimelineHeaders::tr("automation %1").arg(QString::fromStdString(nameOf(channel->automationMode)).toLower());
        return said.join(", ");
    }

    QRectF box(Key key) const override {
        for (const auto& row : state().rows())
            if (row.isHead() && row.channel.value == key) return headers_->rowRect(row);
        return {};
    }

    bool isSelected(Key key) const override { return state().workspace().isSelected({key}); }

    std::optional<Key> at(QPoint point) const override {
        const auto hit = headers_->hitAt(point);
        if (!hit.row || !state().rows()[*hit.row].isHead()) return std::nullopt;
        return state().rows()[*hit.row].channel.value;
    }

    QStringList actions() const override { return {QAccessibleActionInterface::pressAction(), TimelineHeaders::tr("Mute"), TimelineHeaders::tr("Solo")}; }

    void act(Key key, const QString& action) override {
        if (!find(key)) return;
        MixerActions hands(state().workspace());
        if (action == actions()[1]) hands.toggleMute({key});
        else if (action == actions()[2]) hands.toggleSolo({key});
        else state().workspace().selectChannel({key});
    }

private:
    TimelineState& state() const { return headers_->state(); }
    const project::Channel* find(Key key) const { return project::findChannel(*state().workspace().project(), ChannelId{key}); }

    TimelineHeaders* headers_;
};

class AccessibleItem : public QAccessibleInterface, public QAccessibleActionInterface {
public:
    AccessibleItem(std::shared_ptr<Items> items, Key key) : items_(std::move(items)), key_(key) {}

    bool isValid() const override { return items_->widget() && !items_->name(key_).isEmpty(); }
    QObject* object() const override { return nullptr; }
    QWindow* window() const override { return items_->widget() ? items_->widget()->window()->windowHandle() : nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    QAccessibleInterface* parent() const override { return items_->widget() ? QAccessible::queryAccessibleInterface(items_->widget()) : nullptr; }
    QAccessibleInterface* child(int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::ListItem; }
    void setText(QAccessible::Text, const QString&) override {}

    QString text(QAccessible::Text kind) const override {
        if (!isValid()) return {};
        if (kind == QAccessible::Name) return items_->name(key_);
        return kind == QAccessible::Value || kind == QAccessible::Description ? items_->value(key_) : QString();
    }

    QRect rect() const override {
        const QRectF box = items_->widget() ? items_->box(key_) : QRectF();
        return box.isEmpty() ? QRect() : QRect(items_->widget()->mapToGlobal(box.topLeft().toPoint()), box.size().toSize());
    }

    QAccessible::State state() const override {
        QAccessible::State state;
        if (!isValid()) return state;
        state.selectable = state.focusable = true;
        state.selected = items_->isSelected(key_);
        state.offscreen = !items_->box(key_).intersects(QRectF(items_->widget()->rect()));
        return state;
    }

    void* interface_cast(QAccessible::InterfaceType type) override {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface*>(this) : nullptr;
    }
    QStringList actionNames() const override { return items_->actions(); }
    void doAction(const QString& action) override {
        if (isValid()) items_->act(key_, action);
    }
    QStringList keyBindingsForAction(const QString&) const override { return {}; }

private:
    std::shared_ptr<Items> items_;
    Key key_;
};

class AccessibleList : public QAccessibleWidget {
public:
    explicit AccessibleList(std::shared_ptr<Items> items) : QAccessibleWidget(items->widget(), QAccessible::List), items_(std::move(items)) {}
    ~AccessibleList() override {
        for (const auto& [key, id] : made_) QAccessible::deleteAccessibleInterface(id);
    }

    int childCount() const override { return static_cast<int>(items_->keys().size()); }

    QAccessibleInterface* child(int index) const override {
        const std::vector<Key> all = items_->keys();
        if (index < 0 || index >= static_cast<int>(all.size())) return nullptr;
        return make(all[static_cast<std::size_t>(index)]);
    }

    int indexOfChild(const QAccessibleInterface* item) const override {
        const std::vector<Key> all = items_->keys();
        for (std::size_t k = 0; k < all.size(); ++k) {
            const auto found = made_.find(all[k]);
            if (found != made_.end() && QAccessible::accessibleInterface(found->second) == item) return static_cast<int>(k);
        }
        return -1;
    }

    QAccessibleInterface* childAt(int x, int y) const override {
        const auto key = items_->at(items_->widget()->mapFromGlobal(QPoint(x, y)));
        return key ? make(*key) : nullptr;
    }

private:
    QAccessibleInterface* make(Key key) const {
        if (const auto found = made_.find(key); found != made_.end()) return QAccessible::accessibleInterface(found->second);
        // Those of what is gone by now are let go before there are many.
        if (made_.size() > 2 * items_->keys().size() + 64)
            std::erase_if(made_, [](const auto& one) {
                const QAccessibleInterface* item = QAccessible::accessibleInterface(one.second);
                if (item && item->isValid()) return false;
                QAccessible::deleteAccessibleInterface(one.second);
                return true;
            });
        auto* item = new AccessibleItem(items_, key);
        made_[key] = QAccessible::registerAccessibleInterface(item);
        return item;
    }

    std::shared_ptr<Items> items_;
    mutable std::map<Key, QAccessible::Id> made_;
};

QAccessibleInterface* make(const QString&, QObject* object) {
    if (auto* lanes = qobject_cast<TimelineLanes*>(object)) return new AccessibleList(std::make_shared<Clips>(lanes));
    if (auto* headers = qobject_cast<TimelineHeaders*>(object)) return new AccessibleList(std::make_shared<Heads>(headers));
    return nullptr;
}

} // namespace

void installTimelineAccessibility() { QAccessible::installFactory(make); }

} // namespace lacquer::ui
