#pragma once

#include "ui/controls/knob.h"
#include "ui/mix/eq_graph.h"
#include "ui/mix/processor_editor.h"
#include "ui/models/strip_spectrum.h"

#include <QElapsedTimer>

#include <array>

namespace lacquer::ui {

/// The equalizer's editor: graph, a row of band numbers with type and channel, and the knobs of
/// the chosen band.
class EqEditor : public EditorBody {
    Q_OBJECT

public:
    EqEditor(InsertActions& actions, const Theme& theme, QWidget* parent);

    void refresh() override;
    void tick() override;
    int wantedHeight(int panelHeight) const override;
    int leastHeight() const override { return 260; }
    int fullHeight() const override;
    /// Shows another strip's spectrum with this one's, and where they cover each other; none: no more.
    void compareWith(ChannelId other);
    EqGraph& graph() { return *graph_; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void showBand();
    void fillCompareMenu(QMenu& menu);
    void setFromMenu(const char* what, int index);

    InsertActions& actions_;
    const Theme& theme_;
    EqGraph* graph_;
    std::array<Button*, kEqBands> bands_{};
    MenuButton* type_;
    MenuButton* slope_;
    MenuButton* channel_;
    MenuButton* phase_;
    MenuButton* compare_;
    StripSpectrum own_, other_;
    ChannelId compared_;
    QElapsedTimer sinceTick_;
    std::vector<Knob*> knobs_; ///< freq, gain, q, threshold, range, attack, release
};

} // namespace lacquer::ui
