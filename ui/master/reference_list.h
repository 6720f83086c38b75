#pragma once

#include "formats/album/mix_offer.h"
#include "ui/controls/buttons.h"
#include "ui/models/workspace.h"
#include "ui/theme/theme.h"

#include <QStringList>
#include <QWidget>

#include <map>
#include <vector>

namespace lacquer::ui {

/// Finished songs to compare the album with: each with its loudness, width and dynamics. They are never
/// rendered.
///
/// Mouse    a click chooses, a right click takes it off the list
class ReferenceList : public QWidget {
    Q_OBJECT

public:
    ReferenceList(Workspace& workspace, const Theme& theme, QWidget* parent);

    /// Takes audio files into the project as references.
    void add(const QStringList& files);
    void choose(SourceId source);
    /// None while there is no reference.
    SourceId chosen() const { return chosen_; }
    std::vector<SourceId> sources() const;
    /// Those that are measured.
    const std::map<SourceId, formats::MixFacts>& facts() const { return facts_; }
    /// What the head says about the chosen one; whether it is heard now.
    void showMatch(const QString& text, bool heard);
    /// Room in the head, from the right, for buttons of who owns the list.
    void keepFree(int width);
    /// With all that are shown.
    int wantedHeight() const;
    void forget();
    /// Measures those that are not yet.
    void measure();

signals:
    void choiceMade();
    void changed();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    QRect row(std::size_t index) const;

    Workspace& workspace_;
    const Theme& theme_;
    std::map<SourceId, formats::MixFacts> facts_;
    std::vector<SourceId> measuring_;
    SourceId chosen_;
    QString match_;
    bool heard_ = false;
    int free_ = 0;
    Button* add_;
};

} // namespace lacquer::ui
