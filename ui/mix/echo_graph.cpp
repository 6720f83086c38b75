#include "ui/mix/echo_graph.h"

#include "ui/theme/figures.h"

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <array>
#include <cmath>

namespace lacquer::ui {
namespace {

constexpr double kFloor = -60; // dB, the middle line
constexpr int kColumns = 400;
constexpr int kScale = 16;

double stepOf(double seconds) {
    for (const double step : {0.05, 0.1, 0.2, 0.5, 1.0, 2.0})
        if (seconds / step <= 10) return step;
    return 5;
}

/// Tempo and metre where the song stands, as if they held from its start.
project::TempoPoint tempoHere(const project::Song& song, FramePosition at) {
    project::TempoPoint here;
    for (const auto& point : song.tempo)
        if (point.position <= at || point.position == FramePosition{}) here = point;
    here.position = {};
    return here;
}

} // namespace

EchoGraph::EchoGraph(InsertActions& actions, const Theme& theme, QWidget* parent)
    : ProcessorPicture(parent), actions_(actions), theme_(theme),
      job_(actions.workspace().jobs(), tr("Picture of an echo"), [this] { return measurement(); }), drag_(actions) {
    setMouseTracking(true);
    setAccessibleName(tr("Echo of a click, %1").arg(actions.channelName()));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    refresh();
}

QString EchoGraph::noteOf(double milliseconds, double beatsPerMinute) {
    if (beatsPerMinute <= 0 || milliseconds <= 0) return {};
    const double whole = 240'000 / beatsPerMinute;
    for (const int part : {1, 2, 4, 8, 16, 32, 64})
        for (const auto& [factor, name] : {std::pair(1.0, ""), std::pair(1.5, " dotted"), std::pair(2.0 / 3, " triplet")})
            if (std::abs(milliseconds / (whole / part * factor) - 1) < 0.01) return QStringLiteral("1/%1%2").arg(part).arg(QLatin1String(name));
    return {};
}

std::string EchoGraph::handle() const {
    for (const char* id : {"decay", "time"})
        if (actions_.parameter(id)) return id;
    return {};
}

void EchoGraph::tick() {
    const project::Song* song = actions_.workspace().song();
    if (song && tempoHere(*song, actions_.workspace().playerState().position).beatsPerMinute != beatsPerMinute_) refresh();
}

void EchoGraph::refresh() {
    const project::Insert* insert = actions_.insert();
    const project::Song* song = actions_.workspace().song();
    if (!insert || !song) return;
    const double tempo = tempoHere(*song, actions_.workspace().playerState().position).beatsPerMinute;
    if (insert->values == asked_ && tempo == beatsPerMinute_) return update();
    asked_ = insert->values;
    beatsPerMinute_ = tempo;
    job_.ask();
}

std::optional<PictureJob::Work> EchoGraph::measurement() {
    const project::Insert* insert = actions_.insert();
    const ProcessorSpec* spec = actions_.spec();
    const Workspace& workspace = actions_.workspace();
    const project::Song* song = workspace.song();
    if (!insert || !spec || !song || !workspace.sources()) {
        asked_.reset();
        return std::nullopt;
    }
    return [this, copy = *insert, tempo = std::vector{tempoHere(*song, workspace.playerState().position)}, rate = workspace.project()->rate,
            seconds = echoSpanOf(*insert, *spec), sources = workspace.sources(),
            catalogue = workspace.sharedCatalogue()](const std::function<bool()>& goOn) -> Result<PictureJob::Show> {
        auto made = echoPictureOf(copy, tempo, rate, seconds, kColumns, *catalogue, *sources, goOn);
        if (!made) return tl::make_unexpected(made.error());
        return [this, picture = std::move(*made)] {
            picture_ = picture;
            if (picture_.reverberation) setAccessibleDescription(tr("dies away by 60 dB in %1 s").arg(*picture_.reverberation, 0, 'f', 2));
            update();
        };
    };
}

void EchoGraph::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.colour(Role::surfaceWell));
    if (picture_.seconds <= 0) return;
    const QRectF graph = QRectF(rect()).adjusted(0, kScale, 0, -kScale);
    const double middle = graph.center().y(), reach = graph.height() / 2 - 2;
    const auto xOf = [&](double seconds) { return graph.left() + seconds / picture_.seconds * graph.width(); };
    const auto heightOf = [&](double level) { return std::clamp((level - kFloor) / -kFloor, 0.0, 1.0) * reach; };
    const QFont& small = theme_.font(9);
    const double step = stepOf(picture_.seconds);
    for (double at = step; at < picture_.seconds * 0.99; at += step) {
        const double x = std::round(xOf(at));
        painter.fillRect(QRectF(x, graph.top(), 1, graph.height()), theme_.colour(Role::gridMinor));
        painter.setPen(theme_.colour(Role::text3));
        const QString text = picture_.seconds > 2 ? QStringLiteral("%1 s").arg(at, 0, 'g', 3) : QStringLiteral("%1 ms").arg(std::lround(at * 1000));
        drawFigures(painter, small, QRectF(x - 30, height() - kScale + 1, 60, kScale - 2), Qt::AlignHCenter, text);
    }
    // The song's quarter notes above.
    const double quarter = 60 / beatsPerMinute_;
    const int every = std::max(1, static_cast<int>(std::ceil(picture_.seconds / quarter / 12)));
    for (int beat = every; beat * quarter < picture_.seconds * 0.98; beat += every) {
        const double x = std::round(xOf(beat * quarter));
        painter.fillRect(QRectF(x, graph.top(), 1, 4), theme_.colour(Role::accent));
        painter.setPen(theme_.colour(Role::text3));
        drawFigures(painter, small, QRectF(x - 16, 1, 32, kScale - 2), Qt::AlignHCenter, QString::number(beat));
    }
    for (const int level : {-20, -40})
        for (const double y : {middle - heightOf(level), middle + heightOf(level)}) painter.fillRect(QRectF(0, std::round(y), width(), 1), theme_.colour(Role::gridMinor));
    painter.fillRect(QRectF(0, std::round(middle), width(), 1), theme_.colour(Role::gridMajor));
    painter.setRenderHint(QPainter::Antialiasing);
    const project::Insert* insert = actions_.insert();
    const bool alive = insert && !insert->bypassed;
    QColor ink = theme_.colour(alive ? Role::accent : Role::textDisabled);
    ink.setAlphaF(0.75f);
    const double wide = graph.width() / static_cast<double>(picture_.peaks[0].size());
    for (std::size_t side = 0; side < 2; ++side) {
        QPainterPath shape(QPointF(graph.left(), middle));
        for (std::size_t column = 0; column < picture_.peaks[side].size(); ++column) {
            const double high = heightOf(static_cast<double>(picture_.peaks[side][column]));
            const double y = side == 0 ? middle - high : middle + high;
            const double x = graph.left() + static_cast<double>(column) * wide;
            shape.lineTo(x, y);
            shape.lineTo(x + wide, y);
        }
        shape.lineTo(graph.right(), middle);
        painter.fillPath(shape, ink);
    }
    QPolygonF decay;
    for (std::size_t column = 0; column < picture_.decay.size(); ++column)
        decay << QPointF(graph.left() + (static_cast<double>(column) + 0.5) * wide, middle - heightOf(static_cast<double>(picture_.decay[column])));
    painter.setPen(QPen(theme_.colour(Role::graphCurve), 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(decay);
    painter.setPen(theme_.colour(Role::text3));
    drawName(painter, small, QRectF(4, graph.top() + 2, 20, 12), Qt::AlignLeft, "L");
    drawName(painter, small, QRectF(4, graph.bottom() - 14, 20, 12), Qt::AlignLeft, "R");
    QString words;
    if (actions_.parameter("time")) {
        const double time = actions_.value("time");
        const QString note = noteOf(time, beatsPerMinute_);
        words = actions_.value("sync") >= 0.5 ? QString::fromStdString(valueText(*actions_.parameter("sync"), actions_.value("sync")))
                : note.isEmpty() ? tr("%1 ms").arg(std::lround(time)) : tr("%1 ms · %2").arg(std::lround(time)).arg(note);
    } else if (picture_.reverberation) {
        words = tr("60 dB in %1 s").arg(*picture_.reverberation, 0, 'f', 2);
    }
    painter.setPen(theme_.colour(Role::text1));
    drawFigures(painter, theme_.font(11, QFont::Medium), QRectF(width() - 180, graph.top() + 2, 172, 16), Qt::AlignRight, words);
}

void EchoGraph::mousePressEvent(QMouseEvent* event) { drag_.press(*event, handle(), ParameterDrag::Axis::across, 400); }

void EchoGraph::mouseMoveEvent(QMouseEvent* event) {
    if (!handle().empty()) setCursor(Qt::SizeHorCursor);
    drag_.move(*event);
}

void EchoGraph::mouseReleaseEvent(QMouseEvent*) { drag_.release(); }

void EchoGraph::mouseDoubleClickEvent(QMouseEvent*) {
    drag_.release();
    if (const ParameterSpec* spec = actions_.parameter(handle())) actions_.enter(spec->id, spec->defaultValue);
}

} // namespace lacquer::ui
