#pragma once

#include "ui/controls/value_control.h"

#include <QByteArray>

#include <optional>

namespace lacquer::ui {

/// Pan as a word over a short bar from the middle; the whole box is the control.
class PanBar : public ValueControl {
    Q_OBJECT

public:
    PanBar(const Theme& theme, const QString& name, QWidget* parent);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    Qt::Orientation dragAxis() const override { return Qt::Horizontal; }
    double dragLength() const override { return 160; }
};

/// A send: where it goes and how much, over a level bar. An empty send is the name alone and opens
/// one when it is dragged or clicked. With Ctrl it is carried to another strip, as a copy.
class SendBar : public ValueControl {
    Q_OBJECT

public:
    SendBar(const Theme& theme, const QString& name, QWidget* parent);

    enum class State { none, on, muted };
    void showSend(const QString& busName, const QColor& hue, State state);
    /// What a Ctrl-drag carries to other strips; empty: it carries nothing.
    void setCarried(const QByteArray& carried) { carried_ = carried; }
    static constexpr const char* kMimeType = "application/x-lacquer-send";
    QSize sizeHint() const override;

signals:
    /// A send that another strip's bar carried here.
    void sendDropped(const QByteArray& carried);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    Qt::Orientation dragAxis() const override { return Qt::Horizontal; }
    double dragLength() const override { return 160; }

private:
    QString busName_;
    QColor hue_;
    State state_ = State::none;
    QByteArray carried_;
    std::optional<QPoint> carriedFrom_;
    bool dropHere_ = false;
};

/// A number in a well, for trims, tables and settings.
class ValueField : public ValueControl {
    Q_OBJECT

public:
    enum class Look { well, plain };
    ValueField(const Theme& theme, ParameterSpec spec, const QString& name, QWidget* parent, Look look = Look::well);

    /// Shown before the number: "Trim".
    void setLabel(const QString& label);
    enum class UnitShown { yes, no };
    void setUnitShown(UnitShown shown);
    void setAlignment(Qt::Alignment alignment);
    void setFontOf(int pixels, QFont::Weight weight);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    QString label_;
    Look look_;
    UnitShown unit_ = UnitShown::yes;
    Qt::Alignment alignment_ = Qt::AlignHCenter;
    int pixels_ = 11;
    QFont::Weight weight_ = QFont::Medium;
    QPoint pressedAt_;
};

} // namespace lacquer::ui
