#include "engine/analysis/master_check.h"

#include "engine/analysis/true_peak_meter.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace lacquer::analysis {
namespace {

constexpr float kFullScale = 0.9999f;
constexpr int kClippedRun = 3;        // samples; one at full scale may be by chance
constexpr double kTogether = 0.25;    // s; faults of a kind that are nearer are one
constexpr double kDropout = 0.02;     // s of digital silence between sounds
constexpr double kHard = -40;         // dBFS of a first or last sample that is heard as a click
constexpr double kOffset = 0.002;     // of full scale
constexpr double kImbalance = 3;      // dB
constexpr double kPhaseWindow = 1;    // s
constexpr double kQuiet = 1e-5;       // power, −50 dBFS: phase of less does not matter

double decibels(double value) { return 20 * std::log10(std::max(value, 1e-9)); }

std::string words(const char* format, double value) {
    std::array<char, 160> text{};
    std::snprintf(text.data(), text.size(), format, value);
    return text.data();
}

} // namespace

struct MasterCheck::State {
    SampleRate rate;
    MasterLimits limits;
    std::array<TruePeakMeter, 2> peaks;
    std::vector<MasterFinding> findings;
    std::int64_t at = 0;
    std::array<int, 2> run{};
    std::int64_t silentFrom = -1;
    bool sounded = false, differs = false;
    std::array<float, 2> first{}, last{};
    std::array<double, 2> sum{}, power{};
    double phaseLeft = 0, phaseRight = 0, phaseCross = 0;
    std::int64_t phaseFrames = 0;

    Seconds timeOf(std::int64_t frame) const { return secondsOf(FrameCount{frame}, rate); }

    /// Joins what belongs together, keeping the worst.
    void report(MasterFault fault, FaultSeverity severity, std::int64_t from, std::int64_t to, double value) {
        const Seconds start = timeOf(from), end = timeOf(to);
        for (auto found = findings.rbegin(); found != findings.rend(); ++found) {
            if (found->fault != fault) continue;
            if (start.value - found->end.value > kTogether) break;
            found->end = {std::max(found->end.value, end.value)};
            found->value = fault == MasterFault::outOfPhase ? std::min(found->value, value) : std::max(found->value, value);
            return;
        }
        findings.push_back({fault, severity, start, end, value});
    }

    void sample(float left, float right) {
        const std::array<float, 2> now{left, right};
        if (at == 0) first = now;
        last = now;
        differs = differs || left != right;
        for (std::size_t c = 0; c < 2; ++c) {
            sum[c] += now[c];
            power[c] += double{now[c]} * now[c];
            run[c] = std::fabs(now[c]) >= kFullScale ? run[c] + 1 : 0;
            if (run[c] >= kClippedRun)
                report(MasterFault::clipping, FaultSeverity::error, at - run[c] + 1, at, run[c]);
        }
        if (left == 0 && right == 0) {
            if (silentFrom < 0) silentFrom = at;
        } else {
            if (sounded && silentFrom >= 0 && timeOf(at - silentFrom).value >= kDropout)
                report(MasterFault::dropout, FaultSeverity::warning, silentFrom, at, timeOf(at - silentFrom).value);
            silentFrom = -1;
            sounded = true;
        }
        phaseLeft += double{left} * left;
        phaseRight += double{right} * right;
        phaseCross += double{left} * right;
        if (++phaseFrames >= static_cast<std::int64_t>(kPhaseWindow * rate.hz)) closePhase();
        ++at;
    }

    void closePhase() {
        const double count = static_cast<double>(phaseFrames);
        if (phaseLeft / count > kQuiet && phaseRight / count > kQuiet) {
            const double correlation = phaseCross / std::sqrt(phaseLeft * phaseRight);
            if (correlation < -0.2)
                report(MasterFault::outOfPhase, FaultSeverity::warning, at + 1 - phaseFrames, at + 1, correlation);
        }
        phaseLeft = phaseRight = phaseCross = 0;
        phaseFrames = 0;
    }
};

MasterCheck::MasterCheck(SampleRate rate, MasterLimits limits) : state_(std::make_unique<State>()) {
    state_->rate = rate;
    state_->limits = limits;
}

MasterCheck::~MasterCheck() = default;
MasterCheck::MasterCheck(MasterCheck&&) noexcept = default;

void MasterCheck::add(const float* const* planes, int frames) {
    State& s = *state_;
    constexpr int kMoment = 1024;
    for (int from = 0; from < frames; from += kMoment) {
        const int count = std::min(kMoment, frames - from);
        double peak = 0;
        for (std::size_t c = 0; c < 2; ++c) {
            s.peaks[c].process(planes[c] + from, count);
            peak = std::max(peak, s.peaks[c].take());
        }
        if (const double level = decibels(peak); level > s.limits.truePeakDbtp)
            s.report(MasterFault::peak, FaultSeverity::error, s.at, s.at + count, level);
        for (int k = from; k < from + count; ++k) s.sample(planes[0][k], planes[1][k]);
    }
}

std::vector<MasterFinding> MasterCheck::finish() {
    State& s = *state_;
    if (s.at == 0) return {};
    const double frames = static_cast<double>(s.at);
    const auto ofSong = [&](MasterFault fault, FaultSeverity severity, double value) {
        s.findings.insert(s.findings.begin(), {fault, severity, {0}, {0}, value});
    };
    const auto edge = [](const std::array<float, 2>& samples) {
        return decibels(std::max(std::fabs(samples[0]), std::fabs(samples[1])));
    };
    for (std::size_t c = 0; c < 2; ++c)
        if (const double offset = s.sum[c] / frames; std::fabs(offset) > kOffset) {
            ofSong(MasterFault::offset, FaultSeverity::warning, 100 * offset);
            break;
        }
    if (s.power[0] > 0 && s.power[1] > 0)
        if (const double side = 10 * std::log10(s.power[0] / s.power[1]); std::fabs(side) > kImbalance)
            ofSong(MasterFault::imbalance, FaultSeverity::warning, side);
    if (!s.differs && s.sounded) ofSong(MasterFault::mono, FaultSeverity::note, 0);
    if (edge(s.first) > kHard) s.findings.push_back({MasterFault::hardStart, FaultSeverity::warning, {0}, {0}, edge(s.first)});
    if (edge(s.last) > kHard)
        s.findings.push_back({MasterFault::hardEnd, FaultSeverity::warning, s.timeOf(s.at), s.timeOf(s.at), edge(s.last)});
    std::stable_sort(s.findings.begin(), s.findings.end(),
                     [](const auto& a, const auto& b) { return a.start.value < b.start.value; });
    return s.findings;
}

std::string textOf(const MasterFinding& finding) {
    switch (finding.fault) {
    case MasterFault::clipping: return words("Clips: %.0f samples in a row at full scale", finding.value);
    case MasterFault::peak: return words("True peak %+.1f dBTP", finding.value);
    case MasterFault::dropout: return words("Digital silence for %.2f s", finding.value);
    case MasterFault::hardStart: return words("Begins with a click: its first sample is at %.0f dBFS", finding.value);
    case MasterFault::hardEnd: return words("Ends with a click: its last sample is at %.0f dBFS", finding.value);
    case MasterFault::offset: return words("Direct current of %.2f %% of full scale", finding.value);
    case MasterFault::imbalance:
        return words(finding.value > 0 ? "Left is %.1f dB louder throughout" : "Right is %.1f dB louder throughout",
                     std::fabs(finding.value));
    case MasterFault::outOfPhase: return words("Left and right against each other, correlation %+.2f", finding.value);
    case MasterFault::mono: return "Both channels are the same";
    }
    return {};
}

} // namespace lacquer::analysis
