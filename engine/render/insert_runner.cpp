#include "engine/render/insert_runner.h"

#include <algorithm>

namespace lacquer::render {
namespace {

plan::Join joinOf(const ParameterSpec& spec) {
    if (spec.kind != ParameterKind::continuous) return plan::Join::step;
    return spec.taper == Taper::logarithmic && spec.unit == Unit::hertz ? plan::Join::octaves
                                                                        : plan::Join::linear;
}

} // namespace

InsertRunner::InsertRunner(const plan::Insert& insert)
    : insert_(&insert), values_(insert.values()), curves_(insert.values().size(), nullptr),
      storage_(new float[insert.values().size() * kQuantum]) {
    const auto& parameters = insert.type->spec.parameters;
    driven_.reserve(parameters.size());
    active_.reserve(parameters.size());
    for (std::size_t p = 0; p < parameters.size(); ++p) {
        if (parameters[p].id == "bypass") bypass_ = p;
        driven_.emplace_back(values_[p], nullptr, joinOf(parameters[p]));
    }
    for (const plan::MovingParameter& moving : insert.moving) {
        driven_[moving.parameter] =
            DrivenValue(values_[moving.parameter], moving.curve.get(), moving.curve->join);
        active_.push_back(moving.parameter);
    }
    on_ = values_[bypass_] <= 0.5f;
    wetFrom_ = wetTo_ = on_ ? 1.0f : 0.0f;
    // What starts afresh is silent for its latency, and its filters need a moment.
    warmUp_ = static_cast<int>(insert.latency.value / kQuantum) + 1 + kGlideQuanta;
}

void InsertRunner::pass(const Passage& passage) noexcept {
    passage_ = passage;
    if (passage_.isWanted()) wetFrom_ = wetTo_ = enterTo_ = 0;
}

void InsertRunner::advance(FramePosition start) noexcept {
    changed_ = fresh_;
    fresh_ = false;
    const FramePosition here = start - insert_->offset;
    for (std::size_t k = 0; k < active_.size();) {
        const std::size_t p = active_[k];
        float* out = storage_.get() + p * kQuantum;
        if (driven_[p].read(here, out)) {
            curves_[p] = out;
            values_[p] = out[0];
            changed_ = true;
        } else {
            const auto value = static_cast<float>(driven_[p].value());
            changed_ = changed_ || curves_[p] != nullptr || values_[p] != value;
            curves_[p] = nullptr;
            values_[p] = value;
            if (!driven_[p].onCurve()) {
                active_[k] = active_.back();
                active_.pop_back();
                continue;
            }
        }
        ++k;
    }
    constexpr float kStep = 1.0f / kGlideQuanta;
    const bool wasOff = isOff();
    passage_.advance();
    const bool on = values_[bypass_] <= 0.5f && passage_.isWanted() && !passage_.isWaiting();
    beginsToRun_ = on && wasOff;
    on_ = on;
    if (beginsToRun_) {
        warming_ = warmUp_;
        enterTo_ = 0;
    }
    enterFrom_ = enterTo_;
    enterTo_ = std::min(enterTo_ + kStep, 1.0f);
    wetFrom_ = wetTo_;
    if (on && warming_ > 0) {
        --warming_;
        return;
    }
    wetTo_ = std::clamp(wetTo_ + (on ? kStep : -kStep), 0.0f, 1.0f);
    // While it waits to come in, the way there is still to be gone.
    const bool heard = values_[bypass_] <= 0.5f && passage_.isWanted();
    rests_ = active_.empty() && !changed_ && wetFrom_ == wetTo_ && wetTo_ == (heard ? 1.0f : 0.0f);
}

void InsertRunner::activate(std::size_t parameter) noexcept {
    rests_ = false;
    if (std::find(active_.begin(), active_.end(), parameter) == active_.end())
        active_.push_back(parameter);
}

void InsertRunner::moveTo(std::size_t parameter, double value) noexcept {
    driven_[parameter].moveTo(value);
    activate(parameter);
}

void InsertRunner::release() noexcept {
    for (std::size_t p = 0; p < driven_.size(); ++p) {
        driven_[p].release();
        if (driven_[p].gliding()) activate(p);
    }
}

void InsertRunner::adopt(const InsertRunner& before, Told told) noexcept {
    // What was told last: one whose values are the same need not be told again.
    fresh_ = told == Told::no || before.fresh_ || values_ != before.values_ || !before.active_.empty();
    for (std::size_t p = 0; p < driven_.size(); ++p) {
        if (driven_[p].value() == before.driven_[p].value() && !driven_[p].onCurve() &&
            !before.driven_[p].gliding() && !before.driven_[p].isWritten())
            continue;
        driven_[p].adopt(before.driven_[p]);
        values_[p] = static_cast<float>(driven_[p].value());
        activate(p);
    }
    rests_ = false;
    wetFrom_ = before.wetFrom_;
    wetTo_ = before.wetTo_;
    enterFrom_ = before.enterFrom_;
    enterTo_ = before.enterTo_;
    on_ = before.on_;
    warming_ = before.warming_;
}

} // namespace lacquer::render
