#include "ui/mix/insert_actions.h"

#include "engine/project/automation_edits.h"
#include "engine/project/channel_edits.h"

#include <QMenu>

namespace lacquer::ui {

const project::Insert* InsertActions::insert() const {
    const project::Channel* channel = project::findChannel(*workspace_.project(), channel_);
    return channel ? project::findInsert(*channel, insert_) : nullptr;
}

const ProcessorSpec* InsertActions::spec() const {
    const project::Insert* found = insert();
    return found ? workspace_.catalogue().find(found->processor) : nullptr;
}

const ParameterSpec* InsertActions::parameter(std::string_view id) const {
    const ProcessorSpec* processor = spec();
    return processor ? project::findParameter(*processor, id) : nullptr;
}

double InsertActions::value(std::string_view id) const {
    const project::Insert* found = insert();
    const ParameterSpec* wanted = parameter(id);
    return found && wanted ? numberOf(found->values, *wanted) : 0;
}

QString InsertActions::channelName() const {
    const project::Channel* channel = project::findChannel(*workspace_.project(), channel_);
    return channel ? QString::fromStdString(channel->name) : QString();
}

QString InsertActions::sentence(std::string_view id) const {
    const ParameterSpec* wanted = parameter(id);
    const ProcessorSpec* processor = spec();
    if (!wanted || !processor) return {};
    return tr("%1 of %2 on %3").arg(QString::fromStdString(wanted->name), QString::fromStdString(processor->name), channelName());
}

Edit InsertActions::editOf(const Values& values) const {
    return [this, values](const project::Project& from) {
        Result<project::Project> project = from;
        for (const auto& [id, value] : values) {
            project = project::setInsertParameter(std::move(*project), workspace_.catalogue(), channel_, insert_, id, value);
            if (!project) break;
        }
        return project;
    };
}

void InsertActions::preview(const Values& values) const {
    for (const auto& [id, value] : values) workspace_.handMoves(surfaces::insertControl(channel_, insert_, id), value);
}

void InsertActions::begin(std::string_view id) { workspace_.beginGesture(sentence(id)); }

void InsertActions::drag(const Values& values) {
    if (workspace_.apply({}, editOf(values))) preview(values);
}

void InsertActions::end() { workspace_.endGesture(); }

void InsertActions::step(std::string_view id, double value) {
    const QString key = QStringLiteral("insert%1/").arg(insert_.value) + QString::fromStdString(std::string(id));
    const Values values{{std::string(id), value}};
    if (workspace_.nudge(key, sentence(id), editOf(values))) preview(values);
}

void InsertActions::enter(std::string_view id, double value) {
    begin(id);
    drag({{std::string(id), value}}); // a touch of one moment, for what writes automation
    end();
}

void InsertActions::enterAll(const QString& name, const Values& values) { workspace_.apply(name, editOf(values)); }

void InsertActions::setValues(const QString& name, const ParameterValues& values) {
    workspace_.apply(name, [this, values](const project::Project& from) {
        return project::setInsertValues(from, channel_, insert_, values);
    });
}

void InsertActions::setBypassed(bool bypassed) {
    const ProcessorSpec* processor = spec();
    const QString what = processor ? QString::fromStdString(processor->name) : QString();
    workspace_.apply((bypassed ? tr("Bypass %1 on %2") : tr("Switch %1 on %2 on")).arg(what, channelName()),
                     [this, bypassed](const project::Project& from) {
                         return project::setInsertBypassed(from, channel_, insert_, bypassed);
                     });
}

bool InsertActions::isAutomated(const std::string& id) const {
    const project::Channel* channel = project::findChannel(*workspace_.project(), channel_);
    return channel && project::findCurve(*channel, {project::AutomationTarget::Owner::insert, insert_.value, id});
}

void InsertActions::addAutomationMenu(ValueControl* control, const std::function<std::string()>& parameter) {
    control->setMenuExtension([this, parameter](QMenu& menu) {
        const std::string id = parameter();
        menu.addAction(tr("Show its automation"), &menu, [this, id] { showAutomation(id); });
        if (!isAutomated(id)) return;
        menu.addAction(tr("Remove its automation"), &menu, [this, id] {
            workspace_.apply(tr("Remove automation: %1").arg(sentence(id)), [this, id](const project::Project& from) {
                return project::setCurve(from, workspace_.catalogue(), channel_, {project::AutomationTarget::Owner::insert, insert_.value, id}, {});
            });
        });
    });
}

void InsertActions::setKey(ChannelId key) {
    const project::Channel* source = project::findChannel(*workspace_.project(), key);
    const ProcessorSpec* processor = spec();
    const QString what = processor ? QString::fromStdString(processor->name) : QString();
    workspace_.apply(source ? tr("Key %1 on %2 from %3").arg(what, channelName(), QString::fromStdString(source->name)) : tr("Key %1 on %2 from itself").arg(what, channelName()),
                     [this, key](const project::Project& from) { return project::setInsertKey(from, workspace_.catalogue(), channel_, insert_, key); });
}

QString InsertActions::keyName() const {
    const project::Insert* found = insert();
    const project::Channel* source = found && found->key ? project::findChannel(*workspace_.project(), found->key) : nullptr;
    return source ? QString::fromStdString(source->name) : QString();
}

void InsertActions::bind(ValueControl* control, const std::string& id) {
    QObject::connect(control, &ValueControl::dragBegan, control, [this, id] { begin(id); });
    QObject::connect(control, &ValueControl::dragged, control, [this, id](double to) { drag({{id, to}}); });
    QObject::connect(control, &ValueControl::dragEnded, control, [this] { end(); });
    QObject::connect(control, &ValueControl::steppedTo, control, [this, id](double to) { step(id, to); });
    QObject::connect(control, &ValueControl::entered, control, [this, id](double to) { enter(id, to); });
    addAutomationMenu(control, [id] { return id; });
}

} // namespace lacquer::ui
