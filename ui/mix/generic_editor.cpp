#include "ui/mix/generic_editor.h"

#include "ui/mix/bands_graph.h"
#include "ui/mix/echo_graph.h"
#include "ui/mix/harmonics_graph.h"
#include "ui/theme/figures.h"

#include <QPainter>
#include <QScrollArea>

#include <algorithm>
#include <array>

namespace lacquer::ui {
namespace {

constexpr int kHeading = 20;
constexpr int kLeastPicture = 100, kMostPicture = 220;
/// A few rows of knobs stand whole below a picture; more than that scrolls.
constexpr int kLeastRows = 120, kWholeRows = 160;
/// What echoes a click.
constexpr std::array<std::string_view, 3> kEchoes{"reverb", "delay", "convolver"};
/// What bends a wave.
constexpr std::array<std::string_view, 2> kBends{"saturator", "clipper"};

ProcessorPicture* pictureOf(InsertActions& actions, const Theme& theme, QWidget* parent) {
    const project::Insert* insert = actions.insert();
    if (!insert) return nullptr;
    if (std::ranges::count(kEchoes, insert->processor)) return new EchoGraph(actions, theme, parent);
    if (std::ranges::count(kBends, insert->processor)) return new HarmonicsGraph(actions, theme, parent);
    if (BandsGraph::shows(insert->processor)) return new BandsGraph(actions, theme, parent);
    return nullptr;
}

} // namespace

GenericEditor::GenericEditor(InsertActions& actions, const Theme& theme, QWidget* parent) : EditorBody(parent), theme_(theme), picture_(pictureOf(actions, theme, this)) {
    scroll_ = new QScrollArea(this);
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll_->setFocusPolicy(Qt::NoFocus);
    page_ = new QWidget;
    page_->installEventFilter(this);
    // `bypass` is the power button of the frame. Parameters of bands make a part each.
    std::vector<std::pair<QString, std::vector<std::string>>> groups;
    if (const ProcessorSpec* spec = actions.spec())
        for (const ParameterSpec& parameter : spec->parameters) {
            if (parameter.id == "bypass") continue;
            const auto dot = parameter.id.find('.');
            const QString name = QString::fromStdString(parameter.name);
            const QString heading = dot == std::string::npos ? QString() : name.section(' ', 0, 1);
            if (groups.empty() || groups.back().first != heading) groups.emplace_back(heading, std::vector<std::string>{});
            groups.back().second.push_back(parameter.id);
        }
    // Choices and switches stand together before the knobs, as in every editor.
    for (auto& [heading, ids] : groups)
        std::ranges::stable_partition(ids, [&](const std::string& id) { return actions.parameter(id)->kind != ParameterKind::continuous; });
    for (auto& [heading, ids] : groups) parts_.push_back({heading, new ParameterGrid(actions, std::move(ids), theme, page_, heading)});
    scroll_->setWidget(page_);
}

void GenericEditor::tick() {
    if (picture_) picture_->tick();
}

void GenericEditor::refresh() {
    if (picture_) picture_->refresh();
    for (Part& part : parts_) part.grid->refresh();
}

int GenericEditor::heightFor(int width) const {
    int height = 0;
    for (const Part& part : parts_) height += part.grid->heightFor(width) + (part.heading.isEmpty() ? 0 : kHeading);
    return height;
}

int GenericEditor::pictureHeight() const { return picture_ ? std::clamp(height() - heightFor(width()), kLeastPicture, kMostPicture) : 0; }

int GenericEditor::leastHeight() const {
    return picture_ ? kLeastPicture + std::clamp(heightFor(std::max(200, width())), kLeastRows, kWholeRows) : kLeastRows;
}

int GenericEditor::wantedHeight(int panelHeight) const {
    const int wanted = heightFor(std::max(200, width())) + (picture_ ? 180 : 0);
    return std::clamp(wanted, leastHeight(), std::max(leastHeight(), panelHeight * 5 / 6));
}

void GenericEditor::resizeEvent(QResizeEvent*) {
    const int picture = pictureHeight();
    if (picture_) picture_->setGeometry(0, 0, width(), picture);
    scroll_->setGeometry(0, picture, width(), height() - picture);
    const bool scrolls = heightFor(width()) > height() - picture;
    const int wide = width() - (scrolls ? 10 : 0);
    int y = 0;
    for (Part& part : parts_) {
        part.top = y;
        if (!part.heading.isEmpty()) y += kHeading;
        const int high = part.grid->heightFor(wide);
        part.grid->setGeometry(0, y, wide, high);
        y += high;
    }
    page_->setFixedSize(wide, std::max(height() - picture, y));
}

bool GenericEditor::eventFilter(QObject* object, QEvent* event) {
    if (object != page_ || event->type() != QEvent::Paint) return EditorBody::eventFilter(object, event);
    QPainter painter(page_);
    painter.fillRect(page_->rect(), theme_.colour(Role::surface1));
    for (const Part& part : parts_) {
        if (part.heading.isEmpty()) continue;
        painter.fillRect(QRect(0, part.top, page_->width(), 1), theme_.colour(Role::lineHair));
        painter.setPen(theme_.colour(Role::text2));
        drawName(painter, theme_.font(11, QFont::DemiBold), QRectF(10, part.top + 3, page_->width() - 20, kHeading - 4), Qt::AlignLeft, part.heading);
    }
    return true;
}

} // namespace lacquer::ui
