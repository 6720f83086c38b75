#pragma once

#include "ui/controls/buttons.h"
#include "ui/models/workspace.h"
#include "ui/theme/theme.h"

#include <QDialog>

#include <vector>

namespace lacquer::ui {

/// Where the sound goes: device, rate and buffer. What is chosen is tried at once and remembered.
class AudioSettings : public QDialog {
    Q_OBJECT

public:
    AudioSettings(Workspace& workspace, const Theme& theme, QWidget* parent);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void applySettings();
    void refresh();

    Workspace& workspace_;
    const Theme& theme_;
    std::vector<live::DeviceInfo> devices_;
    MenuButton* device_;
    MenuButton* rate_;
    MenuButton* buffer_;
    QStringList state_; ///< lines
    QString note_;      ///< why playback may be interrupted
};

/// The settings of the user's last choice.
live::DeviceSettings savedDeviceSettings();

} // namespace lacquer::ui
