#include "ui/master/chain_panel.h"

#include "engine/project/album_edits.h"
#include "engine/project/insert_edits.h"
#include "ui/models/strip.h"
#include "ui/models/time_text.h"
#include "ui/theme/figures.h"

#include <QMenu>
#include <QPainter>

#include <algorithm>

namespace lacquer::ui {

using project::Project;

namespace {

constexpr int kHead = 36;
constexpr int kEditorWidth = 400;

} // namespace

ChainPanel::ChainPanel(Workspace& workspace, const Theme& theme, QWidget* parent)
    : QWidget(parent), workspace_(workspace), theme_(theme) {
    setObjectName("chainPanel");
    setAccessibleName(tr("Mastering chain"));
    setAttribute(Qt::WA_OpaquePaintEvent);
    track_ = new Button(theme, tr("Track"), tr("Chain of the selected track"), this);
    track_->setObjectName("chainOfTrack");
    track_->setCheckable(true);
    track_->setHollow(true);
    album_ = new Button(theme, tr("Album · all songs"), tr("Chain of the album"), this);
    album_->setObjectName("chainOfAlbum");
    album_->setCheckable(true);
    album_->setHollow(true);
    add_ = new Button(theme, Icon::plus, tr("Add a processor"), this);
    add_->setObjectName("addProcessor");
    add_->setToolTip(tr("Add a processor at the end of the chain"));
    bypass_ = new Button(theme, tr("Bypass"), tr("Bypass the whole chain"), this);
    bypass_->setObjectName("bypassChain");
    bypass_->setCheckable(true);
    bypass_->setOnRole(Role::stateBypass);
    bypass_->setToolTip(tr("Every processor of this chain off or on"));
    match_ = new Button(theme, tr("Level match"), tr("Hear without the chain at equal loudness"), this);
    match_->setObjectName("levelMatch");
    match_->setCheckable(true);
    match_->setToolTip(tr("Hears the album without this chain, turned to the loudness it has with it. Changes nothing in the project"));
    connect(match_, &QAbstractButton::clicked, this, [this] { emit levelMatchWanted(channel(), match_->isChecked()); });
    connect(track_, &QAbstractButton::clicked, this, [this] { setScope(Scope::track); });
    connect(album_, &QAbstractButton::clicked, this, [this] { setScope(Scope::album); });
    connect(add_, &QAbstractButton::clicked, this, &ChainPanel::openAddMenu);
    connect(bypass_, &QAbstractButton::clicked, this, [this] {
        const auto* now = shownChannel();
        if (!now) return;
        const bool off = std::ranges::all_of(now->inserts, [](const auto& insert) { return insert->bypassed; });
        const ChannelId id = now->id;
        const auto chain = inserts();
        workspace_.apply(off ? tr("Chain on") : tr("Bypass the chain"), [&](const Project& project) {
            Result<Project> next = project;
            for (const InsertId insert : chain) {
                if (next) next = project::setInsertBypassed(std::move(*next), id, insert, !off);
            }
            return next;
        });
    });
    connect(&workspace_, &Workspace::projectChanged, this, &ChainPanel::refresh);
    connect(&workspace_, &Workspace::selectionChanged, this, &ChainPanel::refresh);
    connect(&workspace_, &Workspace::ticked, this, [this] {
        if (!isVisible()) return;
        for (auto* editor : editors_) editor->tick();
    });
    connect(&theme_, &Theme::changed, this, [this] { update(); });
    refresh();
}

void ChainPanel::setScope(Scope scope) {
    scope_ = scope;
    refresh();
}

const project::Channel* ChainPanel::shownChannel() const {
    const auto& album = *workspace_.project()->album;
    if (scope_ == Scope::track) {
        for (const auto& track : album.tracks) {
            if (workspace_.isSelected(track->channel.id)) return &track->channel;
        }
    }
    return album.channel.get();
}

ChannelId ChainPanel::channel() const {
    const auto* now = shownChannel();
    return now ? now->id : ChannelId{};
}

std::vector<InsertId> ChainPanel::inserts() const {
    std::vector<InsertId> ids;
    if (const auto* now = shownChannel()) {
        for (const auto& insert : now->inserts) ids.push_back(insert->id);
    }
    return ids;
}

void ChainPanel::refresh() {
    const auto* now = shownChannel();
    QString name = tr("Track");
    bool hasTrack = false;
    for (const auto& track : workspace_.project()->album->tracks) {
        if (!workspace_.isSelected(track->channel.id)) continue;
        name = tr("Track · %1").arg(QString::fromStdString(project::titleOf(*workspace_.project(), *track)));
        hasTrack = true;
    }
    if (track_->text() != name) track_->setText(name);
    track_->setEnabled(hasTrack);
    track_->setChecked(scope_ == Scope::track && hasTrack);
    album_->setChecked(!track_->isChecked());
    add_->setEnabled(now != nullptr && workspace_.isOpen());
    bypass_->setEnabled(now && !now->inserts.empty());
    match_->setEnabled(now && !now->inserts.empty());
    bypass_->setChecked(now && !now->inserts.empty() &&
                        std::ranges::all_of(now->inserts, [](const auto& insert) { return insert->bypassed; }));
    const ChannelId id = now ? now->id : ChannelId{};
    if (id != shown_ || inserts() != chain_) {
        shown_ = id;
        chain_ = inserts();
        rebuild();
        return;
    }
    for (std::size_t i = 0; i < chips_.size() && now; ++i) {
        chips_[i]->setOnRole(now->inserts[i]->bypassed ? Role::stateBypass : Role::accent);
    }
    for (auto* editor : editors_) editor->refresh();
}

void ChainPanel::rebuild() {
    for (auto* chip : chips_) chip->deleteLater();
    chips_.clear();
    if (!std::ranges::count(chain_, first_)) first_ = chain_.empty() ? InsertId{} : chain_.front();
    const auto* now = shownChannel();
    for (std::size_t i = 0; i < chain_.size(); ++i) {
        const auto& insert = *now->inserts[i];
        auto* chip = new Button(theme_, QString::fromStdString(shortName(insert.processor, workspace_.catalogue())),
                                tr("Processor %1 of the chain").arg(i + 1), this);
        chip->setObjectName("chip");
        chip->setCheckable(true);
        chip->setHollow(true);
        chip->setOnRole(insert.bypassed ? Role::stateBypass : Role::accent);
        chip->setContextMenuPolicy(Qt::CustomContextMenu);
        const InsertId id = insert.id;
        connect(chip, &QAbstractButton::clicked, this, [this, id] {
            first_ = id;
            layOut();
        });
        connect(chip, &QWidget::customContextMenuRequested, this, [this, id, chip](const QPoint& at) { openChipMenu(id, chip->mapToGlobal(at)); });
        chip->setToolTip(tr("Click opens the editor · right-click: move, bypass, remove"));
        chip->show();
        chips_.push_back(chip);
    }
    layOut();
}

void ChainPanel::layOut() {
    const int line = (kHead - 24) / 2;
    int x = 8;
    const auto place = [&](QWidget* widget, int width) {
        widget->setGeometry(x, line, width, 24);
        x += width + 6;
    };
    place(track_, std::min(200, track_->sizeHint().width() + 8));
    place(album_, album_->sizeHint().width() + 8);
    x += 10;
    for (auto* chip : chips_) place(chip, std::max(64, chip->sizeHint().width() + 8));
    place(add_, 24);
    const int wide = std::max(110, match_->sizeHint().width() + 12);
    match_->setGeometry(width() - 8 - wide, line, wide, 24);
    bypass_->setGeometry(width() - 16 - wide - 64, line, 64, 24);

    // As many editors as fit, from the chosen one on; the chain's order is kept.
    const int room = std::max(1, (width() + 4) / kEditorWidth);
    std::vector<InsertId> wanted;
    const auto found = std::ranges::find(chain_, first_);
    if (found != chain_.end()) {
        auto from = found;
        while (chain_.end() - from < room && from != chain_.begin()) --from;
        for (auto one = from; one != chain_.end() && static_cast<int>(wanted.size()) < room; ++one) wanted.push_back(*one);
    }
    const bool same = std::ranges::equal(editors_, wanted, {}, &ProcessorEditor::insert) && !editors_.empty();
    if (!same) {
        for (auto* editor : editors_) editor->deleteLater();
        editors_.clear();
        for (const InsertId insert : wanted) {
            auto* editor = new ProcessorEditor(workspace_, shown_, insert, comparisons_[insert], theme_, this);
            editor->show();
            editors_.push_back(editor);
        }
    }
    const int gap = theme_.size(Size::divider);
    const int count = std::max<int>(1, static_cast<int>(editors_.size()));
    const int each = std::min((width() - (count - 1) * gap) / count, count == 1 ? 720 : width());
    for (std::size_t i = 0; i < editors_.size(); ++i) {
        editors_[i]->setGeometry(static_cast<int>(i) * (each + gap), kHead + gap, each, std::max(0, height() - kHead - gap));
    }
    for (std::size_t i = 0; i < chips_.size() && i < chain_.size(); ++i) {
        chips_[i]->setChecked(std::ranges::count(wanted, chain_[i]) > 0);
    }
    update();
}

void ChainPanel::showLevelMatch(bool on, std::optional<double> match) {
    match_->setChecked(on);
    match_->setText(match ? tr("Level match %1").arg(QString::fromStdString(signedText(*match, 1))) : tr("Level match"));
    layOut();
}

void ChainPanel::resizeEvent(QResizeEvent*) {
    layOut();
}

void ChainPanel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.colour(Role::surface0));
    painter.fillRect(0, 0, width(), kHead, theme_.colour(Role::surface1));
    if (!chain_.empty() || !workspace_.isOpen()) return;
    painter.fillRect(0, kHead + theme_.size(Size::divider), width(), height(), theme_.colour(Role::surface1));
    painter.setPen(theme_.colour(Role::text2));
    drawName(painter, theme_.font(12), QRectF(0, kHead, width(), height() - kHead), Qt::AlignHCenter,
             scope_ == Scope::track ? tr("This track has no processors of its own. Add one with +.") : tr("The album has no chain yet. Add an equalizer or a limiter with +."));
}

void ChainPanel::openAddMenu() {
    auto* menu = new QMenu(this);
    menu->setObjectName("processorMenu");
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const ChannelId id = channel();
    for (const auto* processor : workspace_.catalogue().all()) {
        const QString name = QString::fromStdString(processor->name);
        menu->addAction(name, this, [this, id, processorId = processor->id, name] {
            InsertId made;
            workspace_.apply(tr("Add %1").arg(name), [&](const Project& project) -> Result<Project> {
                auto added = project::addInsert(project, workspace_.catalogue(), id, processorId);
                if (!added) return tl::make_unexpected(added.error());
                made = added->id;
                return std::move(added->project);
            });
            if (!made) return;
            first_ = made;
            layOut();
        });
    }
    menu->popup(add_->mapToGlobal(QPoint(0, add_->height())));
}

void ChainPanel::openChipMenu(InsertId insert, QPoint at) {
    const auto* now = shownChannel();
    const auto* one = now ? project::findInsert(*now, insert) : nullptr;
    if (!one) return;
    const ChannelId id = now->id;
    const auto place = static_cast<int>(std::ranges::find(chain_, insert) - chain_.begin());
    const QString name = QString::fromStdString(shortName(one->processor, workspace_.catalogue()));
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(one->bypassed ? tr("Switch on") : tr("Bypass"), this, [this, id, insert, off = !one->bypassed, name] {
        workspace_.apply((off ? tr("Bypass %1") : tr("Switch %1 on")).arg(name), [&](const Project& project) { return project::setInsertBypassed(project, id, insert, off); });
    });
    const auto move = [this, id, insert, name](int to) {
        workspace_.apply(tr("Move %1").arg(name), [&](const Project& project) { return project::moveInsert(project, id, insert, to); });
    };
    menu->addAction(tr("Earlier"), this, [move, place] { move(place - 1); })->setEnabled(place > 0);
    menu->addAction(tr("Later"), this, [move, place] { move(place + 1); })->setEnabled(place + 1 < static_cast<int>(chain_.size()));
    menu->addAction(tr("Remove"), this, [this, id, insert, name] {
        workspace_.apply(tr("Remove %1").arg(name), [&](const Project& project) { return project::removeInsert(project, id, insert); });
    });
    menu->popup(at);
}

} // namespace lacquer::ui
