#pragma once

#include "ui/controls/buttons.h"
#include "ui/mix/insert_actions.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace lacquer::ui {

/// What an editor shows under its title: the picture and the knobs of one processor.
class EditorBody : public QWidget {
    Q_OBJECT

public:
    using QWidget::QWidget;

    /// The values changed.
    virtual void refresh() = 0;
    /// Readings of this moment: gain reduction, spectrum.
    virtual void tick() {}
    virtual int wantedHeight(int panelHeight) const = 0;
    virtual int leastHeight() const = 0;
    /// With everything it has to set in sight.
    virtual int fullHeight() const { return leastHeight(); }
};

/// The states A to D of an insert while its editor was open; not part of the document.
struct Comparison {
    static constexpr std::size_t kStates = 4;
    std::array<std::optional<ParameterValues>, kStates> kept;
    bool matched = false; ///< heard as loud as the first state
    int current = 0;
};

/// The frame every editor has: power, name, presets, reduction, level match, A to D, menu; then the body.
class ProcessorEditor : public QWidget {
    Q_OBJECT

public:
    ProcessorEditor(Workspace& workspace, ChannelId channel, InsertId insert, Comparison& comparison, const Theme& theme, QWidget* parent);
    ~ProcessorEditor() override;

    InsertId insert() const { return actions_.id(); }
    const Comparison& comparison() const { return comparison_; }
    void refresh();
    void tick();
    int wantedHeight(int panelHeight) const;
    int leastHeight() const;
    int fullHeight() const;
    /// What is set, as a preset's file for others; and one of others among the user's own, on this insert at
    /// once when it is of its kind.
    void exportTo(const std::filesystem::path& file);
    void importFrom(const std::filesystem::path& file);

signals:
    /// The lane of one of its parameters is to be seen.
    void automationWanted(const QString& parameter);
    /// It is to stand in a window of its own.
    void tearOffWanted();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void compare(int side);
    /// Hears it bypassed at equal loudness, or as it is again.
    void toggleMatch();
    void listenMatched();
    QString matchKey(const char* what) const;
    void openPresets();
    void savePresetAs();
    std::string presetName() const;
    void fillAutomationMenu(QMenu& menu);
    void fillMoreMenu(QMenu& menu);

    InsertActions actions_;
    Comparison& comparison_;
    const Theme& theme_;
    QString title_;
    QString shownTitle_; ///< what of it there is room for
    QString reduction_;
    Button* power_;
    Button* presets_;
    Button* automation_;
    std::array<Button*, Comparison::kStates> sides_{};
    Button* match_;
    Button* more_;
    EditorBody* body_;
};

/// The body that suits a processor.
EditorBody* makeEditorBody(InsertActions& actions, const Theme& theme, QWidget* parent);

} // namespace lacquer::ui
