#pragma once

#include "ui/theme/theme.h"

#include <QString>

#include <functional>

class QRect;
class QWidget;

namespace lacquer::ui {

/// A line to type into, in the place of what is renamed: Enter or leaving accepts, Escape keeps the
/// old text. It deletes itself.
void openInlineEdit(const Theme& theme,
                    QWidget* parent,
                    const QRect& where,
                    const QString& text,
                    const QString& accessibleName,
                    std::function<void(const QString&)> accept);

} // namespace lacquer::ui
