#include "ui/mix/strip_measures.h"
#include "ui/mix/strip_widget.h"
#include "ui/theme/figures.h"

#include <QPaintEvent>
#include <QPainter>

#include <array>

namespace lacquer::ui {

using namespace strip;

void StripWidget::paintEvent(QPaintEvent* event) {
    // Controls with round corners let it show through, so it is often asked for a small part: words that
    // lie elsewhere are not set.
    const QRect part = event->rect();
    QPainter painter(this);
    const QColor hue = theme_.hue(strip_.colour);
    painter.fillRect(part, theme_.colour(selected_ ? Role::surface2 : Role::surface1));
    // A pixel of the deep plane separates neighbours.
    painter.fillRect(QRect(width() - 1, 0, 1, height()), theme_.colour(Role::surface0));
    const QRect header(0, 0, width() - 1, headerHeight());
    const QRect under(kMargin, header.bottom() + 3, width() - 2 * kMargin, theme_.size(Size::hitMin));
    const bool wide = layout_.wide;
    if (part.intersects(header)) paintHeader(painter, header, hue);
    if (part.intersects(under)) paintKind(painter, under);
    const QFont& small = theme_.font(10);
    // Who else moves this one, and what does not play live, in the last free slot of the chain.
    const QString more = strip_.frozenOutOfDate ? tr("Frozen, old") : strip_.frozen ? tr("Frozen") : strip_.vcaName.empty() ? QString() : tr("VCA %1").arg(QString::fromStdString(strip_.vcaName));
    if (!more.isEmpty() && static_cast<int>(strip_.inserts.size()) + 1 < layout_.insertRows) {
        const int pitch = theme_.size(wide ? Size::stripInsertWide : Size::stripInsert);
        const QRect slot(kMargin, headerHeight() + kTrimRow + (layout_.insertRows - 1) * pitch, width() - 2 * kMargin - 1, pitch - 2);
        painter.setPen(theme_.colour(strip_.frozen ? Role::accent : Role::text3));
        if (part.intersects(slot)) drawName(painter, small, slot, Qt::AlignHCenter, more);
    }
    if (wide) {
        const QRect foot(0, height() - theme_.size(Size::stripNameFoot), width() - 1, theme_.size(Size::stripNameFoot));
        painter.fillRect(foot, selected_ ? hue : Theme::over(hue, theme_.mix(Mix::headerHue), theme_.colour(Role::surface2)));
        painter.setPen(selected_ ? theme_.onHue() : theme_.colour(Role::text1));
        drawName(painter, theme_.font(12, QFont::DemiBold), foot.adjusted(4, 0, -4, 0), Qt::AlignHCenter, title());
    }
    if (part.bottom() >= meter_->y() - 8 && part.top() <= meter_->geometry().bottom() + 8) paintScale(painter);
}

void StripWidget::paintHeader(QPainter& painter, const QRect& header, const QColor& hue) const {
    painter.fillRect(header, selected_ ? hue : Theme::over(hue, theme_.mix(Mix::headerHue), theme_.colour(Role::surface2)));
    painter.fillRect(QRect(0, 0, width() - 1, 3), hue);
    // What lies under the fingers: a line in the accent under the name.
    if (banked_) painter.fillRect(QRect(0, header.bottom() - 1, width() - 1, 2), theme_.colour(Role::accent));
    painter.setPen(selected_ ? theme_.onHue() : theme_.colour(Role::text1));
    QRectF words = QRectF(header).adjusted(kMargin, 3, -kMargin, 0);
    if (layout_.wide && strip_.number > 0) {
        drawFigures(painter, theme_.font(10), words, Qt::AlignRight, QString::number(strip_.number));
        words.setRight(words.right() - 20);
    }
    drawName(painter, layout_.wide ? theme_.font(13, QFont::DemiBold) : theme_.font(12, QFont::Medium), words, Qt::AlignLeft, title());
}

void StripWidget::paintKind(QPainter& painter, const QRect& under) const {
    const QFont& small = theme_.font(10);
    painter.setPen(theme_.colour(Role::text3));
    switch (strip_.kind) {
    case StripKind::track:
        if (layout_.wide) drawName(painter, small, under, Qt::AlignLeft, tr("Trim"));
        else drawFigures(painter, small, under.adjusted(1, 0, 0, 0), Qt::AlignLeft, QString::number(strip_.number));
        break;
    case StripKind::group: drawName(painter, small, under.adjusted(0, 0, -60 + 30, 0), Qt::AlignLeft, layout_.wide ? tr("Trim") : QString()); break;
    case StripKind::effectReturn: drawName(painter, small, under, Qt::AlignLeft, tr("Return")); break;
    case StripKind::vca: drawName(painter, small, under, Qt::AlignLeft, tr("VCA")); break;
    case StripKind::mix: drawName(painter, small, under, Qt::AlignLeft, tr("Stereo bus")); break;
    }
}

void StripWidget::paintScale(QPainter& painter) const {
    // The meter's numbers stand between fader and meter; fewer when the meter is short.
    static constexpr std::array kMany{0, -3, -6, -9, -12, -18, -24, -30, -40, -50};
    static constexpr std::array kSome{0, -6, -12, -18, -30, -50};
    static constexpr std::array kFew{0, -6, -18, -40};
    const int length = meter_->height();
    const int off = static_cast<int>(zeroOf(layout_.meter));
    const auto draw = [&](const auto& marks) {
        for (const int mark : marks) {
            const double y = meter_->y() + meter_->heightOf(mark + off);
            if (y > meter_->geometry().bottom() - 4) continue;
            const bool zero = mark == 0;
            painter.setPen(theme_.colour(zero ? Role::text1 : Role::text3));
            const QRectF box(meter_->x() - 3 - 20, y - 6, 20, 12);
            const QString number = off == 0 ? QString::number(-mark) : mark > 0 ? QStringLiteral("+%1").arg(mark) : QString::number(-mark);
            drawFigures(painter, theme_.font(9, zero ? QFont::DemiBold : QFont::Normal), box, Qt::AlignRight, number);
        }
    };
    // Scales of their own: their zero, and as much above it as there is.
    static constexpr std::array kAlignedMany{20, 12, 8, 4, 0, -3, -6, -10, -20, -30};
    static constexpr std::array kAligned{12, 4, 0, -6, -10, -20};
    // Where broadcasters and streaming ask programmes to be, and around it.
    static constexpr std::array kLoudnessMany{-5, -9, -14, -18, -23, -30, -40, -50};
    static constexpr std::array kLoudness{-9, -14, -23, -40};
    const bool loudness = layout_.meter == MeterScale::lufs;
    if (strip_.kind == StripKind::vca) paintFaderScale(painter, fader_->geometry().right() + 2, Qt::AlignLeft);
    else if (loudness && length > 300) draw(kLoudnessMany);
    else if (loudness) draw(kLoudness);
    else if (off != 0 && length > 300) draw(kAlignedMany);
    else if (off != 0) draw(kAligned);
    else if (length > 300) draw(kMany);
    else if (length > 160) draw(kSome);
    else draw(kFew);
    // Both scales where there is room: the fader's own at its left.
    if (layout_.wide) paintFaderScale(painter, 1, Qt::AlignRight);
}

void StripWidget::paintFaderScale(QPainter& painter, int left, Qt::Alignment alignment) const {
    for (const int mark : {10, 5, 0, -5, -10, -20, -30, -60}) {
        const double y = fader_->y() + fader_->capCentre(mark);
        painter.setPen(theme_.colour(mark == 0 ? Role::text1 : Role::text3));
        drawFigures(painter, theme_.font(9, mark == 0 ? QFont::DemiBold : QFont::Normal), QRectF(left, y - 6, 20, 12), alignment,
                    mark > 0 ? QStringLiteral("+%1").arg(mark) : QString::number(-mark));
    }
}

} // namespace lacquer::ui
