#include "formats/album/program_identity.h"

#include <fmt/format.h>

#include <elf.h>
#include <link.h>

#include <cstring>

namespace lacquer::formats {
namespace {

/// The build id that the linker writes: a hash over the whole program. The first object reported is
/// the program itself.
int readBuildId(dl_phdr_info* info, std::size_t, void* result) {
    auto& id = *static_cast<std::string*>(result);
    for (int k = 0; k < info->dlpi_phnum; ++k) {
        const auto& header = info->dlpi_phdr[k];
        if (header.p_type != PT_NOTE) continue;
        const auto* bytes = reinterpret_cast<const unsigned char*>(info->dlpi_addr + header.p_vaddr);
        const auto* const end = bytes + header.p_memsz;
        while (bytes + sizeof(ElfW(Nhdr)) <= end) {
            ElfW(Nhdr) note;
            std::memcpy(&note, bytes, sizeof note);
            const auto padded = [](std::size_t size) { return (size + 3) & ~std::size_t{3}; };
            const auto* name = bytes + sizeof note;
            const auto* value = name + padded(note.n_namesz);
            if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 && std::memcmp(name, "GNU", 4) == 0)
                for (std::size_t b = 0; b < note.n_descsz; ++b) id += fmt::format("{:02x}", value[b]);
            bytes = value + padded(note.n_descsz);
        }
    }
    return 1;
}

} // namespace

std::string programIdentity() {
    std::string id;
    dl_iterate_phdr(readBuildId, &id);
    // A linker that writes no build id: at least builds of different times differ.
    return id.empty() ? std::string(__DATE__ " " __TIME__) : id;
}

} // namespace lacquer::formats
