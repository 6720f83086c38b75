#include "tests/engine/live/jack_server.h"

#include <jack/jack.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace lacquer::testing {

JackServer::JackServer(int rate, int periodFrames) {
    static int count = 0;
    const std::string name = "lacquer-test-" + std::to_string(getpid()) + "-" + std::to_string(++count);
    setenv("JACK_DEFAULT_SERVER", name.c_str(), 1);
    setenv("JACK_NO_START_SERVER", "1", 1);
    setenv("JACK_NO_AUDIO_RESERVATION", "1", 1);
    const std::string rateText = std::to_string(rate), period = std::to_string(periodFrames);
    process_ = fork();
    if (process_ == 0) {
        const int nowhere = open("/dev/null", O_WRONLY);
        dup2(nowhere, 1);
        dup2(nowhere, 2);
        // Synchronous: a client that a busy machine makes late is waited for, where otherwise the MIDI
        // of its cycle would be gone.
        execlp("jackd", "jackd", "-n", name.c_str(), "-r", "-S", "-d", "dummy", "-r", rateText.c_str(), "-p",
               period.c_str(), static_cast<char*>(nullptr));
        _exit(127);
    }
    jack_set_error_function([](const char*) {});
    jack_set_info_function([](const char*) {});
    for (int attempt = 0; attempt < 100; ++attempt) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        if (waitpid(process_, nullptr, WNOHANG) == process_) {
            process_ = -1;
            return;
        }
        if (jack_client_t* client = jack_client_open("looks", JackNoStartServer, nullptr)) {
            jack_client_close(client);
            running_ = true;
            return;
        }
    }
}

JackServer::~JackServer() { kill(); }

void JackServer::kill() {
    if (process_ < 0) return;
    ::kill(process_, SIGTERM);
    waitpid(process_, nullptr, 0);
    process_ = -1;
    running_ = false;
}

} // namespace lacquer::testing
