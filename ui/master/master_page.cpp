#include "ui/master/master_page.h"

#include "engine/project/album_edits.h"
#include "engine/project/song_edits.h"
#include "formats/audio/import.h"
#include "ui/master/album_strip.h"
#include "ui/master/album_table.h"
#include "ui/master/chain_panel.h"
#include "ui/meters/meter_wall.h"
#include "ui/mix/inline_edit.h"
#include "ui/models/fade_shape.h"
#include "ui/models/time_text.h"
#include "ui/theme/figures.h"
#include "ui/theme/icons.h"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QMimeData>
#include <QMouseEvent>
#include <QPainter>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace lacquer::ui {

using project::Project;

namespace {

constexpr int kHead = 40;

/// "03 - Mirror" is called "Mirror".
QString titleOfFile(const QString& path) {
    static const QRegularExpression number("^\\d{1,3}[ ._-]+");
    const QString name = QFileInfo(path).completeBaseName();
    const QString bare = QString(name).remove(number);
    return bare.isEmpty() ? name : bare;
}

SourceId inPool(const Project& project, const project::Source& source) {
    for (const auto& other : project.sources) {
        if (!source.contentHash.empty() && other->contentHash == source.contentHash &&
            other->firstChannel == source.firstChannel && other->channels == source.channels) {
            return other->id;
        }
    }
    return {};
}

} // namespace

MasterPage::MasterPage(Workspace& workspace, const Theme& theme, QWidget* parent)
    : QWidget(parent), workspace_(workspace), theme_(theme), measurer_(workspace) {
    setObjectName("masterPage");
    setAccessibleName(tr("Master"));
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAcceptDrops(true);
    strip_ = new AlbumStrip(workspace, measurer_, theme, this);
    table_ = new AlbumTable(workspace, theme, this);
    chain_ = new ChainPanel(workspace, theme, this);
    meters_ = new MeterWall(workspace, theme, this);
    addSong_ = new MenuButton(theme, tr("Add song"), this);
    addSong_->setObjectName("addSong");
    addSong_->setShownText(tr("Add song"));
    addSong_->setToolTip(tr("Put a song of this project at the end of the album"));
    addSong_->setMenuMaker([this](QMenu& menu) {
        for (const auto& song : workspace_.project()->songs) {
            menu.addAction(QString::fromStdString(song->name), this, [this, id = song->id] { addSong(id); });
        }
        if (menu.isEmpty()) menu.addAction(tr("This project has no songs yet"))->setEnabled(false);
    });
    addFiles_ = new Button(theme, tr("Add files…"), tr("Add finished songs as files"), this);
    addFiles_->setObjectName("addFiles");
    connect(addFiles_, &QAbstractButton::clicked, this, [this] {
        auto* dialog = new QFileDialog(this, tr("Add finished songs"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::ExistingFiles);
        connect(dialog, &QFileDialog::filesSelected, this, &MasterPage::addFiles);
        dialog->open();
    });
    measure_ = new Button(theme, tr("Measure"), tr("Render and measure the album now"), this);
    measure_->setObjectName("measureAlbum");
    measure_->setToolTip(tr("Renders the album as it stands and measures every track. What did not change comes out of the cache."));
    connect(measure_, &QAbstractButton::clicked, &measurer_, &AlbumMeasurer::measureNow);

    connect(strip_, &AlbumStrip::trackMenuWanted, this, &MasterPage::openTrackMenu);
    connect(table_, &AlbumTable::trackMenuWanted, this, &MasterPage::openTrackMenu);
    connect(&workspace_, &Workspace::projectChanged, this, &MasterPage::refresh);
    connect(&workspace_, &Workspace::projectReplaced, this, &MasterPage::refresh);
    connect(&measurer_, &AlbumMeasurer::changed, this, &MasterPage::refresh);
    connect(&theme_, &Theme::changed, this, [this] { update(); });
    refresh();
}

void MasterPage::refresh() {
    view_ = albumView(*workspace_.project(), measurer_.measures(), measurer_.rendering());
    strip_->showAlbum(view_);
    table_->showAlbum(view_);
    meters_->setTarget(view_.album && std::isfinite(view_.album->integratedLufs) ? std::optional(view_.album->integratedLufs) : std::nullopt);
    meters_->setRange(view_.album ? std::optional(view_.album->rangeLu) : std::nullopt);
    const bool open = workspace_.isOpen();
    addSong_->setEnabled(open);
    addFiles_->setEnabled(open);
    const QString trouble = !measurer_.trouble().isEmpty() ? measurer_.trouble() : QString::fromStdString(view_.trouble);
    if (trouble != said_) {
        said_ = trouble;
        if (!trouble.isEmpty()) workspace_.messages().warn(trouble);
    }
    measure_->setEnabled(open && !view_.rows.empty() && !measurer_.isRunning());
    layOut();
    update();
}

void MasterPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    measurer_.setWatched(true);
}

void MasterPage::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    measurer_.setWatched(false);
}

QRect MasterPage::titleRect() const {
    return {12, 0, 420, kHead};
}

void MasterPage::layOut() {
    const int gap = theme_.size(Size::divider);
    const int wall = width() < 1500 ? theme_.size(Size::meterwallNarrow) : width() < 2200 ? theme_.size(Size::meterwall)
                                                                       : width() < 3000   ? 640
                                                                                          : 760;
    const int left = width() - wall - gap;
    meters_->setGeometry(left + gap, 0, wall, height());

    int x = left - 8;
    const auto place = [&](QWidget* widget, int width) {
        x -= width;
        widget->setGeometry(x, (kHead - 24) / 2, width, 24);
        x -= 6;
    };
    x -= 268; // total and what is left on the disc
    if (left > 760) {
        place(measure_, 76);
        place(addFiles_, 84);
        place(addSong_, 100);
    }
    measure_->setVisible(left > 760);

    const int strip = height() < 860 ? 132 : theme_.size(Size::albumStrip);
    strip_->setGeometry(0, kHead, left, strip);
    const int top = kHead + strip + gap;
    const int rows = static_cast<int>(view_.rows.size());
    const int wanted = theme_.size(Size::tableHeader) + std::max(3, rows) * theme_.size(Size::tableRow) + 2;
    const int room = height() - top - gap;
    // The table shows all tracks where the editors still keep half of the room.
    const int table = std::min(wanted, room / 2);
    table_->setGeometry(0, top, left, table);
    chain_->setGeometry(0, top + table + gap, left, room - table);
}

void MasterPage::resizeEvent(QResizeEvent*) {
    layOut();
}

void MasterPage::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.colour(Role::surface0));
    const int left = meters_->x() - theme_.size(Size::divider);
    painter.fillRect(0, 0, left, kHead, theme_.colour(Role::surface1));
    const QString title = view_.title.empty() ? tr("Untitled album") : QString::fromStdString(view_.title);
    painter.setPen(theme_.colour(view_.title.empty() ? Role::text3 : Role::text1));
    const QFont& heading = theme_.font(15, QFont::DemiBold);
    const double titleWidth = std::min<double>(QFontMetricsF(heading).horizontalAdvance(title) + 4, addSong_->x() - 160);
    drawName(painter, heading, QRectF(12, 0, titleWidth, kHead), Qt::AlignLeft, title);
    painter.setPen(theme_.colour(Role::text2));
    const int count = static_cast<int>(view_.rows.size());
    QString line = count == 1 ? tr("1 song") : tr("%1 songs").arg(count);
    if (!view_.artist.empty()) line = QString::fromStdString(view_.artist) + QString::fromUtf8(" · ") + line;
    drawName(painter, theme_.font(12), QRectF(12 + titleWidth + 10, 0, std::max(0.0, addSong_->x() - titleWidth - 30), kHead), Qt::AlignLeft, line);

    const SampleRate rate = workspace_.project()->rate;
    const Seconds rest = view_.leftOnDisc(rate);
    const double x = left - 268;
    painter.setPen(theme_.colour(Role::text3));
    drawName(painter, theme_.font(11), QRectF(x, 0, 30, kHead), Qt::AlignLeft, tr("total"));
    painter.setPen(theme_.colour(Role::text1));
    drawFigures(painter, theme_.font(15, QFont::DemiBold), QRectF(x + 32, 0, 56, kHead), Qt::AlignLeft, QString::fromStdString(lengthText(secondsOf(view_.end, rate))));
    const QRectF bar(x + 94, kHead / 2.0 - 2, 56, 4);
    painter.fillRect(bar, theme_.colour(Role::surfaceWell));
    const double share = std::clamp(1 - rest.value / kDiscLength.value, 0.0, 1.0);
    painter.fillRect(QRectF(bar.left(), bar.top(), bar.width() * share, 4), theme_.colour(rest.value < 0 ? Role::verdictFail : Role::accent));
    painter.setPen(theme_.colour(rest.value < 0 ? Role::verdictFail : Role::text2));
    drawFigures(painter, theme_.font(11), QRectF(x + 156, 0, 108, kHead), Qt::AlignRight,
                rest.value < 0 ? tr("%1 too long for CD").arg(QString::fromStdString(lengthText({-rest.value})))
                               : tr("left on CD %1").arg(QString::fromStdString(lengthText(rest))));
}

void MasterPage::addSong(SongId song) {
    const auto* found = project::findSong(*workspace_.project(), song);
    if (!found) return;
    workspace_.apply(tr("Put %1 on the album").arg(QString::fromStdString(found->name)), [&](const Project& project) -> Result<Project> {
        auto added = project::addSongToAlbum(project, song);
        if (!added) return tl::make_unexpected(added.error());
        return std::move(added->project);
    });
}

void MasterPage::addFiles(const QStringList& files) {
    if (!workspace_.isOpen() || files.isEmpty()) return;
    formats::ImportRequest request;
    for (const auto& file : files) request.paths.emplace_back(file.toStdString());
    request.projectFolder = workspace_.folder();
    request.rate = workspace_.project()->rate;
    auto outcome = std::make_shared<formats::ImportOutcome>();
    workspace_.jobs().start(
        files.size() == 1 ? tr("Adding %1").arg(QFileInfo(files.front()).fileName()) : tr("Adding %1 files").arg(files.size()),
        [request, outcome](const Jobs::Progress& progress) -> Result<void> {
            auto imported = formats::importFiles(request, progress);
            if (!imported) return tl::make_unexpected(imported.error());
            *outcome = std::move(*imported);
            return {};
        },
        [this, outcome](const Result<void>& done) {
            if (!done) {
                if (done.error().kind != ErrorKind::cancelled) workspace_.messages().fail(QString::fromStdString(done.error().message));
                return;
            }
            for (const auto& skipped : outcome->skipped) {
                workspace_.messages().warn(tr("\"%1\" was skipped: %2").arg(QFileInfo(QString::fromStdString(skipped.path)).fileName(), QString::fromStdString(skipped.reason)));
            }
            if (outcome->tracks.empty()) return;
            workspace_.apply(outcome->tracks.size() == 1 ? tr("Put %1 on the album").arg(titleOfFile(QString::fromStdString(outcome->sources.front())))
                                                         : tr("Put %1 files on the album").arg(outcome->tracks.size()),
                             [&](const Project& now) -> Result<Project> {
                                 Project project = now;
                                 for (std::size_t i = 0; i < outcome->tracks.size(); ++i) {
                                     const auto& source = outcome->tracks[i].source;
                                     SourceId id = inPool(project, source);
                                     if (!id) {
                                         auto pooled = project::addSource(std::move(project), source);
                                         if (!pooled) return tl::make_unexpected(pooled.error());
                                         id = pooled->id;
                                         project = std::move(pooled->project);
                                     }
                                     auto added = project::addSourceToAlbum(std::move(project), id, titleOfFile(QString::fromStdString(outcome->sources[i])).toStdString());
                                     if (!added) return tl::make_unexpected(added.error());
                                     project = std::move(added->project);
                                 }
                                 return project;
                             });
        });
}

void MasterPage::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls() && workspace_.isOpen()) event->acceptProposedAction();
}

void MasterPage::dropEvent(QDropEvent* event) {
    QStringList files;
    for (const auto& url : event->mimeData()->urls()) {
        if (url.isLocalFile()) files << url.toLocalFile();
    }
    event->acceptProposedAction();
    addFiles(files);
}

void MasterPage::mouseDoubleClickEvent(QMouseEvent* event) {
    if (!titleRect().contains(event->pos()) || !workspace_.isOpen()) return;
    openInlineEdit(theme_, this, QRect(8, 8, 260, 24), QString::fromStdString(view_.title), tr("Title of the album"), [this](const QString& text) {
        workspace_.apply(tr("Title of the album"), [&](const Project& project) { return project::setAlbumMetadata(project, "title", text.toStdString()); });
    });
}

void MasterPage::openTrackMenu(AlbumTrackId track, QPoint at) {
    const auto* now = project::findAlbumTrack(*workspace_.project(), track);
    if (!now) return;
    const project::AlbumTrack one = *now;
    const QString name = QString::fromStdString(project::titleOf(*workspace_.project(), one));
    auto* menu = new QMenu(this);
    menu->setObjectName("albumTrackMenu");
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const bool in : {true, false}) {
        auto* fades = menu->addMenu(in ? tr("Fade-in shape") : tr("Fade-out shape"));
        for (const auto shape : kFadeShapes) {
            auto* action = fades->addAction(tr(fadeShapeName(shape)), this, [this, one, in, shape, name] {
                workspace_.apply(tr("Fade of %1").arg(name), [&](const Project& project) {
                    return in ? project::setAlbumFadeIn(project, one.id, one.fadeIn, shape) : project::setAlbumFadeOut(project, one.id, one.fadeOut, shape);
                });
            });
            action->setCheckable(true);
            action->setChecked(shape == (in ? one.fadeInShape : one.fadeOutShape));
        }
    }
    // Loudness to the album's, by one number, where both are known.
    const auto row = std::ranges::find(view_.rows, track, &AlbumRow::id);
    if (row != view_.rows.end() && row->deviation) {
        const Decibels gain{one.gain.value - *row->deviation};
        menu->addAction(tr("Level with the album (%1 dB)").arg(QString::fromStdString(signedText(-*row->deviation, 1))), this, [this, one, gain, name] {
            workspace_.apply(tr("Level of %1").arg(name), [&](const Project& project) { return project::setAlbumGain(project, one.id, gain); });
        });
    }
    if (one.gain.value != 0) {
        menu->addAction(tr("Reset gain (%1 dB)").arg(QString::fromStdString(signedText(one.gain.value, 1))), this, [this, one, name] {
            workspace_.apply(tr("Level of %1").arg(name), [&](const Project& project) { return project::setAlbumGain(project, one.id, {0}); });
        });
    }
    if (one.song) menu->addAction(tr("Open the mix"), this, [this, song = one.song] { workspace_.setCurrentSong(song); });
    menu->addSeparator();
    menu->addAction(tr("Take off the album"), this, [this, one, name] {
        workspace_.apply(tr("Take %1 off the album").arg(name), [&](const Project& project) { return project::removeAlbumTrack(project, one.id); });
    });
    menu->popup(at);
}

} // namespace lacquer::ui
