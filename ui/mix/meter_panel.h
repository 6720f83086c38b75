#pragma once

#include "ui/controls/buttons.h"
#include "ui/meters/meter_wall.h"

namespace lacquer::ui {

/// What leaves the mix, at the right of the Mix page: loudness, true peak, goniometer, correlation,
/// width and spectrum, as on the Master page.
class MeterPanel : public QWidget {
    Q_OBJECT

public:
    MeterPanel(Workspace& workspace, const Theme& theme, QWidget* parent);

    bool isOpen() const { return open_; }
    void setOpen(bool open);

signals:
    void openChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    const Theme& theme_;
    Button* close_;
    MeterWall* wall_;
    bool open_ = false;
};

} // namespace lacquer::ui
