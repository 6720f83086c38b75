#pragma once

#include "formats/check/track_check.h"
#include "ui/controls/buttons.h"
#include "ui/models/workspace.h"
#include "ui/theme/theme.h"

#include <QListWidget>
#include <QWidget>

#include <filesystem>
#include <string>
#include <vector>

namespace lacquer::ui {

using formats::TrackFinding;

/// What a check of the tracks found, at the right, in the place of the editors: a line each, and a
/// press does what it suggests as one step of undo. Nothing is changed by itself.
class CheckPanel : public QWidget {
    Q_OBJECT

public:
    CheckPanel(Workspace& workspace, const Theme& theme, QWidget* parent);

    /// Listens to the song's tracks; with `only`, to the phase of those against each other. `quiet`
    /// opens the panel when something was found only.
    enum class Quiet { no, yes };
    void check(std::vector<ChannelId> only, Quiet quiet = Quiet::no);
    bool isOpen() const { return open_; }
    void setOpen(bool open);
    const std::vector<TrackFinding>& findings() const { return findings_; }
    bool isListening() const { return listening_; }
    /// What a rough mix holds that the tracks do not, in the place of the findings.
    void nullAgainst(const std::filesystem::path& roughMix);
    const std::vector<std::string>& nulled() const { return nulled_; }

signals:
    void openChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void refresh();
    void remedyChosen();
    void remedyAll();

    Workspace& workspace_;
    const Theme& theme_;
    Button* close_;
    Button* again_;
    Button* rough_;
    QListWidget* lines_;
    Button* remedy_;
    Button* all_;
    std::vector<TrackFinding> findings_;
    std::vector<ChannelId> only_;
    std::vector<std::string> nulled_; ///< sentences about a rough mix; empty: none was compared
    std::vector<double> nulledAt_; ///< seconds of each sentence; negative: none
    QString words_;
    bool open_ = false;
    bool listening_ = false;
};

} // namespace lacquer::ui
