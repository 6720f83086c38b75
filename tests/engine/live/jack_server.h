#pragma once

#include <string>

namespace lacquer::testing {

/// A JACK server of the test's own: dummy driver, private name, made the default server for this
/// process while it lives.
class JackServer {
public:
    JackServer(int rate, int periodFrames);
    ~JackServer();
    JackServer(const JackServer&) = delete;
    JackServer& operator=(const JackServer&) = delete;

    /// False where jackd is not installed or cannot run here.
    bool isRunning() const { return running_; }
    void kill();

private:
    int process_ = -1;
    bool running_ = false;
};

} // namespace lacquer::testing
