#include "engine/surfaces/automation_recorder.h"

#include "engine/project/automation_edits.h"
#include "engine/project/edit_names.h"
#include "engine/vocabulary/quantum.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lacquer::surfaces {

using project::AutomationMode;
using project::AutomationPoints;
using project::HandOrder;
using Way = HandOrder::Way;

namespace {

/// A level that a lift can be counted from.
constexpr double kLowestReference = -90;

bool isLevel(const ParameterSpec& spec) { return spec.taper == Taper::fader; }

} // namespace

void AutomationRecorder::show(std::shared_ptr<const project::Project> project, SongId song) {
    const std::lock_guard lock(mutex_);
    project_ = std::move(project);
    song_ = song;
}

void AutomationRecorder::setWriting(bool on) {
    const std::lock_guard lock(mutex_);
    on_ = on;
}

bool AutomationRecorder::isOn() const {
    const std::lock_guard lock(mutex_);
    return on_;
}

bool AutomationRecorder::isArmed() const {
    const std::lock_guard lock(mutex_);
    const project::Song* song = project_ && on_ ? project::findSong(*project_, song_) : nullptr;
    if (!song) return false;
    const auto writes = [](const project::Channel& channel) {
        return channel.automationMode != AutomationMode::off && channel.automationMode != AutomationMode::read;
    };
    return std::ranges::any_of(song->tracks, [&](const auto& track) { return writes(track->channel); }) ||
           std::ranges::any_of(song->buses, [&](const auto& bus) { return writes(bus->channel); }) ||
           std::ranges::any_of(song->vcas, [&](const auto& vca) { return writes(*vca); }) || writes(*song->mix);
}

AutomationMode AutomationRecorder::modeOf(const Control& control) const {
    const project::Channel* channel = project_ ? project::findChannel(*project_, control.channel) : nullptr;
    return channel ? channel->automationMode : AutomationMode::off;
}

/// How a hand on it writes; none: it does not.
std::optional<Way> AutomationRecorder::wayOf(const Control& control) const {
    if (!playing_ || !on_ || !project_) return std::nullopt;
    const project::Song* song = project::findSong(*project_, song_);
    const project::Channel* channel = song ? project::findChannel(*project_, control.channel) : nullptr;
    const ParameterSpec* spec = channel ? project::specOf(*catalogue_, *channel, control.target) : nullptr;
    if (!spec || spec->kind == ParameterKind::text) return std::nullopt;
    switch (channel->automationMode) {
    case AutomationMode::off:
    case AutomationMode::read: return std::nullopt;
    case AutomationMode::touch:
    case AutomationMode::latch:
    case AutomationMode::write: return Way::hold;
    case AutomationMode::trim: break;
    }
    if (!isLevel(*spec)) return Way::hold;
    const project::AutomationCurve* curve = project::findCurve(*channel, control.target);
    if (!curve || curve->points.empty()) return std::nullopt;
    return Way::lift;
}

double AutomationRecorder::heardAt(const Control& control, FramePosition position) const {
    return valueAt(*project_, *catalogue_, control, position).value_or(0);
}

AutomationRecorder::Pass* AutomationRecorder::find(const Control& control) {
    const auto found = std::ranges::find_if(passes_, [&](const Pass& pass) { return pass.control == control && !pass.ended; });
    return found == passes_.end() ? nullptr : &*found;
}

const AutomationRecorder::Pass* AutomationRecorder::find(const Control& control) const {
    return const_cast<AutomationRecorder*>(this)->find(control);
}

/// The pass that is under way, or a new one; null when nothing is written here.
AutomationRecorder::Pass* AutomationRecorder::begin(const Control& control, double value) {
    Pass* pass = find(control);
    if (!pass) {
        const auto way = wayOf(control);
        if (!way) return nullptr;
        Pass fresh;
        fresh.control = control;
        fresh.way = *way;
        const ParameterSpec* spec = specOf(*project_, *catalogue_, control);
        fresh.steps = spec && spec->kind != ParameterKind::continuous;
        fresh.reference = std::max(heardAt(control, position_), *way == Way::lift ? kLowestReference : -HUGE_VAL);
        passes_.push_back(std::move(fresh));
        pass = &passes_.back();
    }
    pass->value = value;
    pass->isLetGo = false;
    pass->until.reset();
    return pass;
}

HandOrder AutomationRecorder::orderOf(const Pass& pass) const {
    const double value = pass.way == Way::lift ? std::max(pass.value, kLowestReference) - pass.reference : pass.value;
    return {pass.way, pass.control.channel, pass.control.target, value};
}

HandOrder AutomationRecorder::orderFor(const Control& control, double value) {
    const std::lock_guard lock(mutex_);
    if (const Pass* pass = begin(control, value)) return orderOf(*pass);
    return {Way::move, control.channel, control.target, value};
}

bool AutomationRecorder::touch(const Control& control) {
    const std::lock_guard lock(mutex_);
    if (Pass* pass = find(control)) {
        // The hand's first move may have come ahead of this.
        const bool again = pass->isLetGo;
        pass->down = true;
        pass->isLetGo = false;
        if (again) orders_.push_back(orderOf(*pass));
        return true;
    }
    if (!wayOf(control)) return false;
    // A finger that lies still holds the value where it was heard.
    Pass* pass = begin(control, heardAt(control, position_));
    pass->down = true;
    orders_.push_back(orderOf(*pass));
    return true;
}

bool AutomationRecorder::move(const Control& control, double value) {
    const std::lock_guard lock(mutex_);
    const Pass* before = find(control);
    const bool known = before && before->value == value && !before->isLetGo;
    const Pass* pass = begin(control, value);
    if (!pass) return false;
    if (!known) orders_.push_back(orderOf(*pass));
    return true;
}

void AutomationRecorder::letGo(Pass& pass) {
    pass.isLetGo = true;
    orders_.push_back({Way::letGo, pass.control.channel, pass.control.target, 0});
}

bool AutomationRecorder::release(const Control& control) {
    const std::lock_guard lock(mutex_);
    Pass* pass = find(control);
    if (!pass) return false;
    pass->down = false;
    const AutomationMode mode = modeOf(control);
    if (mode != AutomationMode::latch && mode != AutomationMode::write) letGo(*pass);
    return true;
}

bool AutomationRecorder::put(const Control& control, double value) {
    const std::lock_guard lock(mutex_);
    Pass* pass = begin(control, value);
    if (!pass) return false;
    orders_.push_back(orderOf(*pass));
    const AutomationMode mode = modeOf(control);
    if (mode == AutomationMode::latch || mode == AutomationMode::write) return true;
    const project::AutomationCurve* curve = project::findCurve(*project::findChannel(*project_, control.channel), control.target);
    if (!curve) return true;
    for (const project::AutomationPoint& point : curve->points)
        if (point.position > position_ && !pass->until) pass->until = point.position;
    return true;
}

void AutomationRecorder::roll(bool playing, FramePosition position) {
    const std::lock_guard lock(mutex_);
    position_ = position;
    if (playing == playing_) return;
    playing_ = playing;
    if (!playing) {
        for (Pass& pass : passes_) {
            if (!pass.ended) pass.stopped = true;
            pass.ended = true;
        }
        return;
    }
    const project::Song* song = project_ ? project::findSong(*project_, song_) : nullptr;
    if (!song || !on_) return;
    const auto overwrite = [&](const project::Channel& channel) {
        if (channel.automationMode != AutomationMode::write) return;
        for (const auto& curve : channel.automation) {
            const Control control{channel.id, curve->target};
            if (const Pass* pass = begin(control, heardAt(control, position))) orders_.push_back(orderOf(*pass));
        }
    };
    for (const auto& track : song->tracks) overwrite(track->channel);
    for (const auto& bus : song->buses) overwrite(bus->channel);
    for (const auto& vca : song->vcas) overwrite(*vca);
    overwrite(*song->mix);
}

void AutomationRecorder::hear(std::span<const project::HeardValue> heard) {
    const std::lock_guard lock(mutex_);
    for (const project::HeardValue& one : heard) {
        Pass* const pass = find({one.channel, one.target});
        if (!pass) continue;
        pass->ended = one.ended; // with the last quantum of its way back
        const FramePosition at = pass->steps ? one.start : one.start + FrameCount{kQuantum - 1};
        if (at.value < 0) continue;
        if (pass->stretches.empty() || one.start != pass->next) pass->stretches.emplace_back();
        pass->next = one.start + FrameCount{kQuantum};
        std::vector<Sample>& samples = pass->stretches.back();
        const double value = pass->way == Way::lift ? one.lift : one.value;
        // A level stretch of a held value is its two ends.
        const std::size_t count = samples.size();
        if (pass->way == Way::hold && count >= 2 && samples[count - 1].value == value && samples[count - 2].value == value)
            samples.back().position = at;
        else
            samples.push_back({at, value});
        if (pass->until && one.start >= *pass->until && !pass->isLetGo) letGo(*pass);
    }
}

std::vector<HandOrder> AutomationRecorder::takeOrders() {
    const std::lock_guard lock(mutex_);
    // A hand may have come back since.
    std::erase_if(orders_, [this](const HandOrder& order) {
        const Pass* pass = order.way == Way::letGo ? find({order.channel, order.target}) : nullptr;
        return pass && !pass->isLetGo;
    });
    // Or may have gone on, ahead of what it wanted first.
    for (HandOrder& order : orders_)
        if (const Pass* pass = find({order.channel, order.target}); pass && order.way != Way::letGo) order = orderOf(*pass);
    return std::exchange(orders_, {});
}

AutomationPoints AutomationRecorder::pointsOf(const Pass& pass, const std::vector<Sample>& stretch, bool first,
                                              const AutomationPoints& curve, const ParameterSpec& spec, double stored) const {
    const auto storable = [&](double value) {
        if (isLevel(spec)) return value >= spec.minimum ? std::min(value, spec.maximum) : kSilence.value;
        return std::clamp(value, spec.minimum, spec.maximum);
    };
    const auto before = [&](FramePosition at) { return curve.empty() ? stored : project::valueOf(curve, spec, at); };
    AutomationPoints points;
    // The quantum's line begins at the frame before it.
    const FramePosition start{stretch.front().position.value - kQuantum};
    if (!pass.steps && start.value >= 0) {
        if (first) points.push_back({start, storable(before(start)), 0});
        else points.push_back({start + FrameCount{1}, storable(pass.way == Way::lift ? before(start + FrameCount{1}) + stretch.front().value : stretch.front().value), 0});
    }
    if (pass.way == Way::hold) {
        for (const Sample& sample : stretch) points.push_back({sample.position, storable(sample.value), 0});
    } else {
        // The curve's own corners, each lifted by what the hand's line has there.
        std::size_t corner = 0;
        Sample last{start, first ? 0 : stretch.front().value};
        for (const Sample& sample : stretch) {
            for (; corner < curve.size() && curve[corner].position < sample.position; ++corner) {
                if (curve[corner].position <= last.position) continue;
                const double t = static_cast<double>((curve[corner].position - last.position).value) /
                                 static_cast<double>((sample.position - last.position).value);
                const double lift = last.value + t * (sample.value - last.value);
                points.push_back({curve[corner].position, storable(curve[corner].value + lift), 0});
            }
            points.push_back({sample.position, storable(before(sample.position) + sample.value), 0});
            last = sample;
        }
    }
    // Playing stopped before the value was let go: what comes then is reached as after a release.
    if (pass.stopped && &stretch == &pass.stretches.back() && !pass.steps) {
        const FramePosition back = points.back().position + framesIn(Seconds{project::kReturnSeconds}, project_->rate);
        points.push_back({back, storable(before(back)), 0});
    }
    return points;
}

Result<project::Project> AutomationRecorder::written(project::Project project, const Pass& pass) const {
    const ParameterSpec* spec = specOf(project, *catalogue_, pass.control);
    const project::Channel* channel = project::findChannel(project, pass.control.channel);
    if (!spec || !channel) return badInput("What was written for is not in the project any more.");
    const double stored = storedValue(project, *catalogue_, pass.control).value_or(spec->defaultValue);
    AutomationPoints points;
    if (const project::AutomationCurve* curve = project::findCurve(*channel, pass.control.target)) points = curve->points;
    const AutomationPoints before = points;
    for (std::size_t k = 0; k < pass.stretches.size(); ++k) {
        const AutomationPoints made = pointsOf(pass, pass.stretches[k], k == 0, before, *spec, stored);
        points = project::withWritten(std::move(points), *spec, project::thinned(made, *spec), stored);
    }
    return project::setCurve(std::move(project), *catalogue_, pass.control.channel, pass.control.target, std::move(points));
}

std::vector<AutomationRecorder::Step> AutomationRecorder::takeSteps(project::Project project) {
    const std::lock_guard lock(mutex_);
    std::vector<Step> steps;
    std::optional<Step> together; // of what playing's stop has ended
    std::size_t count = 0;
    for (const Pass& pass : passes_) {
        if (!pass.ended || pass.stretches.empty()) continue;
        auto next = written(project, pass);
        if (!next || *next == project) continue;
        project = std::move(*next);
        std::string name = "Automation of " + editName(project, *catalogue_, pass.control);
        if (!pass.stopped) {
            steps.push_back({std::move(name), project});
        } else {
            together = Step{++count == 1 ? std::move(name) : fmt::format("Automation of {} values", count), {}};
        }
    }
    std::erase_if(passes_, &Pass::ended);
    if (together) {
        together->project = std::move(project);
        steps.push_back(std::move(*together));
    }
    return steps;
}

bool AutomationRecorder::isWriting() const {
    const std::lock_guard lock(mutex_);
    return std::ranges::any_of(passes_, [](const Pass& pass) { return !pass.ended; });
}

std::optional<double> AutomationRecorder::valueOf(const Control& control) const {
    const std::lock_guard lock(mutex_);
    const Pass* pass = find(control);
    if (!pass) return std::nullopt;
    if (!pass->isLetGo || pass->stretches.empty()) return pass->value;
    // It glides back.
    const Sample& last = pass->stretches.back().back();
    if (pass->way == Way::hold) return last.value;
    return heardAt(control, position_) + last.value;
}

project::Project AutomationRecorder::withWritten(project::Project project) const {
    std::vector<std::pair<Control, double>> standing;
    {
        const std::lock_guard lock(mutex_);
        for (const Pass& pass : passes_)
            if (!pass.ended && !pass.isLetGo) standing.emplace_back(pass.control, pass.value);
    }
    for (const auto& [control, value] : standing) {
        auto moved = putValue(project, *catalogue_, control, value);
        if (!moved) continue;
        project = std::move(*moved);
        if (auto cleared = project::clearCurve(project, control.channel, control.target)) project = std::move(*cleared);
    }
    return project;
}

} // namespace lacquer::surfaces
