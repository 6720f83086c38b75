#include "ui/controls/insert_slot.h"

#include "ui/models/scales.h"
#include "ui/models/time_text.h"
#include "ui/theme/figures.h"
#include "ui/theme/icons.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QDrag>
#include <QMimeData>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <cmath>

namespace lacquer::ui {
namespace {

constexpr int kNumberEvery = 120; // ms

} // namespace

void paintEqThumbnail(QPainter& painter, const Theme& theme, const EqState& eq, const QRectF& box, const QColor& hue, bool alive) {
    constexpr double kRange = 15;
    QPainterPath line;
    const int steps = static_cast<int>(box.width() / 2);
    for (int k = 0; k <= steps; ++k) {
        const double share = static_cast<double>(k) / steps;
        const double gain = std::clamp(eqGain(eq, frequencyAt(share)), -kRange, kRange);
        const QPointF point(box.left() + share * box.width(), box.center().y() - gain / kRange * (box.height() / 2 - 1));
        if (k == 0) line.moveTo(point);
        else line.lineTo(point);
    }
    QPainterPath area = line;
    area.lineTo(box.right(), box.center().y());
    area.lineTo(box.left(), box.center().y());
    area.closeSubpath();
    QColor fill = hue;
    fill.setAlphaF(0.3f);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (alive) painter.fillPath(area, fill);
    painter.strokePath(line, QPen(theme.colour(alive ? Role::graphCurve : Role::textDisabled), 1.25));
    painter.restore();
}

InsertSlot::InsertSlot(const Theme& theme, QWidget* parent) : QAbstractButton(parent), theme_(theme) {
    setFocusPolicy(Qt::TabFocus);
    setAcceptDrops(true);
    sinceNumber_.start();
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void InsertSlot::showInsert(const QString& strip, const std::optional<InsertCell>& cell, const std::optional<EqState>& eq) {
    cell_ = cell;
    eq_ = eq;
    setAccessibleName(cell ? tr("Insert %1, %2").arg(QString::fromStdString(cell->name), strip) : tr("Add an insert, %1").arg(strip));
    setAccessibleDescription(cell && cell->bypassed ? tr("bypassed") : QString());
    setToolTip(cell ? tr("%1: click edits, Alt-click bypasses, drag moves, Ctrl-drag copies").arg(QString::fromStdString(cell->name))
                    : tr("Add a processor"));
    update();
}

void InsertSlot::setReduction(double decibels) {
    const bool alive = cell_ && cell_->reduces && !cell_->bypassed && cell_->known;
    const int before = reach();
    reduction_ = decibels;
    if (!alive) return;
    // The bar follows every frame; its number a few times a second, as fast as one can read.
    if (reach() != before) update(reductionRect());
    const bool comesOrGoes = (shownReduction_ > 0.05) != (decibels > 0.05);
    if (!comesOrGoes && (std::abs(decibels - shownReduction_) < 0.05 || sinceNumber_.elapsed() < kNumberEvery)) return;
    shownReduction_ = decibels;
    sinceNumber_.start();
    update();
}

QRect InsertSlot::reductionRect() const { return {6, height() - 4, width() - 10, 2}; }

int InsertSlot::reach() const { return static_cast<int>(std::lround(std::min(1.0, reduction_ / 18) * reductionRect().width())); }

void InsertSlot::setEdited(bool edited) {
    if (edited == edited_) return;
    edited_ = edited;
    update();
}

void InsertSlot::setNote(const QString& note) {
    if (note == note_) return;
    note_ = note;
    update();
}

QSize InsertSlot::sizeHint() const { return {64, theme_.size(Size::stripInsert) - 2}; }

QRect InsertSlot::pictureRect() const { return {width() * 4 / 10, 1, width() * 6 / 10 - 2, height() - 2}; }

void InsertSlot::paintReduction(QPainter& painter) const {
    const QRect foot = reductionRect();
    painter.fillRect(foot, theme_.colour(Role::surfaceWell));
    if (cell_->bypassed || !cell_->known || reduction_ <= 0.05) return;
    painter.fillRect(QRect(foot.right() + 1 - reach(), foot.y(), reach(), foot.height()), theme_.colour(Role::gr));
}

void InsertSlot::paintEvent(QPaintEvent* event) {
    QPainter painter(this);
    if (cell_ && cell_->reduces && note_.isEmpty() && !eq_ && reductionRect().contains(event->rect())) return paintReduction(painter);
    painter.setRenderHint(QPainter::Antialiasing);
    if (!cell_) {
        if (hovered_ || hasFocus()) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme_.colour(Role::surface2));
            painter.drawRoundedRect(rect(), 2, 2);
        }
        paintIcon(painter, Icon::plus, QRectF(width() / 2.0 - 6, height() / 2.0 - 6, 12, 12), theme_.colour(hovered_ ? Role::text1 : Role::textDisabled));
    } else {
        const bool alive = !cell_->bypassed && cell_->known;
        painter.setPen(cell_->known ? QPen(Qt::NoPen) : QPen(theme_.colour(Role::verdictFail), 1));
        painter.setBrush(theme_.colour(edited_ || hovered_ ? Role::surface3 : Role::surface2));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 2, 2);
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.fillRect(QRect(0, 0, 2, height()), theme_.colour(alive ? Role::accent : Role::stateBypass));
        QRectF words(6, 0, width() - 10, height());
        if (eq_ && note_.isEmpty()) {
            const QRect picture = pictureRect();
            painter.fillRect(picture, theme_.colour(Role::surfaceWell));
            paintEqThumbnail(painter, theme_, *eq_, picture, hue_.isValid() ? hue_ : theme_.colour(Role::accent), alive);
            words.setRight(picture.left() - 2);
        } else if (!note_.isEmpty()) {
            painter.setPen(theme_.colour(Role::text3));
            drawFigures(painter, theme_.font(10), words, Qt::AlignRight, note_);
            words.setWidth(words.width() * 0.5);
        } else if (cell_->reduces) {
            paintReduction(painter);
            if (alive && shownReduction_ > 0.05) {
                painter.setPen(theme_.colour(Role::gr));
                drawFigures(painter, theme_.font(9), words, Qt::AlignRight, QString::fromStdString(levelText(shownReduction_)));
                words.setRight(words.right() - 22);
            }
            words.setBottom(words.bottom() - 3);
        }
        painter.setPen(theme_.colour(!cell_->known ? Role::verdictFail : alive ? Role::text1 : Role::text3));
        drawName(painter, theme_.font(10, QFont::Medium), words, Qt::AlignLeft, QString::fromStdString(cell_->name));
    }
    if (dropHere_) painter.fillRect(QRect(0, 0, width(), 2), theme_.colour(Role::accent));
}

void InsertSlot::mousePressEvent(QMouseEvent* event) {
    pressedAt_ = event->pos();
    QAbstractButton::mousePressEvent(event);
}

void InsertSlot::mouseMoveEvent(QMouseEvent* event) {
    if (!cell_ || !(event->buttons() & Qt::LeftButton) ||
        (event->pos() - pressedAt_).manhattanLength() < QApplication::startDragDistance())
        return QAbstractButton::mouseMoveEvent(event);
    setDown(false);
    auto* drag = new QDrag(this);
    auto* carried = new QMimeData;
    carried->setData(kMimeType, QByteArray::number(static_cast<qulonglong>(cell_->id.value)));
    drag->setMimeData(carried);
    drag->setPixmap(grab());
    drag->exec(Qt::MoveAction | Qt::CopyAction, Qt::MoveAction);
}

void InsertSlot::mouseReleaseEvent(QMouseEvent* event) {
    const bool hit = isDown() && event->button() == Qt::LeftButton && rect().contains(event->pos());
    const bool alt = event->modifiers() & Qt::AltModifier;
    QAbstractButton::mouseReleaseEvent(event);
    if (!hit) return;
    if (!cell_) emit menuWanted(mapToGlobal(QPoint(0, height())));
    else if (alt) emit bypassWanted();
    else emit editWanted();
}

void InsertSlot::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        if (cell_) emit editWanted();
        else emit menuWanted(mapToGlobal(QPoint(0, height())));
        return;
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
        if (cell_) emit removeWanted();
        return;
    case Qt::Key_B:
        if (cell_) emit bypassWanted();
        return;
    case Qt::Key_Escape: return clearFocus();
    default: QAbstractButton::keyPressEvent(event);
    }
}

void InsertSlot::contextMenuEvent(QContextMenuEvent* event) { emit menuWanted(event->globalPos()); }

void InsertSlot::dragEnterEvent(QDragEnterEvent* event) {
    if (!event->mimeData()->hasFormat(kMimeType)) return;
    dropHere_ = true;
    event->acceptProposedAction();
    update();
}

void InsertSlot::dragLeaveEvent(QDragLeaveEvent*) {
    dropHere_ = false;
    update();
}

void InsertSlot::dropEvent(QDropEvent* event) {
    dropHere_ = false;
    update();
    event->acceptProposedAction();
    emit dropped(event->mimeData()->data(kMimeType).toULongLong(), event->modifiers());
}

void InsertSlot::enterEvent(QEnterEvent*) {
    hovered_ = true;
    update();
}

void InsertSlot::leaveEvent(QEvent*) {
    hovered_ = false;
    update();
}

} // namespace lacquer::ui
