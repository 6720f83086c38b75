#include "ui/mix/console_bar.h"

#include "ui/controls/given_words.h"
#include "ui/mix/console.h"
#include "ui/models/strip_sets.h"

#include <QInputDialog>
#include <QMenu>
#include <QPainter>
#include <QSettings>

#include <utility>

namespace lacquer::ui {
namespace {

QAction* addSwitch(QMenu& menu, const QString& text, bool on, const std::function<void()>& run) {
    QAction* action = menu.addAction(text, &menu, run);
    action->setCheckable(true);
    action->setChecked(on);
    return action;
}

} // namespace

ConsoleBar::ConsoleBar(Workspace& workspace, const Theme& theme, Console& console)
    : QWidget(&console), workspace_(workspace), theme_(theme), console_(console) {
    setAccessibleName(tr("Console bar"));
    const auto list = [&](const QString& name, const QString& tip, const std::function<void(QMenu&)>& fill) {
        auto* button = new MenuButton(theme, name, this);
        button->setLook(MenuButton::Look::plain);
        button->setToolTip(tip);
        button->setMenuMaker(fill);
        return button;
    };
    strips_ = list(tr("Strips shown"), tr("Which strips are shown: H hides, Shift+H shows only the selected, Alt+H all"), [this](QMenu& menu) { fillStrips(menu); });
    spill_ = list(tr("Spill"), tr("Shows only what plays into a bus or moves with a VCA (\\ for the selected one)"), [this](QMenu& menu) { fillSpill(menu); });
    faders_ = list(tr("Faders"), tr("Faders as levels, or as sends to one return (F)"), [this](QMenu& menu) { fillFaders(menu); });
    meters_ = list(tr("Meters"), tr("What the meters show"), [this](QMenu& menu) { console_.fillMeterMenu(menu); });
    for (MenuButton* button : {spill_, faders_}) setGivenWords(button);
    wide_ = new Button(theme, tr("Wide"), tr("Wide strips"), this, Button::Look::plain);
    wide_->setCheckable(true);
    connect(wide_, &Button::clicked, this, [this](bool on) { emit console_.wideChosen(on); });
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

QString ConsoleBar::nameOf(ChannelId channel) const {
    const project::Channel* found = project::findChannel(*workspace_.project(), channel);
    return found ? QString::fromStdString(found->name) : QString();
}

void ConsoleBar::refresh() {
    const int all = console_.stripCount(Console::Count::all), shown = console_.stripCount(Console::Count::shown);
    strips_->setShownText(shown == all ? tr("All strips") : tr("%1 of %2 strips").arg(shown).arg(all));
    spill_->setShownText(console_.spilled() ? tr("Spill: %1").arg(nameOf(console_.spilled())) : tr("Spill"));
    faders_->setShownText(console_.flippedTo() ? tr("Faders: to %1").arg(nameOf(console_.flippedTo())) : tr("Faders: levels"));
    meters_->setShownText(tr("Meters: %1").arg(Console::tr(lacquer::ui::nameOf(console_.meterScale()))));
    wide_->setChecked(console_.isWide());
}

void ConsoleBar::fillStrips(QMenu& menu) {
    menu.addAction(tr("All strips\tAlt+H"), &console_, &Console::showAll)->setEnabled(!console_.hiddenStrips().empty());
    const bool chosen = !workspace_.selection().channels.empty();
    menu.addAction(tr("Only the selected\tShift+H"), &console_, &Console::showOnlySelected)->setEnabled(chosen);
    menu.addAction(tr("Hide the selected\tH"), &console_, &Console::hideSelected)->setEnabled(chosen);
    menu.addSeparator();
    for (const auto& [text, kind] : {std::pair{tr("Tracks"), StripKind::track}, {tr("Groups"), StripKind::group}, {tr("Returns"), StripKind::effectReturn}, {tr("VCAs"), StripKind::vca}}) {
        const bool on = console_.showsKind(kind);
        addSwitch(menu, text, on, [this, kind = kind, on] { console_.showKind(kind, !on); });
    }
    menu.addSeparator();
    QSettings settings("lacquer", "lacquer");
    const QString folder = QString::fromStdString(workspace_.folder().string());
    const std::vector<StripSet> sets = stripSets(settings, folder);
    for (const StripSet& set : sets) addSwitch(menu, set.name, set.hidden == console_.hiddenStrips(), [this, set] { console_.setHiddenStrips(set.hidden); });
    menu.addAction(tr("Keep what is shown as a set…"), this, &ConsoleBar::keepSet)->setEnabled(!console_.hiddenStrips().empty());
    if (sets.empty()) return;
    QMenu* forget = menu.addMenu(tr("Forget a set"));
    for (const StripSet& set : sets)
        forget->addAction(set.name, this, [folder, name = set.name] {
            QSettings keep("lacquer", "lacquer");
            forgetStripSet(keep, folder, name);
        });
}

void ConsoleBar::keepSet() {
    auto* dialog = new QInputDialog(window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Keep what is shown"));
    dialog->setLabelText(tr("Name of the set"));
    connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString& name) {
        if (name.trimmed().isEmpty()) return;
        QSettings settings("lacquer", "lacquer");
        keepStripSet(settings, QString::fromStdString(workspace_.folder().string()), {name.trimmed(), console_.hiddenStrips()});
    });
    dialog->open();
}

void ConsoleBar::fillSpill(QMenu& menu) {
    const project::Song* song = workspace_.song();
    if (!song) return;
    const auto add = [&](const project::Channel& channel) {
        addSwitch(menu, QString::fromStdString(channel.name), console_.spilled() == channel.id, [this, id = channel.id] { console_.spill(id); });
    };
    for (const auto& bus : song->buses) add(bus->channel);
    for (const auto& vca : song->vcas) add(*vca);
    if (menu.isEmpty()) menu.addAction(tr("No bus and no VCA yet: Ctrl+G makes a group of the selected strips"))->setEnabled(false);
    if (!console_.spilled()) return;
    menu.addSeparator();
    menu.addAction(tr("Spill nothing"), &console_, &Console::showAll);
}

void ConsoleBar::fillFaders(QMenu& menu) {
    const project::Song* song = workspace_.song();
    if (!song) return;
    addSwitch(menu, tr("Levels"), !console_.flippedTo(), [this] { console_.flipTo({}); });
    for (const auto& bus : song->buses)
        if (bus->role == project::BusRole::effectReturn)
            addSwitch(menu, tr("Sends to %1").arg(QString::fromStdString(bus->channel.name)), console_.flippedTo() == bus->channel.id,
                      [this, id = bus->channel.id] { console_.flipTo(id); });
}

void ConsoleBar::resizeEvent(QResizeEvent*) {
    int x = 4;
    for (const auto& [button, wide] : {std::pair{strips_, 124}, {spill_, 132}, {faders_, 148}, {meters_, 148}}) {
        button->setGeometry(x, 2, wide, kHeight - 4);
        x += wide + 4;
    }
    wide_->setGeometry(x, 2, 52, kHeight - 4);
}

void ConsoleBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.colour(Role::surface1));
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme_.colour(Role::surface0));
}

} // namespace lacquer::ui
