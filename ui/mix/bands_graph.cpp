#include "ui/mix/bands_graph.h"

#include "ui/mix/eq_graph.h"
#include "ui/models/time_text.h"
#include "ui/theme/figures.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace lacquer::ui {
namespace {

constexpr double kLowest = 20, kHighest = 20000; // Hz
constexpr double kReach = 18;                    // dB above and below the middle
constexpr double kQuiet = -90;                   // dB: under it nothing sounds
constexpr double kGrab = 6;                      // pixels beside a boundary
constexpr int kScale = 16;

} // namespace

bool BandsGraph::shows(std::string_view processor) { return processor == "multiband" || processor == "deesser"; }

BandsGraph::BandsGraph(InsertActions& actions, const Theme& theme, QWidget* parent)
    : ProcessorPicture(parent), actions_(actions), theme_(theme), before_(actions.workspace()), behind_(actions.workspace()), drag_(actions) {
    for (int k = 1; actions.parameter("xover" + std::to_string(k)); ++k) boundaries_.push_back("xover" + std::to_string(k));
    for (int k = 1; actions.parameter("band" + std::to_string(k) + ".threshold"); ++k) {
        const std::string band = "band" + std::to_string(k) + ".";
        bands_.push_back({band + "threshold", band + "on", band + "mute", band + "solo"});
    }
    if (bands_.empty()) { // a de-esser: what lies over its frequency
        boundaries_ = {"freq"};
        bands_ = {Band{}, Band{"threshold", {}, {}, {}}};
    }
    changes_.assign(bands_.size(), 0.0);
    setMouseTracking(true);
    setAccessibleName(tr("Bands and spectrum, %1").arg(actions.channelName()));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    before_.watch(StripSpectrum::Place{{actions.channel(), actions.id()}, PointSide::before});
    behind_.watch(StripSpectrum::Place{{actions.channel(), actions.id()}, PointSide::behind});
    sinceTick_.start();
}

void BandsGraph::refresh() { update(); }

void BandsGraph::tick() {
    const double elapsed = static_cast<double>(sinceTick_.restart()) / 1000.0;
    const bool one = before_.advance(elapsed), other = behind_.advance(elapsed);
    if (!one && !other) return;
    measureChanges();
    update();
}

double BandsGraph::xOf(double frequency) const { return std::log(frequency / kLowest) / std::log(kHighest / kLowest) * width(); }

double BandsGraph::yOf(double change) const {
    return kScale + (0.5 - 0.5 * std::clamp(change / kReach, -1.0, 1.0)) * (height() - 2 * kScale);
}

std::vector<double> BandsGraph::edges() const {
    std::vector<double> edges{kLowest};
    for (const std::string& boundary : boundaries_) edges.push_back(std::max(edges.back(), actions_.value(boundary)));
    edges.push_back(std::max(edges.back(), kHighest));
    return edges;
}

/// The power that a band had and has, as the two spectra show it.
void BandsGraph::measureChanges() {
    const auto& before = before_.points();
    const auto& behind = behind_.points();
    const std::vector<double> edges = this->edges();
    for (std::size_t band = 0; band < bands_.size(); ++band) {
        double had = 0, has = 0;
        for (std::size_t k = 0; k < std::min(before.size(), behind.size()); ++k) {
            if (before[k].frequency < edges[band] || before[k].frequency >= edges[band + 1]) continue;
            had += std::pow(10, before[k].level / 10);
            has += std::pow(10, behind[k].level / 10);
        }
        // Silence behind it is a spectrum that has not come yet.
        const double least = std::pow(10, kQuiet / 10);
        changes_[band] = had > least && has > least ? 10 * std::log10(has / had) : 0.0;
    }
}

void BandsGraph::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.colour(Role::surfaceWell));
    const QFont& small = theme_.font(9);
    for (const auto& [frequency, name] : {std::pair(50.0, "50"), std::pair(100.0, "100"), std::pair(200.0, "200"), std::pair(500.0, "500"), std::pair(1000.0, "1k"),
                                          std::pair(2000.0, "2k"), std::pair(5000.0, "5k"), std::pair(10000.0, "10k")}) {
        const double x = std::round(xOf(frequency));
        painter.fillRect(QRectF(x, kScale, 1, height() - kScale), theme_.colour(Role::gridMinor));
        painter.setPen(theme_.colour(Role::text3));
        drawFigures(painter, small, QRectF(x - 20, 1, 40, kScale - 2), Qt::AlignHCenter, name);
    }
    for (const int change : {-12, -6, 6, 12}) painter.fillRect(QRectF(0, std::round(yOf(change)), width(), 1), theme_.colour(Role::gridMinor));
    painter.fillRect(QRectF(0, std::round(yOf(0)), width(), 1), theme_.colour(Role::gridMajor));
    paintSpectra(painter);
    const std::vector<double> edges = this->edges();
    for (std::size_t band = 0; band < bands_.size(); ++band) paintBand(painter, band, xOf(edges[band]), xOf(edges[band + 1]));
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (std::size_t k = 1; k + 1 < edges.size(); ++k) {
        const double x = std::round(xOf(edges[k]));
        painter.fillRect(QRectF(x, kScale, 1, height() - kScale), theme_.colour(Role::lineStrong));
        painter.fillRect(QRectF(x - 2, kScale, 5, 8), theme_.colour(Role::lineStrong));
    }
    for (const int change : {-12, -6, 6, 12}) {
        // Not on the words of a band, nor on each other.
        if (yOf(change) < 2 * kScale + 10 || (std::abs(change) == 12 && yOf(0) - yOf(6) < 14)) continue;
        painter.setPen(theme_.colour(Role::text3));
        drawFigures(painter, small, QRectF(4, yOf(change) - 7, 30, 14), Qt::AlignLeft, QString::fromStdString(signedText(change, 0)));
    }
}

void BandsGraph::paintSpectra(QPainter& painter) const {
    // −90…0 dB on their own scale, as behind an equalizer.
    const double bottom = height();
    const auto lineOf = [&](const std::vector<SpectrumPoint>& points) {
        QPolygonF line;
        line.reserve(static_cast<qsizetype>(points.size()) + 2);
        for (const SpectrumPoint& point : points)
            line << QPointF(xOf(point.frequency), bottom - std::clamp((point.level + 90) / 90, 0.0, 1.0) * (bottom - kScale));
        return line;
    };
    painter.setRenderHint(QPainter::Antialiasing);
    if (!before_.points().empty()) {
        QPolygonF area = lineOf(before_.points());
        area << QPointF(width(), bottom) << QPointF(0, bottom);
        QColor fill = theme_.colour(Role::graphBefore);
        fill.setAlphaF(static_cast<float>(theme_.mix(Mix::spectrumFill)));
        painter.setPen(Qt::NoPen);
        painter.setBrush(fill);
        painter.drawPolygon(area);
        painter.setBrush(Qt::NoBrush);
    }
    QColor ink = theme_.colour(Role::graphAfter);
    ink.setAlphaF(0.7f);
    painter.setPen(QPen(ink, 1.25));
    if (!behind_.points().empty()) painter.drawPolyline(lineOf(behind_.points()));
}

void BandsGraph::paintBand(QPainter& painter, std::size_t band, double left, double right) const {
    const Band& own = bands_[band];
    const auto isOn = [&](const std::string& id) { return !id.empty() && actions_.value(id) >= 0.5; };
    const project::Insert* insert = actions_.insert();
    const bool alive = insert && !insert->bypassed && !own.threshold.empty() && (own.on.empty() || isOn(own.on)) && !isOn(own.mute);
    const QColor hue = alive ? bandHue(theme_, static_cast<int>(band)) : theme_.colour(Role::textDisabled);
    painter.setRenderHint(QPainter::Antialiasing, false);
    QColor ground = hue;
    ground.setAlphaF(isOn(own.solo) ? 0.18f : 0.06f);
    painter.fillRect(QRectF(left, kScale, right - left, height() - kScale), ground);
    if (own.threshold.empty()) return;
    const double zero = std::round(yOf(0)), now = std::round(yOf(alive ? changes_[band] : 0.0));
    QColor moved = theme_.colour(changes_[band] < 0 ? Role::gr : Role::accent);
    moved.setAlphaF(0.3f);
    painter.fillRect(QRectF(left + 1, std::min(zero, now), right - left - 1, std::abs(now - zero)), moved);
    painter.fillRect(QRectF(left + 1, now - 1, right - left - 1, 2), hue);
    if (right - left < 34) return;
    const QRectF words(left + 6, kScale + 4, right - left - 10, 14);
    painter.setPen(hue);
    if (bands_.size() > 2) drawFigures(painter, theme_.font(11, QFont::DemiBold), words, Qt::AlignLeft, QString::number(band + 1));
    QString state = QString::fromStdString(valueText(*actions_.parameter(own.threshold), actions_.value(own.threshold)));
    if (!own.on.empty() && !isOn(own.on)) state = tr("off");
    if (isOn(own.mute)) state = tr("muted");
    painter.setPen(theme_.colour(Role::text2));
    if (right - left > 74) drawFigures(painter, theme_.font(9), words, Qt::AlignRight, state);
    if (!alive || std::abs(changes_[band]) < 0.05) return;
    painter.setPen(theme_.colour(Role::text1));
    drawFigures(painter, theme_.font(11, QFont::Medium), QRectF(left, height() - 19, right - left, 16), Qt::AlignHCenter,
                QString::fromStdString(signedText(changes_[band], 1)));
}

std::pair<std::string, ParameterDrag::Axis> BandsGraph::handleAt(const QPointF& position) const {
    const std::vector<double> edges = this->edges();
    std::size_t nearest = 0;
    for (std::size_t k = 0; k < boundaries_.size(); ++k)
        if (std::abs(xOf(edges[k + 1]) - position.x()) < std::abs(xOf(edges[nearest + 1]) - position.x())) nearest = k;
    if (std::abs(xOf(edges[nearest + 1]) - position.x()) <= kGrab) return {boundaries_[nearest], ParameterDrag::Axis::across};
    std::size_t band = 0;
    while (band + 1 < bands_.size() && position.x() >= xOf(edges[band + 1])) ++band;
    return {bands_[band].threshold, ParameterDrag::Axis::up};
}

void BandsGraph::mousePressEvent(QMouseEvent* event) {
    const auto [id, axis] = handleAt(event->position());
    const ParameterSpec* spec = actions_.parameter(id);
    if (!spec) return;
    // A boundary stays under the pointer; a threshold goes through its range over the picture.
    const double reach = axis == ParameterDrag::Axis::across ? xOf(spec->maximum) - xOf(spec->minimum) : std::max(100, height());
    drag_.press(*event, id, axis, reach);
}

void BandsGraph::mouseMoveEvent(QMouseEvent* event) {
    if (!drag_.isPressed()) {
        const auto [id, axis] = handleAt(event->position());
        setCursor(id.empty() ? Qt::ArrowCursor : axis == ParameterDrag::Axis::across ? Qt::SizeHorCursor : Qt::SizeVerCursor);
    }
    drag_.move(*event);
}

void BandsGraph::mouseReleaseEvent(QMouseEvent*) { drag_.release(); }

void BandsGraph::mouseDoubleClickEvent(QMouseEvent* event) {
    drag_.release();
    if (const ParameterSpec* spec = actions_.parameter(handleAt(event->position()).first)) actions_.enter(spec->id, spec->defaultValue);
}

} // namespace lacquer::ui
