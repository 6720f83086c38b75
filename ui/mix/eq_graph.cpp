#include "ui/mix/eq_graph.h"

#include "ui/mix/eq_band_kinds.h"
#include "ui/models/scales.h"
#include "ui/models/time_text.h"

#include <QContextMenuEvent>
#include <QMenu>

#include <algorithm>
#include <array>
#include <cmath>

namespace lacquer::ui {

QColor bandHue(const Theme& theme, int band) {
    // Well apart in hue: rose, ochre, leaf, sky, lavender, teal, pink, olive.
    static constexpr std::array<std::size_t, kEqBands> kOrder{0, 2, 4, 7, 9, 6, 11, 3};
    return theme.hue(theme.trackColours()[kOrder[static_cast<std::size_t>(band)]]);
}

EqGraph::EqGraph(InsertActions& actions, const Theme& theme, QWidget* parent) : QWidget(parent), actions_(actions), theme_(theme) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Equalizer curve, %1").arg(actions.channelName()));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    refresh();
    for (int k = 0; k < kEqBands; ++k)
        if (state_.bands[static_cast<std::size_t>(k)].on) {
            selected_ = k;
            break;
        }
}

void EqGraph::refresh() {
    const project::Insert* insert = actions_.insert();
    const ProcessorSpec* spec = actions_.spec();
    if (!insert || !spec) return;
    state_ = eqStateOf(insert->values, *spec);
    if (!dragging_) {
        double most = 0;
        for (const EqBand& band : state_.bands)
            if (band.on && hasGain(band.type)) most = std::max(most, std::abs(band.gain));
        if (most > range_) range_ = 30;
    }
    const EqBand& band = state_.bands[static_cast<std::size_t>(selected_)];
    if (band.on)
        setAccessibleDescription(tr("band %1: %2 Hz, %3 dB").arg(selected_ + 1).arg(band.frequency, 0, 'f', 0).arg(band.gain, 0, 'f', 1));
    update();
}

void EqGraph::setSelected(int band) {
    if (band == selected_) return;
    selected_ = band;
    refresh();
    emit selectedChanged(band);
}

void EqGraph::showSpectrum(const std::vector<SpectrumPoint>& before) {
    if (before.empty() && before_.empty()) return;
    before_ = before;
    update(plot().toAlignedRect());
}

void EqGraph::showOther(const std::vector<SpectrumPoint>& other, const QColor& hue, std::vector<Overlap> overlaps) {
    if (other.empty() && other_.empty()) return;
    other_ = other;
    otherHue_ = hue;
    overlaps_ = std::move(overlaps);
    update();
}

QRectF EqGraph::plot() const { return QRectF(0, kEqScaleHeight, width(), height() - kEqScaleHeight - theme_.size(Size::eqPiano)); }

double EqGraph::xOf(double frequency) const { return plot().left() + frequencyTravel(frequency) * plot().width(); }

double EqGraph::yOf(double gain) const { return plot().center().y() - gain / range_ * plot().height() / 2; }

double EqGraph::frequencyOf(double x) const { return frequencyAt((x - plot().left()) / plot().width()); }

double EqGraph::gainOf(double y) const { return (plot().center().y() - y) / (plot().height() / 2) * range_; }

QPointF EqGraph::nodeAt(int index) const {
    const EqBand& band = state_.bands[static_cast<std::size_t>(index)];
    const double gain = hasGain(band.type) ? band.gain : isCut(band.type) ? bandGain(band, band.frequency) : 0;
    return {xOf(band.frequency), std::clamp(yOf(gain), plot().top() + 8, plot().bottom() - 8)};
}

std::optional<int> EqGraph::bandUnder(const QPointF& position) const {
    const double reach = theme_.size(Size::eqNodeHit) / 2.0 + 1;
    const auto near = [&](int band) {
        const QPointF away = nodeAt(band) - position;
        return state_.bands[static_cast<std::size_t>(band)].on && std::hypot(away.x(), away.y()) <= reach;
    };
    if (near(selected_)) return selected_;
    for (int k = 0; k < kEqBands; ++k)
        if (near(k)) return k;
    return std::nullopt;
}

void EqGraph::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    const std::optional<int> band = bandUnder(event->position());
    if (!band) return;
    setSelected(*band);
    pressed_ = true;
    lastDrag_ = event->position();
    dragNode_ = nodeAt(*band);
    if (!hasGain(state_.bands[static_cast<std::size_t>(*band)].type)) dragNode_.setY(0);
}

void EqGraph::mouseMoveEvent(QMouseEvent* event) {
    if (!pressed_) {
        const int under = bandUnder(event->position()).value_or(-1);
        if (under != hovered_) {
            hovered_ = under;
            setCursor(under >= 0 ? Qt::SizeAllCursor : Qt::CrossCursor);
            update();
        }
        return;
    }
    const EqBand& band = state_.bands[static_cast<std::size_t>(selected_)];
    if (!dragging_) {
        if ((event->position() - lastDrag_).manhattanLength() < 2) return;
        dragging_ = true;
        actions_.begin(bandParameter(selected_, hasGain(band.type) ? "gain" : "freq"));
    }
    const double fine = event->modifiers() & (Qt::ShiftModifier | Qt::ControlModifier) ? 0.1 : 1.0;
    const QPointF moved = (event->position() - lastDrag_) * fine;
    lastDrag_ = event->position();
    dragNode_ += moved;
    InsertActions::Values values{{bandParameter(selected_, "freq"), std::clamp(frequencyOf(dragNode_.x()), 10.0, 30000.0)}};
    if (hasGain(band.type)) {
        dragNode_.setY(std::clamp(dragNode_.y(), yOf(30), yOf(-30)));
        values.emplace_back(bandParameter(selected_, "gain"), std::clamp(std::round(gainOf(dragNode_.y()) * 20) / 20, -30.0, 30.0));
    } else {
        // Where there is no gain, up and down is Q.
        values.emplace_back(bandParameter(selected_, "q"), std::clamp(band.q * std::pow(2.0, -moved.y() / 40), 0.1, 40.0));
    }
    actions_.drag(values);
}

void EqGraph::mouseReleaseEvent(QMouseEvent*) {
    pressed_ = false;
    if (!dragging_) return;
    dragging_ = false;
    actions_.end();
    update();
}

void EqGraph::mouseDoubleClickEvent(QMouseEvent* event) {
    pressed_ = false;
    if (event->button() != Qt::LeftButton) return;
    if (const std::optional<int> band = bandUnder(event->position())) actions_.enter(bandParameter(*band, "gain"), 0);
    else if (plot().contains(event->position())) addBand(event->position());
}

void EqGraph::addBand(const QPointF& position) {
    for (int k = 0; k < kEqBands; ++k) {
        if (state_.bands[static_cast<std::size_t>(k)].on) continue;
        const double frequency = std::round(frequencyOf(position.x()) * 10) / 10;
        // Far at the edges a musician means a cut, near them a shelf.
        const double travel = frequencyTravel(frequency);
        const BandType type = travel < 0.1 ? BandType::lowcut : travel > 0.95 ? BandType::highcut : travel > 0.86 ? BandType::highshelf : BandType::bell;
        setSelected(k);
        actions_.enterAll(tr("Add a band of %1").arg(actions_.channelName()),
                          {{bandParameter(k, "type"), static_cast<double>(type)},
                           {bandParameter(k, "freq"), frequency},
                           {bandParameter(k, "gain"), hasGain(type) ? std::round(gainOf(position.y()) * 10) / 10 : 0},
                           {bandParameter(k, "q"), type == BandType::bell ? 1.0 : 0.71},
                           {bandParameter(k, "on"), 1}});
        return;
    }
    actions_.workspace().messages().note(tr("All eight bands are in use. Right-click a node to switch one off."));
}

void EqGraph::stepQ(int band, int steps, bool fine) {
    const double q = state_.bands[static_cast<std::size_t>(band)].q;
    actions_.step(bandParameter(band, "q"), std::clamp(q * std::pow(2.0, steps * (fine ? 0.02 : 0.15)), 0.1, 40.0));
}

void EqGraph::wheelEvent(QWheelEvent* event) {
    const std::optional<int> band = bandUnder(event->position());
    if (!band) return event->ignore();
    setSelected(*band);
    const int delta = event->angleDelta().y() != 0 ? event->angleDelta().y() : event->angleDelta().x();
    stepQ(*band, delta > 0 ? 1 : -1, event->modifiers() & Qt::ShiftModifier);
    event->accept();
}

void EqGraph::contextMenuEvent(QContextMenuEvent* event) {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QPointF position = event->pos();
    if (const std::optional<int> band = bandUnder(position)) {
        setSelected(*band);
        const std::string type = bandParameter(*band, "type");
        if (const ParameterSpec* spec = actions_.parameter(type))
            for (std::size_t k = 0; k < spec->choices.size(); ++k) {
                QAction* action = menu->addAction(QString::fromStdString(valueText(*spec, static_cast<double>(k))), this, [=, this] { actions_.enter(type, static_cast<double>(k)); });
                action->setCheckable(true);
                action->setChecked(static_cast<std::size_t>(state_.bands[static_cast<std::size_t>(*band)].type) == k);
            }
        const std::string side = bandParameter(*band, "channel");
        if (const ParameterSpec* spec = actions_.parameter(side)) {
            QMenu* channels = menu->addMenu(tr("Channel"));
            for (std::size_t k = 0; k < spec->choices.size(); ++k)
                channels->addAction(QString::fromStdString(valueText(*spec, static_cast<double>(k))), this, [=, this] { actions_.enter(side, static_cast<double>(k)); });
        }
        menu->addSeparator();
        menu->addAction(tr("Reset gain"), this, [=, this] { actions_.enter(bandParameter(*band, "gain"), 0); });
        menu->addAction(tr("Switch off"), this, [=, this] { actions_.enter(bandParameter(*band, "on"), 0); });
    } else {
        menu->addAction(tr("Add a band here"), this, [=, this] { addBand(position); });
        QMenu* ranges = menu->addMenu(tr("Range"));
        for (const int range : {3, 6, 12, 30}) {
            QAction* action = ranges->addAction(tr("± %1 dB").arg(range), this, [=, this] {
                range_ = range;
                update();
            });
            action->setCheckable(true);
            action->setChecked(std::abs(range_ - range) < 0.5);
        }
    }
    menu->popup(event->globalPos());
}

void EqGraph::moveSelected(double octaves, double decibels) {
    const EqBand& band = state_.bands[static_cast<std::size_t>(selected_)];
    if (!band.on) return;
    if (octaves != 0) actions_.step(bandParameter(selected_, "freq"), std::clamp(band.frequency * std::pow(2.0, octaves), 10.0, 30000.0));
    if (decibels != 0 && hasGain(band.type)) actions_.step(bandParameter(selected_, "gain"), std::clamp(band.gain + decibels, -30.0, 30.0));
}

void EqGraph::keyPressEvent(QKeyEvent* event) {
    const bool fine = event->modifiers() & Qt::ShiftModifier;
    switch (event->key()) {
    case Qt::Key_Left: return moveSelected(fine ? -1.0 / 48 : -1.0 / 12, 0);
    case Qt::Key_Right: return moveSelected(fine ? 1.0 / 48 : 1.0 / 12, 0);
    case Qt::Key_Up: return moveSelected(0, fine ? 0.1 : 0.5);
    case Qt::Key_Down: return moveSelected(0, fine ? -0.1 : -0.5);
    case Qt::Key_PageUp: return stepQ(selected_, 1, fine);
    case Qt::Key_PageDown: return stepQ(selected_, -1, fine);
    case Qt::Key_Delete:
    case Qt::Key_Backspace: return actions_.enter(bandParameter(selected_, "on"), 0);
    case Qt::Key_Home: return actions_.enter(bandParameter(selected_, "gain"), 0);
    case Qt::Key_Escape: return clearFocus();
    default: break;
    }
    if (event->key() >= Qt::Key_1 && event->key() <= Qt::Key_8) {
        const int band = event->key() - Qt::Key_1;
        setSelected(band);
        if (!state_.bands[static_cast<std::size_t>(band)].on) actions_.enter(bandParameter(band, "on"), 1);
        return;
    }
    QWidget::keyPressEvent(event);
}

bool EqGraph::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        auto* key = static_cast<QKeyEvent*>(event);
        const bool plain = !(key->modifiers() & (Qt::ControlModifier | Qt::AltModifier));
        const int code = key->key();
        if (plain && ((code >= Qt::Key_Home && code <= Qt::Key_PageDown) || code == Qt::Key_Delete || (code >= Qt::Key_1 && code <= Qt::Key_8)))
            event->accept();
        return true;
    }
    if (event->type() == QEvent::Leave && hovered_ >= 0) {
        hovered_ = -1;
        update();
    }
    return QWidget::event(event);
}

} // namespace lacquer::ui
