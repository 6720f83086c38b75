#include "formats/deliver/bounce_files.h"

#include "engine/analysis/programme_meter.h"
#include "engine/dsp/resampler.h"

#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <system_error>

namespace lacquer::formats {
namespace {

/// A name as a file: what file systems refuse or shells trip over becomes "_".
std::string fileName(const std::string& name) {
    std::string safe;
    for (const char c : name)
        safe += c == '/' || c == '\\' || c == ':' || static_cast<unsigned char>(c) < 32 ? '_' : c;
    while (!safe.empty() && (safe.front() == '.' || safe.front() == ' ')) safe.erase(0, 1);
    return safe.empty() ? "Channel" : safe;
}

/// A file on its way, brought to its sample rate.
class FileSink final : public render::AudioSink {
public:
    static Result<std::unique_ptr<FileSink>> create(const std::filesystem::path& path,
                                                    const BounceJob& job) {
        WriteOptions options;
        options.rate = job.outputRate.value_or(job.request.rate);
        auto sink = std::unique_ptr<FileSink>(new FileSink(options.rate, job.channels));
        options.channels = job.channels;
        options.samples = job.samples;
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
        auto writer = AudioFileWriter::create(path, options);
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

    std::unique_ptr<AudioFileWriter> writer_;
    analysis::ProgrammeMeter meter_;
    std::optional<dsp::Resampler> resampler_;
    std::vector<std::vector<float>> converted_;
};

Result<void> makeFolders(const std::vector<StemFile>& stems) {
    for (const StemFile& stem : stems) {
        std::error_code trouble;
        std::filesystem::create_directories(stem.path.parent_path(), trouble);
        if (trouble)
            return systemRefused(fmt::format("The folder \"{}\" for the stems cannot be made: {}.",
                                             stem.path.parent_path().string(), trouble.message()));
    }
    return {};
}

} // namespace

std::vector<StemFile> stemFilesOf(const project::Song& song, const std::filesystem::path& folder) {
    std::vector<StemFile> files;
    std::set<std::filesystem::path> taken;
    int number = 0;
    const auto add = [&](const project::Channel& channel) {
        const project::Bus* group = project::findBus(song, channel.output);
        const std::filesystem::path in =
            group ? folder / fileName(group->channel.name) : folder;
        const std::string name = fmt::format("{:02} {}", ++number, fileName(channel.name));
        std::filesystem::path path = in / (name + ".wav");
        for (int copy = 2; !taken.insert(path).second; ++copy)
            path = in / fmt::format("{} {}.wav", name, copy);
        files.push_back({channel.id, path});
    };
    for (const auto& track : song.tracks) add(track->channel);
    for (const auto& bus : song.buses) add(bus->channel);
    return files;
}

Result<BounceReport> bounceToFiles(const BounceJob& job,
                                   const processors::ProcessorCatalogue& catalogue,
                                   const AudioSources& sources,
                                   const render::Progress& progress) {
    if (auto made = makeFolders(job.stems); !made) return tl::make_unexpected(made.error());
    auto mix = FileSink::create(job.output, job);
    if (!mix) return tl::make_unexpected(mix.error());
    std::vector<std::unique_ptr<FileSink>> stemFiles;
    std::vector<render::StemSink> stems;
    for (const StemFile& stem : job.stems) {
        auto file = FileSink::create(stem.path, job);
        if (!file) return tl::make_unexpected(file.error());
        stemFiles.push_back(std::move(*file));
        stems.push_back({stem.channel, stemFiles.back().get()});
    }

    const auto begin = std::chrono::steady_clock::now();
    auto summary = render::bounce(job.request, catalogue, sources, **mix, stems, progress);
    if (!summary) return tl::make_unexpected(summary.error());
    if (auto done = (*mix)->finish(); !done) return tl::make_unexpected(done.error());
    for (auto& file : stemFiles)
        if (auto done = file->finish(); !done) return tl::make_unexpected(done.error());
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;

    BounceReport report;
    report.output = job.output;
    report.frames = (*mix)->frames();
    report.rate = job.outputRate.value_or(job.request.rate);
    report.channels = job.channels;
    report.latency = summary->latency;
    for (const std::string& channel : summary->stoppedIn)
        report.notes.push_back("\"" + channel + "\" had samples that are no numbers (NaN or infinity); they "
                               "were replaced by silence. Check its files and its processors.");
    report.seconds = wall.count();
    const analysis::ProgrammeMeasures measures = (*mix)->measures();
    report.truePeakDbtp = measures.truePeakDbtp;
    report.integratedLufs = measures.integratedLufs;
    for (const StemFile& stem : job.stems) report.stems.push_back(stem.path);
    return report;
}

} // namespace lacquer::formats
