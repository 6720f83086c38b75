#pragma once

#include "ui/controls/buttons.h"
#include "ui/models/delivery_view.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <optional>
#include <vector>

namespace lacquer::ui {

/// "How it plays there": what every service makes of the album's level, and of its peaks once the
/// codecs were audited.
///
/// Thread   [main]
class PlaybackTable : public QWidget {
    Q_OBJECT

public:
    PlaybackTable(const Theme& theme, QWidget* parent);

    /// None: the album is not measured.
    void showLines(std::optional<std::vector<PlaybackLine>> lines);
    void setAuditable(bool can) { audit_->setEnabled(can); }

signals:
    void auditWanted();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    const Theme& theme_;
    std::optional<std::vector<PlaybackLine>> lines_;
    Button* audit_;
};

} // namespace lacquer::ui
