#include "ui/controls/accessibility.h"

#include "ui/controls/meter_bar.h"
#include "ui/controls/value_control.h"

#include <QAccessible>
#include <QAccessibleWidget>

namespace lacquer::ui {
namespace {

/// A value control as a slider whose value is the parameter's own.
class AccessibleValue : public QAccessibleWidget, public QAccessibleValueInterface {
public:
    explicit AccessibleValue(ValueControl* control)
        : QAccessibleWidget(control, QAccessible::Slider), control_(control) {}

    void* interface_cast(QAccessible::InterfaceType type) override {
        if (type == QAccessible::ValueInterface) return static_cast<QAccessibleValueInterface*>(this);
        return QAccessibleWidget::interface_cast(type);
    }

    QString text(QAccessible::Text kind) const override {
        if (kind == QAccessible::Value) return control_->text();
        return QAccessibleWidget::text(kind);
    }

    QVariant currentValue() const override { return control_->value(); }
    void setCurrentValue(const QVariant& value) override {
        const ParameterSpec& spec = control_->spec();
        emit control_->entered(std::clamp(value.toDouble(), spec.minimum, spec.maximum));
    }
    QVariant maximumValue() const override { return control_->spec().maximum; }
    QVariant minimumValue() const override { return control_->spec().minimum; }
    QVariant minimumStepSize() const override {
        return std::abs(stepped(control_->spec(), control_->value(), StepSize::fine, 1) - control_->value());
    }

private:
    ValueControl* control_;
};

class AccessibleMeter : public QAccessibleWidget {
public:
    explicit AccessibleMeter(MeterBar* meter) : QAccessibleWidget(meter, QAccessible::Indicator), meter_(meter) {}

    QString text(QAccessible::Text kind) const override {
        if (kind == QAccessible::Value) return QString::fromStdString(peakText(meter_->shown().highest)) + " dB";
        return QAccessibleWidget::text(kind);
    }

private:
    MeterBar* meter_;
};

QAccessibleInterface* make(const QString&, QObject* object) {
    if (auto* control = qobject_cast<ValueControl*>(object)) return new AccessibleValue(control);
    if (auto* meter = qobject_cast<MeterBar*>(object)) return new AccessibleMeter(meter);
    return nullptr;
}

} // namespace

void installAccessibility() { QAccessible::installFactory(make); }

} // namespace lacquer::ui
