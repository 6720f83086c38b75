#include "ui/models/timeline_ticks.h"

#include "ui/models/time_text.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lacquer::ui {

namespace {

constexpr double kLabelRoom = 44;
constexpr double kClockLabelRoom = 68;
constexpr double kLineRoom = 8;

using Weight = TimelineTick::Weight;

std::vector<TimelineTick> barTicks(const TempoMap& tempo, const TimeScale& scale, double width) {
    std::vector<TimelineTick> ticks;
    const FramePosition from = std::max(FramePosition{0}, scale.positionAt(0));
    const FramePosition to = scale.positionAt(width);
    if (to < FramePosition{0}) return ticks;

    const double barWidth =
        scale.pixels(tempo.barStart(tempo.barAt(from) + 1) - tempo.barStart(tempo.barAt(from)));
    std::int64_t labelEvery = 1;
    while (static_cast<double>(labelEvery) * barWidth < kLabelRoom) labelEvery *= 2;
    std::int64_t lineEvery = 1;
    while (static_cast<double>(lineEvery) * barWidth < kLineRoom) lineEvery *= 2;

    const std::int64_t first = (tempo.barAt(from) - 1) / labelEvery * labelEvery + 1;
    for (std::int64_t bar = first; tempo.barStart(bar) <= to; bar += lineEvery) {
        const FramePosition start = tempo.barStart(bar);
        const bool labelled = (bar - 1) % labelEvery == 0;
        const bool phrase = (bar - 1) % (labelEvery * 4) == 0;
        ticks.push_back({start,
                         scale.xOf(start),
                         phrase     ? Weight::phrase
                         : labelled ? Weight::major
                                    : Weight::minor,
                         labelled ? std::to_string(bar) : std::string()});
        if (lineEvery > 1) continue;

        const int beats = tempo.beatsInBar(bar);
        const double beatWidth = barWidth / beats;
        if (beatWidth < kLineRoom) continue;
        int parts = 1;
        while (parts < 64 && beatWidth / (parts * 2) >= kLineRoom * 1.5) parts *= 2;
        const int labelParts = beatWidth < kLabelRoom ? 0 : 1;
        for (int part = 1; part < beats * parts; ++part) {
            const FramePosition line =
                tempo.beatStart(bar, static_cast<double>(part) / static_cast<double>(parts));
            if (line >= tempo.barStart(bar + 1)) break; // a bar cut short by a new tempo
            if (line > to) break;
            const bool beat = part % parts == 0;
            std::string label;
            if (beat && labelParts > 0) {
                label = std::to_string(bar) + "|" + std::to_string(part / parts + 1);
            }
            ticks.push_back({line, scale.xOf(line), Weight::minor, std::move(label)});
        }
    }
    return ticks;
}

/// Ticks every `step` units of `framesPerUnit` frames, a label on every `labelSteps`th.
template <typename Label>
std::vector<TimelineTick> evenTicks(const TimeScale& scale,
                                    double width,
                                    double labelFrames,
                                    int lines,
                                    const Label& label) {
    std::vector<TimelineTick> ticks;
    const double step = labelFrames / lines;
    const auto first = std::max<std::int64_t>(0, static_cast<std::int64_t>(std::floor(scale.frameAt(0) / step)));
    for (std::int64_t line = first;; ++line) {
        const FramePosition position{std::llround(static_cast<double>(line) * step)};
        const double x = scale.xOf(position);
        if (x > width) break;
        const bool labelled = line % lines == 0;
        ticks.push_back({position, x, labelled ? Weight::major : Weight::minor,
                         labelled ? label(position) : std::string()});
    }
    return ticks;
}

std::string shortClock(FramePosition position, SampleRate rate, double step) {
    const std::string text = minutesText(secondsOf(position, rate));
    if (step >= 1) return text.substr(0, text.size() - 4);
    if (step >= 0.1) return text.substr(0, text.size() - 2);
    return text;
}

std::vector<TimelineTick> clockTicks(SampleRate rate, const TimeScale& scale, double width) {
    static constexpr std::array kSteps{0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1,  0.2,  0.5,   1.0,
                                       2.0,   5.0,   10.0,  15.0, 30.0, 60.0, 120., 300., 600.0, 1200.0,
                                       3600.};
    const double secondWidth = rate.hz / scale.framesPerPixel;
    const auto step = std::ranges::find_if(kSteps, [&](double s) { return s * secondWidth >= kClockLabelRoom; });
    const double seconds = step == kSteps.end() ? kSteps.back() : *step;
    const double labelWidth = seconds * secondWidth;
    const int lines = labelWidth >= 10 * kLineRoom ? 10 : labelWidth >= 5 * kLineRoom ? 5 : 2;
    return evenTicks(scale, width, seconds * rate.hz, lines,
                     [&](FramePosition p) { return shortClock(p, rate, seconds); });
}

std::vector<TimelineTick> sampleTicks(const TimeScale& scale, double width) {
    double step = 1;
    for (int digit = 0; step / scale.framesPerPixel < kClockLabelRoom + 12; ++digit) {
        step *= digit % 3 == 1 ? 2.5 : 2;
    }
    step = std::max(1.0, std::round(step));
    return evenTicks(scale, width, step, 1, [](FramePosition p) { return std::to_string(p.value); });
}

} // namespace

std::vector<TimelineTick> timelineTicks(const TempoMap& tempo,
                                        const TimeScale& scale,
                                        double width,
                                        TimeFormat format) {
    switch (format) {
    case TimeFormat::barsBeats: return barTicks(tempo, scale, width);
    case TimeFormat::clock: return clockTicks(tempo.rate(), scale, width);
    case TimeFormat::samples: return sampleTicks(scale, width);
    }
    return {};
}

} // namespace lacquer::ui
