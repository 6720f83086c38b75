#pragma once

#include "ui/controls/buttons.h"
#include "ui/models/recent_projects.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <vector>

class QLineEdit;

namespace lacquer::ui {

/// What the window shows while no project is open: the projects of late, ways to begin, and a place
/// to drop files.
class StartPanel : public QWidget {
    Q_OBJECT

public:
    StartPanel(const Theme& theme, QWidget* parent);

    /// Looks at the recent projects again.
    void refresh();
    void setDropping(bool dropping);

signals:
    void openWanted(const QString& folder);
    void chooseWanted();
    void stemsWanted();
    void newWanted();
    void demoWanted();
    void helpWanted();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void layOut();

    const Theme& theme_;
    Button* open_;
    Button* help_;
    QLineEdit* find_;
    std::vector<RecentProject> recent_;
    std::vector<QAbstractButton*> cards_;
    std::vector<QAbstractButton*> begin_;
    QRect recentTitle_;
    QRect beginTitle_;
    QRect keys_;
    QRect drop_;
    bool dropping_ = false;
};

} // namespace lacquer::ui
