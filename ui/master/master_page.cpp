#include "ui/master/master_page.h"

#include "engine/project/album_edits.h"
#include "engine/project/song_edits.h"
#include "engine/mastering/loudness_alignment.h"
#include "engine/mastering/spacing.h"
#include "engine/mastering/tone_match.h"
#include "engine/project/insert_edits.h"
#include "formats/album/heard_tail.h"
#include "formats/album/quiet_cut.h"
#include "formats/audio/import.h"
#include "formats/deliver/ddp_import.h"
#include "formats/deliver/tag_import.h"
#include "ui/master/album_strip.h"
#include "ui/master/album_table.h"
#include "ui/master/automation_strip.h"
#include "ui/master/chain_panel.h"
#include "ui/master/listening_panel.h"
#include "ui/master/vinyl_panel.h"
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
#include <QShortcut>

#include <algorithm>
#include <cmath>
#include <limits>

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
    listening_ = new ListeningPanel(workspace, measurer_, theme, this);
    connect(chain_, &ChainPanel::levelMatchWanted, this, [this](ChannelId chain, bool on) {
        if (on) listening_->hearUnprocessed(chain);
        else listening_->hearAlbum();
    });
    connect(chain_, &ChainPanel::otherChainWanted, this, [this](ChannelId chain) {
        if (listening_->heard() == ListeningPanel::Heard::otherChain) listening_->hearAlbum();
        else if (const auto* other = chain_->otherChain()) listening_->hearChain(chain, *other);
    });
    connect(listening_, &ListeningPanel::changed, this, [this] {
        chain_->update();
        chain_->showLevelMatch(listening_->heard() == ListeningPanel::Heard::unprocessed, listening_->levelMatch());
    });
    align_ = new MenuButton(theme, tr("Align"), this);
    align_->setObjectName("alignAlbum");
    align_->setShownText(tr("Align"));
    align_->setToolTip(tr("Bring all songs to one loudness; the menu shows what would change"));
    align_->setMenuMaker([this](QMenu& menu) { fillAlignMenu(menu); });
    for (const int songs : {-1, 1}) {
        auto* shortcut = new QShortcut(QKeySequence(Qt::SHIFT | (songs < 0 ? Qt::Key_PageUp : Qt::Key_PageDown)), this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, [this, songs] { jump(songs); });
    }
    addSong_ = new MenuButton(theme, tr("Add song"), this);
    addSong_->setObjectName("addSong");
    addSong_->setShownText(tr("Add song"));
    addSong_->setToolTip(tr("Put a song of this project at the end of the album"));
    addSong_->setMenuMaker([this](QMenu& menu) {
        for (const auto& song : workspace_.project()->songs) {
            menu.addAction(QString::fromStdString(song->name), this, [this, id = song->id] { addSong(id); });
        }
        menu.addSeparator();
        menu.addAction(tr("Stems from a folder, to master them…"), this, [this] {
            auto* dialog = new QFileDialog(this, tr("Folder of stems"));
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            dialog->setFileMode(QFileDialog::Directory);
            connect(dialog, &QFileDialog::fileSelected, this, &MasterPage::addStems);
            dialog->open();
        });
        menu.addAction(tr("Disc from a DDP folder…"), this, [this] {
            auto* dialog = new QFileDialog(this, tr("DDP folder"));
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            dialog->setFileMode(QFileDialog::Directory);
            connect(dialog, &QFileDialog::fileSelected, this, &MasterPage::addDisc);
            dialog->open();
        });
        if (workspace_.project()->songs.empty()) menu.addAction(tr("This project has no songs yet"))->setEnabled(false);
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

    sides_ = new Button(theme, tr("Vinyl sides"), tr("Show the vinyl sides"), this);
    sides_->setObjectName("vinylSides");
    sides_->setCheckable(true);
    sides_->setHollow(true);
    sides_->setToolTip(tr("How long each side is and what that costs in level. A side begins where a track's menu says so"));
    connect(sides_, &QAbstractButton::clicked, this, &MasterPage::showVinyl);
    vinyl_ = new VinylPanel(workspace, theme, this);
    vinyl_->hide();
    automation_ = new AutomationStrip(workspace, *strip_, theme, this);
    automation_->hide();
    connect(chain_, &ChainPanel::automationWanted, this, &MasterPage::showAutomation);
    connect(&workspace_, &Workspace::selectionChanged, this, [this] { automation_->showChannel(chain_->channel()); });
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
    listening_->showAlbum(view_);
    vinyl_->showAlbum(view_);
    automation_->showAlbum(view_);
    automation_->showChannel(chain_->channel());
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
    align_->setEnabled(open && view_.album.has_value());
    measure_->setEnabled(open && !view_.rows.empty() && !measurer_.isRunning());
    layOut();
    update();
}

void MasterPage::showAutomation(bool on) {
    chain_->setAutomationShown(on);
    automation_->setVisible(on);
    automation_->showChannel(chain_->channel());
    layOut();
}

void MasterPage::showVinyl(bool on) {
    sides_->setChecked(on);
    vinyl_->setVisible(on);
    layOut();
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
    const int listening = std::clamp(height() * 2 / 5, 290, 460);
    meters_->setGeometry(left + gap, 0, wall, height() - listening - gap);
    listening_->setGeometry(left + gap, height() - listening, wall, listening);

    int x = left - 8;
    const auto place = [&](QWidget* widget, int width) {
        x -= width;
        widget->setGeometry(x, (kHead - 24) / 2, width, 24);
        x -= 6;
    };
    x -= 268; // total and what is left on the disc
    if (left > 760) {
        place(measure_, 76);
        place(align_, 66);
        place(addFiles_, 84);
        place(addSong_, 100);
        place(sides_, 84);
    }
    sides_->setVisible(left > 760);
    measure_->setVisible(left > 760);
    align_->setVisible(left > 760);

    const int strip = height() < 860 ? 132 : theme_.size(Size::albumStrip);
    strip_->setGeometry(0, kHead, left, strip);
    int top = kHead + strip + gap;
    for (const auto& [panel, tall] : {std::pair<QWidget*, int>{automation_, 84}, {vinyl_, 118}}) {
        if (panel->isHidden()) continue;
        panel->setGeometry(0, top, left, tall);
        top += tall + gap;
    }
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
    const double titleWidth = std::min<double>(QFontMetricsF(heading).horizontalAdvance(title) + 4, sides_->x() - 24);
    drawName(painter, heading, QRectF(12, 0, titleWidth, kHead), Qt::AlignLeft, title);
    painter.setPen(theme_.colour(Role::text2));
    const int count = static_cast<int>(view_.rows.size());
    QString line = count == 1 ? tr("1 song") : tr("%1 songs").arg(count);
    if (!view_.artist.empty()) line = QString::fromStdString(view_.artist) + QString::fromUtf8(" · ") + line;
    if (const double room = sides_->x() - titleWidth - 30; room > 48)
        drawName(painter, theme_.font(12), QRectF(12 + titleWidth + 10, 0, room, kHead), Qt::AlignLeft, line);

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
                                     project = formats::takeTags(std::move(added->project), added->id, outcome->sources[i]);
                                 }
                                 return project;
                             });
        });
}

void MasterPage::addStems(const QString& folder) {
    if (!workspace_.isOpen() || folder.isEmpty()) return;
    formats::ImportRequest request;
    request.paths = {folder.toStdString()};
    request.projectFolder = workspace_.folder();
    request.rate = workspace_.project()->rate;
    auto outcome = std::make_shared<formats::ImportOutcome>();
    const QString name = QFileInfo(folder).fileName();
    workspace_.jobs().start(
        tr("Adding the stems of %1").arg(name),
        [request, outcome](const Jobs::Progress& progress) -> Result<void> {
            auto imported = formats::importFiles(request, progress);
            if (!imported) return tl::make_unexpected(imported.error());
            *outcome = std::move(*imported);
            return {};
        },
        [this, outcome, name](const Result<void>& done) {
            if (!done) {
                if (done.error().kind != ErrorKind::cancelled) workspace_.messages().fail(QString::fromStdString(done.error().message));
                return;
            }
            for (const auto& skipped : outcome->skipped)
                workspace_.messages().warn(tr("\"%1\" was skipped: %2").arg(QFileInfo(QString::fromStdString(skipped.path)).fileName(), QString::fromStdString(skipped.reason)));
            if (outcome->tracks.empty()) return;
            workspace_.apply(tr("Put the stems of %1 on the album").arg(name), [&](const Project& now) -> Result<Project> {
                auto added = project::addStemMaster(now, name.toStdString(), outcome->tracks);
                if (!added) return tl::make_unexpected(added.error());
                return std::move(added->project);
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
    // Marks are put where the playhead stands in the track.
    const auto shown = std::ranges::find(view_.rows, track, &AlbumRow::id);
    if (shown != view_.rows.end()) {
        const Seconds into = secondsOf(workspace_.playerState().position - shown->start, workspace_.project()->rate);
        const bool inside = into.value > 0 && into.value < secondsOf(shown->length, workspace_.project()->rate).value;
        menu->addAction(tr("Index mark at the playhead"), this, [this, one, into, name] {
            auto marks = one.indexMarks;
            marks.push_back(into);
            workspace_.apply(tr("Index mark in %1").arg(name), [&](const Project& project) { return project::setAlbumIndexMarks(project, one.id, marks); });
        })->setEnabled(inside);
        if (!one.indexMarks.empty())
            menu->addAction(tr("Remove index marks"), this, [this, one, name] {
                workspace_.apply(tr("Index marks of %1").arg(name), [&](const Project& project) { return project::setAlbumIndexMarks(project, one.id, {}); });
            });
        menu->addAction(tr("Cut the start off at the playhead"), this, [this, track, place = workspace_.playerState().position] { cutAt(track, place, Cut::start); })->setEnabled(inside);
        menu->addAction(tr("Cut the end off at the playhead"), this, [this, track, place = workspace_.playerState().position] { cutAt(track, place, Cut::end); })->setEnabled(inside);
        if (one.trimStart.value > 0 || one.trimEnd.value > 0)
            menu->addAction(tr("Take the cuts back"), this, [this, one, name] {
                workspace_.apply(tr("Trim of %1").arg(name), [&](const Project& project) { return project::setAlbumTrim(project, one.id, {0}, {0}); });
            });
        if (shown != view_.rows.begin()) {
            auto* space = menu->addMenu(tr("Space from where the song before is heard to end"));
            for (const char* text : {"1s", "2s", "3s", "150f", "1bar", "2bar", "4beats"}) {
                const bool musical = text[1] == 'b';
                space->addAction(QString(text) + (musical ? tr(" of the song before") : QString()), this, [this, track, text] { spaceAt(track, text, TempoOf::outgoing); });
                if (musical) space->addAction(QString(text) + tr(" of this song"), this, [this, track, text] { spaceAt(track, text, TempoOf::incoming); });
            }
        }
        menu->addAction(one.pregap.value > 0 ? tr("No pregap") : tr("Pregap up to the playhead"), this, [this, one, into, name] {
            workspace_.apply(tr("Pregap of %1").arg(name), [&](const Project& project) {
                return project::setAlbumPregap(project, one.id, one.pregap.value > 0 ? Seconds{0} : into);
            });
        })->setEnabled(inside || one.pregap.value > 0);
    }
    menu->addAction(one.startsSide ? tr("No side begins here") : tr("A side begins here"), this, [this, one, name] {
        workspace_.apply(tr("Side at %1").arg(name), [&](const Project& project) { return project::setAlbumSideStart(project, one.id, !one.startsSide); });
    });
    if (!workspace_.project()->album->references.empty()) {
        auto* towards = menu->addMenu(tr("Suggest an equalizer towards"));
        for (const auto& [source, facts] : listening_->references()) {
            const project::Source* known = findSource(*workspace_.project(), source);
            if (known) towards->addAction(QString::fromStdString(known->name), this, [this, track, id = source] { suggestMatch(track, id); });
        }
    }
    addMixActions(*menu, one, name);
    if (one.song) menu->addAction(tr("Open the mix"), this, [this, song = one.song] { workspace_.setCurrentSong(song); });
    menu->addSeparator();
    menu->addAction(tr("Take off the album"), this, [this, one, name] {
        workspace_.apply(tr("Take %1 off the album").arg(name), [&](const Project& project) { return project::removeAlbumTrack(project, one.id); });
    });
    menu->popup(at);
}

void MasterPage::addMixActions(QMenu& menu, const project::AlbumTrack& track, const QString& name) {
    if (!track.song) return;
    const AlbumTrackId id = track.id;
    const auto edit = [this, id, name](const QString& text, const QString& step, auto change) {
        return std::pair{text, [this, id, step, name, change] {
                             workspace_.apply(step.arg(name), [&](const Project& project) { return change(project, id); });
                         }};
    };
    const auto add = [&](QMenu& to, auto action) { to.addAction(action.first, this, action.second); };
    if (!track.held) {
        add(menu, edit(tr("Hold this mix"), tr("Hold the mix of %1"), project::holdMix));
        return;
    }
    auto* held = menu.addMenu(tr("Held mix"));
    if (const auto recipe = formats::offeredMix(*workspace_.project(), track)) {
        held->addAction(tr("Hear the newer mix"), this, [this, id] { compareOffer(id, true); });
        held->addAction(tr("Hear the held mix"), this, [this, id] { compareOffer(id, false); });
        add(*held, edit(tr("Accept the newer mix"), tr("Accept the mix of %1"), project::holdMix));
        add(*held, edit(tr("Decline the newer mix"), tr("Decline the mix of %1"),
                        [named = *recipe](const Project& project, AlbumTrackId one) { return project::declineMix(project, one, named); }));
        held->addSeparator();
    }
    add(*held, edit(track.pinned ? tr("Unpin") : tr("Pin for good"), track.pinned ? tr("Unpin the mix of %1") : tr("Pin the mix of %1"),
                    [pinned = !track.pinned](const Project& project, AlbumTrackId one) { return project::pinMix(project, one, pinned); }));
    add(*held, edit(tr("Follow the song again"), tr("Follow the mix of %1"), project::followMix));
    add(*held, edit(tr("Bring the song back to this"), tr("Restore the mix of %1"), project::restoreHeldMix));
}

void MasterPage::compareOffer(AlbumTrackId track, bool newer) {
    const auto* now = project::findAlbumTrack(*workspace_.project(), track);
    const auto recipe = now ? formats::offeredMix(*workspace_.project(), *now) : std::nullopt;
    if (offer_ && offer_->track == track && recipe == offer_->recipe) return listening_->hearMix(*offer_, newer);
    auto offer = std::make_shared<formats::MixOffer>();
    const formats::RenderSubject subject{workspace_.project(), workspace_.folder(), 0};
    workspace_.jobs().start(
        tr("Comparing the mixes"),
        [subject, track, offer, &catalogue = workspace_.catalogue()](const Jobs::Progress& progress) -> Result<void> {
            auto made = formats::compareMixes(subject, track, catalogue, [&](const std::string&, double share) { return progress(share); });
            if (!made) return tl::make_unexpected(made.error());
            *offer = std::move(*made);
            return {};
        },
        [this, offer, newer](const Result<void>& done) {
            if (!done) {
                if (done.error().kind != ErrorKind::cancelled) workspace_.messages().fail(QString::fromStdString(done.error().message));
                return;
            }
            offer_ = std::move(*offer);
            const auto &was = offer_->held.programme.measures, &is = offer_->newer.programme.measures;
            QStringList edits;
            for (const auto& edit : offer_->edits) edits << QString::fromStdString(edit);
            workspace_.messages().note(tr("Newer mix: %1 LU, true peak %2 dB, %3 dB of spectrum apart. %4")
                                           .arg(QString::fromStdString(signedText(is.integratedLufs - was.integratedLufs, 1)),
                                                QString::fromStdString(signedText(is.truePeakDbtp - was.truePeakDbtp, 1)))
                                           .arg(mastering::toneDistance(offer_->held.tone, offer_->newer.tone), 0, 'f', 1)
                                           .arg(edits.join("; ")));
            listening_->hearMix(*offer_, newer);
        });
}

void MasterPage::fillAlignMenu(QMenu& menu) {
    using mastering::AlignmentRule;
    std::vector<mastering::TrackLoudness> tracks;
    if (const auto& master = measurer_.master()) {
        for (std::size_t k = 0; k < master->tracks.size() && k < master->facts.size(); ++k) {
            const auto* track = project::findAlbumTrack(*workspace_.project(), master->tracks[k].track);
            if (!track) continue;
            tracks.push_back({track->id, master->facts[k].measures.integratedLufs, master->facts[k].shortTermMaxLufs,
                              -std::numeric_limits<double>::infinity(), master->facts[k].measures.truePeakDbtp, track->gain});
        }
    }
    const std::pair<AlignmentRule, QString> rules[] = {{AlignmentRule::integrated, tr("By the whole song")}, {AlignmentRule::loudest, tr("By its loudest part")}};
    for (const auto& [rule, text] : rules) {
        const double to = mastering::usualLoudness(tracks, rule);
        auto* preview = menu.addMenu(text + QString::fromUtf8(" · ") + QString::fromStdString(signedText(to, 1)) + " LUFS");
        const auto aligned = mastering::planAlignment(tracks, rule, to);
        if (!aligned) {
            preview->addAction(QString::fromStdString(aligned.error().message))->setEnabled(false);
            continue;
        }
        for (const auto& one : *aligned) {
            const auto* track = project::findAlbumTrack(*workspace_.project(), one.track);
            preview->addAction(tr("%1:  %2 → %3 LUFS,  gain %4 dB,  peak %5 dBTP")
                                   .arg(QString::fromStdString(project::titleOf(*workspace_.project(), *track)), QString::fromStdString(signedText(one.from, 1)),
                                        QString::fromStdString(signedText(one.to, 1)), QString::fromStdString(signedText(one.gain.value, 1)),
                                        QString::fromStdString(signedText(one.truePeakDbtp, 1))))
                ->setEnabled(false);
        }
        preview->addSeparator();
        preview->addAction(tr("Align"), this, [this, plan = *aligned] {
            workspace_.apply(tr("Align the album"), [&](const Project& project) { return mastering::applyAlignment(project, plan); });
        });
    }
}

void MasterPage::jump(int songs) {
    const auto& master = measurer_.master();
    if (!master || master->tracks.empty() || listening_->jump(songs)) return;
    listening_->hearAlbum();
    const FramePosition now = workspace_.playerState().position;
    const auto here = static_cast<int>(formats::trackAt(*master, now));
    const int there = std::clamp(here + songs, 0, static_cast<int>(master->tracks.size()) - 1);
    if (there == here) return;
    workspace_.locate(formats::sameRelativePlace(*master, now, static_cast<std::size_t>(there)));
    for (const auto& row : view_.rows)
        if (row.id == master->tracks[static_cast<std::size_t>(there)].track) workspace_.selectChannel(row.channel);
}

void MasterPage::suggestMatch(AlbumTrackId track, SourceId reference) {
    const auto& master = measurer_.master();
    const auto known = listening_->references().find(reference);
    if (!master || known == listening_->references().end()) return;
    std::size_t place = 0;
    while (place < master->tracks.size() && master->tracks[place].track != track) ++place;
    if (place == master->tracks.size()) return;
    auto facts = std::make_shared<formats::MixFacts>();
    workspace_.jobs().start(
        tr("Comparing with the reference"),
        [facts, rendered = *master, place](const Jobs::Progress& progress) -> Result<void> {
            auto made = formats::factsOfSpan(rendered.file, rendered.rate, rendered.tracks[place].start, rendered.programmeLength(place), [&] { return progress(0.5); });
            if (!made) return tl::make_unexpected(made.error());
            *facts = std::move(*made);
            return {};
        },
        [this, facts, track, tone = known->second.tone](const Result<void>& done) {
            const auto* now = project::findAlbumTrack(*workspace_.project(), track);
            if (!done || !now) return;
            const auto match = mastering::suggestMatch(facts->tone, tone);
            const QString name = QString::fromStdString(project::titleOf(*workspace_.project(), *now));
            const ChannelId channel = now->channel.id;
            const bool made = workspace_.apply(tr("Equalizer towards the reference on %1").arg(name), [&](const Project& project) -> Result<Project> {
                auto added = project::addInsert(project, workspace_.catalogue(), channel, "eq");
                if (!added) return tl::make_unexpected(added.error());
                Result<Project> next = std::move(added->project);
                for (const auto& [id, value] : mastering::equalizerValues(match).numbers)
                    if (next) next = project::setInsertParameter(std::move(*next), workspace_.catalogue(), channel, added->id, id, value);
                return next;
            });
            if (made)
                workspace_.messages().note(tr("\"%1\" was %2 dB apart from the reference; with the equalizer about %3. Undo takes it away.")
                                               .arg(name)
                                               .arg(match.before, 0, 'f', 1)
                                               .arg(match.after, 0, 'f', 1));
        });
}

void MasterPage::cutAt(AlbumTrackId track, FramePosition place, Cut cut) {
    const auto row = std::ranges::find(view_.rows, track, &AlbumRow::id);
    const auto* now = project::findAlbumTrack(*workspace_.project(), track);
    if (row == view_.rows.end() || !now) return;
    const SampleRate rate = workspace_.project()->rate;
    // From the start of what the track plays.
    const Seconds near{now->trimStart.value + secondsOf(place - row->start, rate).value};
    const Seconds whole{now->trimStart.value + secondsOf(row->length, rate).value + now->trimEnd.value};
    auto found = std::make_shared<Seconds>();
    const formats::RenderSubject subject{workspace_.project(), workspace_.folder(), 0};
    workspace_.jobs().start(
        tr("Finding a zero crossing"),
        [subject, track, near, found, &catalogue = workspace_.catalogue()](const Jobs::Progress& progress) -> Result<void> {
            const auto at = formats::quietCutNear(subject, track, near, catalogue, [&](const std::string&, double share) { return progress(share); });
            if (!at) return tl::make_unexpected(at.error());
            *found = *at;
            return {};
        },
        [this, track, found, whole, cut, before = *now](const Result<void>& done) {
            if (!done) {
                if (done.error().kind != ErrorKind::cancelled) workspace_.messages().fail(QString::fromStdString(done.error().message));
                return;
            }
            const Seconds start = cut == Cut::start ? *found : before.trimStart;
            const Seconds end = cut == Cut::end ? Seconds{std::max(0.0, whole.value - found->value)} : before.trimEnd;
            workspace_.apply(tr("Trim of %1").arg(QString::fromStdString(project::titleOf(*workspace_.project(), before))),
                             [&](const Project& project) { return project::setAlbumTrim(project, track, start, end); });
        });
}

void MasterPage::spaceAt(AlbumTrackId track, const std::string& text, TempoOf tempo) {
    const auto& tracks = workspace_.project()->album->tracks;
    const auto here = std::ranges::find_if(tracks, [&](const auto& one) { return one->id == track; });
    const auto spacing = mastering::parseSpacing(text);
    if (here == tracks.end() || here == tracks.begin() || !spacing) return;
    const AlbumTrackId before = (*std::prev(here))->id;
    mastering::Pulse pulse;
    const project::AlbumTrack& from = tempo == TempoOf::incoming ? **here : **std::prev(here);
    if (const project::Song* song = findMix(*workspace_.project(), project::mixOf(from)))
        pulse = tempo == TempoOf::incoming ? mastering::pulseAtStart(*song) : mastering::pulseAtEnd(*song);
    auto heard = std::make_shared<formats::HeardTail>();
    const formats::RenderSubject subject{workspace_.project(), workspace_.folder(), 0};
    workspace_.jobs().start(
        tr("Listening for the end of the song"),
        [subject, before, heard, &catalogue = workspace_.catalogue()](const Jobs::Progress& progress) -> Result<void> {
            const auto tail = formats::heardTail(subject, before, catalogue, [&](const std::string&, double share) { return progress(share); });
            if (!tail) return tl::make_unexpected(tail.error());
            *heard = *tail;
            return {};
        },
        [this, track, heard, spacing = *spacing, pulse](const Result<void>& done) {
            const auto gap = done ? mastering::gapFor(spacing, heard->tail, pulse) : Result<Seconds>(tl::make_unexpected(done.error()));
            if (!gap) {
                if (gap.error().kind != ErrorKind::cancelled) workspace_.messages().fail(QString::fromStdString(gap.error().message));
                return;
            }
            const auto* now = project::findAlbumTrack(*workspace_.project(), track);
            if (!now) return;
            workspace_.apply(tr("Space before %1").arg(QString::fromStdString(project::titleOf(*workspace_.project(), *now))),
                             [&](const Project& project) { return project::setAlbumGap(project, track, *gap); });
            workspace_.messages().note(tr("The song before is heard for %1 s less than it lasts; the gap is %2 s.").arg(heard->tail.value, 0, 'f', 2).arg(gap->value, 0, 'f', 3));
        });
}

void MasterPage::addDisc(const QString& folder) {
    if (!workspace_.isOpen()) return;
    auto next = std::make_shared<Project>();
    auto problems = std::make_shared<std::vector<std::string>>();
    const auto project = workspace_.project();
    workspace_.jobs().start(
        tr("Opening the disc"),
        [folder = folder.toStdString(), project, into = workspace_.folder(), next, problems](const Jobs::Progress& progress) -> Result<void> {
            const auto set = formats::disc::readDdp(folder);
            if (!set) return tl::make_unexpected(set.error());
            *problems = set->problems;
            auto made = formats::addDdpToAlbum(*project, *set, into, [&] { return progress(0.5); });
            if (!made) return tl::make_unexpected(made.error());
            *next = std::move(*made);
            return {};
        },
        [this, project, next, problems](const Result<void>& done) {
            if (!done) {
                if (done.error().kind != ErrorKind::cancelled) workspace_.messages().fail(QString::fromStdString(done.error().message));
                return;
            }
            if (workspace_.project() != project) return workspace_.messages().warn(tr("The project was changed meanwhile. Add the disc again."));
            workspace_.apply(tr("Add a disc to the album"), [&](const Project&) -> Result<Project> { return *next; });
            for (const auto& problem : *problems) workspace_.messages().warn(QString::fromStdString(problem));
            if (problems->empty()) workspace_.messages().note(tr("The disc is sound: marks, CD-Text and checksums agree."));
        });
}

} // namespace lacquer::ui
