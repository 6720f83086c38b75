#include "tests/bench/time_account.h"

#include <cxxabi.h>
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <utility>

namespace lacquer::testing {
namespace {

// A signal handler sees nothing but what is static.
constexpr std::size_t kMostSamples = 1 << 18;
std::uintptr_t samplePlaces[kMostSamples];
std::atomic<std::size_t> sampleCount{0};

void noteSample(int, siginfo_t*, void* context) {
    const auto* machine = &static_cast<const ucontext_t*>(context)->uc_mcontext;
#if defined(__x86_64__)
    const auto place = static_cast<std::uintptr_t>(machine->gregs[REG_RIP]);
#elif defined(__aarch64__)
    const auto place = static_cast<std::uintptr_t>(machine->pc);
#else
    const std::uintptr_t place = reinterpret_cast<std::uintptr_t>(machine);
#endif
    const std::size_t k = sampleCount.fetch_add(1, std::memory_order_relaxed);
    if (k < kMostSamples) samplePlaces[k] = place;
}

void setTimer(long microseconds) {
    itimerval timer{};
    timer.it_interval.tv_usec = timer.it_value.tv_usec = microseconds;
    setitimer(ITIMER_PROF, &timer, nullptr);
}

std::string readable(const char* name) {
    int status = 0;
    const std::unique_ptr<char, decltype(&std::free)> text(abi::__cxa_demangle(name, nullptr, nullptr, &status), &std::free);
    return status == 0 && text ? text.get() : name;
}

struct Function {
    std::uintptr_t start = 0, end = 0;
    std::string name;
};

/// The functions of a program or library, at the addresses where it is loaded.
void addFunctions(const std::string& file, std::uintptr_t bias, std::vector<Function>& functions) {
    const int handle = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (handle < 0) return;
    struct stat status{};
    ::fstat(handle, &status);
    const auto size = static_cast<std::size_t>(status.st_size);
    void* const mapped = size > 0 ? ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, handle, 0) : MAP_FAILED;
    ::close(handle);
    if (mapped == MAP_FAILED) return;
    const auto* const bytes = static_cast<const unsigned char*>(mapped);
    const auto* const header = reinterpret_cast<const ElfW(Ehdr)*>(bytes);
    const auto* const sections = reinterpret_cast<const ElfW(Shdr)*>(bytes + header->e_shoff);
    for (int s = 0; s < header->e_shnum; ++s) {
        if (sections[s].sh_type != SHT_SYMTAB && sections[s].sh_type != SHT_DYNSYM) continue;
        const auto* const symbols = reinterpret_cast<const ElfW(Sym)*>(bytes + sections[s].sh_offset);
        const auto* const names = reinterpret_cast<const char*>(bytes + sections[sections[s].sh_link].sh_offset);
        for (std::size_t k = 0; k < sections[s].sh_size / sizeof(ElfW(Sym)); ++k) {
            if ((symbols[k].st_info & 0xf) != STT_FUNC || symbols[k].st_value == 0) continue;
            const std::uintptr_t start = bias + symbols[k].st_value;
            functions.push_back({start, start + std::max<std::uintptr_t>(symbols[k].st_size, 1), names + symbols[k].st_name});
        }
    }
    ::munmap(mapped, size);
}

std::vector<Function> allFunctions() {
    std::vector<Function> functions;
    dl_iterate_phdr(
        [](dl_phdr_info* info, std::size_t, void* to) {
            const std::string name = info->dlpi_name && *info->dlpi_name ? info->dlpi_name : "/proc/self/exe";
            addFunctions(name, info->dlpi_addr, *static_cast<std::vector<Function>*>(to));
            return 0;
        },
        &functions);
    std::sort(functions.begin(), functions.end(), [](const Function& a, const Function& b) { return a.start < b.start; });
    return functions;
}

struct Work {
    const char* name;
    std::vector<const char*> functions; ///< parts of their names
};

/// The first that fits counts.
const std::vector<Work>& allWorks() {
    static const std::vector<Work> works{
        {"saturators", {"Saturat", "Halfband"}},
        {"equalizers", {"Equalizer", "runPhases", "runLone", "runStaggered"}},
        {"compressors", {"Compressor", "runTogether", "SideChain", "ComputedLanes"}},
        {"reverb",
         {"Reverb", "runReadBetweenFrames", "runNetwork", "runDiffuse", "runAddEarly", "runFinishSides", "runIsSilent",
          "runCrossfade"}},
        {"modulations", {"ModulatedDelay", "runPlan", "Phaser"}},
        {"limiter and true peaks",
         {"Limiter", "TruePeak", "halfFrames", "peaksBetween", "edgeContent", "largestOfQuantum", "runRequire", "runLink",
          "runTurnDown", "runTwoSpeeds", "runLowest", "SlidingMinimum", "loudestOfGroups", "highest", "takeIn", "keepDry"}},
        {"decoding", {"Decode", "PcmReader", "decodePcm"}},
        {"clips into lanes", {"ToLanes", "gatherInputs", "readTrack", "ClipFeed", "ClipPlayer"}},
        {"sums of buses", {"BusSum", "sumBus", "placeStrip", "gatherStrip", "advanceEdges"}},
        {"faders, pans and curves", {"runFaders", "StripGain", "DrivenValue", "applyGains", "CurveReader", "applyFaders"}},
        {"guard against NaN", {"AllWithin", "stopNonsense"}},
        {"trims and gains", {"Multiply", "runUtility", "Utility", "runGain", "Trim"}},
        {"loudness", {"Loudness", "KWeight", "runPair", "analysis::"}},
        {"writing the file", {"Quantiser", "Encoder", "OutputFile", "Dither", "write"}},
        {"reading the files (system)", {"pread", "read", "memcpy", "memmove"}},
        {"handing out work", {"Pipeline", "runBundle", "BundleRunner", "mutex", "cond", "futex", "clone"}},
    };
    return works;
}

template <typename NameOf>
std::vector<std::pair<std::string, double>> sharesBy(const std::vector<std::uintptr_t>& places, NameOf nameOf) {
    std::map<std::string, double> shares;
    for (const std::uintptr_t place : places) shares[nameOf(place)] += 1.0 / static_cast<double>(places.size());
    std::vector<std::pair<std::string, double>> sorted(shares.begin(), shares.end());
    std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    return sorted;
}

std::string nameAt(const std::vector<Function>& functions, std::uintptr_t place) {
    auto after = std::upper_bound(functions.begin(), functions.end(), place,
                                  [](std::uintptr_t at, const Function& function) { return at < function.start; });
    if (after == functions.begin() || (--after)->end <= place) return "not known";
    return readable(after->name.c_str());
}

} // namespace

TimeAccount::TimeAccount() {
    sampleCount = 0;
    struct sigaction action{};
    action.sa_sigaction = noteSample;
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    sigaction(SIGPROF, &action, nullptr);
    setTimer(1000);
}

TimeAccount::~TimeAccount() { stop(); }

void TimeAccount::stop() {
    if (!std::exchange(running_, false)) return;
    setTimer(0);
    signal(SIGPROF, SIG_IGN);
    places_.assign(samplePlaces, samplePlaces + std::min<std::size_t>(sampleCount, kMostSamples));
}

std::vector<std::pair<std::string, double>> TimeAccount::functions() const {
    const auto functions = allFunctions();
    return sharesBy(places_, [&](std::uintptr_t place) { return nameAt(functions, place); });
}

std::vector<std::pair<std::string, double>> TimeAccount::works() const {
    const auto functions = allFunctions();
    const std::string kRest = "all else";
    auto works = sharesBy(places_, [&](std::uintptr_t place) {
        const std::string name = nameAt(functions, place);
        for (const Work& work : allWorks())
            for (const char* const part : work.functions)
                if (name.find(part) != std::string::npos) return std::string(work.name);
        return kRest;
    });
    std::stable_partition(works.begin(), works.end(), [&](const auto& work) { return work.first != kRest; });
    return works;
}

std::size_t TimeAccount::samples() const { return places_.size(); }

} // namespace lacquer::testing
