#pragma once

#include "ui/controls/buttons.h"
#include "ui/models/surface_link.h"
#include "ui/surfaces/surface_picture.h"
#include "ui/theme/theme.h"

#include <QDialog>

#include <vector>

namespace lacquer::ui {

/// Control surfaces: what is plugged in and recognised, what is in use and how it stands, with a live
/// picture of one of them or the surface on the screen. What is chosen counts at once.
class SurfaceSettings : public QDialog {
    Q_OBJECT

public:
    SurfaceSettings(SurfaceLink& link, const Theme& theme, QWidget* parent);

protected:
    void paintEvent(QPaintEvent* event) override;
    void timerEvent(QTimerEvent* event) override;

private:
    struct Row {
        QString name, detail;
        int y = 0;
    };

    void refresh();
    void layOut();
    void clearRows();
    void addUsed(std::size_t which, int y);
    void addFound(const FoundSurface& device, int y);
    void showPicture();

    SurfaceLink& link_;
    const Theme& theme_;
    std::vector<Row> rows_;
    std::vector<QWidget*> controls_; ///< of the rows
    Button* follow_;
    Button* osc_;
    MenuButton* reach_;
    MenuButton* shown_;
    SurfacePicture* picture_;
    std::vector<int> pictured_; ///< surfaces that have a picture; the last is the screen's
    Button* done_;
    QString signature_; ///< of the rows as they stand
};

} // namespace lacquer::ui
