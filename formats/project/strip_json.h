#pragma once

#include "engine/project/song.h"
#include "formats/project/json_values.h"

/// Channels, clips and songs as JSON, whole or as changes; see project_json.h. Reading throws.
namespace lacquer::formats {

/// Writes the channel's keys into `object`; what is long (inserts, automation) only as far as it
/// changed.
void putChannel(Json& object, const project::Channel* before, const project::Channel& after);
project::Channel channelFromJson(const Json& json, const project::Channel* before);

Json songToJson(const project::Song* before, const project::Song& after);
project::Song songFromJson(const Json& json, const project::Song* before);

Json fadeShapeToJson(project::FadeShape shape);
project::FadeShape fadeShapeFromJson(const Json& json);

} // namespace lacquer::formats
