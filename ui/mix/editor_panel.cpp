#include "ui/mix/editor_panel.h"

#include "ui/mix/editor_window.h"
#include "ui/mix/mixer_menus.h"
#include "ui/models/strip.h"
#include "ui/theme/figures.h"

#include <QMenu>
#include <QPainter>

#include <algorithm>

namespace lacquer::ui {
namespace {

/// A lone picture's height, in tenths of its width, on screens that are higher than that.
constexpr int kTallest = 22;

} // namespace

EditorPanel::EditorPanel(Workspace& workspace, MixerActions& actions, const Theme& theme, QWidget* parent)
    : QWidget(parent), workspace_(workspace), actions_(actions), theme_(theme) {
    setAccessibleName(tr("Editors"));
    close_ = new Button(theme, Icon::close, tr("Close the editors"), this);
    connect(close_, &Button::clicked, this, [this] {
        Selection selection = workspace_.selection();
        selection.insert = {};
        workspace_.select(std::move(selection));
    });
    add_ = new Button(theme, Icon::plus, tr("Add a processor"), this);
    connect(add_, &Button::clicked, this, [this] {
        if (!channel()) return;
        auto* menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        fillProcessorMenu(*menu, workspace_.catalogue(), [this, id = shown_](const std::string& processor) {
            actions_.addInsert(id, processor, -1);
        });
        menu->popup(add_->mapToGlobal(QPoint(0, add_->height())));
    });
    connect(&workspace, &Workspace::selectionChanged, this, &EditorPanel::refresh);
    connect(&workspace, &Workspace::projectChanged, this, &EditorPanel::refresh);
    connect(&workspace, &Workspace::ticked, this, [this] {
        if (!isVisible()) return;
        for (ProcessorEditor* editor : editors_) editor->tick();
    });
    connect(&theme, &Theme::changed, this, [this] {
        refresh();
        update();
    });
    refresh();
}

const project::Channel* EditorPanel::channel() const { return project::findChannel(*workspace_.project(), shown_); }

int EditorPanel::headHeight() const { return theme_.size(Size::panelHeader); }

void EditorPanel::refresh() {
    const Selection& selection = workspace_.selection();
    const bool open = selection.insert && !selection.channels.empty();
    const ChannelId wanted = open ? selection.channels.back() : ChannelId{};
    std::vector<InsertId> chain;
    if (const project::Channel* found = project::findChannel(*workspace_.project(), wanted))
        for (const auto& insert : found->inserts) chain.push_back(insert->id);
    const bool same = wanted == shown_ && chain == chain_;
    shown_ = wanted;
    chain_ = std::move(chain);
    if (!same) rebuild();
    else
        for (ProcessorEditor* editor : editors_) editor->refresh();
    const project::Channel* found = channel();
    for (std::size_t k = 0; k < chips_.size() && found; ++k) {
        const project::Insert& insert = *found->inserts[k];
        const bool edited = insert.id == selection.insert;
        chips_[k]->setChecked(false);
        chips_[k]->setInk(theme_.colour(insert.bypassed ? Role::text3 : edited ? Role::accentStrong : Role::text1), false);
        chips_[k]->setAccessibleDescription(edited ? tr("shown") : insert.bypassed ? tr("bypassed") : QString());
    }
    if (open != open_) {
        open_ = open;
        emit openChanged();
    }
    layOut();
    update();
}

void EditorPanel::rebuild() {
    for (ProcessorEditor* editor : editors_) {
        editor->hide();
        editor->deleteLater();
    }
    editors_.clear();
    for (Button* chip : chips_) {
        chip->hide();
        chip->deleteLater();
    }
    chips_.clear();
    const project::Channel* found = channel();
    if (!found) return;
    for (const auto& insert : found->inserts) {
        const QString name = QString::fromStdString(shortName(insert->processor, workspace_.catalogue()));
        auto* chip = new Button(theme_, name, tr("Show %1").arg(name), this);
        connect(chip, &Button::clickedWith, this, [this, id = insert->id](Qt::KeyboardModifiers with) {
            if (with & Qt::AltModifier) actions_.toggleBypass(shown_, id);
            else workspace_.selectInsert(shown_, id);
        });
        chip->show();
        chips_.push_back(chip);
        auto* editor = new ProcessorEditor(workspace_, shown_, insert->id, comparisons_[insert->id], theme_, this);
        connect(editor, &ProcessorEditor::automationWanted, this, [this, id = insert->id](const QString& parameter) {
            actions_.showAutomation(shown_, {project::AutomationTarget::Owner::insert, id.value, parameter.toStdString()});
        });
        connect(editor, &ProcessorEditor::tearOffWanted, this, [this, editor, channel = shown_] { tearOff(channel, editor->insert(), editor->comparison()); });
        editors_.push_back(editor);
    }
}

EditorWindow* EditorPanel::tearOff(ChannelId channel, InsertId insert, const Comparison& comparison) {
    auto* torn = new EditorWindow(workspace_, channel, insert, comparison, theme_, window());
    connect(torn, &EditorWindow::automationWanted, this, [this](ChannelId of, InsertId id, const QString& parameter) {
        actions_.showAutomation(of, {project::AutomationTarget::Owner::insert, id.value, parameter.toStdString()});
    });
    torn->show();
    return torn;
}

void EditorPanel::layOut() {
    const int head = headHeight();
    const int button = theme_.size(Size::button);
    const int y = (head - button) / 2;
    close_->setGeometry(width() - button - 6, y, button, button);
    const project::Channel* found = channel();
    const int name = found ? std::min(QFontMetrics(theme_.font(13, QFont::DemiBold)).horizontalAdvance(QString::fromStdString(found->name)), 140) : 0;
    int x = 34 + name + 14;
    for (Button* chip : chips_) {
        const int wide = chip->sizeHint().width() - 4;
        const bool fits = x + wide < close_->x() - button - 8;
        chip->setVisible(fits);
        chip->setGeometry(x, y, wide, button);
        x += fits ? wide + 4 : 0;
    }
    add_->setGeometry(x, y, button, button);

    // The chosen editor first; then those after it, then those before it, as far as there is room.
    std::size_t chosen = 0;
    for (std::size_t k = 0; k < editors_.size(); ++k)
        if (editors_[k]->insert() == workspace_.selection().insert) chosen = k;
    int room = height() - head - 2;
    std::vector<std::size_t> seen;
    std::vector<int> heights(editors_.size(), 0);
    const auto take = [&](std::size_t k) {
        // The chosen one shows all it has to set before its neighbours show anything: their names above
        // bring them.
        heights[k] = k == chosen ? std::min(editors_[k]->fullHeight(), std::max(room, editors_[k]->leastHeight())) : editors_[k]->leastHeight();
        if (heights[k] > room && !seen.empty()) return false;
        room -= heights[k] + 2;
        seen.push_back(k);
        return true;
    };
    if (!editors_.empty()) {
        take(chosen);
        for (std::size_t k = chosen + 1; k < editors_.size() && take(k); ++k) {}
        for (std::size_t k = chosen; k-- > 0 && take(k);) {}
    }
    std::sort(seen.begin(), seen.end());
    for (std::size_t k = 0; k < editors_.size(); ++k)
        editors_[k]->setVisible(std::find(seen.begin(), seen.end(), k) != seen.end());
    // What is left goes to those that want more, the chosen one first.
    const auto grow = [&](std::size_t k) {
        const int more = std::clamp(editors_[k]->wantedHeight(height()) - heights[k], 0, std::max(0, room));
        heights[k] += more;
        room -= more;
    };
    if (!seen.empty()) {
        grow(chosen);
        for (const std::size_t k : seen) grow(k);
        // A graph is glad of the rest.
        if (room > 0 && seen.size() > 1) heights[seen.front()] += room;
        else if (room > 0 && editors_[chosen]->wantedHeight(height()) > height() / 2)
            heights[chosen] += std::clamp(kTallest * width() / 10 - heights[chosen], 0, room);
    }
    int top = head + 2;
    for (const std::size_t k : seen) {
        editors_[k]->setGeometry(0, top, width(), heights[k]);
        top += heights[k] + 2;
    }
}

void EditorPanel::resizeEvent(QResizeEvent*) { layOut(); }

void EditorPanel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.colour(Role::surface0));
    const project::Channel* found = channel();
    if (!found) return;
    const QColor hue = theme_.hue(found->colour.rgb);
    const QRectF head(0, 0, width(), headHeight());
    painter.fillRect(head, Theme::over(hue, theme_.mix(Mix::headerHue), theme_.colour(Role::surface2)));
    painter.fillRect(QRectF(0, 0, 3, head.height()), hue);
    int number = 0;
    if (const project::Song* song = workspace_.song())
        for (std::size_t k = 0; k < song->tracks.size(); ++k)
            if (song->tracks[k]->channel.id == shown_) number = static_cast<int>(k) + 1;
    painter.setPen(theme_.colour(Role::text3));
    if (number > 0) drawFigures(painter, theme_.font(10), QRectF(8, 0, 20, head.height()), Qt::AlignHCenter, QString::number(number));
    painter.setPen(theme_.colour(Role::text1));
    drawName(painter, theme_.font(13, QFont::DemiBold), QRectF(34, 0, 140, head.height()), Qt::AlignLeft, QString::fromStdString(found->name));
}

} // namespace lacquer::ui
