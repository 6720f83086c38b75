#pragma once

#include "ui/controls/buttons.h"
#include "ui/shell/mix_export.h"
#include "ui/theme/theme.h"

#include <QDialog>

namespace lacquer::ui {

/// Asks what the current song's mix is exported as, and starts it.
class ExportPanel : public QDialog {
    Q_OBJECT

public:
    enum class What { mix, mixAndStems };

    ExportPanel(Workspace& workspace, const Theme& theme, What what, QWidget* parent);

    const MixExport& choice() const { return choice_; }
    void setFile(const std::filesystem::path& file, bool replace);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void suggest();
    void chooseFile();
    void start();

    Workspace& workspace_;
    const Theme& theme_;
    MixExport choice_;
    std::filesystem::path folder_;
    bool named_ = false; ///< the user chose the file's name
};

} // namespace lacquer::ui
