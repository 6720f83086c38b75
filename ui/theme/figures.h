#pragma once

#include <QFont>
#include <QRectF>
#include <QString>

class QPainter;

/// Painting text that lives: numbers whose digits all take the same room, so that a running value
/// does not make its neighbours tremble.
namespace lacquer::ui {

/// Width that drawFigures() takes.
qreal figuresWidth(const QFont& font, const QString& text);

/// Draws with every digit centred in a cell as wide as "0". `alignment` is horizontal only; the
/// text is centred on the row by the figures' height. Uses the painter's pen for colour.
void drawFigures(QPainter& painter,
                 const QFont& font,
                 const QRectF& box,
                 Qt::Alignment alignment,
                 const QString& text);

/// Draws a name, elided where it does not fit, on the same baseline as figures beside it.
void drawName(QPainter& painter,
              const QFont& font,
              const QRectF& box,
              Qt::Alignment alignment,
              const QString& text);

} // namespace lacquer::ui
