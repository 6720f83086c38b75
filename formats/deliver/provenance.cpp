#include "formats/deliver/provenance.h"

#include "formats/album/program_identity.h"

#include <link.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>

namespace lacquer::formats {
namespace {

/// Libraries that have a hand in samples or in the files around them.
constexpr std::array kLibraries = {"libsoxr.so",      "libfftw3.so", "libfftw3f.so", "libsndfile.so", "libavcodec.so", "libavformat.so",
                                   "libmp3lame.so",   "libvorbisenc.so", "libopus.so", "libFLAC.so", "librubberband.so", "libtag.so"};

/// A library's file with its whole version: libsoxr.so.0.1.2.
int noteLibrary(dl_phdr_info* info, std::size_t, void* result) {
    const std::filesystem::path path = info->dlpi_name ? info->dlpi_name : "";
    for (const char* library : kLibraries) {
        if (!path.filename().string().starts_with(library)) continue;
        std::error_code error;
        const auto whole = std::filesystem::canonical(path, error);
        auto& list = *static_cast<std::string*>(result);
        list += (list.empty() ? "" : " ") + (error ? path : whole).filename().string();
    }
    return 0;
}

std::string cpuModel() {
    std::ifstream stream("/proc/cpuinfo");
    for (std::string line; std::getline(stream, line);)
        if (line.starts_with("model name"))
            if (const auto colon = line.find(": "); colon != std::string::npos) return line.substr(colon + 2);
    return "unknown";
}

std::string instructionSet() {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f")) return "AVX-512";
    if (__builtin_cpu_supports("avx2")) return "AVX2";
    return "SSE";
#else
    return "not x86";
#endif
}

} // namespace

std::map<std::string, std::string> provenance() {
    std::string libraries;
    dl_iterate_phdr(noteLibrary, &libraries);
    return {{"program", "Lacquer " LACQUER_VERSION},
            {"build", programIdentity()},
            {"libraries", libraries},
            {"cpu", cpuModel() + ", " + instructionSet()},
            {"dither seed", "fixed: the noise starts anew with every file"},
            {"bytes may differ", "with another build or other libraries; with another CPU only where a transform (linear phase, convolution, noise reduction, "
                                 "rate conversion, codecs) is in the way"}};
}

} // namespace lacquer::formats
