#include "ui/mix/harmonics_graph.h"

#include "ui/models/time_text.h"
#include "ui/theme/figures.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace lacquer::ui {
namespace {

constexpr double kLowest = -100; // dB, the bars' ground
constexpr int kScale = 16;

} // namespace

HarmonicsGraph::HarmonicsGraph(InsertActions& actions, const Theme& theme, QWidget* parent)
    : ProcessorPicture(parent), actions_(actions), theme_(theme),
      job_(actions.workspace().jobs(), tr("Picture of harmonics"), [this] { return measurement(); }), drag_(actions) {
    setMouseTracking(true);
    setAccessibleName(tr("Transfer curve and harmonics, %1").arg(actions.channelName()));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    refresh();
}

void HarmonicsGraph::refresh() {
    const project::Insert* insert = actions_.insert();
    if (!insert) return;
    update();
    if (insert->values == asked_) return;
    asked_ = insert->values;
    job_.ask();
}

std::optional<PictureJob::Work> HarmonicsGraph::measurement() {
    const project::Insert* insert = actions_.insert();
    const Workspace& workspace = actions_.workspace();
    if (!insert || !workspace.sources()) {
        asked_.reset();
        return std::nullopt;
    }
    return [this, copy = *insert, rate = workspace.project()->rate, sources = workspace.sources(),
            catalogue = workspace.sharedCatalogue()](const std::function<bool()>& goOn) -> Result<PictureJob::Show> {
        auto made = harmonicsPictureOf(copy, rate, *catalogue, *sources, goOn);
        if (!made) return tl::make_unexpected(made.error());
        return [this, picture = std::move(*made)] {
            picture_ = picture;
            setAccessibleDescription(tr("%1 % distortion of a tone at %2 dBFS").arg(picture_.distortion, 0, 'g', 2).arg(HarmonicsPicture::kLevel));
            update();
        };
    };
}

QRectF HarmonicsGraph::transferBox() const {
    const double side = std::min<double>(height(), std::floor(width() * 0.45));
    return QRectF(0, 0, side, height());
}

QRectF HarmonicsGraph::barsBox() const {
    const QRectF left = transferBox();
    return QRectF(left.right() + 1, 0, width() - left.width() - 1, height());
}

void HarmonicsGraph::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.colour(Role::surfaceWell));
    paintTransfer(painter);
    paintBars(painter);
}

void HarmonicsGraph::paintTransfer(QPainter& painter) const {
    const QRectF box = transferBox();
    const QPointF middle = box.center();
    // A little over full scale, for what goes out louder.
    const double reach = std::min(box.width(), box.height()) / 2 / 1.1;
    painter.save();
    painter.setClipRect(box);
    for (const double share : {-1.0, -0.5, 0.0, 0.5, 1.0}) {
        const Role role = share == 0 ? Role::gridMajor : Role::gridMinor;
        painter.fillRect(QRectF(std::round(middle.x() + share * reach), box.top(), 1, box.height()), theme_.colour(role));
        painter.fillRect(QRectF(box.left(), std::round(middle.y() - share * reach), box.width(), 1), theme_.colour(role));
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme_.colour(Role::lineStrong), 1));
    painter.drawLine(middle + QPointF(-1.1 * reach, 1.1 * reach), middle + QPointF(1.1 * reach, -1.1 * reach));
    QPolygonF curve;
    for (const HarmonicsPicture::Point& point : picture_.transfer)
        curve << QPointF(middle.x() + static_cast<double>(point.in) * reach, middle.y() - static_cast<double>(point.out) * reach);
    const project::Insert* insert = actions_.insert();
    painter.setPen(QPen(theme_.colour(insert && !insert->bypassed ? Role::graphCurve : Role::textDisabled), 2));
    painter.drawPolyline(curve);
    painter.setPen(theme_.colour(Role::text3));
    drawName(painter, theme_.font(9), QRectF(4, 2, 40, 14), Qt::AlignLeft, tr("Out"));
    drawName(painter, theme_.font(9), QRectF(box.right() - 24, box.bottom() - 16, 20, 14), Qt::AlignRight, tr("In"));
    painter.restore();
}

void HarmonicsGraph::paintBars(QPainter& painter) const {
    const QRectF box = barsBox().adjusted(0, kScale, 0, -kScale);
    const QFont& small = theme_.font(9);
    const auto yOf = [&](double level) { return box.bottom() - std::clamp((level - kLowest) / -kLowest, 0.0, 1.0) * box.height(); };
    for (int level = -80; level < 0; level += 20) {
        painter.fillRect(QRectF(box.left(), std::round(yOf(level)), box.width(), 1), theme_.colour(Role::gridMinor));
        if (level % 40 != 0 && box.height() < 120) continue;
        painter.setPen(theme_.colour(Role::text3));
        drawFigures(painter, small, QRectF(box.left() + 4, yOf(level) - 13, 30, 12), Qt::AlignLeft, QString::fromStdString(signedText(level, 0)));
    }
    painter.fillRect(QRectF(box.left(), box.bottom(), box.width(), 1), theme_.colour(Role::gridMajor));
    const project::Insert* insert = actions_.insert();
    const bool alive = insert && !insert->bypassed;
    const double left = box.left() + 34, step = (box.right() - left) / static_cast<double>(picture_.harmonics.size());
    for (std::size_t k = 0; k < picture_.harmonics.size(); ++k) {
        const double x = left + step * static_cast<double>(k);
        const double top = picture_.transfer.empty() ? box.bottom() : yOf(static_cast<double>(picture_.harmonics[k]));
        // Even ones are the warm ones, and rarely come alone: two inks.
        const Role ink = !alive ? Role::textDisabled : k % 2 == 0 ? Role::accent : Role::graphAfter;
        painter.fillRect(QRectF(std::round(x + step * 0.2), std::round(top), std::round(step * 0.6), std::round(box.bottom()) - std::round(top)), theme_.colour(ink));
        painter.setPen(theme_.colour(Role::text3));
        drawFigures(painter, small, QRectF(x, height() - kScale + 1, step, kScale - 2), Qt::AlignHCenter, QString::number(k + 2));
    }
    painter.setPen(theme_.colour(Role::text3));
    drawName(painter, small, QRectF(box.left() + 4, 1, box.width() * 0.6, kScale - 2), Qt::AlignLeft,
             tr("Harmonics at %1 dBFS").arg(QString::fromStdString(signedText(HarmonicsPicture::kLevel, 0))));
    painter.setPen(theme_.colour(Role::text1));
    const QString distortion = picture_.distortion < 0.0005 ? tr("clean") : tr("%1 %").arg(picture_.distortion, 0, 'g', 2);
    drawFigures(painter, theme_.font(11, QFont::Medium), QRectF(box.right() - 80, 0, 74, kScale), Qt::AlignRight, distortion);
}

void HarmonicsGraph::mousePressEvent(QMouseEvent* event) {
    drag_.press(*event, actions_.parameter("drive") ? "drive" : "gain", ParameterDrag::Axis::across, 300);
}

void HarmonicsGraph::mouseMoveEvent(QMouseEvent* event) {
    setCursor(Qt::SizeHorCursor);
    drag_.move(*event);
}

void HarmonicsGraph::mouseReleaseEvent(QMouseEvent*) { drag_.release(); }

void HarmonicsGraph::mouseDoubleClickEvent(QMouseEvent*) {
    drag_.release();
    const char* id = actions_.parameter("drive") ? "drive" : "gain";
    if (const ParameterSpec* spec = actions_.parameter(id)) actions_.enter(id, spec->defaultValue);
}

} // namespace lacquer::ui
