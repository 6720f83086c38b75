#include "ui/master/listening_panel.h"

#include "engine/project/insert_edits.h"
#include "formats/album/headphone_curve.h"
#include "formats/deliver/codec_audit.h"
#include "formats/deliver/target_library.h"
#include "ui/controls/given_words.h"
#include "ui/models/time_text.h"
#include "ui/theme/figures.h"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QMimeData>
#include <QPainter>
#include <QSettings>

#include <algorithm>
#include <cmath>
#include <limits>

namespace lacquer::ui {

using formats::Ear;
using formats::HeardSpan;
using project::Project;

namespace {

constexpr Seconds kChorus{15};
constexpr int kLevelRoom = 72; // "−12.3 dB" and a little
constexpr double kLengths[] = {5, 10, 15, 20, 30}; ///< of transitions, seconds before the boundary

bool startsOver(ListeningPanel::Heard heard) {
    using Heard = ListeningPanel::Heard;
    return heard == Heard::transitions || heard == Heard::choruses;
}

QString decibels(double value) {
    return std::isfinite(value) ? QString::fromStdString(signedText(value, 1)) + " dB" : QString::fromUtf8("–");
}

/// A processor that plays sound as other rooms and devices would, where the catalogue has one, and the
/// parameter that chooses among them.
const ParameterSpec* roomsOf(const Catalogue& catalogue) {
    const ProcessorSpec* spec = catalogue.find("translate");
    if (!spec) return nullptr;
    for (const auto& parameter : spec->parameters)
        if (parameter.kind == ParameterKind::choice) return &parameter;
    return nullptr;
}

} // namespace

ListeningPanel::ListeningPanel(Workspace& workspace, AlbumMeasurer& measurer, const Theme& theme, QWidget* parent)
    : QWidget(parent), workspace_(workspace), measurer_(measurer), theme_(theme) {
    setObjectName("listeningPanel");
    setAccessibleName(tr("Listening and Track Check"));
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAcceptDrops(true);
    list_ = new ReferenceList(workspace, theme, this);
    check_ = new TrackCheckList(workspace, measurer, theme, this);
    const auto button = [&](const QString& text, const QString& name, const QString& tip) {
        auto* made = new Button(theme_, text, name, this);
        made->setToolTip(tip);
        return made;
    };
    a_ = button("A", tr("Hear the album"), tr("The album"));
    a_->setObjectName("hearAlbum");
    b_ = button("B", tr("Hear the reference"), tr("The chosen reference, at the album's loudness"));
    b_->setObjectName("hearReference");
    for (auto* one : {a_, b_}) one->setCheckable(true);
    connect(a_, &QAbstractButton::clicked, this, &ListeningPanel::hearAlbum);
    connect(b_, &QAbstractButton::clicked, this, &ListeningPanel::hearReference);
    const struct {
        const char *text, *tip;
    } ears[] = {{QT_TR_NOOP("All"), QT_TR_NOOP("Everything")},
                {QT_TR_NOOP("Mid"), QT_TR_NOOP("What both channels share, in mono")},
                {QT_TR_NOOP("Side"), QT_TR_NOOP("What the channels do not share")},
                {QT_TR_NOOP("<120"), QT_TR_NOOP("Below 120 Hz alone")},
                {QT_TR_NOOP("120–1k"), QT_TR_NOOP("120 Hz to 1 kHz alone")},
                {QT_TR_NOOP("1–6k"), QT_TR_NOOP("1 to 6 kHz alone")},
                {QT_TR_NOOP(">6k"), QT_TR_NOOP("Above 6 kHz alone")}};
    for (std::size_t k = 0; k < std::size(ears); ++k) {
        auto* ear = button(tr(ears[k].text), tr("Listen to: %1").arg(tr(ears[k].tip)), tr(ears[k].tip));
        ear->setObjectName(QString("ear%1").arg(k));
        ear->setCheckable(true);
        connect(ear, &QAbstractButton::clicked, this, [this, k] { setEar(static_cast<Ear>(k)); });
        ears_.push_back(ear);
    }
    rooms_ = new MenuButton(theme_, tr("Listen as"), this);
    if (const ParameterSpec* rooms = roomsOf(workspace_.catalogue())) {
        QStringList names{tr("Flat")};
        for (const auto& choice : rooms->choices) names << QString::fromStdString(choice);
        rooms_->setChoices(names);
    } else {
        rooms_->setVisible(false);
    }
    rooms_->setCurrent(0);
    connect(rooms_, &MenuButton::chosen, this, [this](int index) {
        room_ = index;
        setSlot();
    });
    before_.value = QSettings().value("listening/before", 10.0).toDouble();
    after_.value = QSettings().value("listening/after", 8.0).toDouble();
    transitions_ = button(tr("Transitions"), tr("Play all transitions"), tr("The last seconds of each song into the first of the next, over and over"));
    transitions_->setObjectName("playTransitions");
    choruses_ = button(tr("Choruses"), tr("Play the loudest part of each song"), tr("15 seconds of each song where it is loudest, at matched loudness, over and over"));
    choruses_->setObjectName("playChoruses");
    songs_ = button(tr("Songs"), tr("Song against song"), tr("Whole songs at the loudness of the quietest; Shift+Page Up and Down jump between them at the same relative place"));
    songs_->setObjectName("playSongs");
    for (auto* one : {transitions_, choruses_, songs_}) one->setCheckable(true);
    connect(songs_, &QAbstractButton::clicked, this, [this] { heard_ == Heard::songs ? hearAlbum() : hearSongs(); });
    length_ = new MenuButton(theme_, tr("Length of transitions"), this);
    length_->setObjectName("transitionLength");
    length_->setMenuMaker([this](QMenu& menu) { fillTransitionMenu(menu); });
    correctionMenu_ = new MenuButton(theme_, tr("Headphone or room correction"), this);
    setGivenWords(correctionMenu_);
    correctionMenu_->setObjectName("correction");
    correctionMenu_->setToolTip(tr("An equalizer behind everything, for your headphones or room. Only you hear it: nothing that is rendered or delivered has it"));
    correctionMenu_->setMenuMaker([this](QMenu& menu) { fillCorrectionMenu(menu); });
    connect(transitions_, &QAbstractButton::clicked, this, [this] { heard_ == Heard::transitions ? hearAlbum() : hearTransitions(); });
    connect(choruses_, &QAbstractButton::clicked, this, [this] { heard_ == Heard::choruses ? hearAlbum() : hearChoruses(); });
    target_ = new MenuButton(theme_, tr("As on"), this);
    target_->setObjectName("asOn");
    audition_ = button(tr("Audition"), tr("Hear the album as the platform plays it"), tr("Its level and its codec, song by song"));
    audition_->setObjectName("auditionPlatform");
    audition_->setCheckable(true);
    if (auto library = formats::loadTargets())
        for (auto& target : library->targets)
            if (target.normalisation != mastering::Normalisation::none || !target.encodings.empty()) platforms_.push_back(std::move(target));
    QStringList names;
    for (const auto& target : platforms_) {
        QString name = QString::fromStdString(target.name);
        if (!target.encodings.empty()) name += QString::fromUtf8(" · ") + QString::fromStdString(textOf(target.encodings.front()));
        names << name;
    }
    target_->setChoices(names);
    target_->setCurrent(platforms_.empty() ? -1 : 0);
    connect(target_, &MenuButton::chosen, this, [this](int index) {
        platform_ = static_cast<std::size_t>(index);
        if (heard_ == Heard::platform) hearPlatform();
        refresh();
    });
    connect(audition_, &QAbstractButton::clicked, this, [this] { heard_ == Heard::platform ? hearAlbum() : hearPlatform(); });
    connect(list_, &ReferenceList::choiceMade, this, [this] {
        if (heard_ == Heard::reference) hearReference();
        refresh();
    });
    connect(list_, &ReferenceList::changed, this, &ListeningPanel::refresh);
    connect(&workspace_, &Workspace::projectChanged, this, &ListeningPanel::refresh);
    connect(check_, &TrackCheckList::placeWanted, this, [this](ChannelId, FramePosition place) {
        hearAlbum();
        workspace_.locate(place);
        workspace_.play();
    });
    connect(&workspace_, &Workspace::projectReplaced, this, [this] {
        levelMatch_.reset();
        hearAlbum();
        list_->forget();
    });
    connect(&workspace_, &Workspace::subjectChanged, this, [this] {
        if (!workspace_.isAuditioning() && heard_ != Heard::album) {
            heard_ = Heard::album;
            refresh();
        }
    });
    connect(&theme_, &Theme::changed, this, [this] { update(); });
    if (const QString kept = QSettings().value("listening/correction").toString(); !kept.isEmpty() && QFileInfo::exists(kept)) setCorrection(kept);
    refresh();
}

QSize ListeningPanel::sizeHint() const { return {480, 380}; }

void ListeningPanel::showAlbum(const AlbumView& view) {
    view_ = view;
    list_->measure();
    check_->showAlbum(view);
    refresh();
}

double ListeningPanel::matchOf(SourceId reference) const {
    const auto found = list_->facts().find(reference);
    if (found == list_->facts().end() || !measurer_.master()) return 0;
    const double theirs = found->second.programme.measures.integratedLufs;
    // The song that is selected, or the whole album.
    double ours = measurer_.master()->whole.measures.integratedLufs;
    for (const AlbumRow& row : view_.rows)
        if (row.measures && workspace_.isSelected(row.channel)) ours = row.measures->integratedLufs;
    return std::isfinite(theirs) && std::isfinite(ours) ? ours - theirs : 0;
}

void ListeningPanel::hear(Heard heard, const std::vector<HeardSpan>& spans, bool keepPlace) {
    if (spans.empty()) return;
    const bool wasPlaying = workspace_.playerState().playing;
    if (heard_ == Heard::album) albumPlace_ = workspace_.playerState().position;
    auto made = formats::auditionOf(spans, workspace_.project()->rate, workspace_.sources(), {},
                                    startsOver(heard) ? formats::Again::yes : formats::Again::no);
    heard_ = heard;
    spanStarts_ = made.starts;
    spanLengths_.clear();
    for (const HeardSpan& span : spans) spanLengths_.push_back(span.length);
    workspace_.setAudition(Workspace::Audition{made.song, made.sources});
    workspace_.locate(keepPlace ? albumPlace_ : FramePosition{});
    if (wasPlaying || !keepPlace) workspace_.play();
    refresh();
    emit changed();
}

void ListeningPanel::hearAlbum() {
    const bool moved = heard_ != Heard::album;
    heard_ = Heard::album;
    if (workspace_.isAuditioning()) {
        const bool wasPlaying = workspace_.playerState().playing;
        workspace_.setAudition(std::nullopt);
        if (moved) workspace_.locate(albumPlace_);
        if (wasPlaying) workspace_.play();
    }
    refresh();
    emit changed();
}

void ListeningPanel::hearReference() {
    const SourceId reference = list_->chosen();
    const project::Source* source = findSource(*workspace_.project(), reference);
    if (!source) return refresh();
    hear(Heard::reference, {{"", reference, {}, source->length, matchOf(reference), source->name}}, false);
}

void ListeningPanel::hearTransitions() {
    if (!measurer_.master()) return refresh();
    const auto spans = formats::transitionsOf(*measurer_.master(), before_, after_);
    if (spans.empty()) workspace_.messages().note(tr("An album of one song has no transitions."));
    hear(Heard::transitions, spans, false);
    refresh();
}

void ListeningPanel::hearChoruses() {
    if (!measurer_.master()) return refresh();
    auto spans = std::make_shared<std::vector<HeardSpan>>();
    workspace_.jobs().start(
        tr("Finding the loudest parts"),
        [master = *measurer_.master(), spans](const Jobs::Progress& progress) -> Result<void> {
            auto found = formats::chorusesOf(master, kChorus, true, [&] { return progress(0.5); });
            if (!found) return tl::make_unexpected(found.error());
            *spans = std::move(*found);
            return {};
        },
        [this, spans](const Result<void>& done) {
            if (done) hear(Heard::choruses, *spans, false);
            else if (done.error().kind != ErrorKind::cancelled) workspace_.messages().fail(QString::fromStdString(done.error().message));
            refresh();
        });
}

void ListeningPanel::hearSongs() {
    if (!measurer_.master()) return refresh();
    const auto& master = *measurer_.master();
    const FramePosition now = heard_ == Heard::album ? workspace_.playerState().position : albumPlace_;
    hear(Heard::songs, formats::songsMatched(master), false);
    // Goes on where the album was.
    const std::size_t track = formats::trackAt(master, now);
    if (heard_ != Heard::songs || track >= spanStarts_.size()) return;
    const std::int64_t into = std::clamp<std::int64_t>((now - master.tracks[track].start).value, 0, spanLengths_[track].value - 1);
    workspace_.locate(spanStarts_[track] + FrameCount{into});
}

bool ListeningPanel::jump(int songs) {
    if (heard_ != Heard::songs || spanStarts_.empty()) return false;
    const FramePosition now = workspace_.playerState().position;
    std::size_t here = 0;
    while (here + 1 < spanStarts_.size() && spanStarts_[here + 1] <= now) ++here;
    const auto there = static_cast<std::size_t>(std::clamp(static_cast<int>(here) + songs, 0, static_cast<int>(spanStarts_.size()) - 1));
    const double share = static_cast<double>((now - spanStarts_[here]).value) / static_cast<double>(std::max<std::int64_t>(1, spanLengths_[here].value));
    workspace_.locate(spanStarts_[there] + FrameCount{static_cast<std::int64_t>(std::clamp(share, 0.0, 0.999) * static_cast<double>(spanLengths_[there].value))});
    return true;
}

void ListeningPanel::setTransition(Seconds before, Seconds after) {
    before_ = before;
    after_ = after;
    QSettings().setValue("listening/before", before.value);
    QSettings().setValue("listening/after", after.value);
    if (heard_ == Heard::transitions) hearTransitions();
    refresh();
}

void ListeningPanel::fillTransitionMenu(QMenu& menu) {
    for (const double seconds : kLengths) {
        auto* action = menu.addAction(tr("%1 s before, %2 s after").arg(seconds).arg(seconds * 0.8), this, [this, seconds] { setTransition({seconds}, {seconds * 0.8}); });
        action->setCheckable(true);
        action->setChecked(before_.value == seconds);
    }
}

void ListeningPanel::setCorrection(const QString& file) {
    correctionInserts_.clear();
    if (!file.isEmpty()) {
        auto read = formats::readHeadphoneCurve(file.toStdString());
        if (!read) return workspace_.messages().fail(QString::fromStdString(read.error().message));
        correctionInserts_ = std::move(*read);
    }
    correction_ = file;
    QSettings().setValue("listening/correction", file);
    setSlot();
    refresh();
    emit changed();
}

void ListeningPanel::fillCorrectionMenu(QMenu& menu) {
    auto* none = menu.addAction(tr("No correction"), this, [this] { setCorrection({}); });
    none->setCheckable(true);
    none->setChecked(correction_.isEmpty());
    if (!correction_.isEmpty()) {
        auto* kept = menu.addAction(QFileInfo(correction_).completeBaseName());
        kept->setCheckable(true);
        kept->setChecked(true);
    }
    menu.addSeparator();
    menu.addAction(tr("Open a parametric correction…"), this, [this] {
        auto* dialog = new QFileDialog(this, tr("Correction of a headphone or room"), {}, tr("Equalizer APO (*.txt);;All files (*)"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &QFileDialog::fileSelected, this, &ListeningPanel::setCorrection);
        dialog->open();
    });
}

void ListeningPanel::hearPlatform() {
    if (!measurer_.master() || platform_ >= platforms_.size()) return refresh();
    const mastering::Target target = platforms_[platform_];
    const formats::AlbumMaster master = *measurer_.master();
    const double gain = playbackGain(target, master.whole.measures.integratedLufs, master.whole.measures.truePeakDbtp);
    const auto play = [this, master, gain](const std::optional<formats::CodecAudit>& audit) {
        std::vector<HeardSpan> spans;
        double worst = -std::numeric_limits<double>::infinity();
        for (std::size_t k = 0; k < master.tracks.size(); ++k) {
            HeardSpan span{master.file, {}, master.tracks[k].start, master.programmeLength(k), gain, ""};
            if (audit) {
                span.file = audit->readings[k].decoded;
                span.start = {};
            }
            if (audit) worst = std::max(worst, audit->readings[k].truePeakDbtp + gain);
            spans.push_back(std::move(span));
        }
        platformText_ = audit ? tr("after decoding %1 dBTP").arg(QString::fromStdString(signedText(worst, 1))) : QString();
        hear(Heard::platform, spans, true);
    };
    if (target.encodings.empty()) return play(std::nullopt);
    auto audit = std::make_shared<formats::CodecAudit>();
    const formats::AuditRequest request{{workspace_.project(), workspace_.folder(), 0}, {target.encodings.front()}, target.ceiling.value_or(-1)};
    workspace_.jobs().start(
        tr("Coding the album as %1").arg(QString::fromStdString(textOf(target.encodings.front()))),
        [request, audit, &catalogue = workspace_.catalogue()](const Jobs::Progress& progress) -> Result<void> {
            auto made = formats::auditCodecs(request, catalogue, [&](const std::string&, double share) { return progress(share * 0.9); });
            if (!made) return tl::make_unexpected(made.error());
            *audit = std::move(*made);
            // A codec with a rate of its own is heard at the album's.
            for (auto& reading : audit->readings) {
                auto heard = formats::renderedAtRate(reading.decoded, reading.decodedRate, request.subject.project->rate, [&] { return progress(0.95); });
                if (!heard) return tl::make_unexpected(heard.error());
                reading.decoded = std::move(*heard);
            }
            return {};
        },
        [this, audit, play, tracks = master.tracks.size()](const Result<void>& done) {
            if (done && audit->readings.size() == tracks) play(*audit);
            else if (!done && done.error().kind != ErrorKind::cancelled) workspace_.messages().fail(QString::fromStdString(done.error().message));
            refresh();
        });
}

void ListeningPanel::hearMix(const formats::MixOffer& offer, bool newer) {
    const formats::MixFacts& facts = newer ? offer.newer : offer.held;
    hear(newer ? Heard::newer : Heard::held, {{facts.file, {}, {}, facts.length, newer ? offer.matchDb() : 0, ""}}, false);
}

void ListeningPanel::hearUnprocessed(ChannelId chain) {
    const project::Channel* channel = findChannel(*workspace_.project(), chain);
    if (!channel || channel->inserts.empty()) return refresh();
    Result<Project> dry = *workspace_.project();
    for (const auto& insert : channel->inserts)
        if (dry) dry = project::setInsertBypassed(std::move(*dry), chain, insert->id, true);
    if (dry) hearVariant(Heard::unprocessed, chain, std::move(*dry), tr("Rendering without the chain"));
    else refresh();
}

void ListeningPanel::hearChain(ChannelId chain, const project::Chain& other) {
    auto variant = project::setChain(*workspace_.project(), chain, other);
    if (variant) hearVariant(Heard::otherChain, chain, std::move(*variant), tr("Rendering with the other chain"));
    else refresh();
}

void ListeningPanel::hearVariant(Heard heard, ChannelId chain, Project variant, const QString& title) {
    if (!measurer_.master()) return refresh();
    const formats::AlbumMaster own = *measurer_.master();
    auto master = std::make_shared<formats::AlbumMaster>();
    const formats::RenderSubject subject{std::make_shared<const Project>(std::move(variant)), workspace_.folder(), 0};
    workspace_.jobs().start(
        title,
        [subject, master, &catalogue = workspace_.catalogue()](const Jobs::Progress& progress) -> Result<void> {
            auto made = formats::renderAlbumMaster(subject, catalogue, [&](const std::string&, double share) { return progress(share); });
            if (!made) return tl::make_unexpected(made.error());
            *master = std::move(*made);
            return {};
        },
        [this, master, own, chain, heard](const Result<void>& done) {
            if (!done) {
                if (done.error().kind != ErrorKind::cancelled) workspace_.messages().fail(QString::fromStdString(done.error().message));
                return refresh();
            }
            double is = own.whole.measures.integratedLufs, was = master->whole.measures.integratedLufs;
            for (std::size_t k = 0; k < view_.rows.size() && k < own.facts.size() && k < master->facts.size(); ++k)
                if (view_.rows[k].channel == chain) {
                    is = own.facts[k].measures.integratedLufs;
                    was = master->facts[k].measures.integratedLufs;
                }
            const double match = std::isfinite(is) && std::isfinite(was) ? is - was : 0;
            levelMatch_ = match;
            hear(heard, {{master->file, {}, {}, master->length, match, ""}}, true);
        });
}

void ListeningPanel::chooseTarget(const QString& id) {
    for (std::size_t k = 0; k < platforms_.size(); ++k)
        if (platforms_[k].id == id.toStdString()) {
            platform_ = k;
            target_->setCurrent(static_cast<int>(k));
        }
    refresh();
}

void ListeningPanel::setEar(Ear ear) {
    ear_ = ear;
    setSlot();
    refresh();
}

void ListeningPanel::setSlot() {
    auto inserts = formats::listeningInserts(ear_);
    if (const ParameterSpec* rooms = roomsOf(workspace_.catalogue()); rooms && room_ > 0) {
        project::Insert insert;
        insert.id = {(std::uint64_t{1} << 60) + 90};
        insert.processor = "translate";
        insert.values.numbers[rooms->id] = room_ - 1;
        inserts.push_back(std::move(insert));
    }
    inserts.insert(inserts.end(), correctionInserts_.begin(), correctionInserts_.end());
    workspace_.setListeningSlot(std::move(inserts));
}

void ListeningPanel::refresh() {
    const bool ready = measurer_.master().has_value();
    a_->setChecked(heard_ == Heard::album);
    b_->setChecked(heard_ == Heard::reference);
    b_->setEnabled(!list_->sources().empty());
    transitions_->setChecked(heard_ == Heard::transitions);
    choruses_->setChecked(heard_ == Heard::choruses);
    audition_->setChecked(heard_ == Heard::platform);
    songs_->setChecked(heard_ == Heard::songs);
    length_->setShownText(tr("%1 s").arg(before_.value));
    correctionMenu_->setShownText(correction_.isEmpty() ? tr("No correction") : QFileInfo(correction_).completeBaseName());
    for (auto* one : {transitions_, choruses_, songs_, audition_}) one->setEnabled(ready);
    for (std::size_t k = 0; k < ears_.size(); ++k) ears_[k]->setChecked(ear_ == static_cast<Ear>(k));
    const SourceId reference = list_->chosen();
    list_->showMatch(reference && list_->facts().contains(reference) ? tr("matched %1").arg(decibels(matchOf(reference))) : QString(), heard_ == Heard::reference);
    layOut();
    update();
}

void ListeningPanel::layOut() {
    int x = width() - 8;
    const auto fromRight = [&](QWidget* widget, int w, int y) {
        x -= w;
        widget->setGeometry(x, y, w, 22);
        x -= 4;
    };
    fromRight(b_, 24, 2);
    fromRight(a_, 24, 2);
    list_->keepFree(width() - x - 4);
    list_->setGeometry(0, 0, width(), list_->wantedHeight());
    a_->raise();
    b_->raise();
    listenTop_ = list_->wantedHeight() + 6;
    int y = listenTop_;
    int at = 64;
    const int room = (width() - at - 8) / static_cast<int>(ears_.size()) - 4;
    for (auto* ear : ears_) {
        ear->setGeometry(at, y, room, 22);
        at += room + 4;
    }
    y += 28;
    transitions_->setGeometry(64, y, 84, 22);
    length_->setGeometry(150, y, 56, 22);
    choruses_->setGeometry(212, y, 76, 22);
    songs_->setGeometry(292, y, 56, 22);
    y += 28;
    const int slot = width() - 72;
    const bool rooms = roomsOf(workspace_.catalogue()) != nullptr;
    rooms_->setGeometry(64, y, slot / 2 - 3, 22);
    correctionMenu_->setGeometry(rooms ? 64 + slot / 2 + 3 : 64, y, rooms ? slot / 2 - 3 : slot, 22);
    y += 28;
    // Its name whole; the rest beside it, or below where there is no room.
    target_->setGeometry(64, y, std::min(target_->sizeHint().width(), width() - 72), 22);
    const int words = heard_ == Heard::platform ? 160 : kLevelRoom; // once it is heard, what decoding did as well
    const bool below = target_->geometry().right() + 8 + words > width() - 76;
    if (below) y += 26;
    const int left = below ? 64 : target_->geometry().right() + 8;
    audition_->setGeometry(width() - 76, y, 68, 22);
    platformBox_ = QRect(left, y, width() - 82 - left, 22);
    check_->setGeometry(0, y + 30, width(), std::max(0, height() - y - 30));
}

void ListeningPanel::resizeEvent(QResizeEvent*) { layOut(); }

void ListeningPanel::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls() && workspace_.isOpen()) event->acceptProposedAction();
}

void ListeningPanel::dropEvent(QDropEvent* event) {
    QStringList files;
    for (const auto& url : event->mimeData()->urls())
        if (url.isLocalFile()) files << url.toLocalFile();
    event->acceptProposedAction();
    list_->add(files);
}

void ListeningPanel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.colour(Role::surface1));
    const QFont& small = theme_.font(11);
    const auto label = [&](const QString& text, int y) {
        painter.setPen(theme_.colour(Role::text2));
        drawName(painter, small, QRectF(10, y, 54, 22), Qt::AlignLeft, text);
    };
    label(tr("Listen to"), listenTop_);
    label(tr("Play"), listenTop_ + 28);
    label(tr("Through"), listenTop_ + 56);
    label(tr("As on"), listenTop_ + 84);
    if (platform_ < platforms_.size() && measurer_.master()) {
        const auto& measures = measurer_.master()->whole.measures;
        QString text = decibels(playbackGain(platforms_[platform_], measures.integratedLufs, measures.truePeakDbtp));
        if (heard_ == Heard::platform && !platformText_.isEmpty()) text += QString::fromUtf8(" · ") + platformText_;
        painter.setPen(theme_.colour(Role::text2));
        drawFigures(painter, small, platformBox_, Qt::AlignLeft, text);
    }
}

} // namespace lacquer::ui
