#include "tests/ui/mix/mixing.h"
#include "engine/project/album_edits.h"
#include "engine/project/clip_edits.h"
#include "formats/audio/audio_file_writer.h"
#include "ui/mix/console.h"
#include "ui/mix/mixer_menus.h"
#include "ui/models/level_match.h"
#include "ui/models/monitor_desk.h"
#include "ui/models/strip.h"
#include "ui/shell/metronome_button.h"
#include "ui/shell/monitor_section.h"

#include <QMenu>
#include <QTest>

#include <algorithm>
#include <cmath>

namespace lacquer::ui {
namespace {

QAction* actionOf(const QMenu& menu, const QString& words) {
    for (QAction* action : menu.actions()) {
        if (action->text() == words) return action;
        if (action->menu())
            if (QAction* found = actionOf(*action->menu(), words)) return found;
    }
    return nullptr;
}

class Monitors : public Mixing {
protected:
    MonitorDesk& desk() { return workspace.monitorDesk(); }

    static Button* buttonOf(QWidget& widget, const char* name) {
        for (Button* button : widget.findChildren<Button*>())
            if (button->accessibleName() == name) return button;
        ADD_FAILURE() << "no button " << name;
        return nullptr;
    }

    /// A second of a tone, on disk, as a clip.
    void putTone(ChannelId track) {
        formats::WriteOptions options;
        options.rate = {48000};
        auto writer = formats::AudioFileWriter::create(workspace.folder() / "audio/tone.wav", options);
        ASSERT_TRUE(writer);
        std::vector<float> tone(48000);
        for (std::size_t k = 0; k < tone.size(); ++k) tone[k] = 0.25f * static_cast<float>(std::sin(0.05 * static_cast<double>(k)));
        const float* planes[] = {tone.data(), tone.data()};
        ASSERT_TRUE((*writer)->write(planes, static_cast<int>(tone.size())));
        ASSERT_TRUE((*writer)->finish());
        ASSERT_TRUE(workspace.apply("Tone", [&](const project::Project& from) -> Result<project::Project> {
            project::Source source;
            source.name = "Tone";
            source.file = "audio/tone.wav";
            source.fileRate = {48000};
            source.length = {48000};
            auto pooled = project::addSource(from, source);
            project::Clip clip;
            clip.source = pooled->id;
            clip.length = {48000};
            auto added = project::addClip(std::move(pooled->project), track, clip);
            if (!added) return tl::make_unexpected(added.error());
            return std::move(added->project);
        }));
    }

    SourceId addReference() {
        SourceId id;
        EXPECT_TRUE(workspace.apply("Reference", [&](const project::Project& from) -> Result<project::Project> {
            project::Source source;
            source.name = "Finished song";
            source.file = "audio/finished.wav";
            source.fileRate = {48000};
            source.length = {48000};
            auto added = project::addSource(from, source);
            id = added->id;
            return project::addReference(std::move(added->project), id);
        }));
        return id;
    }
};

TEST_F(Monitors, eachSwitchIsTheDesksAndShowsWhatTheDeskSays) {
    MonitorSection section(workspace, theme, nullptr);
    section.resize(section.sizeHint());
    section.show();
    Button* dim = buttonOf(section, "Dim the monitor by 20 dB");
    QTest::mouseClick(dim, Qt::LeftButton);
    EXPECT_TRUE(desk().switches().dim);
    QTest::mouseClick(buttonOf(section, "Mute the monitor"), Qt::LeftButton);
    EXPECT_TRUE(desk().switches().mute);
    QTest::mouseClick(buttonOf(section, "Listen in mono"), Qt::LeftButton);
    EXPECT_TRUE(desk().switches().mono);
    desk().setDim(false); // by a key or a control surface
    EXPECT_FALSE(dim->isChecked());
    EXPECT_TRUE(workspace.undoName() != "Dim") << "what the ears get is no edit";
}

TEST_F(Monitors, theReferenceIsHeardAndTheMixAgain) {
    MonitorSection section(workspace, theme, nullptr);
    section.resize(section.sizeHint());
    section.show();
    const SourceId finished = addReference();
    Button* reference = buttonOf(section, "Hear the reference");
    QTest::mouseClick(reference, Qt::LeftButton);
    ASSERT_TRUE(desk().reference());
    EXPECT_EQ(desk().reference()->source, finished);
    EXPECT_TRUE(desk().isReferenceHeard());
    EXPECT_TRUE(reference->isChecked());
    QTest::mouseClick(reference, Qt::LeftButton);
    EXPECT_FALSE(desk().isReferenceHeard());
    EXPECT_FALSE(reference->isChecked());
}

TEST_F(Monitors, aSmallWindowHasEverySwitchInTheMenu) {
    MonitorSection section(workspace, theme, nullptr);
    section.setWidth(MonitorSection::Width::small);
    EXPECT_FALSE(buttonOf(section, "Mute the monitor")->isVisibleTo(&section));
    QMenu menu;
    section.fillMenu(menu);
    for (const char* words : {"Mute", "Dim", "Mono"}) actionOf(menu, words)->trigger();
    EXPECT_TRUE(desk().switches().mute && desk().switches().dim && desk().switches().mono);
}

TEST_F(Monitors, soloButtonsListenBesideTheMixWhenTheDeskSaysSo) {
    MixerActions actions(workspace);
    Console console(workspace, actions, theme, nullptr);
    console.resize(900, 500);
    console.show();
    MonitorSection section(workspace, theme, nullptr);
    QMenu menu;
    section.fillMenu(menu);
    actionOf(menu, "Solo listens before the fader (PFL)")->trigger();
    Button* solo = buttonOf(*console.stripOf(bass), "Solo, Bass");
    EXPECT_EQ(solo->text(), "PFL");
    const auto before = workspace.project();
    QTest::mouseClick(solo, Qt::LeftButton);
    EXPECT_EQ(desk().listened(), std::vector{bass});
    EXPECT_EQ(desk().listenPoint(), plan::ListenPoint::beforeFader);
    EXPECT_TRUE(solo->isChecked());
    EXPECT_EQ(workspace.project(), before) << "listening is no edit";
    QTest::mouseClick(buttonOf(*console.stripOf(voice), "Solo, Voice"), Qt::LeftButton);
    EXPECT_EQ(desk().listened(), (std::vector{bass, voice}));
    QTest::mouseClick(buttonOf(*console.stripOf(kick), "Solo, Kick"), Qt::LeftButton, Qt::AltModifier);
    EXPECT_EQ(desk().listened(), std::vector{kick});
    EXPECT_FALSE(solo->isChecked());
    QTest::mouseClick(buttonOf(section, "Listening beside the mix"), Qt::LeftButton);
    EXPECT_FALSE(desk().isListening());
    desk().setSoloButtons(MonitorDesk::SoloButtons::inPlace);
    EXPECT_EQ(solo->text(), "S");
    QTest::mouseClick(solo, Qt::LeftButton);
    EXPECT_TRUE(channel(bass).soloed);
}

TEST_F(Monitors, whatIsComparedAtEqualLoudnessIsShownAndEndedThere) {
    putTone(bass);
    MixerActions actions(workspace);
    actions.enter(bass, "trim", -6);
    MonitorSection section(workspace, theme, nullptr);
    section.resize(section.sizeHint());
    section.show();
    Button* matched = buttonOf(section, "Comparing at equal loudness");
    EXPECT_FALSE(matched->isVisible());
    const std::vector<Strip> strips = stripsOf(*workspace.song(), workspace.catalogue());
    const auto strip = std::find_if(strips.begin(), strips.end(), [&](const Strip& one) { return one.id == bass; });
    QMenu menu;
    fillMatchMenu(menu, workspace, *strip);
    const auto before = workspace.project();
    actionOf(menu, "Hear the strip untouched at equal loudness")->trigger();
    EXPECT_TRUE(matched->isVisible());
    // 6 dB of trim were taken away, so what is heard untouched is 6 dB lower than it would be.
    ASSERT_TRUE(QTest::qWaitFor([&] { return workspace.levelMatch().compensation().has_value(); }, 10000));
    EXPECT_NEAR(*workspace.levelMatch().compensation(), -6.0, 0.1);
    EXPECT_TRUE(matched->text().contains("6.0 LU")) << matched->text().toStdString();
    EXPECT_EQ(workspace.project(), before);
    QTest::mouseClick(matched, Qt::LeftButton);
    EXPECT_FALSE(workspace.levelMatch().isOn());
    EXPECT_FALSE(matched->isVisible());
}

TEST_F(Monitors, theMetronomeAndItsCountInAreTheDesks) {
    MetronomeButton button(workspace, theme, nullptr);
    button.resize(32, 32);
    button.show();
    QTest::mouseClick(&button, Qt::LeftButton);
    EXPECT_TRUE(desk().metronome().on);
    QMenu menu;
    button.fillMenu(menu);
    actionOf(menu, "Count in 2 bars")->trigger();
    EXPECT_EQ(desk().metronome().countInBars, 2);
    EXPECT_TRUE(desk().metronome().on);
    EXPECT_TRUE(button.toolTip().contains("2 bars"));
    Workspace other(std::make_shared<const processors::ProcessorCatalogue>());
    const MetronomeButton next(other, theme, nullptr);
    EXPECT_EQ(other.monitorDesk().metronome().countInBars, 2) << "kept for the next time";
    EXPECT_FALSE(other.monitorDesk().metronome().on);
}

TEST_F(Monitors, aStripsMenuFreezesItsTrackAndUnfreezesIt) {
    MixerActions actions(workspace);
    const auto wordsOf = [&](ChannelId id) {
        QMenu menu;
        fillFreezeMenu(menu, workspace, {id});
        return menu.actions().isEmpty() ? QString() : menu.actions().front()->text();
    };
    EXPECT_EQ(wordsOf(bass), "Freeze the track");
    EXPECT_EQ(wordsOf(drums), QString()) << "only tracks freeze";
    putTone(bass);
    QMenu menu;
    fillFreezeMenu(menu, workspace, {bass});
    menu.actions().front()->trigger();
    const auto isFrozen = [&] { return project::findTrack(*workspace.song(), bass)->freeze.has_value(); };
    ASSERT_TRUE(QTest::qWaitFor(isFrozen, 10000));
    EXPECT_EQ(wordsOf(bass), "Unfreeze the track");
    QMenu again;
    fillFreezeMenu(again, workspace, {bass});
    again.actions().front()->trigger();
    EXPECT_FALSE(isFrozen());
    workspace.undo();
    EXPECT_TRUE(isFrozen());
}

} // namespace
} // namespace lacquer::ui
