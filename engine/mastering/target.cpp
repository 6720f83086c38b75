#include "engine/mastering/target.h"

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

const char* nameOf(Dither dither) {
    switch (dither) {
    case Dither::none: return "none";
    case Dither::tpdf: return "tpdf";
    case Dither::shaped: return "shaped";
    }
    return "";
}

} // namespace lacquer::mastering
