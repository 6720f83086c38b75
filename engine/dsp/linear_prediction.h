#pragma once

#include <vector>

/// Linear prediction of a stretch of audio, for finding and filling damaged samples.
///
/// Bits     every sum runs in a fixed order, the same for each instruction set
/// Thread   [render]; nothing allocates but the constructor of GapFiller
/// Source   Godsill & Rayner, Digital Audio Restoration (1998), chapters 4 and 5; Janssen, Veldhuis &
///          Vries, IEEE ASSP 34 (1986)
namespace lacquer::dsp {

inline constexpr int kMostPredictionOrder = 96;
/// Readable zeros that must follow `count` samples: whole vectors are loaded.
inline constexpr int kPredictionPadding = 16 + kMostPredictionOrder;

/// r[k] = Σ x[n] · x[n + k] for k = 0…order; x is followed by kPredictionPadding zeros.
void autocorrelate(const double* x, int count, int order, double* r) noexcept;

/// Prediction-error filter a[0] = 1 … a[order] of the process with this autocorrelation (Levinson and
/// Durbin). False when there is nothing to predict (silence).
bool predictionFilter(const double* r, int order, double* a) noexcept;

/// error[n] = Σ a[i] · x[n − i] for order ≤ n < count; zero before.
void predictionError(const double* x, int count, const double* a, int order, double* error) noexcept;

/// away[n] = x[n] minus what its neighbours on both sides let expect of it, from the prediction error:
/// Σ a[i] · error[n + i] / Σ a[i]², for 0 ≤ n < count − order; zero behind.
void deviation(const double* error, int count, const double* a, int order, double* away) noexcept;

/// Fills gaps so that the prediction error around them is least.
class GapFiller {
public:
    explicit GapFiller(int longest);

    /// New samples for [at, at + length) of x, which has `order` good ones on both sides of it.
    /// Length up to `longest`. Returns null when there is no solution.
    const double* fill(const double* x, int at, int length, const double* a, int order) noexcept;

private:
    std::vector<double> correlation_, wanted_, filled_, forward_, backward_;
};

} // namespace lacquer::dsp
