#include "tests/ui/hands.h"
#include "tests/ui/mix/mixing.h"
#include "ui/mix/editor_panel.h"
#include "ui/mix/eq_editor.h"
#include "ui/models/dynamics_curve.h"
#include "ui/models/presets.h"

#include <cmath>

namespace lacquer::ui {
namespace {

class EditorsTest : public Mixing {
protected:
    void open(const char* processor) {
        insert = addInsert(voice, processor);
        actions = std::make_unique<MixerActions>(workspace);
        panel = std::make_unique<EditorPanel>(workspace, *actions, theme, nullptr);
        panel->resize(464, 900);
        workspace.selectInsert(voice, insert);
        panel->show();
    }

    double value(const char* parameter) const {
        const project::Insert* found = project::findInsert(channel(voice), insert);
        const ProcessorSpec* spec = workspace.catalogue().find(found->processor);
        return numberOf(found->values, *project::findParameter(*spec, parameter));
    }

    InsertId insert;
    std::unique_ptr<MixerActions> actions;
    std::unique_ptr<EditorPanel> panel;
};

TEST_F(EditorsTest, aDoubleClickAddsABandWhereItIs) {
    open("eq");
    auto* graph = panel->findChild<EqGraph*>();
    ASSERT_NE(graph, nullptr);
    const project::Project before = *workspace.project();
    const QPoint at(graph->width() / 2, graph->height() / 3);
    QTest::mouseDClick(graph, Qt::LeftButton, {}, at);
    EXPECT_EQ(value("band1.on"), 1);
    EXPECT_NEAR(value("band1.freq"), frequencyAt(0.5), 20);
    EXPECT_GT(value("band1.gain"), 1);
    workspace.undo();
    EXPECT_TRUE(*workspace.project() == before);
}

TEST_F(EditorsTest, aNodeIsDraggedInBothDirectionsAsOneStep) {
    open("eq");
    auto* graph = panel->findChild<EqGraph*>();
    QTest::mouseDClick(graph, Qt::LeftButton, {}, {200, 150});
    const project::Project before = *workspace.project();
    const double frequency = value("band1.freq");
    const double gain = value("band1.gain");
    const QPoint node = graph->nodeAt(0).toPoint();
    hands::drag(graph, node, node + QPoint(60, 40));
    EXPECT_GT(value("band1.freq"), frequency * 1.5);
    EXPECT_LT(value("band1.gain"), gain - 1);
    workspace.undo();
    EXPECT_TRUE(*workspace.project() == before);
}

TEST_F(EditorsTest, theWheelOverANodeIsQ) {
    open("eq");
    auto* graph = panel->findChild<EqGraph*>();
    QTest::mouseDClick(graph, Qt::LeftButton, {}, {200, 150});
    const double q = value("band1.q");
    const QPointF at = graph->nodeAt(0);
    QWheelEvent event(at, graph->mapToGlobal(at), {}, {0, 120}, Qt::NoButton, {}, Qt::NoScrollPhase, false);
    QApplication::sendEvent(graph, &event);
    EXPECT_GT(value("band1.q"), q);
}

TEST_F(EditorsTest, aKnobOfTheCompressorMovesItsParameter) {
    open("compressor");
    Knob* threshold = nullptr;
    for (Knob* knob : panel->findChildren<Knob*>())
        if (knob->accessibleName().startsWith("Threshold")) threshold = knob;
    ASSERT_NE(threshold, nullptr);
    const double before = value("threshold");
    hands::drag(threshold, {20, 40}, {20, 80});
    EXPECT_LT(value("threshold"), before);
    workspace.undo();
    EXPECT_EQ(value("threshold"), before);
}

TEST_F(EditorsTest, everyProcessorHasAnEditorThatShowsItsWholeTable) {
    for (const ProcessorSpec* spec : workspace.catalogue().all()) {
        open(spec->id.c_str());
        ASSERT_FALSE(panel->editors().empty()) << spec->id;
        EXPECT_GT(panel->editors().back()->leastHeight(), 0) << spec->id;
        panel.reset();
    }
}

TEST_F(EditorsTest, comparisonRemembersBothStates) {
    open("compressor");
    const auto press = [&](const char* name) {
        for (Button* button : panel->findChildren<Button*>())
            if (button->accessibleName() == name) return QTest::mouseClick(button, Qt::LeftButton);
        FAIL() << name;
    };
    press("State B");
    workspace.apply("Threshold", [this](const project::Project& from) {
        return project::setInsertParameter(from, workspace.catalogue(), voice, insert, "threshold", -40);
    });
    press("State A");
    EXPECT_EQ(value("threshold"), -18);
    press("State B");
    EXPECT_EQ(value("threshold"), -40);
}

TEST_F(EditorsTest, presetsThatComeWithTheProgramFitTheirProcessors) {
    for (const char* processor : {"eq", "compressor", "limiter", "reverb"}) {
        const ProcessorSpec* spec = workspace.catalogue().find(processor);
        if (!spec) continue;
        const std::vector<Preset> presets = presetsOf(processor, *spec);
        EXPECT_GE(presets.size(), 3u) << processor;
        for (const Preset& preset : presets) {
            EXPECT_FALSE(preset.values.numbers.empty()) << preset.name;
            EXPECT_EQ(presetNameOf(processor, preset.values, spec), preset.name);
        }
    }
}

TEST(DynamicsCurve, followsTheGainComputer) {
    // Giannoulis, Massberg & Reiss (2012): ratio 4 over −20 dB, 10 dB over: 7.5 dB reduction; with
    // a knee of 6 dB the threshold itself is reduced by slope · knee / 8.
    DynamicsCurve curve;
    curve.threshold = -20;
    curve.ratio = 4;
    curve.knee = 6;
    EXPECT_NEAR(reductionAt(curve, -10), 7.5, 1e-9);
    EXPECT_NEAR(reductionAt(curve, -20), 0.75 * 6 / 8, 1e-9);
    EXPECT_EQ(reductionAt(curve, -24), 0);
    EXPECT_NEAR(levelReducedBy(curve, 7.5), -10, 0.01);
    curve.kind = DynamicsCurve::Kind::gate;
    curve.range = 30;
    EXPECT_EQ(reductionAt(curve, -19), 0);
    EXPECT_EQ(reductionAt(curve, -60), 30);
}

} // namespace
} // namespace lacquer::ui
