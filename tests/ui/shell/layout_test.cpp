#include "tests/ui/mix/mixing.h"
#include "ui/controls/value_control.h"
#include "ui/mix/editor_panel.h"
#include "ui/mix/mix_page.h"
#include "ui/mix/strip_widget.h"
#include "ui/shell/bottom_line.h"
#include "ui/shell/main_window.h"
#include "ui/shell/top_bar.h"

#include <QAbstractButton>

#include <tuple>

namespace lacquer::ui {
namespace {

/// Nothing of the window is cut off or lies over something else, from the smallest screen to 4K.
class Layout : public Mixing, public testing::WithParamInterface<std::tuple<QSize, Theme::Variant>> {
protected:
    static bool isControl(const QWidget* widget) {
        return qobject_cast<const ValueControl*>(widget) || qobject_cast<const QAbstractButton*>(widget);
    }

    /// The visible controls that lie directly on `parent`.
    static std::vector<QWidget*> controlsOn(QWidget* parent) {
        std::vector<QWidget*> found;
        for (QWidget* child : parent->findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly))
            if (child->isVisible() && isControl(child)) found.push_back(child);
        return found;
    }

    static std::string nameOf(const QWidget* widget) {
        return std::string(widget->metaObject()->className()) + " \"" + widget->accessibleName().toStdString() + "\"";
    }

    static void expectTidy(QWidget* parent) {
        const std::vector<QWidget*> controls = controlsOn(parent);
        for (QWidget* control : controls) {
            EXPECT_TRUE(parent->rect().contains(control->geometry())) << nameOf(control) << " leaves " << nameOf(parent);
            EXPECT_GE(control->width(), 16) << nameOf(control);
            EXPECT_GE(control->height(), 16) << nameOf(control);
        }
        for (std::size_t a = 0; a < controls.size(); ++a)
            for (std::size_t b = a + 1; b < controls.size(); ++b)
                EXPECT_FALSE(controls[a]->geometry().intersects(controls[b]->geometry()))
                    << nameOf(controls[a]) << " over " << nameOf(controls[b]) << " on " << nameOf(parent);
    }
};

TEST_P(Layout, nothingIsCutOffAndNothingOverlaps) {
    theme.setVariant(std::get<1>(GetParam()));
    const InsertId eq = addInsert(voice, "eq");
    addInsert(voice, "compressor");
    MainWindow window(workspace, theme);
    window.resize(std::get<0>(GetParam()));
    window.show();
    for (const bool editing : {false, true}) {
        if (editing) workspace.selectInsert(voice, eq);
        else workspace.selectChannel(voice);
        for (const MixPage::View view : {MixPage::View::both, MixPage::View::timeline, MixPage::View::console}) {
            window.mixPage().setView(view);
            QCoreApplication::processEvents();
            ASSERT_EQ(window.size(), std::get<0>(GetParam()));
            expectTidy(window.findChild<TopBar*>());
            expectTidy(window.findChild<BottomLine*>());
            for (StripWidget* strip : window.findChildren<StripWidget*>())
                if (strip->isVisible()) expectTidy(strip);
            for (ProcessorEditor* editor : window.findChildren<ProcessorEditor*>())
                if (editor->isVisible()) {
                    expectTidy(editor);
                    for (EditorBody* body : editor->findChildren<EditorBody*>()) expectTidy(body);
                }
            EXPECT_FALSE(window.grab().isNull());
        }
    }
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
