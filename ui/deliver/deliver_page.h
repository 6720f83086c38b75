#pragma once

#include "ui/controls/buttons.h"
#include "formats/deliver/codec_audit.h"
#include "ui/models/delivery_view.h"
#include "ui/models/workspace.h"
#include "ui/theme/theme.h"

#include <QTimer>
#include <QWidget>

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

class QScrollArea;

namespace lacquer::ui {

class AuditList;
class DeliveryFiles;
class DeliveryList;
class PlaybackTable;
class TargetCards;

/// The Deliver page: what can be made and whether it will pass, one button, and the proof.
///
/// Thread   [main]; deliveries run as jobs
class DeliverPage : public QWidget {
    Q_OBJECT

public:
    DeliverPage(Workspace& workspace, const Theme& theme, QWidget* parent = nullptr);

    /// Starts the chosen targets; does nothing while a delivery runs.
    void deliver();
    void cancel();
    /// Encodes and decodes every song for the chosen targets (for all, when none is chosen) and offers
    /// the smallest trim that clears them.
    void auditCodecs();
    const std::optional<formats::CodecAudit>& audit() const { return audit_; }
    /// Does what a target's card offers: lowers a ceiling, asks for a missing text, measures the album.
    void applyFix(const QString& target);
    /// Renders and measures the album, so that levels can be told.
    void measure();
    bool isDelivering() const { return job_ != 0; }
    const std::vector<formats::TargetDelivery>& results() const { return results_; }
    TargetCards& cards() { return *cards_; }
    DeliveryFiles& files() { return *files_; }
    DeliveryList& list() { return *list_; }
    AuditList& auditList() { return *auditList_; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    /// Written by the delivery's thread, read by the clock's.
    struct Course {
        std::mutex mutex;
        formats::DeliveryProgress progress;
        std::vector<std::string> finished;
        std::map<std::string, double> writing; ///< files of the target at work
        std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
    };

    void refresh();
    void predict();
    void refreshList();
    void layOut();
    void choose(const QString& id, bool on);
    void verify();
    std::vector<mastering::Target> chosenTargets() const;
    void estimateRoom();
    void showExample();
    void openPqSheet();
    void askFor(const formats::TargetFix& fix, const QRect& place);

    Workspace& workspace_;
    const Theme& theme_;
    std::vector<mastering::Target> targets_;
    std::map<std::string, formats::TargetPrediction> predictions_;
    std::map<std::string, formats::TargetFix> fixes_;
    std::vector<formats::TargetDelivery> results_;
    std::shared_ptr<Course> course_;
    QTimer predictSoon_;
    QScrollArea* area_;
    TargetCards* cards_;
    DeliveryFiles* files_;
    PlaybackTable* playback_;
    DeliveryList* list_;
    AuditList* auditList_;
    Button* deliver_;
    Button* cancel_;
    Button* openFolder_;
    Button* report_;
    Button* pdf_;
    Button* pq_;
    Button* verify_;
    std::optional<formats::AlbumMaster> master_;
    std::optional<formats::CodecAudit> audit_;
    std::string auditedKey_;
    std::int64_t expectedBytes_ = 0; ///< of the chosen targets' files
    std::int64_t cacheBytes_ = 0;    ///< and of what is rendered for them
    std::optional<std::int64_t> freeBytes_; ///< where the files go
    int job_ = 0;
};

} // namespace lacquer::ui
