#include "app/cli/audio_options.h"

#include "engine/project/value_text.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace lacquer::cli {

Result<formats::SampleFormat> parseBits(const std::string& text) {
    if (text == "16") return formats::SampleFormat::int16;
    if (text == "24") return formats::SampleFormat::int24;
    if (text == "32f") return formats::SampleFormat::float32;
    return badInput(fmt::format("--bits is 16, 24 or 32f; \"{}\" is none of them.", text));
}

Result<SampleRate> parseRate(const std::string& text) {
    ParameterSpec spec;
    spec.id = "rate";
    spec.name = "Sample rate";
    spec.unit = Unit::hertz;
    spec.minimum = 8000;
    spec.maximum = 384000;
    const auto value = project::parseValue(spec, text);
    if (!value) return tl::make_unexpected(value.error());
    return SampleRate{static_cast<std::int32_t>(std::lround(*value))};
}

Result<dsp::DitherKind> parseDither(const std::string& text) {
    if (text == "none") return dsp::DitherKind::none;
    if (text == "tpdf") return dsp::DitherKind::tpdf;
    if (text == "shaped") return dsp::DitherKind::shaped;

    const std::array<std::string, 3> names = {"none", "tpdf", "shaped"};
    return badInput(fmt::format("--dither is none, tpdf or shaped; \"{}\" is none of them.{}", text,
                                project::suggestion(text, names)));
}

} // namespace lacquer::cli
