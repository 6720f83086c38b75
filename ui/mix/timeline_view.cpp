#include "ui/mix/timeline_view.h"

#include "ui/controls/given_words.h"
#include "ui/controls/buttons.h"
#include "ui/mix/cut_panels.h"
#include "ui/mix/inline_edit.h"
#include "ui/mix/tempo_lane.h"
#include "ui/mix/timeline_headers.h"
#include "ui/mix/timeline_lanes.h"
#include "ui/mix/timeline_overview.h"
#include "ui/mix/timeline_ruler.h"
#include "ui/models/time_text.h"
#include "ui/theme/figures.h"

#include <QAction>
#include <QLineEdit>
#include <QMenu>
#include <QPaintEvent>
#include <QPainter>
#include <QScrollBar>

#include <array>
#include <cmath>

namespace lacquer::ui {

namespace {

constexpr int kGap = 2;
constexpr int kBar = 8;
constexpr std::array kGrids{GridUnit::adaptive,       GridUnit::bar,           GridUnit::half,
                            GridUnit::quarter,        GridUnit::eighth,        GridUnit::sixteenth,
                            GridUnit::thirtySecond,   GridUnit::quarterTriplet, GridUnit::eighthTriplet,
                            GridUnit::second,         GridUnit::tenth,         GridUnit::cdFrame,
                            GridUnit::off};
/// The same in the room that the corner has.
constexpr std::array kShortGrids{QT_TR_NOOP("Auto"), QT_TR_NOOP("Bar"), "1/2", "1/4", "1/8", "1/16", "1/32", "1/4 T", "1/8 T", "1 s", "0.1 s", QT_TR_NOOP("CD"), QT_TR_NOOP("Off")};
static_assert(kShortGrids.size() == kGrids.size());

} // namespace

TimelineView::TimelineView(Workspace& workspace, const Theme& theme, QWidget* parent)
    : QWidget(parent), theme_(theme), state_(workspace, theme), actions_(state_) {
    setObjectName("timeline");
    setAccessibleName(tr("Timeline"));
    setAttribute(Qt::WA_OpaquePaintEvent);
    overview_ = new TimelineOverview(state_, this);
    ruler_ = new TimelineRuler(state_, this);
    tempoLane_ = new TempoLane(state_, this);
    tempoLane_->hide();
    headers_ = new TimelineHeaders(state_, this);
    lanes_ = new TimelineLanes(state_, actions_, this);
    across_ = new QScrollBar(Qt::Horizontal, this);
    down_ = new QScrollBar(Qt::Vertical, this);
    across_->setAccessibleName(tr("Scroll in time"));
    down_->setAccessibleName(tr("Scroll tracks"));
    makeCorner();
    makeActions();
    connectMenus();

    connect(&state_, &TimelineState::viewChanged, this, &TimelineView::refreshScrollBars);
    connect(&state_, &TimelineState::rowsChanged, this, &TimelineView::refreshScrollBars);
    connect(across_, &QScrollBar::valueChanged, this, [this](int value) {
        if (placing_) return;
        state_.suspendFollowing();
        TimeScale scale = state_.scale();
        scale.left = value * scale.framesPerPixel;
        state_.setScale(scale);
    });
    connect(down_, &QScrollBar::valueChanged, this, [this](int value) {
        if (!placing_) state_.setScrollTop(value);
    });
    connect(&workspace, &Workspace::projectChanged, this, &TimelineView::refreshCorner);
    connect(&workspace, &Workspace::songChanged, this, &TimelineView::refreshCorner);
    connect(&state_, &TimelineState::settingsChanged, this, &TimelineView::refreshCorner);
    connect(&theme, &Theme::changed, this, [this] { update(); });
    setFocusProxy(lanes_);
    refreshCorner();
}

void TimelineView::makeCorner() {
    songs_ = new MenuButton(theme_, tr("Song"), this);
    songs_->setObjectName("songChoice");
    songs_->setLook(MenuButton::Look::plain);
    setGivenWords(songs_);
    songs_->setToolTip(tr("The song that is mixed"));
    connect(songs_, &MenuButton::chosen, this, [this](int index) {
        const auto& songs = state_.workspace().project()->songs;
        if (index >= 0 && index < static_cast<int>(songs.size())) {
            state_.workspace().setCurrentSong(songs[static_cast<std::size_t>(index)]->id);
        }
    });
    snap_ = new Button(theme_, Icon::magnet, tr("Snap"), this);
    snap_->setObjectName("snap");
    snap_->setCheckable(true);
    snap_->setToolTip(tr("Snap to grid, markers, clip ends and transients · Alt during a drag turns it around · right-click: transients"));
    snap_->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(snap_, &QAbstractButton::clicked, this, [this] {
        SnapSettings settings = state_.snap();
        settings.on = !settings.on;
        state_.setSnap(settings);
    });
    grid_ = new MenuButton(theme_, tr("Grid"), this);
    grid_->setObjectName("grid");
    grid_->setMenuMaker([this](QMenu& menu) {
        for (const GridUnit unit : kGrids) {
            QAction* action = menu.addAction(tr(gridUnitName(unit)), this, [this, unit] {
                SnapSettings settings = state_.snap();
                settings.grid = unit;
                state_.setSnap(settings);
            });
            action->setCheckable(true);
            action->setChecked(state_.snap().grid == unit);
        }
    });
    grid_->setToolTip(tr("Grid that clips and points snap to"));
    mode_ = new MenuButton(theme_, tr("Editing"), this);
    mode_->setObjectName("editMode");
    mode_->setChoices({tr("Slide"), tr("Ripple")});
    mode_->setToolTip(tr("Slide leaves gaps where something is deleted · Ripple closes them"));
    connect(mode_, &MenuButton::chosen, this, [this](int index) { state_.setRipples(index == 1); });
    addTempo_ = new Button(theme_, Icon::plus, tr("Tempo change at the playhead"), this);
    addTempo_->setToolTip(tr("Tempo change at the playhead's bar"));
    connect(addTempo_, &QAbstractButton::clicked, this, [this] { tempoLane_->addAt(state_.playhead()); });
    hideTempo_ = new Button(theme_, Icon::close, tr("Hide the tempo lane"), this);
    hideTempo_->setToolTip(tr("Hide the tempo lane (Ctrl+Alt+T)"));
    connect(hideTempo_, &QAbstractButton::clicked, this, [this] { setTempoShown(false); });
    for (Button* button : {addTempo_, hideTempo_}) button->hide();
    search_ = new Button(theme_, Icon::search, tr("Find tracks"), this);
    search_->setObjectName("findTracks");
    search_->setToolTip(tr("Show only tracks whose name holds what you type (Ctrl+F)"));
    filter_ = new QLineEdit(this);
    filter_->setObjectName("trackFilter");
    filter_->setPlaceholderText(tr("Find tracks"));
    filter_->setAccessibleName(tr("Find tracks"));
    filter_->setClearButtonEnabled(true);
    filter_->hide();
    connect(search_, &QAbstractButton::clicked, this, [this] {
        const bool open = !filter_->isVisible();
        filter_->setVisible(open);
        if (open) {
            filter_->setFocus();
        } else {
            filter_->clear();
        }
        place();
    });
    connect(filter_, &QLineEdit::textChanged, this, [this](const QString& text) { state_.setFilter(text); });
    connect(filter_, &QLineEdit::returnPressed, this, [this] { lanes_->setFocus(); });
}

QAction* TimelineView::command(const QString& text, const QList<QKeySequence>& keys, const std::function<void()>& run) {
    auto* action = new QAction(text, this);
    action->setShortcuts(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(action, &QAction::triggered, this, run);
    addAction(action);
    return action;
}

void TimelineView::makeActions() {
    using Nudge = TimelineActions::Nudge;
    using NudgeBy = TimelineActions::NudgeBy;
    split_ = command(tr("Split"), {Qt::Key_S}, [this] { actions_.split(lanes_->commandPosition(), lanes_->pointedTrack()); });
    duplicate_ = command(tr("Duplicate"), {Qt::CTRL | Qt::Key_D}, [this] { actions_.duplicate(); });
    delete_ = command(tr("Delete"), {Qt::Key_Delete, Qt::Key_Backspace}, [this] { actions_.remove(); });
    cut_ = command(tr("Cut"), {QKeySequence::Cut}, [this] { actions_.cut(); });
    copy_ = command(tr("Copy"), {QKeySequence::Copy}, [this] { actions_.copy(); });
    paste_ = command(tr("Paste at the playhead"), {QKeySequence::Paste}, [this] { actions_.paste(); });
    command(tr("Select all clips"), {QKeySequence::SelectAll}, [this] { actions_.selectAll(); });
    mute_ = command(tr("Mute clips"), {Qt::CTRL | Qt::Key_M}, [this] { actions_.toggleMute(); });
    reverse_ = command(tr("Reverse clips"), {Qt::CTRL | Qt::SHIFT | Qt::Key_R}, [this] { actions_.reverse(); });
    join_ = command(tr("Join clips"), {Qt::CTRL | Qt::Key_J}, [this] { actions_.join(); });
    command(tr("Nudge back"), {Qt::Key_Left}, [this] { actions_.nudge(Nudge::back, NudgeBy::grid); });
    command(tr("Nudge forth"), {Qt::Key_Right}, [this] { actions_.nudge(Nudge::forth, NudgeBy::grid); });
    command(tr("Nudge back by 10 ms"), {Qt::SHIFT | Qt::Key_Left}, [this] { actions_.nudge(Nudge::back, NudgeBy::hundredth); });
    command(tr("Nudge forth by 10 ms"), {Qt::SHIFT | Qt::Key_Right}, [this] { actions_.nudge(Nudge::forth, NudgeBy::hundredth); });
    // On the lanes only: in lines, lists, slots and menus Return does what they are for.
    QAction* start = command(tr("Go to the start, on the timeline"), {Qt::Key_Return, Qt::KeypadModifier | Qt::Key_Enter}, [this] { state_.workspace().locate({}); });
    removeAction(start);
    lanes_->addAction(start);
    command(tr("Track above"), {Qt::Key_Up}, [this] { actions_.selectTrack(Nudge::back); });
    command(tr("Track below"), {Qt::Key_Down}, [this] { actions_.selectTrack(Nudge::forth); });
    silence_ = command(tr("Strip silence…"), {Qt::CTRL | Qt::SHIFT | Qt::Key_U}, [this] {
        if (const auto clips = actions_.clipsToCut(); !clips.empty()) showPanel([&] { return openStripSilence(state_, clips, lanes_); });
    });
    slice_ = command(tr("Slice at transients…"), {Qt::SHIFT | Qt::Key_T}, [this] {
        if (const auto clips = actions_.clipsToCut(); !clips.empty()) showPanel([&] { return openSlices(state_, clips, lanes_); });
    });
    swap_ = command(tr("Swap this hit for another…"), {Qt::SHIFT | Qt::Key_H}, [this] {
        const auto& chosen = state_.workspace().selection().clips;
        if (chosen.size() == 1) showPanel([&] { return openHitSwap(state_, chosen.front(), lanes_); });
    });
    command(tr("Next transient"), {Qt::CTRL | Qt::Key_Right}, [this] { actions_.toTransient(Nudge::forth); });
    command(tr("Previous transient"), {Qt::CTRL | Qt::Key_Left}, [this] { actions_.toTransient(Nudge::back); });
    snapTransients_ = command(tr("Snap to transients"), {}, [this] {
        SnapSettings settings = state_.snap();
        settings.transients = snapTransients_->isChecked();
        state_.setSnap(settings);
    });
    snapTransients_->setCheckable(true);
    showTransients_ = command(tr("Show transients"), {}, [this] { state_.setShowsTransients(showTransients_->isChecked()); });
    showTransients_->setCheckable(true);
    snap_->addActions({snapTransients_, showTransients_});
    command(tr("Put the selected tracks into a folder"), {}, [this] { actions_.folderForSelection(); });
    newTake_ = command(tr("New take, empty"), {}, [this] { actions_.newTake(project::TakeContent::empty); });
    copyTake_ = command(tr("New take from what plays"), {Qt::CTRL | Qt::SHIFT | Qt::Key_T}, [this] { actions_.newTake(project::TakeContent::copy); });
    showTakes_ = command(tr("Show or hide takes"), {Qt::Key_T}, [this] {
        const auto chosen = state_.workspace().selection().channels;
        if (chosen.empty()) return;
        const bool shown = !state_.showsTakes(chosen.front());
        for (const ChannelId channel : chosen) state_.setShowsTakes(channel, shown);
    });
    link_ = command(tr("Link the selected tracks"), {Qt::CTRL | Qt::SHIFT | Qt::Key_G}, [this] { actions_.linkTracks(); });
    unlink_ = command(tr("Unlink the selected tracks"), {}, [this] { actions_.unlinkTracks(); });
    marker_ = command(tr("Marker"), {Qt::Key_M}, [this] { actions_.addMarker(lanes_->commandPosition()); });
    command(tr("Previous marker"), {Qt::ALT | Qt::Key_Left}, [this] { actions_.toMarker(Nudge::back); });
    command(tr("Next marker"), {Qt::ALT | Qt::Key_Right}, [this] { actions_.toMarker(Nudge::forth); });
    loop_ = command(tr("Loop the selection"), {Qt::CTRL | Qt::Key_L}, [this] { actions_.loopSelection(); });
    command(tr("Mute tracks"), {Qt::SHIFT | Qt::Key_M}, [this] { actions_.muteTracks(); });
    command(tr("Solo tracks"), {Qt::SHIFT | Qt::Key_S}, [this] { actions_.soloTracks(); });
    showTempo_ = command(tr("Tempo lane"), {Qt::CTRL | Qt::ALT | Qt::Key_T}, [this] { setTempoShown(!tempoShown_); });
    showTempo_->setCheckable(true);
    const auto centre = [this] {
        const double x = state_.scale().xOf(state_.playhead());
        return x >= 0 && x <= state_.viewport().width() ? x : state_.viewport().width() / 2.0;
    };
    command(tr("Zoom in"), {Qt::Key_Plus, Qt::Key_Equal}, [this, centre] { state_.zoom(std::sqrt(2.0), centre()); });
    command(tr("Zoom out"), {Qt::Key_Minus}, [this, centre] { state_.zoom(1 / std::sqrt(2.0), centre()); });
    command(tr("Zoom to selection"), {Qt::Key_Z}, [this] { state_.zoomToSelection(); });
    command(tr("Zoom back"), {Qt::SHIFT | Qt::Key_Z}, [this] { state_.zoomBack(); });
    command(tr("Show the whole song"), {Qt::CTRL | Qt::Key_0}, [this] { state_.zoomToSong(); });
    command(tr("Higher rows"), {Qt::ALT | Qt::Key_Plus, Qt::ALT | Qt::Key_Equal}, [this] { state_.stretchRows(std::sqrt(2.0)); });
    command(tr("Lower rows"), {Qt::ALT | Qt::Key_Minus}, [this] { state_.stretchRows(1 / std::sqrt(2.0)); });
    command(tr("Small rows"), {Qt::ALT | Qt::Key_1}, [this] { state_.setStandardSize(RowSize::small); });
    command(tr("Normal rows"), {Qt::ALT | Qt::Key_2}, [this] { state_.setStandardSize(RowSize::normal); });
    command(tr("Large rows"), {Qt::ALT | Qt::Key_3}, [this] { state_.setStandardSize(RowSize::large); });
    command(tr("Find tracks"), {QKeySequence::Find}, [this] {
        if (!filter_->isVisible()) search_->click();
        filter_->setFocus();
    });
}

void TimelineView::showPanel(const std::function<InlinePanel*()>& open) {
    if (panel_) {
        QMetaObject::invokeMethod(panel_, "dismissed");
        delete panel_;
    }
    panel_ = open();
}

void TimelineView::connectMenus() {
    connect(lanes_, &TimelineLanes::clipMenuWanted, this, &TimelineView::openClipMenu);
    connect(lanes_, &TimelineLanes::laneMenuWanted, this, &TimelineView::openLaneMenu);
    connect(lanes_, &TimelineLanes::pointMenuWanted, this, &TimelineView::openPointMenu);
    connect(lanes_, &TimelineLanes::renameWanted, this, [this](ClipId clip, QRect where) {
        const auto place = project::findClip(*state_.workspace().project(), clip);
        if (!place) return;
        openInlineEdit(theme_, lanes_, where, QString::fromStdString(place.clip->name), tr("Name of the clip"),
                       [this, clip](const QString& name) { actions_.rename(clip, name); });
    });
    connect(headers_, &TimelineHeaders::trackMenuWanted, this, &TimelineView::openTrackMenu);
    connect(headers_, &TimelineHeaders::laneMenuWanted, this, &TimelineView::openAutomationMenu);
    connect(headers_, &TimelineHeaders::takePlayWanted, this, [this](ChannelId channel, TakeId take) { actions_.playTake(channel, take); });
    connect(headers_, &TimelineHeaders::takeMenuWanted, this, &TimelineView::openTakeMenu);
    connect(headers_, &TimelineHeaders::modeMenuWanted, this, &TimelineView::openModeMenu);
    connect(headers_, &TimelineHeaders::folderMenuWanted, this, &TimelineView::openFolderMenu);
    connect(ruler_, &TimelineRuler::markerMenuWanted, this, &TimelineView::openMarkerMenu);
    connect(ruler_, &TimelineRuler::rulerMenuWanted, this, &TimelineView::openRulerMenu);
    connect(tempoLane_, &TempoLane::showWanted, this, [this] { setTempoShown(true); });
}

void TimelineView::setTempoShown(bool shown) {
    tempoShown_ = shown;
    showTempo_->setChecked(shown);
    for (QWidget* part : {static_cast<QWidget*>(tempoLane_), static_cast<QWidget*>(addTempo_), static_cast<QWidget*>(hideTempo_)}) part->setVisible(shown);
    ruler_->setTempoShown(!shown);
    place();
    update();
}

void TimelineView::refreshCorner() {
    QStringList names;
    int current = -1;
    const auto& songs = state_.workspace().project()->songs;
    for (std::size_t i = 0; i < songs.size(); ++i) {
        names << QString::fromStdString(songs[i]->name);
        if (songs[i]->id == state_.workspace().currentSong()) current = static_cast<int>(i);
    }
    songs_->setChoices(names);
    songs_->setCurrent(current);
    songs_->setShownText(current < 0 ? tr("No song") : QString());
    snap_->setChecked(state_.snap().on);
    snapTransients_->setChecked(state_.snap().transients);
    showTransients_->setChecked(state_.showsTransients());
    for (std::size_t i = 0; i < kGrids.size(); ++i)
        if (kGrids[i] == state_.snap().grid) grid_->setShownText(tr(kShortGrids[i]));
    mode_->setCurrent(state_.ripples() ? 1 : 0);
    const auto* song = state_.song();
    length_ = song ? QString::fromStdString(lengthText(secondsOf(project::endOf(*song), state_.rate()))) : QString();
    update();
}

void TimelineView::resizeEvent(QResizeEvent*) {
    place();
}

void TimelineView::place() {
    const int head = width() < 1150 ? 196 : theme_.size(Size::timelineHeader);
    const int mini = overview_->sizeHint().height();
    const int ruler = ruler_->sizeHint().height();
    const int tempo = tempoShown_ ? tempoLane_->height() : 0;
    const int top = mini + kGap + ruler + tempo;
    overview_->setGeometry(head, 0, width() - head, mini);
    ruler_->setGeometry(head, mini + kGap, width() - head, ruler);
    tempoLane_->setGeometry(head, mini + kGap + ruler, width() - head, tempoLane_->height());
    addTempo_->setGeometry(head - 56, top - tempo + (tempoLane_->height() - 24) / 2, 24, 24);
    hideTempo_->setGeometry(head - 28, top - tempo + (tempoLane_->height() - 24) / 2, 24, 24);
    headers_->setGeometry(0, top, head, height() - top - kBar);
    lanes_->setGeometry(head, top, width() - head - kBar, height() - top - kBar);
    across_->setGeometry(head, height() - kBar, width() - head - kBar, kBar);
    down_->setGeometry(width() - kBar, top, kBar, height() - top - kBar);

    songs_->setGeometry(4, 2, head - 56, 26);
    const int line = mini + kGap + (ruler - 24) / 2;
    snap_->setGeometry(8, line, 24, 24);
    grid_->setGeometry(36, line, 62, 24);
    mode_->setGeometry(102, line, head - 102 - 32, 24);
    search_->setGeometry(head - 28, line, 24, 24);
    filter_->setGeometry(36, line, head - 36 - 32, 24);
    const bool finding = filter_->isVisible();
    grid_->setVisible(!finding);
    mode_->setVisible(!finding);
    refreshScrollBars();
}

void TimelineView::paintEvent(QPaintEvent* event) {
    QPainter painter(this);
    // Only what shows between the parts: each of them paints its own ground.
    QRegion gaps = event->region();
    for (const QWidget* part : {static_cast<QWidget*>(lanes_), static_cast<QWidget*>(headers_), static_cast<QWidget*>(ruler_), static_cast<QWidget*>(tempoLane_), static_cast<QWidget*>(overview_)})
        if (part->isVisible()) gaps -= part->geometry();
    for (const QRect& gap : gaps) painter.fillRect(gap, theme_.colour(Role::surface0));
    const int head = headers_->width();
    const int mini = overview_->height();
    painter.fillRect(0, 0, head - 1, mini, theme_.colour(Role::surface1));
    painter.fillRect(0, mini + kGap, head - 1, ruler_->height(), theme_.colour(Role::surface1));
    if (tempoShown_) {
        const QRect beside(0, tempoLane_->y(), head - 1, tempoLane_->height() - 1);
        painter.fillRect(beside, theme_.colour(Role::surface1));
        painter.setPen(theme_.colour(Role::text1));
        drawName(painter, theme_.font(12, QFont::Medium), QRectF(beside).adjusted(12, 0, -64, 0), Qt::AlignLeft, tr("Tempo"));
    }
    painter.setPen(theme_.colour(Role::text2));
    drawFigures(painter, theme_.font(12), QRectF(head - 60, 0, 48, mini), Qt::AlignRight, length_);
}

void TimelineView::refreshScrollBars() {
    placing_ = true;
    const double scale = state_.scale().framesPerPixel;
    const double most = static_cast<double>(state_.scrollEnd().value) / scale - state_.viewport().width();
    const int page = std::max(1, state_.viewport().width());
    // QScrollBar counts in int: at sample zoom a long song has more pixels than that, and then the
    // bar moves in coarser steps through the wheel and the overview alone.
    across_->setRange(0, static_cast<int>(std::clamp(most, 0.0, 2e9)));
    across_->setPageStep(page);
    across_->setSingleStep(page / 10 + 1);
    across_->setValue(static_cast<int>(std::clamp(state_.scale().left / scale, 0.0, 2e9)));
    down_->setRange(0, std::max(0, state_.rowsHeight() - state_.viewport().height() / 2));
    if (state_.rowsHeight() <= state_.viewport().height()) down_->setRange(0, 0);
    down_->setPageStep(std::max(1, state_.viewport().height()));
    down_->setSingleStep(theme_.size(Size::rowNormal));
    down_->setValue(state_.scrollTop());
    placing_ = false;
}

} // namespace lacquer::ui
