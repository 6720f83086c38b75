#pragma once

#include "ui/controls/buttons.h"
#include "ui/mix/processor_editor.h"
#include "ui/models/workspace.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <optional>
#include <unordered_map>
#include <vector>

namespace lacquer::ui {

/// The chain of the selected album track or of the whole album: its processors in order as chips,
/// and their editors side by side as far as there is room.
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

signals:
    /// The chain off at equal loudness, or back.
    void levelMatchWanted(ChannelId chain, bool on);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void refresh();
    void rebuild();
    void layOut();
    void openAddMenu();
    void openChipMenu(InsertId insert, QPoint at);
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
    std::vector<Button*> chips_;
    std::vector<ProcessorEditor*> editors_;
    std::unordered_map<InsertId, Comparison> comparisons_;
    ChannelId shown_;
    std::vector<InsertId> chain_;
    InsertId first_; ///< the editor at the left
};

} // namespace lacquer::ui
