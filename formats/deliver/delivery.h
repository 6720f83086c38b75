#pragma once

#include "formats/album/album_master.h"
#include "formats/deliver/manifest.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

/// A project's deliverables, made and proven: the one way in for the window and the command line.
///
///     loadTargets()        what there is
///     predictTarget()      will it pass, file by file, and what to do if not; renders nothing
///     deliver()            makes them, with progress and cancel; keeps what is up to date
///     verifyDelivery()     reads a delivered folder again from its bytes (verification.h)
namespace lacquer::formats {

struct DeliveryRequest {
    RenderSubject subject;
    std::vector<mastering::Target> targets;
    std::filesystem::path folder; ///< gets a folder per target, manifest.json and report.html
    bool replaceForeign = false;  ///< also replace files there that Lacquer did not deliver
};

struct DeliveryProgress {
    std::string target; ///< id; empty while the album itself is rendered
    std::string stage;  ///< "Rendering the album", or the file that was just finished
    double share = 0;   ///< of the whole delivery, 0…1, never going back
    std::string file = {};  ///< one that is being written, relative to the target's folder; `stage` is empty then
    double fileShare = 0;
};

/// False stops the delivery; called from one thread at a time, not always the same.
using DeliveryObserver = std::function<bool(const DeliveryProgress&)>;

/// Makes every target. What is there already and up to date is kept and not rendered again; a target
/// that cannot be met is refused in its `problems` and the others are made all the same. Nothing
/// unfinished is left behind, also when cancelled.
///
/// Errors   what concerns all targets: the folder, a missing source, cancelled
/// Thread   any but the engine thread
Result<std::vector<TargetDelivery>> deliver(const DeliveryRequest& request,
                                            const processors::ProcessorCatalogue& catalogue,
                                            const DeliveryObserver& observer = {});

enum class Verdict {
    pass,    ///< as it is
    adjusts, ///< will pass after what `notes` say (the album is turned down, a limiter works)
    unknown, ///< needs the album's measures: render the master once
    refused, ///< `problem` says why and what to do
};

/// One file of a target, before it is made.
struct FilePrediction {
    std::string name;
    Verdict verdict = Verdict::unknown;
    double integratedLufs = 0; ///< as it will be; −inf while unknown
    double truePeakDbtp = 0;
    double gainDb = 0;
};

struct TargetPrediction {
    std::string id;
    Verdict verdict = Verdict::unknown;
    std::vector<FilePrediction> files;
    std::vector<std::string> notes;
    std::string problem; ///< one sentence: what is wrong and the fix; empty unless refused
};

/// What would come of a target. With `master` (cachedAlbumMaster(), or the render at hand) levels are
/// predicted too; codecs' overshoot is only known when they have run.
///
/// Thread   any; quick, reads no audio
TargetPrediction predictTarget(const project::Project& project,
                               const mastering::Target& target,
                               const AlbumMaster* master);

/// The album as one file or a file per track, at the project's rate, bit for bit what all targets
/// are made from. `bits` is 16, 24 or 32 (float).
struct MasterFiles {
    std::vector<std::filesystem::path> files;
    std::vector<FileFacts> facts;
    FrameCount latency;
};

Result<MasterFiles> writeMaster(const RenderSubject& subject,
                                const processors::ProcessorCatalogue& catalogue,
                                const std::filesystem::path& destination,
                                bool filePerTrack,
                                int bits,
                                bool replace,
                                const StageProgress& progress = {});

} // namespace lacquer::formats
