#include "ui/master/reference_list.h"

#include "engine/project/album_edits.h"
#include "engine/project/song_edits.h"
#include "formats/audio/import.h"
#include "ui/models/time_text.h"
#include "ui/theme/figures.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace lacquer::ui {

using project::Project;

namespace {

constexpr int kHead = 26;
constexpr int kRow = 22;
constexpr std::size_t kMost = 4; ///< shown

} // namespace

ReferenceList::ReferenceList(Workspace& workspace, const Theme& theme, QWidget* parent) : QWidget(parent), workspace_(workspace), theme_(theme) {
    setObjectName("references");
    setAccessibleName(tr("References"));
    setAttribute(Qt::WA_OpaquePaintEvent);
    add_ = new Button(theme_, tr("Add…"), tr("Add a reference"), this);
    add_->setToolTip(tr("Finished songs to compare with. They are never rendered"));
    connect(add_, &QAbstractButton::clicked, this, [this] {
        auto* dialog = new QFileDialog(this, tr("References"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::ExistingFiles);
        connect(dialog, &QFileDialog::filesSelected, this, &ReferenceList::add);
        dialog->open();
    });
    connect(&workspace_, &Workspace::projectChanged, this, &ReferenceList::measure);
    connect(&theme_, &Theme::changed, this, [this] { update(); });
}

std::vector<SourceId> ReferenceList::sources() const { return workspace_.project()->album->references; }

int ReferenceList::wantedHeight() const { return kHead + static_cast<int>(std::clamp<std::size_t>(sources().size(), 1, kMost)) * kRow; }

void ReferenceList::keepFree(int width) {
    free_ = width;
    resizeEvent(nullptr);
}

void ReferenceList::showMatch(const QString& text, bool heard) {
    match_ = text;
    heard_ = heard;
    add_->setEnabled(workspace_.isOpen());
    update();
}

void ReferenceList::forget() {
    facts_.clear();
    measure();
}

void ReferenceList::choose(SourceId source) {
    chosen_ = source;
    update();
    emit choiceMade();
}

void ReferenceList::add(const QStringList& files) {
    if (!workspace_.isOpen() || files.isEmpty()) return;
    formats::ImportRequest request;
    for (const auto& file : files) request.paths.emplace_back(file.toStdString());
    request.projectFolder = workspace_.folder();
    request.rate = workspace_.project()->rate;
    auto outcome = std::make_shared<formats::ImportOutcome>();
    workspace_.jobs().start(
        tr("Adding references"),
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
            for (const auto& skipped : outcome->skipped)
                workspace_.messages().warn(tr("\"%1\" was skipped: %2").arg(QFileInfo(QString::fromStdString(skipped.path)).fileName(), QString::fromStdString(skipped.reason)));
            if (outcome->tracks.empty()) return;
            workspace_.apply(tr("Add references"), [&](const Project& now) -> Result<Project> {
                Result<Project> next = now;
                for (const auto& track : outcome->tracks) {
                    SourceId id;
                    for (const auto& other : next->sources)
                        if (other->contentHash == track.source.contentHash && other->firstChannel == track.source.firstChannel) id = other->id;
                    if (!id) {
                        auto pooled = project::addSource(std::move(*next), track.source);
                        if (!pooled) return tl::make_unexpected(pooled.error());
                        id = pooled->id;
                        next = std::move(pooled->project);
                    }
                    next = project::addReference(std::move(*next), id);
                    if (!next) return next;
                }
                return next;
            });
        });
}

void ReferenceList::measure() {
    const auto all = sources();
    std::vector<SourceId> wanted;
    for (const SourceId source : all)
        if (!facts_.contains(source) && !std::ranges::count(measuring_, source)) wanted.push_back(source);
    if (std::ranges::count(all, chosen_) == 0) chosen_ = all.empty() ? SourceId{} : all.front();
    update();
    if (wanted.empty() || !workspace_.isOpen()) return;
    measuring_.insert(measuring_.end(), wanted.begin(), wanted.end());
    auto facts = std::make_shared<std::map<SourceId, formats::MixFacts>>();
    const formats::RenderSubject subject{workspace_.project(), workspace_.folder(), 0};
    workspace_.jobs().start(
        tr("Measuring references"),
        [subject, wanted, facts](const Jobs::Progress& progress) -> Result<void> {
            double share = 0;
            for (const SourceId source : wanted) {
                auto measured = formats::factsOfSource(subject, source, [&] { return progress(share); });
                if (!measured) return tl::make_unexpected(measured.error());
                (*facts)[source] = std::move(*measured);
                share += 1.0 / static_cast<double>(wanted.size());
            }
            return {};
        },
        [this, facts, wanted](const Result<void>& done) {
            for (auto& [source, measured] : *facts) facts_[source] = std::move(measured);
            if (done) std::erase_if(measuring_, [&](SourceId one) { return std::ranges::count(wanted, one) > 0; });
            else if (done.error().kind != ErrorKind::cancelled) workspace_.messages().warn(QString::fromStdString(done.error().message));
            update();
            emit changed();
        });
}

void ReferenceList::resizeEvent(QResizeEvent*) { add_->setGeometry(width() - free_ - 60, 2, 52, 22); }

QRect ReferenceList::row(std::size_t index) const { return {0, kHead + static_cast<int>(index) * kRow, width(), kRow}; }

void ReferenceList::mousePressEvent(QMouseEvent* event) {
    const auto all = sources();
    for (std::size_t k = 0; k < std::min(all.size(), kMost); ++k) {
        if (!row(k).contains(event->pos())) continue;
        const SourceId source = all[k];
        if (event->button() != Qt::RightButton) return choose(source);
        auto* menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addAction(tr("Take off the list"), this, [this, source] {
            workspace_.apply(tr("Take off a reference"), [&](const Project& project) { return project::removeReference(project, source); });
            emit changed();
        });
        menu->popup(event->globalPosition().toPoint());
        return;
    }
}

void ReferenceList::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.colour(Role::surface1));
    const QFont& small = theme_.font(11);
    painter.fillRect(0, 0, width(), kHead, theme_.colour(Role::surface2));
    painter.setPen(theme_.colour(Role::text1));
    drawName(painter, theme_.font(12, QFont::DemiBold), QRectF(10, 0, 90, kHead), Qt::AlignLeft, tr("References"));
    painter.setPen(theme_.colour(Role::text3));
    drawFigures(painter, small, QRectF(100, 0, add_->x() - 110, kHead), Qt::AlignRight, match_);
    const auto all = sources();
    if (all.empty()) drawName(painter, small, QRectF(10, kHead, width() - 20, kRow), Qt::AlignLeft, tr("Drop finished songs here to compare with"));
    for (std::size_t k = 0; k < std::min(all.size(), kMost); ++k) {
        const QRect place = row(k);
        const SourceId id = all[k];
        if (id == chosen_) {
            painter.fillRect(place, theme_.colour(Role::surface3));
            painter.fillRect(place.x(), place.y(), 3, place.height(), theme_.colour(heard_ ? Role::accent : Role::graphReference));
        }
        const project::Source* source = findSource(*workspace_.project(), id);
        painter.setPen(theme_.colour(Role::text1));
        drawName(painter, small, QRectF(10, place.y(), width() - 220, kRow), Qt::AlignLeft,
                 source ? QFileInfo(QString::fromStdString(source->name)).completeBaseName() : tr("missing"));
        const auto found = facts_.find(id);
        if (found == facts_.end()) continue;
        const auto& measures = found->second.programme.measures;
        const double plr = measures.truePeakDbtp - measures.integratedLufs;
        painter.setPen(theme_.colour(Role::text2));
        const int right = width() - 10;
        drawFigures(painter, small, QRectF(right - 200, place.y(), 70, kRow), Qt::AlignRight, QString::fromStdString(signedText(measures.integratedLufs, 1)) + " LUFS");
        drawFigures(painter, small, QRectF(right - 126, place.y(), 56, kRow), Qt::AlignRight, tr("w %1 %").arg(qRound(found->second.tone.width * 100)));
        drawFigures(painter, small, QRectF(right - 66, place.y(), 66, kRow), Qt::AlignRight, tr("PLR %1").arg(plr, 0, 'f', 1));
    }
}

} // namespace lacquer::ui
