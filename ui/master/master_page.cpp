#include "ui/master/master_page.h"

#include "engine/project/album_edits.h"
#include "formats/album/audition.h"
#include "ui/master/album_additions.h"
#include "ui/master/album_strip.h"
#include "ui/master/album_table.h"
#include "ui/master/automation_strip.h"
#include "ui/master/chain_panel.h"
#include "ui/master/listening_panel.h"
#include "ui/master/tone_panel.h"
#include "ui/master/track_menu.h"
#include "ui/master/vinyl_panel.h"
#include "ui/meters/meter_wall.h"
#include "ui/mix/inline_edit.h"
#include "ui/models/time_text.h"
#include "ui/theme/figures.h"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QMenu>
#include <QMimeData>
#include <QMouseEvent>
#include <QPainter>
#include <QShortcut>

#include <algorithm>
#include <cmath>

namespace lacquer::ui {

using project::Project;

namespace {

constexpr int kHead = 40;

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
    work_ = new TrackWork(workspace, measurer_, *listening_, this);
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
    align_->setMenuMaker([this](QMenu& menu) { fillAlignMenu(menu, workspace_, measurer_, *work_); });
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
    sides_->setToolTip(tr("How long each side is and what that costs in level. A side begins where a track's menu says so"));
    connect(sides_, &QAbstractButton::clicked, this, &MasterPage::showVinyl);
    vinyl_ = new VinylPanel(workspace, theme, this);
    vinyl_->hide();
    compare_ = new Button(theme, tr("Tone"), tr("Compare the songs' tone and width"), this);
    compare_->setObjectName("compareTone");
    compare_->setCheckable(true);
    compare_->setToolTip(tr("The spectra and widths of all songs beside each other, and the equalizer that would bring one closer to the album"));
    connect(compare_, &QAbstractButton::clicked, this, &MasterPage::showTone);
    tone_ = new TonePanel(workspace, measurer_, theme, this);
    tone_->hide();
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
    tone_->showAlbum(view_);
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
    sides_->setHollow(on);
    vinyl_->setVisible(on);
    layOut();
}

void MasterPage::showTone(bool on) {
    compare_->setChecked(on);
    compare_->setHollow(on);
    tone_->setVisible(on);
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
        place(compare_, 52);
    }
    sides_->setVisible(left > 760);
    compare_->setVisible(left > 760);
    measure_->setVisible(left > 760);
    align_->setVisible(left > 760);

    const int strip = height() < 860 ? 132 : theme_.size(Size::albumStrip);
    strip_->setGeometry(0, kHead, left, strip);
    int top = kHead + strip + gap;
    for (const auto& [panel, tall] : {std::pair<QWidget*, int>{automation_, 84}, {vinyl_, 118}, {tone_, 214}}) {
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
    const double titleWidth = std::min<double>(QFontMetricsF(heading).horizontalAdvance(title) + 4, compare_->x() - 24);
    drawName(painter, heading, QRectF(12, 0, titleWidth, kHead), Qt::AlignLeft, title);
    painter.setPen(theme_.colour(Role::text2));
    const int count = static_cast<int>(view_.rows.size());
    QString line = count == 1 ? tr("1 song") : tr("%1 songs").arg(count);
    if (!view_.artist.empty()) line = QString::fromStdString(view_.artist) + QString::fromUtf8(" · ") + line;
    if (const double room = compare_->x() - titleWidth - 30; room > 48)
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

void MasterPage::addSong(SongId song) { putSongOnAlbum(workspace_, song); }
void MasterPage::addFiles(const QStringList& files) { putFilesOnAlbum(workspace_, files); }
void MasterPage::addStems(const QString& folder) { putStemsOnAlbum(workspace_, folder); }
void MasterPage::addDisc(const QString& folder) { putDiscOnAlbum(workspace_, folder); }

void MasterPage::openTrackMenu(AlbumTrackId track, QPoint at) {
    if (!project::findAlbumTrack(*workspace_.project(), track)) return;
    auto* menu = new QMenu(this);
    menu->setObjectName("albumTrackMenu");
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillTrackMenu(*menu, track, view_, workspace_, *work_, *listening_);
    menu->popup(at);
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

} // namespace lacquer::ui
