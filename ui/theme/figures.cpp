#include "ui/theme/figures.h"

#include <QFontMetricsF>
#include <QGlyphRun>
#include <QPainter>
#include <QRawFont>

#include <cmath>

namespace lacquer::ui {
namespace {

struct Cells {
    QRawFont raw;
    qreal zero = 0;
};

/// The font remembers its engine, so this is a look-up and no search.
Cells cellsOf(const QFont& font) {
    Cells cells{QRawFont::fromFont(font), 0};
    const QList<QPointF> advances =
        cells.raw.advancesForGlyphIndexes(cells.raw.glyphIndexesForString(QStringLiteral("0")));
    cells.zero = advances.isEmpty() ? 0 : advances.first().x();
    return cells;
}

struct Line {
    QList<quint32> glyphs;
    QList<QPointF> positions;
    qreal width = 0;
    bool complete = true; ///< the font has every glyph
};

Line layOut(const Cells& cells, const QString& text) {
    Line line;
    line.glyphs = cells.raw.glyphIndexesForString(text);
    const QList<QPointF> advances = cells.raw.advancesForGlyphIndexes(line.glyphs);
    line.complete = line.glyphs.size() == text.size() && !line.glyphs.contains(0u);
    if (!line.complete) return line;
    for (qsizetype k = 0; k < text.size(); ++k) {
        const bool digit = text[k] >= u'0' && text[k] <= u'9';
        const qreal cell = digit ? cells.zero : advances[k].x();
        line.positions << QPointF(line.width + (cell - advances[k].x()) / 2, 0);
        line.width += cell;
    }
    return line;
}

/// Centre of the row plus 0.364 of the size, on a device pixel.
qreal baselineIn(const QPainter& painter, const QFont& font, const QRectF& box) {
    const qreal scale = painter.device()->devicePixelRatioF();
    return std::round((box.center().y() + 0.364 * font.pixelSize()) * scale) / scale;
}

qreal leftOf(const QRectF& box, Qt::Alignment alignment, qreal width) {
    if (alignment & Qt::AlignRight) return box.right() - width;
    if (alignment & Qt::AlignHCenter) return box.left() + (box.width() - width) / 2;
    return box.left();
}

} // namespace

qreal figuresWidth(const QFont& font, const QString& text) {
    const Line line = layOut(cellsOf(font), text);
    return line.complete ? line.width : QFontMetricsF(font).horizontalAdvance(text);
}

void drawFigures(QPainter& painter,
                 const QFont& font,
                 const QRectF& box,
                 Qt::Alignment alignment,
                 const QString& text) {
    const Cells cells = cellsOf(font);
    const Line line = layOut(cells, text);
    if (!line.complete) return drawName(painter, font, box, alignment, text);
    QGlyphRun run;
    run.setRawFont(cells.raw);
    run.setGlyphIndexes(line.glyphs);
    run.setPositions(line.positions);
    painter.drawGlyphRun({leftOf(box, alignment, line.width), baselineIn(painter, font, box)}, run);
}

void drawName(QPainter& painter,
              const QFont& font,
              const QRectF& box,
              Qt::Alignment alignment,
              const QString& text) {
    const QFontMetricsF metrics(font);
    QString shown = text;
    qreal width = metrics.horizontalAdvance(shown);
    if (width > box.width() + 0.5) {
        shown = metrics.elidedText(text, Qt::ElideRight, box.width());
        width = metrics.horizontalAdvance(shown);
    }
    painter.setFont(font);
    painter.drawText(QPointF(leftOf(box, alignment, width), baselineIn(painter, font, box)), shown);
}

} // namespace lacquer::ui
