#pragma once

#include "ui/models/eq_curve.h"
#include "ui/models/strip.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QElapsedTimer>

#include <optional>

namespace lacquer::ui {

/// A place in a strip's chain: the processor's short name with a living picture of what it does.
/// Empty, it is a plus.
///
/// Hands    click opens the editor, Alt-click bypasses, right-click the menu, drag moves it
class InsertSlot : public QAbstractButton {
    Q_OBJECT

public:
    InsertSlot(const Theme& theme, QWidget* parent);

    void showInsert(const QString& strip, const std::optional<InsertCell>& cell, const std::optional<EqState>& eq);
    const std::optional<InsertCell>& cell() const { return cell_; }
    void setReduction(double decibels);
    void setEdited(bool edited);
    /// Hue behind the curve.
    void setHue(const QColor& hue) { hue_ = hue; }
    /// In a wide strip words take the place of the small curve: "4 bands".
    void setNote(const QString& note);

    QSize sizeHint() const override;

    static constexpr const char* kMimeType = "application/x-lacquer-insert";

signals:
    void editWanted();
    void bypassWanted();
    void removeWanted();
    void menuWanted(const QPoint& globalPosition);
    /// Another slot's insert was dropped here.
    void dropped(std::uint64_t insert, Qt::KeyboardModifiers modifiers);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    QRect pictureRect() const;
    QRect reductionRect() const;
    int reach() const; ///< of the reduction's bar, pixels
    void paintReduction(QPainter& painter) const;

    const Theme& theme_;
    std::optional<InsertCell> cell_;
    std::optional<EqState> eq_;
    QString note_;
    QColor hue_;
    QPoint pressedAt_;
    double reduction_ = 0, shownReduction_ = 0; ///< the bar's and the number's
    QElapsedTimer sinceNumber_;
    bool edited_ = false;
    bool hovered_ = false;
    bool dropHere_ = false;
};

/// The sum curve of an equalizer as a small picture over ±15 dB.
void paintEqThumbnail(QPainter& painter, const Theme& theme, const EqState& eq, const QRectF& box, const QColor& hue, bool alive);

} // namespace lacquer::ui
