#include "app/demo/tone.h"

#include <cmath>

namespace lacquer::demo {

void level(Stem& stem, double peak) {
    for (Sound& sound : stem.channels) {
        Filter rumble;
        rumble.tune(22, 0.707);
        for (float& sample : sound) sample = static_cast<float>(rumble.high(static_cast<double>(sample)));
    }
    float loudest = 0;
    for (const Sound& sound : stem.channels)
        for (float sample : sound) loudest = std::max(loudest, std::abs(sample));
    if (loudest == 0) return;
    const float gain = static_cast<float>(peak) / loudest;
    for (Sound& sound : stem.channels)
        for (float& sample : sound) sample *= gain;
}

void drive(Sound& sound, double amount) {
    for (float& sample : sound)
        if (sample != 0) sample = static_cast<float>(dsp::tanh(amount * static_cast<double>(sample)) / amount);
}

} // namespace lacquer::demo
