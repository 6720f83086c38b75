#pragma once

#include "ui/controls/buttons.h"
#include "ui/mix/mixer_actions.h"
#include "ui/mix/processor_editor.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <unordered_map>
#include <vector>

namespace lacquer::ui {

class EditorWindow;

/// The right panel: the selected channel's chain as chips, and below it the editors of the chosen
/// insert and of its neighbours as far as there is room.
class EditorPanel : public QWidget {
    Q_OBJECT

public:
    EditorPanel(Workspace& workspace, MixerActions& actions, const Theme& theme, QWidget* parent);

    bool isOpen() const { return open_; }
    const std::vector<ProcessorEditor*>& editors() const { return editors_; }
    /// An insert's editor in a window of its own, which deletes itself when it is closed.
    EditorWindow* tearOff(ChannelId channel, InsertId insert, const Comparison& comparison = {});

signals:
    void openChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void refresh();
    void rebuild();
    void layOut();
    const project::Channel* channel() const;
    int headHeight() const;

    Workspace& workspace_;
    MixerActions& actions_;
    const Theme& theme_;
    Button* close_;
    Button* add_;
    std::vector<Button*> chips_;
    std::vector<ProcessorEditor*> editors_;
    std::unordered_map<InsertId, Comparison> comparisons_;
    ChannelId shown_;
    std::vector<InsertId> chain_;
    bool open_ = false;
};

} // namespace lacquer::ui
