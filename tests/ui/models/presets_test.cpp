#include "ui/models/presets.h"

#include "engine/processors/catalogue.h"
#include "engine/project/insert_edits.h"

#include <gtest/gtest.h>

namespace lacquer::ui {
namespace {

TEST(PresetName, TellsWhatIsSet) {
    const processors::ProcessorCatalogue catalogue;
    const ProcessorSpec& eq = *catalogue.find("eq");
    const auto presets = presetsOf("eq", eq);
    ASSERT_FALSE(presets.empty());
    EXPECT_EQ(presetNameOf("eq", presets.front().values, &eq), presets.front().name);
    EXPECT_EQ(presetNameOf("eq", {}, &eq), "Default");
    ParameterValues touched = presets.front().values;
    ASSERT_TRUE(project::assignParameter(touched, eq, "output", "-1.7 dB"));
    EXPECT_EQ(presetNameOf("eq", touched, &eq), "Custom");
    EXPECT_EQ(presetNameOf("gone", {}, nullptr), "Custom");
}

} // namespace
} // namespace lacquer::ui
