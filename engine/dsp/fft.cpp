#include "engine/dsp/fft.h"

#include <fftw3.h>

#include <mutex>

namespace lacquer::dsp {
namespace {

/// FFTW's planner is one for the whole program and not thread-safe; executing plans is.
std::mutex& plannerMutex() {
    static std::mutex mutex;
    return mutex;
}

template <typename Sample>
struct Fftw;

template <>
struct Fftw<float> {
    using Plan = fftwf_plan;
    static Plan planForward(int n, float* in, std::complex<float>* out) {
        return fftwf_plan_dft_r2c_1d(n, in, reinterpret_cast<fftwf_complex*>(out), FFTW_ESTIMATE);
    }
    static Plan planInverse(int n, std::complex<float>* in, float* out) {
        return fftwf_plan_dft_c2r_1d(n, reinterpret_cast<fftwf_complex*>(in), out, FFTW_ESTIMATE);
    }
    static void forward(Plan plan, const float* in, std::complex<float>* out) {
        fftwf_execute_dft_r2c(plan, const_cast<float*>(in), reinterpret_cast<fftwf_complex*>(out));
    }
    static void inverse(Plan plan, std::complex<float>* in, float* out) {
        fftwf_execute_dft_c2r(plan, reinterpret_cast<fftwf_complex*>(in), out);
    }
    static void destroy(Plan plan) { fftwf_destroy_plan(plan); }
};

template <>
struct Fftw<double> {
    using Plan = fftw_plan;
    static Plan planForward(int n, double* in, std::complex<double>* out) {
        return fftw_plan_dft_r2c_1d(n, in, reinterpret_cast<fftw_complex*>(out), FFTW_ESTIMATE);
    }
    static Plan planInverse(int n, std::complex<double>* in, double* out) {
        return fftw_plan_dft_c2r_1d(n, reinterpret_cast<fftw_complex*>(in), out, FFTW_ESTIMATE);
    }
    static void forward(Plan plan, const double* in, std::complex<double>* out) {
        fftw_execute_dft_r2c(plan, const_cast<double*>(in), reinterpret_cast<fftw_complex*>(out));
    }
    static void inverse(Plan plan, std::complex<double>* in, double* out) {
        fftw_execute_dft_c2r(plan, reinterpret_cast<fftw_complex*>(in), out);
    }
    static void destroy(Plan plan) { fftw_destroy_plan(plan); }
};

} // namespace

template <typename Sample>
struct RealFft<Sample>::Plans {
    typename Fftw<Sample>::Plan forward, inverse;

    explicit Plans(int size) {
        // Estimating touches no memory, but reads its alignment.
        AlignedMemory<Sample> samples(static_cast<std::size_t>(size));
        AlignedMemory<Complex> spectrum(static_cast<std::size_t>(size / 2 + 1));
        const std::scoped_lock lock(plannerMutex());
        forward = Fftw<Sample>::planForward(size, samples.data(), spectrum.data());
        inverse = Fftw<Sample>::planInverse(size, spectrum.data(), samples.data());
    }
    Plans(const Plans&) = delete;
    Plans& operator=(const Plans&) = delete;
    ~Plans() {
        const std::scoped_lock lock(plannerMutex());
        Fftw<Sample>::destroy(forward);
        Fftw<Sample>::destroy(inverse);
    }
};

template <typename Sample>
RealFft<Sample>::RealFft(int size) : size_(size), plans_(std::make_unique<Plans>(size)) {}
template <typename Sample>
RealFft<Sample>::RealFft(RealFft&&) noexcept = default;
template <typename Sample>
RealFft<Sample>& RealFft<Sample>::operator=(RealFft&&) noexcept = default;
template <typename Sample>
RealFft<Sample>::~RealFft() = default;

template <typename Sample>
void RealFft<Sample>::forward(const Sample* samples, Complex* spectrum) const noexcept {
    Fftw<Sample>::forward(plans_->forward, samples, spectrum);
}

template <typename Sample>
void RealFft<Sample>::inverse(Complex* spectrum, Sample* samples) const noexcept {
    Fftw<Sample>::inverse(plans_->inverse, spectrum, samples);
}

template class RealFft<float>;
template class RealFft<double>;

} // namespace lacquer::dsp
