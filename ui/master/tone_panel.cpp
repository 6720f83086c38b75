#include "ui/master/tone_panel.h"

#include "engine/project/album_edits.h"
#include "formats/album/album_tones.h"
#include "ui/models/time_text.h"
#include "ui/theme/figures.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace lacquer::ui {

namespace {

using analysis::kToneBands;

constexpr int kList = 400;  ///< width of the songs at the right
constexpr int kTop = 32;    ///< under the buttons
constexpr int kRow = 18;
constexpr int kFoot = 30;   ///< the suggestion under the list
constexpr double kLowest = -42, kHighest = -6; ///< dB against the whole, of the spectra
constexpr double kMost = 9;                    ///< dB of deviation, up and down

double placeOf(double frequency) { return std::log(frequency / kToneBands.front()) / std::log(kToneBands.back() / kToneBands.front()); }

} // namespace

TonePanel::TonePanel(Workspace& workspace, AlbumMeasurer& measurer, const Theme& theme, QWidget* parent)
    : QWidget(parent), workspace_(workspace), measurer_(measurer), theme_(theme) {
    setObjectName("tonePanel");
    setAccessibleName(tr("Tone and width of the songs"));
    setAttribute(Qt::WA_OpaquePaintEvent);
    setFocusPolicy(Qt::StrongFocus);
    spectra_ = new Button(theme, tr("Spectra"), tr("Show the spectra of all songs"), this);
    deviation_ = new Button(theme, tr("Against the album"), tr("Show how far each song is from the album"), this);
    for (Button* button : {spectra_, deviation_}) button->setCheckable(true);
    connect(spectra_, &QAbstractButton::clicked, this, [this] { setPicture(Picture::spectra); });
    connect(deviation_, &QAbstractButton::clicked, this, [this] { setPicture(Picture::deviation); });
    match_ = new Button(theme, tr("Equalise towards the album"), tr("Put the suggested equalizer on the song"), this);
    match_->setObjectName("matchTone");
    match_->setToolTip(tr("An equalizer of broad bands at the end of the song's chain, with 70 % of the difference. One undo takes it away"));
    connect(match_, &QAbstractButton::clicked, this, &TonePanel::applyMatch);
    connect(&measurer_, &AlbumMeasurer::changed, this, &TonePanel::compare);
    connect(&workspace_, &Workspace::selectionChanged, this, &TonePanel::refresh);
    connect(&workspace_, &Workspace::projectReplaced, this, [this] {
        tone_.reset();
        comparedKey_.clear();
        refresh();
    });
    connect(&theme_, &Theme::changed, this, [this] { update(); });
    setPicture(Picture::spectra);
}

void TonePanel::showAlbum(const AlbumView& view) {
    view_ = view;
    refresh();
}

void TonePanel::setPicture(Picture picture) {
    picture_ = picture;
    spectra_->setChecked(picture == Picture::spectra);
    deviation_->setChecked(picture == Picture::deviation);
    update();
}

void TonePanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    compare();
}

void TonePanel::compare() {
    if (isHidden() || !measurer_.master()) return;
    const std::string& key = measurer_.master()->key;
    if (key == comparedKey_ || key == comparingKey_) return;
    comparingKey_ = key;
    auto songs = std::make_shared<std::vector<mastering::TrackTone>>();
    workspace_.jobs().start(
        tr("Comparing the songs"),
        [master = *measurer_.master(), songs](const Jobs::Progress& progress) -> Result<void> {
            auto tones = formats::tonesOf(master, 0, progress);
            if (!tones) return tl::make_unexpected(tones.error());
            *songs = std::move(*tones);
            return {};
        },
        [this, songs, key](const Result<void>& done) {
            comparingKey_.clear();
            if (!done) {
                if (done.error().kind != ErrorKind::cancelled) workspace_.messages().warn(QString::fromStdString(done.error().message));
                return;
            }
            if (!measurer_.master() || measurer_.master()->key != key) return; // of another album by now
            songs_ = std::move(*songs);
            tone_ = mastering::compareTones(songs_);
            comparedKey_ = key;
            refresh();
        });
}

int TonePanel::selected() const {
    if (!tone_) return -1;
    for (const AlbumRow& row : view_.rows) {
        if (!workspace_.isSelected(row.channel)) continue;
        for (std::size_t k = 0; k < tone_->tracks.size(); ++k)
            if (tone_->tracks[k].track == row.id) return static_cast<int>(k);
    }
    return -1;
}

void TonePanel::refresh() {
    const int now = selected();
    const bool useful = now >= 0 && tone_->tracks.size() > 1 &&
                        std::ranges::any_of(tone_->tracks[static_cast<std::size_t>(now)].match.bands, [](const auto& band) { return band.gainDb != 0; });
    match_->setEnabled(useful);
    first_ = std::clamp(first_, 0, std::max(0, tone_ ? static_cast<int>(tone_->tracks.size()) - 1 : 0));
    update();
}

void TonePanel::applyMatch() {
    const int now = selected();
    if (now < 0) return;
    const mastering::ToneStanding standing = tone_->tracks[static_cast<std::size_t>(now)];
    const auto* track = project::findAlbumTrack(*workspace_.project(), standing.track);
    if (!track) return;
    const QString name = QString::fromStdString(project::titleOf(*workspace_.project(), *track));
    const bool made = workspace_.apply(tr("Equalizer towards the album on %1").arg(name), [&](const project::Project& project) {
        return mastering::addMatch(project, workspace_.catalogue(), track->channel.id, standing.match);
    });
    if (made)
        workspace_.messages().note(tr("\"%1\" was %2 dB apart from the album; with the equalizer about %3. Undo takes it away.")
                                       .arg(name)
                                       .arg(standing.match.before, 0, 'f', 1)
                                       .arg(standing.match.after, 0, 'f', 1));
}

void TonePanel::resizeEvent(QResizeEvent*) {
    spectra_->setGeometry(8, 6, 66, 22);
    deviation_->setGeometry(78, 6, 118, 22);
    match_->setGeometry(width() - 186, height() - kFoot + 4, 178, 22);
}

QRect TonePanel::row(int index) const { return {width() - kList, kTop + (index - first_) * kRow, kList, kRow}; }

void TonePanel::mousePressEvent(QMouseEvent* event) {
    if (!tone_) return;
    for (int k = first_; k < static_cast<int>(tone_->tracks.size()); ++k) {
        if (row(k).contains(event->pos()) && row(k).bottom() <= height() - kFoot) select(k);
    }
}

void TonePanel::keyPressEvent(QKeyEvent* event) {
    const int way = event->key() == Qt::Key_Down ? 1 : event->key() == Qt::Key_Up ? -1 : 0;
    if (way == 0 || !tone_ || tone_->tracks.empty()) return QWidget::keyPressEvent(event);
    select(std::clamp(selected() + way, 0, static_cast<int>(tone_->tracks.size()) - 1));
}

void TonePanel::select(int song) {
    first_ = std::clamp(first_, std::max(0, song - rowsShown() + 1), song);
    for (const AlbumRow& track : view_.rows)
        if (track.id == tone_->tracks[static_cast<std::size_t>(song)].track) workspace_.selectChannel(track.channel);
}

int TonePanel::rowsShown() const { return std::max(1, (height() - kTop - kFoot) / kRow); }

void TonePanel::wheelEvent(QWheelEvent* event) {
    const int count = tone_ ? static_cast<int>(tone_->tracks.size()) : 0;
    first_ = std::clamp(first_ - (event->angleDelta().y() > 0 ? 1 : -1), 0, std::max(0, count - rowsShown()));
    update();
}

void TonePanel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.colour(Role::surface1));
    if (!tone_) {
        painter.setPen(theme_.colour(Role::text3));
        drawName(painter, theme_.font(12), QRectF(12, kTop, width() - 24, 24), Qt::AlignLeft, tr("Shown once the album is measured."));
        return;
    }
    paintPicture(painter, QRectF(40, kTop, width() - kList - 60, height() - kTop - 22));
    paintList(painter);
}

void TonePanel::paintPicture(QPainter& painter, const QRectF& box) const {
    if (box.width() < 80 || box.height() < 40) return;
    const bool spectra = picture_ == Picture::spectra;
    const double top = spectra ? kHighest : kMost, bottom = spectra ? kLowest : -kMost;
    const auto at = [&](std::size_t band, double level) {
        return QPointF(box.left() + box.width() * placeOf(kToneBands[band]), box.top() + box.height() * std::clamp((top - level) / (top - bottom), 0.0, 1.0));
    };
    painter.fillRect(box, theme_.colour(Role::surfaceWell));
    const QFont& tiny = theme_.font(9);
    painter.setPen(theme_.colour(Role::text3));
    for (double level = spectra ? -12.0 : 6.0; level > bottom; level -= spectra ? 6 : 3) {
        const double y = at(0, level).y();
        painter.fillRect(QRectF(box.left(), y, box.width(), 1), theme_.colour(level == 0 ? Role::lineStrong : Role::lineHair));
        drawFigures(painter, tiny, QRectF(box.left() - 32, y - 7, 28, 14), Qt::AlignRight, spectra ? QString::number(level) : QString::fromStdString(signedText(level, 0)));
    }
    const std::pair<double, const char*> marks[] = {{50, "50"}, {100, "100"}, {200, "200"}, {500, "500"}, {1000, "1k"}, {2000, "2k"}, {5000, "5k"}, {10000, "10k"}};
    for (const auto& [frequency, text] : marks) {
        const double x = box.left() + box.width() * placeOf(frequency);
        painter.fillRect(QRectF(x, box.top(), 1, box.height()), theme_.colour(Role::lineHair));
        drawFigures(painter, tiny, QRectF(x - 20, box.bottom() + 2, 40, 14), Qt::AlignHCenter, text);
    }
    painter.save();
    painter.setClipRect(box);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    const auto draw = [&](auto levelOf, const QPen& pen) {
        QPainterPath path;
        bool on = false;
        for (std::size_t band = 0; band < kToneBands.size(); ++band) {
            const double level = levelOf(band);
            if (!std::isfinite(level) || level <= -100) {
                on = false;
                continue;
            }
            on ? path.lineTo(at(band, level)) : path.moveTo(at(band, level));
            on = true;
        }
        painter.setPen(pen);
        painter.drawPath(path);
    };
    const auto ofSong = [&](std::size_t song) {
        return [this, song, spectra](std::size_t band) { return spectra ? songs_[song].tone.levels[band] : tone_->tracks[song].deviation[band]; };
    };
    const int chosen = selected();
    for (std::size_t song = 0; song < songs_.size(); ++song)
        if (static_cast<int>(song) != chosen) draw(ofSong(song), QPen(theme_.colour(Role::text3), 1));
    draw([&](std::size_t band) { return spectra ? tone_->mean.levels[band] : 0.0; }, QPen(theme_.colour(Role::graphReference), 2, Qt::DashLine));
    if (chosen >= 0) draw(ofSong(static_cast<std::size_t>(chosen)), QPen(theme_.colour(Role::accent), 2.2));
    painter.restore();
    painter.setPen(theme_.colour(Role::text3));
    drawName(painter, theme_.font(11), QRectF(206, 6, width() - kList - 216, 22), Qt::AlignLeft,
             spectra ? tr("third-octave bands against each song's whole; dashed the album's mean") : tr("dB against the album's mean; bright the selected song"));
}

void TonePanel::paintList(QPainter& painter) {
    const QFont& small = theme_.font(11);
    const double left = width() - kList, right = width() - 12;
    painter.setPen(theme_.colour(Role::text3));
    drawName(painter, theme_.font(10), QRectF(left, 12, 160, 16), Qt::AlignLeft, tr("Song"));
    drawName(painter, theme_.font(10), QRectF(right - 236, 12, 80, 16), Qt::AlignRight, tr("from the album"));
    drawName(painter, theme_.font(10), QRectF(right - 146, 12, 146, 16), Qt::AlignLeft, tr("width"));
    const int chosen = selected();
    for (int k = first_; k < static_cast<int>(tone_->tracks.size()); ++k) {
        const QRect place = row(k);
        if (place.bottom() > height() - kFoot) break;
        const mastering::ToneStanding& song = tone_->tracks[static_cast<std::size_t>(k)];
        if (k == chosen) painter.fillRect(place, theme_.colour(Role::surface3));
        const auto known = std::ranges::find(view_.rows, song.track, &AlbumRow::id);
        painter.setPen(theme_.colour(Role::text1));
        const QString title = known == view_.rows.end() ? QString() : QString("%1 %2").arg(known->number).arg(QString::fromStdString(known->title));
        drawName(painter, small, QRectF(left + 4, place.y(), right - 236 - left, kRow), Qt::AlignLeft, title);
        painter.setPen(theme_.colour(song.distance > 3 ? Role::verdictWarn : Role::text2));
        drawFigures(painter, small, QRectF(right - 220, place.y(), 64, kRow), Qt::AlignRight, tr("%1 dB").arg(song.distance, 0, 'f', 1));
        // Width as a bar, the album's as a mark in it.
        const QRectF bar(right - 146, place.y() + 6, 84, 6);
        painter.fillRect(bar, theme_.colour(Role::surfaceWell));
        painter.fillRect(QRectF(bar.left(), bar.top(), bar.width() * std::clamp(song.width / 0.5, 0.0, 1.0), bar.height()), theme_.colour(Role::accent));
        painter.fillRect(QRectF(bar.left() + bar.width() * std::clamp(tone_->mean.width / 0.5, 0.0, 1.0), bar.top() - 2, 1.5, bar.height() + 4), theme_.colour(Role::graphReference));
        painter.setPen(theme_.colour(Role::text2));
        drawFigures(painter, small, QRectF(right - 56, place.y(), 56, kRow), Qt::AlignRight, tr("%1 %").arg(song.width * 100, 0, 'f', 0));
    }
    QString said = tr("Select a song to see what would bring it closer.");
    if (chosen >= 0) {
        const auto& song = tone_->tracks[static_cast<std::size_t>(chosen)];
        const std::string furthest = mastering::furthestBand(song);
        said = furthest.empty() ? tr("Fits the album") : QString::fromStdString(furthest);
        if (match_->isEnabled()) said += tr("; with EQ %1 → %2 dB").arg(song.match.before, 0, 'f', 1).arg(song.match.after, 0, 'f', 1);
    }
    painter.setPen(theme_.colour(Role::text2));
    drawName(painter, small, QRectF(left + 4, height() - kFoot + 4, match_->x() - left - 10, 22), Qt::AlignLeft, said);
}

} // namespace lacquer::ui
