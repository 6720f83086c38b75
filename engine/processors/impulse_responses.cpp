#include "engine/processors/impulse_responses.h"

#include "engine/dsp/math.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <locale>
#include <random>
#include <sstream>

namespace lacquer::processors {
namespace {

constexpr std::array<FactoryResponse, 8> kFactory{{
    {"factory:booth", "Vocal booth", 0.18, 0.004, 2.6, 0.9, 0.7, 1.0},
    {"factory:drum-room", "Drum room", 0.45, 0.008, 6.5, 1.1, 0.75, 1.2},
    {"factory:studio", "Live room", 0.8, 0.012, 12, 1.0, 0.7, 1.0},
    {"factory:chamber", "Echo chamber", 1.4, 0.015, 8, 1.1, 0.6, 0.7},
    {"factory:plate", "Bright plate", 2.2, 0.002, 0, 1.2, 0.75, 0},
    {"factory:chapel", "Chapel", 2.0, 0.03, 18, 1.2, 0.5, 0.8},
    {"factory:hall", "Concert hall", 2.4, 0.04, 36, 1.25, 0.5, 0.8},
    {"factory:cathedral", "Cathedral", 6.0, 0.09, 70, 1.3, 0.35, 0.4},
}};

constexpr double kSoundSpeed = 343;

/// Even between −1 and 1; the standard library's generators are the same everywhere, its
/// distributions are not.
double even(std::mt19937& random) { return static_cast<double>(random()) * (2.0 / 4294967295.0) - 1.0; }

/// A low-pass of first order, for splitting bands that need only sum up again.
struct Smoother {
    double memory, state = 0;
    Smoother(double hertz, double rate) : memory(dsp::exp(-2 * dsp::kPi * hertz / rate)) {}
    double next(double x) { return state = x + memory * (state - x); }
};

void addLate(std::vector<float>& out, const FactoryResponse& response, double rate, std::mt19937& random) {
    Smoother low(300, rate), middle(2500, rate), high(8000, rate);
    // 60 dB in the time given; a room's air and walls take the treble first.
    const double middleHigh = std::sqrt(response.highDecay);
    const double times[4] = {response.seconds * response.lowDecay, response.seconds,
                             response.seconds * middleHigh, response.seconds * response.highDecay};
    double growth = 0;
    const double grow = 1 - dsp::exp(-1 / (response.build * rate));
    double time = 0;
    for (auto& sample : out) {
        const double noise = even(random) + even(random) + even(random);
        const double under300 = low.next(noise), under2500 = middle.next(noise), under8000 = high.next(noise);
        const double bands[4] = {under300, under2500 - under300, under8000 - under2500, noise - under8000};
        double sum = 0;
        for (int band = 0; band < 4; ++band) sum += bands[band] * dsp::exp(-6.907755 * time / times[band]);
        time += 1 / rate;
        growth += grow * (1 - growth);
        sample += static_cast<float>(0.5 * growth * sum);
    }
}

/// Image sources up to the third order; the ear is off the middle, to its own side.
void addEarly(std::vector<float>& out, const FactoryResponse& response, double rate, int side) {
    const double length = response.size, width = 0.71 * length, height = std::min(0.43 * length, 14.0);
    const double walls[3] = {length, width, height};
    const double source[3] = {0.31 * length, 0.46 * width, 0.35 * height};
    const double spread = std::min(0.6, 0.03 * width);
    const double ear[3] = {0.68 * length, 0.53 * width + (side == 0 ? -spread : spread), 0.4 * height};
    const double direct = std::hypot(source[0] - ear[0], source[1] - ear[1], source[2] - ear[2]);
    for (int i = -3; i <= 3; ++i) {
        for (int j = -3; j <= 3; ++j) {
            for (int k = -3; k <= 3; ++k) {
                const int order = std::abs(i) + std::abs(j) + std::abs(k);
                if (order == 0 || order > 3) continue;
                const int steps[3] = {i, j, k};
                double away[3];
                for (int d = 0; d < 3; ++d) {
                    const double image = steps[d] % 2 == 0 ? steps[d] * walls[d] + source[d]
                                                           : (steps[d] + 1) * walls[d] - source[d];
                    away[d] = image - ear[d];
                }
                const double distance = std::hypot(away[0], away[1], away[2]);
                // The ear's own side hears more of it.
                const double facing = 1 + 0.4 * (side == 0 ? -1 : 1) * away[1] / distance;
                double level = 4 * response.early * direct / distance * facing;
                for (int wall = 0; wall < order; ++wall) level *= -0.82;
                const double place = (distance - direct) / kSoundSpeed * rate;
                const auto at = static_cast<std::size_t>(place);
                // A wall dulls: each reflection is spread over a few frames, longer with its order.
                const double memory = dsp::exp(-48000.0 / rate / (0.6 * order));
                double height2 = level * (1 - memory);
                for (std::size_t n = at; n < std::min(out.size(), at + 64); ++n, height2 *= memory)
                    out[n] += static_cast<float>(height2);
            }
        }
    }
}

} // namespace

std::span<const FactoryResponse> factoryResponses() { return kFactory; }

const FactoryResponse* findFactoryResponse(std::string_view id) {
    for (const auto& response : kFactory)
        if (response.id == id) return &response;
    return nullptr;
}

LoadedAudio synthesise(const FactoryResponse& response, SampleRate rate) {
    LoadedAudio audio;
    audio.rate = rate;
    const double longest = response.seconds * std::max(1.0, response.lowDecay);
    const auto frames = static_cast<std::size_t>(longest * rate.hz);
    for (int side = 0; side < 2; ++side) {
        std::vector<float> out(frames);
        std::mt19937 random(static_cast<unsigned>(1979 + side));
        addLate(out, response, rate.hz, random);
        if (response.size > 0) addEarly(out, response, rate.hz, side);
        // The last tenth falls to nothing, so that the end is not heard.
        const std::size_t fade = frames / 10;
        for (std::size_t n = 0; n < fade; ++n)
            out[frames - fade + n] *= static_cast<float>(1 - static_cast<double>(n + 1) / static_cast<double>(fade));
        audio.channels.push_back(std::move(out));
    }
    return audio;
}

std::shared_ptr<const LoadedAudio> loadNamed(const std::string& name, SampleRate rate, const AudioSources* files) {
    if (name.empty()) return nullptr;
    if (const auto* factory = findFactoryResponse(name))
        return std::make_shared<const LoadedAudio>(synthesise(*factory, rate));
    if (!files) return nullptr;
    auto loaded = files->load(name);
    return loaded ? *loaded : nullptr;
}

Result<std::vector<AnalysisPoint>> parseAnalysis(const std::string& text) {
    std::vector<AnalysisPoint> points;
    std::istringstream words(text.substr(text.find(':') + 1));
    words.imbue(std::locale::classic());
    AnalysisPoint point{};
    char equals = 0;
    while (words >> point.hertz >> equals >> point.decibels) {
        const bool inRange = point.hertz >= 1 && point.hertz <= 100000 && std::fabs(point.decibels) <= 200;
        if (equals != '=' || !inRange || (!points.empty() && point.hertz <= points.back().hertz)) break;
        points.push_back(point);
    }
    if (!words.eof() || points.size() < 2)
        return badInput("an analysis is written like \"analysis: 20=-12 1000=-14 20000=-30\": rising frequencies in Hz, "
                        "their levels in dB. Behind point " + std::to_string(points.size()) + " it is not.");
    return points;
}

Result<void> checkAudioFile(const std::string& name, const AudioSources& files) {
    if (name.empty() || findFactoryResponse(name)) return {};
    if (name.starts_with("analysis:")) {
        const auto points = parseAnalysis(name);
        return points ? Result<void>{} : tl::make_unexpected(points.error());
    }
    if (name.starts_with("factory:")) {
        std::string known;
        for (const auto& response : kFactory) known += (known.empty() ? "" : ", ") + std::string(response.id.substr(8));
        return badInput("there is no factory response \"" + name.substr(8) + "\". There are: " + known + ".");
    }
    auto loaded = files.load(name);
    if (!loaded) return tl::make_unexpected(loaded.error());
    return {};
}

} // namespace lacquer::processors
