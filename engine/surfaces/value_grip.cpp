#include "engine/surfaces/value_grip.h"

#include <algorithm>

namespace lacquer::surfaces {

void ValueGrip::show(std::shared_ptr<const Mixer> mixer, std::uint64_t done) {
    mixer_ = std::move(mixer);
    std::erase_if(held_, [&](const Held& held) { return (!held.inHand && held.number <= done) || !spec(held.control); });
}

const ParameterSpec* ValueGrip::spec(const Control& control) const {
    return mixer_ ? specOf(*mixer_->project, *mixer_->catalogue, control) : nullptr;
}

double ValueGrip::value(const Control& control) const {
    for (const Held& held : held_)
        if (held.control == control) return held.value;
    return mixer_ ? valueAt(*mixer_->project, *mixer_->catalogue, control, readings_.position).value_or(0) : 0;
}

bool ValueGrip::isHeld(const Control& control) const {
    return std::ranges::any_of(held_, [&](const Held& held) { return held.inHand && held.control == control; });
}

ValueGrip::Held& ValueGrip::heldFor(const Control& control) {
    const auto found = std::ranges::find(held_, control, &Held::control);
    if (found != held_.end()) return *found;
    held_.push_back({control, value(control), 0, false, {}});
    return held_.back();
}

void ValueGrip::move(const Control& control, double to, Time now) {
    Held& held = heldFor(control);
    if (!held.inHand) issue(Touched{control});
    issue(Moved{control, to});
    held.inHand = true;
    held.value = to;
    held.last = now;
    held.number = actions_.lastNumber();
}

void ValueGrip::put(const Control& control, double to) {
    Held& held = heldFor(control);
    if (held.inHand) release(held);
    issue(Put{control, to});
    held.value = to;
    held.number = actions_.lastNumber();
}

void ValueGrip::release(Held& held) {
    held.inHand = false;
    issue(Released{held.control});
    held.number = actions_.lastNumber();
}

void ValueGrip::tick(Time now) {
    for (Held& held : held_)
        if (held.inHand && now - held.last >= kTouch) release(held);
}

void ValueGrip::letGo() {
    for (Held& held : held_)
        if (held.inHand) release(held);
}

} // namespace lacquer::surfaces
