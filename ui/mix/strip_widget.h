#pragma once

#include "ui/controls/bars.h"
#include "ui/controls/buttons.h"
#include "ui/controls/fader.h"
#include "ui/controls/insert_slot.h"
#include "ui/controls/knob.h"
#include "ui/controls/meter_bar.h"
#include "ui/mix/mixer_actions.h"
#include "ui/mix/peak_readout.h"
#include "ui/models/strip.h"

#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

namespace lacquer::ui {

/// How much of a strip there is room for; the same for all strips of the console.
struct StripLayout {
    bool wide = false;
    int insertRows = 4;
    int sendRows = 2;
    bool withPan = true;
    MeterScale meter = MeterScale::peakAndRms;
    ChannelId flip; ///< faders are the sends to this bus; none: the faders themselves

    friend bool operator==(const StripLayout&, const StripLayout&) = default;
};

/// Rows for a console of this height, given what the song needs. Space goes to the fader first,
/// then to insert slots.
StripLayout layoutFor(int height, bool wide, int mostInserts, int returns, const Theme& theme);

/// One channel of the console, from its name to its output.
class StripWidget : public QWidget {
    Q_OBJECT

public:
    StripWidget(Workspace& workspace, MixerActions& actions, const Theme& theme, QWidget* parent);

    void show(const Strip& strip, const StripLayout& layout);
    const Strip& strip() const { return strip_; }
    /// Selection, edited insert.
    void refreshSelection();
    /// Meters and gain reduction of this moment.
    void refreshReadings();
    void beginRename();
    /// Whether it is listened to, and what its solo button does.
    void refreshListening();
    /// It lies on a control surface now.
    void setBanked(bool banked);

    QSize sizeHint() const override;
    /// For the neighbour's Tab while typing: the fields by name.
    ValueControl* control(std::string_view parameter) const;

signals:
    void neighbourWanted(std::string parameter, int direction);
    void clearAllPeaksWanted();
    void meterMenuWanted(QPoint global);
    /// The name is dragged along the console, and let go.
    void dragged(int globalX);
    void dropped(int globalX);
    /// A click on the name, with its modifiers.
    void chosen(Qt::KeyboardModifiers modifiers);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void bind(ValueControl* control, const char* parameter);
    void bindSend(SendBar* bar, std::size_t row);
    void bindSlot(InsertSlot* slot, std::size_t row);
    void layOut();
    void showAutomation();
    void paintHeader(QPainter& painter, const QRect& header, const QColor& hue) const;
    void paintKind(QPainter& painter, const QRect& under) const;
    void paintScale(QPainter& painter) const;
    void paintFaderScale(QPainter& painter, int left, Qt::Alignment alignment) const;
    int headerHeight() const;
    QString title() const { return QString::fromStdString(strip_.name); }

    Workspace& workspace_;
    MixerActions& actions_;
    const Theme& theme_;
    Strip strip_;
    StripLayout layout_;
    std::vector<std::shared_ptr<const project::Insert>> shownInserts_;
    std::optional<Theme::Variant> shownTheme_; ///< none: nothing is shown yet
    ValueField* trim_;
    Button* polarity_;
    std::vector<InsertSlot*> slots_;
    std::vector<SendBar*> sends_;
    PanBar* pan_;
    Knob* panKnob_;
    Knob* widthKnob_;
    Button* mute_;
    Button* solo_;
    ValueField* level_;
    PeakReadout* peak_;
    Fader* fader_;
    MeterBar* meter_;
    Button* mode_;
    MenuButton* output_;
    bool isFlipped(std::string_view parameter) const { return layout_.flip && parameter == "fader"; }
    const SendCell* flippedSend() const;

    std::optional<QPoint> pressedName_;
    bool draggingName_ = false;
    bool chooseLater_ = false;
    bool selected_ = false;
    bool banked_ = false;
    bool touched_ = false;   ///< a hand was on it since it was last shown
    bool following_ = false; ///< controls stand where automation puts them
};

} // namespace lacquer::ui
