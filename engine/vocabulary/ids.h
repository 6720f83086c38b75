#pragma once

#include <compare>
#include <cstdint>
#include <functional>

/// Names of things in a project. An id is given once, survives save and load, and is never given
/// again, also not after the thing is gone. Zero names nothing.
namespace lacquer {

template <typename Tag>
struct Id {
    std::uint64_t value = 0;

    explicit operator bool() const { return value != 0; }

    friend constexpr auto operator<=>(const Id&, const Id&) = default;
};

using SourceId = Id<struct SourceTag>;
using SongId = Id<struct SongTag>;
/// A strip of any kind: of a track, a bus, a VCA, a song's mix, the album or an album track.
using ChannelId = Id<struct ChannelTag>;
using ClipId = Id<struct ClipTag>;
using InsertId = Id<struct InsertTag>;
using SendId = Id<struct SendTag>;
using MarkerId = Id<struct MarkerTag>;
using TakeId = Id<struct TakeTag>;
using LinkGroupId = Id<struct LinkGroupTag>;
using SnapshotId = Id<struct SnapshotTag>;
using TrackFolderId = Id<struct TrackFolderTag>;
using AlbumTrackId = Id<struct AlbumTrackTag>;

} // namespace lacquer

template <typename Tag>
struct std::hash<lacquer::Id<Tag>> {
    std::size_t operator()(lacquer::Id<Tag> id) const noexcept {
        return std::hash<std::uint64_t>{}(id.value);
    }
};
