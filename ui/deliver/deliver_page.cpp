#include "ui/deliver/deliver_page.h"

#include "engine/project/album_edits.h"
#include "engine/project/song_edits.h"
#include "formats/deliver/size_estimate.h"
#include "formats/deliver/target_library.h"
#include "formats/deliver/verification.h"
#include "ui/deliver/audit_list.h"
#include "ui/deliver/delivery_files.h"
#include "ui/deliver/delivery_list.h"
#include "ui/deliver/playback_table.h"
#include "ui/deliver/target_cards.h"
#include "ui/mix/inline_edit.h"
#include "ui/models/time_text.h"
#include "ui/theme/figures.h"

#include <QDesktopServices>
#include <QPainter>
#include <QScrollArea>
#include <QUrl>

#include <algorithm>
#include <array>
#include <cmath>

namespace lacquer::ui {

using project::Project;

namespace {

constexpr int kHead = 52;
constexpr int kFoot = 44;
constexpr int kFiles = 190;
constexpr int kPlayback = 420; // least width of "How it plays there"

/// "1.3 GB", "640 MB": as disks count.
QString roomText(std::int64_t bytes) {
    const double gigabytes = static_cast<double>(bytes) / 1e9;
    return gigabytes >= 1 ? QString("%1 GB").arg(gigabytes, 0, 'f', gigabytes < 10 ? 1 : 0) : QString("%1 MB").arg(std::max(1.0, gigabytes * 1000), 0, 'f', 0);
}

QUrl urlOf(const std::filesystem::path& path) {
    return QUrl::fromLocalFile(QString::fromStdString(path.string()));
}

std::string metadataOf(const project::Metadata& metadata, std::string_view key) {
    const auto found = metadata.find(key);
    return found == metadata.end() ? std::string() : found->second;
}

} // namespace

DeliverPage::DeliverPage(Workspace& workspace, const Theme& theme, QWidget* parent)
    : QWidget(parent), workspace_(workspace), theme_(theme) {
    setObjectName("deliverPage");
    setAccessibleName(tr("Deliver"));
    setAttribute(Qt::WA_OpaquePaintEvent);
    area_ = new QScrollArea(this);
    area_->setFrameShape(QFrame::NoFrame);
    area_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area_->setWidgetResizable(false);
    cards_ = new TargetCards(theme, area_);
    area_->setWidget(cards_);
    connect(cards_, &TargetCards::chosen, this, &DeliverPage::choose);
    // Later: what it changes may take the pressed button away.
    connect(cards_, &TargetCards::fixWanted, this, &DeliverPage::applyFix, Qt::QueuedConnection);
    list_ = new DeliveryList(theme, this);
    auditList_ = new AuditList(workspace, theme, this);
    auditList_->hide();
    connect(auditList_, &AuditList::closed, auditList_, &QWidget::hide);
    deliver_ = new Button(theme, tr("Deliver"), tr("Deliver the chosen targets"), this, Button::Look::accent);
    deliver_->setObjectName("deliver");
    deliver_->setFontOf(13, QFont::DemiBold);
    connect(deliver_, &QAbstractButton::clicked, this, &DeliverPage::deliver);
    cancel_ = new Button(theme, tr("Cancel"), tr("Cancel the delivery"), this);
    cancel_->setObjectName("cancelDelivery");
    connect(cancel_, &QAbstractButton::clicked, this, &DeliverPage::cancel);
    files_ = new DeliveryFiles(workspace, theme, this);
    connect(files_, &DeliveryFiles::folderChanged, this, [this] { predictSoon_.start(); });
    playback_ = new PlaybackTable(theme, this);
    connect(playback_, &PlaybackTable::auditWanted, this, &DeliverPage::auditCodecs);
    if (auto library = formats::loadTargets()) {
        targets_ = std::move(library->targets);
        for (const auto& note : library->notes) workspace_.messages().warn(QString::fromStdString(note));
    } else {
        files_->showTrouble(QString::fromStdString(library.error().message));
    }
    pdf_ = new Button(theme, tr("Report PDF"), tr("Open the delivery's report as PDF"), this);
    connect(pdf_, &QAbstractButton::clicked, this, [this] { QDesktopServices::openUrl(urlOf(files_->folder() / formats::kReportPdf)); });
    pq_ = new Button(theme, tr("PQ sheet"), tr("Open the disc's PQ sheet"), this);
    connect(pq_, &QAbstractButton::clicked, this, &DeliverPage::openPqSheet);
    openFolder_ = new Button(theme, tr("Open folder"), tr("Open the delivery's folder"), this);
    connect(openFolder_, &QAbstractButton::clicked, this, [this] { QDesktopServices::openUrl(urlOf(files_->folder())); });
    report_ = new Button(theme, tr("Report HTML"), tr("Open the delivery's report"), this);
    report_->setToolTip(tr("A page to send along: every file with what was measured and its checksum"));
    connect(report_, &QAbstractButton::clicked, this, [this] { QDesktopServices::openUrl(urlOf(files_->folder() / formats::kReportFile)); });
    verify_ = new Button(theme, tr("Verify again"), tr("Read the delivered files again"), this);
    verify_->setToolTip(tr("Reads every delivered file again from its bytes: checksum, format, loudness, true peak"));
    connect(verify_, &QAbstractButton::clicked, this, &DeliverPage::verify);

    predictSoon_.setSingleShot(true);
    predictSoon_.setInterval(250);
    connect(&predictSoon_, &QTimer::timeout, this, &DeliverPage::predict);
    connect(&workspace_, &Workspace::projectChanged, this, &DeliverPage::refresh);
    connect(&workspace_, &Workspace::projectReplaced, this, [this] {
        results_.clear();
        predictions_.clear();
        fixes_.clear();
        refresh();
    });
    connect(&workspace_, &Workspace::ticked, this, [this] {
        if (isDelivering() && isVisible()) {
            refreshList();
            update();
        }
    });
    connect(&theme_, &Theme::changed, this, [this] { update(); });
    refresh();
}

std::vector<mastering::Target> DeliverPage::chosenTargets() const {
    std::vector<mastering::Target> chosen;
    for (const auto& target : targets_) {
        if (std::ranges::count(workspace_.project()->targets, target.id)) chosen.push_back(target);
    }
    return chosen;
}

void DeliverPage::choose(const QString& id, bool on) {
    std::vector<std::string> ids;
    for (const auto& target : targets_) {
        const bool now = std::ranges::count(workspace_.project()->targets, target.id) > 0;
        if (target.id == id.toStdString() ? on : now) ids.push_back(target.id);
    }
    const auto found = std::ranges::find(targets_, id.toStdString(), &mastering::Target::id);
    const QString name = found == targets_.end() ? id : QString::fromStdString(found->name);
    const bool done = workspace_.apply((on ? tr("Target %1 on") : tr("Target %1 off")).arg(name),
                                       [&](const Project& project) { return project::setTargets(project, ids); });
    if (!done) refresh();
}

void DeliverPage::refresh() {
    cards_->showGroups(targetGroups(targets_, *workspace_.project(), predictions_, fixes_));
    predictSoon_.start();
    refreshList();
    layOut();
    update();
}

void DeliverPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    predictSoon_.start();
}

void DeliverPage::predict() {
    if (!isVisible() || isDelivering()) return;
    predictions_.clear();
    fixes_.clear();
    master_.reset();
    if (workspace_.isOpen() && !workspace_.project()->album->tracks.empty()) {
        master_ = formats::cachedAlbumMaster({workspace_.project(), workspace_.folder(), 0});
        if (!master_ || master_->key != auditedKey_) audit_.reset();
        if (!audit_) auditList_->hide();
        const auto& master = master_;
        for (const auto& target : targets_) {
            const auto& prediction = predictions_[target.id] = formats::predictTarget(*workspace_.project(), target, master ? &*master : nullptr);
            if (auto fix = formats::fixFor(*workspace_.project(), target, prediction, master ? &*master : nullptr, audit_ ? &*audit_ : nullptr))
                fixes_[target.id] = std::move(*fix);
        }
    }
    cards_->showGroups(targetGroups(targets_, *workspace_.project(), predictions_, fixes_));
    playback_->showLines(master_ ? std::optional(playbackLines(targets_, *master_, audit_ ? &*audit_ : nullptr)) : std::nullopt);
    showExample();
    estimateRoom();
    refreshList();
    layOut();
    update();
}

void DeliverPage::showExample() {
    for (const auto& target : chosenTargets())
        if (const auto found = predictions_.find(target.id); found != predictions_.end() && !found->second.files.empty())
            return files_->showExample(QString::fromStdString(found->second.files.front().name));
    files_->showExample({});
}

void DeliverPage::estimateRoom() {
    expectedBytes_ = cacheBytes_ = 0;
    freeBytes_.reset();
    if (!workspace_.isOpen() || workspace_.project()->album->tracks.empty()) return;
    const auto& project = *workspace_.project();
    mastering::MixLengths mixes;
    if (master_)
        for (std::size_t k = 0; k < master_->tracks.size() && k < project.album->tracks.size(); ++k)
            if (const auto& track = *project.album->tracks[k]; track.song)
                mixes[mixOf(track)] = master_->tracks[k].length + framesIn({track.trimStart.value + track.trimEnd.value}, project.rate);
    const auto chosen = chosenTargets();
    for (const auto& target : chosen) expectedBytes_ += formats::estimatedBytes(project, target, mixes);
    cacheBytes_ = formats::estimatedCacheBytes(project, chosen, mixes, master_.has_value());
    freeBytes_ = formats::freeBytes(files_->folder());
}

void DeliverPage::refreshList() {
    if (isDelivering()) {
        const std::lock_guard lock(course_->mutex);
        list_->showLines(plannedLines(chosenTargets(), predictions_, course_->progress, course_->finished, course_->writing));
    } else if (!results_.empty()) {
        list_->showLines(deliveredLines(results_));
    } else {
        list_->showLines(plannedLines(chosenTargets(), predictions_, {}, {}));
    }
    const auto count = static_cast<int>(chosenTargets().size());
    deliver_->setText(isDelivering() ? tr("Delivering %1 targets").arg(count) : count == 1 ? tr("Deliver 1 target") : tr("Deliver %1 targets").arg(count));
    deliver_->setEnabled(!isDelivering() && count > 0 && workspace_.isOpen() && !workspace_.project()->album->tracks.empty());
    cancel_->setVisible(isDelivering());
    std::error_code error;
    const bool made = !isDelivering() && std::filesystem::exists(files_->folder() / formats::kManifestFile, error);
    openFolder_->setEnabled(made);
    report_->setEnabled(made);
    pdf_->setEnabled(made && std::filesystem::exists(files_->folder() / formats::kReportPdf, error));
    pq_->setEnabled(made && std::filesystem::exists(files_->folder() / "cd-ddp" / "PQ sheet.pdf", error));
    playback_->setAuditable(!isDelivering() && workspace_.isOpen() && !workspace_.project()->album->tracks.empty());
    verify_->setEnabled(made);
}

void DeliverPage::deliver() {
    const auto targets = chosenTargets();
    if (isDelivering() || targets.empty() || !workspace_.isOpen()) return;
    formats::DeliveryRequest request;
    request.subject = {workspace_.project(), workspace_.folder(), 0};
    request.targets = targets;
    request.folder = files_->folder();
    auditList_->hide();
    course_ = std::make_shared<Course>();
    results_.clear();
    auto results = std::make_shared<std::vector<formats::TargetDelivery>>();
    const auto& catalogue = workspace_.catalogue();
    job_ = workspace_.jobs().start(
        tr("Delivering"),
        [request, results, course = course_, &catalogue](const Jobs::Progress& go) -> Result<void> {
            auto delivered = formats::deliver(request, catalogue, [&](const formats::DeliveryProgress& progress) {
                {
                    const std::lock_guard lock(course->mutex);
                    if (progress.target != course->progress.target) course->writing.clear();
                    if (!progress.file.empty()) {
                        course->writing[progress.file] = progress.fileShare;
                        course->progress.target = progress.target;
                        return go(progress.share);
                    }
                    if (!progress.stage.empty() && (course->finished.empty() || course->finished.back() != progress.stage)) {
                        course->finished.push_back(progress.stage);
                    }
                    course->progress = progress;
                }
                return go(progress.share);
            });
            if (!delivered) return tl::make_unexpected(delivered.error());
            *results = std::move(*delivered);
            return {};
        },
        [this, results](const Result<void>& done) {
            job_ = 0;
            if (done) {
                results_ = std::move(*results);
                const auto failed = std::ranges::count(results_, false, &formats::TargetDelivery::passed);
                if (failed > 0) {
                    workspace_.messages().warn(failed == 1 ? tr("One target could not be met; the list says why.") : tr("%1 targets could not be met; the list says why.").arg(failed));
                } else {
                    workspace_.messages().post({Verdict::pass, tr("Delivered and verified."), tr("Open folder"), [this] { QDesktopServices::openUrl(urlOf(files_->folder())); }});
                }
            } else if (done.error().kind == ErrorKind::cancelled) {
                workspace_.messages().note(tr("The delivery was cancelled. What was finished stays."));
            } else {
                workspace_.messages().fail(QString::fromStdString(done.error().message));
            }
            refresh();
        });
    refreshList();
    layOut();
    update();
}

void DeliverPage::cancel() {
    if (isDelivering()) workspace_.jobs().cancel(job_);
}

void DeliverPage::verify() {
    auto results = std::make_shared<std::vector<formats::TargetDelivery>>();
    verify_->setEnabled(false);
    workspace_.jobs().start(
        tr("Verifying the delivery"),
        [folder = files_->folder(), results](const Jobs::Progress& go) -> Result<void> {
            auto verified = formats::verifyDelivery(folder, [&](const std::string&, double share) { return go(share); });
            if (!verified) return tl::make_unexpected(verified.error());
            *results = std::move(*verified);
            return {};
        },
        [this, results](const Result<void>& done) {
            if (done) {
                results_ = std::move(*results);
                const bool passed = std::ranges::all_of(results_, &formats::TargetDelivery::passed);
                if (passed) {
                    workspace_.messages().post({Verdict::pass, tr("Every delivered file is as it should be."), {}, {}});
                } else {
                    workspace_.messages().fail(tr("Some delivered files are not as they should be; the list says which."));
                }
            } else if (done.error().kind != ErrorKind::cancelled) {
                workspace_.messages().fail(QString::fromStdString(done.error().message));
            }
            refreshList();
            update();
        });
}

void DeliverPage::layOut() {
    const int gap = theme_.size(Size::divider);
    const int panel = width() < 1500 ? 480 : width() < 2200 ? theme_.size(Size::deliveryPanel) : std::min(900, width() / 3);
    const int left = width() - panel - gap;
    deliver_->setGeometry(left - 212, (kHead - 32) / 2, 200, 32);
    area_->setGeometry(0, kHead, left, height() - kHead - kFiles);
    const int room = left - 10;
    cards_->resize(room, std::max(cards_->heightFor(room), area_->height()));
    const int half = left > 2 * kPlayback ? left / 2 : left;
    files_->setGeometry(0, height() - kFiles, half, kFiles);
    playback_->setVisible(half < left);
    playback_->setGeometry(half + 20, height() - kFiles, left - half - 20, kFiles);

    const int x = left + gap;
    list_->setGeometry(x, kHead, panel, height() - kHead - kFoot);
    auditList_->setGeometry(list_->geometry());
    cancel_->setGeometry(width() - 88, (kHead - 24) / 2, 76, 24);
    const std::array buttons{openFolder_, report_, pdf_, pq_, verify_};
    constexpr int kBetween = 8;
    int words = 0;
    for (auto* button : buttons) words += button->sizeHint().width();
    const int count = static_cast<int>(buttons.size());
    const int spare = (panel - 24 - words - (count - 1) * kBetween) / count;
    int at = x + 12;
    for (auto* button : buttons) {
        const int wanted = button->sizeHint().width() + std::min(16, spare);
        button->setGeometry(at, height() - kFoot + (kFoot - 28) / 2, wanted, 28);
        at += wanted + kBetween;
    }
}

void DeliverPage::resizeEvent(QResizeEvent*) {
    layOut();
}

void DeliverPage::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.colour(Role::surface0));
    const int left = list_->x() - theme_.size(Size::divider);
    painter.fillRect(0, 0, left, kHead, theme_.colour(Role::surface1));
    painter.fillRect(list_->x(), 0, width() - list_->x(), kHead, theme_.colour(Role::surface1));
    painter.fillRect(list_->x(), height() - kFoot, width() - list_->x(), kFoot, theme_.colour(Role::surface1));
    painter.fillRect(0, height() - kFiles, left, kFiles, theme_.colour(Role::surface1));

    const auto& album = *workspace_.project()->album;
    const std::string title = metadataOf(album.metadata, "title");
    painter.setPen(theme_.colour(title.empty() ? Role::text3 : Role::text1));
    drawName(painter, theme_.font(15, QFont::DemiBold), QRectF(14, 7, left - 560, 22), Qt::AlignLeft, title.empty() ? tr("Untitled album") : QString::fromStdString(title));
    QStringList facts;
    const std::string artist = metadataOf(album.metadata, "artist");
    if (!artist.empty()) facts << QString::fromStdString(artist);
    const int songs = static_cast<int>(album.tracks.size());
    facts << (songs == 1 ? tr("1 song") : tr("%1 songs").arg(songs));
    const std::string upc = metadataOf(album.metadata, "upc");
    if (!upc.empty()) facts << "UPC " + QString::fromStdString(upc);
    painter.setPen(theme_.colour(Role::text2));
    drawFigures(painter, theme_.font(11), QRectF(14, 29, left - 560, 16), Qt::AlignLeft, facts.join(QString::fromUtf8(" · ")));

    // What will be made, and how many of it would fail.
    int files = 0, refused = 0, looks = 0;
    for (const auto& target : chosenTargets()) {
        const auto found = predictions_.find(target.id);
        if (found == predictions_.end()) continue;
        files += static_cast<int>(found->second.files.size());
        refused += found->second.verdict == formats::Verdict::refused;
        looks += found->second.verdict == formats::Verdict::adjusts;
    }
    const QRectF summary(left - 540, 8, 316, 18);
    // The cache may lie on another disk; where it is the same one, both have to fit.
    const bool tight = freeBytes_ && *freeBytes_ < expectedBytes_ + cacheBytes_;
    QStringList room;
    if (files > 0) room << (files == 1 ? tr("1 file") : tr("%1 files").arg(files));
    if (expectedBytes_ > 0) {
        room << (cacheBytes_ > 0 ? tr("about %1 and %2 of cache").arg(roomText(expectedBytes_), roomText(cacheBytes_)) : tr("about %1").arg(roomText(expectedBytes_)));
        if (freeBytes_) room << (tight ? tr("only %1 free").arg(roomText(*freeBytes_)) : tr("%1 free").arg(roomText(*freeBytes_)));
    }
    painter.setPen(theme_.colour(tight ? Role::verdictFail : Role::text2));
    drawFigures(painter, theme_.font(11), summary, Qt::AlignRight, room.join(QString::fromUtf8(" · ")));
    painter.setPen(theme_.colour(refused > 0 ? Role::verdictFail : looks > 0 ? Role::verdictWarn : Role::verdictPass));
    const QString verdict = refused > 0 ? (refused == 1 ? tr("1 target would fail") : tr("%1 targets would fail").arg(refused))
                            : looks > 0 ? (looks == 1 ? tr("1 target is adjusted") : tr("%1 targets are adjusted").arg(looks))
                            : files > 0 ? tr("everything passes")
                                        : QString();
    drawName(painter, theme_.font(11), summary.translated(0, 18), Qt::AlignRight, verdict);

    const double x = list_->x() + 14;
    if (isDelivering()) {
        formats::DeliveryProgress progress;
        std::chrono::steady_clock::time_point began;
        {
            const std::lock_guard lock(course_->mutex);
            progress = course_->progress;
            began = course_->began;
        }
        painter.setPen(theme_.colour(Role::text1));
        drawName(painter, theme_.font(13, QFont::DemiBold), QRectF(x, 6, 110, 22), Qt::AlignLeft, tr("Delivering"));
        painter.setPen(theme_.colour(Role::text2));
        QString stage = QString::fromStdString(progress.stage);
        // After a few seconds what is left can be told; before, it would jump about.
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
        if (progress.share > 0.03 && seconds > 4) {
            const double rest = seconds * (1 - progress.share) / progress.share;
            stage += QString::fromUtf8(" · ") + (rest < 90 ? tr("%1 s left").arg(5 * std::ceil(rest / 5)) : tr("%1 min left").arg(std::ceil(rest / 60)));
        }
        drawName(painter, theme_.font(11), QRectF(x + 90, 6, width() - x - 250, 22), Qt::AlignLeft, stage);
        painter.setPen(theme_.colour(Role::text1));
        drawFigures(painter, theme_.font(12, QFont::DemiBold), QRectF(width() - 160, 6, 60, 22), Qt::AlignRight, QString::number(static_cast<int>(progress.share * 100)) + " %");
        const QRectF bar(x, 34, width() - x - 104, 5);
        painter.fillRect(bar, theme_.colour(Role::surfaceWell));
        painter.fillRect(QRectF(bar.left(), bar.top(), bar.width() * std::clamp(progress.share, 0.0, 1.0), bar.height()), theme_.colour(Role::accent));
    } else {
        painter.setPen(theme_.colour(Role::text1));
        drawName(painter, theme_.font(13, QFont::DemiBold), QRectF(x, 0, 300, kHead), Qt::AlignLeft, results_.empty() ? tr("What will be made") : tr("Delivered"));
    }
}

void DeliverPage::applyFix(const QString& target) {
    const auto found = fixes_.find(target.toStdString());
    if (found == fixes_.end() || !workspace_.isOpen()) return;
    const formats::TargetFix fix = found->second;
    using Kind = formats::TargetFix::Kind;
    switch (fix.kind) {
    case Kind::measure: return measure();
    case Kind::artwork: return files_->chooseArtwork();
    case Kind::ceiling:
    case Kind::limiter:
        if (workspace_.apply(QString::fromStdString(fix.text),
                             [&](const Project& project) { return formats::limitAlbum(project, workspace_.catalogue(), fix.ceiling); }))
            measure();
        return;
    case Kind::albumText:
    case Kind::trackText: {
        const auto* card = cards_->button(target.toStdString());
        if (!card) return;
        const QPoint at = card->mapTo(this, QPoint(32, card->height() - 27));
        return askFor(fix, QRect(at, QSize(card->width() - 44, 24)));
    }
    }
}

void DeliverPage::askFor(const formats::TargetFix& fix, const QRect& place) {
    openInlineEdit(theme_, this, place, {}, QString::fromStdString(fix.text), [this, fix](const QString& text) {
        if (text.trimmed().isEmpty()) return;
        workspace_.apply(QString::fromStdString(fix.text), [&](const Project& project) {
            return fix.kind == formats::TargetFix::Kind::albumText ? project::setAlbumMetadata(project, fix.key, text.trimmed().toStdString())
                                                                   : project::setAlbumTrackMetadata(project, fix.track, fix.key, text.trimmed().toStdString());
        });
    });
}

void DeliverPage::measure() {
    if (!workspace_.isOpen()) return;
    const formats::RenderSubject subject{workspace_.project(), workspace_.folder(), 0};
    workspace_.jobs().start(
        tr("Measuring the album"),
        [subject, &catalogue = workspace_.catalogue()](const Jobs::Progress& go) -> Result<void> {
            const auto made = formats::renderAlbumMaster(subject, catalogue, [&](const std::string&, double share) { return go(share); });
            if (!made) return tl::make_unexpected(made.error());
            return {};
        },
        [this](const Result<void>& done) {
            if (!done && done.error().kind != ErrorKind::cancelled) workspace_.messages().fail(QString::fromStdString(done.error().message));
            predict();
        });
}

void DeliverPage::openPqSheet() { QDesktopServices::openUrl(urlOf(files_->folder() / "cd-ddp" / "PQ sheet.pdf")); }

void DeliverPage::auditCodecs() {
    if (!workspace_.isOpen() || isDelivering()) return;
    auto targets = chosenTargets();
    auto encodings = formats::encodingsOf(targets);
    if (encodings.empty()) encodings = formats::encodingsOf(targets_);
    const formats::AuditRequest request{{workspace_.project(), workspace_.folder(), 0}, encodings, -1};
    auto made = std::make_shared<formats::CodecAudit>();
    auto key = std::make_shared<std::string>();
    workspace_.jobs().start(
        tr("Auditing codecs"),
        [request, made, key, &catalogue = workspace_.catalogue()](const Jobs::Progress& go) -> Result<void> {
            auto audit = formats::auditCodecs(request, catalogue, [&](const std::string&, double share) { return go(share); });
            if (!audit) return tl::make_unexpected(audit.error());
            *made = std::move(*audit);
            *key = formats::albumMasterKey(request.subject).value_or("");
            return {};
        },
        [this, made, key](const Result<void>& done) {
            if (!done) {
                if (done.error().kind != ErrorKind::cancelled) workspace_.messages().fail(QString::fromStdString(done.error().message));
                return;
            }
            audit_ = std::move(*made);
            auditedKey_ = *key;
            if (const auto master = formats::cachedAlbumMaster({workspace_.project(), workspace_.folder(), 0}); master && master->key == auditedKey_) {
                auditList_->showAudit(*audit_, *master);
                auditList_->show();
                auditList_->raise();
            }
            if (audit_->albumTrimDb < 0) {
                workspace_.messages().post({Verdict::warn,
                                            tr("Codecs go over %1 dBTP; turned down by %2 dB the album keeps it in all of them.")
                                                .arg(QString::fromStdString(signedText(audit_->ceilingDbtp, 1)))
                                                .arg(-audit_->albumTrimDb, 0, 'f', 1),
                                            tr("Turn it down"), [this] {
                                                if (!audit_) return;
                                                workspace_.apply(tr("Trim the album for codecs"), [&](const Project& project) {
                                                    return formats::applyTrim(project, *audit_, formats::TrimScope::album);
                                                });
                                            }});
            } else {
                workspace_.messages().post({Verdict::pass, tr("Every song keeps its peaks in every codec."), {}, {}});
            }
            predictSoon_.start();
            update();
        });
}

} // namespace lacquer::ui
