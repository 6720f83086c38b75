#include "ui/shell/run_window.h"

#include "ui/controls/accessibility.h"
#include "ui/mix/accessible_timeline.h"
#include "ui/shell/audio_settings.h"
#include "ui/shell/main_window.h"
#include "ui/shell/project_doors.h"

#include <QApplication>
#include <QSettings>
#include <QSocketNotifier>

#include <algorithm>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace lacquer::ui {
namespace {

// A signal handler may only write to a descriptor; the event loop reads it.
int signalPipe[2] = {-1, -1};

extern "C" void onSignal(int) {
    const char byte = 1;
    [[maybe_unused]] const auto written = ::write(signalPipe[1], &byte, 1);
}

std::string_view variable(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

/// Qt ends the program when a local X server does not answer; better to ask it first. The
/// connection that asked goes to `held` and stays open until Qt has its own: a server whose last
/// client leaves starts over and would turn Qt away meanwhile.
bool xServerAnswers(std::string_view display, int& held) {
    if (display.empty()) return false;
    const auto colon = display.rfind(':');
    if (colon == std::string_view::npos) return true; // a form only Xlib knows
    if (colon != 0 && display.substr(0, colon) != "unix") return true; // over the network: let Qt try
    const std::string number(display.substr(colon + 1, display.find('.', colon) - colon - 1));
    const std::string path = "/tmp/.X11-unix/X" + number;
    for (const bool abstract : {true, false}) {
        const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (descriptor < 0) return true;
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const std::size_t offset = abstract ? 1 : 0;
        std::memcpy(address.sun_path + offset, path.data(), std::min(path.size(), sizeof address.sun_path - 2));
        const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + offset + path.size());
        const bool answers = ::connect(descriptor, reinterpret_cast<sockaddr*>(&address), length) == 0;
        if (answers) {
            held = descriptor;
            return true;
        }
        ::close(descriptor);
    }
    return false;
}

bool hasDisplay(int& held) {
    const std::string_view platform = variable("QT_QPA_PLATFORM");
    const bool x = xServerAnswers(variable("DISPLAY"), held);
    const bool wayland = !variable("WAYLAND_DISPLAY").empty();
    if (platform.starts_with("xcb")) return x;
    if (platform.starts_with("wayland")) return wayland;
    if (!platform.empty()) return true; // offscreen, vnc and the like need none
    return x || wayland;
}

} // namespace

int runWindow(int& argc, char** argv, const WindowRequest& request) {
    int held = -1;
    if (!hasDisplay(held)) {
        std::fputs("lacquer: There is no display to open a window on. Set DISPLAY or WAYLAND_DISPLAY, or use the "
                   "commands (lacquer --help).\n",
                   stderr);
        return 4;
    }
    QApplication::setAttribute(Qt::AA_DontCreateNativeWidgetSiblings);
    QGuiApplication::setHighDpiScaleFactorRoundingPolicy(Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
    QApplication application(argc, argv);
    if (held >= 0) ::close(held);
    QApplication::setApplicationName("lacquer");
    QApplication::setApplicationDisplayName("Lacquer");
    QGuiApplication::setDesktopFileName("io.github.lacquer.Lacquer");
    QApplication::setStyle("Fusion");
    installAccessibility();
    installTimelineAccessibility();

    Theme theme(QSettings("lacquer", "lacquer").value("theme").toString() == "light" ? Theme::Variant::light : Theme::Variant::dark);
    Workspace workspace(std::make_shared<const processors::ProcessorCatalogue>());
    workspace.setDeviceSettings(savedDeviceSettings());
    MainWindow window(workspace, theme);

    if (::pipe(signalPipe) == 0) {
        auto* notifier = new QSocketNotifier(signalPipe[0], QSocketNotifier::Read, &window);
        QObject::connect(notifier, &QSocketNotifier::activated, &window, [notifier] {
            notifier->setEnabled(false);
            QApplication::closeAllWindows();
            QApplication::exit(0);
        });
        for (const int signal : {SIGTERM, SIGINT, SIGHUP}) std::signal(signal, onSignal);
    }
    window.show();
    // The window stands before the project is read.
    if (!request.project.empty())
        QMetaObject::invokeMethod(
            &window,
            [&] {
                if (window.doors().open(QString::fromStdString(request.project)) && request.play) workspace.play();
            },
            Qt::QueuedConnection);
    return QApplication::exec();
}

} // namespace lacquer::ui
