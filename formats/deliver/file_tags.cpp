#include "formats/deliver/file_tags.h"

#include <fmt/format.h>
#include <taglib/attachedpictureframe.h>
#include <taglib/flacfile.h>
#include <taglib/id3v2tag.h>
#include <taglib/mp4file.h>
#include <taglib/mpegfile.h>
#include <taglib/opusfile.h>
#include <taglib/tpropertymap.h>
#include <taglib/vorbisfile.h>
#include <taglib/xiphcomment.h>

#include <fstream>
#include <iterator>
#include <memory>

namespace lacquer::formats {
namespace {

using mastering::Container;

TagLib::String text(const std::string& utf8) { return {utf8, TagLib::String::UTF8}; }

TagLib::ByteVector data(const std::string& bytes) {
    return {bytes.data(), static_cast<unsigned>(bytes.size())};
}

/// ID3 and MP4 write number and total in one field, Vorbis comments in two.
TagLib::PropertyMap propertiesOf(const ReleaseTags& tags, Container container) {
    const bool joined = container == Container::mp3 || container == Container::m4a;
    TagLib::PropertyMap properties;
    for (const auto& [field, value] : tags.fields) {
        if (joined && field == "TRACKTOTAL") continue;
        const std::string total = tags.value("TRACKTOTAL");
        const bool number = joined && field == "TRACKNUMBER" && !total.empty();
        properties.insert(text(field), text(number ? value + "/" + total : value));
    }
    return properties;
}

std::unique_ptr<TagLib::FLAC::Picture> pictureOf(const Artwork& artwork) {
    auto picture = std::make_unique<TagLib::FLAC::Picture>();
    picture->setType(TagLib::FLAC::Picture::FrontCover);
    picture->setMimeType(text(artwork.mimeType));
    picture->setWidth(artwork.width);
    picture->setHeight(artwork.height);
    picture->setColorDepth(24);
    picture->setData(data(artwork.bytes));
    return picture;
}

bool tagFlac(const char* path, const TagLib::PropertyMap& properties, const Artwork& artwork) {
    TagLib::FLAC::File file(path, false);
    if (!file.isValid()) return false;
    file.setProperties(properties);
    if (!artwork.mimeType.empty()) file.addPicture(pictureOf(artwork).release()); // the file owns it
    return file.save();
}

bool tagMp3(const char* path, const TagLib::PropertyMap& properties, const Artwork& artwork) {
    TagLib::MPEG::File file(path, false);
    if (!file.isValid()) return false;
    TagLib::ID3v2::Tag* tag = file.ID3v2Tag(true);
    tag->setProperties(properties);
    if (!artwork.mimeType.empty()) {
        auto picture = std::make_unique<TagLib::ID3v2::AttachedPictureFrame>();
        picture->setMimeType(text(artwork.mimeType));
        picture->setType(TagLib::ID3v2::AttachedPictureFrame::FrontCover);
        picture->setPicture(data(artwork.bytes));
        tag->addFrame(picture.release()); // the tag owns it
    }
    return file.save(TagLib::MPEG::File::ID3v2, TagLib::File::StripOthers, TagLib::ID3v2::v3);
}

bool tagMp4(const char* path, const TagLib::PropertyMap& properties, const Artwork& artwork) {
    TagLib::MP4::File file(path, false);
    if (!file.isValid()) return false;
    file.setProperties(properties);
    if (!artwork.mimeType.empty()) {
        const auto format = artwork.mimeType == "image/png" ? TagLib::MP4::CoverArt::PNG
                                                            : TagLib::MP4::CoverArt::JPEG;
        TagLib::MP4::CoverArtList covers;
        covers.append(TagLib::MP4::CoverArt(format, data(artwork.bytes)));
        file.tag()->setItem("covr", covers);
    }
    return file.save();
}

template <typename File>
bool tagOgg(const char* path, const TagLib::PropertyMap& properties, const Artwork& artwork) {
    File file(path, false);
    if (!file.isValid()) return false;
    file.setProperties(properties);
    if (!artwork.mimeType.empty()) file.tag()->addPicture(pictureOf(artwork).release());
    return file.save();
}

int bigEndian(const std::string& bytes, std::size_t at, int count) {
    int value = 0;
    for (int k = 0; k < count; ++k)
        value = value << 8 | static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(k)]);
    return value;
}

/// From the first frame header (SOF) of a JPEG.
void readJpegSize(Artwork& artwork) {
    const std::string& bytes = artwork.bytes;
    for (std::size_t at = 2; at + 9 < bytes.size();) {
        const auto marker = static_cast<unsigned char>(bytes[at + 1]);
        if (static_cast<unsigned char>(bytes[at]) != 0xFF) return;
        if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
            artwork.height = bigEndian(bytes, at + 5, 2);
            artwork.width = bigEndian(bytes, at + 7, 2);
            return;
        }
        at += 2 + static_cast<std::size_t>(bigEndian(bytes, at + 2, 2));
    }
}

} // namespace

Result<Artwork> readArtwork(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        return badInput(fmt::format("The artwork \"{}\" is not there. Choose it again in the album's "
                                    "metadata.",
                                    file.string()));
    Artwork artwork;
    artwork.bytes = {std::istreambuf_iterator<char>(stream), {}};
    if (artwork.bytes.starts_with("\xFF\xD8")) {
        artwork.mimeType = "image/jpeg";
        readJpegSize(artwork);
    } else if (artwork.bytes.starts_with("\x89PNG\r\n\x1a\n") && artwork.bytes.size() > 24) {
        artwork.mimeType = "image/png";
        artwork.width = bigEndian(artwork.bytes, 16, 4);
        artwork.height = bigEndian(artwork.bytes, 20, 4);
    }
    if (artwork.width <= 0 || artwork.height <= 0)
        return badInput(fmt::format("The artwork \"{}\" is neither JPEG nor PNG. Save it as one of them.",
                                    file.string()));
    if (artwork.width != artwork.height)
        return badInput(fmt::format("The artwork \"{}\" is {} by {} pixels; shops take square covers "
                                    "only. Crop it.",
                                    file.string(), artwork.width, artwork.height));
    return artwork;
}

std::string artworkNote(const mastering::Target& target, const Artwork& artwork) {
    if (artwork.mimeType.empty()) return {};
    if (target.leastArtwork && artwork.width < *target.leastArtwork)
        return fmt::format("The cover is {0} by {0} pixels; {1} wants at least {2} by {2}. Make it larger from its original, not "
                           "by scaling it up.",
                           artwork.width, target.name, *target.leastArtwork);
    if (target.mostArtwork && artwork.width > *target.mostArtwork)
        return fmt::format("The cover is {0} by {0} pixels; {1} takes at most {2} by {2}. Scale it down.", artwork.width,
                           target.name, *target.mostArtwork);
    return {};
}

Result<void> writeTags(const std::filesystem::path& file,
                       Container container,
                       const ReleaseTags& tags,
                       const Artwork& artwork) {
    const TagLib::PropertyMap properties = propertiesOf(tags, container);
    const char* path = file.c_str();
    bool written = true;
    switch (container) {
    case Container::flac: written = tagFlac(path, properties, artwork); break;
    case Container::mp3: written = tagMp3(path, properties, artwork); break;
    case Container::m4a: written = tagMp4(path, properties, artwork); break;
    case Container::ogg:
        written = tagOgg<TagLib::Ogg::Vorbis::File>(path, properties, artwork);
        break;
    case Container::opus: written = tagOgg<TagLib::Ogg::Opus::File>(path, properties, artwork); break;
    case Container::wav:
    case Container::ddp:
    case Container::cue:
    case Container::toc: break;
    }
    if (!written)
        return systemRefused(fmt::format("Tags cannot be written into \"{}\". Check the room on the disk.",
                                         file.filename().string()));
    return {};
}

} // namespace lacquer::formats
