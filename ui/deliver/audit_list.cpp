#include "ui/deliver/audit_list.h"

#include "engine/project/album_edits.h"
#include "formats/album/audition.h"
#include "ui/models/time_text.h"
#include "ui/theme/figures.h"
#include "ui/theme/icons.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace lacquer::ui {

namespace {

constexpr int kHead = 48;
constexpr int kRow = 22;
constexpr Seconds kHeard{4}; ///< of each side, the worst moment in its middle

} // namespace

AuditList::AuditList(Workspace& workspace, const Theme& theme, QWidget* parent) : QWidget(parent), workspace_(workspace), theme_(theme) {
    setObjectName("auditList");
    setAccessibleName(tr("Codec audit"));
    setAttribute(Qt::WA_OpaquePaintEvent);
    setFocusPolicy(Qt::StrongFocus);
    close_ = new Button(theme, tr("Close"), tr("Close the codec audit"), this);
    connect(close_, &QAbstractButton::clicked, this, [this] {
        heard_ = -1;
        if (workspace_.isAuditioning()) workspace_.setAudition(std::nullopt);
        emit closed();
    });
    connect(&theme_, &Theme::changed, this, [this] { update(); });
}

void AuditList::showAudit(const formats::CodecAudit& audit, const formats::AlbumMaster& master) {
    audit_ = audit;
    master_ = master;
    first_ = 0;
    heard_ = -1;
    update();
}

void AuditList::hear(std::size_t index) {
    if (index >= audit_.readings.size()) return;
    const formats::CodecReading reading = audit_.readings[index];
    std::size_t track = 0;
    while (track < master_.tracks.size() && master_.tracks[track].track != reading.track) ++track;
    if (track == master_.tracks.size()) return;
    heard_ = static_cast<int>(index);
    update();
    auto decoded = std::make_shared<std::filesystem::path>();
    // A codec with a rate of its own is heard at the album's.
    workspace_.jobs().start(
        tr("Preparing the coded song"),
        [reading, decoded, rate = master_.rate](const Jobs::Progress& progress) -> Result<void> {
            auto heard = formats::renderedAtRate(reading.decoded, reading.decodedRate, rate, [&] { return progress(0.5); });
            if (!heard) return tl::make_unexpected(heard.error());
            *decoded = std::move(*heard);
            return {};
        },
        [this, decoded, reading, track](const Result<void>& done) {
            if (!done) {
                if (done.error().kind != ErrorKind::cancelled) workspace_.messages().fail(QString::fromStdString(done.error().message));
                return;
            }
            const FrameCount all = master_.programmeLength(track);
            const FrameCount length = std::min(framesIn(kHeard, master_.rate), all);
            const FrameCount from{std::clamp<std::int64_t>(framesIn(reading.worst, master_.rate).value - length.value / 2, 0, (all - length).value)};
            const std::vector<formats::HeardSpan> spans{{*decoded, {}, FramePosition{} + from, length, 0, ""},
                                                        {master_.file, {}, master_.tracks[track].start + from, length, 0, ""}};
            auto made = formats::auditionOf(spans, master_.rate, workspace_.sources(), {}, formats::Again::yes);
            workspace_.setSubject(live::AlbumSubject{});
            workspace_.setAudition(Workspace::Audition{made.song, made.sources});
            workspace_.locate({});
            workspace_.play();
            workspace_.messages().note(tr("Heard: %1 coded, then the master, over and over.").arg(QString::fromStdString(textOf(reading.encoding))));
        });
}

void AuditList::resizeEvent(QResizeEvent*) { close_->setGeometry(width() - 70, 3, 60, 20); }

QRect AuditList::row(int index) const { return {0, kHead + (index - first_) * kRow, width(), kRow}; }

void AuditList::mousePressEvent(QMouseEvent* event) {
    for (int k = first_; k < static_cast<int>(audit_.readings.size()); ++k)
        if (row(k).contains(event->pos())) return hear(static_cast<std::size_t>(k));
}

void AuditList::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) return close_->click();
    const int way = event->key() == Qt::Key_Down ? 1 : event->key() == Qt::Key_Up ? -1 : 0;
    const int count = static_cast<int>(audit_.readings.size());
    if (way == 0 || count == 0) return QWidget::keyPressEvent(event);
    const int next = std::clamp(heard_ + way, 0, count - 1);
    first_ = std::clamp(first_, std::max(0, next - rowsShown() + 1), next);
    hear(static_cast<std::size_t>(next));
}

int AuditList::rowsShown() const { return std::max(1, (height() - kHead) / kRow); }

void AuditList::wheelEvent(QWheelEvent* event) {
    first_ = std::clamp(first_ - (event->angleDelta().y() > 0 ? 1 : -1), 0, std::max(0, static_cast<int>(audit_.readings.size()) - rowsShown()));
    update();
}

void AuditList::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.colour(Role::surface1));
    const QFont& small = theme_.font(11);
    const double right = width() - 12;
    const double columns[] = {right - 330, right - 250, right - 176, right - 120, right};
    for (int k = first_; k < static_cast<int>(audit_.readings.size()); ++k) {
        const QRect place = row(k);
        if (place.top() > height()) break;
        const formats::CodecReading& reading = audit_.readings[static_cast<std::size_t>(k)];
        const bool over = reading.truePeakDbtp > audit_.ceilingDbtp;
        if (k == heard_) {
            painter.fillRect(place, theme_.colour(Role::surface3));
            painter.fillRect(place.x(), place.y(), 3, place.height(), theme_.colour(Role::accent));
        }
        paintIcon(painter, over ? Icon::warn : Icon::pass, QRectF(12, place.y() + 5, 12, 12), theme_.colour(over ? Role::verdictWarn : Role::verdictPass));
        const auto* track = project::findAlbumTrack(*workspace_.project(), reading.track);
        painter.setPen(theme_.colour(Role::text1));
        drawName(painter, small, QRectF(32, place.y(), columns[0] - 144, kRow), Qt::AlignLeft, track ? QString::fromStdString(project::titleOf(*workspace_.project(), *track)) : QString());
        painter.setPen(theme_.colour(Role::text2));
        drawName(painter, small, QRectF(columns[0] - 104, place.y(), 104, kRow), Qt::AlignLeft, QString::fromStdString(textOf(reading.encoding)));
        drawFigures(painter, small, QRectF(columns[0], place.y(), columns[1] - columns[0], kRow), Qt::AlignRight, QString::fromStdString(levelText(reading.integratedLufs)));
        painter.setPen(theme_.colour(over ? Role::verdictFail : Role::text1));
        drawFigures(painter, small, QRectF(columns[1], place.y(), columns[2] - columns[1], kRow), Qt::AlignRight, QString::fromStdString(signedText(reading.truePeakDbtp, 2)));
        painter.setPen(theme_.colour(Role::text2));
        drawFigures(painter, small, QRectF(columns[2], place.y(), columns[3] - columns[2], kRow), Qt::AlignRight, QString::number(reading.overs));
        drawFigures(painter, small, QRectF(columns[3], place.y(), columns[4] - columns[3], kRow), Qt::AlignRight, QString::fromStdString(minutesText(reading.worst)));
    }
    painter.fillRect(0, 0, width(), kHead, theme_.colour(Role::surface2));
    painter.setPen(theme_.colour(Role::text1));
    drawName(painter, theme_.font(12, QFont::DemiBold), QRectF(12, 0, 120, 26), Qt::AlignLeft, tr("Codec audit"));
    painter.setPen(theme_.colour(Role::text3));
    drawName(painter, small, QRectF(120, 0, width() - 200, 26), Qt::AlignLeft, tr("a line plays its worst moment: coded, then the master"));
    const QString heads[] = {tr("LUFS-I"), tr("True peak"), tr("Overs"), tr("Worst at")};
    for (int c = 0; c < 4; ++c)
        drawName(painter, theme_.font(10), QRectF(columns[c], 28, columns[c + 1] - columns[c], 16), Qt::AlignRight, heads[c]);
    drawName(painter, theme_.font(10), QRectF(32, 28, 80, 16), Qt::AlignLeft, tr("Song"));
}

} // namespace lacquer::ui
