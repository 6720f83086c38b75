#pragma once

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

/// Runs the program from outside, as a shell would.
namespace lacquer::test {

struct Outcome {
    int status = -1;
    std::string out;
    std::string err;
};

/// A folder that goes with the test, and the program run in it.
class Program {
public:
    Program() {
        std::string name = (std::filesystem::temp_directory_path() / "lacquer-cli-XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
    }
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;
    ~Program() { std::filesystem::remove_all(folder_); }

    const std::filesystem::path& folder() const { return folder_; }

    Outcome run(const std::vector<std::string>& words, const std::string& input = "") const {
        { std::ofstream(folder_ / "stdin") << input; }
        std::vector<std::string> all{LACQUER_PROGRAM};
        all.insert(all.end(), words.begin(), words.end());
        std::vector<char*> arguments;
        for (std::string& word : all) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        const pid_t child = ::fork();
        if (child == 0) {
            if (::chdir(folder_.c_str()) != 0) ::_exit(126);
            redirect("stdin", O_RDONLY, STDIN_FILENO);
            redirect("stdout", O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO);
            redirect("stderr", O_WRONLY | O_CREAT | O_TRUNC, STDERR_FILENO);
            ::execv(LACQUER_PROGRAM, arguments.data());
            ::_exit(127);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), text("stdout"), text("stderr")};
    }

    /// A WAV file of silence with a first sample that tells it from others.
    void writeWav(const std::string& name, int frames, int channels = 2, int rate = 48000) const {
        const auto path = folder_ / name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream file(path, std::ios::binary);
        const auto number = [&](std::uint32_t value, int bytes) {
            for (int i = 0; i < bytes; ++i) file.put(static_cast<char>(value >> (8 * i)));
        };
        const auto bytes = static_cast<std::uint32_t>(frames * channels * 2);
        file << "RIFF";
        number(36 + bytes, 4);
        file << "WAVEfmt ";
        number(16, 4), number(1, 2), number(static_cast<std::uint32_t>(channels), 2);
        number(static_cast<std::uint32_t>(rate), 4);
        number(static_cast<std::uint32_t>(rate * channels * 2), 4);
        number(static_cast<std::uint32_t>(channels * 2), 2), number(16, 2);
        file << "data";
        number(bytes, 4);
        number(static_cast<std::uint32_t>(frames % 30000), 2);
        for (int i = 1; i < frames * channels; ++i) number(0, 2);
    }

private:
    std::string text(const char* name) const {
        std::ostringstream all;
        all << std::ifstream(folder_ / name, std::ios::binary).rdbuf();
        return all.str();
    }

    static void redirect(const char* name, int flags, int to) {
        const int descriptor = ::open(name, flags, 0666);
        ::dup2(descriptor, to);
        ::close(descriptor);
    }

    std::filesystem::path folder_;
};

} // namespace lacquer::test
