#include "formats/deliver/disc_files.h"

#include "engine/dsp/dither.h"
#include "formats/album/float_file.h"
#include "formats/audio/audio_file_writer.h"
#include "formats/audio/output_file.h"
#include "formats/checksum/checksum.h"
#include "formats/disc/cue_toc.h"
#include "formats/disc/ddp.h"
#include "formats/disc/pq_sheet.h"
#include "formats/report/pdf.h"

#include <algorithm>
#include <array>

namespace lacquer::formats {
namespace {

namespace fs = std::filesystem;
using mastering::Container;

/// Headerless 16-bit little-endian stereo, with its checksums.
class RawImage final : public render::AudioSink {
public:
    RawImage(OutputFile file, dsp::DitherKind dither) : file_(std::move(file)), quantiser_(16, dither, 2, disc::kCdRate) {}

    Result<void> write(const float* const* planes, int frames) override {
        const auto samples = static_cast<std::size_t>(frames) * 2;
        whole_.resize(samples);
        bytes_.resize(samples * 2);
        quantiser_.process(planes, frames, whole_.data());
        for (std::size_t k = 0; k < samples; ++k) {
            bytes_[2 * k] = static_cast<unsigned char>(whole_[k] & 0xFF);
            bytes_[2 * k + 1] = static_cast<unsigned char>(whole_[k] >> 8 & 0xFF);
        }
        md5_.add(bytes_.data(), bytes_.size());
        crc_ = crc32Of(bytes_.data(), bytes_.size(), crc_);
        return file_.write(bytes_.data(), bytes_.size());
    }

    Result<void> finish() { return file_.commit(); }
    std::string md5() { return md5_.finish(); }
    std::uint32_t crc() const { return crc_; }

private:
    OutputFile file_;
    dsp::Quantiser quantiser_;
    std::vector<std::int32_t> whole_;
    std::vector<unsigned char> bytes_;
    Checksum md5_{Hash::md5};
    std::uint32_t crc_ = 0;
};

Result<void> silence(render::AudioSink& sink, std::int64_t frames) {
    const std::vector<float> zeros(static_cast<std::size_t>(disc::kSamplesPerSector), 0.0f);
    const std::array<const float*, 2> planes = {zeros.data(), zeros.data()};
    for (std::int64_t done = 0; done < frames; done += disc::kSamplesPerSector) {
        const auto piece = std::min(disc::kSamplesPerSector, frames - done);
        if (auto written = sink.write(planes.data(), static_cast<int>(piece)); !written) return written;
    }
    return {};
}

/// The album from track 1 on, filled up to a whole sector.
Result<void> album(const AlbumMaster& master, std::int64_t sectors, render::AudioSink& sink, const GoOn& goOn) {
    auto reader = openRendered(master.file);
    if (!reader) return tl::make_unexpected(reader.error());
    auto read = readSpan(**reader, {}, master.length,
                         [&](const float* const* planes, int frames) -> Result<void> {
                             if (goOn && !goOn()) return fail(ErrorKind::cancelled, "Stopped.");
                             return sink.write(planes, frames);
                         });
    if (!read) return read;
    return silence(sink, sectors * disc::kSamplesPerSector - master.length.value);
}

Result<void> writeText(const fs::path& path, const std::string& text) {
    auto file = OutputFile::create(path, true);
    if (!file) return tl::make_unexpected(file.error());
    if (auto written = file->write(text.data(), text.size()); !written) return written;
    return file->commit();
}

dsp::DitherKind ditherOf(const mastering::Target& target) {
    return target.dither == mastering::Dither::none     ? dsp::DitherKind::none
           : target.dither == mastering::Dither::shaped ? dsp::DitherKind::shaped
                                                        : dsp::DitherKind::tpdf;
}

Result<DiscFiles> writeDdp(const AlbumMaster& master, const mastering::Target& target,
                           const disc::CdLayout& layout, const fs::path& folder, const GoOn& goOn) {
    const auto descriptors = disc::ddpDescriptors(layout);
    if (!descriptors) return tl::make_unexpected(descriptors.error());
    auto file = OutputFile::create(folder / "DDP" / disc::kImageFile, true, layout.leadOut * disc::kBytesPerSector);
    if (!file) return tl::make_unexpected(file.error());
    RawImage image(std::move(*file), ditherOf(target));
    if (auto written = silence(image, disc::kFirstPause * disc::kSamplesPerSector); !written)
        return tl::make_unexpected(written.error());
    if (auto written = album(master, layout.leadOut - disc::kFirstPause, image, goOn); !written)
        return tl::make_unexpected(written.error());
    if (auto finished = image.finish(); !finished) return tl::make_unexpected(finished.error());

    DiscFiles files;
    files.image = std::string("DDP/") + disc::kImageFile;
    std::string md5, crc = "[CRC32 Checksum]\n";
    std::vector<std::pair<std::string, std::string>> texts;
    for (const auto& [name, bytes] : *descriptors) {
        texts.emplace_back("DDP/" + name, bytes);
        md5 += disc::md5Line(hashOf(Hash::md5, bytes), name);
        crc += disc::crcLine(crc32Of(bytes.data(), bytes.size()), name);
    }
    const std::string imageMd5 = image.md5();
    texts.emplace_back("DDP/CHECKSUM.MD5", md5 + disc::md5Line(imageMd5, disc::kImageFile));
    texts.emplace_back("DDP/CHECKSUM.TXT", crc + disc::crcLine(image.crc(), disc::kImageFile));
    texts.emplace_back("PQ sheet.txt", disc::pqSheet(layout, imageMd5));
    for (const auto& [name, text] : texts) {
        if (auto written = writeText(folder / name, text); !written)
            return tl::make_unexpected(written.error());
        files.others.push_back(name);
    }
    files.others.push_back("PQ sheet.pdf");
    if (auto written = report::writePdf(folder / files.others.back(), disc::pqDocument(layout, imageMd5), true); !written)
        return tl::make_unexpected(written.error());
    return files;
}

std::string withExtension(const std::string& name, const char* extension) {
    return name.substr(0, name.find_last_of('.')) + extension;
}

Result<DiscFiles> writeCue(const AlbumMaster& master, const mastering::Target& target,
                           const DeliveryPlan& plan, const fs::path& folder, const GoOn& goOn) {
    const disc::CdLayout& layout = *plan.disc;
    DiscFiles files{plan.files.front().name, {withExtension(plan.files.front().name, ".cue")}};
    WriteOptions options;
    options.rate = disc::kCdRate;
    options.samples = SampleFormat::int16;
    options.dither = ditherOf(target);
    options.replace = true;
    const std::int64_t sectors = layout.leadOut - disc::kFirstPause;
    options.expectedLength = FrameCount{sectors * disc::kSamplesPerSector};
    auto writer = AudioFileWriter::create(folder / files.image, options);
    if (!writer) return tl::make_unexpected(writer.error());
    if (auto written = album(master, sectors, **writer, goOn); !written)
        return tl::make_unexpected(written.error());
    if (auto finished = (*writer)->finish(); !finished) return tl::make_unexpected(finished.error());
    if (auto written = writeText(folder / files.others[0], disc::cueSheet(layout, files.image)); !written)
        return tl::make_unexpected(written.error());
    return files;
}

Result<DiscFiles> writeToc(const AlbumMaster& master, const mastering::Target& target,
                           const DeliveryPlan& plan, const fs::path& folder, const GoOn& goOn) {
    const disc::CdLayout& layout = *plan.disc;
    DiscFiles files{plan.files.front().name, {withExtension(plan.files.front().name, ".toc")}};
    const std::int64_t sectors = layout.leadOut - disc::kFirstPause;
    auto file = OutputFile::create(folder / files.image, true, sectors * disc::kBytesPerSector);
    if (!file) return tl::make_unexpected(file.error());
    RawImage image(std::move(*file), ditherOf(target));
    if (auto written = album(master, sectors, image, goOn); !written)
        return tl::make_unexpected(written.error());
    if (auto finished = image.finish(); !finished) return tl::make_unexpected(finished.error());
    if (auto written = writeText(folder / files.others[0], disc::cdrdaoToc(layout, files.image)); !written)
        return tl::make_unexpected(written.error());
    return files;
}

} // namespace

Result<DiscFiles> writeDisc(const AlbumMaster& master,
                            const mastering::Target& target,
                            const DeliveryPlan& plan,
                            const fs::path& folder,
                            const GoOn& goOn) {
    std::error_code ignored;
    fs::create_directories((folder / plan.files.front().name).parent_path(), ignored);
    if (target.container == Container::ddp) return writeDdp(master, target, *plan.disc, folder, goOn);
    if (target.container == Container::cue) return writeCue(master, target, plan, folder, goOn);
    return writeToc(master, target, plan, folder, goOn);
}

} // namespace lacquer::formats
