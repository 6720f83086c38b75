#pragma once

#include "engine/project/chain_edits.h"
#include "formats/album/audition.h"
#include "formats/album/mix_offer.h"
#include "ui/controls/buttons.h"
#include "ui/master/album_measurer.h"
#include "ui/master/reference_list.h"
#include "ui/master/track_check_list.h"
#include "ui/models/workspace.h"
#include "ui/theme/theme.h"

#include <QStringList>
#include <QWidget>

class QMenu;

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace lacquer::ui {

/// Everything else a mastering engineer listens to: references at matched loudness, the transitions,
/// the loudest part of each song, one band or the sides alone, another room, the album as a platform
/// plays it. The references stand above, what Track Check found below. Files dropped here become
/// references.
class ListeningPanel : public QWidget {
    Q_OBJECT

public:
    ListeningPanel(Workspace& workspace, AlbumMeasurer& measurer, const Theme& theme, QWidget* parent);

    void showAlbum(const AlbumView& view);

    /// What is heard.
    enum class Heard { album, reference, transitions, choruses, songs, platform, held, newer, unprocessed, otherChain };
    Heard heard() const { return heard_; }
    void hearAlbum();
    void hearReference();
    void hearTransitions();
    /// Starts over at the end, like the transitions.
    void hearChoruses();
    /// Whole songs against one another at one loudness; jump() goes between them.
    void hearSongs();
    /// To the same relative place of another song of what hearSongs() plays; false when something else
    /// is heard.
    bool jump(int songs);
    /// How much is heard before and after a boundary; kept for the user.
    void setTransition(Seconds before, Seconds after);
    Seconds beforeTransition() const { return before_; }
    /// A headphone's or room's correction into the listening slot; an empty name takes it out.
    void setCorrection(const QString& file);
    const QString& correction() const { return correction_; }
    /// The album as a target's service plays it: its gain and its codec.
    void hearPlatform();
    /// One of the two mixes of an offer, at the held one's loudness.
    void hearMix(const formats::MixOffer& offer, bool newer);
    /// The album, or the selected track, without its chain, at the loudness it has with it.
    void hearUnprocessed(ChannelId chain);
    /// The same with another chain in its place.
    void hearChain(ChannelId chain, const project::Chain& other);
    /// dB by which the unprocessed sound was turned to match; none before it was heard.
    std::optional<double> levelMatch() const { return levelMatch_; }

    void addReferences(const QStringList& files) { list_->add(files); }
    void chooseTarget(const QString& id);
    void setEar(formats::Ear ear);
    formats::Ear ear() const { return ear_; }
    TrackCheckList& trackCheck() { return *check_; }
    const std::vector<FindingLine>& findings() const { return check_->findings(); }
    const std::map<SourceId, formats::MixFacts>& references() const { return list_->facts(); }
    QSize sizeHint() const override;

signals:
    void changed();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void layOut();
    void hear(Heard heard, const std::vector<formats::HeardSpan>& spans, bool keepPlace);
    void hearVariant(Heard heard, ChannelId chain, project::Project variant, const QString& title);
    void fillCorrectionMenu(QMenu& menu);
    void fillTransitionMenu(QMenu& menu);
    void refresh();
    void setSlot();
    double matchOf(SourceId reference) const;

    Workspace& workspace_;
    AlbumMeasurer& measurer_;
    const Theme& theme_;
    AlbumView view_;
    Heard heard_ = Heard::album;
    formats::Ear ear_ = formats::Ear::stereo;
    int room_ = 0; ///< choice of the translating processor; 0: none
    std::vector<mastering::Target> platforms_;
    std::size_t platform_ = 0;
    QString platformText_;
    std::optional<double> levelMatch_;
    Seconds before_{10}, after_{8};
    QString correction_; ///< a file; empty: none
    std::vector<project::Insert> correctionInserts_;
    std::vector<FramePosition> spanStarts_;  ///< of what is heard
    std::vector<FrameCount> spanLengths_;
    FramePosition albumPlace_; ///< where the album was left for something else
    int listenTop_ = 0;
    QRect platformBox_; ///< what a platform does to the level
    ReferenceList* list_;
    TrackCheckList* check_;
    Button* a_;
    Button* b_;
    std::vector<Button*> ears_;
    MenuButton* rooms_;
    Button* transitions_;
    Button* choruses_;
    Button* songs_;
    MenuButton* length_;
    MenuButton* correctionMenu_;
    MenuButton* target_;
    Button* audition_;
};

} // namespace lacquer::ui
