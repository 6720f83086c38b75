#pragma once

#include "formats/album/album_master.h"
#include "formats/deliver/delivery_plan.h"
#include "formats/deliver/file_facts.h"
#include "formats/deliver/programme_writer.h"

#include <filesystem>
#include <string>
#include <vector>

namespace lacquer::formats {

struct DiscFiles {
    std::string image;               ///< the audio, relative to the folder
    std::vector<std::string> others; ///< descriptors, sheets, checksums
};

/// Writes a CD in one of its forms (DDP, CUE, TOC) into a folder: the image at 16 bits and 44.1 kHz,
/// to the sample, and the files that describe it.
Result<DiscFiles> writeDisc(const AlbumMaster& master,
                            const mastering::Target& target,
                            const DeliveryPlan& plan,
                            const std::filesystem::path& folder,
                            const GoOn& goOn);

} // namespace lacquer::formats
