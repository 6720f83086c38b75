#include "ui/mix/parameter_grid.h"

#include "formats/audio/loaded_files.h"
#include "ui/controls/given_words.h"
#include "ui/controls/learnable.h"
#include "ui/theme/figures.h"

#include <QFileDialog>
#include <QMenu>
#include <QPainter>

#include <algorithm>
#include <span>

namespace lacquer::ui {
namespace {

constexpr int kLeastKnob = 54, kMostKnob = 72;
constexpr int kKnobHeight = 72;
constexpr int kMenuWidth = 132;
constexpr int kRowGap = 6;
constexpr int kSide = 8;
constexpr int kGap = 6;
constexpr int kLabel = 16, kFlat = 24;
constexpr std::string_view kKey = "key"; // the side-chain's source

} // namespace

ParameterGrid::ParameterGrid(InsertActions& actions, std::vector<std::string> parameters, const Theme& theme, QWidget* parent, const QString& heading)
    : QWidget(parent), actions_(actions), theme_(theme) {
    for (const std::string& id : parameters) {
        const ParameterSpec* spec = actions.parameter(id);
        if (!spec) continue;
        QString name = QString::fromStdString(spec->name);
        const QString full = tr("%1, %2").arg(name, actions.channelName());
        if (!heading.isEmpty() && name.startsWith(heading + ' ')) {
            name = name.mid(heading.size() + 1);
            name[0] = name[0].toUpper();
        }
        Cell cell;
        cell.parameter = id;
        cell.label = name;
        switch (spec->kind) {
        case ParameterKind::continuous:
            cell.knob = new Knob(theme, *spec, name, full, this);
            actions_.bind(cell.knob, id);
            cell.widget = cell.knob;
            break;
        case ParameterKind::onOff:
            cell.button = new Button(theme, name, full, this);
            cell.button->setCheckable(true);
            connect(cell.button, &Button::clicked, this, [this, id] { actions_.enter(id, actions_.value(id) >= 0.5 ? 0 : 1); });
            cell.widget = cell.button;
            break;
        case ParameterKind::choice: {
            cell.menu = new MenuButton(theme, full, this);
            QStringList choices;
            for (std::size_t k = 0; k < spec->choices.size(); ++k) choices << QString::fromStdString(valueText(*spec, static_cast<double>(k)));
            cell.menu->setChoices(choices);
            connect(cell.menu, &MenuButton::chosen, this, [this, id](int index) { actions_.enter(id, index); });
            if (id == kKey) {
                cell.menu->setMenuMaker([this](QMenu& menu) { fillKeyMenu(menu); });
                setGivenWords(cell.menu);
            }
            cell.widget = cell.menu;
            break;
        }
        case ParameterKind::text:
            cell.button = new Button(theme, tr("Choose a file…"), full, this);
            connect(cell.button, &Button::clicked, this, [this, id] { chooseFile(id); });
            cell.widget = cell.button;
            break;
        }
        if (!spec->help.empty()) cell.widget->setToolTip(QString::fromStdString(spec->help));
        cells_.push_back(std::move(cell));
    }
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    refresh();
}

void ParameterGrid::refresh() {
    const project::Insert* insert = actions_.insert();
    if (!insert) return;
    for (Cell& cell : cells_) {
        const double value = actions_.value(cell.parameter);
        setLearnable(cell.widget, surfaces::insertControl(actions_.channel(), insert->id, cell.parameter));
        if (cell.knob) cell.knob->setValue(value);
        else if (cell.menu) {
            cell.menu->setCurrent(static_cast<int>(value));
            if (cell.parameter == kKey) cell.menu->setShownText(actions_.keyName());
        }
        else if (cell.button && cell.button->isCheckable()) cell.button->setChecked(value >= 0.5);
        else if (cell.button) {
            const auto text = insert->values.texts.find(cell.parameter);
            const bool set = text != insert->values.texts.end() && !text->second.empty();
            cell.button->setText(set ? QString::fromStdString(text->second).section('/', -1) : tr("Choose a file…"));
        }
    }
}

void ParameterGrid::fillKeyMenu(QMenu& menu) {
    const project::Song* song = actions_.workspace().song();
    const project::Insert* insert = actions_.insert();
    if (!song || !insert) return;
    const auto add = [&](const QString& name, ChannelId id) {
        QAction* action = menu.addAction(name, this, [this, id] { actions_.setKey(id); });
        action->setCheckable(true);
        action->setChecked(id == insert->key);
    };
    add(tr("Internal"), {});
    menu.addSeparator();
    for (const auto& track : song->tracks)
        if (track->channel.id != actions_.channel()) add(QString::fromStdString(track->channel.name), track->channel.id);
    menu.addSeparator();
    for (const auto& bus : song->buses)
        if (bus->channel.id != actions_.channel()) add(QString::fromStdString(bus->channel.name), bus->channel.id);
}

void ParameterGrid::chooseFile(const std::string& parameter) {
    auto* dialog = new QFileDialog(this, tr("Choose a file"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this, parameter](const QString& file) {
        // Into the project's folder, so that it can move.
        const auto kept = formats::keepInProject(file.toStdString(), actions_.workspace().folder());
        actions_.workspace().apply(tr("File of %1").arg(actions_.channelName()),
                                   [this, parameter, kept](const project::Project& from) -> Result<project::Project> {
                                       if (!kept) return tl::make_unexpected(kept.error());
                                       return project::setInsertText(from, actions_.workspace().catalogue(), actions_.channel(), actions_.id(), parameter, *kept);
                                   });
    });
    dialog->open();
}

std::vector<QRect> ParameterGrid::place(int width) const {
    std::vector<QRect> boxes;
    // As many knobs in a row as their words allow, and none alone in the last one.
    int widest = kLeastKnob, knobs = 0;
    for (const Cell& cell : cells_)
        if (cell.knob) widest = std::max(widest, cell.knob->sizeHint().width()), ++knobs;
    int columns = std::max(1, (width - 2 * kSide) / widest);
    const int knob = std::min((width - 2 * kSide) / columns, std::max(kMostKnob, widest));
    if (knobs > columns && knobs % columns == 1) columns = (knobs + knobs / columns) / (knobs / columns + 1);
    int inRow = 0;
    int x = kSide, y = kRowGap;
    std::size_t first = 0; // of the row
    // Menus and files have their labels above them; a row with one of those lowers its buttons.
    const auto endRow = [&](std::size_t end) {
        const auto row = std::span(cells_).subspan(first, end - first);
        const bool labelled = std::ranges::any_of(row, [](const Cell& cell) { return cell.isLabelled(); });
        int high = 0;
        for (std::size_t k = first; k < end; ++k) {
            if (labelled && !cells_[k].isLabelled()) boxes[k].translate(0, kLabel);
            high = std::max(high, boxes[k].bottom() + 1 - y);
        }
        x = kSide;
        y += high + kRowGap;
        first = end;
        inRow = 0;
    };
    for (std::size_t k = 0; k < cells_.size(); ++k) {
        const Cell& cell = cells_[k];
        const bool isKnob = cell.knob != nullptr;
        const int words = std::min(cell.widget->sizeHint().width(), width - 2 * kSide);
        const int wide = isKnob ? knob : cell.menu ? std::max(kMenuWidth, words) : std::max(64, words) + kGap;
        const int high = isKnob ? kKnobHeight : cell.isLabelled() ? kLabel + kFlat : kFlat;
        // Knobs and the flat controls have rows of their own.
        if (k > first && (x + wide > width - kSide + kGap || isKnob != (cells_[first].knob != nullptr) || (isKnob && inRow == columns))) endRow(k);
        boxes.emplace_back(x, y, wide - (isKnob ? 0 : kGap), high);
        x += wide;
        ++inRow;
    }
    if (!cells_.empty()) endRow(cells_.size());
    return boxes;
}

int ParameterGrid::heightFor(int width) const {
    int bottom = 0;
    for (const QRect& box : place(width)) bottom = std::max(bottom, box.bottom() + 1);
    return bottom + kRowGap;
}

void ParameterGrid::resizeEvent(QResizeEvent*) {
    const std::vector<QRect> boxes = place(width());
    for (std::size_t k = 0; k < cells_.size(); ++k) {
        cells_[k].box = boxes[k];
        cells_[k].widget->setGeometry(cells_[k].isLabelled() ? boxes[k].adjusted(0, kLabel, 0, 0) : boxes[k]);
    }
}

void ParameterGrid::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setPen(theme_.colour(Role::text2));
    for (const Cell& cell : cells_)
        if (cell.isLabelled()) drawName(painter, theme_.font(10), QRectF(cell.box.x(), cell.box.y(), cell.box.width(), 14), Qt::AlignLeft, cell.label);
}

} // namespace lacquer::ui
