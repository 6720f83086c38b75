#include "ui/mix/strip_widget.h"

#include "engine/project/automation_edits.h"
#include "engine/project/channel_parameters.h"
#include "engine/project/insert_edits.h"
#include "ui/controls/given_words.h"
#include "ui/controls/learnable.h"
#include "ui/mix/mixer_menus.h"
#include "ui/models/automation_lane.h"
#include "ui/models/scales.h"

#include <QLineEdit>
#include <QMenu>
#include <QMouseEvent>

#include <algorithm>
#include <cmath>

namespace lacquer::ui {
namespace {

Role roleOf(project::AutomationMode mode) {
    switch (mode) {
    case project::AutomationMode::read: return Role::autoRead;
    case project::AutomationMode::touch: return Role::autoTouch;
    case project::AutomationMode::latch: return Role::autoLatch;
    case project::AutomationMode::write: return Role::autoWrite;
    case project::AutomationMode::trim: return Role::autoTrim;
    case project::AutomationMode::off: break;
    }
    return Role::text3;
}

} // namespace

StripWidget::StripWidget(Workspace& workspace, MixerActions& actions, const Theme& theme, QWidget* parent)
    : QWidget(parent), workspace_(workspace), actions_(actions), theme_(theme) {
    const auto spec = [](const char* id) { return *project::findChannelParameter(id); };
    trim_ = new ValueField(theme, spec("trim"), {}, this, ValueField::Look::plain);
    trim_->setUnitShown(ValueField::UnitShown::no);
    trim_->setAlignment(Qt::AlignRight);
    trim_->setFontOf(10, QFont::Normal);
    polarity_ = new Button(theme, QStringLiteral("Ø"), {}, this, Button::Look::well);
    polarity_->setCheckable(true);
    polarity_->setFontOf(11, QFont::Normal);
    pan_ = new PanBar(theme, {}, this);
    panKnob_ = new Knob(theme, spec("pan"), tr("Pan"), {}, this);
    panKnob_->setDiameter(Size::knobSmall);
    widthKnob_ = new Knob(theme, spec("width"), tr("Width"), {}, this);
    widthKnob_->setDiameter(Size::knobSmall);
    mute_ = new Button(theme, QStringLiteral("M"), {}, this, Button::Look::well);
    mute_->setCheckable(true);
    mute_->setOnRole(Role::stateMute);
    solo_ = new Button(theme, QStringLiteral("S"), {}, this, Button::Look::well);
    solo_->setCheckable(true);
    solo_->setOnRole(Role::stateSolo);
    level_ = new ValueField(theme, spec("fader"), {}, this);
    level_->setUnitShown(ValueField::UnitShown::no);
    level_->setFontOf(11, QFont::DemiBold);
    peak_ = new PeakReadout(theme, {}, this);
    fader_ = new Fader(theme, {}, this);
    meter_ = new MeterBar(theme, {}, this);
    mode_ = new Button(theme, QStringLiteral("R"), {}, this, Button::Look::well);
    mode_->setFontOf(11, QFont::Bold);
    output_ = new MenuButton(theme, {}, this);
    output_->setLook(MenuButton::Look::plain);
    setGivenWords(output_);

    bind(trim_, "trim");
    bind(pan_, "pan");
    bind(panKnob_, "pan");
    bind(widthKnob_, "width");
    bind(level_, "fader");
    bind(fader_, "fader");
    // What a hand moved stands where it moved it, also when the edit is refused.
    for (Button* button : {polarity_, mute_, solo_}) connect(button, &Button::pressed, this, [this] { touched_ = true; });
    connect(polarity_, &Button::clicked, this, [this] { actions_.togglePolarity(strip_.id); });
    connect(mute_, &Button::clickedWith, this, [this](Qt::KeyboardModifiers with) { actions_.toggleMute(strip_.id, with); });
    connect(solo_, &Button::clickedWith, this, [this](Qt::KeyboardModifiers with) { actions_.toggleSolo(strip_.id, with); });
    connect(mode_, &Button::clicked, this, [this] {
        auto* menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        fillModeMenu(*menu, actions_, strip_);
        menu->popup(mode_->mapToGlobal(QPoint(0, mode_->height())));
    });
    output_->setMenuMaker([this](QMenu& menu) { fillOutputMenu(menu, workspace_, actions_, strip_); });
    const auto clear = [this] {
        workspace_.meters().clear(strip_.id);
        refreshReadings();
    };
    connect(meter_, &MeterBar::clearWanted, this, clear);
    connect(peak_, &PeakReadout::clearWanted, this, clear);
    connect(meter_, &MeterBar::menuWanted, this, &StripWidget::meterMenuWanted);
    connect(meter_, &MeterBar::clearAllWanted, this, &StripWidget::clearAllPeaksWanted);
    connect(peak_, &PeakReadout::clearAllWanted, this, &StripWidget::clearAllPeaksWanted);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void StripWidget::bind(ValueControl* control, const char* parameter) {
    connect(control, &ValueControl::dragBegan, this, [=, this] {
        if (isFlipped(parameter)) actions_.beginSendDrag(strip_.id, layout_.flip);
        else actions_.beginDrag(strip_.id, parameter);
    });
    connect(control, &ValueControl::dragged, this, [=, this](double value) {
        if (isFlipped(parameter)) actions_.dragSend(strip_.id, layout_.flip, value);
        else actions_.drag(strip_.id, parameter, value);
    });
    connect(control, &ValueControl::dragEnded, this, [this] { actions_.endDrag(); });
    connect(control, &ValueControl::steppedTo, this, [=, this](double value) {
        if (isFlipped(parameter)) actions_.stepSend(strip_.id, layout_.flip, value);
        else actions_.step(strip_.id, parameter, value);
    });
    connect(control, &ValueControl::entered, this, [=, this](double value) {
        if (isFlipped(parameter)) actions_.enterSend(strip_.id, layout_.flip, value);
        else actions_.enter(strip_.id, parameter, value);
    });
    control->setMenuExtension([=, this](QMenu& menu) {
        if (isFlipped(parameter)) return;
        menu.addAction(tr("Show its automation"), &menu, [=, this] {
            actions_.showAutomation(strip_.id, {project::AutomationTarget::Owner::channel, 0, parameter});
        });
    });
    connect(control, &ValueControl::neighbourWanted, this, [=, this](int direction) { emit neighbourWanted(parameter, direction); });
    connect(control, &ValueControl::touched, this, [this] {
        touched_ = true;
        if (!workspace_.isSelected(strip_.id)) workspace_.selectChannel(strip_.id);
    });
}

void StripWidget::bindSend(SendBar* bar, std::size_t row) {
    const auto bus = [this, row] { return row < strip_.sends.size() ? strip_.sends[row].bus : ChannelId{}; };
    connect(bar, &ValueControl::touched, this, [this] { touched_ = true; });
    connect(bar, &ValueControl::dragBegan, this, [=, this] { actions_.beginSendDrag(strip_.id, bus()); });
    connect(bar, &ValueControl::dragged, this, [=, this](double value) { actions_.dragSend(strip_.id, bus(), value); });
    connect(bar, &ValueControl::dragEnded, this, [this] { actions_.endDrag(); });
    connect(bar, &ValueControl::steppedTo, this, [=, this](double value) { actions_.stepSend(strip_.id, bus(), value); });
    connect(bar, &ValueControl::entered, this, [=, this](double value) { actions_.enterSend(strip_.id, bus(), value); });
    connect(bar, &SendBar::sendDropped, this, [this](const QByteArray& carried) {
        const QList<QByteArray> ids = carried.split(' ');
        if (ids.size() == 2) actions_.copySend({ids[0].toULongLong()}, {ids[1].toULongLong()}, strip_.id);
    });
    bar->setMenuExtension([=, this](QMenu& menu) {
        if (row >= strip_.sends.size()) return;
        fillSendMenu(menu, actions_, strip_.id, strip_.sends[row]);
        if (const SendId send = strip_.sends[row].id)
            menu.addAction(tr("Show its automation"), &menu, [this, send] {
                actions_.showAutomation(strip_.id, {project::AutomationTarget::Owner::send, send.value, "level"});
            });
    });
}

void StripWidget::bindSlot(InsertSlot* slot, std::size_t row) {
    const auto insert = [slot] { return slot->cell() ? slot->cell()->id : InsertId{}; };
    connect(slot, &InsertSlot::editWanted, this, [=, this] { workspace_.selectInsert(strip_.id, insert()); });
    connect(slot, &InsertSlot::bypassWanted, this, [=, this] { actions_.toggleBypass(strip_.id, insert()); });
    connect(slot, &InsertSlot::removeWanted, this, [=, this] { actions_.removeInsert(strip_.id, insert()); });
    connect(slot, &InsertSlot::menuWanted, this, [=, this](const QPoint& at) {
        auto* menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        fillInsertMenu(*menu, workspace_, actions_, strip_.id, insert(), static_cast<int>(row));
        menu->popup(at);
    });
    connect(slot, &InsertSlot::dropped, this, [=, this](std::uint64_t id, Qt::KeyboardModifiers with) {
        actions_.dropInsert({id}, strip_.id, static_cast<int>(std::min(row, strip_.inserts.size())), with & Qt::ControlModifier);
    });
}

void StripWidget::show(const Strip& strip, const StripLayout& layout) {
    const project::Channel* channel = project::findChannel(*workspace_.project(), strip.id);
    // An edit changes few strips of hundreds. What is the very same insert looks the same, too.
    std::vector<std::shared_ptr<const project::Insert>> inserts;
    if (channel) inserts.assign(channel->inserts.begin(), channel->inserts.end());
    const bool same = strip == strip_ && layout == layout_ && inserts == shownInserts_ && shownTheme_ == theme_.variant();
    if (same && !following_ && !touched_) return;
    touched_ = touched_ && workspace_.inGesture();
    shownInserts_ = std::move(inserts);
    shownTheme_ = theme_.variant();
    const bool rearrange = !(layout == layout_) || slots_.empty() || strip.sends.size() != strip_.sends.size() ||
                           strip.inserts.size() != strip_.inserts.size() || strip.kind != strip_.kind;
    const bool repaint = rearrange || strip.vcaName != strip_.vcaName || strip.frozen != strip_.frozen || strip.frozenOutOfDate != strip_.frozenOutOfDate || strip.name != strip_.name || strip.colour != strip_.colour || strip.number != strip_.number;
    strip_ = strip;
    layout_ = layout;
    const QString name = title();
    setAccessibleName(name);
    trim_->setName(tr("Trim, %1").arg(name));
    trim_->setValue(strip.trim);
    polarity_->setAccessibleName(tr("Polarity, %1").arg(name));
    polarity_->setToolTip(tr("Polarity: turns the signal upside down (Shift+P). For a second microphone that cancels the first"));
    polarity_->setChecked(strip.polarityInverted);
    pan_->setName(tr("Pan, %1").arg(name));
    pan_->setValue(strip.pan);
    panKnob_->setName(tr("Pan, %1").arg(name));
    panKnob_->setValue(strip.pan);
    widthKnob_->setName(tr("Width, %1").arg(name));
    widthKnob_->setValue(strip.width);
    mute_->setAccessibleName(tr("Mute, %1").arg(name));
    mute_->setToolTip(tr("Mute (Shift+M). Alt-click: all"));
    mute_->setChecked(strip.muted);
    mute_->setHollow(strip.impliedMute && !strip.muted);
    solo_->setAccessibleName(tr("Solo, %1").arg(name));
    refreshListening();
    using surfaces::channelControl;
    setLearnable(trim_, channelControl(strip.id, "trim"));
    setLearnable(polarity_, channelControl(strip.id, "polarity"));
    setLearnable(pan_, channelControl(strip.id, "pan"));
    setLearnable(panKnob_, channelControl(strip.id, "pan"));
    setLearnable(widthKnob_, channelControl(strip.id, "width"));
    setLearnable(mute_, channelControl(strip.id, "mute"));
    setLearnable(solo_, channelControl(strip.id, "solo"));
    setLearnable(fader_, channelControl(strip.id, "fader"));
    // Flipped, the fader is the send; a strip that cannot send there has none.
    const SendCell* flipped = flippedSend();
    const double level = !layout_.flip ? strip.fader : flipped && flipped->id ? flipped->level.value : kSilence.value;
    const QString what = flipped ? tr("Send to %1").arg(QString::fromStdString(flipped->busName)) : QString();
    level_->setName(flipped ? tr("%1, %2").arg(what, name) : tr("Level, %1").arg(name));
    level_->setValue(level);
    fader_->setName(flipped ? tr("%1, %2").arg(what, name) : tr("Fader, %1").arg(name));
    fader_->setValue(level);
    level_->setEnabled(!layout_.flip || flipped);
    fader_->setEnabled(!layout_.flip || flipped);
    meter_->setAccessibleName(tr("Meter, %1").arg(name));
    meter_->setToolTip((layout.meter == MeterScale::lufs ? tr("Loudness in LUFS: momentary left, short-term right; the line is the highest momentary.")
                                                         : tr("%1 after the fader, with the peak of the last two seconds as a line.").arg(QString::fromUtf8(nameOf(layout.meter)))) +
                       QLatin1Char(' ') + tr("The lamp stays lit after an over; gain reduction hangs at the right. Click clears, right-click chooses the scale"));
    meter_->setSilenced(strip.impliedMute);
    meter_->setScale(layout.meter);
    peak_->setAccessibleName(layout.meter == MeterScale::lufs ? tr("Highest loudness, %1").arg(name) : tr("Highest peak, %1").arg(name));
    mode_->setText(QString::fromStdString(letterOf(strip.mode)));
    mode_->setAccessibleName(tr("Automation, %1").arg(name));
    mode_->setToolTip(tr("Automation: %1. Click chooses: read plays it, touch and latch write while you move, write always, trim adds to it").arg(QString::fromStdString(nameOf(strip.mode))));
    mode_->setTint(strip.mode == project::AutomationMode::off ? std::nullopt : std::optional(roleOf(strip.mode)));
    output_->setAccessibleName(tr("Output, %1").arg(name));
    output_->setToolTip(tr("Output: the group or the mix that this plays into"));
    output_->setShownText(QString::fromStdString(strip.output));
    output_->setEnabled(strip.kind != StripKind::mix);

    while (slots_.size() < static_cast<std::size_t>(layout.insertRows)) {
        auto* slot = new InsertSlot(theme_, this);
        bindSlot(slot, slots_.size());
        slots_.push_back(slot);
        slot->show();
    }
    while (sends_.size() < static_cast<std::size_t>(layout.sendRows)) {
        auto* bar = new SendBar(theme_, {}, this);
        bindSend(bar, sends_.size());
        sends_.push_back(bar);
        bar->show();
    }
    const ProcessorSpec* eqSpec = workspace_.catalogue().find("eq");
    for (std::size_t k = 0; k < slots_.size(); ++k) {
        InsertSlot* slot = slots_[k];
        slot->setHue(theme_.hue(strip.colour));
        if (k >= strip.inserts.size()) {
            slot->showInsert(name, std::nullopt, std::nullopt);
            continue;
        }
        std::optional<EqState> eq;
        const project::Insert* insert = channel ? project::findInsert(*channel, strip.inserts[k].id) : nullptr;
        if (insert && insert->processor == "eq" && eqSpec) eq = eqStateOf(insert->values, *eqSpec);
        QString note;
        if (layout.wide && eq) {
            const auto bands = std::count_if(eq->bands.begin(), eq->bands.end(), [](const EqBand& band) { return band.on; });
            note = bands == 1 ? tr("1 band") : tr("%1 bands").arg(bands);
        }
        slot->setNote(note);
        slot->showInsert(name, strip.inserts[k], eq);
    }
    for (std::size_t k = 0; k < sends_.size() && k < strip.sends.size(); ++k) {
        const SendCell& send = strip.sends[k];
        const QString bus = QString::fromStdString(send.busName);
        sends_[k]->setName(tr("Send to %1, %2").arg(bus, name));
        sends_[k]->setCarried(QByteArray::number(static_cast<qulonglong>(strip.id.value)) + ' ' + QByteArray::number(static_cast<qulonglong>(send.bus.value)));
        if (send.id) setLearnable(sends_[k], surfaces::sendControl(strip.id, send.id));
        else sends_[k]->setProperty(kLearnable, {});
        sends_[k]->setValue(send.id ? send.level.value : kSilence.value);
        sends_[k]->showSend(bus, theme_.hue(send.busColour), !send.id ? SendBar::State::none : send.muted ? SendBar::State::muted : SendBar::State::on);
    }
    if (rearrange) layOut();
    if (repaint) update();
    refreshSelection();
}

void StripWidget::refreshSelection() {
    const bool selected = workspace_.isSelected(strip_.id);
    for (InsertSlot* slot : slots_) slot->setEdited(slot->cell() && slot->cell()->id == workspace_.selection().insert);
    meter_->setGround(selected ? Role::surface2 : Role::surface1);
    if (selected == selected_) return;
    selected_ = selected;
    update();
}

void StripWidget::refreshReadings() {
    const ChannelMeter& meter = workspace_.meters().of(strip_.id);
    double reduction = 0;
    for (InsertSlot* slot : slots_)
        if (slot->cell() && slot->cell()->reduces) {
            const double shown = workspace_.shownReduction(slot->cell()->id);
            slot->setReduction(shown);
            if (!slot->cell()->bypassed) reduction += shown;
        }
    showAutomation();
    meter_->show(meter, reduction);
    peak_->show(meter, layout_.meter);
}

void StripWidget::refreshListening() {
    const MonitorDesk& desk = workspace_.monitorDesk();
    const bool listened = desk.isListened(strip_.id);
    const bool before = desk.listenPoint() == plan::ListenPoint::beforeFader;
    // What is listened to says so in letters and in a colour of its own, whatever the buttons do now.
    const QString point = before ? tr("PFL") : tr("AFL");
    solo_->setText(listened || desk.soloListens() ? point : QStringLiteral("S"));
    solo_->setOnRole(listened ? Role::accent : Role::stateSolo);
    solo_->setChecked(listened || strip_.soloed);
    solo_->setHollow(!listened && strip_.soloSafe && !strip_.soloed);
    solo_->setToolTip(!desk.soloListens() ? tr("Solo (Shift+S). Alt-click: alone, Ctrl-click: solo safe")
                      : before            ? tr("Listen before the fader (Shift+S). Alt-click: alone, Ctrl-click: solo safe")
                                          : tr("Listen after the fader (Shift+S). Alt-click: alone, Ctrl-click: solo safe"));
    solo_->setValueText(listened ? tr("listened to") : strip_.soloed ? tr("soloed") : strip_.soloSafe ? tr("solo safe") : QString());
}

void StripWidget::setBanked(bool banked) {
    if (banked == banked_) return;
    banked_ = banked;
    update();
}

void StripWidget::showAutomation() {
    // While it plays, the controls stand where the curves put them.
    const bool playing = workspace_.playerState().playing && strip_.mode != project::AutomationMode::off && !workspace_.inGesture();
    if (!playing && !following_) return;
    following_ = playing;
    const project::Channel* channel = project::findChannel(*workspace_.project(), strip_.id);
    if (!channel) return;
    const auto follow = [&](const char* parameter, double own, std::initializer_list<ValueControl*> controls) {
        const project::AutomationCurve* curve = project::findCurve(*channel, {project::AutomationTarget::Owner::channel, 0, parameter});
        const auto written = workspace_.recorder().valueOf(surfaces::channelControl(strip_.id, parameter)); // by some hand
        const double value = written           ? *written
                             : playing && curve ? curveValueAt(*curve, *project::findChannelParameter(parameter), workspace_.playerState().position)
                                                : own;
        for (ValueControl* control : controls) control->setValue(value);
    };
    if (!layout_.flip) follow("fader", strip_.fader, {fader_, level_});
    follow("pan", strip_.pan, {pan_, panKnob_});
    follow("width", strip_.width, {widthKnob_});
    follow("trim", strip_.trim, {trim_});
    mute_->setChecked(workspace_.heardValue(surfaces::channelControl(strip_.id, "mute")) > 0.5);
}

void StripWidget::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    // Of several chosen strips one is dragged with the others: it is chosen alone only when let go.
    chooseLater_ = selected_ && event->modifiers() == Qt::NoModifier && workspace_.selection().channels.size() > 1;
    if (!chooseLater_) emit chosen(event->modifiers());
    if (event->pos().y() < headerHeight() && strip_.kind == StripKind::track) pressedName_ = event->pos();
}

void StripWidget::mouseMoveEvent(QMouseEvent* event) {
    if (!pressedName_ || !(event->buttons() & Qt::LeftButton)) return;
    if (!draggingName_ && std::abs(event->pos().x() - pressedName_->x()) < 8) return;
    draggingName_ = true;
    setCursor(Qt::ClosedHandCursor);
    emit dragged(event->globalPosition().toPoint().x());
}

void StripWidget::mouseReleaseEvent(QMouseEvent* event) {
    pressedName_.reset();
    const bool choose = chooseLater_ && !draggingName_ && event->button() == Qt::LeftButton;
    chooseLater_ = false;
    if (choose) emit chosen({});
    if (!draggingName_) return;
    draggingName_ = false;
    unsetCursor();
    emit dropped(event->globalPosition().toPoint().x());
}

const SendCell* StripWidget::flippedSend() const {
    if (!layout_.flip) return nullptr;
    const auto found = std::find_if(strip_.sends.begin(), strip_.sends.end(), [&](const SendCell& send) { return send.bus == layout_.flip; });
    return found == strip_.sends.end() ? nullptr : &*found;
}

void StripWidget::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->pos().y() < headerHeight()) beginRename();
}

void StripWidget::beginRename() {
    auto* edit = new QLineEdit(title(), this);
    edit->setGeometry(0, 0, width() - 1, headerHeight());
    edit->setAccessibleName(tr("Name of %1").arg(title()));
    edit->selectAll();
    edit->show();
    edit->setFocus();
    connect(edit, &QLineEdit::editingFinished, this, [this, edit] {
        if (edit->isHidden()) return; // hiding takes the focus and finishes once more
        const QString name = edit->text();
        edit->hide();
        edit->deleteLater();
        actions_.rename(strip_.id, name);
    });
}

void StripWidget::contextMenuEvent(QContextMenuEvent* event) {
    if (!workspace_.isSelected(strip_.id)) workspace_.selectChannel(strip_.id);
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillStripMenu(*menu, theme_, workspace_, actions_, strip_, [this] { beginRename(); });
    menu->popup(event->globalPos());
}

ValueControl* StripWidget::control(std::string_view parameter) const {
    if (parameter == "fader") return level_;
    if (parameter == "pan") return layout_.wide ? static_cast<ValueControl*>(panKnob_) : pan_;
    if (parameter == "width") return widthKnob_;
    if (parameter == "trim") return trim_;
    return nullptr;
}

} // namespace lacquer::ui
