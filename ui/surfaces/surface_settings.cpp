#include "ui/surfaces/surface_settings.h"

#include "ui/surfaces/surface_keys.h"
#include "ui/theme/figures.h"

#include <QPainter>

#include <algorithm>
#include <array>

namespace lacquer::ui {
namespace {

constexpr int kRowHeight = 40, kTop = 52, kMostRows = 5;
constexpr int kUdpPort = 3819; // where Ardour's templates send to
constexpr std::array kKinds{"mcu", "mcuxt", "hui", "generic"};

QStringList kindNames() {
    return {SurfaceSettings::tr("Mackie Control"), SurfaceSettings::tr("Its extender"), SurfaceSettings::tr("HUI"),
            SurfaceSettings::tr("Knobs and faders")};
}

int indexOfKind(const QString& kind) {
    for (std::size_t k = 0; k < kKinds.size(); ++k)
        if (kind == QLatin1String(kKinds[k])) return static_cast<int>(k);
    return 3;
}

QString stateText(const surfaces::UnitStatus& status) {
    using State = surfaces::UnitStatus::State;
    switch (status.state) {
    case State::closed: return SurfaceSettings::tr("Not connected");
    case State::querying: return SurfaceSettings::tr("Looking for it");
    case State::challenged: return SurfaceSettings::tr("Shaking hands");
    case State::online:
        return status.firmware.empty() ? SurfaceSettings::tr("Ready")
                                       : SurfaceSettings::tr("Ready, firmware %1").arg(QString::fromStdString(status.firmware));
    case State::refused: return SurfaceSettings::tr("It refused us; switch it off and on");
    case State::lost: return SurfaceSettings::tr("Unplugged; it is taken back when it returns");
    }
    return {};
}

} // namespace

SurfaceSettings::SurfaceSettings(SurfaceLink& link, const Theme& theme, QWidget* parent)
    : QDialog(parent), link_(link), theme_(theme) {
    setWindowTitle(tr("Control surfaces"));
    picture_ = new SurfacePicture(link, theme, this);
    const int width = picture_->sizeHint().width() + 40;
    setFixedWidth(width);

    follow_ = new Button(theme, tr("Bank follows the selection"), tr("Bank follows the selection"), this);
    follow_->setCheckable(true);
    follow_->setChecked(link.bankFollowsSelection());
    connect(follow_, &Button::clicked, this, [this] { link_.setBankFollowsSelection(follow_->isChecked()); });

    osc_ = new Button(theme, tr("OSC at UDP port %1").arg(kUdpPort), tr("OSC"), this);
    osc_->setCheckable(true);
    osc_->setChecked(link.oscPort() > 0);
    reach_ = new MenuButton(theme, tr("Who may reach OSC"), this);
    reach_->setChoices({tr("This machine only"), tr("The whole network")});
    reach_->setCurrent(link.oscToNetwork() ? 1 : 0);
    const auto setOsc = [this] { link_.setOsc(osc_->isChecked() ? kUdpPort : 0, reach_->current() == 1); };
    connect(osc_, &Button::clicked, this, setOsc);
    connect(reach_, &MenuButton::chosen, this, [this, setOsc](int index) {
        reach_->setCurrent(index);
        setOsc();
    });

    shown_ = new MenuButton(theme, tr("Surface in the picture"), this);
    connect(shown_, &MenuButton::chosen, this, [this](int index) {
        shown_->setCurrent(index);
        showPicture();
    });
    done_ = new Button(theme, tr("Done"), tr("Done"), this, Button::Look::accent);
    connect(done_, &Button::clicked, this, &QDialog::accept);
    connect(&link, &SurfaceLink::changed, this, &SurfaceSettings::refresh);
    startTimer(500);
    refresh();
}

/// The picture stands below as many rows as there are.
void SurfaceSettings::layOut() {
    const int pictureTop = kTop + static_cast<int>(rows_.size()) * kRowHeight + 48;
    setFixedHeight(pictureTop + picture_->sizeHint().height() + 64);
    shown_->setGeometry(20, pictureTop - 38, 300, 28);
    picture_->move(20, pictureTop);
    const int bottom = height() - 44;
    follow_->setGeometry(20, bottom, 190, 28);
    osc_->setGeometry(220, bottom, 160, 28);
    reach_->setGeometry(388, bottom, 150, 28);
    done_->setGeometry(width() - 100, bottom, 80, 28);
}

void SurfaceSettings::timerEvent(QTimerEvent*) { refresh(); }

void SurfaceSettings::clearRows() {
    for (QWidget* control : controls_) {
        control->hide();
        control->deleteLater();
    }
    controls_.clear();
    rows_.clear();
}

void SurfaceSettings::addUsed(std::size_t which, int y) {
    const UsedSurface& used = link_.used()[which];
    QString detail = tr("Not connected");
    std::size_t unit = 0; // of a surface of several
    for (std::size_t k = 0; k < which; ++k) unit += link_.used()[k].id == used.id ? 1 : 0;
    for (const auto& surface : link_.status().surfaces) {
        if (surface.id != used.id || unit >= surface.units.size()) continue;
        detail = surface.trouble.empty() ? stateText(surface.units[unit].status) : QString::fromStdString(surface.trouble);
        if (surface.dropped > 0) detail += tr(" · %1 bytes made no sense").arg(surface.dropped);
    }
    rows_.push_back({used.name + " · " + kindNames()[indexOfKind(used.kind)], detail, y});
    auto* stop = new Button(theme_, tr("Let go"), tr("Let go of %1").arg(used.name), this);
    stop->setGeometry(width() - 100, y + 6, 80, 28);
    connect(stop, &Button::clicked, this, [this, which] { link_.release(which); });
    stop->show();
    controls_.push_back(stop);
    if (used.kind == "generic" || used.kind == "mcuxt") return;
    auto* keys = new Button(theme_, tr("Keys…"), tr("Keys of %1").arg(used.name), this);
    keys->setGeometry(width() - 190, y + 6, 80, 28);
    connect(keys, &Button::clicked, this, [this, which] {
        auto* panel = new SurfaceKeys(link_, which, theme_, this);
        panel->setAttribute(Qt::WA_DeleteOnClose);
        panel->open();
    });
    keys->show();
    controls_.push_back(keys);
}

void SurfaceSettings::addFound(const FoundSurface& device, int y) {
    rows_.push_back({device.name, device.recognised.isEmpty() ? tr("Not recognised: choose what it speaks") : device.recognised, y});
    auto* kind = new MenuButton(theme_, tr("What %1 speaks").arg(device.name), this);
    kind->setChoices(kindNames());
    kind->setCurrent(indexOfKind(device.kind));
    kind->setGeometry(width() - 260, y + 6, 150, 28);
    connect(kind, &MenuButton::chosen, kind, &MenuButton::setCurrent);
    kind->show();
    auto* use = new Button(theme_, tr("Use"), tr("Use %1").arg(device.name), this);
    use->setGeometry(width() - 100, y + 6, 80, 28);
    connect(use, &Button::clicked, this, [this, device, kind] {
        FoundSurface chosen = device;
        chosen.kind = QString::fromLatin1(kKinds[static_cast<std::size_t>(std::max(0, kind->current()))]);
        link_.use(chosen);
    });
    use->show();
    controls_.push_back(kind);
    controls_.push_back(use);
}

void SurfaceSettings::refresh() {
    const auto found = link_.found();
    QString signature;
    for (const UsedSurface& used : link_.used()) signature += used.name + used.kind + '\n';
    for (const FoundSurface& device : found) signature += device.name + device.in + '\n';
    for (const auto& surface : link_.status().surfaces)
        for (const auto& unit : surface.units) signature += QString::number(surface.id) + stateText(unit.status);
    if (signature == signature_ && !pictured_.empty()) return;
    signature_ = signature;
    clearRows();
    int y = kTop;
    for (std::size_t k = 0; k < link_.used().size() && static_cast<int>(rows_.size()) < kMostRows; ++k, y += kRowHeight) addUsed(k, y);
    for (const FoundSurface& device : found) {
        if (static_cast<int>(rows_.size()) >= kMostRows) break;
        addFound(device, y);
        y += kRowHeight;
    }
    const int before = shown_->current();
    QStringList names;
    pictured_.clear();
    for (const UsedSurface& used : link_.used())
        if (link_.picture(used.id) && std::ranges::find(pictured_, used.id) == pictured_.end()) {
            pictured_.push_back(used.id);
            names << used.name;
        }
    pictured_.push_back(link_.virtualSurface());
    names << tr("A surface on the screen: try it");
    shown_->setChoices(names);
    shown_->setCurrent(before >= 0 && before < names.size() ? before : 0);
    showPicture();
    layOut();
    update();
}

void SurfaceSettings::showPicture() {
    const auto which = static_cast<std::size_t>(std::max(0, shown_->current()));
    picture_->show(pictured_[which], which + 1 == pictured_.size());
}

void SurfaceSettings::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.colour(Role::surface1));
    painter.setPen(theme_.colour(Role::text2));
    drawName(painter, theme_.font(12), QRectF(20, 16, width() - 40, 24), Qt::AlignLeft,
             rows_.empty() ? tr("No surface is plugged in. Knobs learn by right-click on a control: MIDI learn.") : tr("Plugged in and in use"));
    for (const Row& row : rows_) {
        painter.setPen(theme_.colour(Role::text1));
        drawName(painter, theme_.font(12, QFont::Medium), QRectF(20, row.y + 2, width() - 300, 18), Qt::AlignLeft, row.name);
        painter.setPen(theme_.colour(Role::text3));
        drawName(painter, theme_.font(11), QRectF(20, row.y + 19, width() - 300, 18), Qt::AlignLeft, row.detail);
    }
}

} // namespace lacquer::ui
