#pragma once

#include "ui/meters/waveform_store.h"
#include "ui/models/album_view.h"
#include "ui/models/workspace.h"

#include "formats/album/album_master.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>

namespace lacquer::ui {

/// Renders and measures the album beside the window, by content: what did not change comes out of
/// the cache. Starts by itself a moment after an edit while the page is shown, and can be stopped.
///
/// Thread   [main]
class AlbumMeasurer : public QObject {
    Q_OBJECT

public:
    explicit AlbumMeasurer(Workspace& workspace, QObject* parent = nullptr);

    /// Measuring goes on by itself only while somebody looks.
    void setWatched(bool watched);
    void measureNow();

    const std::optional<AlbumMeasures>& measures() const { return measures_; }
    /// The album's render; none before the first one.
    const std::optional<formats::AlbumMaster>& master() const { return master_; }
    /// Peaks of the render; null before the first one.
    const std::shared_ptr<const PeakSource>& peaks() const { return peaks_; }
    std::vector<AlbumTrackId> rendering() const;
    bool isRunning() const { return job_ != 0; }
    /// Why the last render was refused; empty when it was not.
    const QString& trouble() const { return trouble_; }

signals:
    void changed();

private:
    void restart();
    /// Lets the workspace play the album from these mixes.
    void giveSound(std::vector<std::pair<SongId, formats::RenderedMix>> mixes);
    void forget();

    Workspace& workspace_;
    QTimer soon_;
    std::optional<AlbumMeasures> measures_;
    std::optional<formats::AlbumMaster> master_;
    std::shared_ptr<const PeakSource> peaks_;
    std::vector<std::pair<SourceId, std::filesystem::path>> mixFiles_; ///< what albumSources_ opens
    std::shared_ptr<const AudioSources> files_, albumSources_;
    std::shared_ptr<const project::Project> running_;
    QString trouble_;
    std::string refusedKey_;
    int job_ = 0;
    bool watched_ = false;
};

} // namespace lacquer::ui
