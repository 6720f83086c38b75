#include "ui/surfaces/surface_keys.h"

#include "ui/theme/figures.h"

#include <QPainter>

#include <algorithm>
#include <array>

namespace lacquer::ui {
namespace {

using surfaces::Command;

constexpr int kRow = 34, kTop = 52, kLeft = 20, kColumn = 330, kLabel = 110, kWidth = 2 * kColumn + 40;
/// Printed places of 0 dB: most desks at three quarters, the X-Touch family a little above.
constexpr std::array kUnities{0.0, 0.75, 0.775, 0.8, 0.85};

} // namespace

const std::vector<Command>& SurfaceKeys::commands() {
    static const std::vector<Command> all{
        Command::none,        Command::mixPage,        Command::masterPage,    Command::deliverPage, Command::switchView,
        Command::play,        Command::stop,           Command::playOrStop,    Command::recordAutomation, Command::toStart,
        Command::toEnd,       Command::loop,           Command::loopStart,     Command::loopEnd,     Command::addMarker,
        Command::previousMarker, Command::nextMarker,  Command::undo,          Command::redo,        Command::save,
        Command::clearSolos,  Command::clearClips,     Command::dim,           Command::mono,
        Command::click};
    return all;
}

SurfaceKeys::SurfaceKeys(SurfaceLink& link, std::size_t used, const Theme& theme, QWidget* parent)
    : QDialog(parent), link_(link), which_(used), theme_(theme) {
    const UsedSurface& surface = link.used()[used];
    setWindowTitle(tr("Keys of %1").arg(surface.name));
    for (std::size_t key = 0; key < 8; ++key) addKey(key, kLeft, kTop + static_cast<int>(key) * kRow);
    for (std::size_t key = 8; key < 16; ++key) addKey(key, kLeft + kColumn, kTop + static_cast<int>(key - 8) * kRow);
    const int feet = kTop + 8 * kRow + 8;
    addKey(16, kLeft, feet);
    addKey(17, kLeft + kColumn, feet);

    int y = feet + kRow + 16;
    labels_.push_back({tr("0 dB stands at"), QRect(kLeft, y, kLabel, 28)});
    auto* unity = new MenuButton(theme, tr("Where the faders have 0 dB"), this);
    QStringList places{tr("As the model has it")};
    for (std::size_t k = 1; k < kUnities.size(); ++k) places << tr("%1 % of the travel").arg(kUnities[k] * 100);
    unity->setChoices(places);
    const auto now = std::ranges::find(kUnities, surface.unity);
    unity->setCurrent(now == kUnities.end() ? 0 : static_cast<int>(now - kUnities.begin()));
    unity->setGeometry(kLeft + kLabel, y, 200, 28);
    connect(unity, &MenuButton::chosen, this, [this, unity](int index) {
        unity->setCurrent(index);
        change([index](UsedSurface& wanted) { wanted.unity = kUnities[static_cast<std::size_t>(index)]; });
    });
    labels_.push_back({tr("Time shows"), QRect(kLeft + kColumn, y, kLabel, 28)});
    auto* time = new MenuButton(theme, tr("What the time display shows first"), this);
    static constexpr std::array kRates{24, 25, 30};
    QStringList times{tr("Bars and beats")};
    for (const int rate : kRates) times << tr("Hours to frames, %1 a second").arg(rate);
    time->setChoices(times);
    const auto rate = std::ranges::find(kRates, surface.desk.framesPerSecond);
    time->setCurrent(!surface.desk.smpte || rate == kRates.end() ? 0 : 1 + static_cast<int>(rate - kRates.begin()));
    time->setGeometry(kLeft + kColumn + kLabel, y, 200, 28);
    connect(time, &MenuButton::chosen, this, [this, time](int index) {
        time->setCurrent(index);
        change([index](UsedSurface& wanted) {
            wanted.desk.smpte = index > 0;
            if (index > 0) wanted.desk.framesPerSecond = kRates[static_cast<std::size_t>(index) - 1];
        });
    });
    y += kRow + 4;
    addSwitch(tr("Its faders feel the touch of a finger"), y, surface.desk.touchSense, [](UsedSurface& wanted, bool on) { wanted.desk.touchSense = on; });
    addSwitch(tr("A pedal moves the master"), y + kRow, surface.desk.pedalMovesMaster, [](UsedSurface& wanted, bool on) { wanted.desk.pedalMovesMaster = on; });
    addSwitch(tr("Faders go down when Lacquer ends"), y + 2 * kRow, surface.fadersDown, [](UsedSurface& wanted, bool on) { wanted.fadersDown = on; });

    setFixedSize(kWidth, y + 4 * kRow);
    auto* done = new Button(theme, tr("Done"), tr("Done"), this, Button::Look::accent);
    done->setGeometry(kWidth - 100, height() - 44, 80, 28);
    connect(done, &Button::clicked, this, &QDialog::accept);
}

void SurfaceKeys::change(const std::function<void(UsedSurface&)>& how) {
    if (which_ >= link_.used().size()) return;
    UsedSurface wanted = link_.used()[which_];
    how(wanted);
    link_.configure(which_, wanted);
}

void SurfaceKeys::addKey(std::size_t key, int x, int y) {
    const QString name = key < 8    ? tr("F%1").arg(key + 1)
                         : key < 16 ? tr("Shift F%1").arg(key - 7)
                                    : tr("Foot switch %1").arg(key - 15);
    labels_.push_back({name, QRect(x, y, kLabel, 28)});
    auto* menu = new MenuButton(theme_, name, this);
    QStringList words;
    for (const Command command : commands()) {
        const auto label = labelOf(command);
        words << (command == Command::none ? tr("Nothing") : QString::fromUtf8(label.data(), static_cast<qsizetype>(label.size())));
    }
    menu->setChoices(words);
    const auto found = std::ranges::find(commands(), link_.used()[which_].desk.functions[key]);
    menu->setCurrent(found == commands().end() ? 0 : static_cast<int>(found - commands().begin()));
    menu->setGeometry(x + kLabel, y, 200, 28);
    connect(menu, &MenuButton::chosen, this, [this, menu, key](int index) {
        menu->setCurrent(index);
        change([=](UsedSurface& wanted) { wanted.desk.functions[key] = commands()[static_cast<std::size_t>(index)]; });
    });
}

void SurfaceKeys::addSwitch(const QString& words, int y, bool on, const std::function<void(UsedSurface&, bool)>& set) {
    auto* button = new Button(theme_, words, words, this);
    button->setCheckable(true);
    button->setChecked(on);
    button->setGeometry(kLeft, y, 310, 28);
    connect(button, &Button::clicked, this, [this, button, set] { change([&](UsedSurface& wanted) { set(wanted, button->isChecked()); }); });
}

void SurfaceKeys::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.colour(Role::surface1));
    painter.setPen(theme_.colour(Role::text2));
    drawName(painter, theme_.font(12), QRectF(kLeft, 16, width() - 40, 24), Qt::AlignLeft, windowTitle());
    painter.setPen(theme_.colour(Role::text1));
    for (const Label& label : labels_) drawName(painter, theme_.font(12), label.place, Qt::AlignLeft, label.words);
}

} // namespace lacquer::ui
