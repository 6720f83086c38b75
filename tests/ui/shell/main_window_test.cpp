#include "tests/ui/hands.h"
#include "tests/ui/mix/mixing.h"
#include "ui/mix/mix_page.h"
#include "ui/shell/main_window.h"
#include "ui/mix/snapshot_panel.h"
#include "ui/models/monitor_desk.h"
#include "ui/shell/shortcut_editor.h"
#include "ui/shell/project_doors.h"
#include "ui/shell/start_panel.h"
#include "ui/shell/stem_intake.h"
#include "ui/shell/surface_orders.h"
#include "ui/shell/time_display.h"

#include <QAction>
#include <QDir>
#include <QFile>
#include <QMessageBox>

namespace lacquer::ui {
namespace {

class MainWindowTest : public Mixing {
protected:
    void SetUp() override {
        Mixing::SetUp();
        window = std::make_unique<MainWindow>(workspace, theme);
        window->resize(1440, 900);
        window->show();
        window->activateWindow();
        ASSERT_TRUE(QTest::qWaitForWindowActive(window.get()));
    }

    /// The engine answers from its own thread.
    bool becomesPlaying(bool playing) {
        return QTest::qWaitFor([&] { return workspace.player().state().playing == playing; }, 2000);
    }

    void run(const char* text) {
        for (QAction* action : window->commands())
            if (action->text() == text) return action->trigger();
        FAIL() << "no command " << text;
    }

    std::unique_ptr<MainWindow> window;
};

TEST_F(MainWindowTest, playsStopsAndGoesHome) {
    QTest::keyClick(window.get(), Qt::Key_Space);
    EXPECT_TRUE(becomesPlaying(true));
    QTest::keyClick(window.get(), Qt::Key_Space);
    EXPECT_TRUE(becomesPlaying(false));
}

TEST_F(MainWindowTest, aSurfacesEnterAnswersAQuestionOrElseMarksThePlace) {
    using surfaces::Command;
    window->surfaceOrders().obey(Command::enter, 1);
    ASSERT_EQ(workspace.song()->markers.size(), 1U);
    EXPECT_EQ(workspace.song()->markers[0].position, workspace.playerState().position);
    workspace.undo();

    QMessageBox question(QMessageBox::Question, "Lacquer", "Sure?", QMessageBox::Yes | QMessageBox::No, window.get());
    question.setDefaultButton(QMessageBox::Yes);
    question.open();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&question));
    window->surfaceOrders().obey(Command::enter, 1);
    EXPECT_EQ(question.result(), QMessageBox::Yes);
    EXPECT_TRUE(workspace.song()->markers.empty());

    question.open();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&question));
    window->surfaceOrders().obey(Command::cancel, 1);
    EXPECT_EQ(question.result(), QMessageBox::No);
}

TEST_F(MainWindowTest, aSurfacesClickKeySwitchesTheMetronome) {
    const bool before = workspace.monitorDesk().metronome().on;
    window->surfaceOrders().obey(surfaces::Command::click, 1);
    EXPECT_NE(workspace.monitorDesk().metronome().on, before);
}

TEST_F(MainWindowTest, automationIsArmedFromTheTransport) {
    Button* arm = nullptr;
    for (Button* button : window->findChildren<Button*>())
        if (button->accessibleName() == "Write automation") arm = button;
    ASSERT_NE(arm, nullptr);
    ASSERT_TRUE(workspace.recorder().isOn());
    QTest::mouseClick(arm, Qt::LeftButton);
    EXPECT_FALSE(workspace.recorder().isOn());
    EXPECT_TRUE(arm->toolTip().contains("not written"));
    run("Write automation, or not");
    EXPECT_TRUE(workspace.recorder().isOn());
}

TEST_F(MainWindowTest, theMetersScaleNeedsNoSelectedStrip) {
    workspace.select({});
    run("Meters: LUFS");
    EXPECT_EQ(window->mixPage().console().meterScale(), MeterScale::lufs);
    run("Meters: Peak + RMS");
    EXPECT_EQ(window->mixPage().console().meterScale(), MeterScale::peakAndRms);
}

TEST_F(MainWindowTest, undoAndRedoHaveTheirKeys) {
    const project::Project before = *workspace.project();
    window->mixPage().actions().enter(bass, "fader", -3);
    const project::Project after = *workspace.project();
    QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
    EXPECT_TRUE(*workspace.project() == before);
    QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    EXPECT_TRUE(*workspace.project() == after);
}

TEST_F(MainWindowTest, tabGoesRoundTheViewsOfTheMixPage) {
    EXPECT_EQ(window->mixPage().view(), MixPage::View::both);
    run("Timeline, both, console");
    EXPECT_EQ(window->mixPage().view(), MixPage::View::timeline);
    run("Timeline, both, console");
    EXPECT_EQ(window->mixPage().view(), MixPage::View::console);
    EXPECT_TRUE(window->mixPage().console().isWide());
    run("Timeline, both, console");
    EXPECT_EQ(window->mixPage().view(), MixPage::View::both);
}

TEST_F(MainWindowTest, theTimeDisplayGoesRoundItsFormats) {
    auto* display = window->findChild<TimeDisplay*>();
    ASSERT_NE(display, nullptr);
    EXPECT_EQ(display->text(), "1 | 1 | 000");
    QTest::mouseClick(display, Qt::LeftButton);
    EXPECT_EQ(display->text(), "0:00:00.000");
    QTest::mouseClick(display, Qt::LeftButton);
    bool number = false;
    EXPECT_LT(display->text().toInt(&number), 480) << "samples, at the start";
    EXPECT_TRUE(number);
}

TEST_F(MainWindowTest, closingTheProjectShowsTheStartPanelAndOpeningBringsItBack) {
    const project::Project before = *workspace.project();
    const QString folder = QString::fromStdString(workspace.folder().string());
    run("Close the project");
    EXPECT_TRUE(window->findChild<StartPanel*>()->isVisible());
    EXPECT_TRUE(window->doors().open(folder));
    EXPECT_TRUE(*workspace.project() == before);
    EXPECT_EQ(workspace.undoName(), "Song") << "history outlasts closing";
    EXPECT_FALSE(window->findChild<StartPanel*>()->isVisible());
}

TEST_F(MainWindowTest, aFolderThatIsNoProjectIsRefusedWithASentence) {
    EXPECT_FALSE(window->doors().open("/nowhere/Nothing.lacquer"));
    ASSERT_NE(workspace.messages().current(), nullptr);
    EXPECT_TRUE(workspace.messages().current()->text.contains("Nothing.lacquer"));
    EXPECT_TRUE(workspace.isOpen()) << "what was open stays open";
}

TEST_F(MainWindowTest, droppedThingsThatAreNoAudioAreSaidSo) {
    StemIntake(workspace).take({"/tmp/letter.txt"}, [] {});
    ASSERT_NE(workspace.messages().current(), nullptr);
    EXPECT_EQ(workspace.messages().current()->verdict, Verdict::warn);
}

TEST_F(MainWindowTest, droppedStemsBecomeASong) {
    // Half a second of 16-bit silence, 44-byte canonical header.
    QDir(home.path()).mkdir("Harbour");
    for (const char* name : {"01_Kick.wav", "02_Bass DI.wav"}) {
        QFile file(home.path() + "/Harbour/" + name);
        ASSERT_TRUE(file.open(QIODevice::WriteOnly));
        QByteArray header("RIFF\x64\xbb\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x80\xbb\0\0\0\x77\1\0\2\0\x10\0data", 40);
        const quint32 bytes = 48000;
        header.append(reinterpret_cast<const char*>(&bytes), 4);
        file.write(header + QByteArray(static_cast<int>(bytes), name[1] == '1' ? '\x01' : '\x02'));
    }
    StemIntake intake(workspace);
    intake.take({home.path() + "/Harbour"}, [] {});
    for (int k = 0; k < 200 && !workspace.jobs().running().empty(); ++k) QTest::qWait(25);
    const project::Song* made = project::findSong(*workspace.project(), "Harbour");
    ASSERT_NE(made, nullptr);
    EXPECT_EQ(made->tracks.size(), 2u);
    EXPECT_EQ(workspace.currentSong(), made->id);
}

TEST_F(MainWindowTest, aKeyThatIsSetWorksAndIsTakenFromTheOneThatHadIt) {
    const auto find = [&](const char* text) -> QAction* {
        for (QAction* action : window->commands())
            if (action->text() == text) return action;
        return nullptr;
    };
    ShortcutEditor editor(window->commands(), theme, window.get());
    editor.choose("Take a mix snapshot");
    editor.setKey(QKeySequence(Qt::Key_F8));
    EXPECT_EQ(find("Take a mix snapshot")->shortcut(), QKeySequence(Qt::Key_F8));
    EXPECT_TRUE(find("Check the tracks")->shortcuts().isEmpty()) << "it had that key";
    QTest::keyClick(window.get(), Qt::Key_F8);
    EXPECT_EQ(workspace.song()->snapshots.size(), 1u);
    // Another window finds the keys as they were left.
    MainWindow other(workspace, theme);
    for (QAction* action : other.commands())
        if (action->text() == "Take a mix snapshot") {
            EXPECT_EQ(action->shortcut(), QKeySequence(Qt::Key_F8));
        }
    editor.setAllDefaults();
    EXPECT_EQ(find("Check the tracks")->shortcut(), QKeySequence(Qt::Key_F8));
    EXPECT_EQ(find("Take a mix snapshot")->shortcut(), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_M));
}

TEST_F(MainWindowTest, noTwoCommandsOfOnePlaceHaveTheSameKey) {
    const auto commands = window->commands();
    for (qsizetype k = 0; k < commands.size(); ++k)
        for (qsizetype j = 0; j < k; ++j)
            for (const QKeySequence& key : commands[k]->shortcuts())
                if (commands[j]->parent() == commands[k]->parent() && commands[j]->shortcuts().contains(key)) {
                    ADD_FAILURE() << key.toString().toStdString() << ": " << commands[j]->text().toStdString() << " and " << commands[k]->text().toStdString();
                }
}

} // namespace
} // namespace lacquer::ui
