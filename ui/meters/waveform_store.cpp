#include "ui/meters/waveform_store.h"

#include <QMetaObject>

#include <algorithm>
#include <cmath>

namespace lacquer::ui {

namespace {

/// 64 blocks of 512 kB: what a 4K screen shows at the zooms between the pyramid and the samples.
constexpr std::size_t kMostBlocks = 128;
/// Below this many frames per column a column has no meaningful RMS: the line itself is drawn.
constexpr double kLineZoom = 3;

/// Catmull-Rom through the four frames around t.
float between(float a, float b, float c, float d, float t) {
    return b + 0.5f * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}

} // namespace

WaveformStore::WaveformStore(QObject* parent) : QObject(parent), thread_([this] { work(); }) {
}

WaveformStore::~WaveformStore() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
        tasks_.clear();
    }
    wake_.notify_all();
    thread_.join();
}

void WaveformStore::forget() {
    peaks_.clear();
    blocks_.clear();
    ages_.clear();
}

void WaveformStore::setLoaders(Loaders loaders, Known known) {
    {
        const std::lock_guard lock(mutex_);
        tasks_.clear();
        loaders_ = std::move(loaders);
        ++generation_;
    }
    if (known == Known::forgotten) {
        forget();
        return;
    }
    std::erase_if(peaks_, [](const auto& entry) { return !entry.second.peaks; });
    std::erase_if(blocks_, [&](const auto& entry) {
        if (entry.second.block) return false;
        ages_.erase(entry.second.age);
        return true;
    });
}

void WaveformStore::request(Task task) {
    {
        const std::lock_guard lock(mutex_);
        // The newest wish first: it is what the user looks at now.
        tasks_.push_front(task);
    }
    wake_.notify_one();
}

bool WaveformStore::isMissing(SourceId source) const {
    const auto found = peaks_.find(source);
    return found != peaks_.end() && found->second.arrived && !found->second.peaks;
}

const PeakSource* WaveformStore::peaksOf(SourceId source) {
    const auto [found, isNew] = peaks_.try_emplace(source);
    if (isNew) request({source, -1});
    return found->second.peaks.get();
}

const WaveformStore::Block* WaveformStore::blockOf(SourceId source, std::int64_t index) {
    const BlockKey key{source, index};
    const auto found = blocks_.find(key);
    if (found != blocks_.end()) {
        ages_.splice(ages_.begin(), ages_, found->second.age);
        return found->second.block.get();
    }
    ages_.push_front(key);
    blocks_.emplace(key, CachedBlock{nullptr, ages_.begin()});
    if (blocks_.size() > kMostBlocks) {
        blocks_.erase(ages_.back());
        ages_.pop_back();
    }
    request({source, index});
    return nullptr;
}

bool WaveformStore::fromAudio(SourceId source,
                              double first,
                              double framesPerColumn,
                              std::span<WaveColumn> out) {
    // All blocks are asked for before giving up, so that they arrive together.
    const auto from = static_cast<std::int64_t>(std::floor(first)) - 2;
    const auto to = static_cast<std::int64_t>(std::ceil(first + framesPerColumn * static_cast<double>(out.size()))) + 3;
    const auto firstBlock = std::max<std::int64_t>(0, from / kBlockFrames);
    std::vector<const Block*> blocks;
    bool complete = true;
    for (std::int64_t block = firstBlock; block * kBlockFrames < to; ++block) {
        blocks.push_back(blockOf(source, block));
        complete = complete && blocks.back();
    }
    if (!complete) return false;

    struct Frame {
        float low = 0, high = 0;
    };
    const auto frameAt = [&](std::int64_t frame) -> Frame {
        if (frame < 0) return {};
        const auto block = static_cast<std::size_t>(frame / kBlockFrames - firstBlock);
        const auto inside = static_cast<std::size_t>(frame % kBlockFrames);
        if (block >= blocks.size() || inside >= blocks[block]->low.size()) return {};
        return {blocks[block]->low[inside], blocks[block]->high[inside]};
    };
    const auto curveAt = [&](double frame) -> Frame {
        const auto b = static_cast<std::int64_t>(std::floor(frame));
        const auto t = static_cast<float>(frame - static_cast<double>(b));
        const Frame f[4] = {frameAt(b - 1), frameAt(b), frameAt(b + 1), frameAt(b + 2)};
        return {between(f[0].low, f[1].low, f[2].low, f[3].low, t),
                between(f[0].high, f[1].high, f[2].high, f[3].high, t)};
    };

    for (std::size_t i = 0; i < out.size(); ++i) {
        const double start = first + static_cast<double>(i) * framesPerColumn;
        const double end = start + framesPerColumn;
        WaveColumn column;
        if (framesPerColumn < kLineZoom) {
            const Frame a = curveAt(start);
            const Frame b = curveAt(end);
            column = {std::min(a.low, b.low), std::max(a.high, b.high), 1};
            for (auto frame = static_cast<std::int64_t>(std::ceil(start)); static_cast<double>(frame) < end; ++frame) {
                const Frame f = frameAt(frame);
                column.low = std::min(column.low, f.low);
                column.high = std::max(column.high, f.high);
            }
        } else {
            const auto s = static_cast<std::int64_t>(std::floor(start));
            const auto e = std::max(s + 1, static_cast<std::int64_t>(std::floor(end)));
            column = {1e9f, -1e9f, 0};
            double squares = 0;
            for (std::int64_t frame = s; frame < e; ++frame) {
                const Frame f = frameAt(frame);
                column.low = std::min(column.low, f.low);
                column.high = std::max(column.high, f.high);
                squares += 0.5 * (f.low * f.low + f.high * f.high);
            }
            column.rms = static_cast<float>(std::sqrt(squares / static_cast<double>(e - s)));
        }
        out[i] = column;
    }
    return true;
}

WaveformStore::Sharpness WaveformStore::columns(SourceId source,
                                                double first,
                                                double framesPerColumn,
                                                std::span<WaveColumn> out) {
    const PeakSource* const peaks = peaksOf(source);
    const int finest = peaks ? peaks->finestFrames() : 256;
    const bool needsAudio = framesPerColumn < finest;
    if (needsAudio && !isMissing(source) && fromAudio(source, first, framesPerColumn, out)) {
        return Sharpness::exact;
    }
    if (!peaks) {
        std::ranges::fill(out, WaveColumn{});
        return isMissing(source) ? Sharpness::exact : Sharpness::none;
    }
    const std::int64_t length = peaks->length().value;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const double start = first + static_cast<double>(i) * framesPerColumn;
        const auto s = static_cast<std::int64_t>(std::floor(start));
        const auto e = std::max(s + 1, static_cast<std::int64_t>(std::floor(start + framesPerColumn)));
        out[i] = e <= 0 || s >= length
                     ? WaveColumn{}
                     : peaks->over(std::max<std::int64_t>(0, s), std::min(length, e));
    }
    return needsAudio ? Sharpness::coarse : Sharpness::exact;
}

void WaveformStore::work() {
    // Readers are kept open while blocks of the same source are asked for.
    SourceId openSource;
    std::unique_ptr<AudioReader> reader;
    std::uint64_t readerGeneration = 0;

    for (;;) {
        Task task;
        Loaders loaders;
        std::uint64_t generation = 0;
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [this] { return ending_ || !tasks_.empty(); });
            if (ending_) return;
            task = tasks_.front();
            tasks_.pop_front();
            loaders = loaders_;
            generation = generation_;
        }

        if (task.block < 0) {
            auto peaks = loaders.peaks ? loaders.peaks(task.source) : nullptr;
            QMetaObject::invokeMethod(
                this,
                [this, source = task.source, peaks = std::move(peaks), generation] {
                    if (generation != generation_) return;
                    peaks_[source] = {peaks, true};
                    emit arrived(source);
                },
                Qt::QueuedConnection);
            continue;
        }

        if (openSource != task.source || readerGeneration != generation) {
            reader = loaders.audio ? loaders.audio(task.source) : nullptr;
            openSource = task.source;
            readerGeneration = generation;
        }
        auto block = std::make_shared<Block>();
        if (reader) {
            const FramePosition start{task.block * kBlockFrames};
            const std::int64_t left = std::clamp<std::int64_t>(reader->length().value - start.value, 0, kBlockFrames);
            const auto count = static_cast<std::size_t>(left);
            const int channels = reader->channels();
            std::vector<std::vector<float>> planes(static_cast<std::size_t>(channels), std::vector<float>(count));
            std::vector<float*> pointers;
            for (auto& plane : planes) pointers.push_back(plane.data());
            if (count > 0) reader->read(start, FrameCount{left}, pointers.data());
            block->low = planes.front();
            block->high = planes.front();
            for (std::size_t c = 1; c < planes.size(); ++c) {
                for (std::size_t i = 0; i < count; ++i) {
                    block->low[i] = std::min(block->low[i], planes[c][i]);
                    block->high[i] = std::max(block->high[i], planes[c][i]);
                }
            }
        }
        QMetaObject::invokeMethod(
            this,
            [this, key = BlockKey{task.source, task.block}, block = std::move(block), generation] {
                const auto found = blocks_.find(key);
                if (generation != generation_ || found == blocks_.end()) return;
                found->second.block = block;
                emit arrived(key.source);
            },
            Qt::QueuedConnection);
    }
}

} // namespace lacquer::ui
