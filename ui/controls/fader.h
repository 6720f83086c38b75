#pragma once

#include "ui/controls/value_control.h"

namespace lacquer::ui {

/// A cap on a line with ticks. A press on the slot does not jump: the cap moves relative to where
/// it was taken.
class Fader : public ValueControl {
    Q_OBJECT

public:
    enum class Width { narrow, wide };

    Fader(const Theme& theme, const QString& name, QWidget* parent);

    void setWidth(Width width);
    QSize sizeHint() const override;

    /// Centre of the cap at a level, in this widget.
    double capCentre(double decibels) const;

protected:
    void paintEvent(QPaintEvent* event) override;
    double dragLength() const override;
    QRect numberRect() const override;

private:
    QSizeF capSize() const;

    Width width_ = Width::narrow;
};

} // namespace lacquer::ui
