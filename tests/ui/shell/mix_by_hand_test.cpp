#include "tests/app/program.h"
#include "tests/ui/hands.h"
#include "ui/controls/fader.h"
#include "ui/mix/console.h"
#include "ui/mix/mix_page.h"
#include "ui/mix/strip_widget.h"
#include "ui/shell/export_panel.h"
#include "ui/shell/main_window.h"
#include "ui/shell/stem_intake.h"

#include "engine/processors/catalogue.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QLineEdit>
#include <QMenu>
#include <QTest>

#include <cmath>

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
        ASSERT_TRUE(workspace.create(program.folder() / "Hand.lacquer", SampleRate{48000}));
    }

    bool jobsEnd() {
        return QTest::qWaitFor([&] { return workspace.jobs().running().empty(); }, 20000);
    }

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
        QTimer menu; // it opens when it opens, and may hold the click until it closes
        QObject::connect(&menu, &QTimer::timeout, window.get(), [&menu, processor, this] {
            if (!QApplication::activePopupWidget()) return;
            menu.stop();
            choose(QString::fromStdString(workspace.catalogue().find(processor)->name));
        });
        menu.start(20);
        QTest::mouseClick(add, Qt::LeftButton);
        ASSERT_TRUE(QTest::qWaitFor([&] { return !project::findChannel(*workspace.project(), named(strip))->inserts.empty(); }, 3000));
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

// The promise of the architecture: the window hands in the same edits as the commands, and both
// render with the same engine.
TEST_F(MixByHand, GivesTheSameBytesAsTheSameMixByCommands) {
    StemIntake intake(workspace);
    intake.take({QString::fromStdString((program.folder() / "Harbour").string())}, [] {});
    ASSERT_TRUE(jobsEnd());
    ASSERT_NE(workspace.song(), nullptr);
    ASSERT_EQ(workspace.song()->tracks.size(), 3u);

    hands::drag(find<Fader>("Bass", "Fader"), {13, 60}, {13, 90});
    type(find<ValueField>("Kick", "Level"), "-7.5 dB");
    hands::drag(find<PanBar>("Lead Vox", "Pan"), {20, 8}, {44, 8});
    QTest::mouseClick(find<Button>("Bass", "Polarity"), Qt::LeftButton);
    insert("Lead Vox", "compressor");
    insert("Kick", "eq");
    window->mixPage().actions().addReturn("Plate", "reverb");
    QTest::qWait(50);
    hands::drag(find<SendBar>("Lead Vox", "Send to Plate"), {10, 8}, {60, 8});

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
    const auto& vox = *project::findChannel(project, named("Lead Vox"));
    const double bass = project::findChannel(project, named("Bass"))->fader.value;
    const auto run = [&](const std::vector<std::string>& words) {
        const test::Outcome outcome = program.run(words);
        ASSERT_EQ(outcome.status, 0) << words[0] << ": " << outcome.err;
    };
    run({"new", "Words.lacquer"});
    run({"import", "Words.lacquer", "--song", "Harbour", "Harbour", "--groups", "--join"});
    run({"set", "Words.lacquer", "Harbour/Bass", "fader=" + value(bass), "polarity=on"});
    run({"set", "Words.lacquer", "Harbour/Kick", "fader=-7.5dB"});
    run({"set", "Words.lacquer", "Harbour/Lead Vox", "pan=" + value(vox.pan)});
    run({"insert", "Words.lacquer", "Harbour/Lead Vox", "compressor"});
    run({"insert", "Words.lacquer", "Harbour/Kick", "eq"});
    run({"bus", "Words.lacquer", "Harbour", "Plate"});
    run({"insert", "Words.lacquer", "Harbour/Plate", "reverb"});
    ASSERT_EQ(vox.sends.size(), 1u);
    run({"send", "Words.lacquer", "Harbour/Lead Vox", "Plate", "level=" + value(vox.sends[0].level.value)});
    run({"render", "Words.lacquer", "Harbour", "-o", "by words.wav"});

    const std::string byHand = bytesOf(program.folder() / "by hand.wav");
    EXPECT_GT(byHand.size(), 48000u * 6);
    EXPECT_TRUE(byHand == bytesOf(program.folder() / "by words.wav"));
}

TEST_F(MixByHand, ExportsNeverTakeAnotherFilesPlace) {
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

} // namespace
} // namespace lacquer::ui
