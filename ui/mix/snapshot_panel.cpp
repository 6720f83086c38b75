#include "ui/mix/snapshot_panel.h"

#include "engine/project/channel_edits.h"
#include "engine/project/song_edits.h"
#include "ui/controls/given_words.h"
#include "ui/models/level_match.h"
#include "ui/theme/figures.h"

#include <QEvent>
#include <QMenu>
#include <QPainter>
#include <QSignalBlocker>

#include <algorithm>
#include <utility>

namespace lacquer::ui {

using project::Project;
using project::RecallParts;

namespace {

constexpr int kSide = 8;
const QString kListenKey = QStringLiteral("snapshot");

QString words(const std::string& text) { return QString::fromStdString(text).replace('-', QChar(0x2212)); }

} // namespace

SnapshotPanel::SnapshotPanel(Workspace& workspace, const Theme& theme, QWidget* parent) : QWidget(parent), workspace_(workspace), theme_(theme) {
    setObjectName("snapshotPanel");
    setAccessibleName(tr("Mix snapshots"));
    close_ = new Button(theme, Icon::close, tr("Close the snapshots"), this);
    connect(close_, &QAbstractButton::clicked, this, [this] { setOpen(false); });
    take_ = new Button(theme, tr("Take a snapshot"), tr("Keep the mix as it stands under a name"), this);
    take_->setObjectName("takeSnapshot");
    take_->setToolTip(tr("Keep the mix as it stands (Ctrl+Shift+M)"));
    connect(take_, &QAbstractButton::clicked, this, &SnapshotPanel::takeSnapshot);
    snapshots_ = new QListWidget(this);
    snapshots_->setObjectName("snapshots");
    snapshots_->setAccessibleName(tr("Snapshots"));
    snapshots_->setContextMenuPolicy(Qt::CustomContextMenu);
    snapshots_->setEditTriggers(QAbstractItemView::EditKeyPressed);
    connect(snapshots_, &QListWidget::itemActivated, this, [this] { recall({}); });
    connect(snapshots_, &QListWidget::currentRowChanged, this, [this](int row) {
        if (!filling_ && row >= 0) compareWith(row + 1);
    });
    connect(snapshots_, &QListWidget::itemChanged, this, [this](QListWidgetItem* item) {
        const auto row = static_cast<std::size_t>(snapshots_->row(item));
        if (filling_ || row >= ids_.size() || item->text().trimmed().isEmpty()) return;
        workspace_.apply(tr("Rename snapshot to %1").arg(item->text()), [&, name = item->text().trimmed().toStdString()](const Project& from) {
            return project::renameSnapshot(from, workspace_.currentSong(), ids_[row], name);
        });
    });
    connect(snapshots_, &QWidget::customContextMenuRequested, this, &SnapshotPanel::openMenu);
    recall_ = new Button(theme, tr("Recall"), tr("Bring the whole mix back to this snapshot"), this);
    recall_->setObjectName("recall");
    recall_->setToolTip(tr("Bring the whole mix back (Enter). One step of undo"));
    connect(recall_, &QAbstractButton::clicked, this, [this] { recall({}); });
    parts_ = new MenuButton(theme, tr("Recall a part"), this);
    parts_->setShownText(tr("Only…"));
    parts_->setMenuMaker([this](QMenu& menu) {
        const auto add = [&](const QString& name, bool RecallParts::*part) {
            menu.addAction(name, this, [this, part] {
                RecallParts parts = RecallParts::none();
                parts.*part = true;
                recall(parts);
            });
        };
        add(tr("Faders, trims and polarity"), &RecallParts::levels);
        add(tr("Pan and width"), &RecallParts::pans);
        add(tr("Mutes"), &RecallParts::mutes);
        add(tr("Equalizers"), &RecallParts::equalizers);
        add(tr("Dynamics"), &RecallParts::dynamics);
        add(tr("Effects"), &RecallParts::effects);
        add(tr("Sends"), &RecallParts::sends);
        add(tr("Outputs"), &RecallParts::outputs);
        menu.addSeparator();
        menu.addAction(tr("All of the selected strips"), this, [this] {
            const auto id = chosen();
            const auto only = workspace_.selection().channels;
            if (!id || only.empty()) return;
            workspace_.apply(tr("Recall selected strips"), [&](const Project& from) {
                return project::recallSnapshot(from, workspace_.currentSong(), *id, {}, only);
            });
        });
    });
    listen_ = new Button(theme, tr("Listen ≈"), tr("Listen to the snapshot at equal loudness"), this);
    listen_->setObjectName("listenSnapshot");
    listen_->setCheckable(true);
    listen_->setToolTip(tr("Hear the snapshot as loud as the mix is now. For listening alone: nothing is changed"));
    connect(listen_, &QAbstractButton::clicked, this, &SnapshotPanel::listenToSnapshot);
    connect(&workspace.levelMatch(), &LevelMatch::changed, this, [this] {
        listen_->setChecked(workspace_.levelMatch().isOn(kListenKey));
        update();
    });
    compared_ = new MenuButton(theme, tr("Compared with"), this);
    setGivenWords(compared_);
    compared_->setObjectName("compared");
    connect(compared_, &MenuButton::chosen, this, &SnapshotPanel::compareWith);
    lines_ = new QListWidget(this);
    lines_->setObjectName("differences");
    lines_->setAccessibleName(tr("What is different now"));
    lines_->setWordWrap(true);
    connect(lines_, &QListWidget::currentRowChanged, this, [this](int row) {
        back_->setEnabled(row >= 0 && row < static_cast<int>(differences_.size()));
        without_->setEnabled(back_->isEnabled());
    });
    without_ = new Button(theme, tr("Hear without"), tr("Hold to hear the mix without this difference"), this);
    without_->setToolTip(tr("Hold to hear the mix without this difference"));
    connect(without_, &QAbstractButton::pressed, this, [this] { listenWithout(true); });
    connect(without_, &QAbstractButton::released, this, [this] { listenWithout(false); });
    back_ = new Button(theme, tr("Take back"), tr("Take this difference back"), this);
    back_->setObjectName("takeBack");
    connect(back_, &QAbstractButton::clicked, this, &SnapshotPanel::takeBackChosen);
    noteTabs_ = new Tabs(theme, {tr("Song notes"), tr("Track notes")}, this);
    notes_ = new QPlainTextEdit(this);
    notes_->setObjectName("notes");
    notes_->setAccessibleName(tr("Notes"));
    notes_->setTabChangesFocus(true);
    notes_->installEventFilter(this);
    connect(notes_, &QPlainTextEdit::textChanged, this, &SnapshotPanel::writeNotes);
    connect(noteTabs_, &Tabs::chosen, this, [this](int index) {
        endNotes();
        noteTabs_->setCurrent(index);
        refreshNotes();
    });
    connect(&workspace, &Workspace::projectChanged, this, &SnapshotPanel::refresh);
    connect(&workspace, &Workspace::projectChanged, this, [this] {
        if (notes_->toPlainText().toStdString() != shownNotes()) refreshNotes(); // undone, or written elsewhere
    });
    connect(&workspace, &Workspace::songChanged, this, [this] {
        opened_.reset();
        state_ = 0;
        refresh();
        refreshNotes();
    });
    connect(&workspace, &Workspace::selectionChanged, this, [this] {
        if (noteTabs_->current() != 1) return;
        endNotes();
        refreshNotes();
    });
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    hide();
}

void SnapshotPanel::setOpen(bool open) {
    if (open == open_) return;
    open_ = open;
    if (!open) {
        endNotes();
        if (workspace_.levelMatch().isOn(kListenKey)) workspace_.levelMatch().stop();
    }
    refresh();
    refreshNotes();
    emit openChanged();
}

void SnapshotPanel::showEvent(QShowEvent*) { refresh(); }

std::optional<SnapshotId> SnapshotPanel::chosen() const {
    const int row = snapshots_->currentRow();
    if (row < 0 || row >= static_cast<int>(ids_.size())) return std::nullopt;
    return ids_[static_cast<std::size_t>(row)];
}

std::optional<project::Song> SnapshotPanel::comparedState() const {
    const project::Song* song = workspace_.song();
    if (!song || state_ < 0) return std::nullopt;
    if (state_ == 0) return opened_ ? std::optional(*opened_) : std::nullopt;
    if (static_cast<std::size_t>(state_) > ids_.size()) return std::nullopt;
    const auto* snapshot = project::findSnapshot(*song, ids_[static_cast<std::size_t>(state_ - 1)]);
    return snapshot ? std::optional(project::withSnapshot(*song, *snapshot)) : std::nullopt;
}

void SnapshotPanel::refresh() {
    const project::Song* song = workspace_.song();
    if (song && !opened_) opened_ = std::make_shared<const project::Song>(*song);
    if (!song) opened_.reset();
    if (!isVisible() || workspace_.inGesture()) return;
    std::vector<SnapshotId> ids;
    QStringList names;
    if (song)
        for (const auto& snapshot : song->snapshots) {
            ids.push_back(snapshot->id);
            names << QString::fromStdString(snapshot->name);
        }
    filling_ = true;
    const int row = snapshots_->currentRow();
    if (ids != ids_ || snapshots_->count() != static_cast<int>(ids.size())) {
        snapshots_->clear();
        snapshots_->addItems(names);
        // A new one is chosen, so that what is done from now on is compared with it.
        const bool added = ids.size() == ids_.size() + 1;
        snapshots_->setCurrentRow(added ? static_cast<int>(ids.size()) - 1 : std::min(row, static_cast<int>(ids.size()) - 1));
        if (added) state_ = static_cast<int>(ids.size());
        if (state_ > static_cast<int>(ids.size())) state_ = 0;
        ids_ = std::move(ids);
    }
    for (int k = 0; k < names.size(); ++k) {
        snapshots_->item(k)->setText(names[k]);
        snapshots_->item(k)->setFlags(snapshots_->item(k)->flags() | Qt::ItemIsEditable);
    }
    filling_ = false;
    compared_->setChoices(QStringList{tr("As it was opened")} + names);
    compared_->setCurrent(state_);
    const bool has = chosen().has_value();
    if (!notes_->hasFocus()) refreshNotes();
    recall_->setEnabled(has);
    parts_->setEnabled(has);
    listen_->setEnabled(has);
    refreshDifferences();
}

void SnapshotPanel::refreshDifferences() {
    const project::Song* song = workspace_.song();
    const auto before = comparedState();
    differences_ = song && before ? project::compareMixes(workspace_.catalogue(), *before, *song, workspace_.project()->rate)
                                  : std::vector<project::MixDifference>{};
    const int row = lines_->currentRow();
    lines_->clear();
    for (const auto& difference : differences_) lines_->addItem(words(difference.strip) + QStringLiteral("  ·  ") + words(difference.text));
    if (differences_.empty() && before) {
        auto* item = new QListWidgetItem(tr("Nothing is different"), lines_);
        item->setFlags(Qt::NoItemFlags);
    }
    lines_->setCurrentRow(differences_.empty() ? -1 : std::clamp(row, 0, static_cast<int>(differences_.size()) - 1));
    back_->setEnabled(!differences_.empty());
    without_->setEnabled(!differences_.empty());
    update();
}

void SnapshotPanel::compareWith(int state) {
    state_ = state;
    compared_->setCurrent(state);
    refreshDifferences();
}

void SnapshotPanel::takeSnapshot() {
    if (!workspace_.song()) return;
    workspace_.apply(tr("Take a mix snapshot"), [this](const Project& from) -> Result<Project> {
        auto made = project::addSnapshot(from, workspace_.currentSong(), {});
        if (!made) return tl::make_unexpected(made.error());
        return std::move(made->project);
    });
}

void SnapshotPanel::recall(const RecallParts& parts) {
    const auto id = chosen();
    if (!id) return;
    const QString name = snapshots_->currentItem()->text();
    workspace_.apply(parts == RecallParts{} ? tr("Recall %1").arg(name) : tr("Recall a part of %1").arg(name),
                     [&](const Project& from) { return project::recallSnapshot(from, workspace_.currentSong(), *id, parts); });
}

void SnapshotPanel::takeBackChosen() {
    const int row = lines_->currentRow();
    const auto before = comparedState();
    if (!before || row < 0 || row >= static_cast<int>(differences_.size())) return;
    const auto difference = differences_[static_cast<std::size_t>(row)];
    workspace_.apply(tr("Take back: %1 · %2").arg(words(difference.strip), words(difference.text)),
                     [&](const Project& from) { return project::takeBack(from, workspace_.currentSong(), difference, *before); });
}

void SnapshotPanel::listenWithout(bool on) {
    const int row = lines_->currentRow();
    const auto before = comparedState();
    if (!on || !before || row < 0 || row >= static_cast<int>(differences_.size())) {
        workspace_.setListening({});
        return;
    }
    workspace_.levelMatch().stop();
    workspace_.setListening([difference = differences_[static_cast<std::size_t>(row)], before = *before, song = workspace_.currentSong()](const Project& from) {
        return project::takeBack(from, song, difference, before);
    });
}

void SnapshotPanel::listenToSnapshot() {
    LevelMatch& match = workspace_.levelMatch();
    const auto id = chosen();
    const project::Song* song = workspace_.song();
    if (match.isOn(kListenKey) || !id || !song) return match.stop();
    const auto as = [](const Project& from) -> Result<Project> { return from; };
    const auto heard = [song = song->id, id = *id](const Project& from) { return project::recallSnapshot(from, song, id, {}); };
    match.listen(kListenKey, snapshots_->currentItem()->text(), heard, as, {song->mix->id, {}});
}

void SnapshotPanel::openMenu(const QPoint& at) {
    const auto id = chosen();
    if (!id) return;
    const SongId song = workspace_.currentSong();
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Recall"), this, [this] { recall({}); });
    menu->addAction(tr("Update to the mix as it stands"), this, [this, song, id = *id] {
        workspace_.apply(tr("Update snapshot"), [&](const Project& from) { return project::updateSnapshot(from, song, id); });
    });
    menu->addAction(tr("Rename\tF2"), this, [this] { snapshots_->editItem(snapshots_->currentItem()); });
    menu->addAction(tr("Delete"), this, [this, song, id = *id] {
        workspace_.apply(tr("Delete snapshot"), [&](const Project& from) { return project::removeSnapshot(from, song, id); });
    });
    menu->popup(snapshots_->mapToGlobal(at));
}

std::string SnapshotPanel::shownNotes() const {
    const project::Song* song = workspace_.song();
    if (!song) return {};
    if (noteTabs_->current() == 0) return song->notes;
    const project::Channel* channel = notesOf_ ? project::findChannel(*song, notesOf_) : nullptr;
    return channel ? channel->notes : std::string();
}

void SnapshotPanel::refreshNotes() {
    const project::Song* song = workspace_.song();
    const auto& chosenChannels = workspace_.selection().channels;
    notesOf_ = noteTabs_->current() == 1 && !chosenChannels.empty() ? chosenChannels.back() : ChannelId{};
    const project::Channel* channel = song && notesOf_ ? project::findChannel(*song, notesOf_) : nullptr;
    {
        const QSignalBlocker shownNotWritten(notes_);
        notes_->setPlainText(QString::fromStdString(shownNotes()));
    }
    notes_->setEnabled(song && (noteTabs_->current() == 0 || channel));
    notes_->setPlaceholderText(noteTabs_->current() == 0 ? tr("Key, tempo, what the artist asked for…")
                               : channel             ? tr("Notes on %1").arg(QString::fromStdString(channel->name))
                                                     : tr("Select a track"));
}

// In the project with every letter, whatever is turned to next; one step for what is written in one go.
void SnapshotPanel::writeNotes() {
    const project::Song* song = workspace_.song();
    const std::string text = notes_->toPlainText().toStdString();
    if (!song || !notes_->isEnabled() || text == shownNotes()) return;
    notesBegun_ = true;
    if (notesOf_) {
        const project::Channel* channel = project::findChannel(*song, notesOf_);
        if (!channel) return;
        workspace_.nudge("notes", tr("Notes on %1").arg(QString::fromStdString(channel->name)),
                         [&](const Project& from) { return project::setChannelNotes(from, notesOf_, text); });
    } else {
        workspace_.nudge("notes", tr("Notes on the song"), [&](const Project& from) { return project::setSongNotes(from, song->id, text); });
    }
}

void SnapshotPanel::endNotes() {
    if (std::exchange(notesBegun_, false)) workspace_.endGesture();
}

bool SnapshotPanel::eventFilter(QObject* object, QEvent* event) {
    if (object == notes_ && event->type() == QEvent::FocusOut) endNotes();
    return QWidget::eventFilter(object, event);
}

void SnapshotPanel::resizeEvent(QResizeEvent*) {
    const int head = theme_.size(Size::panelHeader);
    const int button = theme_.size(Size::button);
    const int inner = width() - 2 * kSide;
    close_->setGeometry(width() - button - 6, (head - button) / 2, button, button);
    const int take = take_->sizeHint().width() + 8;
    take_->setGeometry(close_->x() - take - 6, (head - button) / 2, take, button);
    const int free = height() - head - 4 * (button + 8) - 24;
    int y = head + 6;
    snapshots_->setGeometry(kSide, y, inner, std::max(60, free / 4));
    y = snapshots_->geometry().bottom() + 6;
    recall_->setGeometry(kSide, y, 80, button);
    parts_->setGeometry(kSide + 86, y, 76, button);
    listen_->setGeometry(kSide + 168, y, 80, button);
    y += button + 12;
    compared_->setGeometry(kSide + 92, y, inner - 92, button);
    y += button + 6;
    lines_->setGeometry(kSide, y, inner, std::max(80, free / 2));
    y = lines_->geometry().bottom() + 6;
    without_->setGeometry(kSide, y, 110, button);
    back_->setGeometry(kSide + 116, y, 100, button);
    y += button + 12;
    noteTabs_->setGeometry(kSide, y, std::min(inner, noteTabs_->sizeHint().width()), button);
    y += button + 4;
    notes_->setGeometry(kSide, y, inner, std::max(40, height() - y - kSide));
}

void SnapshotPanel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.colour(Role::surface1));
    const QRectF head(0, 0, width(), theme_.size(Size::panelHeader));
    painter.fillRect(head, theme_.colour(Role::surface2));
    painter.setPen(theme_.colour(Role::text1));
    drawName(painter, theme_.font(13, QFont::DemiBold), head.adjusted(kSide, 0, 0, 0), Qt::AlignLeft, tr("Mix snapshots"));
    painter.setPen(theme_.colour(Role::text2));
    drawName(painter, theme_.font(11), QRectF(kSide, compared_->y(), 90, compared_->height()), Qt::AlignLeft, tr("Different from"));
    if (workspace_.levelMatch().isOn(kListenKey)) {
        painter.setPen(theme_.colour(Role::verdictWarn));
        drawFigures(painter, theme_.font(11, QFont::Medium), QRectF(listen_->geometry().right() + 8, listen_->y(), width() - listen_->geometry().right() - 12, listen_->height()), Qt::AlignLeft,
                    workspace_.levelMatch().text());
    }
}

} // namespace lacquer::ui
