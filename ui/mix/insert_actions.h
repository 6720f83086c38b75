#pragma once

#include "engine/project/insert_edits.h"
#include "ui/controls/value_control.h"
#include "ui/models/workspace.h"

#include <QCoreApplication>

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace lacquer::ui {

/// One insert under an editor: what it is set to now, and what hands do to it.
///
/// Thread   [main]
class InsertActions {
    Q_DECLARE_TR_FUNCTIONS(InsertActions)

public:
    InsertActions(Workspace& workspace, ChannelId channel, InsertId insert)
        : workspace_(workspace), channel_(channel), insert_(insert) {}

    Workspace& workspace() const { return workspace_; }
    ChannelId channel() const { return channel_; }
    InsertId id() const { return insert_; }
    /// Null when the insert is gone.
    const project::Insert* insert() const;
    /// Null when the catalogue does not know the processor.
    const ProcessorSpec* spec() const;
    const ParameterSpec* parameter(std::string_view id) const;
    double value(std::string_view id) const;
    QString channelName() const;

    using Values = std::vector<std::pair<std::string, double>>;
    void begin(std::string_view parameter);
    /// One or several at once, as a node moves in two directions.
    void drag(const Values& values);
    void end();
    void step(std::string_view parameter, double value);
    void enter(std::string_view parameter, double value);
    void enterAll(const QString& name, const Values& values);
    void setValues(const QString& name, const ParameterValues& values);
    void setBypassed(bool bypassed);

    /// Whoever shows lanes hears it here when a parameter's automation is to be seen.
    void onAutomationWanted(std::function<void(const std::string&)> show) { showAutomation_ = std::move(show); }
    void showAutomation(const std::string& parameter) const {
        if (showAutomation_) showAutomation_(parameter);
    }
    /// Whether a curve moves it.
    bool isAutomated(const std::string& parameter) const;
    /// Entries of a control's menu: its lane, taking the curve away. `parameter` is asked when it opens.
    void addAutomationMenu(ValueControl* control, const std::function<std::string()>& parameter);
    /// The side-chain source; none is internal.
    void setKey(ChannelId key);
    QString keyName() const;

    /// Wires a control to a parameter, both ways of moving it.
    void bind(ValueControl* control, const std::string& parameter);

private:
    Edit editOf(const Values& values) const;
    QString sentence(std::string_view parameter) const;
    void preview(const Values& values) const;

    Workspace& workspace_;
    ChannelId channel_;
    InsertId insert_;
    std::function<void(const std::string&)> showAutomation_;
};

} // namespace lacquer::ui
