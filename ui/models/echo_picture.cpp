#include "ui/models/echo_picture.h"

#include "engine/project/insert_edits.h"
#include "ui/models/insert_response.h"

#include <algorithm>
#include <cmath>

namespace lacquer::ui {
namespace {

float decibels(double power) { return power > 1e-12 ? static_cast<float>(10 * std::log10(power)) : -120.0f; }

} // namespace

Result<EchoPicture> echoPictureOf(const project::Insert& insert,
                                  const std::vector<project::TempoPoint>& tempo,
                                  SampleRate rate,
                                  double seconds,
                                  int columns,
                                  const processors::ProcessorCatalogue& catalogue,
                                  const AudioSources& sources,
                                  const std::function<bool()>& goOn) {
    std::vector<float> click(64, 0.0f);
    click.front() = 1.0f;
    const auto sides = responseOf(insert, click, tempo, rate, seconds, catalogue, sources, goOn);
    if (!sides) return tl::make_unexpected(sides.error());

    EchoPicture picture;
    picture.seconds = seconds;
    const std::size_t frames = sides->front().size();
    const auto count = static_cast<std::size_t>(std::max(1, columns));
    std::vector<double> energy(count, 0.0);
    for (auto& side : picture.peaks) side.assign(count, -120.0f);
    for (std::size_t column = 0; column < count; ++column) {
        const std::size_t from = column * frames / count, to = std::max(from + 1, (column + 1) * frames / count);
        for (std::size_t side = 0; side < 2; ++side) {
            double peak = 0;
            for (std::size_t i = from; i < std::min(to, frames); ++i) {
                const double x = (*sides)[side][i];
                peak = std::max(peak, std::abs(x));
                energy[column] += x * x;
            }
            picture.peaks[side][column] = decibels(peak * peak);
        }
    }
    // What is still to come, from the end backwards.
    picture.decay.assign(count, -120.0f);
    double left = 0;
    std::vector<double> toCome(count);
    for (std::size_t column = count; column-- > 0;) toCome[column] = left += energy[column];
    for (std::size_t column = 0; column < count && left > 0; ++column) picture.decay[column] = decibels(toCome[column] / left);
    const auto below = [&](float level) {
        return static_cast<std::size_t>(std::ranges::find_if(picture.decay, [&](float value) { return value <= level; }) - picture.decay.begin());
    };
    const std::size_t first = below(-5), last = below(-35);
    // The end of the picture cuts the tail off: only what fell well before it counts.
    if (last > first && last < count * 19 / 20) picture.reverberation = 2.0 * static_cast<double>(last - first) / static_cast<double>(count) * seconds;
    return picture;
}

double echoSpanOf(const project::Insert& insert, const ProcessorSpec& spec) {
    const auto value = [&](const char* id) {
        const ParameterSpec* parameter = project::findParameter(spec, id);
        return parameter ? numberOf(insert.values, *parameter) : 0.0;
    };
    if (project::findParameter(spec, "decay")) return std::clamp(value("predelay") / 1000 + value("decay") * 1.1, 0.4, 10.0);
    if (project::findParameter(spec, "feedback")) return std::clamp(value("time") / 1000 * 8.5, 0.5, 10.0);
    return 3;
}

} // namespace lacquer::ui
