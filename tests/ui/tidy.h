#pragma once

#include "ui/controls/buttons.h"
#include "ui/controls/given_words.h"
#include "ui/controls/knob.h"
#include "ui/controls/value_control.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QCheckBox>
#include <QFontMetrics>
#include <QImage>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QWidget>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

/// Whether a window is laid out as it should be, told from its structure.
namespace lacquer::ui::tidy {

inline std::string nameOf(const QWidget* widget) {
    std::string name = widget->accessibleName().toStdString();
    if (name.empty()) name = widget->objectName().toStdString();
    if (const auto* label = qobject_cast<const QLabel*>(widget)) name = label->text().left(40).toStdString();
    return std::string(widget->metaObject()->className()) + " \"" + name + "\"";
}

inline bool isControl(const QWidget* widget) {
    return qobject_cast<const ValueControl*>(widget) || qobject_cast<const QAbstractButton*>(widget) || qobject_cast<const QLabel*>(widget) ||
           qobject_cast<const QAbstractItemView*>(widget) || widget->inherits("QLineEdit") || widget->inherits("QComboBox") || widget->inherits("QAbstractSpinBox");
}

inline std::vector<QWidget*> controlsOn(QWidget* parent) {
    std::vector<QWidget*> found;
    for (QWidget* child : parent->findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly))
        if (child->isVisible() && !child->isWindow() && isControl(child)) found.push_back(child);
    return found;
}

/// Its words are all there; only names that people gave may be cut short.
inline void expectWordsFit(const QWidget* control) {
    if (const auto* menu = qobject_cast<const MenuButton*>(control)) {
        // The hint keeps some room beside the chevron.
        if (!menu->property(kGivenWords).toBool() && menu->isEnabled()) {
            EXPECT_LE(menu->sizeHint().width() - 10, menu->width()) << nameOf(menu) << " says \"" << menu->accessibleDescription().toStdString() << "\"";
        }
        return;
    }
    if (const auto* knob = qobject_cast<const Knob*>(control)) {
        EXPECT_LE(knob->sizeHint().width(), knob->width()) << nameOf(knob);
        return;
    }
    if (const auto* label = qobject_cast<const QLabel*>(control)) {
        if (label->text().isEmpty()) return;
        if (label->wordWrap()) {
            EXPECT_LE(label->heightForWidth(label->width()), label->height() + 2) << nameOf(label);
        } else {
            EXPECT_LE(label->sizeHint().width(), label->width() + 1) << nameOf(label);
        }
        return;
    }
    const bool plain = qobject_cast<const QPushButton*>(control) || qobject_cast<const QCheckBox*>(control);
    const auto* button = qobject_cast<const Button*>(control);
    if (plain) {
        EXPECT_LE(control->sizeHint().width(), control->width() + 1) << nameOf(control);
    }
    if (button && !button->text().isEmpty()) {
        EXPECT_LE(button->sizeHint().width() - 20, button->width()) << nameOf(button) << " says \"" << button->text().toStdString() << "\"";
    }
}

/// Controls lie inside their parent, apart from each other and large enough to hit.
inline void expectTidyHere(QWidget* parent) {
    const std::vector<QWidget*> controls = controlsOn(parent);
    for (QWidget* control : controls) {
        EXPECT_TRUE(parent->rect().contains(control->geometry())) << nameOf(control) << " leaves " << nameOf(parent);
        const bool words = qobject_cast<QLabel*>(control);
        EXPECT_GE(control->width(), words ? 1 : 16) << nameOf(control);
        EXPECT_GE(control->height(), words ? 1 : 16) << nameOf(control);
        expectWordsFit(control);
    }
    for (std::size_t a = 0; a < controls.size(); ++a)
        for (std::size_t b = a + 1; b < controls.size(); ++b)
            EXPECT_FALSE(controls[a]->geometry().intersects(controls[b]->geometry()))
                << nameOf(controls[a]) << " over " << nameOf(controls[b]) << " on " << nameOf(parent);
}

/// The whole tree below a widget that is seen.
inline void expectTidy(QWidget* root) {
    ASSERT_TRUE(root && root->isVisible());
    expectTidyHere(root);
    for (QWidget* child : root->findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly)) {
        // What Qt arranges inside its own widgets is its own business.
        if (!child->isVisible() || child->isWindow() || qobject_cast<QScrollBar*>(child) || qobject_cast<QAbstractItemView*>(child)) continue;
        if (isControl(child)) continue;
        expectTidy(child);
    }
}

/// WCAG 2.1 relative luminance.
inline double luminance(QRgb colour) {
    const auto linear = [](int part) {
        const double value = part / 255.0;
        return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(qRed(colour)) + 0.7152 * linear(qGreen(colour)) + 0.0722 * linear(qBlue(colour));
}

/// What is painted on the control stands out from its ground: the strongest pixel against the commonest.
/// Small letters have few pixels of their full colour, so a little less than 4.5 is asked for.
inline void expectReadable(QWidget* control) {
    const QImage image = control->grab().toImage().convertToFormat(QImage::Format_RGB32);
    std::map<QRgb, int> counts;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x) ++counts[image.pixel(x, y)];
    const auto ground = std::ranges::max_element(counts, {}, [](const auto& one) { return one.second; });
    double most = 1;
    for (const auto& [colour, count] : counts) {
        const double a = luminance(colour) + 0.05, b = luminance(ground->first) + 0.05;
        most = std::max(most, std::max(a, b) / std::min(a, b));
    }
    EXPECT_GE(most, 4.0) << nameOf(control);
}

inline void expectAllReadable(QWidget* root) {
    for (QWidget* control : root->findChildren<QWidget*>())
        if (control->isVisible() && control->isEnabled() && (qobject_cast<Button*>(control) || qobject_cast<MenuButton*>(control) || qobject_cast<QLabel*>(control)) &&
            !(qobject_cast<QLabel*>(control) && qobject_cast<QLabel*>(control)->text().isEmpty()))
            expectReadable(control);
}

} // namespace lacquer::ui::tidy
