#include "tests/ui/hands.h"
#include "tests/ui/mix/mixing.h"
#include "ui/mix/bands_graph.h"
#include "ui/mix/echo_graph.h"
#include "ui/mix/harmonics_graph.h"
#include "ui/mix/editor_panel.h"
#include "ui/mix/editor_window.h"
#include "ui/mix/eq_editor.h"
#include "ui/mix/parameter_grid.h"
#include "ui/mix/preset_browser.h"
#include "ui/models/dynamics_curve.h"
#include "ui/models/level_match.h"
#include "ui/models/presets.h"

#include <QApplication>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPointer>
#include <QTemporaryDir>

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

TEST_F(EditorsTest, presetsAreHeardWhileTheyAreLookedThrough) {
    open("compressor");
    auto* editor = panel->findChild<ProcessorEditor*>();
    const project::Project before = *workspace.project();
    const std::size_t steps = workspace.history().size();
    const auto browse = [&] {
        QTest::mouseClick(editor->findChild<Button*>("presets"), Qt::LeftButton);
        return editor->findChild<PresetBrowser*>();
    };
    PresetBrowser* browser = browse();
    ASSERT_NE(browser, nullptr);
    ASSERT_GT(browser->list().count(), 2);
    QTest::keyClick(&browser->search(), Qt::Key_Down);
    QTest::keyClick(&browser->search(), Qt::Key_Down);
    EXPECT_FALSE(*workspace.project() == before) << "it is heard";
    EXPECT_EQ(workspace.history().size(), steps) << "and not kept yet";
    QTest::keyClick(&browser->search(), Qt::Key_Escape);
    EXPECT_TRUE(*workspace.project() == before);
    EXPECT_EQ(workspace.history().size(), steps);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);

    browser = browse();
    ASSERT_NE(browser, nullptr);
    const QString wanted = browser->list().item(2)->text();
    browser->search().setText(wanted.left(5).toUpper());
    ASSERT_GT(browser->list().count(), 0);
    for (int row = 0; row < browser->list().count(); ++row) EXPECT_TRUE(browser->list().item(row)->text().contains(wanted.left(5), Qt::CaseInsensitive));
    QTest::keyClick(&browser->search(), Qt::Key_Down);
    QTest::keyClick(&browser->search(), Qt::Key_Return);
    EXPECT_EQ(workspace.history().size(), steps + 1) << "one step";
    EXPECT_TRUE(workspace.undoName().startsWith("Preset ")) << workspace.undoName().toStdString();
    workspace.undo();
    EXPECT_TRUE(*workspace.project() == before);
}

TEST_F(EditorsTest, aPresetGoesToAFileAndComesFromOne) {
    const QByteArray before = qgetenv("XDG_DATA_HOME");
    QTemporaryDir folder;
    qputenv("XDG_DATA_HOME", folder.path().toUtf8());
    const std::filesystem::path file = std::filesystem::path(folder.path().toStdString()) / "mine.lacquer-preset";
    open("compressor");
    auto* editor = panel->findChild<ProcessorEditor*>();
    InsertActions hand(workspace, voice, insert);
    const ParameterValues wanted{{{"threshold", -33.0}, {"ratio", 5.0}}, {}};
    hand.setValues("Mine", wanted);
    editor->exportTo(file);
    hand.setValues("Fresh", {});
    editor->importFrom(file);
    EXPECT_EQ(hand.insert()->values, wanted) << "it is on the insert at once";
    EXPECT_EQ(presetsOf("compressor", *workspace.catalogue().find("compressor")).back().values, wanted) << "and kept";
    QTest::mouseClick(editor->findChild<Button*>("presets"), Qt::LeftButton);
    auto* browser = editor->findChild<PresetBrowser*>();
    ASSERT_NE(browser, nullptr);
    browser->list().setCurrentRow(browser->list().count() - 1);
    QTest::keyClick(&browser->search(), Qt::Key_Delete, Qt::ShiftModifier);
    EXPECT_FALSE(presetsOf("compressor", *workspace.catalogue().find("compressor")).back().own) << "forgotten";
    browser->list().setCurrentRow(browser->list().count() - 1);
    QTest::keyClick(&browser->search(), Qt::Key_Delete, Qt::ShiftModifier);
    QTest::keyClick(&browser->search(), Qt::Key_Escape);
    EXPECT_FALSE(presetsOf("compressor", *workspace.catalogue().find("compressor")).empty()) << "the program's stay";
    qputenv("XDG_DATA_HOME", before);
}

TEST_F(EditorsTest, aDetectorIsKeyedByAnotherStrip) {
    open("compressor");
    InsertActions hand(workspace, voice, insert);
    hand.setKey(kick);
    EXPECT_EQ(channel(voice).inserts[0]->key, kick);
    EXPECT_EQ(hand.keyName(), "Kick");
    EXPECT_EQ(value("key"), 1) << "the switch follows";
    hand.setKey({});
    EXPECT_FALSE(channel(voice).inserts[0]->key);
    EXPECT_EQ(value("key"), 0);
}

TEST_F(EditorsTest, aReverbShowsHowItDiesAway) {
    open("reverb");
    auto* echo = panel->findChild<EchoGraph*>();
    ASSERT_NE(echo, nullptr);
    for (int wait = 0; wait < 200 && echo->picture().seconds == 0; ++wait) QTest::qWait(20);
    ASSERT_GT(echo->picture().seconds, 1);
    const project::Project before = *workspace.project();
    const double decay = value("decay");
    hands::drag(echo, {100, 60}, {160, 60});
    EXPECT_GT(value("decay"), decay * 1.2);
    workspace.undo();
    EXPECT_TRUE(*workspace.project() == before);
    EXPECT_EQ(EchoGraph::noteOf(375, 120), "1/8 dotted");
    EXPECT_EQ(EchoGraph::noteOf(500, 120), "1/4");
    EXPECT_EQ(EchoGraph::noteOf(430, 120), "");
}

TEST_F(EditorsTest, aSaturatorShowsTheHarmonicsThatItsDriveAdds) {
    open("saturator");
    auto* graph = panel->findChild<HarmonicsGraph*>();
    ASSERT_NE(graph, nullptr);
    const auto shown = [&](double least) {
        for (int wait = 0; wait < 200 && graph->picture().distortion <= least; ++wait) QTest::qWait(20);
        return graph->picture().distortion;
    };
    const double gentle = shown(0);
    ASSERT_GT(gentle, 0);
    const project::Project before = *workspace.project();
    hands::drag(graph, {100, 60}, {180, 60});
    EXPECT_GT(value("drive"), 6);
    EXPECT_GT(shown(2 * gentle), 2 * gentle);
    workspace.undo();
    EXPECT_TRUE(*workspace.project() == before) << "one drag is one step";
}

TEST_F(EditorsTest, whereBandsPartAndWhereTheyBeginIsDragged) {
    open("multiband");
    auto* graph = panel->findChild<BandsGraph*>();
    ASSERT_NE(graph, nullptr);
    const project::Project before = *workspace.project();
    const auto xOf = [&](double hertz) { return static_cast<int>(std::lround(std::log(hertz / 20) / std::log(1000.0) * graph->width())); };
    hands::drag(graph, {xOf(1000), 60}, {xOf(2000), 60});
    EXPECT_NEAR(value("xover2"), 2000, 120) << "the boundary stays under the pointer";
    hands::drag(graph, {xOf(300), 40}, {xOf(300), 60});
    EXPECT_LT(value("band2.threshold"), -20);
    EXPECT_EQ(value("band1.threshold"), -18) << "its neighbour is left alone";
    workspace.undo();
    workspace.undo();
    EXPECT_TRUE(*workspace.project() == before);
}

TEST_F(EditorsTest, bandsStandInPartsWithShortNames) {
    open("multiband");
    int thresholds = 0;
    for (const Knob* knob : panel->findChildren<Knob*>()) thresholds += knob->accessibleName().startsWith("Band") && knob->accessibleName().contains("threshold");
    EXPECT_EQ(thresholds, 4) << "assistive tools hear the whole name";
    EXPECT_EQ(panel->findChildren<ParameterGrid*>().size(), 6) << "crossovers, four bands, phase";
}

TEST_F(EditorsTest, aTornOffEditorGoesOnByItselfAndClosesWithItsInsert) {
    open("compressor");
    QPointer<EditorWindow> torn = panel->tearOff(voice, insert);
    ASSERT_NE(torn, nullptr);
    EXPECT_TRUE(torn->isWindow());
    EXPECT_EQ(torn->windowTitle(), "Voice · Compressor");
    workspace.selectChannel(kick);
    ASSERT_FALSE(torn.isNull());
    Knob* ratio = nullptr;
    for (Knob* knob : torn->findChildren<Knob*>())
        if (knob->spec().id == "ratio") ratio = knob;
    ASSERT_NE(ratio, nullptr);
    const double before = value("ratio");
    hands::drag(ratio, ratio->rect().center(), ratio->rect().center() - QPoint(0, 20));
    EXPECT_GT(value("ratio"), before);
    actions->removeInsert(voice, insert);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    EXPECT_TRUE(torn.isNull());
}

/// Takes an entry of the menu that is open.
void choose(const QString& entry) {
    auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
    ASSERT_NE(menu, nullptr);
    for (QAction* action : menu->actions())
        if (action->text() == entry) {
            action->trigger();
            menu->close();
            return;
        }
    menu->close();
    FAIL() << "no " << entry.toStdString();
}

TEST_F(EditorsTest, theSideChainIsChosenFromItsMenu) {
    open("compressor");
    MenuButton* key = nullptr;
    for (MenuButton* button : panel->findChildren<MenuButton*>())
        if (button->accessibleName().startsWith("Key") && button->isVisible()) key = button;
    ASSERT_NE(key, nullptr);
    QTest::mouseClick(key, Qt::LeftButton);
    choose("Kick");
    EXPECT_EQ(channel(voice).inserts[0]->key, kick);
    EXPECT_EQ(key->accessibleDescription(), "Kick");
    workspace.undo();
    EXPECT_FALSE(channel(voice).inserts[0]->key);
}

TEST_F(EditorsTest, itsAutomationButtonShowsTheLaneOfAParameter) {
    open("compressor");
    ChannelId of;
    project::AutomationTarget shown;
    actions->onAutomationWanted([&](ChannelId id, const project::AutomationTarget& target) {
        of = id;
        shown = target;
    });
    auto* button = panel->findChild<Button*>("automation");
    ASSERT_NE(button, nullptr);
    QTest::mouseClick(button, Qt::LeftButton);
    choose("Threshold");
    EXPECT_EQ(of, voice);
    EXPECT_EQ(shown, (project::AutomationTarget{project::AutomationTarget::Owner::insert, insert.value, "threshold"}));
}

TEST_F(EditorsTest, itIsHeardBypassedAtEqualLoudnessWithoutAChange) {
    open("compressor");
    const project::Project before = *workspace.project();
    Button* match = nullptr;
    for (Button* button : panel->findChildren<Button*>())
        if (button->accessibleName() == "Hear it bypassed at equal loudness" && button->isVisible()) match = button;
    ASSERT_NE(match, nullptr);
    QTest::mouseClick(match, Qt::LeftButton);
    EXPECT_TRUE(workspace.levelMatch().isOn());
    EXPECT_EQ(workspace.levelMatch().title(), "Compressor bypassed");
    EXPECT_TRUE(workspace.levelMatch().text().startsWith("Δ"));
    EXPECT_TRUE(*workspace.project() == before);
    QTest::mouseClick(match, Qt::LeftButton);
    EXPECT_FALSE(workspace.levelMatch().isOn());
}

} // namespace
} // namespace lacquer::ui
