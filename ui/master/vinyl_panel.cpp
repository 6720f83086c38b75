#include "ui/master/vinyl_panel.h"

#include "formats/deliver/delivery_plan.h"
#include "ui/models/time_text.h"
#include "ui/theme/figures.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <limits>

namespace lacquer::ui {

namespace {

constexpr double kLowest = -9; ///< dB at the bottom of the picture
constexpr int kWords = 330;    ///< of the sides, left of the picture

double lengthOf(const AlbumView& view, std::size_t track, bool lastOfSide, SampleRate rate) {
    const FrameCount gap = lastOfSide || track + 1 >= view.rows.size() ? FrameCount{} : view.rows[track + 1].gap;
    return secondsOf(view.rows[track].length + gap, rate).value;
}

} // namespace

std::vector<VinylSide> vinylSides(const AlbumView& view, SampleRate rate, const mastering::VinylFormat& format) {
    std::vector<std::size_t> starts;
    for (std::size_t k = 0; k < view.rows.size(); ++k)
        if (k == 0 || view.rows[k].startsSide) starts.push_back(k);
    if (starts.size() == 1 && view.rows.size() > 1) {
        std::vector<double> lengths;
        for (std::size_t k = 0; k < view.rows.size(); ++k) lengths.push_back(lengthOf(view, k, false, rate));
        starts = formats::firstTracksOfSides(lengths, 2);
    }
    std::vector<VinylSide> sides;
    for (std::size_t k = 0; k < starts.size(); ++k) {
        VinylSide side;
        side.name = std::string(1, static_cast<char>('A' + std::min<std::size_t>(k, 25)));
        side.firstTrack = starts[k];
        side.lastTrack = (k + 1 < starts.size() ? starts[k + 1] : view.rows.size()) - 1;
        double energy = 0, heard = 0;
        for (std::size_t track = side.firstTrack; track <= side.lastTrack; ++track) {
            side.length.value += lengthOf(view, track, track == side.lastTrack, rate);
            const auto& measures = view.rows[track].measures;
            if (!measures || !std::isfinite(measures->integratedLufs)) continue;
            const double seconds = secondsOf(view.rows[track].length, rate).value;
            energy += seconds * std::pow(10.0, measures->integratedLufs / 10);
            heard += seconds;
        }
        side.loudness = heard > 0 ? 10 * std::log10(energy / heard) : -std::numeric_limits<double>::infinity();
        side.level = mastering::cutLevel(format, side.length);
        side.tooLong = side.length.value > format.loudest * 60;
        sides.push_back(std::move(side));
    }
    return sides;
}

VinylPanel::VinylPanel(Workspace& workspace, const Theme& theme, QWidget* parent) : QWidget(parent), workspace_(workspace), theme_(theme) {
    setObjectName("vinylPanel");
    setAccessibleName(tr("Vinyl sides"));
    setAttribute(Qt::WA_OpaquePaintEvent);
    formats_ = new MenuButton(theme, tr("Size and speed"), this);
    formats_->setObjectName("vinylFormat");
    QStringList names;
    for (const auto& format : mastering::vinylFormats()) names << QString::fromUtf8(format.name);
    formats_->setChoices(names);
    formats_->setCurrent(0);
    connect(formats_, &MenuButton::chosen, this, [this](int index) { chooseFormat(static_cast<std::size_t>(index)); });
    connect(&theme_, &Theme::changed, this, [this] { update(); });
}

void VinylPanel::showAlbum(const AlbumView& view) {
    view_ = view;
    refresh();
}

void VinylPanel::chooseFormat(std::size_t format) {
    format_ = std::min(format, mastering::vinylFormats().size() - 1);
    formats_->setCurrent(static_cast<int>(format_));
    refresh();
}

void VinylPanel::refresh() {
    sides_ = vinylSides(view_, workspace_.project()->rate, mastering::vinylFormats()[format_]);
    QStringList words;
    for (const VinylSide& side : sides_)
        words << tr("side %1 %2, %3 dB").arg(QString::fromStdString(side.name), QString::fromStdString(lengthText(side.length)), QString::fromStdString(signedText(side.level, 1)));
    setAccessibleDescription(words.join("; "));
    update();
}

void VinylPanel::resizeEvent(QResizeEvent*) { formats_->setGeometry(8, 6, 96, 22); }

void VinylPanel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.colour(Role::surface1));
    const auto& format = mastering::vinylFormats()[format_];
    const QFont& small = theme_.font(11);
    const QFont& strong = theme_.font(12, QFont::DemiBold);
    painter.setPen(theme_.colour(Role::text3));
    drawName(painter, small, QRectF(112, 6, kWords - 112, 22), Qt::AlignLeft, tr("level against the reference, by length"));
    int y = 32;
    for (const VinylSide& side : sides_) {
        if (y + 18 > height()) break;
        painter.setPen(theme_.colour(Role::text1));
        drawName(painter, strong, QRectF(12, y, 20, 18), Qt::AlignLeft, QString::fromStdString(side.name));
        drawFigures(painter, small, QRectF(34, y, 54, 18), Qt::AlignLeft, QString::fromStdString(lengthText(side.length)));
        painter.setPen(theme_.colour(side.tooLong ? Role::verdictFail : side.level < -3 ? Role::verdictWarn : Role::text1));
        drawFigures(painter, small, QRectF(88, y, 60, 18), Qt::AlignRight, QString::fromStdString(signedText(side.level, 1)) + " dB");
        painter.setPen(theme_.colour(Role::text2));
        const QString songs = side.firstTrack == side.lastTrack ? tr("song %1").arg(side.firstTrack + 1) : tr("songs %1–%2").arg(side.firstTrack + 1).arg(side.lastTrack + 1);
        QString more = std::isfinite(side.loudness) ? QString::fromStdString(signedText(side.loudness, 1)) + " LUFS" : QString();
        if (side.tooLong) more = tr("longer than plants take");
        drawFigures(painter, small, QRectF(158, y, kWords - 160, 18), Qt::AlignLeft, more.isEmpty() ? songs : songs + QString::fromUtf8(" · ") + more);
        y += 18;
    }

    // Minutes to the right, level down.
    const QRectF box(kWords + 30, 8, width() - kWords - 46, height() - 26);
    if (box.width() < 80 || box.height() < 30) return;
    double most = format.loudest * 1.15;
    for (const VinylSide& side : sides_) most = std::max(most, side.length.value / 60 * 1.1);
    const auto at = [&](double minutes, double level) {
        return QPointF(box.left() + box.width() * minutes / most, box.top() + box.height() * std::clamp(level / kLowest, 0.0, 1.0));
    };
    painter.fillRect(box, theme_.colour(Role::surfaceWell));
    painter.fillRect(QRectF(at(format.loudest, 0).x(), box.top(), box.right() - at(format.loudest, 0).x(), box.height()),
                     Theme::over(theme_.colour(Role::verdictFail), 0.16, theme_.colour(Role::surfaceWell)));
    painter.setPen(theme_.colour(Role::text3));
    for (const double level : {0.0, -3.0, -6.0}) {
        drawFigures(painter, theme_.font(9), QRectF(box.left() - 28, at(0, level).y() - 7, 24, 14), Qt::AlignRight, QString::number(level));
        painter.fillRect(QRectF(box.left(), at(0, level).y(), box.width(), 1), theme_.colour(Role::lineHair));
    }
    const int step = most > 16 ? 5 : most > 8 ? 2 : 1;
    for (int minutes = step; minutes < most; minutes += step)
        drawFigures(painter, theme_.font(9), QRectF(at(minutes, 0).x() - 16, box.bottom() + 2, 32, 14), Qt::AlignHCenter, tr("%1 min").arg(minutes));
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath curve(at(0, 0));
    for (double minutes = 0; minutes <= most; minutes += most / 120) curve.lineTo(at(minutes, mastering::cutLevel(format, {minutes * 60})));
    painter.setPen(QPen(theme_.colour(Role::graphReference), 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(curve);
    double last = -100;
    for (const VinylSide& side : sides_) {
        const QPointF dot = at(side.length.value / 60, side.level);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme_.colour(side.tooLong ? Role::verdictFail : Role::accent));
        painter.drawEllipse(dot, 5, 5);
        painter.setPen(theme_.colour(Role::text1));
        // Sides of nearly one length: their letters beside each other.
        const double shift = std::abs(dot.x() - last) < 14 ? 14 : 0;
        drawName(painter, strong, QRectF(dot.x() - 5 + shift, std::max(box.top(), dot.y() - 22), 20, 16), Qt::AlignLeft, QString::fromStdString(side.name));
        last = dot.x();
    }
}

} // namespace lacquer::ui
