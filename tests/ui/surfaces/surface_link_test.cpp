#include "engine/project/channel_edits.h"
#include "engine/project/channel_parameters.h"
#include "engine/surfaces/fader_law.h"
#include "engine/surfaces/generic_surface.h"
#include "engine/surfaces/osc_packet.h"
#include "tests/ui/hands.h"
#include "tests/ui/mix/mixing.h"
#include "ui/controls/fader.h"
#include "ui/controls/learnable.h"
#include "ui/mix/console.h"
#include "ui/mix/mix_page.h"
#include "ui/models/surface_link.h"
#include "ui/surfaces/learn_overlay.h"
#include "ui/surfaces/surface_picture.h"
#include "ui/surfaces/surface_settings.h"

#include <QSignalSpy>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace lacquer::ui {
namespace {

/// The surface on the screen, played with the mouse, on a project that is open in the window.
class SurfaceOnScreen : public Mixing {
protected:
    void SetUp() override {
        Mixing::SetUp();
        link = std::make_unique<SurfaceLink>(workspace, SurfaceLink::Memory::none);
        picture = std::make_unique<SurfacePicture>(*link, theme, nullptr);
        id = link->virtualSurface();
        picture->show(id, true);
        QWidget* widget = picture.get();
        widget->show();
        ASSERT_TRUE(QTest::qWaitFor([&] {
            link->play(id, {0x90, 0x46, 0x00}); // it says hello with a key let go
            return isReady();
        }, 5000));
    }

    bool isReady() const {
        for (const auto& surface : link->status().surfaces)
            if (surface.id == id && surface.units[0].status.state == surfaces::UnitStatus::State::online)
                return link->picture(id)->strips[0].upper == "Kick";
        return false;
    }
    bool becomes(const std::function<bool()>& is) { return QTest::qWaitFor(is, 3000); }
    QPoint key(int note) const {
        for (int y = 0; y < picture->height(); y += 4)
            for (int x = 0; x < picture->width(); x += 4)
                if (picture->noteAt({x, y}) == note) return {x + 4, y + 4};
        ADD_FAILURE() << "no key " << note;
        return {};
    }
    std::size_t steps() const {
        const auto history = workspace.history();
        return static_cast<std::size_t>(std::count_if(history.begin(), history.end(), [](const auto& entry) { return entry.done; }));
    }

    std::unique_ptr<SurfaceLink> link;
    std::unique_ptr<SurfacePicture> picture;
    int id = 0;
};

TEST_F(SurfaceOnScreen, movesAFaderAsOneUndoStep) {
    const std::size_t before = steps();
    const QRect slot = picture->faderSlot(1);
    hands::drag(picture.get(), slot.center(), {slot.center().x(), slot.y() + 10 + (slot.height() - 20) / 2});
    ASSERT_TRUE(becomes([&] { return steps() == before + 1; }));
    EXPECT_NEAR(channel(bass).fader.value, -10, 0.5);
    EXPECT_EQ(workspace.undoName(), "Fader of Bass");
    workspace.undo();
    EXPECT_EQ(channel(bass).fader.value, 0);
    EXPECT_TRUE(becomes([&] { return link->picture(id)->strips[1].fader == 12287; })) << "its motor returns";
}

TEST_F(SurfaceOnScreen, showsWhatAHandHoldsBeforeItLetsGo) {
    const std::size_t before = steps();
    link->play(id, {0x90, 0x68, 0x7f});
    link->play(id, {0xe0, 0x00, 0x40});
    ASSERT_TRUE(becomes([&] { return channel(kick).fader.value < -9; }));
    EXPECT_EQ(steps(), before);
    link->play(id, {0x90, 0x68, 0x00});
    ASSERT_TRUE(becomes([&] { return steps() == before + 1; }));
    EXPECT_NEAR(channel(kick).fader.value, -10, 0.02);
}

TEST_F(SurfaceOnScreen, makesAStepOfEachOfTwoHands) {
    const std::size_t before = steps();
    for (const std::uint8_t strip : {std::uint8_t{0}, std::uint8_t{1}}) {
        link->play(id, {0x90, static_cast<std::uint8_t>(0x68 + strip), 0x7f});
        link->play(id, {static_cast<std::uint8_t>(0xe0 + strip), 0x00, 0x40});
    }
    ASSERT_TRUE(becomes([&] { return channel(kick).fader.value < -9; }));
    link->play(id, {0x90, 0x69, 0x00});
    ASSERT_TRUE(becomes([&] { return steps() == before + 1; }));
    EXPECT_EQ(workspace.undoName(), "Fader of Bass");
    EXPECT_TRUE(becomes([&] { return channel(kick).fader.value < -9; })) << "the other hand still holds";
    link->play(id, {0x90, 0x68, 0x00});
    ASSERT_TRUE(becomes([&] { return steps() == before + 2; }));
    workspace.undo();
    EXPECT_EQ(channel(kick).fader.value, 0);
    EXPECT_NEAR(channel(bass).fader.value, -10, 0.02);
}

TEST_F(SurfaceOnScreen, pressesKeysAndLightsThem) {
    QTest::mouseClick(picture.get(), Qt::LeftButton, {}, key(0x10));
    ASSERT_TRUE(becomes([&] { return channel(kick).muted; }));
    EXPECT_TRUE(becomes([&] { return link->picture(id)->strips[0].mute == surfaces::Lamp::on; }));
    QTest::mouseClick(picture.get(), Qt::LeftButton, {}, key(0x5e));
    EXPECT_TRUE(becomes([&] { return workspace.player().state().playing; }));
    QTest::mouseClick(picture.get(), Qt::LeftButton, {}, key(0x5d));
    EXPECT_TRUE(becomes([&] { return !workspace.player().state().playing; }));
    QTest::mouseClick(picture.get(), Qt::LeftButton, {}, key(0x1a));
    EXPECT_TRUE(becomes([&] { return workspace.isSelected(voice); }));
}

TEST_F(SurfaceOnScreen, turnsKnobsWithTheWheel) {
    const QPointF at = picture->knobRect(0).center();
    QWheelEvent notch(at, at, {}, {0, 120}, Qt::NoButton, {}, Qt::NoScrollPhase, false);
    QApplication::sendEvent(picture.get(), &notch);
    EXPECT_TRUE(becomes([&] { return channel(kick).pan == 2; }));
}

TEST_F(SurfaceOnScreen, leavesTheMousesGestureAStepOfItsOwn) {
    const std::size_t before = steps();
    workspace.beginGesture("Fader of Voice");
    workspace.apply("Fader of Voice", [this](const project::Project& from) { return project::setFader(from, voice, {-3}); });
    link->play(id, {0x90, 0x10, 0x7f});
    ASSERT_TRUE(becomes([&] { return channel(kick).muted; }));
    workspace.apply("Fader of Voice", [this](const project::Project& from) { return project::setFader(from, voice, {-5}); });
    workspace.endGesture();
    EXPECT_EQ(channel(voice).fader.value, -5);
    EXPECT_TRUE(channel(kick).muted);
    EXPECT_EQ(steps(), before + 3);
}

TEST_F(SurfaceOnScreen, asksTheWindowForItsPages) {
    QSignalSpy asked(link.get(), &SurfaceLink::pressed);
    link->play(id, {0x90, 0x37, 0x7f});
    EXPECT_TRUE(becomes([&] { return asked.count() == 1; }));
}

TEST_F(SurfaceOnScreen, isInTheSettingsWithALivePicture) {
    SurfaceSettings settings(*link, theme, nullptr);
    settings.show();
    EXPECT_TRUE(becomes([&] { return !settings.findChildren<SurfacePicture*>().isEmpty(); }));
    EXPECT_FALSE(settings.grab().isNull());
}

TEST_F(SurfaceOnScreen, isPaintedBeforeAnythingIsKnownOfIt) {
    SurfacePicture nothing(*link, theme, nullptr);
    EXPECT_FALSE(nothing.grab().isNull());
}

TEST_F(SurfaceOnScreen, learnsAControlFromAnOscPathAndRemembersIt) {
    link->setOsc(43819, false);
    QWidget window;
    Fader fader(theme, "Fader, Bass", &window);
    setLearnable(&fader, surfaces::channelControl(bass, "fader"));
    window.resize(300, 300);
    fader.setGeometry(50, 50, 40, 200);
    window.show();
    LearnOverlay overlay(*link, theme, &window);
    overlay.begin();
    QTest::mouseClick(&overlay, Qt::LeftButton, {}, {60, 100});
    ASSERT_TRUE(link->isLearning());
    EXPECT_FALSE(window.grab().isNull());

    const int client = socket(AF_INET, SOCK_DGRAM, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(43819);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const auto send = [&](double value) {
        const surfaces::Bytes packet = surfaces::oscPacket({"/1/fader1", {value}});
        EXPECT_EQ(sendto(client, packet.data(), packet.size(), 0, reinterpret_cast<const sockaddr*>(&to), sizeof to), static_cast<ssize_t>(packet.size()));
    };
    send(0.3);
    ASSERT_TRUE(becomes([&] { return !link->isLearning(); }));
    EXPECT_EQ(link->learnedFor(surfaces::channelControl(bass, "fader")), "/1/fader1");
    send(0.5);
    EXPECT_TRUE(becomes([&] { return std::abs(channel(bass).fader.value + 10) < 0.02; }));
    ::close(client);
    link->forget(surfaces::channelControl(bass, "fader"));
    EXPECT_TRUE(link->learnedFor(surfaces::channelControl(bass, "fader")).isEmpty());
}

TEST_F(SurfaceOnScreen, marksBankedStripsInTheConsole) {
    MixPage page(workspace, theme, [](QWidget* parent) { return new QWidget(parent); }, nullptr);
    page.resize(1200, 700);
    page.show();
    const QImage plain = page.console().stripOf(bass)->grab().toImage();
    page.console().markBanked([this](ChannelId channel) { return channel == bass; });
    EXPECT_NE(page.console().stripOf(bass)->grab().toImage(), plain);
}

} // namespace
} // namespace lacquer::ui
