#include "ui/mix/eq_graph.h"

#include "ui/models/scales.h"
#include "ui/models/time_text.h"
#include "ui/theme/figures.h"

#include <QContextMenuEvent>
#include <QMenu>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <array>
#include <cmath>

namespace lacquer::ui {
namespace {

constexpr int kScaleHeight = 18;

bool isCut(BandType type) { return type == BandType::lowcut || type == BandType::highcut; }

bool hasGain(BandType type) {
    return type == BandType::bell || type == BandType::lowshelf || type == BandType::highshelf || type == BandType::tilt;
}

} // namespace

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

QRectF EqGraph::plot() const { return QRectF(0, kScaleHeight, width(), height() - kScaleHeight - theme_.size(Size::eqPiano)); }

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

void EqGraph::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.colour(Role::surfaceWell));
    paintGrid(painter);
    painter.setClipRect(plot());
    paintSpectra(painter);
    paintBands(painter);
    painter.setClipping(false);
    paintPiano(painter);
    paintOverlaps(painter);
    paintNodes(painter);
    if (dragging_ || hovered_ >= 0) paintBubble(painter);
}

void EqGraph::paintGrid(QPainter& painter) const {
    const QFont& font = theme_.font(9);
    for (int decade = 10; decade <= 10000; decade *= 10)
        for (int step = 1; step < 10; ++step) {
            const double frequency = decade * step;
            if (frequency < 20 || frequency > 20000) continue;
            const bool major = step == 1 || step == 2 || step == 5;
            const double x = std::round(xOf(frequency));
            painter.fillRect(QRectF(x, plot().top(), 1, plot().height()), theme_.colour(major ? Role::gridMajor : Role::gridMinor));
            if (!major || frequency < 50 || frequency > 10000) continue;
            painter.setPen(theme_.colour(Role::text3));
            const QString text = frequency >= 1000 ? QStringLiteral("%1k").arg(frequency / 1000) : QString::number(frequency);
            drawFigures(painter, font, QRectF(x - 20, 0, 40, kScaleHeight), Qt::AlignHCenter, text);
        }
    const double step = range_ > 12 ? 10 : range_ > 6 ? 3 : 1;
    for (double gain = -range_ + step; gain < range_; gain += step) {
        const double y = std::round(yOf(gain));
        painter.fillRect(QRectF(0, y, width(), 1), theme_.colour(std::abs(gain) < 0.01 ? Role::lineStrong : Role::gridMajor));
        painter.setPen(theme_.colour(Role::text3));
        if (std::abs(gain) > 0.01)
            drawFigures(painter, font, QRectF(width() - 34, y - 7, 30, 14), Qt::AlignRight, QString::fromStdString(signedText(gain, 0)));
    }
    if (!before_.empty())
        for (const int level : {-20, -40, -60}) {
            const double y = plot().bottom() - (level + 90) / 90.0 * plot().height();
            painter.setPen(theme_.colour(Role::text3));
            drawFigures(painter, font, QRectF(4, y - 7, 30, 14), Qt::AlignLeft, QString::fromStdString(signedText(level, 0)));
        }
}

void EqGraph::paintPiano(QPainter& painter) const {
    const QRectF keys(0, height() - theme_.size(Size::eqPiano), width(), theme_.size(Size::eqPiano));
    painter.fillRect(keys, theme_.colour(Role::surface3));
    // Notes 15 (D♯0) to 135: each key from a quarter tone below to a quarter tone above.
    for (int note = 15; note <= 136; ++note) {
        const double left = xOf(440 * std::pow(2.0, (note - 69.5) / 12));
        const double right = xOf(440 * std::pow(2.0, (note - 68.5) / 12));
        static constexpr std::array kBlack{false, true, false, true, false, false, true, false, true, false, true, false};
        if (kBlack[static_cast<std::size_t>(note % 12)])
            painter.fillRect(QRectF(left, keys.top(), right - left, keys.height() * 0.6), theme_.colour(Role::surface0));
        else if (note % 12 == 0 || note % 12 == 5)
            painter.fillRect(QRectF(left, keys.top(), 1, keys.height()), theme_.colour(Role::surface0));
    }
    // Names last, on a ground of their own, where an octave has room for one.
    if (xOf(880) - xOf(440) < 30) return;
    for (int note = 24; note <= 132; note += 12) {
        const double left = xOf(440 * std::pow(2.0, (note - 69.5) / 12));
        const QRectF box(left + 1, keys.bottom() - 11, 15, 11);
        painter.fillRect(box, theme_.colour(Role::surface3));
        painter.setPen(theme_.colour(Role::text2));
        drawName(painter, theme_.font(9), box, Qt::AlignHCenter, QStringLiteral("C%1").arg(note / 12 - 1));
    }
}

void EqGraph::paintSpectra(QPainter& painter) const {
    if (before_.empty()) return;
    // −90…0 dB on its own scale.
    const auto yOfLevel = [&](double level) { return plot().bottom() - std::clamp((level + 90) / 90, 0.0, 1.0) * plot().height(); };
    const auto lineOf = [&](const std::vector<SpectrumPoint>& points, const auto& level) {
        QPolygonF line;
        line.reserve(static_cast<qsizetype>(points.size()));
        for (const SpectrumPoint& point : points) line << QPointF(xOf(point.frequency), yOfLevel(level(point)));
        return line;
    };
    const auto asIs = [](const SpectrumPoint& point) { return point.level; };
    painter.setRenderHint(QPainter::Antialiasing);
    QPolygonF area = lineOf(before_, asIs);
    area << plot().bottomRight() << plot().bottomLeft();
    QColor fill = theme_.colour(Role::graphBefore);
    fill.setAlphaF(static_cast<float>(theme_.mix(Mix::spectrumFill)));
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawPolygon(area);
    painter.setBrush(Qt::NoBrush);
    if (!other_.empty()) {
        QColor ink = otherHue_;
        ink.setAlphaF(0.6f);
        painter.setPen(QPen(ink, 1));
        painter.drawPolyline(lineOf(other_, asIs));
    }
    const project::Insert* insert = actions_.insert();
    const bool alive = insert && !insert->bypassed;
    QColor ink = theme_.colour(Role::graphAfter);
    ink.setAlphaF(0.7f);
    painter.setPen(QPen(ink, 1.25));
    painter.drawPolyline(lineOf(before_, [&](const SpectrumPoint& point) {
        return point.level <= -110 || !alive ? point.level : point.level + eqGain(state_, point.frequency);
    }));
}

void EqGraph::paintOverlaps(QPainter& painter) const {
    // Where the two cover each other, as bars on the piano's upper edge.
    painter.setRenderHint(QPainter::Antialiasing, false);
    const double top = height() - theme_.size(Size::eqPiano) - 3;
    for (const Overlap& overlap : overlaps_)
        painter.fillRect(QRectF(xOf(overlap.from), top, std::max(3.0, xOf(overlap.to) - xOf(overlap.from)), 4), theme_.colour(Role::verdictWarn));
}

void EqGraph::paintBands(QPainter& painter) const {
    painter.setRenderHint(QPainter::Antialiasing);
    const auto curve = [&](const auto& gainAt) {
        QPainterPath path;
        for (int x = 0; x <= width(); x += 2) {
            const QPointF point(x, yOf(std::clamp(gainAt(frequencyOf(x)), -80.0, 80.0)));
            if (x == 0) path.moveTo(point);
            else path.lineTo(point);
        }
        return path;
    };
    bool dynamic = false;
    for (int k = 0; k < kEqBands; ++k) {
        const EqBand& band = state_.bands[static_cast<std::size_t>(k)];
        if (!band.on) continue;
        dynamic = dynamic || band.range != 0;
        QPainterPath area = curve([&](double frequency) { return bandGain(band, frequency); });
        area.lineTo(width(), yOf(0));
        area.lineTo(0, yOf(0));
        area.closeSubpath();
        QColor fill = bandHue(theme_, k);
        const Mix share = k == selected_ ? Mix::bandFillSelected : isCut(band.type) ? Mix::bandFillCut : Mix::bandFill;
        fill.setAlphaF(static_cast<float>(theme_.mix(share)));
        painter.fillPath(area, fill);
    }
    if (dynamic) {
        EqState moved = state_;
        for (EqBand& band : moved.bands) band.gain += band.range;
        painter.strokePath(curve([&](double frequency) { return eqGain(moved, frequency); }),
                           QPen(theme_.colour(Role::graphGhost), 1.25, Qt::DashLine));
    }
    const project::Insert* insert = actions_.insert();
    const bool alive = insert && !insert->bypassed;
    painter.strokePath(curve([&](double frequency) { return eqGain(state_, frequency); }),
                       QPen(theme_.colour(alive ? Role::graphCurve : Role::textDisabled), 2));
}

void EqGraph::paintNodes(QPainter& painter) const {
    painter.setRenderHint(QPainter::Antialiasing);
    for (int pass = 0; pass < 2; ++pass)
        for (int k = 0; k < kEqBands; ++k) {
            const EqBand& band = state_.bands[static_cast<std::size_t>(k)];
            const bool chosen = k == selected_;
            if (!band.on || chosen != (pass == 1)) continue;
            const QPointF at = nodeAt(k);
            const QColor hue = bandHue(theme_, k);
            if (band.range != 0 && hasGain(band.type)) {
                const double end = std::clamp(yOf(band.gain + band.range), plot().top(), plot().bottom());
                painter.setPen(QPen(theme_.colour(Role::graphGhost), 2));
                painter.drawLine(at, QPointF(at.x(), end));
                painter.drawLine(QPointF(at.x() - 4, end), QPointF(at.x() + 4, end));
            }
            const double radius = (chosen ? 16 : theme_.size(Size::eqNode)) / 2.0;
            if (chosen || hovered_ == k) {
                painter.setPen(QPen(theme_.colour(Role::graphCurve), 1.5));
                painter.setBrush(Qt::NoBrush);
                painter.drawEllipse(at, radius + 3, radius + 3);
            }
            painter.setPen(Qt::NoPen);
            painter.setBrush(hue);
            painter.drawEllipse(at, radius, radius);
            painter.setPen(theme_.onHue());
            drawFigures(painter, theme_.font(10, QFont::DemiBold), QRectF(at.x() - 8, at.y() - 7, 16, 14), Qt::AlignHCenter, QString::number(k + 1));
        }
}

void EqGraph::paintBubble(QPainter& painter) const {
    const int index = dragging_ ? selected_ : hovered_;
    const EqBand& band = state_.bands[static_cast<std::size_t>(index)];
    if (!band.on) return;
    const ParameterSpec* type = actions_.parameter(bandParameter(index, "type"));
    const ParameterSpec* frequency = actions_.parameter(bandParameter(index, "freq"));
    const ParameterSpec* gain = actions_.parameter(bandParameter(index, "gain"));
    if (!type || !frequency || !gain) return;
    QString text = QStringLiteral("%1  %2  %3").arg(index + 1).arg(QString::fromStdString(valueText(*type, static_cast<double>(band.type))), QString::fromStdString(valueText(*frequency, band.frequency)));
    if (hasGain(band.type)) text += "  " + QString::fromStdString(valueText(*gain, band.gain));
    text += "  " + QString::fromStdString(noteName(band.frequency));
    const QFont& font = theme_.font(11, QFont::Medium);
    const double wide = figuresWidth(font, text) + 16;
    const QPointF at = nodeAt(index);
    QRectF box(at.x() - wide / 2, at.y() - 36, wide, 20);
    box.moveLeft(std::clamp(box.left(), 2.0, std::max(2.0, width() - wide - 2)));
    if (box.top() < 2) box.moveTop(at.y() + 16);
    painter.setPen(theme_.colour(Role::lineStrong));
    painter.setBrush(theme_.colour(Role::surfaceOverlay));
    painter.drawRoundedRect(box, 4, 4);
    painter.setPen(theme_.colour(Role::text1));
    drawFigures(painter, font, box, Qt::AlignHCenter, text);
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
