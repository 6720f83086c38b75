#include "ui/master/album_measurer.h"

#include "formats/audio/audio_file_reader.h"
#include "ui/meters/memory_peaks.h"

#include <algorithm>

namespace lacquer::ui {

namespace {

/// Long enough that a drag of several moves is rendered once.
constexpr int kPatience = 1500;

/// A file read from its start to its end, as peaks are built.
class Forward final : public AudioReader {
public:
    explicit Forward(std::unique_ptr<formats::AudioFileReader> file) : file_(std::move(file)) {}

    int channels() const override { return file_->info().channels; }
    FrameCount length() const override { return file_->info().length.value_or(FrameCount{0}); }

    void read(FramePosition, FrameCount count, float* const* planes) override {
        std::vector<float*> at(planes, planes + channels());
        for (std::int64_t left = count.value; left > 0;) {
            const int got = file_->read(at.data(), static_cast<int>(left));
            for (auto& plane : at) {
                if (got <= 0) std::fill_n(plane, left, 0.0f);
                plane += std::max(0, got);
            }
            if (got <= 0) return;
            left -= got;
        }
    }

private:
    std::unique_ptr<formats::AudioFileReader> file_;
};

struct Outcome {
    formats::AlbumMaster master;
    std::shared_ptr<const PeakSource> peaks;
    std::vector<std::pair<SongId, formats::RenderedMix>> mixes;
};

/// The songs' mixes, which the album's render has left in the cache.
Result<void> collectMixes(const formats::RenderSubject& subject,
                          const processors::ProcessorCatalogue& catalogue,
                          const AudioSources& files,
                          Outcome& made) {
    for (const SongId id : mastering::songsOnAlbum(*subject.project->album)) {
        auto mix = formats::renderMix(subject, *project::findMix(*subject.project, id), catalogue, files);
        if (!mix) return tl::make_unexpected(mix.error());
        made.mixes.emplace_back(id, std::move(*mix));
    }
    return {};
}

AlbumMeasures measuresOf(const formats::AlbumMaster& master, std::shared_ptr<const project::Project> project) {
    AlbumMeasures measures;
    measures.project = std::move(project);
    const auto of = [](const formats::ProgrammeFacts& facts) {
        return TrackMeasures{facts.measures.integratedLufs, facts.measures.truePeakDbtp, facts.rangeLu};
    };
    measures.album = of(master.whole);
    for (std::size_t i = 0; i < master.tracks.size() && i < master.facts.size(); ++i) {
        measures.tracks[master.tracks[i].track] = of(master.facts[i]);
    }
    for (const auto& track : measures.project->album->tracks) {
        if (!track->song) continue;
        for (const auto& span : master.tracks) {
            if (span.track != track->id) continue;
            const FrameCount trimmed = framesIn({track->trimStart.value + track->trimEnd.value}, measures.project->rate);
            measures.mixes[mixOf(*track)] = span.length + trimmed;
        }
    }
    return measures;
}

} // namespace

AlbumMeasurer::AlbumMeasurer(Workspace& workspace, QObject* parent) : QObject(parent), workspace_(workspace) {
    soon_.setSingleShot(true);
    soon_.setInterval(kPatience);
    connect(&soon_, &QTimer::timeout, this, &AlbumMeasurer::measureNow);
    connect(&workspace_, &Workspace::projectChanged, this, &AlbumMeasurer::restart);
    connect(&workspace_, &Workspace::projectReplaced, this, &AlbumMeasurer::forget);
}

void AlbumMeasurer::forget() {
    measures_.reset();
    master_.reset();
    peaks_.reset();
    trouble_.clear();
    refusedKey_.clear();
    restart();
    emit changed();
}

void AlbumMeasurer::giveSound(std::vector<std::pair<SongId, formats::RenderedMix>> mixes) {
    mastering::MixLengths lengths;
    std::vector<std::pair<SourceId, std::filesystem::path>> mixFiles;
    for (const auto& [song, mix] : mixes) {
        lengths[song] = mix.length;
        mixFiles.emplace_back(mastering::mixSourceOf(song), mix.file);
    }
    // The same sources stay the same object: what plays then goes on without being read anew.
    if (!albumSources_ || files_ != workspace_.sources() || mixFiles_ != mixFiles) {
        files_ = workspace_.sources();
        mixFiles_ = mixFiles;
        albumSources_ = std::make_shared<const formats::AlbumSources>(files_, std::move(mixFiles));
    }
    workspace_.setAlbumSound(std::move(lengths), albumSources_);
}

void AlbumMeasurer::setWatched(bool watched) {
    watched_ = watched;
    if (watched) restart();
}

void AlbumMeasurer::restart() {
    if (watched_ && workspace_.isOpen() && !workspace_.project()->album->tracks.empty()) soon_.start();
}

std::vector<AlbumTrackId> AlbumMeasurer::rendering() const {
    std::vector<AlbumTrackId> tracks;
    if (!running_) return tracks;
    const AlbumView view = albumView(*workspace_.project(), measures_, {});
    for (const auto& row : view.rows) {
        if (row.state != AlbumTrackState::upToDate && row.state != AlbumTrackState::offered) tracks.push_back(row.id);
    }
    return tracks;
}

void AlbumMeasurer::measureNow() {
    if (!workspace_.isOpen() || workspace_.inGesture()) return restart();
    const auto project = workspace_.project();
    if (project->album->tracks.empty()) return;
    if (running_) {
        // Only the newest album is worth finishing; done() starts again.
        if (running_ != project) workspace_.jobs().cancel(job_);
        return;
    }
    const formats::RenderSubject subject{project, workspace_.folder(), 0};
    const auto key = formats::albumMasterKey(subject);
    if (!key) {
        trouble_ = QString::fromStdString(key.error().message);
        emit changed();
        return;
    }
    if (master_ && master_->key == *key) {
        measures_ = measuresOf(*master_, project);
        trouble_.clear();
        emit changed();
        return;
    }
    if (*key == refusedKey_) return;

    running_ = project;
    auto outcome = std::make_shared<std::optional<Outcome>>();
    const auto& catalogue = workspace_.catalogue();
    job_ = workspace_.jobs().start(
        tr("Measuring the album"),
        [subject, outcome, files = workspace_.sources(), &catalogue](const Jobs::Progress& progress) -> Result<void> {
            auto master = formats::renderAlbumMaster(subject, catalogue, [&](const std::string&, double share) { return progress(share * 0.95); });
            if (!master) return tl::make_unexpected(master.error());
            Outcome made{std::move(*master), nullptr, {}};
            if (auto collected = collectMixes(subject, catalogue, *files, made); !collected) return collected;
            if (auto file = formats::openAudioFile(made.master.file)) {
                Forward reader(std::move(*file));
                made.peaks = std::make_shared<const MemoryPeaks>(reader);
            }
            *outcome = std::move(made);
            return {};
        },
        [this, outcome, project, key = *key](const Result<void>& done) {
            running_.reset();
            job_ = 0;
            if (done && *outcome) {
                master_ = std::move((*outcome)->master);
                peaks_ = std::move((*outcome)->peaks);
                giveSound(std::move((*outcome)->mixes));
                measures_ = measuresOf(*master_, project);
                trouble_.clear();
            } else if (!done && done.error().kind != ErrorKind::cancelled) {
                trouble_ = QString::fromStdString(done.error().message);
                refusedKey_ = key;
            }
            emit changed();
            if (workspace_.project() != project) restart();
        });
    emit changed();
}

} // namespace lacquer::ui
