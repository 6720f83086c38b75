#pragma once

#include "formats/deliver/codec_audit.h"
#include "ui/controls/buttons.h"
#include "ui/models/workspace.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <string>
#include <vector>

namespace lacquer::ui {

/// The codec audit song by song: loudness, true peak and overs after decoding, and the worst moment.
///
/// Mouse    a line plays that moment, coded and then from the master, over and over; the wheel scrolls
/// Keys     up and down play the line above and below, Escape closes
class AuditList : public QWidget {
    Q_OBJECT

public:
    AuditList(Workspace& workspace, const Theme& theme, QWidget* parent);

    void showAudit(const formats::CodecAudit& audit, const formats::AlbumMaster& master);
    std::size_t lines() const { return audit_.readings.size(); }
    /// Plays a reading's worst moment: four seconds coded, four seconds of the master, again.
    void hear(std::size_t reading);
    int heard() const { return heard_; }

signals:
    void closed();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    int rowsShown() const;
    QRect row(int index) const;

    Workspace& workspace_;
    const Theme& theme_;
    formats::CodecAudit audit_;
    formats::AlbumMaster master_;
    int first_ = 0;  ///< shown on top
    int heard_ = -1; ///< −1: none
    Button* close_;
};

} // namespace lacquer::ui
