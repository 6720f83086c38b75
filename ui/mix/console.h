#pragma once

#include "ui/mix/console_bar.h"
#include "ui/mix/mixer_actions.h"
#include "ui/mix/strip_widget.h"
#include "ui/theme/theme.h"

#include <QScrollArea>
#include <QWidget>

#include <functional>
#include <set>
#include <string_view>
#include <vector>

namespace lacquer::ui {

/// The console of the current song: tracks scroll at the left, groups, returns and the mix bus
/// stand fixed at the right.
class Console : public QWidget {
    Q_OBJECT

public:
    Console(Workspace& workspace, MixerActions& actions, const Theme& theme, QWidget* parent);

    void setWide(bool wide);
    bool isWide() const { return wide_; }
    /// Faders become the sends to this bus; no bus turns them back.
    void flipTo(ChannelId bus);
    ChannelId flippedTo() const { return flip_; }
    /// What all strips' meters show.
    void setMeterScale(MeterScale scale);
    MeterScale meterScale() const { return meterScale_; }
    /// Strips that are not shown; the mix always is. Belongs to the window.
    void setHiddenStrips(std::set<ChannelId> hidden);
    const std::set<ChannelId>& hiddenStrips() const { return hidden_; }
    void hideSelected();
    void showOnlySelected();
    void showAll() { setHiddenStrips({}); }
    /// Shows only what plays into a bus or moves with a VCA, and that; once more: all again.
    void spill(ChannelId bus);
    ChannelId spilled() const { return spilled_; }
    /// All strips of a kind; the mix is always shown.
    void showKind(StripKind kind, bool shown);
    bool showsKind(StripKind kind) const;
    enum class Count { all, shown };
    int stripCount(Count count) const;
    void fillMeterMenu(QMenu& menu);
    ConsoleBar& bar() { return *bar_; }
    StripWidget* stripOf(ChannelId channel) const;
    /// What the faders are, levels or sends, moved by an amount or put to a value.
    void stepFader(ChannelId channel, double by);
    void enterFader(ChannelId channel, double level);
    /// A line to type into, for "fader", "pan", "width" or "trim".
    void typeInto(ChannelId channel, std::string_view parameter);
    /// The processors, to choose one with the arrows.
    void openInsertMenu(ChannelId channel);
    /// Scrolls so that the channel's strip is seen.
    void reveal(ChannelId channel);
    /// One strip to the left or right of the selected one.
    void selectNeighbour(int direction);
    /// Which channels lie on a control surface; their strips are marked.
    void markBanked(const std::function<bool(ChannelId)>& isBanked);

signals:
    /// Narrow or wide is chosen by hand.
    void wideChosen(bool wide);
    void meterScaleChanged(MeterScale scale);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    void refresh();
    /// Meters of the strips in view.
    void refreshReadings();
    void layOut();
    void openMeterMenu(const QPoint& global);
    std::vector<Strip> allStrips() const;
    void choose(ChannelId channel, Qt::KeyboardModifiers modifiers);
    StripWidget* makeStrip();

    Workspace& workspace_;
    MixerActions& actions_;
    const Theme& theme_;
    ConsoleBar* bar_;
    QScrollArea* scroll_;
    QWidget* tracks_;
    QWidget* fixed_;
    std::vector<Strip> shown_;
    std::vector<StripWidget*> strips_; ///< in the order of shown_
    void dropStrip(ChannelId channel, int globalX);
    int dropPlace(int globalX) const;

    bool wide_ = false;
    MeterScale meterScale_ = MeterScale::peakAndRms;
    ChannelId flip_;
    std::set<ChannelId> hidden_;
    ChannelId spilled_;
    QWidget* dropMark_; ///< where a dragged strip would go
    std::function<bool(ChannelId)> isBanked_;
    ChannelId anchor_; ///< of a range selection
};

} // namespace lacquer::ui
