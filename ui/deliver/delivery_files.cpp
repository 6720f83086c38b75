#include "ui/deliver/delivery_files.h"

#include "engine/project/album_edits.h"
#include "formats/deliver/file_tags.h"
#include "formats/project/kept_artwork.h"
#include "ui/theme/figures.h"

#include <QFileDialog>
#include <QLineEdit>
#include <QPainter>

#include <algorithm>

namespace lacquer::ui {

using project::Project;

namespace {

constexpr int kFields = 92; // where they begin
constexpr int kButton = 84;
constexpr int kNames = 36, kFolder = 88, kArtwork = 120, kSongs = 150; // rows

std::string namingOf(const Project& project) {
    const auto found = project.album->metadata.find("naming");
    return found == project.album->metadata.end() ? std::string() : found->second;
}

} // namespace

DeliveryFiles::DeliveryFiles(Workspace& workspace, const Theme& theme, QWidget* parent) : QWidget(parent), workspace_(workspace), theme_(theme) {
    setAccessibleName(tr("Files"));
    setAttribute(Qt::WA_OpaquePaintEvent);
    names_ = new QLineEdit(this);
    names_->setObjectName("fileNames");
    names_->setAccessibleName(tr("Names of the files"));
    names_->setPlaceholderText(tr("as each target says, like {track:02} {title}"));
    names_->setToolTip(tr("{track:02} {title} {artist} {album} {isrc} {rate} {bits}; / makes a folder. Empty: as each target says"));
    connect(names_, &QLineEdit::editingFinished, this, &DeliveryFiles::writeNames);
    folder_ = new QLineEdit(this);
    folder_->setObjectName("deliveryFolder");
    folder_->setAccessibleName(tr("Folder for the delivery"));
    connect(folder_, &QLineEdit::textEdited, this, [this] {
        ownFolder_ = true;
        emit folderChanged();
    });
    choose_ = new Button(theme, tr("Choose…"), tr("Choose the folder"), this);
    connect(choose_, &QAbstractButton::clicked, this, &DeliveryFiles::chooseFolder);
    artwork_ = new Button(theme, tr("Choose…"), tr("Choose the artwork"), this);
    connect(artwork_, &QAbstractButton::clicked, this, &DeliveryFiles::chooseArtwork);
    connect(&workspace_, &Workspace::projectChanged, this, &DeliveryFiles::refresh);
    connect(&workspace_, &Workspace::projectReplaced, this, [this] {
        ownFolder_ = false;
        refresh();
    });
    connect(&theme_, &Theme::changed, this, [this] { update(); });
    refresh();
}

std::filesystem::path DeliveryFiles::folder() const { return folder_->text().toStdString(); }

void DeliveryFiles::setFolder(const QString& folder) {
    folder_->setText(folder);
    ownFolder_ = true;
    emit folderChanged();
}

void DeliveryFiles::showExample(const QString& name) {
    if (example_ == name) return;
    example_ = name;
    update();
}

void DeliveryFiles::showTrouble(const QString& sentence) {
    trouble_ = sentence;
    update();
}

void DeliveryFiles::refresh() {
    if (!ownFolder_ && workspace_.isOpen()) {
        const auto project = workspace_.folder();
        folder_->setText(QString::fromStdString((project.parent_path() / (project.stem().string() + " delivery")).string()));
    }
    if (!names_->hasFocus()) names_->setText(QString::fromStdString(namingOf(*workspace_.project())));
    readArtwork();
    update();
}

void DeliveryFiles::readArtwork() {
    const std::filesystem::path file = formats::artworkFile(*workspace_.project(), workspace_.folder());
    if (file == shownArtwork_ && !artworkText_.isEmpty()) return; // pictures are large, and every edit comes by here
    shownArtwork_ = file;
    artworkFits_ = false;
    artworkText_ = tr("none chosen");
    if (file.empty()) return;
    const auto picture = formats::readArtwork(file);
    artworkFits_ = picture.has_value();
    artworkText_ = picture ? tr("Cover %1 × %2, %3").arg(picture->width).arg(picture->height).arg(picture->mimeType == "image/png" ? "PNG" : "JPEG")
                           : QString::fromStdString(picture.error().message);
    if (picture && picture->width < 3000) artworkText_ += tr(" · most stores want 3000");
}

void DeliveryFiles::writeNames() {
    const std::string wanted = names_->text().toStdString();
    if (!workspace_.isOpen() || wanted == namingOf(*workspace_.project())) return;
    workspace_.apply(tr("Names of the files"), [&](const Project& project) { return project::setAlbumMetadata(project, "naming", wanted); });
}

void DeliveryFiles::chooseFolder() {
    auto* dialog = new QFileDialog(this, tr("Folder for the delivery"), folder_->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    connect(dialog, &QFileDialog::fileSelected, this, &DeliveryFiles::setFolder);
    dialog->open();
}

void DeliveryFiles::chooseArtwork() {
    auto* dialog = new QFileDialog(this, tr("Artwork"), {}, tr("Pictures (*.jpg *.jpeg *.png)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this, &DeliveryFiles::setArtwork);
    dialog->open();
}

void DeliveryFiles::setArtwork(const QString& file) {
    if (!workspace_.isOpen()) return;
    // A cover that no shop takes is refused here and not only where it is delivered.
    if (const auto picture = formats::readArtwork(file.toStdString()); !picture)
        return workspace_.messages().fail(QString::fromStdString(picture.error().message));
    const auto kept = formats::keepArtwork(file.toStdString(), workspace_.folder());
    if (!kept) return workspace_.messages().fail(QString::fromStdString(kept.error().message));
    workspace_.apply(tr("Artwork"), [&](const Project& project) { return project::setAlbumMetadata(project, "artwork", *kept); });
}

void DeliveryFiles::resizeEvent(QResizeEvent*) {
    const int field = std::max(120, width() - kFields - 110);
    names_->setGeometry(kFields, kNames, field + kButton + 8, 24);
    folder_->setGeometry(kFields, kFolder, field, 24);
    choose_->setGeometry(kFields + field + 8, kFolder, kButton, 24);
    artwork_->setGeometry(kFields + field + 8, kArtwork, kButton, 24);
}

void DeliveryFiles::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.colour(Role::surface1));
    const QFont& small = theme_.font(11);
    painter.setPen(theme_.colour(Role::text1));
    drawName(painter, theme_.font(13, QFont::DemiBold), QRectF(14, 8, 300, 22), Qt::AlignLeft, tr("Files"));
    painter.setPen(theme_.colour(Role::text2));
    for (const auto& [text, y] : {std::pair{tr("Names"), kNames}, {tr("Folder"), kFolder}, {tr("Artwork"), kArtwork}, {tr("Songs"), kSongs}})
        drawName(painter, small, QRectF(14, y, 70, 24), Qt::AlignLeft, text);
    painter.setPen(theme_.colour(Role::text3));
    drawName(painter, small, QRectF(kFields, kNames + 26, names_->width(), 20), Qt::AlignLeft, example_);
    painter.setPen(theme_.colour(artworkFits_ ? Role::text1 : Role::text3));
    drawName(painter, small, QRectF(kFields, kArtwork, folder_->width(), 24), Qt::AlignLeft, artworkText_);
    painter.setPen(theme_.colour(Role::text3));
    const auto songs = workspace_.project()->album->tracks.size();
    drawName(painter, small, QRectF(kFields, kSongs, names_->width(), 24), Qt::AlignLeft,
             trouble_.isEmpty() ? tr("All %1, in album order. Only what changed is rendered.").arg(songs) : trouble_);
}

} // namespace lacquer::ui
