#include "ui/mix/processor_editor.h"

#include "formats/project/preset_file.h"
#include "ui/mix/dynamics_editor.h"
#include "ui/mix/eq_editor.h"
#include "ui/mix/generic_editor.h"
#include "ui/mix/preset_browser.h"
#include "ui/mix/taken_name.h"
#include "ui/models/dynamics_curve.h"
#include "ui/models/level_match.h"
#include "ui/models/strip.h"
#include "ui/models/presets.h"
#include "ui/models/time_text.h"
#include "ui/theme/figures.h"

#include <QFileDialog>
#include <QInputDialog>
#include <QMenu>
#include <QPainter>

#include <algorithm>

namespace lacquer::ui {
namespace {

QFileDialog* presetFileDialog(QWidget* parent, const QString& title) {
    auto* dialog = new QFileDialog(parent, title, {}, ProcessorEditor::tr("Presets (*.lacquer-preset)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    return dialog;
}

} // namespace

EditorBody* makeEditorBody(InsertActions& actions, const Theme& theme, QWidget* parent) {
    const project::Insert* insert = actions.insert();
    const ProcessorSpec* spec = actions.spec();
    DynamicsCurve curve;
    if (insert && spec && (insert->processor == "eq" || insert->processor == "lineareq")) return new EqEditor(actions, theme, parent);
    if (insert && spec && dynamicsCurveOf(insert->processor, insert->values, *spec, curve)) return new DynamicsEditor(actions, theme, parent);
    return new GenericEditor(actions, theme, parent);
}

ProcessorEditor::ProcessorEditor(Workspace& workspace, ChannelId channel, InsertId insert, Comparison& comparison, const Theme& theme, QWidget* parent)
    : QWidget(parent), actions_(workspace, channel, insert), comparison_(comparison), theme_(theme) {
    const ProcessorSpec* spec = actions_.spec();
    const project::Insert* found = actions_.insert();
    title_ = spec ? QString::fromStdString(spec->name) : found ? tr("%1 (not in this version)").arg(QString::fromStdString(found->processor)) : QString();
    setAccessibleName(title_);
    power_ = new Button(theme, Icon::power, tr("%1 on or bypassed").arg(title_), this);
    connect(power_, &Button::clicked, this, [this] {
        if (const project::Insert* now = actions_.insert()) actions_.setBypassed(!now->bypassed);
    });
    presets_ = new Button(theme, tr("Presets"), tr("Presets of %1").arg(title_), this, Button::Look::plain);
    presets_->setObjectName("presets");
    presets_->setToolTip(tr("Presets: hear them while you look through them"));
    connect(presets_, &Button::clicked, this, &ProcessorEditor::openPresets);
    presets_->setEnabled(spec);
    for (std::size_t side = 0; side < Comparison::kStates; ++side) {
        const QString letter(QChar('A' + static_cast<char>(side)));
        sides_[side] = new Button(theme, letter, tr("State %1").arg(letter), this, Button::Look::plain);
        sides_[side]->setToolTip(tr("State %1: the first press keeps what is set now in it").arg(letter));
        sides_[side]->setFontOf(11, QFont::DemiBold);
        connect(sides_[side], &Button::clicked, this, [this, side] { compare(static_cast<int>(side)); });
    }
    match_ = new Button(theme, QStringLiteral("≈"), tr("Hear it bypassed at equal loudness"), this, Button::Look::plain);
    match_->setFontOf(13, QFont::DemiBold);
    match_->setToolTip(tr("Hear it bypassed, as loud as it is now. For listening alone: nothing is changed"));
    connect(match_, &Button::clicked, this, &ProcessorEditor::toggleMatch);
    connect(&workspace.levelMatch(), &LevelMatch::changed, this, &ProcessorEditor::refresh);
    automation_ = new Button(theme, Icon::automationArm, tr("Automation of %1").arg(title_), this);
    automation_->setObjectName("automation");
    automation_->setToolTip(tr("Show the automation lane of a parameter"));
    connect(automation_, &Button::clicked, this, [this] {
        auto* menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        fillAutomationMenu(*menu);
        menu->popup(automation_->mapToGlobal(QPoint(0, automation_->height())));
    });
    actions_.onAutomationWanted([this](const std::string& parameter) { emit automationWanted(QString::fromStdString(parameter)); });
    more_ = new Button(theme, Icon::more, tr("More"), this);
    connect(more_, &Button::clicked, this, [this] {
        auto* menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        fillMoreMenu(*menu);
        menu->popup(more_->mapToGlobal(QPoint(0, more_->height())));
    });
    body_ = makeEditorBody(actions_, theme, this);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    refresh();
}

ProcessorEditor::~ProcessorEditor() {
    // The body's controls speak to actions_, which goes first.
    delete body_;
}

void ProcessorEditor::refresh() {
    const project::Insert* found = actions_.insert();
    if (!found) return;
    power_->setToolTip(found->bypassed ? tr("Bypassed: switch on") : tr("Bypass"));
    power_->setInk(theme_.colour(found->bypassed ? Role::stateBypass : Role::accent), false);
    power_->setAccessibleDescription(found->bypassed ? tr("bypassed") : tr("on"));
    const auto current = static_cast<std::size_t>(comparison_.current);
    comparison_.kept[current] = found->values;
    match_->setTint(actions_.workspace().levelMatch().isOn(matchKey("bypass")) ? std::optional(Role::verdictWarn) : std::nullopt);
    for (std::size_t side = 0; side < Comparison::kStates; ++side) sides_[side]->setTint(side == current ? std::optional(Role::accent) : std::nullopt);
    // Looking through the presets waits until the hand is off.
    if (!actions_.workspace().inGesture())
        presets_->setText(QString::fromStdString(presetNameOf(found->processor, found->values, actions_.spec())));
    body_->refresh();
    update();
}

void ProcessorEditor::tick() {
    const double reduction = actions_.workspace().shownReduction(actions_.id());
    const LevelMatch& match = actions_.workspace().levelMatch();
    const bool comparing = match.isOn(matchKey("bypass")) || match.isOn(matchKey("states"));
    const QString text = comparing ? match.text() : reduction > 0.05 ? QString::fromStdString(levelText(-reduction)) + " dB" : QString();
    if (text != reduction_) {
        reduction_ = text;
        // The comparison's words take the presets' place.
        presets_->setVisible(!comparing);
        update(0, 0, width(), theme_.size(Size::panelHeader));
    }
    body_->tick();
}

int ProcessorEditor::wantedHeight(int panelHeight) const { return theme_.size(Size::panelHeader) + body_->wantedHeight(panelHeight); }

int ProcessorEditor::leastHeight() const { return theme_.size(Size::panelHeader) + body_->leastHeight(); }

int ProcessorEditor::fullHeight() const { return theme_.size(Size::panelHeader) + body_->fullHeight(); }

void ProcessorEditor::compare(int side) {
    if (side == comparison_.current) return;
    comparison_.current = side;
    const auto& wanted = comparison_.kept[static_cast<std::size_t>(side)];
    // B starts as a copy of A.
    if (wanted) actions_.setValues(tr("%1 %2 on %3").arg(title_, QString(QChar('A' + side)), actions_.channelName()), *wanted);
    refresh();
    if (comparison_.matched) listenMatched();
}

QString ProcessorEditor::matchKey(const char* what) const { return QString::fromUtf8(what) + QString::number(actions_.id().value); }

void ProcessorEditor::toggleMatch() {
    LevelMatch& match = actions_.workspace().levelMatch();
    if (match.isOn(matchKey("bypass"))) return match.stop();
    const auto as = [](const project::Project& from) -> Result<project::Project> { return from; };
    const auto bypassed = [channel = actions_.channel(), insert = actions_.id()](const project::Project& from) {
        return project::setInsertBypassed(from, channel, insert, true);
    };
    match.listen(matchKey("bypass"), tr("%1 bypassed").arg(title_), bypassed, as, {actions_.channel(), actions_.id()});
}

void ProcessorEditor::listenMatched() {
    LevelMatch& match = actions_.workspace().levelMatch();
    const auto as = [](const project::Project& from) -> Result<project::Project> { return from; };
    const auto& first = comparison_.kept.front();
    if (comparison_.current == 0 || !first) return match.stop();
    const auto reference = [channel = actions_.channel(), insert = actions_.id(), values = *first](const project::Project& from) {
        return project::setInsertValues(from, channel, insert, values);
    };
    match.listen(matchKey("states"), tr("%1 %2").arg(title_, QString(QChar('A' + comparison_.current))), as, reference, {actions_.channel(), actions_.id()});
}

void ProcessorEditor::openPresets() {
    auto* browser = new PresetBrowser(actions_, theme_, this);
    connect(browser, &PresetBrowser::saveWanted, this, &ProcessorEditor::savePresetAs);
    connect(browser, &PresetBrowser::exportWanted, this, [this] {
        auto* dialog = presetFileDialog(this, tr("Export the preset"));
        dialog->setAcceptMode(QFileDialog::AcceptSave);
        dialog->setDefaultSuffix("lacquer-preset");
        dialog->selectFile(QString::fromStdString(formats::presetFileName(presetName())));
        connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) { exportTo(file.toStdString()); });
        dialog->open();
    });
    connect(browser, &PresetBrowser::importWanted, this, [this] {
        auto* dialog = presetFileDialog(this, tr("Import a preset"));
        dialog->setFileMode(QFileDialog::ExistingFile);
        connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) { importFrom(file.toStdString()); });
        dialog->open();
    });
    browser->openAt(presets_->mapToGlobal(QPoint(0, presets_->height() + 2)));
}

std::string ProcessorEditor::presetName() const {
    const project::Insert* now = actions_.insert();
    return now ? presetNameOf(now->processor, now->values, actions_.spec()) : std::string();
}

void ProcessorEditor::exportTo(const std::filesystem::path& file) {
    const project::Insert* now = actions_.insert();
    if (!now) return;
    const auto written = exportPreset(file, actions_.workspace().catalogue(), {presetName(), {{now->processor, now->values, false}}});
    if (!written) actions_.workspace().messages().fail(QString::fromStdString(written.error().message));
}

void ProcessorEditor::importFrom(const std::filesystem::path& file) {
    Workspace& workspace = actions_.workspace();
    const auto imported = importPreset(file, workspace.catalogue());
    if (!imported) return workspace.messages().fail(QString::fromStdString(imported.error().message));
    for (const std::string& note : imported->notes) workspace.messages().note(QString::fromStdString(note));
    const auto& [name, steps] = imported->preset;
    const QString kept = QString::fromStdString(name);
    const project::Insert* now = actions_.insert();
    if (steps.size() == 1 && now && now->processor == steps.front().processor)
        return actions_.setValues(tr("Preset %1 on %2").arg(kept, actions_.channelName()), steps.front().values);
    if (steps.size() > 1) return workspace.messages().note(tr("%1 is a whole chain. It is kept among your chains.").arg(kept));
    workspace.messages().note(tr("%1 is kept among your presets of %2.").arg(kept, QString::fromStdString(workspace.catalogue().find(steps.front().processor)->name)));
}

void ProcessorEditor::savePresetAs() {
    auto* dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Save as preset"));
    dialog->setLabelText(tr("Name of the preset"));
    connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString& name) {
        const project::Insert* now = actions_.insert();
        const ProcessorSpec* processor = actions_.spec();
        if (!now || !processor || name.trimmed().isEmpty()) return;
        const Preset preset{name.trimmed().toStdString(), now->values, true};
        const auto save = [this, preset, id = now->processor](TakenName taken) {
            const auto saved = savePreset(id, *actions_.workspace().catalogue().find(id), preset, taken);
            if (!saved) actions_.workspace().messages().fail(QString::fromStdString(saved.error().message));
            refresh();
        };
        const auto known = presetsOf(now->processor, *processor);
        const bool taken = std::ranges::any_of(known, [&](const Preset& one) { return one.own && one.name == preset.name && one.values != preset.values; });
        if (taken) askAboutTakenName(this, name.trimmed(), save);
        else save(TakenName::refuse);
    });
    dialog->open();
}

void ProcessorEditor::fillAutomationMenu(QMenu& menu) {
    const ProcessorSpec* spec = actions_.spec();
    if (!spec) return;
    // Long tables in groups, by the number that starts their names: "Band 3 …".
    QMenu* group = nullptr;
    QString groupName;
    for (const ParameterSpec& parameter : spec->parameters) {
        if (parameter.kind == ParameterKind::text) continue;
        const QString name = QString::fromStdString(parameter.name);
        const QString head = name.section(' ', 0, 1);
        QMenu* into = &menu;
        if (spec->parameters.size() > 24 && !head.isEmpty() && head.back().isDigit() && head != name) {
            if (!group || head != groupName) group = menu.addMenu(head);
            groupName = head;
            into = group;
        }
        QAction* action = into->addAction(into == &menu ? name : name.section(' ', 2), this, [this, id = parameter.id] { actions_.showAutomation(id); });
        action->setCheckable(true);
        action->setChecked(actions_.isAutomated(parameter.id));
    }
}

void ProcessorEditor::fillMoreMenu(QMenu& menu) {
    for (std::size_t side = 0; side < Comparison::kStates; ++side) {
        if (static_cast<int>(side) == comparison_.current) continue;
        const QString letter(QChar('A' + static_cast<char>(side)));
        if (!sides_[side]->isVisibleTo(this)) menu.addAction(tr("Go to %1").arg(letter), this, [this, side] { compare(static_cast<int>(side)); });
        menu.addAction(tr("Keep this in %1, too").arg(letter), this, [this, side] {
            comparison_.kept[side] = comparison_.kept[static_cast<std::size_t>(comparison_.current)];
            refresh();
        });
    }
    menu.addAction(tr("In a window of its own"), this, &ProcessorEditor::tearOffWanted);
    QAction* matched = menu.addAction(tr("States at equal loudness"), this, [this] {
        comparison_.matched = !comparison_.matched;
        if (comparison_.matched) listenMatched();
        else if (actions_.workspace().levelMatch().isOn(matchKey("states"))) actions_.workspace().levelMatch().stop();
    });
    matched->setCheckable(true);
    matched->setChecked(comparison_.matched);
    menu.addSeparator();
    menu.addAction(tr("Remove %1").arg(title_), this, [this] {
        actions_.workspace().apply(tr("Remove %1 from %2").arg(title_, actions_.channelName()),
                                   [channel = actions_.channel(), insert = actions_.id()](const project::Project& from) {
                                       return project::removeInsert(from, channel, insert);
                                   });
    });
}

void ProcessorEditor::resizeEvent(QResizeEvent*) {
    const int head = theme_.size(Size::panelHeader);
    const int button = theme_.size(Size::button);
    const int y = (head - button) / 2;
    power_->setGeometry(6, y, button, button);
    int right = width() - 6;
    more_->setGeometry(right - button, y, button, button);
    right -= button + 2;
    for (int side = static_cast<int>(Comparison::kStates) - 1; side >= 0; --side) {
        const bool fits = side < 2 || width() >= 400;
        sides_[static_cast<std::size_t>(side)]->setVisible(fits);
        if (!fits) continue;
        sides_[static_cast<std::size_t>(side)]->setGeometry(right - button, y, button, button);
        right -= button + 2;
    }
    match_->setGeometry(right - button, y, button, button);
    right -= button + 2;
    automation_->setGeometry(right - button, y, button, button);
    right -= button + 2;
    right -= 60; // the reduction's number
    // Long names give way to short ones before the presets are cut.
    constexpr int kLeastPresets = 56;
    const QFontMetrics metrics(theme_.font(13, QFont::DemiBold));
    const project::Insert* insert = actions_.insert();
    shownTitle_ = title_;
    if (insert && 34 + metrics.horizontalAdvance(title_) + 10 + kLeastPresets > right)
        shownTitle_ = QString::fromStdString(shortName(insert->processor, actions_.workspace().catalogue()));
    const int name = std::min(34 + metrics.horizontalAdvance(shownTitle_) + 10, std::max(34, right - kLeastPresets));
    presets_->setGeometry(name, y, std::clamp(right - name, kLeastPresets, 150), button);
    body_->setGeometry(0, head, width(), height() - head);
}

void ProcessorEditor::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.colour(Role::surface1));
    const QRectF head(0, 0, width(), theme_.size(Size::panelHeader));
    painter.setPen(theme_.colour(Role::text1));
    drawName(painter, theme_.font(13, QFont::DemiBold), QRectF(34, 0, presets_->x() - 36, head.height()), Qt::AlignLeft, shownTitle_);
    if (!reduction_.isEmpty()) {
        painter.setPen(theme_.colour(Role::gr));
        drawFigures(painter, theme_.font(11, QFont::Medium), QRectF(presets_->isHidden() ? presets_->x() : automation_->x() - 64, 0, presets_->isHidden() ? automation_->x() - presets_->x() - 6 : 58, head.height()), Qt::AlignRight, reduction_);
    }
}

} // namespace lacquer::ui
