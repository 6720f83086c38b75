#include "ui/models/delivery_view.h"

#include "ui/models/time_text.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>

namespace lacquer::ui {

namespace {

std::string rateText(int hz) {
    const int tenths = (hz + 50) / 100;
    return tenths % 10 == 0 ? std::to_string(tenths / 10) : std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

std::string upper(std::string text) {
    for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
}

CardVerdict verdictOf(formats::Verdict verdict) {
    switch (verdict) {
    case formats::Verdict::pass: return CardVerdict::pass;
    case formats::Verdict::adjusts: return CardVerdict::look;
    case formats::Verdict::unknown: return CardVerdict::renders;
    case formats::Verdict::refused: return CardVerdict::refused;
    }
    return CardVerdict::ready;
}

std::string filesText(int files) {
    return files == 1 ? "1 file" : std::to_string(files) + " files";
}

} // namespace

int TargetGroup::chosen() const {
    return static_cast<int>(std::ranges::count(cards, true, &TargetCard::chosen));
}

std::string formatText(const mastering::Target& target, SampleRate projectRate) {
    const int hz = mastering::rateOf(target, projectRate).hz;
    std::string text = upper(mastering::nameOf(target.container));
    if (mastering::isLossy(target.codec)) {
        const std::string codec = mastering::nameOf(target.codec);
        if (upper(codec) != text) text += " " + codec;
        if (target.bitrate) text += " " + std::to_string(*target.bitrate) + " kbit/s";
    } else if (target.codec == mastering::Codec::floatingPoint) {
        text += " 32-bit float";
    } else if (target.bits) {
        text += " " + std::to_string(*target.bits) + "-bit";
    }
    return text + " · " + rateText(hz) + " kHz";
}

std::string ruleText(const mastering::Target& target) {
    std::string text;
    if (target.loudness) {
        const std::string level = levelText(*target.loudness) + " LUFS";
        switch (target.rule) {
        case mastering::LoudnessRule::measure: text = "plays at " + level; break;
        case mastering::LoudnessRule::limit: text = "at most " + level; break;
        case mastering::LoudnessRule::normalise: text = "brought to " + level; break;
        }
    } else {
        text = "as mastered";
    }
    if (target.ceiling) text += " · ceiling " + levelText(*target.ceiling) + " dBTP";
    return text;
}

std::vector<TargetGroup> targetGroups(const std::vector<mastering::Target>& targets,
                                      const project::Project& project,
                                      const std::map<std::string, formats::TargetPrediction>& predictions,
                                      const std::map<std::string, formats::TargetFix>& fixes) {
    std::vector<TargetGroup> groups;
    for (const auto& target : targets) {
        auto group = std::ranges::find(groups, target.group, &TargetGroup::name);
        if (group == groups.end()) {
            groups.push_back({target.group, {}});
            group = std::prev(groups.end());
        }
        TargetCard card;
        card.id = target.id;
        card.name = target.name;
        card.format = formatText(target, project.rate);
        card.rule = ruleText(target);
        card.about = target.about;
        card.chosen = std::ranges::count(project.targets, target.id) > 0;
        if (const auto found = predictions.find(target.id); found != predictions.end()) {
            const auto& prediction = found->second;
            card.verdict = verdictOf(prediction.verdict);
            card.files = static_cast<int>(prediction.files.size());
            for (const auto& file : prediction.files) card.cells.push_back(verdictOf(file.verdict));
            switch (prediction.verdict) {
            case formats::Verdict::pass: card.sentence = card.files == 0 ? "Passes" : "Passes, " + filesText(card.files); break;
            case formats::Verdict::adjusts:
                card.sentence = prediction.notes.empty() ? "Passes after an adjustment" : prediction.notes.front();
                break;
            case formats::Verdict::unknown: card.sentence = "The album is not measured yet"; break;
            case formats::Verdict::refused: card.sentence = prediction.problem; break;
            }
        } else {
            card.sentence = "Put songs on the album first";
        }
        if (const auto fix = fixes.find(target.id); fix != fixes.end()) card.fix = fix->second.text;
        group->cards.push_back(std::move(card));
    }
    return groups;
}

std::string shortChecksum(const std::string& sha256) {
    return sha256.size() < 8 ? sha256 : sha256.substr(0, 4) + "…" + sha256.substr(sha256.size() - 2);
}

std::vector<DeliveryLine> plannedLines(const std::vector<mastering::Target>& targets,
                                       const std::map<std::string, formats::TargetPrediction>& predictions,
                                       const formats::DeliveryProgress& progress,
                                       const std::vector<std::string>& finished,
                                       const std::map<std::string, double>& writing) {
    std::vector<DeliveryLine> lines;
    // Targets are made in this order: those before the one at work are over.
    const auto at = std::ranges::find(targets, progress.target, &mastering::Target::id);
    bool before = at != targets.end();
    for (const auto& target : targets) {
        const bool now = before && target.id == progress.target;
        if (now) before = false;
        DeliveryLine head;
        head.kind = DeliveryLine::Kind::target;
        head.name = target.name;
        head.state = now ? DeliveryLine::State::working : before ? DeliveryLine::State::done : DeliveryLine::State::waiting;
        head.note = now ? "writing" : before ? "written" : "waiting";
        lines.push_back(head);
        const auto found = predictions.find(target.id);
        if (found == predictions.end()) continue;
        for (const auto& file : found->second.files) {
            DeliveryLine line;
            line.name = file.name;
            const bool done = before || std::ranges::any_of(finished, [&](const std::string& name) {
                return name == target.id + "/" + file.name || (now && name == file.name);
            });
            line.state = done ? DeliveryLine::State::done : DeliveryLine::State::waiting;
            if (const auto written = writing.find(file.name); now && !done && written != writing.end()) {
                line.state = DeliveryLine::State::working;
                line.share = written->second;
            }
            lines.push_back(line);
        }
    }
    return lines;
}

std::vector<DeliveryLine> deliveredLines(const std::vector<formats::TargetDelivery>& targets) {
    std::vector<DeliveryLine> lines;
    for (const auto& target : targets) {
        DeliveryLine head;
        head.kind = DeliveryLine::Kind::target;
        head.name = target.name;
        head.state = !target.passed ? DeliveryLine::State::failed : target.kept ? DeliveryLine::State::kept : DeliveryLine::State::done;
        const std::string count = std::to_string(target.files.size());
        head.note = target.files.empty() ? "not made" : !target.passed ? "look below" : target.kept ? count + " kept, unchanged" : count + " of " + count + " verified";
        lines.push_back(head);
        for (const auto& problem : target.problems) {
            DeliveryLine line;
            line.kind = DeliveryLine::Kind::sentence;
            line.state = DeliveryLine::State::failed;
            line.note = problem;
            lines.push_back(line);
        }
        for (const auto& file : target.files) {
            DeliveryLine line;
            line.name = std::filesystem::path(file.path).filename().string();
            line.state = target.kept ? DeliveryLine::State::kept : DeliveryLine::State::done;
            line.checksum = shortChecksum(file.sha256);
            if (file.audio) {
                line.loudness = levelText(file.integratedLufs);
                line.truePeak = levelText(file.truePeakDbtp);
                line.length = lengthText(secondsOf(file.frames, file.rate));
                line.format = rateText(file.rate.hz) + "k" + (file.bits > 0 ? " " + std::to_string(file.bits) : "");
                if (target.ceiling && file.truePeakDbtp > *target.ceiling + 0.01) line.state = DeliveryLine::State::failed;
            }
            lines.push_back(line);
        }
        for (const auto& note : target.notes) {
            DeliveryLine line;
            line.kind = DeliveryLine::Kind::sentence;
            line.state = DeliveryLine::State::done;
            line.note = note;
            lines.push_back(line);
        }
    }
    return lines;
}

std::vector<PlaybackLine> playbackLines(const std::vector<mastering::Target>& targets, const formats::AlbumMaster& master,
                                        const formats::CodecAudit* audit) {
    std::vector<PlaybackLine> lines;
    const auto& whole = master.whole.measures;
    for (const auto& target : targets) {
        if (target.group != "Streaming" || (target.normalisation == mastering::Normalisation::none && target.encodings.empty())) continue;
        PlaybackLine line;
        line.service = target.name;
        // In album mode all songs move together, by the album's loudness.
        line.turnedDb = playbackGain(target, whole.integratedLufs, whole.truePeakDbtp);
        line.turned = signedText(line.turnedDb, 1) + " dB";
        line.level = std::isfinite(whole.integratedLufs) ? signedText(whole.integratedLufs + line.turnedDb, 1) + " LUFS" : "–";
        if (audit) {
            double worst = -std::numeric_limits<double>::infinity();
            for (const auto& reading : audit->readings)
                if (std::ranges::count(target.encodings, reading.encoding)) worst = std::max(worst, reading.truePeakDbtp);
            if (std::isfinite(worst)) {
                line.peak = signedText(worst, 1) + " dBTP";
                line.over = worst > audit->ceilingDbtp;
            }
        }
        lines.push_back(std::move(line));
    }
    return lines;
}

} // namespace lacquer::ui
