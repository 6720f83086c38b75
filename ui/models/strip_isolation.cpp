#include "ui/models/strip_isolation.h"

#include "engine/project/change.h"

#include <algorithm>

namespace lacquer::ui {

using project::Project;

Result<Project> isolatedAt(Project project, SongId id, const MatchPoint& point, PointSide side) {
    return project::changeSong(std::move(project), id, [&](project::Song& song) -> Result<void> {
        if (point.strip == song.mix->id && !point.insert && side == PointSide::behind) return {};
        const auto change = [&](project::Channel& channel) {
            channel.soloed = channel.id == point.strip;
            if (channel.id != point.strip) return;
            auto end = std::ranges::find(channel.inserts, point.insert, [](const auto& insert) { return insert->id; });
            if (side == PointSide::before && !point.insert) end = channel.inserts.begin();
            else if (side == PointSide::behind && end != channel.inserts.end()) ++end;
            channel.inserts.erase(end, channel.inserts.end());
            channel.fader = {0};
            channel.muted = false;
            if (channel.id != song.mix->id) channel.output = {};
            channel.sends.clear();
            std::erase_if(channel.automation, [&](const auto& curve) {
                if (curve->target.owner != project::AutomationTarget::Owner::insert) return true;
                return std::ranges::none_of(channel.inserts, [&](const auto& insert) { return insert->id.value == curve->target.id; });
            });
        };
        for (auto& track : song.tracks) {
            project::Track own = *track;
            change(own.channel);
            track = std::make_shared<const project::Track>(std::move(own));
        }
        for (auto& bus : song.buses) {
            project::Bus own = *bus;
            change(own.channel);
            bus = std::make_shared<const project::Bus>(std::move(own));
        }
        project::Channel mix = *song.mix;
        if (point.strip == mix.id) {
            change(mix);
            mix.soloed = false;
        } else {
            mix.inserts.clear();
            mix.automation.clear();
            mix.fader = {0};
            mix.muted = false;
        }
        song.mix = std::make_shared<const project::Channel>(std::move(mix));
        return {};
    });
}

} // namespace lacquer::ui
