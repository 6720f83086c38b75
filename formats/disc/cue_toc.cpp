#include "formats/disc/cue_toc.h"

#include "formats/disc/cd_text.h"
#include "formats/disc/latin1.h"

#include <fmt/format.h>

#include <algorithm>

namespace lacquer::formats::disc {
namespace {

/// No program agrees with another on escapes in cue sheets, so there are none.
std::string cueText(const std::string& utf8) {
    std::string text = latin1Of(utf8).bytes;
    std::replace(text.begin(), text.end(), '"', '\'');
    return text;
}

std::string fileTime(std::int64_t sector) { return textOf(msfOf(sector - kFirstPause)); }

/// cdrdao reads octal escapes in every version.
std::string tocText(const std::string& utf8) {
    std::string text;
    for (const char byte : latin1Of(utf8).bytes) {
        const auto letter = static_cast<unsigned char>(byte);
        if (byte == '"' || byte == '\\')
            text += fmt::format("\\{}", byte);
        else if (letter >= 0x80)
            text += fmt::format("\\{:03o}", letter);
        else
            text += byte;
    }
    return text;
}

/// cdrdao 1.2.4 takes ISO 8859-1 only; other languages are for DDP.
bool isLatin1(const std::string& code) {
    const CdTextLanguage* language = findCdTextLanguage(code);
    return !language || !language->isDoubleByte;
}

/// The disc's texts (0) or a track's (from 1), in every language.
std::string tocTexts(const CdLayout& layout, std::size_t which) {
    const CdTrack* track = which > 0 ? &layout.tracks[which - 1] : nullptr;
    const CdNames first = track ? CdNames{track->title, track->performer, ""}
                                : CdNames{layout.texts.title, layout.texts.performer, ""};
    const auto block = [](std::size_t number, const CdNames& names) {
        return fmt::format(" LANGUAGE {} {{ TITLE \"{}\" PERFORMER \"{}\" }}", number, tocText(names.title),
                           tocText(names.performer));
    };
    std::string texts = block(0, first);
    std::size_t number = 0;
    for (std::size_t k = 0; k < layout.translations.size(); ++k) {
        if (!isLatin1(layout.translations[k].language)) continue;
        const auto& names = layout.translations[k].names;
        CdNames own = which < names.size() ? names[which] : CdNames{};
        if (own.title.empty()) own.title = first.title;
        if (own.performer.empty()) own.performer = first.performer;
        texts += block(++number, own);
    }
    return texts;
}

/// cdrdao takes languages by their numbers; only English has a name in every version.
std::string languageMap(const CdLayout& layout) {
    const auto entry = [](std::size_t number, const std::string& code) {
        const CdTextLanguage* language = findCdTextLanguage(code);
        return fmt::format(" {} : {}", number,
                           code == "en" || !language ? std::string("EN") : fmt::format("{}", int{language->number}));
    };
    std::string map = entry(0, layout.language);
    std::size_t number = 0;
    for (const CdTranslation& translation : layout.translations)
        if (isLatin1(translation.language)) map += entry(++number, translation.language);
    return map;
}

} // namespace

std::string cueSheet(const CdLayout& layout, const std::string& file) {
    std::string sheet;
    const auto line = [&](const std::string& text) { sheet += text + "\r\n"; };
    if (!layout.texts.upc.empty()) line("CATALOG " + layout.texts.upc);
    if (!layout.texts.title.empty()) line("TITLE \"" + cueText(layout.texts.title) + "\"");
    if (!layout.texts.performer.empty()) line("PERFORMER \"" + cueText(layout.texts.performer) + "\"");
    line("FILE \"" + cueText(file) + "\" WAVE");
    for (std::size_t k = 0; k < layout.tracks.size(); ++k) {
        const CdTrack& track = layout.tracks[k];
        line(fmt::format("  TRACK {:02} AUDIO", k + 1));
        if (!track.title.empty()) line("    TITLE \"" + cueText(track.title) + "\"");
        if (!track.performer.empty()) line("    PERFORMER \"" + cueText(track.performer) + "\"");
        if (!track.isrc.empty()) line("    ISRC " + track.isrc); // quoted, libcue takes it for text
        // The two seconds before track 1 are not in the file; a hidden track there is.
        if (k == 0 && track.start() > kFirstPause) line("    INDEX 00 00:00:00");
        for (const CdIndex& index : track.indexes)
            if (index.sector >= kFirstPause)
                line(fmt::format("    INDEX {:02} {}", index.number, fileTime(index.sector)));
    }
    return sheet;
}

std::string cdrdaoToc(const CdLayout& layout, const std::string& file) {
    const bool texts = !layout.texts.title.empty() || !layout.texts.performer.empty() ||
                       std::any_of(layout.tracks.begin(), layout.tracks.end(), [](const CdTrack& t) {
                           return !t.title.empty() || !t.performer.empty();
                       });
    std::string toc = "CD_DA\n";
    if (!layout.texts.upc.empty()) toc += fmt::format("CATALOG \"{}\"\n", layout.texts.upc);
    if (texts)
        toc += fmt::format("CD_TEXT {{ LANGUAGE_MAP {{{} }}{} }}\n", languageMap(layout), tocTexts(layout, 0));
    for (std::size_t k = 0; k < layout.tracks.size(); ++k) {
        const CdTrack& track = layout.tracks[k];
        const std::int64_t from = k == 0 ? kFirstPause : track.pauseStart();
        const std::int64_t next =
            k + 1 < layout.tracks.size() ? layout.tracks[k + 1].pauseStart() : layout.leadOut;
        toc += "\nTRACK AUDIO\nNO COPY\nNO PRE_EMPHASIS\nTWO_CHANNEL_AUDIO\n";
        if (!track.isrc.empty()) toc += fmt::format("ISRC \"{}\"\n", track.isrc);
        if (texts)
            toc += fmt::format("CD_TEXT {{{} }}\n", tocTexts(layout, k + 1));
        // Raw files are big-endian to cdrdao unless it is told to swap.
        toc += fmt::format("FILE \"{}\" SWAP {} {}\n", tocText(file), fileTime(from),
                           textOf(msfOf(next - from)));
        if (from < track.start()) toc += fmt::format("START {}\n", textOf(msfOf(track.start() - from)));
        for (const CdIndex& index : track.indexes)
            if (index.number > 1)
                toc += fmt::format("INDEX {}\n", textOf(msfOf(index.sector - track.start())));
    }
    return toc;
}

} // namespace lacquer::formats::disc
