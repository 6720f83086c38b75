#pragma once

#include <QApplication>

#include <gtest/gtest.h>

namespace lacquer::ui {

/// A QApplication without a screen, for tests that drive widgets. One per program.
inline QApplication& offscreenApplication() {
    static int count = 1;
    static char name[] = "test";
    static char* arguments[] = {name, nullptr};
    static const bool chosen = qputenv("QT_QPA_PLATFORM", "offscreen");
    (void)chosen;
    // Never taken down: at the end of the program its platform is gone before it would be.
    static QApplication* const application = new QApplication(count, arguments);
    return *application;
}

} // namespace lacquer::ui
