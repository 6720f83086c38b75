#pragma once

#include "ui/models/tempo_map.h"
#include "ui/models/workspace.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>

#include <optional>

namespace lacquer::ui {

/// Where the playhead is. A click goes round bars and beats, hours to milliseconds, frames.
class TimeDisplay : public QAbstractButton {
    Q_OBJECT

public:
    enum class Format { bars, clock, frames };

    TimeDisplay(Workspace& workspace, const Theme& theme, QWidget* parent);
    Format format() const { return format_; }
    QString text() const;
    QSize sizeHint() const override { return {188, 32}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void refresh();

    Workspace& workspace_;
    const Theme& theme_;
    Format format_ = Format::bars;
    QString shown_;
    QString above_;
    QString below_;
};

/// How much of the buffer's time the engine takes, and how often it was late.
class LoadMeter : public QWidget {
    Q_OBJECT

public:
    LoadMeter(Workspace& workspace, const Theme& theme, QWidget* parent);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Workspace& workspace_;
    const Theme& theme_;
    int percent_ = -1;
    std::uint64_t xruns_ = 0;
};

/// Short-term loudness and true peak of what is heard, with a small meter.
class LoudnessReadout : public QWidget {
    Q_OBJECT

public:
    LoudnessReadout(Workspace& workspace, const Theme& theme, QWidget* parent);
    void setStacked(bool stacked);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Workspace& workspace_;
    const Theme& theme_;
    QString loudness_;
    QString peak_;
    double truePeak_ = 0;
    std::array<double, 2> levels_{};
    double since_ = 0;
    bool stacked_ = false;
};

} // namespace lacquer::ui
