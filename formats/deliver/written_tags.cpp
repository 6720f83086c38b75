#include "formats/deliver/written_tags.h"

extern "C" {
#include <libavformat/avformat.h>
#include <libavutil/dict.h>
}

#include <algorithm>
#include <cctype>
#include <memory>

namespace lacquer::formats {
namespace {

struct Close {
    void operator()(AVFormatContext* context) const { avformat_close_input(&context); }
};

void take(const AVDictionary* dictionary, std::map<std::string, std::string>& tags) {
    for (const AVDictionaryEntry* entry = nullptr;
         (entry = av_dict_get(dictionary, "", entry, AV_DICT_IGNORE_SUFFIX)) != nullptr;) {
        std::string name = entry->key;
        std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        // The names that containers give to the same fields.
        if (name == "tsrc") name = "isrc";
        if (name == "tracknumber") name = "track";
        std::string value = entry->value;
        if (name == "track") value = value.substr(0, value.find('/'));
        tags.emplace(std::move(name), std::move(value));
    }
}

} // namespace

std::map<std::string, std::string> writtenTags(const std::filesystem::path& file) {
    AVFormatContext* opened = nullptr;
    if (avformat_open_input(&opened, ("file:" + file.string()).c_str(), nullptr, nullptr) != 0) return {};
    const std::unique_ptr<AVFormatContext, Close> context(opened);
    std::map<std::string, std::string> tags;
    take(context->metadata, tags);
    for (unsigned k = 0; k < context->nb_streams; ++k) take(context->streams[k]->metadata, tags); // Ogg
    return tags;
}

} // namespace lacquer::formats
