#include "ui/deliver/delivery_list.h"

#include "ui/theme/figures.h"
#include "ui/theme/icons.h"

#include <QPainter>
#include <QScrollBar>
#include <QTextLayout>

#include <algorithm>
#include <array>
#include <cmath>

namespace lacquer::ui {

namespace {

constexpr int kHead = 26;
constexpr int kMargin = 14;

struct Column {
    double width;
    const char* title;
    std::string DeliveryLine::*text;
};

/// From the right; the checksum goes first where it is narrow, then the length.
std::vector<Column> columnsFor(int width) {
    std::vector<Column> columns;
    if (width > 520) columns.push_back({78, QT_TRANSLATE_NOOP("DeliveryList", "SHA-256"), &DeliveryLine::checksum});
    columns.push_back({64, QT_TRANSLATE_NOOP("DeliveryList", "Format"), &DeliveryLine::format});
    if (width > 440) columns.push_back({56, QT_TRANSLATE_NOOP("DeliveryList", "Length"), &DeliveryLine::length});
    columns.push_back({72, QT_TRANSLATE_NOOP("DeliveryList", "True peak"), &DeliveryLine::truePeak});
    columns.push_back({58, QT_TRANSLATE_NOOP("DeliveryList", "LUFS-I"), &DeliveryLine::loudness});
    return columns;
}

/// Text in lines of the given width; draws when there is a painter. Returns the height.
double paragraph(QPainter* painter, const QFont& font, QPointF at, double width, const QString& text) {
    QTextLayout layout(text, font);
    layout.beginLayout();
    double y = 0;
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width);
        line.setPosition(QPointF(0, y));
        y += 16;
    }
    layout.endLayout();
    if (painter) layout.draw(painter, at);
    return y;
}

} // namespace

DeliveryList::DeliveryList(const Theme& theme, QWidget* parent) : QAbstractScrollArea(parent), theme_(theme) {
    setObjectName("deliveryList");
    setAccessibleName(tr("Delivered files"));
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(&theme_, &Theme::changed, this, [this] { viewport()->update(); });
}

void DeliveryList::showLines(const std::vector<DeliveryLine>& lines) {
    if (lines == lines_) return;
    lines_ = lines;
    fitScrollBar();
    viewport()->update();
}

int DeliveryList::heightOf(const DeliveryLine& line) const {
    if (line.kind != DeliveryLine::Kind::sentence) return theme_.size(Size::tableRowDense);
    const double width = viewport()->width() - 2 * kMargin - 24;
    return static_cast<int>(paragraph(nullptr, theme_.font(11), {}, width, QString::fromStdString(line.note))) + 8;
}

void DeliveryList::fitScrollBar() {
    int height = kHead;
    for (const auto& line : lines_) height += heightOf(line);
    verticalScrollBar()->setRange(0, std::max(0, height - viewport()->height()));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(theme_.size(Size::tableRowDense));
}

void DeliveryList::resizeEvent(QResizeEvent*) {
    fitScrollBar();
}

void DeliveryList::paintEvent(QPaintEvent*) {
    QPainter painter(viewport());
    const int width = viewport()->width();
    painter.fillRect(viewport()->rect(), theme_.colour(Role::surface1));
    const auto columns = columnsFor(width);
    const double right = width - kMargin - 22;

    double y = kHead - verticalScrollBar()->value();
    for (const auto& line : lines_) {
        const int high = heightOf(line);
        if (y + high < kHead || y > viewport()->height()) {
            y += high;
            continue;
        }
        const QRectF row(0, y, width, high);
        const bool failed = line.state == DeliveryLine::State::failed;
        if (line.kind == DeliveryLine::Kind::sentence) {
            paintIcon(painter, failed ? Icon::fail : Icon::info, QRectF(kMargin + 12, y + 6, 12, 12), theme_.colour(failed ? Role::verdictFail : Role::verdictInfo));
            painter.setPen(theme_.colour(failed ? Role::text1 : Role::text2));
            paragraph(&painter, theme_.font(11), QPointF(kMargin + 30, y + 4), width - 2 * kMargin - 24, QString::fromStdString(line.note));
            y += high;
            continue;
        }
        const bool head = line.kind == DeliveryLine::Kind::target;
        if (head) painter.fillRect(row, theme_.colour(Role::surface2));
        painter.setPen(theme_.colour(head || line.state != DeliveryLine::State::waiting ? Role::text1 : Role::text3));
        double nameRight = right;
        if (!head) {
            for (const auto& column : columns) nameRight -= column.width;
        } else {
            nameRight = right - 140;
        }
        drawName(painter, theme_.font(12, head ? QFont::DemiBold : QFont::Normal), QRectF(kMargin + (head ? 0 : 14), y, nameRight - kMargin - 14, high), Qt::AlignLeft,
                 QString::fromStdString(line.name));
        if (head) {
            painter.setPen(theme_.colour(failed ? Role::verdictFail : Role::text2));
            drawFigures(painter, theme_.font(11), QRectF(right - 150, y, 146, high), Qt::AlignRight, QString::fromStdString(line.note));
        } else {
            double x = right;
            if (line.state == DeliveryLine::State::working) {
                const QRectF bar(nameRight, y + high / 2.0 - 2, right - nameRight - 44, 4);
                painter.fillRect(bar, theme_.colour(Role::surfaceWell));
                painter.fillRect(QRectF(bar.left(), bar.top(), bar.width() * std::clamp(line.share, 0.0, 1.0), bar.height()), theme_.colour(Role::accent));
                painter.setPen(theme_.colour(Role::text1));
                drawFigures(painter, theme_.font(11), QRectF(right - 40, y, 34, high), Qt::AlignRight, QString::number(static_cast<int>(line.share * 100)) + " %");
            }
            for (const auto& column : columns) {
                const bool bad = failed && column.text == &DeliveryLine::truePeak;
                painter.setPen(theme_.colour(bad ? Role::verdictFail : column.text == &DeliveryLine::checksum || column.text == &DeliveryLine::format ? Role::text3 : Role::text1));
                drawFigures(painter, theme_.font(11), QRectF(x - column.width, y, column.width - 6, high), Qt::AlignRight, QString::fromStdString(line.*column.text));
                x -= column.width;
            }
            painter.fillRect(QRectF(kMargin, y + high - 1, width - 2 * kMargin, 1), theme_.colour(Role::lineHair));
        }
        const QRectF sign(width - kMargin - 14, y + (high - 12) / 2.0, 12, 12);
        switch (line.state) {
        case DeliveryLine::State::done:
        case DeliveryLine::State::kept: paintIcon(painter, Icon::pass, sign, theme_.colour(Role::verdictPass)); break;
        case DeliveryLine::State::failed: paintIcon(painter, Icon::fail, sign, theme_.colour(Role::verdictFail)); break;
        case DeliveryLine::State::working: painter.fillRect(sign.adjusted(0, 4, 0, -4), theme_.colour(Role::accent)); break;
        case DeliveryLine::State::waiting: break;
        }
        y += high;
    }

    painter.fillRect(0, 0, width, kHead, theme_.colour(Role::surface2));
    painter.setPen(theme_.colour(Role::text2));
    drawName(painter, theme_.font(10, QFont::Medium), QRectF(kMargin, 0, 120, kHead), Qt::AlignLeft, tr("File"));
    double x = right;
    for (const auto& column : columns) {
        drawName(painter, theme_.font(10, QFont::Medium), QRectF(x - column.width, 0, column.width - 6, kHead), Qt::AlignRight, tr(column.title));
        x -= column.width;
    }
    if (lines_.empty()) {
        painter.setPen(theme_.colour(Role::text3));
        drawName(painter, theme_.font(12), QRectF(0, kHead, width, 80), Qt::AlignHCenter, tr("Nothing delivered yet. Choose targets and press Deliver."));
    }
}

} // namespace lacquer::ui
