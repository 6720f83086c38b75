#pragma once

#include "engine/project/chain_edits.h"
#include "engine/project/chain_preset.h"
#include "ui/controls/buttons.h"
#include "ui/mix/processor_editor.h"
#include "ui/models/workspace.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QMenu;

#include <optional>
#include <unordered_map>
#include <vector>

namespace lacquer::ui {

/// The chain of the selected album track or of the whole album: its processors in order as chips,
/// and their editors side by side as far as there is room. A second chain can be kept beside it (A and
/// B), whole chains come from presets, and the line at the bottom shows the order of the signal.
class ChainPanel : public QWidget {
    Q_OBJECT

public:
    ChainPanel(Workspace& workspace, const Theme& theme, QWidget* parent);

    enum class Scope { track, album };
    void setScope(Scope scope);
    Scope scope() const { return scope_; }
    /// None while there is no track to show.
    ChannelId channel() const;
    /// Whether the chain is off at equal loudness, and by how much that was turned.
    void showLevelMatch(bool on, std::optional<double> match);
    const std::vector<ProcessorEditor*>& editors() const { return editors_; }

    /// The other of the two chains takes this one's place; the first time it is a copy. One step of undo.
    void swapChains();
    bool isOnB() const;
    /// The lane is shown, whoever asked for it.
    void setAutomationShown(bool on) { automation_->setChecked(on); }
    /// What is kept beside the shown chain; null before the first swap.
    const project::Chain* otherChain() const;
    void applyPreset(const std::string& name, const std::vector<project::ChainStep>& steps);

signals:
    /// The chain off at equal loudness, or back.
    void levelMatchWanted(ChannelId chain, bool on);
    /// The other of the two chains at equal loudness.
    void otherChainWanted(ChannelId chain);
    /// The lane of automation is wanted, or not any more.
    void automationWanted(bool on);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void refresh();
    void rebuild();
    void layOut();
    void openAddMenu();
    void openChipMenu(InsertId insert, QPoint at);
    void fillPresetMenu(QMenu& menu);
    void paintOrder(QPainter& painter, const QRect& line) const;
    const project::Channel* shownChannel() const;
    std::vector<InsertId> inserts() const;

    Workspace& workspace_;
    const Theme& theme_;
    Scope scope_ = Scope::album;
    Button* track_;
    Button* album_;
    Button* add_;
    Button* bypass_;
    Button* match_;
    Button* a_;
    Button* b_;
    Button* automation_;
    MenuButton* presets_;
    std::vector<Button*> chips_;
    std::vector<ProcessorEditor*> editors_;
    std::unordered_map<InsertId, Comparison> comparisons_;
    /// Two chains of a channel; not part of the document, as with a processor's states.
    struct Pair {
        project::Chain other;
        bool onB = false;
    };
    std::unordered_map<ChannelId, Pair> pairs_;
    ChannelId shown_;
    std::vector<InsertId> chain_;
    InsertId first_; ///< the editor at the left
};

} // namespace lacquer::ui
