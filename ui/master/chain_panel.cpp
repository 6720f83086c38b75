#include "ui/master/chain_panel.h"

#include "engine/project/album_edits.h"
#include "engine/project/insert_edits.h"
#include "ui/mix/chain_menu.h"
#include "ui/mix/inline_edit.h"
#include "ui/mix/taken_name.h"
#include "ui/models/presets.h"
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
constexpr int kOrder = 22; ///< the line of the signal's order

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
    a_ = new Button(theme, tr("A"), tr("Chain A"), this, Button::Look::well);
    b_ = new Button(theme, tr("B"), tr("Chain B"), this, Button::Look::well);
    a_->setObjectName("chainA");
    b_->setObjectName("chainB");
    for (auto* one : {a_, b_}) {
        one->setCheckable(true);
        one->setToolTip(tr("Two whole chains to compare. The first change to B starts as a copy of A · Shift: hear the other at equal loudness, without changing anything"));
        connect(one, &Button::clickedWith, this, [this, one](Qt::KeyboardModifiers keys) {
            const bool isOther = (one == b_) != isOnB();
            if (isOther && (keys & Qt::ShiftModifier) && otherChain()) emit otherChainWanted(channel());
            else if (isOther) swapChains();
            refresh();
        });
    }
    presets_ = new MenuButton(theme, tr("Chain presets"), this);
    presets_->setObjectName("chainPresets");
    presets_->setShownText(tr("Chains"));
    presets_->setToolTip(tr("Whole chains to start from, and your own"));
    presets_->setMenuMaker([this](QMenu& menu) { fillPresetMenu(menu); });
    automation_ = new Button(theme, tr("Automation"), tr("Show automation"), this);
    automation_->setObjectName("showAutomation");
    automation_->setCheckable(true);
    automation_->setHollow(true);
    automation_->setToolTip(tr("A lane under the album where every value of this chain can be drawn over the track"));
    connect(automation_, &QAbstractButton::clicked, this, [this] { emit automationWanted(automation_->isChecked()); });
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
    emit automationWanted(automation_->isChecked()); // of the other chain now
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

bool ChainPanel::isOnB() const {
    const auto found = pairs_.find(channel());
    return found != pairs_.end() && found->second.onB;
}

const project::Chain* ChainPanel::otherChain() const {
    const auto found = pairs_.find(channel());
    return found == pairs_.end() ? nullptr : &found->second.other;
}

void ChainPanel::swapChains() {
    const auto* now = shownChannel();
    if (!now) return;
    const ChannelId id = now->id;
    const project::Chain mine = project::insertChainOf(*now);
    auto& pair = pairs_.try_emplace(id, Pair{mine, false}).first->second;
    const project::Chain theirs = pair.other;
    // An edit without a difference is no step of undo.
    if (!(mine == theirs) && !workspace_.apply(pair.onB ? tr("Chain A") : tr("Chain B"), [&](const Project& project) { return project::setChain(project, id, theirs); })) return;
    pair.other = mine;
    pair.onB = !pair.onB;
    refresh();
}

void ChainPanel::applyPreset(const std::string& name, const std::vector<project::ChainStep>& steps) {
    const ChannelId id = channel();
    if (!id) return;
    workspace_.apply(tr("Chain %1").arg(QString::fromStdString(name)),
                     [&](const Project& project) { return project::replaceChain(project, workspace_.catalogue(), id, steps); });
}

void ChainPanel::fillPresetMenu(QMenu& menu) {
    fillChainMenu(menu, workspace_.catalogue(), [this](const project::ChainPreset& preset) { applyPreset(preset.name, preset.steps); });
    menu.addSeparator();
    const auto* now = shownChannel();
    menu.addAction(tr("Save this chain…"), this, [this] {
        openInlineEdit(theme_, this, presets_->geometry().adjusted(0, 0, 60, 0), tr("My chain"), tr("Name of the chain"), [this](const QString& name) {
            const auto* saved = shownChannel();
            if (!saved || name.trimmed().isEmpty()) return;
            const project::ChainPreset preset{name.trimmed().toStdString(), project::chainOf(*saved)};
            const auto save = [this, preset](TakenName taken) {
                const auto done = saveChainPreset(workspace_.catalogue(), preset, taken);
                if (done) workspace_.messages().note(tr("The chain is kept as \"%1\".").arg(QString::fromStdString(*done)));
                else workspace_.messages().fail(QString::fromStdString(done.error().message));
            };
            const auto known = chainPresets(workspace_.catalogue());
            const bool taken = std::ranges::any_of(known, [&](const auto& one) { return one.name == preset.name && one.steps != preset.steps; });
            if (taken) askAboutTakenName(this, name.trimmed(), save);
            else save(TakenName::refuse);
        });
    })->setEnabled(now && !now->inserts.empty());
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
    presets_->setEnabled(now != nullptr && workspace_.isOpen());
    a_->setEnabled(now != nullptr && workspace_.isOpen());
    b_->setEnabled(a_->isEnabled());
    a_->setChecked(!isOnB());
    b_->setChecked(isOnB());
    automation_->setEnabled(a_->isEnabled());
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
    int right = width() - 8 - wide;
    const auto fromRight = [&](QWidget* widget, int room, int gap) {
        right -= room + gap;
        widget->setGeometry(right, line, room, 24);
    };
    fromRight(bypass_, 64, 8);
    fromRight(b_, 24, 8);
    fromRight(a_, 24, 2);
    const bool roomy = right - x > 190;
    presets_->setVisible(roomy);
    automation_->setVisible(roomy);
    if (roomy) {
        fromRight(presets_, 84, 8);
        fromRight(automation_, 84, 8);
    }

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
        editors_[i]->setGeometry(static_cast<int>(i) * (each + gap), kHead + gap, each, std::max(0, height() - kHead - gap - kOrder));
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
    paintOrder(painter, QRect(0, height() - kOrder, width(), kOrder));
    if (!chain_.empty() || !workspace_.isOpen()) return;
    painter.fillRect(0, kHead + theme_.size(Size::divider), width(), height() - kHead - theme_.size(Size::divider) - kOrder, theme_.colour(Role::surface1));
    painter.setPen(theme_.colour(Role::text2));
    drawName(painter, theme_.font(12), QRectF(0, kHead, width(), height() - kHead - kOrder), Qt::AlignHCenter,
             scope_ == Scope::track ? tr("This track has no processors of its own. Add one with +.") : tr("The album has no chain yet. Add an equalizer or a limiter with +."));
}

void ChainPanel::paintOrder(QPainter& painter, const QRect& line) const {
    painter.fillRect(line, theme_.colour(Role::surface1));
    QStringList heard;
    for (const auto& insert : workspace_.listeningSlot()) heard << QString::fromStdString(shortName(insert.processor, workspace_.catalogue()));
    const bool ofTrack = track_->isChecked();
    const struct {
        QString text;
        bool here, heardOnly;
    } steps[] = {{tr("Song or file"), false, false},
                 {tr("trims, gain, fades"), false, false},
                 {tr("track chain"), ofTrack, false},
                 {tr("track fader"), false, false},
                 {tr("album chain"), !ofTrack, false},
                 {tr("album fader"), false, false},
                 {heard.isEmpty() ? tr("listening slot: empty") : tr("listening slot: %1 (never rendered)").arg(heard.join(" + ")), false, true}};
    const QFont& font = theme_.font(11);
    double x = 10;
    for (const auto& step : steps) {
        const double wide = QFontMetricsF(font).horizontalAdvance(step.text);
        if (step.heardOnly) {
            // Behind the file's end: what comes now is for the ears alone.
            painter.setPen(QPen(theme_.colour(Role::text3), 1, Qt::DashLine));
            painter.drawLine(QPointF(x - 6, line.top() + 4), QPointF(x - 6, line.bottom() - 4));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(QRectF(x, line.top() + 3, wide + 12, line.height() - 6), 3, 3);
            painter.setPen(theme_.colour(heard.isEmpty() ? Role::text3 : Role::accent));
            drawName(painter, font, QRectF(x + 6, line.top(), std::min(wide + 4, line.right() - x - 6), line.height()), Qt::AlignLeft, step.text);
            break;
        }
        painter.setPen(theme_.colour(step.here ? Role::accent : Role::text2));
        drawName(painter, font, QRectF(x, line.top(), wide + 2, line.height()), Qt::AlignLeft, step.text);
        x += wide + 8;
        painter.setPen(theme_.colour(Role::text3));
        drawName(painter, font, QRectF(x, line.top(), 12, line.height()), Qt::AlignLeft, QString::fromUtf8("›"));
        x += 14;
        if (x > line.width()) break;
    }
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
