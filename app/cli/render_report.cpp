#include "app/cli/render_report.h"

#include "app/cli/audio_options.h"
#include "app/cli/progress_line.h"
#include "engine/analysis/programme_meter.h"
#include "engine/dsp/resampler.h"
#include "formats/audio/audio_file_writer.h"

#include <fmt/format.h>

#include <chrono>
#include <memory>

namespace lacquer::cli {
namespace {

/// A file on its way, brought to its sample rate.
class FileSink final : public render::AudioSink {
public:
    static Result<std::unique_ptr<FileSink>> create(const std::filesystem::path& path,
                                                    const RenderJob& job,
                                                    formats::SampleFormat samples) {
        formats::WriteOptions options;
        options.rate = job.outputRate.value_or(job.request.rate);
        auto sink = std::unique_ptr<FileSink>(new FileSink(options.rate, job.channels));
        options.channels = job.channels;
        options.samples = samples;
        options.replace = job.replace;
        if (options.rate != job.request.rate) {
            auto resampler =
                dsp::Resampler::create(job.request.rate, options.rate, job.channels);
            if (!resampler) return tl::make_unexpected(resampler.error());
            sink->resampler_.emplace(std::move(*resampler));
        }
        if (job.request.to)
            options.expectedLength = dsp::convertedLength(*job.request.to - job.request.from,
                                                          job.request.rate, options.rate);
        auto writer = formats::AudioFileWriter::create(path, options);
        if (!writer) return tl::make_unexpected(writer.error());
        sink->writer_ = std::move(*writer);
        return sink;
    }

    Result<void> write(const float* const* planes, int frames) override {
        if (!resampler_) return writeMeasured(planes, frames);
        resampler_->push(planes, frames, converted_);
        return writeConverted();
    }

    Result<void> finish() {
        if (resampler_) {
            resampler_->finish(converted_);
            if (auto written = writeConverted(); !written) return written;
        }
        return writer_->finish();
    }

    FrameCount frames() const { return writer_->frames(); }
    /// After finish().
    analysis::ProgrammeMeasures measures() { return meter_.finish(); }

private:
    FileSink(SampleRate rate, int channels)
        : meter_(rate, channels), converted_(static_cast<std::size_t>(channels)) {}

    Result<void> writeMeasured(const float* const* planes, int frames) {
        meter_.process(planes, frames);
        return writer_->write(planes, frames);
    }

    Result<void> writeConverted() {
        std::vector<const float*> planes;
        for (const auto& plane : converted_) planes.push_back(plane.data());
        const auto frames = static_cast<int>(converted_.front().size());
        auto written = frames ? writeMeasured(planes.data(), frames) : Result<void>{};
        for (auto& plane : converted_) plane.clear();
        return written;
    }

    std::unique_ptr<formats::AudioFileWriter> writer_;
    analysis::ProgrammeMeter meter_;
    std::optional<dsp::Resampler> resampler_;
    std::vector<std::vector<float>> converted_;
};

} // namespace

Result<RenderReport> renderToFile(const RenderJob& job,
                                  const processors::ProcessorCatalogue& catalogue,
                                  const AudioSources& sources) {
    const auto samples = parseBits(job.bits);
    if (!samples) return tl::make_unexpected(samples.error());
    auto mix = FileSink::create(job.output, job, *samples);
    if (!mix) return tl::make_unexpected(mix.error());
    std::vector<std::unique_ptr<FileSink>> stemFiles;
    std::vector<render::StemSink> stems;
    for (const StemFile& stem : job.stems) {
        auto file = FileSink::create(stem.path, job, *samples);
        if (!file) return tl::make_unexpected(file.error());
        stemFiles.push_back(std::move(*file));
        stems.push_back({stem.channel, stemFiles.back().get()});
    }

    ProgressLine line;
    const auto begin = std::chrono::steady_clock::now();
    auto summary = render::bounce(job.request, catalogue, sources, **mix, stems,
                                  [&line](double share) { return line.show("Rendering", share); });
    if (!summary) return tl::make_unexpected(summary.error());
    if (auto done = (*mix)->finish(); !done) return tl::make_unexpected(done.error());
    for (auto& file : stemFiles)
        if (auto done = file->finish(); !done) return tl::make_unexpected(done.error());
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;

    RenderReport report;
    report.output = job.output;
    report.frames = (*mix)->frames();
    report.rate = job.outputRate.value_or(job.request.rate);
    report.channels = job.channels;
    report.latency = summary->latency;
    report.seconds = wall.count();
    const analysis::ProgrammeMeasures measures = (*mix)->measures();
    report.truePeakDbtp = measures.truePeakDbtp;
    report.integratedLufs = measures.integratedLufs;
    for (const StemFile& stem : job.stems) report.stems.push_back(stem.path);
    return report;
}

void print(const RenderReport& report, bool asJson) {
    const double length = secondsOf(report.frames, report.rate).value;
    const double speed = report.seconds > 0 ? length / report.seconds : 0;
    if (asJson) {
        nlohmann::json object = {{"output", report.output.string()},
                                 {"frames", report.frames.value},
                                 {"sample_rate", report.rate.hz},
                                 {"channels", report.channels},
                                 {"latency_samples", report.latency.value},
                                 {"wall_s", report.seconds},
                                 {"realtime_factor", speed},
                                 {"true_peak_dbtp", numberOrNull(report.truePeakDbtp)},
                                 {"integrated_lufs", numberOrNull(report.integratedLufs)}};
        if (!report.stems.empty()) {
            object["stems"] = nlohmann::json::array();
            for (const auto& path : report.stems) object["stems"].push_back(path.string());
        }
        printJson(object);
        return;
    }
    fmt::print("{}: {:.3f} s at {} Hz, {:.1f} LUFS, {:.1f} dBTP, {:.1f} × real time\n",
               report.output.string(), length, report.rate.hz, report.integratedLufs,
               report.truePeakDbtp, speed);
    if (!report.stems.empty())
        fmt::print("{} stems in {}\n", report.stems.size(),
                   report.stems.front().parent_path().string());
}

} // namespace lacquer::cli
