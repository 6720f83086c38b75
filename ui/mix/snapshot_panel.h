#pragma once

#include "engine/project/mix_difference.h"
#include "engine/project/snapshot_edits.h"
#include "ui/controls/buttons.h"
#include "ui/models/workspace.h"
#include "ui/theme/theme.h"

#include <QListWidget>
#include <QPlainTextEdit>
#include <QWidget>

#include <vector>

namespace lacquer::ui {

/// Mix snapshots of the song, what differs between two of them, and notes: at the right, in the place
/// of the editors.
///
/// Hands    double-click or Enter recalls a snapshot while it plays; the differences stand below, each
///          of which can be heard without and taken back alone. Listening to a snapshot matches its
///          loudness to the mix as it stands
class SnapshotPanel : public QWidget {
    Q_OBJECT

public:
    SnapshotPanel(Workspace& workspace, const Theme& theme, QWidget* parent);

    bool isOpen() const { return open_; }
    void setOpen(bool open);
    void takeSnapshot();
    void recall(const project::RecallParts& parts);
    /// Compares another state with the mix as it stands; the first is the song as it was opened.
    void compareWith(int state);

signals:
    void openChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void refresh();
    void refreshDifferences();
    void refreshNotes();
    /// As the project has them, of what the tab shows.
    std::string shownNotes() const;
    void writeNotes();
    void endNotes();
    std::optional<SnapshotId> chosen() const;
    /// What the mix is compared with; nothing when it is gone.
    std::optional<project::Song> comparedState() const;
    void takeBackChosen();
    void listenWithout(bool on);
    void listenToSnapshot();
    void openMenu(const QPoint& at);
    bool eventFilter(QObject* object, QEvent* event) override;

    Workspace& workspace_;
    const Theme& theme_;
    Button* close_;
    Button* take_;
    Button* recall_;
    MenuButton* parts_;
    Button* listen_;
    QListWidget* snapshots_;
    MenuButton* compared_;
    QListWidget* lines_;
    Button* without_;
    Button* back_;
    Tabs* noteTabs_;
    QPlainTextEdit* notes_;
    std::shared_ptr<const project::Song> opened_; ///< the song when it was first shown
    std::vector<project::MixDifference> differences_;
    std::vector<SnapshotId> ids_;
    int state_ = 0;
    ChannelId notesOf_; ///< none: the song's
    bool notesBegun_ = false; ///< written in since it was entered
    bool open_ = false;
    bool filling_ = false;
};

} // namespace lacquer::ui
