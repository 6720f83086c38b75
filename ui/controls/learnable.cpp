#include "ui/controls/learnable.h"

#include <QStringList>
#include <QVariant>

namespace lacquer::ui {

void setLearnable(QWidget* widget, const surfaces::Control& control) {
    const QString text = QStringLiteral("%1/%2/%3/%4")
                             .arg(control.channel.value)
                             .arg(static_cast<int>(control.target.owner))
                             .arg(control.target.id)
                             .arg(QString::fromStdString(control.target.parameter));
    widget->setProperty(kLearnable, text);
}

std::optional<surfaces::Control> learnableOf(const QWidget* widget) {
    const QStringList parts = widget->property(kLearnable).toString().split('/');
    if (parts.size() != 4) return std::nullopt;
    return surfaces::Control{{parts[0].toULongLong()},
                             {static_cast<project::AutomationTarget::Owner>(parts[1].toInt()), parts[2].toULongLong(), parts[3].toStdString()}};
}

} // namespace lacquer::ui
