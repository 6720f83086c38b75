#include "formats/deliver/broadcast_chunks.h"

#include "formats/disc/latin1.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace lacquer::formats {
namespace {

constexpr std::int16_t kNotSet = 0x7FFF;

std::string fixed(const std::string& text, std::size_t width) {
    std::string field = disc::asciiOf(text).substr(0, width);
    field.resize(width, '\0');
    return field;
}

/// Hundredths of a unit, as `bext` counts loudness.
std::string hundredths(double value) {
    const double scaled = std::round(value * 100);
    const bool fits = std::isfinite(value) && std::fabs(scaled) < kNotSet;
    const auto word = static_cast<std::uint16_t>(fits ? static_cast<std::int16_t>(scaled) : kNotSet);
    return {static_cast<char>(word & 0xFF), static_cast<char>(word >> 8)};
}

std::string escaped(const std::string& text) {
    std::string xml;
    for (const char c : text) {
        if (c == '&') xml += "&amp;";
        else if (c == '<') xml += "&lt;";
        else if (c == '>') xml += "&gt;";
        else if (static_cast<unsigned char>(c) >= 0x20) xml += c;
    }
    return xml;
}

std::string bext(const Programme& programme, const mastering::Target& target, double gainDb) {
    const auto& facts = programme.facts;
    std::string artist = programme.tags.value("ARTIST");
    std::string chunk = fixed(programme.tags.value("TITLE") + (artist.empty() ? "" : " - " + artist), 256);
    chunk += fixed("Lacquer", 32);
    chunk += fixed(programme.tags.value("ISRC"), 32);
    chunk.append(10 + 8, '\0'); // date and time: see the header
    chunk.append(8, '\0');      // time reference: the programme starts at 0
    chunk += std::string{'\2', '\0'}; // version
    chunk.append(64, '\0');     // UMID
    chunk += hundredths(facts.measures.integratedLufs + gainDb);
    chunk += hundredths(facts.rangeLu);
    chunk += hundredths(facts.measures.truePeakDbtp + gainDb);
    chunk += hundredths(facts.momentaryMaxLufs + gainDb);
    chunk += hundredths(facts.shortTermMaxLufs + gainDb);
    chunk.append(180, '\0');
    chunk += fmt::format("A=PCM,F={},W={},M=stereo,T=Lacquer\r\n", programme.rate.hz,
                         target.bits.value_or(24));
    if (chunk.size() % 2) chunk += '\0';
    return chunk;
}

std::string ixml(const Programme& programme, const mastering::Target& target) {
    std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<BWFXML>\n<IXML_VERSION>1.61</IXML_VERSION>\n";
    xml += fmt::format("<PROJECT>{}</PROJECT>\n<NOTE>{}</NOTE>\n", escaped(programme.tags.value("ALBUM")),
                       escaped(programme.tags.value("TITLE")));
    xml += fmt::format("<SPEED><FILE_SAMPLE_RATE>{}</FILE_SAMPLE_RATE><AUDIO_BIT_DEPTH>{}</AUDIO_BIT_DEPTH>"
                       "</SPEED>\n",
                       programme.rate.hz, target.bits.value_or(24));
    xml += "<TRACK_LIST><TRACK_COUNT>2</TRACK_COUNT>"
           "<TRACK><CHANNEL_INDEX>1</CHANNEL_INDEX><INTERLEAVE_INDEX>1</INTERLEAVE_INDEX><NAME>L</NAME></TRACK>"
           "<TRACK><CHANNEL_INDEX>2</CHANNEL_INDEX><INTERLEAVE_INDEX>2</INTERLEAVE_INDEX><NAME>R</NAME></TRACK>"
           "</TRACK_LIST>\n</BWFXML>\n";
    if (xml.size() % 2) xml += ' ';
    return xml;
}

} // namespace

std::vector<WavChunk>
broadcastChunks(const Programme& programme, const mastering::Target& target, double gainDb) {
    return {{{'b', 'e', 'x', 't'}, bext(programme, target, gainDb)},
            {{'i', 'X', 'M', 'L'}, ixml(programme, target)}};
}

} // namespace lacquer::formats
