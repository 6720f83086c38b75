#include "app/cli/audio_options.h"
#include "app/cli/commands.h"
#include "app/cli/progress_line.h"
#include "formats/audio/convert.h"

#include <fmt/format.h>

#include <memory>

namespace lacquer::cli {
namespace {

struct Options {
    std::string input, output, rate, bits;
    std::string dither = "tpdf";
    bool force = false, json = false;
};

Status convert(const Options& options) {
    formats::ConvertRequest request;
    request.input = options.input;
    request.output = options.output;
    request.replace = options.force;
    if (!options.rate.empty()) {
        const auto rate = parseRate(options.rate);
        if (!rate) return tl::make_unexpected(rate.error());
        request.rate = *rate;
    }
    if (!options.bits.empty()) {
        const auto bits = parseBits(options.bits);
        if (!bits) return tl::make_unexpected(bits.error());
        request.samples = *bits;
    }
    const auto dither = parseDither(options.dither);
    if (!dither) return tl::make_unexpected(dither.error());
    request.dither = *dither;

    Result<formats::Converted> converted;
    {
        ProgressLine line;
        converted = formats::convertFile(request, [&line](double share) { return line.show("Converting", share); });
    }
    if (!converted) return tl::make_unexpected(converted.error());
    for (const std::string& note : converted->notes)
        fmt::print(stderr, "{}: {}\n", options.input, note);
    if (converted->clippedSamples > 0)
        fmt::print(stderr, "{}: {} samples were beyond full scale and are clipped.\n",
                   options.output, converted->clippedSamples);
    if (options.json) {
        printJson({{"output", options.output},
                   {"frames", converted->frames.value},
                   {"sample_rate", converted->rate.hz},
                   {"channels", converted->channels},
                   {"clipped_samples", converted->clippedSamples}});
        return 0;
    }
    fmt::print("{}: {:.3f} s, {} channel{} at {} Hz\n", options.output,
               secondsOf(converted->frames, converted->rate).value, converted->channels,
               converted->channels == 1 ? "" : "s", converted->rate.hz);
    return 0;
}

} // namespace

void addConvertCommand(Command& app, Dispatch& dispatch) {
    auto options = std::make_shared<Options>();
    Command* command =
        app.addCommand("convert", "Convert a file's format, sample rate and word length");
    command->addOption("IN", options->input, "File to read, of any format").required();
    command->addOption("OUT", options->output, "File to write; its extension says the format")
        .required();
    command->addOption("--rate", options->rate, "Sample rate, such as 44100 or 48kHz");
    command->addOption("--bits", options->bits, "16, 24 or 32f; the input's when left out");
    command->addOption("--dither", options->dither, "none, tpdf or shaped");
    command->addFlag("--force", options->force, "Replace the output when it exists");
    command->addFlag("--json", options->json, "Print the facts as one JSON object");
    command->callback([options, &dispatch] { dispatch.work = [options] { return convert(*options); }; });
}

} // namespace lacquer::cli
