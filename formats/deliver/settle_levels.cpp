#include "formats/deliver/settle_levels.h"

#include "formats/album/each_of.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>
#include <optional>
#include <system_error>

namespace lacquer::formats {
namespace {

namespace fs = std::filesystem;
using mastering::LoudnessRule;
using mastering::Target;

/// Rounds of writing and reading back. Two settle nearly everything: a codec's overshoot changes
/// little when the level changes little.
constexpr int kRounds = 7;

/// LU. Half of the ± 0.2 that a target promises.
constexpr double kLoudnessTolerance = 0.1;

struct Work {
    ProgrammeTreatment treatment;
    FileFacts facts;
    std::string key;
    bool due = true;
    bool written = false; ///< the file is there; else only what it would measure is known
};

/// True when the file has to be written again.
bool correctOne(Work& work, const Target& target) {
    const auto& measured = work.facts.programme.measures;
    const double over = target.ceiling ? measured.truePeakDbtp - *target.ceiling : -1;
    const double tooQuiet = *target.loudness - measured.integratedLufs;
    bool again = false;
    if (over > 0) {
        const double limit = work.treatment.limiterCeiling.value_or(*target.ceiling);
        work.treatment.limiterCeiling = limit - over - mastering::kCeilingMargin;
        again = true;
    }
    if (std::fabs(tooQuiet) > kLoudnessTolerance) {
        work.treatment.gainDb += tooQuiet;
        if (target.ceiling && !work.treatment.limiterCeiling && measured.truePeakDbtp + tooQuiet > *target.ceiling)
            work.treatment.limiterCeiling = *target.ceiling - mastering::kCeilingMargin;
        again = true;
    }
    return again;
}

/// Turns all down together by what the worst file is over. 0: nothing is.
double correctAll(std::vector<Work>& works, const Target& target) {
    double down = 0;
    for (const Work& work : works) {
        const auto& measured = work.facts.programme.measures;
        if (target.ceiling && measured.truePeakDbtp > *target.ceiling)
            down = std::max(down, measured.truePeakDbtp - *target.ceiling + mastering::kCeilingMargin);
        if (target.rule == LoudnessRule::limit && target.loudness &&
            measured.integratedLufs > *target.loudness + kLoudnessTolerance)
            down = std::max(down, measured.integratedLufs - *target.loudness);
    }
    if (down > 0)
        for (Work& work : works) work.treatment.gainDb -= down;
    return down;
}

} // namespace

Result<WrittenProgrammes> writeSettled(std::span<const Programme> programmes,
                                       const Target& target,
                                       const mastering::LevelPlan& plan,
                                       const Artwork& artwork,
                                       const WrittenBefore& before,
                                       const processors::ProcessorCatalogue& catalogue,
                                       const fs::path& folder,
                                       int threads,
                                       const FileProgress& progress) {
    std::vector<Work> works(programmes.size());
    for (std::size_t k = 0; k < works.size(); ++k) {
        works[k].treatment.gainDb = plan.programmes[k].gainDb;
        if (plan.programmes[k].limited)
            works[k].treatment.limiterCeiling = *target.ceiling - mastering::kCeilingMargin;
    }
    std::mutex mutex;
    std::atomic<bool> goOn{true};
    const auto report = [&](const std::string& name, double share, std::size_t done) {
        const std::lock_guard lock(mutex);
        if (progress && !progress(name, share, done, programmes.size())) goOn = false;
        return goOn.load();
    };
    /// Only what is measured counts while levels settle; the files themselves come last.
    enum class Wanted { facts, file };
    const auto write = [&](std::size_t k, Wanted wanted) -> Result<void> {
        Work& work = works[k];
        if (!work.due && (wanted == Wanted::facts || work.written)) return {};
        work.key = before.keyOf(programmes[k], target, work.treatment, artwork);
        if (const auto known = before.facts(work.key)) {
            work.facts = *known;
            work.due = false;
            work.written = wanted == Wanted::file && before.linkTo(*known, folder / programmes[k].name);
            if (wanted == Wanted::facts || work.written) return {};
        }
        const fs::path file = folder / programmes[k].name;
        std::error_code ignored;
        fs::create_directories(file.parent_path(), ignored);
        const auto stillWanted = [&] { return goOn.load(); };
        auto written = writeProgramme(programmes[k], target, work.treatment, artwork, catalogue, file, stillWanted,
                                      [&](double share) { report(programmes[k].name, std::min(share, 0.99), k); });
        if (!written) return written;
        auto facts = factsOfFile(file, target.container, stillWanted);
        if (!facts) return tl::make_unexpected(facts.error());
        work.facts = std::move(*facts);
        work.due = false;
        work.written = true;
        before.remember(work.key, work.facts);
        if (!report(programmes[k].name, 1, k + 1)) return fail(ErrorKind::cancelled, "Stopped.");
        return {};
    };

    double turnedDown = 0;
    for (int round = 0; round < kRounds; ++round) {
        if (auto written = eachOf(works.size(), threads, [&](std::size_t k) { return write(k, Wanted::facts); }); !written)
            return tl::make_unexpected(written.error());
        bool again = false;
        if (target.rule == LoudnessRule::normalise) {
            for (Work& work : works) again = (work.due = correctOne(work, target)) || again;
        } else if (const double down = correctAll(works, target); down > 0) {
            turnedDown += down;
            for (Work& work : works) work.due = true;
            again = true;
        }
        for (Work& work : works)
            if (work.due) work.written = false;
        if (again) continue;
        std::vector<std::string> expected;
        for (const Work& work : works) expected.push_back(work.facts.sha256);
        if (auto written = eachOf(works.size(), threads, [&](std::size_t k) { return write(k, Wanted::file); }); !written)
            return tl::make_unexpected(written.error());
        for (std::size_t k = 0; k < works.size(); ++k) again = again || works[k].facts.sha256 != expected[k];
        if (again) continue; // the encoder is another than it was: its files count
        WrittenProgrammes result;
        for (Work& work : works) result.facts.push_back(std::move(work.facts));
        if (turnedDown > 0)
            result.notes.push_back(fmt::format("The album is turned down by {:.2f} dB, so that its files "
                                               "keep {:.1f} dBTP when they are decoded.",
                                               turnedDown, *target.ceiling));
        return result;
    }
    return fail(ErrorKind::checkFailed,
                fmt::format("{} cannot be met: peaks and loudness do not settle together. Make the master "
                            "less dense in its peaks, or choose another target.",
                            target.name));
}

} // namespace lacquer::formats
