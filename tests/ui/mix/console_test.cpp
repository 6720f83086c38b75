#include "engine/project/automation_edits.h"
#include "engine/project/link_edits.h"
#include "tests/ui/hands.h"
#include "tests/ui/mix/mixing.h"
#include "ui/mix/console.h"
#include "ui/models/strip_sets.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QDragEnterEvent>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QSettings>
#include <QStandardPaths>

#include <algorithm>

namespace lacquer::ui {
namespace {

class ConsoleTest : public Mixing {
protected:
    void SetUp() override {
        Mixing::SetUp();
        actions = std::make_unique<MixerActions>(workspace);
        console = std::make_unique<Console>(workspace, *actions, theme, nullptr);
        console->resize(900, 480);
        console->show();
    }

    template <typename Control>
    Control* find(ChannelId id, const QString& prefix) {
        for (Control* control : console->stripOf(id)->findChildren<Control*>())
            if (control->accessibleName().startsWith(prefix) && control->isVisible()) return control;
        ADD_FAILURE() << "no " << prefix.toStdString();
        return nullptr;
    }

    std::unique_ptr<MixerActions> actions;
    std::unique_ptr<Console> console;
};

TEST_F(ConsoleTest, aFaderDragIsOneStepAndUndoRestoresTheEqualValue) {
    const project::Project before = *workspace.project();
    const std::size_t steps = workspace.history().size();
    auto* fader = find<Fader>(bass, "Fader");
    hands::drag(fader, {13, 60}, {13, 90});
    EXPECT_LT(channel(bass).fader.value, -2);
    EXPECT_EQ(workspace.history().size(), steps + 1);
    EXPECT_EQ(workspace.undoName(), "Fader of Bass");
    workspace.undo();
    EXPECT_TRUE(*workspace.project() == before);
    EXPECT_EQ(find<Fader>(bass, "Fader")->value(), 0);
}

TEST_F(ConsoleTest, aBurstOfStepsIsOneStep) {
    const std::size_t steps = workspace.history().size();
    auto* fader = find<Fader>(bass, "Fader");
    for (int k = 0; k < 5; ++k) QTest::keyClick(fader, Qt::Key_Down);
    workspace.endGesture();
    EXPECT_NEAR(channel(bass).fader.value, -2.5, 1e-9);
    EXPECT_EQ(workspace.history().size(), steps + 1);
}

TEST_F(ConsoleTest, severalSelectedFadersMoveByTheSameAmount) {
    actions->enter(kick, "fader", -6);
    workspace.selectChannel(kick);
    workspace.selectChannel(bass, Workspace::Choose::toggle);
    hands::drag(find<Fader>(bass, "Fader"), {13, 60}, {13, 90});
    EXPECT_NEAR(channel(kick).fader.value, channel(bass).fader.value - 6, 0.01);
    EXPECT_EQ(channel(voice).fader.value, 0);
}

TEST_F(ConsoleTest, severalSelectedSendsMoveByTheSameAmountAndAreMadeWhereThereIsNone) {
    actions->enterSend(kick, hall, -20);
    actions->enterSend(bass, hall, -10);
    const project::Project before = *workspace.project();
    const std::size_t steps = workspace.history().size();
    workspace.selectChannel(kick);
    for (const ChannelId id : {bass, voice}) workspace.selectChannel(id, Workspace::Choose::toggle);
    hands::drag(find<SendBar>(kick, "Send to Hall"), {10, 8}, {40, 8});
    const auto level = [&](ChannelId id) { return project::findSendTo(channel(id), hall)->level.value; };
    EXPECT_GT(level(kick), -20);
    EXPECT_NEAR(level(bass) - level(kick), 10, 0.01);
    ASSERT_NE(project::findSendTo(channel(voice), hall), nullptr);
    EXPECT_EQ(level(voice), level(kick));
    EXPECT_EQ(workspace.history().size(), steps + 1);
    actions->toggleSendMuted(kick, hall);
    for (const ChannelId id : {kick, bass, voice}) EXPECT_TRUE(project::findSendTo(channel(id), hall)->muted);
    actions->removeSend(voice, hall);
    for (const ChannelId id : {kick, bass, voice}) EXPECT_EQ(project::findSendTo(channel(id), hall), nullptr);
    for (int k = 0; k < 3; ++k) workspace.undo();
    project::Project restored = *workspace.project();
    restored.nextId = before.nextId;
    EXPECT_TRUE(restored == before);
}

TEST_F(ConsoleTest, severalSelectedStripsGetTheirInsertsBypassesAndSafetyTogether) {
    workspace.selectChannel(kick);
    workspace.selectChannel(voice, Workspace::Choose::toggle);
    actions->addInsert(voice, "compressor", -1);
    ASSERT_EQ(channel(kick).inserts.size(), 1u);
    ASSERT_EQ(channel(voice).inserts.size(), 1u);
    EXPECT_TRUE(channel(bass).inserts.empty());
    EXPECT_TRUE(workspace.isSelected(kick) && workspace.isSelected(voice)) << "they stay chosen";
    QTest::mouseClick(find<InsertSlot>(kick, "Insert Comp"), Qt::LeftButton, Qt::AltModifier);
    EXPECT_TRUE(channel(kick).inserts[0]->bypassed);
    EXPECT_TRUE(channel(voice).inserts[0]->bypassed);
    addInsert(kick, "eq");
    actions->removeInsert(kick, channel(kick).inserts[1]->id);
    EXPECT_EQ(channel(voice).inserts.size(), 1u) << "it has no equalizer there";
    QTest::mouseClick(find<Button>(kick, "Solo"), Qt::LeftButton, Qt::ControlModifier);
    EXPECT_TRUE(channel(voice).soloSafe);
}

TEST_F(ConsoleTest, muteSoloAndPolarityAreClicks) {
    QTest::mouseClick(find<Button>(voice, "Mute"), Qt::LeftButton);
    EXPECT_TRUE(channel(voice).muted);
    QTest::mouseClick(find<Button>(kick, "Solo"), Qt::LeftButton);
    EXPECT_TRUE(channel(kick).soloed);
    EXPECT_TRUE(find<Button>(bass, "Mute")->isHollow()) << "implied mute";
    EXPECT_FALSE(find<Button>(voice, "Mute")->isHollow()) << "its own mute is filled";
    QTest::mouseClick(find<Button>(bass, "Polarity"), Qt::LeftButton);
    EXPECT_TRUE(channel(bass).polarityInverted);
    workspace.undo();
    workspace.undo();
    workspace.undo();
    EXPECT_FALSE(channel(voice).muted);
    EXPECT_FALSE(find<Button>(bass, "Mute")->isHollow());
}

TEST_F(ConsoleTest, altMuteIsForAll) {
    QTest::mouseClick(find<Button>(voice, "Mute"), Qt::LeftButton, Qt::AltModifier);
    for (const ChannelId id : {kick, bass, voice, drums, hall}) EXPECT_TRUE(channel(id).muted);
}

TEST_F(ConsoleTest, panIsDraggedSideways) {
    auto* pan = find<PanBar>(bass, "Pan");
    hands::drag(pan, {20, 8}, {60, 8});
    EXPECT_NEAR(channel(bass).pan, 50, 1);
    EXPECT_EQ(channel(bass).pan, pan->value());
}

TEST_F(ConsoleTest, aSendIsMadeWhenItIsFirstMovedAndGoesWithUndo) {
    const project::Project before = *workspace.project();
    auto* send = find<SendBar>(voice, "Send to Hall");
    hands::drag(send, {10, 8}, {110, 8});
    ASSERT_EQ(channel(voice).sends.size(), 1u);
    EXPECT_EQ(channel(voice).sends[0].bus, hall);
    EXPECT_GT(channel(voice).sends[0].level.value, -60);
    workspace.undo();
    project::Project after = *workspace.project();
    after.nextId = before.nextId; // an id is never given again, also not after undo
    EXPECT_TRUE(after == before);
}

TEST_F(ConsoleTest, aTypedLevelIsTakenAndTabGoesToTheNextStrip) {
    auto* level = find<ValueField>(kick, "Level");
    level->beginTyping();
    auto* edit = console->findChild<QLineEdit*>();
    ASSERT_NE(edit, nullptr);
    edit->setText("-7.5 dB");
    QTest::keyClick(edit, Qt::Key_Tab);
    EXPECT_NEAR(channel(kick).fader.value, -7.5, 1e-9);
    EXPECT_TRUE(find<ValueField>(bass, "Level")->isTyping());
}

TEST_F(ConsoleTest, anInsertIsBypassedByAltClickAndRemovedByDelete) {
    addInsert(bass, "eq");
    auto* slot = find<InsertSlot>(bass, "Insert EQ");
    QTest::mouseClick(slot, Qt::LeftButton, Qt::AltModifier);
    EXPECT_TRUE(channel(bass).inserts[0]->bypassed);
    QTest::mouseClick(slot, Qt::LeftButton);
    EXPECT_EQ(workspace.selection().insert, channel(bass).inserts[0]->id);
    QTest::keyClick(slot, Qt::Key_Delete);
    EXPECT_TRUE(channel(bass).inserts.empty());
    EXPECT_FALSE(workspace.selection().insert) << "what is gone is not edited";
}

TEST_F(ConsoleTest, insertsAreDraggedToAnotherStripAndCopiedWithCtrl) {
    const InsertId eq = addInsert(bass, "eq");
    ASSERT_TRUE(workspace.apply("Set", [&](const project::Project& from) { return project::setInsertParameter(from, workspace.catalogue(), bass, eq, "band2.gain", 3.5); }));
    const project::AutomationTarget gain{project::AutomationTarget::Owner::insert, eq.value, "band2.gain"};
    ASSERT_TRUE(workspace.apply("Curve", [&](const project::Project& from) { return project::setCurve(from, workspace.catalogue(), bass, gain, {{{0}, 1, 0}, {{48000}, 4, 0}}); }));
    const project::Project before = *workspace.project();
    // What InsertSlot carries when it is dragged, let go over a slot of another strip.
    const auto drop = [&](ChannelId to, Qt::KeyboardModifiers with) {
        auto* slot = find<InsertSlot>(to, "");
        ASSERT_NE(slot, nullptr);
        QMimeData carried;
        carried.setData(InsertSlot::kMimeType, QByteArray::number(static_cast<qulonglong>(eq.value)));
        QDragEnterEvent enter(slot->rect().center(), Qt::MoveAction | Qt::CopyAction, &carried, Qt::LeftButton, with);
        QApplication::sendEvent(slot, &enter);
        ASSERT_TRUE(enter.isAccepted());
        QDropEvent let(slot->rect().center(), Qt::MoveAction | Qt::CopyAction, &carried, Qt::LeftButton, with);
        QApplication::sendEvent(slot, &let);
    };
    drop(voice, Qt::ControlModifier);
    ASSERT_EQ(channel(voice).inserts.size(), 1u);
    EXPECT_EQ(channel(bass).inserts.size(), 1u);
    EXPECT_TRUE(channel(voice).inserts[0]->values == channel(bass).inserts[0]->values);
    drop(kick, {});
    ASSERT_EQ(channel(kick).inserts.size(), 1u);
    EXPECT_TRUE(channel(kick).inserts[0]->values == channel(voice).inserts[0]->values);
    EXPECT_TRUE(channel(bass).inserts.empty());
    const project::AutomationTarget moved{gain.owner, channel(kick).inserts[0]->id.value, gain.parameter};
    ASSERT_NE(project::findCurve(channel(kick), moved), nullptr) << "automation goes where its processor goes";
    EXPECT_EQ(project::findCurve(channel(kick), moved)->points.size(), 2u);
    EXPECT_TRUE(channel(bass).automation.empty());
    workspace.undo();
    workspace.undo();
    project::Project restored = *workspace.project();
    restored.nextId = before.nextId;
    EXPECT_TRUE(restored == before);
}

TEST_F(ConsoleTest, loudnessIsAskedForOnlyWhileItIsShown) {
    EXPECT_EQ(workspace.meters().wish(), live::MeterWish::levels);
    console->setMeterScale(MeterScale::lufs);
    EXPECT_EQ(workspace.meters().wish(), live::MeterWish::loudnessToo);
    EXPECT_TRUE(find<QWidget>(kick, "Highest loudness")) << "in the place of the peak";
    console->setMeterScale(MeterScale::peak);
    EXPECT_EQ(workspace.meters().wish(), live::MeterWish::levels);
}

TEST_F(ConsoleTest, theSelectionBecomesAGroup) {
    workspace.selectChannel(kick);
    workspace.selectChannel(bass, Workspace::Choose::toggle);
    actions->groupSelection();
    const ChannelId group = channel(kick).output;
    ASSERT_TRUE(group);
    EXPECT_EQ(channel(bass).output, group);
    EXPECT_NE(console->stripOf(group), nullptr);
}

TEST_F(ConsoleTest, linkedChannelsMoveTogetherWithoutBeingSelected) {
    ASSERT_TRUE(workspace.apply("Link", [&](const project::Project& from) -> Result<project::Project> {
        return std::move(project::addLinkGroup(from, song, "Rhythm", std::vector{kick, bass})->project);
    }));
    hands::drag(find<Fader>(bass, "Fader"), {13, 60}, {13, 90});
    EXPECT_LT(channel(kick).fader.value, -2);
    EXPECT_EQ(channel(kick).fader.value, channel(bass).fader.value);
    EXPECT_EQ(channel(voice).fader.value, 0);
}

TEST_F(ConsoleTest, selectedStripsAreLinkedAndUnlinkedFromTheirMenu) {
    workspace.selectChannel(kick);
    workspace.selectChannel(bass, Workspace::Choose::toggle);
    const auto run = [&](ChannelId id, const QString& entry) {
        StripWidget* strip = console->stripOf(id);
        QContextMenuEvent click(QContextMenuEvent::Mouse, {30, 10}, strip->mapToGlobal(QPoint(30, 10)));
        QApplication::sendEvent(strip, &click);
        auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        ASSERT_NE(menu, nullptr);
        for (QAction* action : menu->actions())
            if (action->text().section('\t', 0, 0) == entry) {
                action->trigger();
                menu->close();
                return;
            }
        menu->close();
        FAIL() << "no " << entry.toStdString();
    };
    run(bass, "Link the selected strips");
    workspace.selectChannel(voice);
    actions->enter(kick, "fader", -6);
    EXPECT_EQ(channel(bass).fader.value, -6);
    actions->enterSend(bass, hall, -12);
    EXPECT_NE(project::findSendTo(channel(kick), hall), nullptr) << "sends move together, too";
    run(kick, "Unlink Kick");
    actions->enter(kick, "fader", -3);
    EXPECT_EQ(channel(bass).fader.value, -6);
}

TEST_F(ConsoleTest, flippedFadersAreTheSendsAndTheFadersStayWhereTheyWere) {
    console->flipTo(hall);
    auto* fader = find<Fader>(voice, "Send to Hall");
    ASSERT_TRUE(fader);
    QTest::keyClick(fader, Qt::Key_Home);
    workspace.endGesture();
    ASSERT_EQ(channel(voice).sends.size(), 1u);
    EXPECT_EQ(channel(voice).sends[0].bus, hall);
    EXPECT_EQ(channel(voice).fader.value, 0);
    console->flipTo({});
    EXPECT_TRUE(find<Fader>(voice, "Fader"));
}

TEST_F(ConsoleTest, aStripDraggedByItsNameMovesItsTrack) {
    StripWidget* strip = console->stripOf(kick);
    const QPoint name(20, 10);
    hands::drag(strip, name, name + QPoint(strip->width() * 2 + 40, 0));
    EXPECT_EQ(workspace.song()->tracks[0]->channel.id, bass);
    EXPECT_EQ(workspace.song()->tracks[2]->channel.id, kick);
    workspace.undo();
    EXPECT_EQ(workspace.song()->tracks[0]->channel.id, kick);
}

TEST_F(ConsoleTest, selectedStripsMoveAndGoTogether) {
    const project::Project before = *workspace.project();
    workspace.selectChannel(kick);
    workspace.selectChannel(bass, Workspace::Choose::toggle);
    StripWidget* strip = console->stripOf(kick);
    hands::drag(strip, {20, 10}, {20 + strip->width() * 3, 10});
    const auto order = [&] {
        std::vector<ChannelId> ids;
        for (const auto& track : workspace.song()->tracks) ids.push_back(track->channel.id);
        return ids;
    };
    EXPECT_EQ(order(), (std::vector{voice, kick, bass}));
    EXPECT_EQ(workspace.undoName(), "Move 2 tracks");
    EXPECT_TRUE(workspace.isSelected(kick) && workspace.isSelected(bass));
    actions->moveTracks(kick, voice);
    EXPECT_EQ(order(), (std::vector{kick, bass, voice}));
    workspace.undo();
    workspace.undo();
    ASSERT_TRUE(workspace.isSelected(kick) && workspace.isSelected(bass));
    actions->duplicateTrack(kick);
    EXPECT_EQ(workspace.song()->tracks.size(), 5u);
    workspace.undo();
    actions->removeChannel(bass);
    EXPECT_EQ(order(), std::vector{voice});
    workspace.undo();
    workspace.selectChannel(kick);
    workspace.selectChannel(bass, Workspace::Choose::toggle);
    QTest::mouseClick(console->stripOf(bass), Qt::LeftButton, {}, {20, 10});
    EXPECT_FALSE(workspace.isSelected(kick)) << "a click chooses one alone";
    project::Project restored = *workspace.project();
    restored.nextId = before.nextId;
    EXPECT_TRUE(restored == before);
}

TEST_F(ConsoleTest, hiddenStripsAreLeftOutUntilAllAreShown) {
    workspace.selectChannel(bass);
    console->hideSelected();
    EXPECT_EQ(console->stripOf(bass), nullptr);
    EXPECT_NE(console->stripOf(kick), nullptr);
    console->showAll();
    EXPECT_NE(console->stripOf(bass), nullptr);
    actions->route(kick, drums);
    console->spill(drums);
    EXPECT_NE(console->stripOf(kick), nullptr);
    EXPECT_EQ(console->stripOf(voice), nullptr);
    EXPECT_NE(console->stripOf(workspace.song()->mix->id), nullptr);
    console->spill(drums);
    EXPECT_NE(console->stripOf(voice), nullptr);
}

TEST_F(ConsoleTest, theBarSaysWhatIsShownAndChangesIt) {
    ConsoleBar& bar = console->bar();
    const auto trigger = [&](auto fill, const QString& words) {
        QMenu menu;
        (bar.*fill)(menu);
        for (QAction* action : menu.actions())
            if (action->text() == words) return action->trigger();
        FAIL() << "no " << words.toStdString();
    };
    const int all = console->stripCount(Console::Count::shown);
    EXPECT_EQ(all, console->stripCount(Console::Count::all));
    trigger(&ConsoleBar::fillStrips, "Returns");
    EXPECT_EQ(console->stripOf(hall), nullptr);
    EXPECT_EQ(console->stripCount(Console::Count::shown), all - 1);
    trigger(&ConsoleBar::fillStrips, "Returns");
    EXPECT_NE(console->stripOf(hall), nullptr);
    actions->route(kick, drums);
    trigger(&ConsoleBar::fillSpill, "Drums");
    EXPECT_EQ(console->spilled(), drums);
    EXPECT_EQ(console->stripOf(voice), nullptr);
    trigger(&ConsoleBar::fillSpill, "Spill nothing");
    EXPECT_FALSE(console->spilled());
    EXPECT_NE(console->stripOf(voice), nullptr);
    trigger(&ConsoleBar::fillFaders, "Sends to Hall");
    EXPECT_EQ(console->flippedTo(), hall);
    trigger(&ConsoleBar::fillFaders, "Levels");
    EXPECT_FALSE(console->flippedTo());
}

TEST_F(ConsoleTest, setsOfShownStripsAreKeptByNameForTheirProject) {
    QSettings settings("lacquer", "lacquer");
    const QString here = QString::fromStdString(workspace.folder().string());
    keepStripSet(settings, here, {"No drums", {kick, drums}});
    keepStripSet(settings, here, {"Bass alone", {kick, voice}});
    keepStripSet(settings, here, {"No drums", {kick}});
    EXPECT_EQ(stripSets(settings, here), (std::vector<StripSet>{{"Bass alone", {kick, voice}}, {"No drums", {kick}}}));
    EXPECT_TRUE(stripSets(settings, "/elsewhere").empty());
    QMenu menu;
    console->bar().fillStrips(menu);
    for (QAction* action : menu.actions())
        if (action->text() == "Bass alone") action->trigger();
    EXPECT_EQ(console->hiddenStrips(), (std::set<ChannelId>{kick, voice}));
    forgetStripSet(settings, here, "Bass alone");
    EXPECT_EQ(stripSets(settings, here).size(), 1u);
}

TEST_F(ConsoleTest, settingsAreCopiedToAllSelectedStripsAndResetClearsThem) {
    const InsertId eq = addInsert(bass, "eq");
    actions->enter(bass, "pan", -20);
    actions->enterSend(bass, hall, -9);
    actions->copySettings(bass);
    workspace.selectChannel(kick);
    workspace.selectChannel(voice, Workspace::Choose::toggle);
    actions->pasteSettings(kick);
    for (const ChannelId id : {kick, voice}) {
        EXPECT_EQ(channel(id).pan, -20);
        ASSERT_EQ(channel(id).inserts.size(), 1u);
        EXPECT_NE(channel(id).inserts[0]->id, eq);
        ASSERT_EQ(channel(id).sends.size(), 1u);
    }
    EXPECT_EQ(channel(kick).name, "Kick");
    actions->resetStrip(kick);
    EXPECT_TRUE(channel(voice).inserts.empty());
    EXPECT_TRUE(channel(voice).sends.empty());
    EXPECT_EQ(channel(bass).pan, -20);
}

TEST_F(ConsoleTest, everyControlHasANameForAssistiveTools) {
    for (QWidget* widget : console->findChildren<QWidget*>())
        if (widget->isVisible() && widget->focusPolicy() != Qt::NoFocus) {
            EXPECT_FALSE(widget->accessibleName().isEmpty()) << widget->metaObject()->className();
        }
}

TEST_F(ConsoleTest, aVcaHasAFaderAndTakesTheSelectedStripsAlong) {
    workspace.selectChannel(kick);
    workspace.selectChannel(bass, Workspace::Choose::toggle);
    actions->vcaForSelection();
    const project::Song& now = *workspace.song();
    ASSERT_EQ(now.vcas.size(), 1u);
    const ChannelId vca = now.vcas[0]->id;
    EXPECT_EQ(channel(kick).vca, vca);
    EXPECT_EQ(channel(bass).vca, vca);
    EXPECT_FALSE(channel(voice).vca);
    StripWidget* strip = console->stripOf(vca);
    ASSERT_NE(strip, nullptr);
    EXPECT_EQ(strip->strip().kind, StripKind::vca);
    for (const MeterBar* meter : strip->findChildren<MeterBar*>()) EXPECT_FALSE(meter->isVisible());
    for (const InsertSlot* slot : strip->findChildren<InsertSlot*>()) EXPECT_FALSE(slot->isVisible());
    hands::drag(find<Fader>(vca, "Fader"), {13, 60}, {13, 90});
    EXPECT_LT(channel(vca).fader.value, -2);
    EXPECT_EQ(channel(kick).fader.value, 0) << "the member's own fader stays";
    QTest::mouseClick(find<Button>(vca, "Mute"), Qt::LeftButton);
    EXPECT_TRUE(find<Button>(kick, "Mute")->isHollow()) << "muted by its VCA";
    EXPECT_FALSE(find<Button>(voice, "Mute")->isHollow());
    QTest::mouseClick(find<Button>(vca, "Mute"), Qt::LeftButton);
    QTest::mouseClick(find<Button>(vca, "Solo"), Qt::LeftButton);
    EXPECT_FALSE(find<Button>(kick, "Mute")->isHollow());
    EXPECT_TRUE(find<Button>(voice, "Mute")->isHollow()) << "silenced by the VCA's solo";
    actions->removeChannel(vca);
    EXPECT_TRUE(workspace.song()->vcas.empty());
    EXPECT_FALSE(channel(kick).vca);
}

TEST_F(ConsoleTest, allMetersShowTheChosenScale) {
    int told = 0;
    QObject::connect(console.get(), &Console::meterScaleChanged, console.get(), [&] { ++told; });
    console->setMeterScale(MeterScale::k14);
    EXPECT_EQ(told, 1);
    for (const ChannelId id : {kick, bass, drums, hall})
        for (const MeterBar* meter : console->stripOf(id)->findChildren<MeterBar*>()) EXPECT_EQ(meter->scale(), MeterScale::k14);
    EXPECT_FALSE(console->grab().isNull());
}

TEST_F(ConsoleTest, aSendIsCarriedToAnotherStripAsACopy) {
    actions->enterSend(kick, hall, -7);
    actions->toggleSendPreFader(kick, hall);
    SendBar* target = nullptr;
    for (SendBar* bar : console->stripOf(voice)->findChildren<SendBar*>())
        if (bar->isVisible()) target = bar;
    ASSERT_NE(target, nullptr);
    QMimeData carried;
    carried.setData(SendBar::kMimeType, QByteArray::number(static_cast<qulonglong>(kick.value)) + ' ' + QByteArray::number(static_cast<qulonglong>(hall.value)));
    QDragEnterEvent enter(target->rect().center(), Qt::CopyAction, &carried, Qt::LeftButton, Qt::ControlModifier);
    QApplication::sendEvent(target, &enter);
    ASSERT_TRUE(enter.isAccepted());
    const project::Project before = *workspace.project();
    QDropEvent drop(target->rect().center(), Qt::CopyAction, &carried, Qt::LeftButton, Qt::ControlModifier);
    QApplication::sendEvent(target, &drop);
    ASSERT_EQ(channel(voice).sends.size(), 1u);
    EXPECT_EQ(channel(voice).sends[0].bus, hall);
    EXPECT_EQ(channel(voice).sends[0].level.value, -7);
    EXPECT_TRUE(channel(voice).sends[0].preFader);
    EXPECT_EQ(channel(kick).sends.size(), 1u);
    workspace.undo();
    project::Project restored = *workspace.project();
    restored.nextId = before.nextId; // ids are never given twice
    EXPECT_TRUE(restored == before);
}

TEST_F(ConsoleTest, aChainKeptFromOneStripComesToAnyOther) {
    QStandardPaths::setTestModeEnabled(true);
    const InsertId eq = addInsert(kick, "eq");
    addInsert(kick, "compressor");
    ASSERT_TRUE(workspace.apply("Set", [&](const project::Project& from) { return project::setInsertParameter(from, workspace.catalogue(), kick, eq, "band2.gain", 3.5); }));
    actions->toggleBypass(kick, channel(kick).inserts[1]->id);
    actions->enter(kick, "trim", -4);
    actions->enter(kick, "fader", -9);
    actions->saveChain(kick, "Test thump");
    const auto kept = chainPresets(workspace.catalogue());
    const auto found = std::find_if(kept.begin(), kept.end(), [](const project::ChainPreset& preset) { return preset.name == "Test thump"; });
    ASSERT_NE(found, kept.end());
    addInsert(voice, "delay");
    actions->loadChain(voice, *found);
    ASSERT_EQ(channel(voice).inserts.size(), 2u);
    EXPECT_TRUE(channel(voice).inserts[0]->values == channel(kick).inserts[0]->values);
    EXPECT_TRUE(channel(voice).inserts[1]->bypassed);
    EXPECT_EQ(channel(voice).trim.value, 0) << "the trim belongs to what was recorded";
    EXPECT_EQ(channel(voice).fader.value, 0) << "the level belongs to the song";
    workspace.undo();
    EXPECT_EQ(channel(voice).inserts.size(), 1u);

    QTemporaryDir folder;
    const auto file = std::filesystem::path(folder.path().toStdString()) / "thump.lacquer-preset";
    actions->exportChain(kick, file);
    actions->importChain(voice, file);
    EXPECT_TRUE(project::chainOf(channel(voice)) == project::chainOf(channel(kick)));
}

} // namespace
} // namespace lacquer::ui
