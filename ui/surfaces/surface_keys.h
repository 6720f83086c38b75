#pragma once

#include "ui/controls/buttons.h"
#include "ui/models/surface_link.h"
#include "ui/theme/theme.h"

#include <QDialog>

namespace lacquer::ui {

/// One surface as its owner wants it: what its function keys and foot switches do, where its faders
/// have 0 dB, how it shows time.
class SurfaceKeys : public QDialog {
    Q_OBJECT

public:
    SurfaceKeys(SurfaceLink& link, std::size_t used, const Theme& theme, QWidget* parent);

    /// What the keys can be given, in the order of the menus.
    static const std::vector<surfaces::Command>& commands();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void addKey(std::size_t key, int x, int y);
    void addSwitch(const QString& words, int y, bool on, const std::function<void(UsedSurface&, bool)>& set);
    void change(const std::function<void(UsedSurface&)>& how);

    struct Label {
        QString words;
        QRect place;
    };

    SurfaceLink& link_;
    std::size_t which_;
    const Theme& theme_;
    std::vector<Label> labels_;
};

} // namespace lacquer::ui
