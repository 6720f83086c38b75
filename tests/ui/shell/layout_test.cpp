#include "engine/project/snapshot_edits.h"
#include "tests/ui/mix/mixing.h"
#include "tests/ui/tidy.h"
#include "ui/mix/check_panel.h"
#include "ui/mix/cut_panels.h"
#include "ui/mix/editor_panel.h"
#include "ui/mix/inline_panel.h"
#include "ui/mix/meter_panel.h"
#include "ui/mix/mix_page.h"
#include "ui/mix/snapshot_panel.h"
#include "ui/mix/strip_widget.h"
#include "ui/mix/timeline_view.h"
#include "ui/shell/bottom_line.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/main_window.h"
#include "ui/shell/start_panel.h"
#include "ui/shell/top_bar.h"

#include <QAction>
#include <QDialog>

#include <tuple>

namespace lacquer::ui {
namespace {

/// Nothing of the window is cut off, lies over something else or cannot be read, from the smallest screen
/// to 4K. Run with QT_SCALE_FACTOR at 200 and 300 % too.
class Layout : public Mixing, public testing::WithParamInterface<std::tuple<QSize, Theme::Variant>> {
protected:
    void SetUp() override {
        Mixing::SetUp();
        theme.setVariant(std::get<1>(GetParam()));
    }

    static void run(MainWindow& window, const char* text) {
        for (QAction* action : window.commands())
            if (action->text() == text) return action->trigger();
        FAIL() << "no command " << text;
    }

    /// Colours do not depend on the size: looked at once per theme.
    static bool looksAtColours() { return std::get<0>(GetParam()).width() == 1280; }

    static void expectFit(QWidget* part) {
        QCoreApplication::processEvents();
        tidy::expectTidy(part);
        if (looksAtColours()) tidy::expectAllReadable(part);
    }

    void show(MainWindow& window) {
        window.resize(std::get<0>(GetParam()));
        window.show();
        QCoreApplication::processEvents();
        ASSERT_EQ(window.size(), std::get<0>(GetParam()));
    }
};

TEST_P(Layout, nothingIsCutOffAndNothingOverlaps) {
    const InsertId eq = addInsert(voice, "eq");
    addInsert(voice, "compressor");
    MainWindow window(workspace, theme);
    show(window);
    for (const bool editing : {false, true}) {
        if (editing) workspace.selectInsert(voice, eq);
        else workspace.selectChannel(voice);
        for (const MixPage::View view : {MixPage::View::both, MixPage::View::timeline, MixPage::View::console}) {
            window.mixPage().setView(view);
            expectFit(window.findChild<TopBar*>());
            expectFit(window.findChild<BottomLine*>());
            if (view != MixPage::View::timeline) expectFit(&window.mixPage().console());
            if (view != MixPage::View::console) expectFit(window.mixPage().timeline());
            for (ProcessorEditor* editor : window.findChildren<ProcessorEditor*>())
                if (editor->isVisible()) expectFit(editor);
            EXPECT_FALSE(window.grab().isNull());
        }
    }
}

TEST_P(Layout, everyProcessorsEditorIsTidy) {
    MainWindow window(workspace, theme);
    show(window);
    for (const ProcessorSpec* processor : workspace.catalogue().all()) {
        const InsertId insert = addInsert(voice, processor->id.c_str());
        workspace.selectInsert(voice, insert);
        QCoreApplication::processEvents();
        int seen = 0;
        for (ProcessorEditor* editor : window.findChildren<ProcessorEditor*>()) {
            if (!editor->isVisible()) continue;
            ++seen;
            SCOPED_TRACE(processor->id);
            expectFit(editor);
            EXPECT_TRUE(editor->parentWidget()->rect().contains(editor->geometry())) << tidy::nameOf(editor);
        }
        EXPECT_GT(seen, 0) << processor->id;
        EXPECT_TRUE(workspace.apply("Remove", [&](const project::Project& from) { return project::removeInsert(from, voice, insert); }));
    }
}

/// With others in the chain the chosen one still shows all it has, above all who keys it.
TEST_P(Layout, aChosenEditorHasRoomForItAllBesideItsNeighbours) {
    std::vector<InsertId> chain;
    for (const char* processor : {"eq", "compressor", "gate", "limiter", "reverb"}) chain.push_back(addInsert(voice, processor));
    MainWindow window(workspace, theme);
    show(window);
    for (const InsertId chosen : chain) {
        workspace.selectInsert(voice, chosen);
        QCoreApplication::processEvents();
        for (ProcessorEditor* editor : window.findChildren<ProcessorEditor*>()) {
            if (!editor->isVisible()) continue;
            expectFit(editor);
            EXPECT_GE(editor->height(), editor->insert() == chosen ? editor->fullHeight() : editor->leastHeight()) << tidy::nameOf(editor);
        }
    }
}

TEST_P(Layout, everyPanelOfTheMixPageStandsBesideTheRest) {
    ASSERT_TRUE(workspace.apply("Snapshot", [this](const project::Project& from) -> Result<project::Project> {
        auto made = project::addSnapshot(from, song, "Before the chorus");
        if (!made) return tl::make_unexpected(made.error());
        return std::move(made->project);
    }));
    MainWindow window(workspace, theme);
    show(window);
    const auto open = [&](auto& panel) {
        panel.setOpen(true);
        expectFit(&panel);
        EXPECT_TRUE(window.mixPage().rect().contains(panel.geometry())) << tidy::nameOf(&panel);
        EXPECT_FALSE(panel.geometry().intersects(window.mixPage().timeline()->geometry())) << tidy::nameOf(&panel) << " over the timeline";
        EXPECT_FALSE(panel.geometry().intersects(window.mixPage().console().geometry())) << tidy::nameOf(&panel) << " over the console";
        panel.setOpen(false);
    };
    open(window.mixPage().snapshots());
    open(window.mixPage().checks());
    open(window.mixPage().meters());
    auto* view = qobject_cast<TimelineView*>(window.mixPage().timeline());
    ASSERT_TRUE(view);
    view->setTempoShown(true);
    expectFit(view);
    for (const auto& make : {openStripSilence, openSlices}) {
        InlinePanel* panel = make(view->state(), {}, view);
        if (!panel) continue;
        panel->show();
        expectFit(panel);
        delete panel;
    }
}

TEST_P(Layout, theOtherPagesAndTheStartAreTidy) {
    MainWindow window(workspace, theme);
    show(window);
    for (const MainWindow::Page page : {MainWindow::Page::master, MainWindow::Page::deliver}) {
        window.showPage(page);
        expectFit(window.centralWidget());
    }
    workspace.close();
    expectFit(window.findChild<StartPanel*>());
}

TEST_P(Layout, everyDialogFitsItsWordsAndTheScreen) {
    MainWindow window(workspace, theme);
    show(window);
    for (const char* command : {"Change keys…", "Audio settings…", "Control surfaces…", "Export the mix…", "Export mix and stems…"}) {
        SCOPED_TRACE(command);
        run(window, command);
        QCoreApplication::processEvents();
        int seen = 0;
        for (QDialog* dialog : window.findChildren<QDialog*>()) {
            if (!dialog->isVisible()) continue;
            ++seen;
            expectFit(dialog);
            EXPECT_LE(dialog->width(), window.width());
            EXPECT_LE(dialog->height(), window.height());
            delete dialog;
        }
        EXPECT_EQ(seen, 1);
    }
    run(window, "Find any command");
    QCoreApplication::processEvents();
    auto* palette = window.findChild<CommandPalette*>();
    ASSERT_TRUE(palette && palette->isVisible());
    EXPECT_TRUE(window.rect().contains(palette->geometry()));
    expectFit(palette);
}

INSTANTIATE_TEST_SUITE_P(Sizes,
                         Layout,
                         testing::Combine(testing::Values(QSize(1280, 800), QSize(1920, 1080), QSize(3840, 2160)),
                                          testing::Values(Theme::Variant::dark, Theme::Variant::light)),
                         [](const auto& size) {
                             return "at" + std::to_string(std::get<0>(size.param).width()) +
                                    (std::get<1>(size.param) == Theme::Variant::dark ? "dark" : "light");
                         });

} // namespace
} // namespace lacquer::ui
