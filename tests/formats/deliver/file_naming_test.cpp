#include "formats/deliver/file_naming.h"

#include <gtest/gtest.h>

namespace lacquer::formats {
namespace {

struct Case {
    const char* pattern;
    const char* expected;
};

TEST(FileName, FillsThePatternIn) {
    const NameParts parts = {{"track", "3"}, {"title", "Night/Drive: *live*?"}, {"artist", "Ünïcode 名"}, {"side", "A"}};
    const Case cases[] = {{"{track:02} {title}", "03 Night-Drive- -live--"},
                          {"{artist}/{track}", "Ünïcode 名/3"},
                          {"{nothing}", "Untitled"},
                          {"..", "Untitled"},
                          {"{title", "{title"},
                          {"side {side}.", "side A"}};
    for (const Case& c : cases) EXPECT_EQ(fileNameOf(c.pattern, parts), c.expected) << c.pattern;
}

TEST(FileName, IsNeverTooLongAndNeverCutInALetter) {
    std::string title;
    for (int k = 0; k < 100; ++k) title += "名";
    const std::string name = fileNameOf("{title}", {{"title", title}});
    EXPECT_LE(name.size(), 120u);
    EXPECT_EQ(name.size() % 3, 0u);
}

} // namespace
} // namespace lacquer::formats
