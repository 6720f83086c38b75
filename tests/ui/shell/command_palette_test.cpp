#include "ui/shell/command_palette.h"

#include <gtest/gtest.h>

namespace lacquer::ui {
namespace {

TEST(CommandPalette, findsByBeginningsLettersAndWords) {
    EXPECT_GT(CommandPalette::score("Mute the selected strips", "mute"), 0);
    EXPECT_GT(CommandPalette::score("Mute the selected strips", "mss"), 0);
    EXPECT_EQ(CommandPalette::score("Mute the selected strips", "zoom"), 0);
    EXPECT_GT(CommandPalette::score("Undo", "undo"), CommandPalette::score("New group, undo later", "undo"));
    EXPECT_GT(CommandPalette::score("Go to the start", "gts"), CommandPalette::score("Light theme", "gts"));
}

} // namespace
} // namespace lacquer::ui
