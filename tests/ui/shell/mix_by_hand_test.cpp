#include "tests/app/program.h"
#include "tests/ui/hands.h"
#include "tests/ui/mix/mixing.h"
#include "ui/controls/fader.h"
#include "ui/mix/console.h"
#include "ui/mix/mix_page.h"
#include "ui/mix/strip_widget.h"
#include "ui/shell/export_panel.h"
#include "ui/shell/main_window.h"
#include "ui/shell/stem_intake.h"

#include "engine/processors/catalogue.h"
#include "formats/audio/audio_file_reader.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QContextMenuEvent>
#include <QLineEdit>
#include <QMenu>
#include <QTest>

#include <cmath>
#include <filesystem>
#include <optional>

namespace lacquer::ui {
namespace {

std::string value(double number) { return QString::number(number, 'g', 17).toStdString(); }

/// Three stems with notes of different pitch and length, 24-bit WAV.
void writeStems(const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder);
    const std::pair<const char*, double> stems[] = {{"01 Kick.wav", 55}, {"02 Bass.wav", 110}, {"03 Lead Vox.wav", 440}};
    for (const auto& [name, pitch] : stems) {
        std::ofstream file(folder / name, std::ios::binary);
        const auto number = [&](std::uint32_t value, int bytes) {
            for (int k = 0; k < bytes; ++k) file.put(static_cast<char>(value >> (8 * k)));
        };
        constexpr std::uint32_t kFrames = 48000, kBytes = kFrames * 6;
        file << "RIFF", number(36 + kBytes, 4), file << "WAVEfmt ", number(16, 4), number(1, 2), number(2, 2), number(48000, 4);
        number(48000 * 6, 4), number(6, 2), number(24, 2), file << "data", number(kBytes, 4);
        for (std::uint32_t n = 0; n < kFrames; ++n) {
            const double fade = std::exp(-3.0 * (n % 12000) / 12000.0);
            for (const double side : {1.0, 0.8}) {
                const double value = 0.3 * side * fade * std::sin(2 * 3.14159265358979 * pitch * n / 48000.0);
                number(static_cast<std::uint32_t>(std::lround(value * 8388607)), 3);
            }
        }
    }
}

class MixByHand : public testing::Test {
protected:
    MixByHand() : workspace(std::make_shared<const processors::ProcessorCatalogue>()) {
        live::DeviceSettings silent;
        silent.id = "null";
        workspace.setDeviceSettings(silent);
    }

    void SetUp() override {
        writeStems(program.folder() / "Harbour");
        window = std::make_unique<MainWindow>(workspace, theme);
        window->resize(1600, 900);
        window->show();
        window->activateWindow();
        ASSERT_TRUE(QTest::qWaitForWindowActive(window.get()));
    }

    bool jobsEnd() {
        return QTest::qWaitFor([&] { return workspace.jobs().running().empty(); }, 60000);
    }

    /// A whole mix of a folder of stems with mouse and keys alone, and the same by commands: both
    /// bounces have the same bytes.
    void mixByHandAndByWords(const std::filesystem::path& stems, SampleRate rate);

    ChannelId named(const std::string& name) const {
        for (const auto& track : workspace.song()->tracks)
            if (track->channel.name == name) return track->channel.id;
        for (const auto& bus : workspace.song()->buses)
            if (bus->channel.name == name) return bus->channel.id;
        return {};
    }

    template <typename Control>
    Control* find(const std::string& strip, const QString& prefix) {
        StripWidget* widget = window->mixPage().console().stripOf(named(strip));
        if (widget)
            for (Control* control : widget->findChildren<Control*>())
                if (control->accessibleName().startsWith(prefix) && control->isVisible()) return control;
        ADD_FAILURE() << "no " << prefix.toStdString() << " on " << strip;
        return nullptr;
    }

    /// As a person types into a value: opens the line, writes, Enter.
    void type(ValueControl* control, const QString& text) {
        ASSERT_NE(control, nullptr);
        control->beginTyping();
        auto* line = window->mixPage().console().findChild<QLineEdit*>();
        ASSERT_NE(line, nullptr);
        line->setText(text);
        QTest::keyClick(line, Qt::Key_Return);
    }

    void insert(const std::string& strip, const char* processor) {
        auto* add = find<InsertSlot>(strip, "Add an insert");
        ASSERT_NE(add, nullptr);
        const std::size_t before = project::findChannel(*workspace.project(), named(strip))->inserts.size();
        QTimer menu; // it opens when it opens, and may hold the click until it closes
        QObject::connect(&menu, &QTimer::timeout, window.get(), [&menu, processor, this] {
            if (!QApplication::activePopupWidget()) return;
            menu.stop();
            choose(QString::fromStdString(workspace.catalogue().find(processor)->name));
        });
        menu.start(20);
        QTest::mouseClick(add, Qt::LeftButton);
        ASSERT_TRUE(QTest::qWaitFor([&] { return project::findChannel(*workspace.project(), named(strip))->inserts.size() > before; }, 3000));
    }

    /// Right-click on a strip and an entry of its menu.
    void stripMenu(const std::string& strip, const QString& entry) {
        StripWidget* widget = window->mixPage().console().stripOf(named(strip));
        ASSERT_NE(widget, nullptr);
        const QPoint at(widget->width() / 2, 12);
        QContextMenuEvent click(QContextMenuEvent::Mouse, at, widget->mapToGlobal(at));
        QApplication::sendEvent(widget, &click);
        ASSERT_TRUE(QTest::qWaitFor([] { return QApplication::activePopupWidget() != nullptr; }, 3000));
        choose(entry);
    }

    /// Takes an entry of the menu that is open, in whichever submenu it stands.
    static void choose(const QString& entry) {
        auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        ASSERT_NE(menu, nullptr);
        const std::function<bool(QMenu*)> take = [&](QMenu* in) {
            for (QAction* action : in->actions()) {
                if (action->menu() ? take(action->menu()) : action->text() == entry) {
                    if (!action->menu()) action->trigger();
                    return true;
                }
            }
            return false;
        };
        EXPECT_TRUE(take(menu)) << entry.toStdString();
        menu->close();
    }


    std::string bytesOf(const std::filesystem::path& file) {
        std::ifstream in(file, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    test::Program program;
    Theme theme;
    Workspace workspace;
    std::unique_ptr<MainWindow> window;
};

void MixByHand::mixByHandAndByWords(const std::filesystem::path& stems, SampleRate rate) {
    ASSERT_TRUE(workspace.create(program.folder() / "Hand.lacquer", rate));
    StemIntake intake(workspace);
    intake.take({QString::fromStdString(stems.string())}, [] {});
    ASSERT_TRUE(jobsEnd());
    ASSERT_NE(workspace.song(), nullptr);
    ASSERT_GE(workspace.song()->tracks.size(), 3u);
    const std::string song = workspace.song()->name;
    const std::string first = workspace.song()->tracks[0]->channel.name, second = workspace.song()->tracks[1]->channel.name,
                      last = workspace.song()->tracks.back()->channel.name;

    hands::drag(find<Fader>(second, "Fader"), {13, 60}, {13, 90});
    type(find<ValueField>(first, "Level"), "-7.5 dB");
    hands::drag(find<PanBar>(last, "Pan"), {20, 8}, {44, 8});
    QTest::mouseClick(find<Button>(second, "Polarity"), Qt::LeftButton);
    insert(last, "compressor");
    insert(first, "eq");
    stripMenu(last, "New reverb return");
    ASSERT_TRUE(named("Reverb"));
    hands::drag(find<SendBar>(last, "Send to Reverb"), {10, 8}, {60, 8});

    // Keys go to the window once the menus have let go of them.
    ASSERT_TRUE(QTest::qWaitFor([] { return !QApplication::activePopupWidget(); }, 3000));
    window->activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(window.get()));
    QTest::keyClick(window.get(), Qt::Key_E, Qt::ControlModifier);
    ASSERT_TRUE(QTest::qWaitFor([&] { return window->findChild<ExportPanel*>() != nullptr; }, 3000));
    auto* panel = window->findChild<ExportPanel*>();
    panel->setFile(program.folder() / "by hand.wav", false);
    for (Button* button : panel->findChildren<Button*>())
        if (button->accessibleName() == "Export") QTest::mouseClick(button, Qt::LeftButton);
    ASSERT_TRUE(jobsEnd());
    ASSERT_NE(workspace.messages().current(), nullptr);
    EXPECT_EQ(workspace.messages().current()->verdict, Verdict::pass) << workspace.messages().current()->text.toStdString();

    // The same values, typed as commands.
    const auto& project = *workspace.project();
    const auto& sent = *project::findChannel(project, named(last));
    const double level = project::findChannel(project, named(second))->fader.value;
    const auto run = [&](const std::vector<std::string>& words) {
        const test::Outcome outcome = program.run(words);
        ASSERT_EQ(outcome.status, 0) << words[0] << ": " << outcome.err;
    };
    run({"new", "Words.lacquer", "--rate", std::to_string(rate.hz)});
    run({"import", "Words.lacquer", "--song", song, stems.string(), "--groups", "--join"});
    run({"set", "Words.lacquer", song + "/" + second, "fader=" + value(level), "polarity=on"});
    run({"set", "Words.lacquer", song + "/" + first, "fader=-7.5dB"});
    run({"set", "Words.lacquer", song + "/" + last, "pan=" + value(sent.pan)});
    run({"insert", "Words.lacquer", song + "/" + last, "compressor"});
    run({"insert", "Words.lacquer", song + "/" + first, "eq"});
    run({"bus", "Words.lacquer", song, "Reverb"});
    run({"insert", "Words.lacquer", song + "/Reverb", "reverb"});
    ASSERT_EQ(sent.sends.size(), 1u);
    run({"send", "Words.lacquer", song + "/" + last, "Reverb", "level=" + value(sent.sends[0].level.value)});
    run({"render", "Words.lacquer", song, "-o", "by words.wav"});

    const std::string byHand = bytesOf(program.folder() / "by hand.wav");
    EXPECT_GT(byHand.size(), 48000u * 6);
    EXPECT_TRUE(byHand == bytesOf(program.folder() / "by words.wav"));
}

// The promise of the architecture: the window hands in the same edits as the commands, and both
// render with the same engine.
TEST_F(MixByHand, GivesTheSameBytesAsTheSameMixByCommands) { mixByHandAndByWords(program.folder() / "Harbour", SampleRate{48000}); }

TEST_F(MixByHand, GivesTheSameBytesOnRealStems) {
    const QString stems = qEnvironmentVariable("LACQUER_STEMS");
    if (stems.isEmpty()) GTEST_SKIP() << "set LACQUER_STEMS to a folder of one song's stems to mix them";
    std::optional<SampleRate> rate;
    for (const auto& entry : std::filesystem::directory_iterator(stems.toStdString()))
        if (const auto reader = formats::openAudioFile(entry.path()); reader && !rate) rate = (*reader)->info().rate;
    ASSERT_TRUE(rate) << "no audio in " << stems.toStdString();
    mixByHandAndByWords(stems.toStdString(), *rate);
}

TEST_F(MixByHand, ExportsNeverTakeAnotherFilesPlace) {
    ASSERT_TRUE(workspace.create(program.folder() / "Hand.lacquer", SampleRate{48000}));
    const auto folder = program.folder();
    const auto first = suggestedMixFile(folder, "Night/Drive", SampleRate{44100}, formats::SampleFormat::int16);
    EXPECT_EQ(first.filename(), "Night_Drive_Mix_v01_44k1_16.wav");
    std::ofstream(first) << "a mix";
    EXPECT_EQ(suggestedMixFile(folder, "Night/Drive", SampleRate{44100}, formats::SampleFormat::int16).filename(),
              "Night_Drive_Mix_v02_44k1_16.wav");

    StemIntake intake(workspace);
    intake.take({QString::fromStdString((folder / "Harbour").string())}, [] {});
    ASSERT_TRUE(jobsEnd());
    MixExport choice;
    choice.rate = workspace.project()->rate;
    choice.file = first;
    startExport(workspace, choice);
    ASSERT_TRUE(jobsEnd());
    EXPECT_EQ(workspace.messages().current()->verdict, Verdict::fail);
    EXPECT_EQ(bytesOf(first), "a mix");
}

/// No mouse at all.
class MixByKeys : public Mixing {
protected:
    void SetUp() override {
        Mixing::SetUp();
        window = std::make_unique<MainWindow>(workspace, theme);
        window->resize(1600, 900);
        window->show();
        window->activateWindow();
        ASSERT_TRUE(QTest::qWaitForWindowActive(window.get()));
    }

    void press(int key, Qt::KeyboardModifiers with = {}) { QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : window.get(), static_cast<Qt::Key>(key), with); }

    void write(const QString& text) {
        auto* line = qobject_cast<QLineEdit*>(QApplication::focusWidget());
        ASSERT_NE(line, nullptr);
        line->selectAll();
        QTest::keyClicks(line, text);
        QTest::keyClick(line, Qt::Key_Return);
    }

    std::unique_ptr<MainWindow> window;
};

TEST_F(MixByKeys, AWholeMixNeedsNoMouse) {
    const project::Project before = *workspace.project();
    workspace.selectChannel(kick);
    window->mixPage().console().setFocus();
    press(Qt::Key_Right);
    ASSERT_TRUE(workspace.isSelected(bass));
    for (int k = 0; k < 4; ++k) press(Qt::Key_Down);
    press(Qt::Key_Up, Qt::ShiftModifier);
    EXPECT_NEAR(channel(bass).fader.value, -1.9, 1e-9);
    press(Qt::Key_V);
    write("-7.5 dB");
    EXPECT_NEAR(channel(bass).fader.value, -7.5, 1e-9);
    window->mixPage().console().setFocus();
    press(Qt::Key_P);
    write("30 L");
    EXPECT_NEAR(channel(bass).pan, -30, 1e-9);
    window->mixPage().console().setFocus();
    press(Qt::Key_P, Qt::ShiftModifier);
    EXPECT_TRUE(channel(bass).polarityInverted);
    press(Qt::Key_M, Qt::ShiftModifier);
    EXPECT_TRUE(channel(bass).muted);
    press(Qt::Key_S, Qt::ShiftModifier);
    EXPECT_TRUE(channel(bass).soloed);

    // Faders become sends to the return, and levels again.
    press(Qt::Key_F);
    ASSERT_EQ(window->mixPage().console().flippedTo(), hall);
    press(Qt::Key_Up);
    press(Qt::Key_Up);
    ASSERT_NE(project::findSendTo(channel(bass), hall), nullptr);
    EXPECT_NEAR(project::findSendTo(channel(bass), hall)->level.value, -19.5, 1e-9);
    EXPECT_NEAR(channel(bass).fader.value, -7.5, 1e-9);
    press(Qt::Key_F);

    // The first processor of the menu, by its arrows.
    press(Qt::Key_I);
    ASSERT_TRUE(QTest::qWaitFor([] { return qobject_cast<QMenu*>(QApplication::activePopupWidget()) != nullptr; }, 3000));
    for (int k = 0; k < 4 && channel(bass).inserts.empty(); ++k) {
        auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        if (!menu) break;
        if (!menu->activeAction()) QTest::keyClick(menu, Qt::Key_Down);
        QTest::keyClick(menu, menu->activeAction() && menu->activeAction()->menu() ? Qt::Key_Right : Qt::Key_Return);
    }
    EXPECT_EQ(channel(bass).inserts.size(), 1u);

    workspace.endGesture();
    while (!(workspace.project()->songs == before.songs) && !workspace.undoName().isEmpty()) {
        window->activateWindow();
        QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
    }
    project::Project restored = *workspace.project();
    restored.nextId = before.nextId;
    EXPECT_TRUE(restored == before);
}

} // namespace
} // namespace lacquer::ui
