#pragma once

#include "ui/theme/roles.h"

#include <QColor>
#include <QFont>
#include <QHash>
#include <QObject>
#include <QPalette>

#include <array>
#include <cstdint>
#include <vector>

namespace lacquer::ui {

/// Colours, sizes and type of the window, by role. One object, made at the start and handed to
/// every widget by reference; switching between dark and light keeps the object and says changed().
///
/// Source   assets/theme/lacquer.json, compiled in; a role that the file lacks ends the program at
///          once, and a test asks for all of them
/// Thread   [main]
class Theme : public QObject {
    Q_OBJECT

public:
    enum class Variant { dark, light };

    explicit Theme(Variant variant = Variant::dark, QObject* parent = nullptr);

    Variant variant() const { return variant_; }
    void setVariant(Variant variant);

    const QColor& colour(Role role) const { return colours_[static_cast<std::size_t>(role)]; }
    int size(Size size) const { return sizes_[static_cast<std::size_t>(size)]; }
    double mix(Mix mix) const { return mixes_[static_cast<std::size_t>(mix)]; }

    /// Inter, unhinted, in pixels. The same size and weight is always the same font, so that its
    /// glyphs are looked up once.
    const QFont& font(int pixels, QFont::Weight weight = QFont::Normal) const;

    /// A track's hue as this theme shows it. The stored colour is one of the dark palette, whose
    /// light partner is used in the light theme; any other colour is shown as it is, darkened where
    /// the light ground needs it. 0 is the neutral grey.
    QColor hue(std::uint32_t rgb) const;
    /// The twelve track colours as a project stores them, and their names.
    const std::vector<std::uint32_t>& trackColours() const { return trackColours_; }
    const std::vector<QString>& trackColourNames() const { return trackNames_; }

    /// Colour of a meter at a level in dBFS, and the upper ends of the zones in order.
    const QColor& meterZone(double decibels) const;
    static constexpr std::array<double, 4> kZoneEnds{-18, -9, -3, 0};

    /// `share` of `top` over `ground`, both opaque.
    static QColor over(const QColor& top, double share, const QColor& ground);
    /// Text that reads on a filled hue: dark in the dark theme, white in the light one.
    QColor onHue() const;
    QColor onAccent() const;

    /// For the few plain Qt widgets there are: menus, line edits, lists, scroll bars, tooltips.
    QPalette palette() const;
    QString styleSheet() const;

signals:
    void changed();

private:
    void load();

    Variant variant_;
    std::array<QColor, static_cast<std::size_t>(Role::shadow) + 1> colours_;
    std::array<int, static_cast<std::size_t>(Size::deliveryPanel) + 1> sizes_{};
    std::array<double, static_cast<std::size_t>(Mix::autoTint) + 1> mixes_{};
    std::vector<std::uint32_t> trackColours_;
    std::vector<QColor> trackHues_;
    std::vector<QString> trackNames_;
    QColor grey_;
    QStringList families_;
    mutable QHash<int, QFont> fonts_;
};

} // namespace lacquer::ui
