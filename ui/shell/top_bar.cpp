#include "ui/shell/top_bar.h"

#include "engine/project/channel_edits.h"
#include "engine/project/song_edits.h"
#include "engine/project/tempo_edits.h"
#include "ui/models/strip.h"
#include "ui/theme/figures.h"

#include <QPaintEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace lacquer::ui {
namespace {

ParameterSpec tempoSpec() {
    ParameterSpec spec;
    spec.id = "tempo";
    spec.name = "Tempo";
    spec.minimum = 20;
    spec.maximum = 400;
    spec.defaultValue = 120;
    return spec;
}

} // namespace

TopBar::TopBar(Workspace& workspace, const Theme& theme, QWidget* parent) : QWidget(parent), workspace_(workspace), theme_(theme) {
    setAccessibleName(tr("Top bar"));
    mark_ = new Button(theme, Icon::mark, tr("Menu"), this);
    connect(mark_, &Button::clicked, this, [this] { emit menuWanted(mark_->mapToGlobal(QPoint(0, mark_->height()))); });
    tabs_ = new Tabs(theme, {tr("Mix"), tr("Master"), tr("Deliver")}, this);
    tabs_->setToolTips({tr("Mix (F2)"), tr("Master (F3)"), tr("Deliver (F4)")});
    connect(tabs_, &Tabs::chosen, this, &TopBar::pageChosen);
    toStart_ = new Button(theme, Icon::toStart, tr("To the start (Home)"), this);
    connect(toStart_, &Button::clicked, this, [this] { workspace_.locate({}); });
    back_ = new Button(theme, Icon::back, tr("Back five seconds"), this);
    connect(back_, &Button::clicked, this, [this] {
        workspace_.locate(workspace_.playerState().position - framesIn(Seconds{5}, workspace_.project()->rate));
    });
    play_ = new Button(theme, Icon::play, tr("Play (Space)"), this, Button::Look::filled);
    play_->setCheckable(true);
    play_->setOnRole(Role::autoRead);
    connect(play_, &Button::clicked, this, [this] {
        workspace_.togglePlay();
        refreshState();
    });
    loop_ = new Button(theme, Icon::loop, tr("Loop (L)"), this);
    connect(loop_, &Button::clicked, this, &TopBar::toggleLoop);
    arm_ = new Button(theme, Icon::automationArm, tr("Write automation"), this);
    connect(arm_, &Button::clicked, this, [this] {
        workspace_.recorder().setWriting(!workspace_.recorder().isOn());
        emit workspace_.projectChanged(); // surfaces show it too
    });
    metronome_ = new MetronomeButton(workspace, theme, this);
    time_ = new TimeDisplay(workspace, theme, this);
    tempo_ = new ValueField(theme, tempoSpec(), tr("Tempo"), this);
    tempo_->setFontOf(13, QFont::DemiBold);
    const auto setTempo = [this](double tempo) {
        const project::Song* song = workspace_.song();
        if (!song) return;
        project::TempoPoint point = song->tempo.front();
        const FramePosition position = workspace_.playerState().position;
        for (const project::TempoPoint& each : song->tempo)
            if (each.position <= position) point = each;
        point.beatsPerMinute = std::round(tempo * 10) / 10;
        const Edit edit = [id = song->id, point](const project::Project& from) { return project::changeTempo(from, id, point); };
        if (workspace_.inGesture()) workspace_.apply({}, edit);
        else workspace_.nudge("tempo", tr("Tempo"), edit);
    };
    connect(tempo_, &ValueControl::dragBegan, this, [this] { workspace_.beginGesture(tr("Tempo")); });
    connect(tempo_, &ValueControl::dragged, this, setTempo);
    connect(tempo_, &ValueControl::dragEnded, this, [this] { workspace_.endGesture(); });
    connect(tempo_, &ValueControl::steppedTo, this, setTempo);
    connect(tempo_, &ValueControl::entered, this, setTempo);
    solo_ = new Button(theme, tr("Solo %1").arg(1), tr("Clear all solos"), this);
    solo_->setCheckable(true);
    solo_->setChecked(true);
    solo_->setOnRole(Role::stateSolo);
    connect(solo_, &Button::clicked, this, [this] {
        solo_->setChecked(true);
        if (const project::Song* song = workspace_.song())
            workspace_.apply(tr("Clear solo"), [id = song->id](const project::Project& from) { return project::clearSolos(from, id); });
    });
    undo_ = new Button(theme, Icon::undo, tr("Undo"), this);
    redo_ = new Button(theme, Icon::redo, tr("Redo"), this);
    connect(undo_, &Button::clicked, this, [this] { workspace_.undo(); });
    connect(redo_, &Button::clicked, this, [this] { workspace_.redo(); });
    load_ = new LoadMeter(workspace, theme, this);
    device_ = new Button(theme, QString(), tr("Audio settings"), this, Button::Look::plain);
    device_->setFontOf(10, QFont::Medium);
    connect(device_, &Button::clicked, this, &TopBar::audioSettingsWanted);
    loudness_ = new LoudnessReadout(workspace, theme, this);
    monitor_ = new MonitorSection(workspace, theme, this);
    connect(monitor_, &MonitorSection::sizeChanged, this, &TopBar::layOut);
    connect(&workspace, &Workspace::projectChanged, this, &TopBar::refresh);
    connect(&workspace, &Workspace::songChanged, this, &TopBar::refresh);
    connect(&workspace, &Workspace::ticked, this, &TopBar::refreshState);
    connect(&theme, &Theme::changed, this, [this] {
        refresh();
        update();
    });
    refresh();
}

void TopBar::setPage(int page) { tabs_->setCurrent(page); }

void TopBar::toggleLoop() {
    const project::Song* song = workspace_.song();
    if (!song) return;
    project::LoopRange loop = song->loop;
    loop.on = !loop.on;
    // Without a range the whole song goes round.
    if (loop.on && loop.end <= loop.start) loop = {{}, project::endOf(*song), true};
    if (loop.end <= loop.start) return;
    workspace_.apply(loop.on ? tr("Loop on") : tr("Loop off"), [id = song->id, loop](const project::Project& from) { return project::setLoop(from, id, loop); });
}

void TopBar::refresh() {
    const project::Project& project = *workspace_.project();
    const project::Song* song = workspace_.song();
    name_ = QString::fromStdString(project.name);
    undoName_ = workspace_.undoName();
    undo_->setEnabled(!undoName_.isEmpty());
    undo_->setToolTip(undoName_.isEmpty() ? tr("Nothing to undo") : tr("Undo: %1 (Ctrl+Z)").arg(undoName_));
    undo_->setAccessibleDescription(undoName_);
    const QString redoName = workspace_.redoName();
    redo_->setEnabled(!redoName.isEmpty());
    redo_->setToolTip(redoName.isEmpty() ? tr("Nothing to redo") : tr("Redo: %1 (Ctrl+Shift+Z)").arg(redoName));
    loop_->setTint(song && song->loop.on ? std::optional(Role::accent) : std::nullopt);
    const int solos = song ? soloCount(*song) : 0;
    solo_->setText(tr("Solo %1").arg(solos));
    const bool wasSolo = solo_->isVisibleTo(this);
    solo_->setVisible(solos > 0);
    if (wasSolo != (solos > 0)) layOut();
    refreshState();
    update();
}

void TopBar::refreshState() {
    const live::PlayerState& state = workspace_.playerState();
    play_->setChecked(state.playing);
    play_->setIconShape(state.playing ? Icon::stop : Icon::play);
    if (const project::Song* song = workspace_.song()) {
        double tempo = song->tempo.front().beatsPerMinute;
        for (const project::TempoPoint& point : song->tempo)
            if (point.position <= state.position) tempo = point.beatsPerMinute;
        if (!tempo_->isTyping()) tempo_->setValue(tempo);
    }
    refreshArm();
    refreshDevice();
}

void TopBar::refreshArm() {
    const surfaces::AutomationRecorder& recorder = workspace_.recorder();
    const Arm arm = !recorder.isOn() ? Arm::off : recorder.isArmed() ? Arm::writes : Arm::noStrip;
    if (arm == shownArm_) return; // asked many times a second
    shownArm_ = arm;
    switch (arm) {
    case Arm::off:
        arm_->setTint(Role::text3);
        return arm_->setToolTip(tr("Automation is not written, whatever the strips' modes say. Click to write it again"));
    case Arm::writes:
        arm_->setTint(Role::autoWrite);
        return arm_->setToolTip(tr("Moves on strips in touch, latch, write and trim are written as automation. Click to write none"));
    case Arm::noStrip:
        arm_->setTint(std::nullopt);
        return arm_->setToolTip(tr("No strip's mode writes automation: choose touch, latch, write or trim at its foot. Click to write none at all"));
    }
}

void TopBar::refreshDevice() {
    const live::PlayerState& state = workspace_.playerState();
    const ShownDevice shown{state.device, state.api, state.deviceRate.hz, state.bufferFrames};
    if (shown == shownDevice_) return;
    shownDevice_ = shown;
    const QString rate = QString::number(state.deviceRate.hz / 1000.0, 'g', 4) + " kHz";
    device_->setText(state.device.empty()  ? tr("No device")
                     : state.api == "null" ? tr("No sound, %1").arg(rate)
                                           : tr("%1, %2").arg(QString::fromStdString(state.api), rate));
    device_->setToolTip(tr("Audio settings: %1, %2 frames").arg(QString::fromStdString(state.device)).arg(state.bufferFrames));
}

void TopBar::resizeEvent(QResizeEvent*) { layOut(); }

void TopBar::layOut() {
    const int h = height();
    const int row = 32;
    const int y = (h - row) / 2;
    const int wide = width();
    const bool withDevice = wide >= 1400;
    const bool withUndoName = wide >= 1680;
    const bool withTempo = wide >= 1360;
    mark_->setGeometry(8, y, row, row);
    tabs_->setGeometry(44, 0, tabs_->sizeHint().width(), h);
    int right = wide - 8;
    const auto fromRight = [&](QWidget* widget, int width, int height, bool there) {
        widget->setVisible(there);
        if (!there) return;
        right -= width;
        widget->setGeometry(right, (h - height) / 2, width, height);
        right -= 6;
    };
    monitor_->setWidth(wide >= 1600 ? MonitorSection::Width::full : MonitorSection::Width::small);
    fromRight(monitor_, monitor_->sizeHint().width(), 28, true);
    right -= 4;
    loudness_->setStacked(wide < 1500);
    fromRight(loudness_, loudness_->sizeHint().width(), row, true);
    right -= 4;
    fromRight(device_, 128, 24, withDevice);
    fromRight(load_, 44, 36, true);
    right -= 8;
    fromRight(redo_, 28, 28, true);
    fromRight(undo_, 28, 28, true);
    undoBox_ = withUndoName ? QRect(right - 180, 0, 176, h) : QRect();
    if (withUndoName) right -= 184;
    const int solo = 64;
    const bool withSolo = solo_->isVisibleTo(this);
    if (withSolo) {
        right -= solo;
        solo_->setGeometry(right, (h - 24) / 2, solo, 24);
        right -= 8;
    }
    // The transport stands in the middle of the window where it can.
    const int time = time_->sizeHint().width();
    const bool withArm = wide >= 1200;
    const int transport = (withArm ? 6 : 5) * 34 + 10 + 48 + 8 + time + (withTempo ? 84 : 0);
    const int nameLeft = tabs_->geometry().right() + 16;
    const int least = nameLeft + (wide < 1200 ? 8 : 90); // with a word of the project's name
    int x = std::clamp(wide / 2 - transport / 2, least, std::max(least, right - transport - 8));
    nameBox_ = QRect(nameLeft, 0, x - nameLeft - 12, h);
    const auto place = [&](QWidget* widget, int width) {
        widget->setGeometry(x, y, width, row);
        x += width + 2;
    };
    place(toStart_, 32);
    place(back_, 32);
    x += 4;
    place(play_, 48);
    x += 4;
    place(loop_, 32);
    arm_->setVisible(withArm);
    if (withArm) place(arm_, 32);
    place(metronome_, 32);
    x += 8;
    place(time_, time);
    x += 4;
    tempo_->setVisible(withTempo);
    if (withTempo) place(tempo_, 72);
}

void TopBar::paintEvent(QPaintEvent* event) {
    // Often only what lies under a running readout is asked for: no words are set then.
    const QRectF part = event->rect();
    QPainter painter(this);
    painter.fillRect(part, theme_.colour(Role::surface1));
    painter.setPen(theme_.colour(Role::text2));
    if (nameBox_.width() > 30 && part.intersects(nameBox_)) drawName(painter, theme_.font(12), nameBox_, Qt::AlignLeft, name_);
    painter.setPen(theme_.colour(Role::text3));
    if (!undoBox_.isNull() && part.intersects(undoBox_)) drawName(painter, theme_.font(11), undoBox_, Qt::AlignRight, undoName_);
}

} // namespace lacquer::ui
