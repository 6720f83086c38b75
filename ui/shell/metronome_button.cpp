#include "ui/shell/metronome_button.h"

#include "ui/models/monitor_desk.h"
#include "ui/models/workspace.h"
#include "ui/theme/figures.h"

#include <QContextMenuEvent>
#include <QMenu>
#include <QPainter>
#include <QSettings>

#include <algorithm>

namespace lacquer::ui {
namespace {

constexpr int kMostBars = 4;

} // namespace

MetronomeButton::MetronomeButton(Workspace& workspace, const Theme& theme, QWidget* parent)
    : Button(theme, QString(), tr("Metronome"), parent, Look::plain), workspace_(workspace), theme_(theme) {
    setCheckable(true);
    MonitorDesk& desk = workspace.monitorDesk();
    connect(this, &Button::clicked, this, [this](bool on) {
        live::MetronomeSettings settings = workspace_.monitorDesk().metronome();
        settings.on = on;
        workspace_.monitorDesk().setMetronome(settings);
    });
    const QSettings kept("lacquer", "lacquer");
    live::MetronomeSettings settings = desk.metronome();
    settings.countInBars = std::clamp(kept.value("metronome/countIn", settings.countInBars).toInt(), 0, kMostBars);
    settings.level = {std::clamp(kept.value("metronome/level", settings.level.value).toDouble(), -60.0, 0.0)};
    if (!(settings == desk.metronome())) desk.setMetronome(settings);
    connect(&desk, &MonitorDesk::changed, this, &MetronomeButton::refresh);
    refresh();
}

void MetronomeButton::refresh() {
    const live::MetronomeSettings& settings = workspace_.monitorDesk().metronome();
    setChecked(settings.on);
    const QString countIn = settings.countInBars == 0 ? tr("no count-in") : settings.countInBars == 1 ? tr("count-in 1 bar") : tr("count-in %1 bars").arg(settings.countInBars);
    setToolTip(tr("Metronome (C), %1. Right-click: count-in and level").arg(countIn));
    setValueText(countIn);
    update();
}

void MetronomeButton::fillMenu(QMenu& menu) {
    MonitorDesk& desk = workspace_.monitorDesk();
    const live::MetronomeSettings now = desk.metronome();
    const auto add = [&](QMenu& to, const QString& text, const live::MetronomeSettings& settings) {
        QAction* action = to.addAction(text, &menu, [&desk, settings] {
            desk.setMetronome(settings);
            QSettings keep("lacquer", "lacquer");
            keep.setValue("metronome/countIn", settings.countInBars);
            keep.setValue("metronome/level", settings.level.value);
        });
        action->setCheckable(true);
        action->setChecked(settings == now);
    };
    live::MetronomeSettings on = now;
    on.on = !now.on;
    menu.addAction(now.on ? tr("Metronome off") : tr("Metronome on"), &menu, [&desk, on] { desk.setMetronome(on); });
    menu.addSeparator();
    for (const int bars : {0, 1, 2, kMostBars}) {
        live::MetronomeSettings settings = now;
        settings.countInBars = bars;
        add(menu, bars == 0 ? tr("No count-in") : bars == 1 ? tr("Count in 1 bar") : tr("Count in %1 bars").arg(bars), settings);
    }
    QMenu* levels = menu.addMenu(tr("Level"));
    for (const int level : {0, -6, -12, -18, -24}) {
        live::MetronomeSettings settings = now;
        settings.level = {static_cast<double>(level)};
        add(*levels, tr("%1 dB").arg(level), settings);
    }
}

void MetronomeButton::contextMenuEvent(QContextMenuEvent* event) {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillMenu(*menu);
    menu->popup(event->globalPos());
}

void MetronomeButton::paintEvent(QPaintEvent* event) {
    Button::paintEvent(event);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor ink = isChecked() ? theme_.onAccent() : theme_.colour(underMouse() ? Role::text1 : Role::text2);
    // The case of a metronome with its rod, drawn for 16 × 16.
    painter.translate(rect().center() + QPointF(0.5, 0.5) - QPointF(8, 8));
    painter.setPen(QPen(ink, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QPointF box[] = {{6.2, 2.2}, {9.8, 2.2}, {12.6, 13.8}, {3.4, 13.8}};
    painter.drawPolygon(box, 4);
    painter.drawLine(QPointF(8, 11), QPointF(13.2, 3.6));
    painter.drawLine(QPointF(4.2, 11), QPointF(11.8, 11));
    const int bars = workspace_.monitorDesk().metronome().countInBars;
    if (bars == 0) return;
    // How many bars are counted in, at the lower right.
    painter.resetTransform();
    painter.setPen(ink);
    drawFigures(painter, theme_.font(9, QFont::DemiBold), QRectF(width() - 9, height() - 13, 8, 12), Qt::AlignRight, QString::number(bars));
}

} // namespace lacquer::ui
