#include "ui/theme/theme.h"
#include "ui/theme/role_names.h"

#include <gtest/gtest.h>

#include <cmath>

namespace lacquer::ui {
namespace {

/// WCAG 2.1 contrast of two opaque colours.
double contrast(const QColor& a, const QColor& b) {
    const auto luminance = [](const QColor& colour) {
        const auto linear = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
        return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
    };
    const double la = luminance(a);
    const double lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

TEST(Theme, knowsEveryRoleAndSizeInBothVariants) {
    for (const Theme::Variant variant : {Theme::Variant::dark, Theme::Variant::light}) {
        const Theme theme(variant);
        for (const auto& [role, name] : kRoleNames) EXPECT_TRUE(theme.colour(role).isValid()) << name;
        for (const auto& [size, name] : kSizeNames) EXPECT_GT(theme.size(size), 0) << name;
        for (const auto& [mix, name] : kMixNames) EXPECT_GT(theme.mix(mix), 0) << name;
        EXPECT_EQ(theme.trackColours().size(), 12u);
    }
}

TEST(Theme, textReadsOnEverySurface) {
    // 4.5:1 is the AA level of WCAG 2.1 for text of these sizes.
    for (const Theme::Variant variant : {Theme::Variant::dark, Theme::Variant::light}) {
        const Theme theme(variant);
        for (const Role surface : {Role::surfaceWell, Role::surface0, Role::surface1, Role::surface2, Role::surface3})
            for (const Role text : {Role::text1, Role::text2, Role::text3})
                EXPECT_GE(contrast(theme.colour(text), theme.colour(surface)), 4.45);
    }
}

TEST(Theme, showsATrackColourInTheHueOfTheVariant) {
    const Theme dark(Theme::Variant::dark);
    const Theme light(Theme::Variant::light);
    const std::uint32_t teal = dark.trackColours()[6];
    EXPECT_EQ(dark.hue(teal).rgb() & 0xffffffu, teal);
    EXPECT_LT(light.hue(teal).lightnessF(), dark.hue(teal).lightnessF());
}

TEST(Theme, paintsLevelsInTheirZones) {
    const Theme theme;
    EXPECT_EQ(theme.meterZone(-40), theme.colour(Role::meterLow));
    EXPECT_EQ(theme.meterZone(-18), theme.colour(Role::meterMid));
    EXPECT_EQ(theme.meterZone(-9), theme.colour(Role::meterHot));
    EXPECT_EQ(theme.meterZone(-3), theme.colour(Role::meterPeak));
    EXPECT_EQ(theme.meterZone(0), theme.colour(Role::meterOver));
}

} // namespace
} // namespace lacquer::ui
