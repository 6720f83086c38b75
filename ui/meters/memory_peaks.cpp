#include "ui/meters/memory_peaks.h"

#include "formats/audio/output_file.h"
#include "formats/checksum/checksum.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>

namespace lacquer::ui {

namespace {

// Written and read on the same machine: the byte order is its own.
constexpr std::array<char, 8> kPeakFile{'L', 'Q', 'P', 'E', 'A', 'K', '1', '\n'};

struct PeakFileHead {
    std::array<char, 8> magic;
    std::int64_t frames;
    std::uint64_t checksum;
};

std::uint64_t checksumOf(const void* data, std::size_t bytes) {
    return formats::crc32Of(data, bytes);
}

} // namespace

MemoryPeaks::MemoryPeaks(AudioReader& reader) : length_(reader.length()) {
    constexpr std::int64_t kRead = 65536;
    const auto channels = static_cast<std::size_t>(std::max(1, reader.channels()));
    std::vector<std::vector<float>> planes(channels, std::vector<float>(kRead));
    std::vector<float*> pointers;
    for (auto& plane : planes) pointers.push_back(plane.data());

    std::vector<Entry> finest;
    finest.reserve(static_cast<std::size_t>(length_.value / kFinest + 1));
    for (std::int64_t start = 0; start < length_.value; start += kRead) {
        const std::int64_t count = std::min(kRead, length_.value - start);
        reader.read({start}, {count}, pointers.data());
        for (std::int64_t at = 0; at < count; at += kFinest) {
            const std::int64_t end = std::min<std::int64_t>(count, at + kFinest);
            Entry entry{1e9f, -1e9f, 0};
            double squares = 0;
            for (const auto& plane : planes) {
                for (std::int64_t i = at; i < end; ++i) {
                    const float x = plane[static_cast<std::size_t>(i)];
                    entry.low = std::min(entry.low, x);
                    entry.high = std::max(entry.high, x);
                    squares += static_cast<double>(x) * x;
                }
            }
            entry.power = static_cast<float>(squares / static_cast<double>((end - at) * static_cast<std::int64_t>(channels)));
            finest.push_back(entry);
        }
    }
    levels_.push_back(std::move(finest));
    buildLevels();
}

MemoryPeaks::MemoryPeaks(FrameCount length, std::vector<Entry> finest) : length_(length) {
    levels_.push_back(std::move(finest));
    buildLevels();
}

void MemoryPeaks::buildLevels() {
    while (levels_.back().size() > 64) {
        const auto& below = levels_.back();
        std::vector<Entry> level;
        level.reserve(below.size() / kStep + 1);
        for (std::size_t i = 0; i < below.size(); i += kStep) {
            Entry entry{1e9f, -1e9f, 0};
            const std::size_t end = std::min(below.size(), i + kStep);
            for (std::size_t k = i; k < end; ++k) {
                entry.low = std::min(entry.low, below[k].low);
                entry.high = std::max(entry.high, below[k].high);
                entry.power += below[k].power / static_cast<float>(end - i);
            }
            level.push_back(entry);
        }
        levels_.push_back(std::move(level));
    }
}

std::shared_ptr<const MemoryPeaks> MemoryPeaks::kept(AudioReader& reader, const std::filesystem::path& file) {
    const auto entries = static_cast<std::size_t>((reader.length().value + kFinest - 1) / kFinest);
    if (std::ifstream in(file, std::ios::binary); in) {
        PeakFileHead head{};
        std::vector<Entry> finest(entries);
        const auto bytes = static_cast<std::streamsize>(entries * sizeof(Entry));
        in.read(reinterpret_cast<char*>(&head), sizeof head);
        const bool fits = in && head.magic == kPeakFile && head.frames == reader.length().value;
        if (fits) in.read(reinterpret_cast<char*>(finest.data()), bytes);
        if (fits && in && head.checksum == checksumOf(finest.data(), static_cast<std::size_t>(bytes)))
            return std::shared_ptr<const MemoryPeaks>(new MemoryPeaks(reader.length(), std::move(finest)));
    }
    auto built = std::make_shared<const MemoryPeaks>(reader);
    if (reader.failed()) return built;
    std::error_code trouble;
    std::filesystem::create_directories(file.parent_path(), trouble);
    const auto& finest = built->levels_.front();
    const std::size_t bytes = finest.size() * sizeof(Entry);
    const PeakFileHead head{kPeakFile, reader.length().value, checksumOf(finest.data(), bytes)};
    // A cache: where it cannot be written, the next opening builds the peaks again.
    if (auto out = formats::OutputFile::create(file, true))
        if (out->write(&head, sizeof head) && out->write(finest.data(), bytes)) (void)out->commit();
    return built;
}

WaveColumn MemoryPeaks::over(std::int64_t first, std::int64_t last) const {
    std::size_t level = 0;
    std::int64_t frames = kFinest;
    while (level + 1 < levels_.size() && frames * kStep <= last - first) {
        frames *= kStep;
        ++level;
    }
    const auto& entries = levels_[level];
    if (entries.empty()) return {};
    const auto most = static_cast<std::int64_t>(entries.size()) - 1;
    const std::int64_t from = std::clamp<std::int64_t>(first / frames, 0, most);
    // Whole entries only, each counted in one column: neighbours do not share their peaks.
    const std::int64_t to = std::clamp<std::int64_t>(std::max(last / frames, from + 1), from + 1, most + 1);
    WaveColumn column{1e9f, -1e9f, 0};
    double power = 0;
    for (std::int64_t i = from; i < to; ++i) {
        const Entry& entry = entries[static_cast<std::size_t>(i)];
        column.low = std::min(column.low, entry.low);
        column.high = std::max(column.high, entry.high);
        power += entry.power;
    }
    column.rms = static_cast<float>(std::sqrt(power / static_cast<double>(to - from)));
    return column;
}

} // namespace lacquer::ui
