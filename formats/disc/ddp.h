#pragma once

#include "formats/disc/cd_layout.h"

#include <string>
#include <utility>
#include <vector>

/// A DDP 2.00 compatible fileset, all but its audio. DDP is a trademark of DCA, Inc.; no
/// certification is claimed.
namespace lacquer::formats::disc {

inline constexpr const char* kImageFile = "IMAGE.DAT";
inline constexpr const char* kPqFile = "PQDESCR";
inline constexpr const char* kCdTextFile = "CDTEXT.BIN";

/// Files by name, in the order in which checksum files list them: DDPID, DDPMS, CDTEXT.BIN (when
/// there is text), PQDESCR. The image is `layout.leadOut` sectors of 16-bit little-endian stereo.
///
/// Source   the layouts that cue2ddp, Sonoris and HOFA agree on, numbers padded with spaces
Result<std::vector<std::pair<std::string, std::string>>> ddpDescriptors(const CdLayout& layout);

/// A line of CHECKSUM.MD5, as cue2ddp writes it.
std::string md5Line(const std::string& hash, const std::string& name);
/// A line of CHECKSUM.TXT behind its "[CRC32 Checksum]".
std::string crcLine(std::uint32_t crc, const std::string& name);

} // namespace lacquer::formats::disc
