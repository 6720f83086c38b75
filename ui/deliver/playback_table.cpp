#include "ui/deliver/playback_table.h"

#include "ui/theme/figures.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

namespace lacquer::ui {

namespace {

constexpr int kLineHigh = 17;
constexpr double kFullBar = 12; // dB

} // namespace

PlaybackTable::PlaybackTable(const Theme& theme, QWidget* parent) : QWidget(parent), theme_(theme) {
    setAccessibleName(tr("How it plays there"));
    setAttribute(Qt::WA_OpaquePaintEvent);
    audit_ = new Button(theme, tr("Audit codecs"), tr("Audit the codecs of the targets"), this);
    audit_->setObjectName("auditCodecs");
    audit_->setToolTip(tr("Encodes and decodes every song with the codecs that listeners get, and finds the smallest trim that keeps their peaks down"));
    connect(audit_, &QAbstractButton::clicked, this, &PlaybackTable::auditWanted);
    connect(&theme_, &Theme::changed, this, [this] { update(); });
}

void PlaybackTable::showLines(std::optional<std::vector<PlaybackLine>> lines) {
    lines_ = std::move(lines);
    QStringList said;
    if (lines_)
        for (const PlaybackLine& line : *lines_) said << QString::fromStdString(line.service + " " + line.level);
    setAccessibleDescription(said.join(", "));
    update();
}

void PlaybackTable::resizeEvent(QResizeEvent*) { audit_->setGeometry(width() - 112, 6, 100, 24); }

void PlaybackTable::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.colour(Role::surface1));
    const QFont& small = theme_.font(11);
    painter.setPen(theme_.colour(Role::text1));
    drawName(painter, theme_.font(13, QFont::DemiBold), QRectF(0, 8, 200, 22), Qt::AlignLeft, tr("How it plays there"));
    const double wide = width() - 12;
    if (!lines_) {
        painter.setPen(theme_.colour(Role::text3));
        drawName(painter, small, QRectF(0, 36, wide, 20), Qt::AlignLeft, tr("Known once the album is measured on the Master page."));
        return;
    }
    const double columns[] = {0, 0.30 * wide, 0.50 * wide, 0.76 * wide};
    const QString heads[] = {tr("Service"), tr("Level it plays at"), tr("Turned by"), tr("Peak after decoding")};
    painter.setPen(theme_.colour(Role::text3));
    for (int k = 0; k < 4; ++k) drawName(painter, theme_.font(10), QRectF(columns[k], 32, 150, 16), Qt::AlignLeft, heads[k]);
    int y = 50;
    for (const PlaybackLine& line : *lines_) {
        if (y + kLineHigh > height()) break;
        painter.setPen(theme_.colour(Role::text1));
        drawName(painter, small, QRectF(columns[0], y, columns[1] - 6, kLineHigh), Qt::AlignLeft, QString::fromStdString(line.service));
        drawFigures(painter, small, QRectF(columns[1], y, 80, kLineHigh), Qt::AlignLeft, QString::fromStdString(line.level));
        drawFigures(painter, small, QRectF(columns[2], y, 60, kLineHigh), Qt::AlignLeft, QString::fromStdString(line.turned));
        const QRectF bar(columns[2] + 62, y + 6, std::max(0.0, columns[3] - columns[2] - 78), 5);
        painter.fillRect(bar, theme_.colour(Role::surfaceWell));
        painter.fillRect(QRectF(bar.left(), bar.top(), bar.width() * std::min(1.0, std::abs(line.turnedDb) / kFullBar), bar.height()), theme_.colour(Role::accent));
        painter.setPen(theme_.colour(line.over ? Role::verdictFail : line.peak.empty() ? Role::text3 : Role::text1));
        drawFigures(painter, small, QRectF(columns[3], y, wide - columns[3], kLineHigh), Qt::AlignLeft, line.peak.empty() ? tr("not audited") : QString::fromStdString(line.peak));
        y += kLineHigh;
    }
}

} // namespace lacquer::ui
