#include "ui/shell/main_window.h"

#include "engine/project/song_edits.h"
#include "ui/controls/focus_ring.h"
#include "ui/deliver/deliver_page.h"
#include "ui/master/master_page.h"
#include "ui/mix/check_panel.h"
#include "ui/mix/meter_panel.h"
#include "ui/mix/mix_page.h"
#include "ui/mix/snapshot_panel.h"
#include "ui/mix/timeline_view.h"
#include "ui/models/freezing.h"
#include "ui/models/monitor_desk.h"
#include "ui/shell/audio_settings.h"
#include "ui/shell/bottom_line.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/project_doors.h"
#include "ui/shell/shortcut_editor.h"
#include "ui/shell/start_panel.h"
#include "ui/shell/surface_orders.h"
#include "ui/shell/top_bar.h"
#include "ui/surfaces/learn_overlay.h"
#include "ui/surfaces/surface_settings.h"

#include <QAction>
#include <QApplication>
#include <QCloseEvent>
#include <QDropEvent>
#include <QMenu>
#include <QMimeData>
#include <QSettings>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace lacquer::ui {
namespace {

QStringList localPaths(const QMimeData* data) {
    QStringList paths;
    for (const QUrl& url : data->urls())
        if (url.isLocalFile()) paths << url.toLocalFile();
    return paths;
}

} // namespace

MainWindow::MainWindow(Workspace& workspace, Theme& theme)
    : workspace_(workspace), theme_(theme), surfaces_(workspace, SurfaceLink::Memory::keeps),
      doors_(new ProjectDoors(workspace, [this] { mix_->checks().check({}, CheckPanel::Quiet::yes); }, this)),
      orders_(new SurfaceOrders(workspace, *this)) {
    setWindowTitle(QStringLiteral("Lacquer"));
    setAcceptDrops(true);
    setMinimumSize(1024, 640);
    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    top_ = new TopBar(workspace, theme, content);
    top_->setFixedHeight(theme.size(Size::topbar));
    stack_ = new QStackedWidget(content);
    bottom_ = new BottomLine(workspace, theme, content);
    bottom_->setFixedHeight(theme.size(Size::statusline));
    column->addWidget(top_);
    column->addWidget(stack_, 1);
    column->addWidget(bottom_);
    setCentralWidget(content);
    start_ = new StartPanel(theme, stack_);
    mix_ = new MixPage(workspace, theme, [&](QWidget* parent) { return new TimelineView(workspace, theme, parent); }, stack_);
    stack_->addWidget(start_);
    stack_->addWidget(mix_);
    palette_ = new CommandPalette(theme, this);
    ring_ = new FocusRing(theme, this);
    learn_ = new LearnOverlay(surfaces_, theme, this);
    bottom_->setHint(tr("Drag a fader: Shift fine · double-click resets · type a value"));

    connect(top_, &TopBar::pageChosen, this, [this](int page) { showPage(static_cast<Page>(page)); });
    connect(top_, &TopBar::audioSettingsWanted, this, &MainWindow::showAudioSettings);
    connect(top_, &TopBar::menuWanted, this, &MainWindow::showMenu);
    connect(start_, &StartPanel::openWanted, doors_, &ProjectDoors::open);
    connect(start_, &StartPanel::chooseWanted, doors_, &ProjectDoors::chooseProject);
    connect(start_, &StartPanel::stemsWanted, doors_, &ProjectDoors::chooseStems);
    connect(start_, &StartPanel::newWanted, doors_, &ProjectDoors::makeProject);
    connect(start_, &StartPanel::demoWanted, doors_, &ProjectDoors::openDemo);
    connect(start_, &StartPanel::helpWanted, this, [this] { palette_->open(commands()); });
    connect(&workspace, &Workspace::projectReplaced, this, &MainWindow::showContent);
    connect(&workspace, &Workspace::projectChanged, this, [this] {
        setWindowTitle(workspace_.isOpen() ? tr("%1 – Lacquer").arg(QString::fromStdString(workspace_.project()->name)) : QStringLiteral("Lacquer"));
    });
    connect(&theme, &Theme::changed, this, &MainWindow::applyTheme);
    connect(&surfaces_, &SurfaceLink::pressed, orders_, &SurfaceOrders::obey);
    const auto markBanked = [this] { mix_->console().markBanked([this](ChannelId channel) { return surfaces_.isBanked(channel); }); };
    connect(&surfaces_, &SurfaceLink::bankedChanged, this, markBanked);
    markBanked();
    makeCommands();
    makeConsoleCommands();
    restoreShortcuts(actions() + mix_->timeline()->actions() + mix_->console().actions(), QSettings("lacquer", "lacquer"));
    applyTheme();
    restoreWindow();
    showContent();
}

MainWindow::~MainWindow() = default;

void MainWindow::applyTheme() {
    QApplication::setPalette(theme_.palette());
    QApplication::setFont(theme_.font(12));
    qApp->setStyleSheet(theme_.styleSheet());
}

void MainWindow::restoreWindow() {
    const QSettings settings("lacquer", "lacquer");
    resize(1440, 900);
    if (const QByteArray geometry = settings.value("window/geometry").toByteArray(); !geometry.isEmpty()) restoreGeometry(geometry);
}

QWidget* MainWindow::pageWidget(Page page) {
    switch (page) {
    case Page::mix: return mix_;
    case Page::master:
        if (!master_) {
            master_ = new MasterPage(workspace_, theme_, stack_);
            stack_->addWidget(master_);
        }
        return master_;
    case Page::deliver:
        if (!deliver_) {
            deliver_ = new DeliverPage(workspace_, theme_, stack_);
            stack_->addWidget(deliver_);
        }
        return deliver_;
    }
    return mix_;
}

void MainWindow::showPage(Page page) {
    page_ = page;
    top_->setPage(static_cast<int>(page));
    showContent();
}

void MainWindow::showContent() {
    stack_->setCurrentWidget(workspace_.isOpen() ? pageWidget(page_) : start_);
    if (!workspace_.isOpen()) return;
    if (page_ == Page::mix) {
        // The song is heard again when the album was.
        if (!std::holds_alternative<SongId>(workspace_.subject())) workspace_.setSubject(workspace_.currentSong());
        if (mix_->timeline()->isVisible()) mix_->timeline()->setFocus();
    } else if (!std::holds_alternative<live::AlbumSubject>(workspace_.subject())) {
        workspace_.setSubject(live::AlbumSubject{});
    }
}

QAction* MainWindow::command(const QString& text, const QList<QKeySequence>& keys, const std::function<void()>& run) {
    auto* action = new QAction(text, this);
    action->setShortcuts(keys);
    action->setShortcutContext(Qt::WindowShortcut);
    connect(action, &QAction::triggered, this, run);
    addAction(action);
    return action;
}

void MainWindow::makeCommands() {
    command(tr("Play or stop"), {Qt::Key_Space}, [this] { workspace_.togglePlay(); });
    command(tr("Play from the start"), {Qt::SHIFT | Qt::Key_Space}, [this] {
        workspace_.locate({});
        workspace_.play();
    });
    command(tr("Go to the start"), {Qt::Key_Home}, [this] { workspace_.locate({}); });
    command(tr("Go to the end"), {Qt::Key_End}, [this] {
        if (const project::Song* song = workspace_.song()) workspace_.locate(project::endOf(*song));
    });
    command(tr("Loop on or off"), {Qt::Key_L, Qt::KeypadModifier | Qt::Key_Slash}, [this] { top_->toggleLoop(); });
    command(tr("Undo"), {QKeySequence(Qt::CTRL | Qt::Key_Z)}, [this] { workspace_.undo(); });
    command(tr("Redo"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), QKeySequence(Qt::CTRL | Qt::Key_Y)}, [this] { workspace_.redo(); });
    command(tr("Write automation, or not"), {}, [this] {
        workspace_.recorder().setWriting(!workspace_.recorder().isOn());
        emit workspace_.projectChanged(); // surfaces and the top bar show it
    });
    command(tr("Locate missing files…"), {}, [this] { doors_->locateMissing(); });
    command(tr("Save now"), {QKeySequence(Qt::CTRL | Qt::Key_S)}, [this] { saveNow(); });
    command(tr("Open a project…"), {QKeySequence(Qt::CTRL | Qt::Key_O)}, [this] { doors_->chooseProject(); });
    command(tr("New project…"), {QKeySequence(Qt::CTRL | Qt::Key_N)}, [this] { doors_->makeProject(); });
    command(tr("Import stems…"), {QKeySequence(Qt::CTRL | Qt::Key_I)}, [this] { doors_->chooseStems(); });
    command(tr("Open the demo album"), {}, [this] { doors_->openDemo(); });
    command(tr("Close the project"), {QKeySequence(Qt::CTRL | Qt::Key_W)}, [this] { workspace_.close(); });
    command(tr("Mix page"), {Qt::Key_F2}, [this] { showPage(Page::mix); });
    command(tr("Master page"), {Qt::Key_F3}, [this] { showPage(Page::master); });
    command(tr("Deliver page"), {Qt::Key_F4}, [this] { showPage(Page::deliver); });
    command(tr("Export the mix…"), {QKeySequence(Qt::CTRL | Qt::Key_E)}, [this] { exportMix(ExportPanel::What::mix); });
    command(tr("Export mix and stems…"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E)}, [this] { exportMix(ExportPanel::What::mixAndStems); });
    command(tr("Find any command"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P), QKeySequence(Qt::CTRL | Qt::Key_K)}, [this] { palette_->open(commands()); });
    command(tr("All keys"), {Qt::Key_F1, Qt::Key_Question, Qt::SHIFT | Qt::Key_Question}, [this] { palette_->open(commands()); });
    command(tr("Change keys…"), {}, [this] {
        auto* editor = new ShortcutEditor(actions() + mix_->timeline()->actions() + mix_->console().actions(), theme_, this);
        editor->setAttribute(Qt::WA_DeleteOnClose);
        editor->open();
    });
    command(tr("Timeline, both, console"), {Qt::Key_Tab}, [this] { toggleViews(); });
    command(tr("Next control"), {Qt::Key_F6}, [this] {
        focusNextChild();
        ring_->guide();
    });
    command(tr("Dark or light"), {}, [this] {
        theme_.setVariant(theme_.variant() == Theme::Variant::dark ? Theme::Variant::light : Theme::Variant::dark);
        QSettings("lacquer", "lacquer").setValue("theme", theme_.variant() == Theme::Variant::dark ? "dark" : "light");
    });
    command(tr("Audio settings…"), {}, [this] { showAudioSettings(); });
    command(tr("Control surfaces…"), {}, [this] { showSurfaceSettings(); });
    command(tr("MIDI learn"), {}, [this] { learn_->isOn() ? learn_->end() : learn_->begin(); });
    makeMonitorCommands();
    command(tr("Clear all solos"), {QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_S)}, [this] { mix_->actions().clearSolos(); });
    command(tr("Clear all peaks"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C)}, [this] { workspace_.meters().clearAll(); });
    command(tr("New group from selection"), {QKeySequence(Qt::CTRL | Qt::Key_G)}, [this] { mix_->actions().groupSelection(); });
    command(tr("New VCA for selection"), {}, [this] { mix_->actions().vcaForSelection(); });
    command(tr("New reverb return"), {}, [this] { mix_->actions().addReturn(tr("Reverb"), "reverb"); });
    command(tr("New delay return"), {}, [this] { mix_->actions().addReturn(tr("Delay"), "delay"); });
    command(tr("Mix snapshots and notes"), {Qt::Key_F7}, [this] {
        showPage(Page::mix);
        mix_->snapshots().setOpen(!mix_->snapshots().isOpen());
    });
    command(tr("Take a mix snapshot"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_M)}, [this] { mix_->snapshots().takeSnapshot(); });
    command(tr("Mix meters"), {Qt::Key_F9}, [this] {
        showPage(Page::mix);
        mix_->meters().setOpen(!mix_->meters().isOpen());
    });
    command(tr("Check the tracks"), {Qt::Key_F8}, [this] {
        showPage(Page::mix);
        mix_->checks().check({});
    });
    command(tr("Check the phase of the selected tracks"), {Qt::SHIFT | Qt::Key_F8}, [this] {
        const auto chosen = workspace_.selection().channels;
        if (chosen.size() < 2) {
            workspace_.messages().note(tr("Select the tracks of one source first: their phase is compared with the first one's."));
            return;
        }
        showPage(Page::mix);
        mix_->checks().check(chosen);
    });
    command(tr("Full screen"), {Qt::Key_F11}, [this] { isFullScreen() ? showNormal() : showFullScreen(); });
    command(tr("Quit"), {QKeySequence(Qt::CTRL | Qt::Key_Q)}, [this] { close(); });
}

void MainWindow::makeMonitorCommands() {
    MonitorDesk& desk = workspace_.monitorDesk();
    command(tr("Dim the monitor"), {}, [&desk] { desk.setDim(!desk.switches().dim); });
    command(tr("Listen in mono"), {}, [&desk] { desk.setMono(!desk.switches().mono); });
    command(tr("Mute the monitor"), {}, [&desk] { desk.setMute(!desk.switches().mute); });
    command(tr("Hear the reference or the mix"), {QKeySequence(Qt::ALT | Qt::Key_R)}, [this] { top_->monitor().toggleReference(); });
    command(tr("Metronome on or off"), {Qt::Key_C}, [&desk] {
        live::MetronomeSettings settings = desk.metronome();
        settings.on = !settings.on;
        desk.setMetronome(settings);
    });
    command(tr("Count-in: none, 1, 2 or 4 bars"), {QKeySequence(Qt::SHIFT | Qt::Key_C)}, [this, &desk] {
        live::MetronomeSettings settings = desk.metronome();
        settings.countInBars = settings.countInBars == 0 ? 1 : settings.countInBars == 1 ? 2 : settings.countInBars == 2 ? 4 : 0;
        desk.setMetronome(settings);
        workspace_.messages().note(settings.countInBars == 0 ? tr("No count-in") : tr("Count-in: %1 bars").arg(settings.countInBars));
    });
    using Does = MonitorDesk::SoloButtons;
    command(tr("Solo buttons solo in the mix"), {}, [&desk] { desk.setSoloButtons(Does::inPlace); });
    command(tr("Solo buttons listen after the fader (AFL)"), {}, [&desk] { desk.setSoloButtons(Does::afterFader); });
    command(tr("Solo buttons listen before the fader (PFL)"), {}, [&desk] { desk.setSoloButtons(Does::beforeFader); });
    command(tr("Listen to the mix again"), {}, [&desk] { desk.clearListen(); });
    command(tr("Listen to the selected tracks"), {QKeySequence(Qt::ALT | Qt::Key_L)}, [this] {
        const auto& selected = workspace_.selection().channels;
        if (!selected.empty()) mix_->actions().toggleListen(selected.back());
    });
    command(tr("Freeze or unfreeze the selected tracks"), {}, [this] {
        const auto chosen = workspace_.selection().channels;
        const project::Song* song = workspace_.song();
        const auto live = [&](ChannelId id) {
            const project::Track* track = song ? project::findTrack(*song, id) : nullptr;
            return track && !track->freeze;
        };
        if (std::ranges::any_of(chosen, live)) freezeTracks(workspace_, chosen);
        else unfreezeTracks(workspace_, chosen);
    });
}

void MainWindow::makeConsoleCommands() {
    // Keys that mean the selected strips while the console has the keyboard; over the timeline the
    // same keys are the timeline's.
    Console& console = mix_->console();
    MixerActions& actions = mix_->actions();
    /// `run` is given the strip that was selected last; none when none is.
    const auto always = [&](const QString& text, const QList<QKeySequence>& keys, const std::function<void(ChannelId)>& run) {
        auto* action = new QAction(text, &console);
        action->setShortcuts(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this, [this, run] {
            const auto& selected = workspace_.selection().channels;
            run(selected.empty() ? ChannelId{} : selected.back());
        });
        console.addAction(action);
    };
    const auto add = [&](const QString& text, const QList<QKeySequence>& keys, const std::function<void(ChannelId)>& run) {
        always(text, keys, [run](ChannelId id) {
            if (id) run(id);
        });
    };
    const auto nudge = [&console](double by) { return [&console, by](ChannelId id) { console.stepFader(id, by); }; };
    add(tr("Mute the selected strips"), {Qt::SHIFT | Qt::Key_M}, [&](ChannelId id) { actions.toggleMute(id); });
    add(tr("Solo the selected strips"), {Qt::SHIFT | Qt::Key_S}, [&](ChannelId id) { actions.toggleSolo(id); });
    add(tr("Fader up"), {Qt::Key_Up}, nudge(0.5));
    add(tr("Fader down"), {Qt::Key_Down}, nudge(-0.5));
    add(tr("Fader up, fine"), {Qt::SHIFT | Qt::Key_Up}, nudge(0.1));
    add(tr("Fader down, fine"), {Qt::SHIFT | Qt::Key_Down}, nudge(-0.1));
    add(tr("Fader to 0 dB"), {Qt::Key_0}, [&console](ChannelId id) { console.enterFader(id, 0); });
    add(tr("Type the strip's level"), {Qt::Key_V}, [&console](ChannelId id) { console.typeInto(id, "fader"); });
    add(tr("Type the strip's pan"), {Qt::Key_P}, [&console](ChannelId id) { console.typeInto(id, "pan"); });
    add(tr("Add an insert to the selected strips…"), {Qt::Key_I}, [&console](ChannelId id) { console.openInsertMenu(id); });
    add(tr("Link the selected strips"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_G)}, [&actions](ChannelId) { actions.linkSelection(); });
    add(tr("Polarity of the selected strips"), {Qt::SHIFT | Qt::Key_P}, [&actions](ChannelId id) { actions.togglePolarity(id); });
    always(tr("Strip to the left"), {Qt::Key_Left}, [&console](ChannelId) { console.selectNeighbour(-1); });
    always(tr("Strip to the right"), {Qt::Key_Right}, [&console](ChannelId) { console.selectNeighbour(1); });
    always(tr("Faders to the sends of the selected return, and back"), {Qt::Key_F}, [this, &console](ChannelId id) {
        const project::Song* song = workspace_.song();
        const project::Bus* bus = song ? project::findBus(*song, id) : nullptr;
        if (console.flippedTo()) return console.flipTo({});
        // Without a return selected, the first one.
        if (song && !bus)
            for (const auto& one : song->buses)
                if (!bus && one->role == project::BusRole::effectReturn) bus = one.get();
        if (bus) console.flipTo(bus->channel.id);
    });
    for (const MeterScale scale : kMeterScales)
        always(tr("Meters: %1").arg(tr(nameOf(scale))), {}, [&console, scale](ChannelId) { console.setMeterScale(scale); });
    const int kept = QSettings("lacquer", "lacquer").value("console/meter", 0).toInt();
    for (const MeterScale scale : kMeterScales)
        if (static_cast<int>(scale) == kept) console.setMeterScale(scale);
    connect(&console, &Console::meterScaleChanged, this, [](MeterScale scale) { QSettings("lacquer", "lacquer").setValue("console/meter", static_cast<int>(scale)); });
    add(tr("Hide the selected strips"), {Qt::Key_H}, [&console](ChannelId) { console.hideSelected(); });
    add(tr("Show only the selected strips"), {Qt::SHIFT | Qt::Key_H}, [&console](ChannelId) { console.showOnlySelected(); });
    always(tr("Show all strips"), {Qt::ALT | Qt::Key_H}, [&console](ChannelId) { console.showAll(); });
    add(tr("Spill what plays into the selected bus"), {Qt::Key_Backslash}, [&console](ChannelId id) { console.spill(id); });
    add(tr("Copy the strip's settings"), {QKeySequence::Copy}, [&](ChannelId id) { actions.copySettings(id); });
    add(tr("Paste the strip's settings"), {QKeySequence::Paste}, [&](ChannelId id) { actions.pasteSettings(id); });
    add(tr("Duplicate the track"), {QKeySequence(Qt::CTRL | Qt::Key_D)}, [&](ChannelId id) { actions.duplicateTrack(id); });
    add(tr("Remove the strip"), {QKeySequence(Qt::CTRL | Qt::Key_Delete)}, [&](ChannelId id) { actions.removeChannel(id); });
}

QList<QAction*> MainWindow::commands() const {
    QList<QAction*> all = actions();
    if (workspace_.isOpen() && page_ == Page::mix) all << mix_->timeline()->actions() << mix_->console().actions();
    else if (workspace_.isOpen()) all << const_cast<MainWindow*>(this)->pageWidget(page_)->actions();
    return all;
}

void MainWindow::toggleViews() {
    if (ring_->isGuiding()) { // the keyboard is walking from control to control
        focusNextChild();
        return;
    }
    if (page_ != Page::mix || !workspace_.isOpen()) return;
    const MixPage::View next = mix_->view() == MixPage::View::both       ? MixPage::View::timeline
                               : mix_->view() == MixPage::View::timeline ? MixPage::View::console
                                                                         : MixPage::View::both;
    mix_->setView(next);
    if (next == MixPage::View::console) mix_->console().setFocus();
    else mix_->timeline()->setFocus();
}

void MainWindow::showAudioSettings() {
    auto* settings = new AudioSettings(workspace_, theme_, this);
    settings->setAttribute(Qt::WA_DeleteOnClose);
    settings->open();
}

void MainWindow::exportMix(ExportPanel::What what) {
    if (page_ != Page::mix) return showPage(Page::deliver); // the album's exports are its targets
    if (!workspace_.song()) return workspace_.messages().note(tr("There is no song to export yet: drop its stems on the window."));
    auto* panel = new ExportPanel(workspace_, theme_, what, this);
    panel->setAttribute(Qt::WA_DeleteOnClose);
    panel->open();
}

void MainWindow::showSurfaceSettings() {
    auto* settings = new SurfaceSettings(surfaces_, theme_, this);
    settings->setAttribute(Qt::WA_DeleteOnClose);
    settings->open();
}

void MainWindow::learnControl(QWidget* control) {
    learn_->begin();
    learn_->arm(control);
}

void MainWindow::showMenu(const QPoint& at) {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions(actions());
    menu->popup(at);
}

void MainWindow::saveNow() {
    const Result<void> saved = workspace_.save();
    if (saved) workspace_.messages().post({Verdict::pass, tr("Saved. Every edit is on disk as it is made, too."), {}, {}});
    else workspace_.messages().fail(QString::fromStdString(saved.error().message));
}

void MainWindow::closeEvent(QCloseEvent* event) {
    QSettings("lacquer", "lacquer").setValue("window/geometry", saveGeometry());
    workspace_.endGesture();
    event->accept();
}

void MainWindow::resizeEvent(QResizeEvent* event) {
    QMainWindow::resizeEvent(event);
    palette_->hide();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (localPaths(event->mimeData()).isEmpty()) return;
    start_->setDropping(true);
    event->acceptProposedAction();
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent*) { start_->setDropping(false); }

void MainWindow::dropEvent(QDropEvent* event) {
    start_->setDropping(false);
    const QStringList paths = localPaths(event->mimeData());
    event->acceptProposedAction();
    if (const QString folder = projectFolderOf(paths); !folder.isEmpty()) doors_->open(folder);
    else doors_->takeStems(paths);
}

} // namespace lacquer::ui
