#pragma once

#include "engine/processors/catalogue.h"
#include "engine/project/project.h"
#include "engine/vocabulary/audio_reader.h"
#include "engine/vocabulary/result.h"
#include "ui/models/strip_isolation.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>

namespace lacquer::ui {

class Workspace;

/// Loudness of a passage at a point, LUFS: the strip alone, its fader at 0 dB and nothing after it.
/// The mix as it leaves the song when the point is the song's mix.
///
/// Errors   as a bounce's; cancelled
Result<double> loudnessAt(const project::Project& project, SongId song, const MatchPoint& point, FramePosition from,
                          FramePosition to, const processors::ProcessorCatalogue& catalogue, const AudioSources& sources,
                          const std::function<bool()>& goOn);

/// The project with `gain` behind the point, for listening alone.
Result<project::Project> withGainAt(project::Project project, const Catalogue& catalogue, const MatchPoint& point, Decibels gain);

/// Listening to another state of the mix at the loudness of the one in the project: bypassed or not,
/// A or B, this snapshot or that. The passage around the playhead is measured in both states beside
/// the playback, and the difference goes into what is heard, behind the point of comparison. The
/// project, its history and every bounce know nothing of it.
///
/// Thread   [main]; measuring runs as a quiet job
class LevelMatch : public QObject {
    Q_OBJECT

public:
    using Variant = std::function<Result<project::Project>(const project::Project&)>;

    explicit LevelMatch(Workspace& workspace);
    ~LevelMatch() override;

    /// Hears `heard` in the place of the project, as loud as `reference` is at the point. `key` tells
    /// comparisons apart; the one before ends. `title` says what is heard, for where the window shows it.
    void listen(const QString& key, const QString& title, Variant heard, Variant reference, const MatchPoint& point);
    /// The project itself is heard again.
    void stop();

    bool isOn(const QString& key) const { return on_ && on_->key == key; }
    bool isOn() const { return on_.has_value(); }
    /// What is heard; empty while nothing is compared.
    QString title() const { return on_ ? on_->title : QString(); }
    /// What was added to what is heard, dB; none while it is being measured or one of both is silent.
    std::optional<double> compensation() const { return compensation_; }
    /// "Δ −2.3 LU compensated"; "Δ …" while it is measured.
    QString text() const;

signals:
    void changed();

private:
    struct Listening {
        QString key, title;
        Variant heard, reference;
        MatchPoint point;
    };
    void measure();
    void hear();

    Workspace& workspace_;
    std::optional<Listening> on_;
    std::optional<double> compensation_;
    bool measured_ = false;
    QTimer again_;
    std::shared_ptr<std::uint64_t> round_ = std::make_shared<std::uint64_t>(0);
};

} // namespace lacquer::ui
