#pragma once

#include "ui/controls/buttons.h"
#include "ui/models/workspace.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <filesystem>

class QLineEdit;

namespace lacquer::ui {

/// "Files" on the Deliver page: how they are named, where they go, the album's cover.
///
/// Edits    names and cover are the album's metadata, one undo step each; the folder is not kept
/// Thread   [main]
class DeliveryFiles : public QWidget {
    Q_OBJECT

public:
    DeliveryFiles(Workspace& workspace, const Theme& theme, QWidget* parent);

    /// Where deliveries go: beside the project until the user chooses another place.
    std::filesystem::path folder() const;
    void setFolder(const QString& folder);
    /// A picture for the album, copied into the project.
    void setArtwork(const QString& file);
    void chooseArtwork();
    /// Of the first file that will be made.
    void showExample(const QString& name);
    /// What keeps the targets from being offered; empty: nothing.
    void showTrouble(const QString& sentence);

signals:
    /// Another disk may have less room.
    void folderChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void refresh();
    void readArtwork();
    void writeNames();
    void chooseFolder();

    Workspace& workspace_;
    const Theme& theme_;
    QLineEdit* names_;
    QLineEdit* folder_;
    Button* choose_;
    Button* artwork_;
    QString example_, trouble_, artworkText_;
    std::filesystem::path shownArtwork_;
    bool artworkFits_ = false;
    bool ownFolder_ = false; ///< the user chose it
};

} // namespace lacquer::ui
