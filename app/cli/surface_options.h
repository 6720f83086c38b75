#pragma once

#include "engine/surfaces/rig.h"
#include "engine/vocabulary/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace lacquer::cli {

/// Surfaces as given on the command line: `KIND:PORT` with the kinds mcu, mcuxt, hui, osc and
/// generic. Main units and extenders of a Mackie Control become one surface, in the order given. PORT
/// is a MIDI port's id or a part of its name; of osc a UDP port, `any:PORT` open to the network.
///
/// Errors   an unknown kind or a UDP port that is none
Result<std::vector<surfaces::Setup>> parseSurfaces(const std::vector<std::string>& options);

/// What a port of this name is recognised as: "Behringer X-Touch"; empty: nothing known.
std::string recognisedName(std::string_view portName);

} // namespace lacquer::cli
