#pragma once

#include "ui/controls/value_control.h"

namespace lacquer::ui {

/// An arc with a pointer, its label above and its value below.
class Knob : public ValueControl {
    Q_OBJECT

public:
    Knob(const Theme& theme, ParameterSpec spec, const QString& label, const QString& name, QWidget* parent);

    void setLabel(const QString& label);
    /// Diameter: Size::knobSmall, knob or knobLarge.
    void setDiameter(Size diameter);
    /// Colour of the value's arc; the accent unless set.
    void setHue(const QColor& hue);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    QRect numberRect() const override;

private:
    QRectF dial() const;

    QString label_;
    Size diameter_ = Size::knob;
    QColor hue_;
};

} // namespace lacquer::ui
