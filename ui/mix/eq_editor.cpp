#include "ui/mix/eq_editor.h"

#include "ui/controls/given_words.h"
#include "ui/models/scales.h"

#include <QMenu>

namespace lacquer::ui {
namespace {

struct KnobOf {
    const char* what;
    const char* label;
};

constexpr std::array<KnobOf, 7> kKnobs{{{"freq", QT_TR_NOOP("Freq")},
                                        {"gain", QT_TR_NOOP("Gain")},
                                        {"q", QT_TR_NOOP("Q")},
                                        {"threshold", QT_TR_NOOP("Thresh")},
                                        {"range", QT_TR_NOOP("Range")},
                                        {"attack", QT_TR_NOOP("Attack")},
                                        {"release", QT_TR_NOOP("Release")}}};
constexpr int kKnobRow = 76;
constexpr int kBandRow = 36;
/// Below this graph the band row goes: there is little room, and the graph's own menus have it all.
constexpr int kGraphBesideRow = 260;

QStringList choicesOf(const ParameterSpec* spec) {
    QStringList choices;
    if (spec)
        for (std::size_t k = 0; k < spec->choices.size(); ++k) choices << QString::fromStdString(valueText(*spec, static_cast<double>(k)));
    return choices;
}

} // namespace

EqEditor::EqEditor(InsertActions& actions, const Theme& theme, QWidget* parent)
    : EditorBody(parent), actions_(actions), theme_(theme), own_(actions.workspace()), other_(actions.workspace()) {
    graph_ = new EqGraph(actions, theme, this);
    connect(graph_, &EqGraph::selectedChanged, this, &EqEditor::showBand);
    for (int k = 0; k < kEqBands; ++k) {
        auto* button = new Button(theme, QString::number(k + 1), tr("Band %1").arg(k + 1), this);
        connect(button, &Button::clickedWith, this, [this, k](Qt::KeyboardModifiers with) {
            const bool on = actions_.value(bandParameter(k, "on")) >= 0.5;
            const bool again = graph_->selected() == k;
            graph_->setSelected(k);
            // A second press, or Alt, switches the band.
            if (!on || again || (with & Qt::AltModifier)) actions_.enter(bandParameter(k, "on"), on ? 0 : 1);
        });
        button->setToolTip(tr("Band %1: click chooses, again switches").arg(k + 1));
        bands_[static_cast<std::size_t>(k)] = button;
    }
    const auto menu = [&](const QString& name) { return new MenuButton(theme, name, this); };
    type_ = menu(tr("Type of the band"));
    slope_ = menu(tr("Slope of the cut"));
    channel_ = menu(tr("Channel of the band"));
    phase_ = new MenuButton(theme, tr("Phase"), graph_);
    phase_->setLook(MenuButton::Look::plain);
    connect(type_, &MenuButton::chosen, this, [this](int index) { setFromMenu("type", index); });
    connect(slope_, &MenuButton::chosen, this, [this](int index) { setFromMenu("slope", index); });
    connect(channel_, &MenuButton::chosen, this, [this](int index) { setFromMenu("channel", index); });
    connect(phase_, &MenuButton::chosen, this, [this](int index) { actions_.enter("phase", index); });
    phase_->setChoices(choicesOf(actions.parameter("phase")));
    for (std::size_t k = 0; k < kKnobs.size(); ++k) {
        const ParameterSpec* spec = actions.parameter(bandParameter(0, kKnobs[k].what));
        auto* knob = new Knob(theme, spec ? *spec : ParameterSpec{}, tr(kKnobs[k].label), tr(kKnobs[k].label), this);
        knob->setVisible(spec);
        const auto id = [this, k] { return bandParameter(graph_->selected(), kKnobs[k].what); };
        connect(knob, &ValueControl::dragBegan, this, [=, this] { actions_.begin(id()); });
        connect(knob, &ValueControl::dragged, this, [=, this](double value) { actions_.drag({{id(), value}}); });
        connect(knob, &ValueControl::dragEnded, this, [this] { actions_.end(); });
        connect(knob, &ValueControl::steppedTo, this, [=, this](double value) { actions_.step(id(), value); });
        connect(knob, &ValueControl::entered, this, [=, this](double value) { actions_.enter(id(), value); });
        actions_.addAutomationMenu(knob, id);
        knobs_.push_back(knob);
    }
    compare_ = new MenuButton(theme, tr("Compare with another strip's spectrum"), graph_);
    compare_->setLook(MenuButton::Look::plain);
    compare_->setShownText(tr("Compare"));
    compare_->setToolTip(tr("Another strip's spectrum beside this one's; amber bars show where they cover each other"));
    setGivenWords(compare_);
    compare_->setMenuMaker([this](QMenu& filled) { fillCompareMenu(filled); });
    own_.watch(StripSpectrum::Place{{actions.channel(), actions.id()}, PointSide::before});
    sinceTick_.start();
    showBand();
}

void EqEditor::fillCompareMenu(QMenu& menu) {
    const project::Song* song = actions_.workspace().song();
    if (!song) return;
    const auto add = [&](const QString& name, ChannelId id) {
        QAction* action = menu.addAction(name, this, [this, id] { compareWith(id); });
        action->setCheckable(true);
        action->setChecked(id == compared_);
    };
    add(tr("Nothing"), {});
    menu.addSeparator();
    for (const auto& track : song->tracks)
        if (track->channel.id != actions_.channel()) add(QString::fromStdString(track->channel.name), track->channel.id);
    menu.addSeparator();
    for (const auto& bus : song->buses)
        if (bus->channel.id != actions_.channel()) add(QString::fromStdString(bus->channel.name), bus->channel.id);
}

void EqEditor::compareWith(ChannelId other) {
    compared_ = other;
    const project::Channel* channel = project::findChannel(*actions_.workspace().project(), other);
    if (!channel) compared_ = {};
    compare_->setShownText(channel ? tr("vs %1").arg(QString::fromStdString(channel->name)) : tr("Compare"));
    resizeEvent(nullptr);
    if (channel) other_.watch(StripSpectrum::Place{{other, {}}, PointSide::behind});
    else other_.watch(std::nullopt);
    graph_->showOther({}, {}, {});
}

void EqEditor::setFromMenu(const char* what, int index) { actions_.enter(bandParameter(graph_->selected(), what), index); }

void EqEditor::refresh() {
    graph_->refresh();
    showBand();
}

void EqEditor::tick() {
    const double elapsed = static_cast<double>(sinceTick_.restart()) / 1000.0;
    const bool moved = own_.advance(elapsed);
    if (moved || own_.points().empty()) graph_->showSpectrum(own_.points());
    if (!compared_) return;
    const project::Channel* channel = project::findChannel(*actions_.workspace().project(), compared_);
    if (!channel) return compareWith({});
    if (!other_.advance(elapsed) && !moved) return;
    graph_->showOther(other_.points(), theme_.hue(channel->colour.rgb), overlapsOf(own_.lasting(), other_.lasting()));
}

void EqEditor::showBand() {
    const int band = graph_->selected();
    const QColor hue = bandHue(theme_, band);
    for (int k = 0; k < kEqBands; ++k) {
        Button* button = bands_[static_cast<std::size_t>(k)];
        const bool on = actions_.value(bandParameter(k, "on")) >= 0.5;
        button->setInk(on ? bandHue(theme_, k) : theme_.colour(Role::text3), k == band);
    }
    type_->setChoices(choicesOf(actions_.parameter(bandParameter(band, "type"))));
    type_->setCurrent(static_cast<int>(actions_.value(bandParameter(band, "type"))));
    channel_->setChoices(choicesOf(actions_.parameter(bandParameter(band, "channel"))));
    channel_->setCurrent(static_cast<int>(actions_.value(bandParameter(band, "channel"))));
    slope_->setChoices(choicesOf(actions_.parameter(bandParameter(band, "slope"))));
    slope_->setCurrent(static_cast<int>(actions_.value(bandParameter(band, "slope"))));
    const auto type = static_cast<BandType>(static_cast<int>(actions_.value(bandParameter(band, "type"))));
    // A cut has a slope; the channel is then in the node's menu.
    const bool cut = type == BandType::lowcut || type == BandType::highcut;
    slope_->setVisible(cut && type_->isVisibleTo(this));
    channel_->setVisible(!cut && type_->isVisibleTo(this));
    phase_->setCurrent(static_cast<int>(actions_.value("phase")));
    for (std::size_t k = 0; k < knobs_.size(); ++k) {
        const ParameterSpec* spec = actions_.parameter(bandParameter(band, kKnobs[k].what));
        if (!spec) continue;
        if (knobs_[k]->spec().id != spec->id) knobs_[k]->setSpec(*spec);
        knobs_[k]->setName(tr("%1 of band %2, %3").arg(QString::fromStdString(spec->name)).arg(band + 1).arg(actions_.channelName()));
        knobs_[k]->setValue(actions_.value(spec->id));
        knobs_[k]->setHue(k < 3 ? hue : theme_.colour(Role::gr));
    }
}

int EqEditor::fullHeight() const { return kGraphBesideRow + kKnobRow + kBandRow; }

int EqEditor::wantedHeight(int panelHeight) const { return std::max(fullHeight(), panelHeight * 58 / 100); }

void EqEditor::resizeEvent(QResizeEvent*) {
    const bool withRow = height() >= fullHeight();
    const int graphHeight = height() - kKnobRow - (withRow ? kBandRow : 0);
    graph_->setGeometry(0, 0, width(), graphHeight);
    // What is about the whole of it stands in the graph.
    const int compare = std::min(compare_->sizeHint().width(), 140), phase = phase_->sizeHint().width();
    compare_->setGeometry(width() - 40 - compare, 20, compare, 20);
    phase_->setGeometry(compare_->x() - 4 - phase, 20, phase, 20);
    phase_->setVisible(actions_.parameter("phase"));
    int y = graphHeight;
    for (Button* button : bands_) button->setVisible(withRow);
    type_->setVisible(withRow);
    if (withRow) {
        int x = 8;
        for (Button* button : bands_) {
            button->setGeometry(x, y + 6, 22, 24);
            x += 24;
        }
        x += 6;
        const int room = (width() - 4 - x) / 2;
        type_->setGeometry(x, y + 6, room - 4, 24);
        slope_->setGeometry(x + room, y + 6, room - 4, 24);
        channel_->setGeometry(x + room, y + 6, room - 4, 24);
        y += kBandRow;
    }
    showBand();
    const int pitch = (width() - 8) / static_cast<int>(knobs_.size());
    for (std::size_t k = 0; k < knobs_.size(); ++k) knobs_[k]->setGeometry(4 + static_cast<int>(k) * pitch, y + 2, pitch, kKnobRow - 4);
}

} // namespace lacquer::ui
