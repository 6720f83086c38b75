#pragma once

#include "engine/dsp/equalizer_design.h"

#include <cmath>

namespace lacquer::dsp {

/// The two memories of a section in its state-variable form.
struct SectionMemory {
    double s1 = 0, s2 = 0;
};

/// First two frames of a state-variable filter's free response, which both forms share.
struct FreeResponse {
    double fromS1[2], fromS2[2];

    explicit FreeResponse(const StateVariable& f) {
        const double d = 1.0 / (1.0 + f.g * (f.g + f.k));
        const auto run = [&](double s1, double s2, double* y) {
            for (int n = 0; n < 2; ++n) {
                const double high = (-s2 - (f.g + f.k) * s1) * d;
                const double band = s1 + f.g * high;
                const double low = s2 + f.g * band;
                y[n] = f.m1 * band + f.m2 * low;
                s1 = band + f.g * high;
                s2 = low + f.g * band;
            }
        };
        run(1, 0, fromS1);
        run(0, 1, fromS2);
    }
};

/// Direct-form memories that continue like the state-variable ones.
inline void toDirect(const StateVariable& f, SectionMemory s, double& z1, double& z2) {
    const FreeResponse free(f);
    const double y0 = free.fromS1[0] * s.s1 + free.fromS2[0] * s.s2;
    const double y1 = free.fromS1[1] * s.s1 + free.fromS2[1] * s.s2;
    z1 = y0;
    z2 = y1 + biquadOf(f).a1 * y0;
}

inline SectionMemory toStateVariable(const StateVariable& f, double z1, double z2) {
    const FreeResponse free(f);
    const double y0 = z1;
    const double y1 = z2 - biquadOf(f).a1 * z1;
    const double determinant = free.fromS1[0] * free.fromS2[1] - free.fromS2[0] * free.fromS1[1];
    // A filter that passes has no memory that could be heard.
    if (std::fabs(determinant) < 1e-200) return {};
    return {(y0 * free.fromS2[1] - y1 * free.fromS2[0]) / determinant,
            (y1 * free.fromS1[0] - y0 * free.fromS1[1]) / determinant};
}

} // namespace lacquer::dsp
