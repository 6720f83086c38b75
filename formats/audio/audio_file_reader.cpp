#include "formats/audio/audio_file_reader.h"

#include "formats/audio/decoders.h"
#include "formats/audio/pcm_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <string_view>

namespace lacquer::formats {
namespace {

class PcmStream final : public AudioFileReader {
public:
    PcmStream(std::shared_ptr<const OpenFile> file, const PcmLayout& layout)
        : reader_(std::move(file), layout, 0, layout.info.channels), length_(layout.frames) {
        info_ = layout.info;
        reader_.countNotNumbers();
    }

private:
    int decode(float* const* planes, int frames) override {
        const auto wanted =
            static_cast<int>(std::min<std::int64_t>(frames, length_ - position_));
        if (wanted <= 0) return 0;
        reader_.read({position_}, {wanted}, planes);
        position_ += wanted;
        notNumbers_ = reader_.notNumbers();
        if (reader_.failed() && !told_) {
            told_ = true;
            info_.notes.emplace_back("The file could not be read to its end.");
        }
        return wanted;
    }

    PcmReader reader_;
    std::int64_t length_;
    std::int64_t position_ = 0;
    bool told_ = false;
};

bool startsWithText(const OpenFile& file) {
    std::array<unsigned char, 512> bytes{};
    const std::int64_t count = file.read(0, bytes.data(), bytes.size());
    return count > 0 && std::all_of(bytes.begin(), bytes.begin() + count, [](unsigned char c) {
        return (c >= 0x20 && c != 0x7F) || c == '\n' || c == '\r' || c == '\t';
    });
}

/// Headers that name the one thing wrong with them better than a library would.
std::string whatIsWrong(const OpenFile& file, const std::string& reason) {
    std::array<unsigned char, 12> start{};
    const std::int64_t count = file.read(0, start.data(), start.size());
    const auto begins = [&](std::string_view magic, std::size_t at = 0) {
        return count >= static_cast<std::int64_t>(at + magic.size()) &&
               std::memcmp(start.data() + at, magic.data(), magic.size()) == 0;
    };
    if (begins("\x89PNG") || begins("\xFF\xD8\xFF") || begins("GIF8"))
        return "it is a picture, not audio";
    if (begins("PK\x03\x04")) return "it is a ZIP archive; unpack it first";
    if (begins("%PDF")) return "it is a PDF, not audio";
    if (begins("MThd")) return "it is MIDI, which holds notes and no sound";
    if (begins("RIFF") || begins("RF64"))
        return "its WAV header makes no sense (" + reason + "); it may be cut short or damaged";
    if (startsWithText(file)) return "it is a text, not audio";
    if (reason.find("not recognised") != std::string::npos) return "its format is not known";
    return reason;
}

/// libavformat takes a WAV whose header lacks the word length for 8 bits, which turns it to noise.
bool isGuessedPcm(const AudioFileInfo& info) {
    return info.container == "WAV" && info.encoding == "PCM_U8";
}

/// MPEG audio, with or without a tag before it, is libavformat's: what libsndfile decodes it with
/// writes its own remarks on the terminal.
bool looksLikeMpeg(const OpenFile& file) {
    std::array<unsigned char, 3> start{};
    if (file.read(0, start.data(), start.size()) != 3) return false;
    return std::memcmp(start.data(), "ID3", 3) == 0 || (start[0] == 0xFF && start[1] >= 0xE0);
}

constexpr const char* kWhatToDo = " Export it again, or convert it to WAV or FLAC.";

/// A header no recording can have: said before anything is made of it.
std::string whatIsImpossible(const AudioFileInfo& info) {
    if (info.channels < 1) return "it has no channels";
    if (info.channels > kMostChannels)
        return "it claims " + std::to_string(info.channels) + " channels; up to " +
               std::to_string(kMostChannels) + " can be read";
    if (info.rate.hz < kLowestFileRate || info.rate.hz > kHighestFileRate)
        return "it claims a sample rate of " + std::to_string(info.rate.hz) + " Hz";
    return {};
}

} // namespace

int AudioFileReader::read(float* const* planes, int frames) {
    const auto channels = static_cast<std::size_t>(info_.channels);
    std::array<float*, kMostChannels> places{};
    int done = 0;
    while (done < frames) {
        for (std::size_t c = 0; c < channels; ++c) places[c] = planes[c] + done;
        const int got = decode(places.data(), frames - done);
        if (got <= 0) {
            if (!ended_ && notNumbers_ > 0)
                info_.notes.push_back(fmt::format("{} sample{} no number{} (NaN or infinity) and {} as silence.",
                                                  notNumbers_, notNumbers_ == 1 ? " is" : "s are",
                                                  notNumbers_ == 1 ? "" : "s", notNumbers_ == 1 ? "reads" : "read"));
            ended_ = true;
            break;
        }
        for (std::size_t c = 0; c < channels; ++c)
            for (int n = 0; n < got; ++n)
                if ((std::bit_cast<std::uint32_t>(places[c][n]) & 0x7F800000U) == 0x7F800000U) {
                    places[c][n] = 0.0F;
                    ++notNumbers_;
                }
        done += got;
    }
    return done;
}

Result<std::unique_ptr<AudioFileReader>> openAudioFile(const std::filesystem::path& path) {
    const std::string name = quotedName(path);
    auto opened = OpenFile::open(path);
    if (!opened) return tl::make_unexpected(opened.error());
    const auto file = std::make_shared<const OpenFile>(std::move(*opened));
    if (file->size() == 0) return badInput(name + " is empty." + kWhatToDo);

    std::unique_ptr<AudioFileReader> reader;
    std::string reason;
    if (const std::optional<PcmLayout> layout = readPcmLayout(*file)) {
        reader = std::make_unique<PcmStream>(file, *layout);
    } else {
        std::string second;
        if (!looksLikeMpeg(*file)) reader = openWithSndfile(file, &reason);
        if (!reader) reader = openWithAvformat(file, &second);
        if (reader && isGuessedPcm(reader->info())) reader = nullptr;
        if (reason.empty()) reason = second;
    }
    if (!reader)
        return badInput(name + " cannot be read as audio: " + whatIsWrong(*file, reason) + "." +
                        kWhatToDo);
    if (const std::string wrong = whatIsImpossible(reader->info()); !wrong.empty())
        return badInput(name + " cannot be read: " + wrong + "." + kWhatToDo);
    if (reader->info().length == FrameCount{0})
        return badInput(name + " holds no audio: its length is zero." + kWhatToDo);
    return reader;
}

} // namespace lacquer::formats
