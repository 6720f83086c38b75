#include "engine/mastering/target.h"

#include <algorithm>
#include <cmath>

namespace lacquer::mastering {

SampleRate rateOf(const Target& target, SampleRate projectRate) {
    if (target.rate) return *target.rate;
    SampleRate rate = projectRate;
    if (target.highestRate) {
        // By halves, so that 96 kHz becomes 48 and 88.2 becomes 44.1.
        while (rate > *target.highestRate && rate.hz % 2 == 0) rate.hz /= 2;
        if (rate > *target.highestRate) rate = *target.highestRate;
    }
    return rate;
}

bool isLossy(Codec codec) {
    return codec == Codec::mp3 || codec == Codec::vorbis || codec == Codec::opus ||
           codec == Codec::aac;
}

const char* nameOf(Layout layout) {
    switch (layout) {
    case Layout::tracks: return "tracks";
    case Layout::disc: return "disc";
    case Layout::sides: return "sides";
    case Layout::stems: return "stems";
    case Layout::alternates: return "alternates";
    }
    return "";
}

const char* nameOf(Container container) {
    switch (container) {
    case Container::wav: return "wav";
    case Container::flac: return "flac";
    case Container::mp3: return "mp3";
    case Container::ogg: return "ogg";
    case Container::opus: return "opus";
    case Container::m4a: return "m4a";
    case Container::ddp: return "ddp";
    case Container::cue: return "cue";
    case Container::toc: return "toc";
    }
    return "";
}

const char* nameOf(Codec codec) {
    switch (codec) {
    case Codec::pcm: return "pcm";
    case Codec::floatingPoint: return "float";
    case Codec::flac: return "flac";
    case Codec::mp3: return "mp3";
    case Codec::vorbis: return "vorbis";
    case Codec::opus: return "opus";
    case Codec::aac: return "aac";
    }
    return "";
}

const char* nameOf(LoudnessRule rule) {
    switch (rule) {
    case LoudnessRule::measure: return "measure";
    case LoudnessRule::limit: return "limit";
    case LoudnessRule::normalise: return "normalise";
    }
    return "";
}

const char* nameOf(Normalisation normalisation) {
    switch (normalisation) {
    case Normalisation::none: return "none";
    case Normalisation::down: return "down";
    case Normalisation::both: return "both";
    }
    return "";
}

std::string textOf(const Encoding& encoding) {
    const char* name = encoding.codec == Codec::aac      ? "AAC"
                       : encoding.codec == Codec::mp3    ? "MP3"
                       : encoding.codec == Codec::vorbis ? "Ogg Vorbis"
                       : encoding.codec == Codec::opus   ? "Opus"
                                                         : nameOf(encoding.codec);
    return std::string(name) + " " + std::to_string(encoding.bitrate);
}

std::vector<Encoding> encodingsOf(const Target& target) {
    std::vector<Encoding> encodings = target.encodings;
    if (isLossy(target.codec) && target.bitrate) {
        const Encoding own{target.codec, *target.bitrate};
        if (std::find(encodings.begin(), encodings.end(), own) == encodings.end()) encodings.push_back(own);
    }
    return encodings;
}

double playbackGain(const Target& target, double integratedLufs, double truePeakDbtp) {
    constexpr double kHeadroom = -1; // dBTP, that turning up leaves
    if (target.normalisation == Normalisation::none || !target.loudness || !std::isfinite(integratedLufs)) return 0;
    const double wanted = *target.loudness - integratedLufs;
    if (wanted <= 0) return wanted;
    if (target.normalisation == Normalisation::down) return 0;
    return std::max(0.0, std::min(wanted, kHeadroom - truePeakDbtp));
}

const char* nameOf(Dither dither) {
    switch (dither) {
    case Dither::none: return "none";
    case Dither::tpdf: return "tpdf";
    case Dither::shaped: return "shaped";
    }
    return "";
}

} // namespace lacquer::mastering
