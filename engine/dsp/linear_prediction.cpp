#include "engine/dsp/linear_prediction.h"

#include <algorithm>
#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/linear_prediction.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include "engine/dsp/lanes.h"

HWY_BEFORE_NAMESPACE();
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

// Here the lanes are neighbouring frames of one channel; loads need not be aligned.
void runAutocorrelate(const double* x, int count, int order, double* r) {
    constexpr int kParts = 16;
    alignas(64) double parts[kParts];
    for (int k = 0; k <= order; ++k) {
        for (int part = 0; part < kParts; part += kWidth) {
            Doubles sum = setDoubles(0.0);
            for (int n = part; n < count; n += kParts) sum = fma(load(x + n), load(x + n + k), sum);
            store(sum, parts + part);
        }
        double sum = 0;
        for (const double part : parts) sum += part;
        r[k] = sum;
    }
}

/// out[n] = Σ a[i] · x[n + step · i] · scale for `from` ≤ n < to; both multiples of 16 apart.
void runFilter(const double* x, int from, int to, int step, const double* a, int order, double scale, double* out) {
    for (int n = from; n < to; n += kWidth) {
        Doubles sum = setDoubles(0.0);
        for (int i = 0; i <= order; ++i) sum = fma(setDoubles(a[i]), load(x + n + step * i), sum);
        store(sum * setDoubles(scale), out + n);
    }
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lacquer::dsp {

HWY_EXPORT(runAutocorrelate);
HWY_EXPORT(runFilter);

void autocorrelate(const double* x, int count, int order, double* r) noexcept {
    HWY_DYNAMIC_DISPATCH(runAutocorrelate)(x, count, order, r);
}

bool predictionFilter(const double* r, int order, double* a) noexcept {
    // −100 dB of noise keeps pure tones solvable.
    double error = r[0] * (1 + 1e-10) + 1e-20;
    if (!(r[0] > 1e-14)) return false;
    std::fill(a, a + order + 1, 0.0);
    a[0] = 1;
    double before[kMostPredictionOrder + 1];
    for (int m = 1; m <= order; ++m) {
        double sum = 0;
        for (int i = 0; i < m; ++i) sum += a[i] * r[m - i];
        const double reflection = -sum / error;
        std::copy_n(a, m, before);
        for (int i = 1; i < m; ++i) a[i] = before[i] + reflection * before[m - i];
        a[m] = reflection;
        error *= 1 - reflection * reflection;
        if (!(error > 0)) return false;
    }
    return true;
}

void predictionError(const double* x, int count, const double* a, int order, double* error) noexcept {
    std::fill(error, error + count, 0.0);
    // Whole vectors from the end on; what lies before `order` is cut off again.
    const int vectors = (count - order) / 16 * 16;
    HWY_DYNAMIC_DISPATCH(runFilter)(x, count - vectors, count, -1, a, order, 1.0, error);
    for (int n = order; n < count - vectors; ++n) {
        double sum = 0;
        for (int i = 0; i <= order; ++i) sum = std::fma(a[i], x[n - i], sum);
        error[n] = sum;
    }
}

void deviation(const double* error, int count, const double* a, int order, double* away) noexcept {
    double energy = 0;
    for (int i = 0; i <= order; ++i) energy += a[i] * a[i];
    std::fill(away, away + count, 0.0);
    const int vectors = (count - order) / 16 * 16;
    HWY_DYNAMIC_DISPATCH(runFilter)(error, 0, vectors, 1, a, order, 1 / energy, away);
    for (int n = vectors; n < count - order; ++n) {
        double sum = 0;
        for (int i = 0; i <= order; ++i) sum = std::fma(a[i], error[n + i], sum);
        away[n] = sum * (1 / energy);
    }
}

GapFiller::GapFiller(int longest) {
    const auto size = static_cast<std::size_t>(std::max(longest, kMostPredictionOrder) + 1);
    for (auto* memory : {&correlation_, &wanted_, &filled_, &forward_, &backward_}) memory->resize(size);
}

const double* GapFiller::fill(const double* x, int at, int length, const double* a, int order) noexcept {
    double* const b = correlation_.data();
    for (int k = 0; k <= order; ++k) {
        double sum = 0;
        for (int i = 0; i + k <= order; ++i) sum += a[i] * a[i + k];
        b[k] = sum;
    }
    for (int k = order + 1; k <= length && k < static_cast<int>(correlation_.size()); ++k) b[k] = 0;
    double* const wanted = wanted_.data();
    for (int j = 0; j < length; ++j) {
        double sum = 0;
        for (int k = 1; k <= order; ++k) {
            if (j - k < 0) sum -= b[k] * x[at + j - k];
            if (j + k >= length) sum -= b[k] * x[at + j + k];
        }
        wanted[j] = sum;
    }
    // Levinson's recursion for a symmetric Toeplitz system, the sides of `forward` mirrored.
    double* const f = forward_.data();
    double* const g = backward_.data();
    double* const u = filled_.data();
    if (!(b[0] > 0)) return nullptr;
    f[0] = 1 / b[0];
    u[0] = wanted[0] / b[0];
    for (int m = 1; m < length; ++m) {
        double lack = 0, short_ = 0;
        for (int i = 0; i < m; ++i) {
            lack += b[m - i] * f[i];
            short_ += b[m - i] * u[i];
        }
        const double d = 1 - lack * lack;
        if (!(d > 1e-14)) return nullptr;
        std::copy_n(f, m, g);
        f[m] = 0;
        for (int i = 0; i <= m; ++i) {
            const double mirrored = i > 0 ? g[m - i] : 0.0;
            const double own = i < m ? g[i] : 0.0;
            f[i] = (own - lack * mirrored) / d;
        }
        // The last column of the inverse is the first one upside down.
        u[m] = 0;
        const double miss = wanted[m] - short_;
        for (int i = 0; i <= m; ++i) u[i] += miss * f[m - i];
    }
    return u;
}

} // namespace lacquer::dsp
#endif
