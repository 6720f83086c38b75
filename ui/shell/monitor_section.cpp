#include "ui/shell/monitor_section.h"

#include "ui/models/level_match.h"
#include "ui/models/time_text.h"
#include "ui/models/workspace.h"
#include "ui/shell/reference_choice.h"

#include <QFileDialog>
#include <QMenu>
#include <QStandardPaths>

#include <array>
#include <utility>

namespace lacquer::ui {
namespace {

constexpr int kGap = 4;
constexpr int kHigh = 28;

QAction* addSwitch(QMenu& menu, const QString& text, bool on, const std::function<void()>& run) {
    QAction* action = menu.addAction(text, &menu, run);
    action->setCheckable(true);
    action->setChecked(on);
    return action;
}

} // namespace

MonitorSection::MonitorSection(Workspace& workspace, const Theme& theme, QWidget* parent) : QWidget(parent), workspace_(workspace), theme_(theme) {
    setAccessibleName(tr("Monitor"));
    const auto button = [&](const QString& text, const QString& name, const QString& tip) {
        auto* made = new Button(theme, text, name, this);
        made->setToolTip(tip);
        made->setCheckable(true);
        return made;
    };
    matched_ = button({}, tr("Comparing at equal loudness"), {});
    matched_->setOnRole(Role::verdictWarn);
    connect(matched_, &Button::clicked, this, [this] {
        workspace_.levelMatch().stop();
        refresh();
    });
    connect(&workspace.levelMatch(), &LevelMatch::changed, this, &MonitorSection::refresh);
    listened_ = button(tr("AFL"), tr("Listening beside the mix"), tr("Click: the mix again"));
    reference_ = button(tr("Ref"), tr("Hear the reference"), tr("Hear the reference in the place of the mix. Right-click: which one"));
    mute_ = button(tr("Mute"), tr("Mute the monitor"), tr("Mute the monitor; the mix goes on"));
    mute_->setOnRole(Role::stateMute);
    dim_ = button(tr("Dim"), tr("Dim the monitor by 20 dB"), tr("Dim the monitor by 20 dB"));
    mono_ = button(tr("Mono"), tr("Listen in mono"), tr("Listen in mono"));
    more_ = new Button(theme, Icon::chevronDown, tr("Monitor menu"), this);
    more_->setToolTip(tr("Monitor: reference, switches, what solo buttons do"));
    connect(more_, &Button::clicked, this, [this] {
        auto* menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        fillMenu(*menu);
        menu->popup(more_->mapToGlobal(QPoint(0, kHigh)));
    });
    connect(listened_, &Button::clicked, this, [this] {
        desk().clearListen();
        refresh();
    });
    connect(reference_, &Button::clicked, this, &MonitorSection::toggleReference);
    reference_->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(reference_, &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
        auto* menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        fillReferences(*menu);
        menu->popup(reference_->mapToGlobal(at));
    });
    connect(mute_, &Button::clicked, this, [this](bool on) { desk().setMute(on); });
    connect(dim_, &Button::clicked, this, [this](bool on) { desk().setDim(on); });
    connect(mono_, &Button::clicked, this, [this](bool on) { desk().setMono(on); });
    connect(&desk(), &MonitorDesk::changed, this, &MonitorSection::refresh);
    refresh();
}

MonitorDesk& MonitorSection::desk() const { return workspace_.monitorDesk(); }

void MonitorSection::setWidth(Width width) {
    if (width == width_) return;
    width_ = width;
    layOut();
}

QSize MonitorSection::sizeHint() const {
    int wide = 44 + kGap + 22;
    if (width_ == Width::full) wide += 40 + 48 + 50 + 3 * kGap;
    if (desk().isListening()) wide += 56 + kGap;
    if (showsMatch()) wide += 78 + kGap;
    return {wide, kHigh};
}

bool MonitorSection::showsMatch() const {
    // A small window has room for one of both.
    return workspace_.levelMatch().isOn() && (width_ == Width::full || !desk().isListening());
}

void MonitorSection::resizeEvent(QResizeEvent*) { layOut(); }

void MonitorSection::layOut() {
    int x = 0;
    const auto place = [&](QWidget* widget, int wide, bool there) {
        widget->setVisible(there);
        if (!there) return;
        widget->setGeometry(x, 0, wide, kHigh);
        x += wide + kGap;
    };
    const bool full = width_ == Width::full;
    place(matched_, 78, showsMatch());
    place(listened_, 56, desk().isListening());
    place(reference_, 40, full);
    place(mute_, 48, full);
    place(dim_, 44, true);
    place(mono_, 50, full);
    place(more_, 22, true);
}

void MonitorSection::refresh() {
    const int before = width();
    const LevelMatch& match = workspace_.levelMatch();
    const auto by = match.compensation();
    matched_->setText(by ? tr("Δ %1 LU").arg(QString::fromStdString(signedText(*by, 1))) : tr("Δ …"));
    matched_->setToolTip(tr("%1: %2. Click: the mix again").arg(match.title(), match.text()));
    matched_->setValueText(match.title() + ", " + match.text());
    matched_->setChecked(true);
    listened_->setText(QStringLiteral("%1 %2").arg(desk().listenPoint() == plan::ListenPoint::afterFader ? tr("AFL") : tr("PFL")).arg(desk().listened().size()));
    listened_->setChecked(true);
    reference_->setChecked(desk().isReferenceHeard());
    const auto& reference = desk().reference();
    const project::Source* source = reference ? project::findSource(*workspace_.project(), reference->source) : nullptr;
    reference_->setValueText(source ? QString::fromStdString(source->name) : tr("none chosen"));
    mute_->setChecked(desk().switches().mute);
    dim_->setChecked(desk().switches().dim);
    mono_->setChecked(desk().switches().mono);
    if (sizeHint().width() != before) emit sizeChanged();
    layOut();
}

void MonitorSection::toggleReference() {
    if (desk().reference()) {
        desk().hearReference(!desk().isReferenceHeard());
    } else if (const auto& all = workspace_.project()->album->references; all.size() == 1) {
        chooseReference(workspace_, all.front(), HearIt::yes);
    } else {
        auto* menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        fillReferences(*menu);
        menu->popup(reference_->isVisible() ? reference_->mapToGlobal(QPoint(0, kHigh)) : mapToGlobal(QPoint(0, kHigh)));
    }
    refresh();
}

void MonitorSection::fillReferences(QMenu& menu) {
    const auto& now = desk().reference();
    for (const SourceId id : workspace_.project()->album->references) {
        const project::Source* source = project::findSource(*workspace_.project(), id);
        if (source) addSwitch(menu, QString::fromStdString(source->name), now && now->source == id, [this, id] { chooseReference(workspace_, id, HearIt::yes); });
    }
    menu.addAction(tr("Add a reference…"), this, &MonitorSection::addReference)->setEnabled(workspace_.isOpen());
    if (!now) return;
    menu.addSeparator();
    menu.addAction(tr("At the loudness of the mix"), this, [this] { matchReference(workspace_); });
    menu.addAction(tr("As loud as it is"), this, [this] { desk().setReferenceLevel({}); })->setEnabled(now->level.value != 0);
    const FramePosition here = workspace_.playerState().position;
    menu.addAction(tr("Begin it at the playhead"), this, [this, id = now->source, level = now->level, here] { desk().setReference(id, level, here); });
    menu.addAction(tr("Begin it with the song"), this, [this, id = now->source, level = now->level] { desk().setReference(id, level, {}); })
        ->setEnabled(now->position.value != 0);
    menu.addAction(tr("No reference"), this, [this] { desk().clearReference(); });
}

void MonitorSection::addReference() {
    auto* dialog = new QFileDialog(this, tr("A finished song to compare with"), QStandardPaths::writableLocation(QStandardPaths::MusicLocation));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) { addReferenceFile(workspace_, file); });
    dialog->open();
}

void MonitorSection::fillMenu(QMenu& menu) {
    addSwitch(menu, tr("Hear the reference"), desk().isReferenceHeard(), [this] { toggleReference(); });
    fillReferences(*menu.addMenu(tr("Reference")));
    menu.addSeparator();
    addSwitch(menu, tr("Mute"), desk().switches().mute, [this] { desk().setMute(!desk().switches().mute); });
    addSwitch(menu, tr("Dim"), desk().switches().dim, [this] { desk().setDim(!desk().switches().dim); });
    addSwitch(menu, tr("Mono"), desk().switches().mono, [this] { desk().setMono(!desk().switches().mono); });
    menu.addSeparator();
    using Does = MonitorDesk::SoloButtons;
    for (const auto& [text, does] : {std::pair{tr("Solo in the mix"), Does::inPlace}, {tr("Solo listens after the fader (AFL)"), Does::afterFader}, {tr("Solo listens before the fader (PFL)"), Does::beforeFader}})
        addSwitch(menu, text, desk().soloButtons() == does, [this, does = does] { desk().setSoloButtons(does); });
    menu.addAction(tr("Listen to the mix again"), this, [this] { desk().clearListen(); })->setEnabled(desk().isListening());
}

} // namespace lacquer::ui
