#include "tests/ui/hands.h"
#include "ui/controls/accessibility.h"
#include "ui/controls/bars.h"
#include "ui/controls/buttons.h"
#include "ui/controls/fader.h"
#include "ui/controls/knob.h"
#include "ui/controls/meter_bar.h"

#include <gtest/gtest.h>

#include <QAccessible>
#include <QLineEdit>
#include <QSignalSpy>

namespace lacquer::ui {
namespace {

ParameterSpec frequency() {
    ParameterSpec spec;
    spec.id = "freq";
    spec.name = "Frequency";
    spec.unit = Unit::hertz;
    spec.minimum = 20;
    spec.maximum = 20000;
    spec.defaultValue = 1000;
    spec.taper = Taper::logarithmic;
    return spec;
}

struct Shown {
    Theme theme;
    QWidget window;

    template <typename Control>
    Control* place(Control* control, QRect box) {
        control->setGeometry(box);
        window.resize(400, 400);
        window.show();
        static_cast<QWidget*>(control)->show();
        return control;
    }
};

/// Follows what is asked for, as a page does.
void follow(ValueControl* control) {
    for (const auto signal : {&ValueControl::dragged, &ValueControl::steppedTo, &ValueControl::entered})
        QObject::connect(control, signal, control, &ValueControl::setValue);
}

TEST(Fader, aPressDoesNotJumpAndADragMovesRelatively) {
    Shown shown;
    auto* fader = shown.place(new Fader(shown.theme, "Fader", &shown.window), {10, 10, 26, 214});
    follow(fader);
    QSignalSpy dragged(fader, &ValueControl::dragged);
    QTest::mouseClick(fader, Qt::LeftButton, {}, {13, 190});
    EXPECT_EQ(dragged.count(), 0);
    EXPECT_EQ(fader->value(), 0);
    // 200 px of travel: 50 px down from 0 dB (0.75) is 0.5, which is −10 dB.
    hands::drag(fader, {13, 60}, {13, 110});
    EXPECT_NEAR(fader->value(), -10, 0.01);
}

TEST(Fader, shiftIsTenTimesFiner) {
    Shown shown;
    auto* fader = shown.place(new Fader(shown.theme, "Fader", &shown.window), {10, 10, 26, 214});
    follow(fader);
    hands::drag(fader, {13, 60}, {13, 110}, Qt::ShiftModifier);
    EXPECT_NEAR(fader->value(), -1, 0.01);
}

TEST(Fader, doubleClickAndAltClickReset) {
    Shown shown;
    auto* fader = shown.place(new Fader(shown.theme, "Fader", &shown.window), {10, 10, 26, 214});
    follow(fader);
    fader->setValue(-20);
    QTest::mouseDClick(fader, Qt::LeftButton, {}, {13, 60});
    EXPECT_EQ(fader->value(), 0);
    fader->setValue(-20);
    QTest::mouseClick(fader, Qt::LeftButton, Qt::AltModifier, {13, 60});
    EXPECT_EQ(fader->value(), 0);
}

TEST(Wheel, scrollsThePageUnlessCtrlIsHeldOrTheControlWasClicked) {
    Shown shown;
    auto* knob = shown.place(new Knob(shown.theme, frequency(), "Freq", "Frequency", &shown.window), {10, 10, 60, 76});
    follow(knob);
    shown.window.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&shown.window));
    EXPECT_FALSE(hands::wheel(knob, 1));
    EXPECT_EQ(knob->value(), 1000);
    EXPECT_TRUE(hands::wheel(knob, 1, Qt::ControlModifier));
    EXPECT_GT(knob->value(), 1000);
    knob->setValue(1000);
    QTest::mouseClick(knob, Qt::LeftButton, {}, {30, 40});
    knob->setFocus();
    ASSERT_TRUE(knob->hasFocus());
    EXPECT_TRUE(hands::wheel(knob, -1));
    EXPECT_LT(knob->value(), 1000);
}

TEST(Keys, stepFineFarAndReset) {
    Shown shown;
    auto* fader = shown.place(new Fader(shown.theme, "Fader", &shown.window), {10, 10, 26, 214});
    follow(fader);
    QTest::keyClick(fader, Qt::Key_Up);
    EXPECT_NEAR(fader->value(), 0.5, 1e-9);
    QTest::keyClick(fader, Qt::Key_Down, Qt::ShiftModifier);
    EXPECT_NEAR(fader->value(), 0.4, 1e-9);
    QTest::keyClick(fader, Qt::Key_PageDown);
    EXPECT_NEAR(fader->value(), -2.6, 1e-9);
    QTest::keyClick(fader, Qt::Key_Home);
    EXPECT_EQ(fader->value(), 0);
}

TEST(Typing, takesUnitsAndRefusesNonsense) {
    Shown shown;
    auto* field = shown.place(new ValueField(shown.theme, frequency(), "Frequency", &shown.window), {10, 10, 80, 20});
    follow(field);
    const auto type = [&](const char* text) {
        field->beginTyping();
        auto* edit = shown.window.findChild<QLineEdit*>();
        ASSERT_NE(edit, nullptr);
        edit->setText(text);
        QTest::keyClick(edit, Qt::Key_Return);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    };
    type("3.6 kHz");
    EXPECT_NEAR(field->value(), 3600, 1e-6);
    type("250");
    EXPECT_NEAR(field->value(), 250, 1e-6);
    type("loud");
    EXPECT_NEAR(field->value(), 250, 1e-6);
    type("90000");
    EXPECT_NEAR(field->value(), 250, 1e-6);
    EXPECT_FALSE(field->isTyping());
}

TEST(ValueField, showsEveryDigitOfALongNumberInANarrowWell) {
    Shown shown;
    ParameterSpec level;
    level.unit = Unit::decibels;
    level.minimum = -90;
    level.maximum = 10;
    for (const int width : {25, 28, 31, 34}) {
        auto* field = shown.place(new ValueField(shown.theme, level, "Level", &shown.window), {10, 10, width, 18});
        field->setUnitShown(ValueField::UnitShown::no);
        field->setFontOf(11, QFont::DemiBold);
        field->setValue(-17);
        for (const double ratio : {1.0, 3.0}) {
            QPixmap picture(QSize(width, 18) * ratio);
            picture.setDevicePixelRatio(ratio);
            field->render(&picture);
            const QImage image = picture.toImage();
            // The row's middle, where the minus and the digits stand: nothing bright touches an edge.
            int bright = 0;
            int atEdge = 0;
            for (int y = image.height() / 4; y < image.height() * 3 / 4; ++y) {
                for (int x = 0; x < image.width(); ++x) bright += image.pixelColor(x, y).lightness() > 160;
                atEdge += image.pixelColor(0, y).lightness() > 160;
                atEdge += image.pixelColor(image.width() - 1, y).lightness() > 160;
            }
            EXPECT_GT(bright, 30) << "the number is there";
            EXPECT_EQ(atEdge, 0) << width << " px at " << ratio;
        }
        delete field;
    }
}

TEST(Button, releasingOutsideDoesNothing) {
    Shown shown;
    auto* button = shown.place(new Button(shown.theme, "M", "Mute", &shown.window), {10, 10, 30, 22});
    QSignalSpy clicked(button, &Button::clickedWith);
    QTest::mousePress(button, Qt::LeftButton, {}, {5, 5});
    QTest::mouseRelease(button, Qt::LeftButton, {}, {60, 60});
    EXPECT_EQ(clicked.count(), 0);
    QTest::mouseClick(button, Qt::LeftButton, Qt::AltModifier, {5, 5});
    ASSERT_EQ(clicked.count(), 1);
    EXPECT_EQ(clicked[0][0].value<Qt::KeyboardModifiers>(), Qt::AltModifier);
}

TEST(Accessibility, aFaderIsASliderWithNameValueAndSteps) {
    installAccessibility();
    Shown shown;
    auto* fader = shown.place(new Fader(shown.theme, "Fader, Bass", &shown.window), {10, 10, 26, 214});
    follow(fader);
    fader->setValue(-6.5);
    QAccessibleInterface* reading = QAccessible::queryAccessibleInterface(fader);
    ASSERT_NE(reading, nullptr);
    EXPECT_EQ(reading->role(), QAccessible::Slider);
    EXPECT_EQ(reading->text(QAccessible::Name), "Fader, Bass");
    EXPECT_EQ(reading->text(QAccessible::Value), QStringLiteral("\u22126.5 dB"));
    ASSERT_NE(reading->valueInterface(), nullptr);
    EXPECT_EQ(reading->valueInterface()->maximumValue().toDouble(), 10);
    reading->valueInterface()->setCurrentValue(-3.0);
    EXPECT_EQ(fader->value(), -3);
}

TEST(MeterBar, latchesTheLampAndSaysTheHighestPeak) {
    Shown shown;
    auto* meter = shown.place(new MeterBar(shown.theme, "Meter, Bass", &shown.window), {10, 10, 20, 200});
    ChannelMeter loud;
    loud.bars[0].peak = loud.bars[0].rms = 3;
    loud.highest = 3;
    loud.clipped = true;
    meter->show(loud, 4);
    const QImage picture = meter->grab().toImage();
    EXPECT_EQ(picture.pixelColor(2, 2), shown.theme.colour(Role::meterOver)) << "the lamp";
    const int low = static_cast<int>(meter->heightOf(-30));
    EXPECT_EQ(picture.pixelColor(2, low), shown.theme.colour(Role::meterLow));
    // Gain reduction hangs from the top at the right: 4 of 18 dB.
    EXPECT_EQ(picture.pixelColor(17, 12), shown.theme.colour(Role::meterGr));
    EXPECT_EQ(picture.pixelColor(17, 150), shown.theme.colour(Role::meterWell));
}

} // namespace
} // namespace lacquer::ui
