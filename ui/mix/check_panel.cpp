#include "ui/mix/check_panel.h"

#include "ui/models/rough_null.h"
#include "ui/theme/figures.h"

#include <QFileDialog>
#include <QPainter>

#include <algorithm>

namespace lacquer::ui {

namespace {

constexpr int kSide = 8;

} // namespace

CheckPanel::CheckPanel(Workspace& workspace, const Theme& theme, QWidget* parent) : QWidget(parent), workspace_(workspace), theme_(theme) {
    setObjectName("checkPanel");
    setAccessibleName(tr("Check of the tracks"));
    close_ = new Button(theme, Icon::close, tr("Close the check"), this);
    connect(close_, &QAbstractButton::clicked, this, [this] { setOpen(false); });
    again_ = new Button(theme, tr("Check again"), tr("Check the tracks again"), this);
    connect(again_, &QAbstractButton::clicked, this, [this] { check(only_); });
    rough_ = new Button(theme, tr("Rough mix…"), tr("Compare with a rough mix"), this);
    rough_->setObjectName("roughMix");
    rough_->setToolTip(tr("Takes the sum of the bare tracks away from a rough mix: what is left is missing here"));
    connect(rough_, &QAbstractButton::clicked, this, [this] {
        auto* dialog = new QFileDialog(this, tr("A rough mix of this song"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::ExistingFile);
        connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) { nullAgainst(file.toStdString()); });
        dialog->open();
    });
    lines_ = new QListWidget(this);
    lines_->setObjectName("findings");
    lines_->setAccessibleName(tr("What was found"));
    lines_->setWordWrap(true);
    lines_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // lines are broken instead
    connect(lines_, &QListWidget::currentRowChanged, this, [this](int row) {
        if (!nulled_.empty()) {
            // A passage of the rough mix: there it is.
            if (row >= 0 && row < static_cast<int>(nulledAt_.size()) && nulledAt_[static_cast<std::size_t>(row)] >= 0)
                workspace_.locate(FramePosition{} + framesIn(Seconds{nulledAt_[static_cast<std::size_t>(row)]}, workspace_.project()->rate));
            remedy_->setEnabled(false);
            return;
        }
        const bool known = row >= 0 && row < static_cast<int>(findings_.size());
        remedy_->setEnabled(known && !findings_[static_cast<std::size_t>(row)].remedy.empty());
        remedy_->setText(known && remedy_->isEnabled() ? QString::fromStdString(findings_[static_cast<std::size_t>(row)].remedy) : tr("Nothing to press"));
        if (known) workspace_.selectChannel(findings_[static_cast<std::size_t>(row)].track);
    });
    connect(lines_, &QListWidget::itemActivated, this, &CheckPanel::remedyChosen);
    remedy_ = new Button(theme, tr("Nothing to press"), tr("Do what is suggested"), this);
    remedy_->setObjectName("remedy");
    connect(remedy_, &QAbstractButton::clicked, this, &CheckPanel::remedyChosen);
    all_ = new Button(theme, tr("All of them"), tr("Do everything that is suggested"), this);
    all_->setObjectName("remedyAll");
    connect(all_, &QAbstractButton::clicked, this, &CheckPanel::remedyAll);
    connect(&workspace, &Workspace::projectReplaced, this, [this] {
        findings_.clear();
        setOpen(false);
    });
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    hide();
    refresh();
}

void CheckPanel::setOpen(bool open) {
    if (open == open_) return;
    open_ = open;
    emit openChanged();
}

void CheckPanel::check(std::vector<ChannelId> only, Quiet quiet) {
    if (listening_ || !workspace_.song()) return;
    only_ = std::move(only);
    nulled_.clear();
    listening_ = true;
    if (quiet == Quiet::no) setOpen(true);
    refresh();
    auto found = std::make_shared<std::vector<TrackFinding>>();
    workspace_.jobs().start(
        tr("Checking the tracks"),
        [project = workspace_.project(), song = workspace_.currentSong(), tracks = only_, sources = workspace_.sources(), found](const Jobs::Progress& progress) -> Result<void> {
            auto done = formats::checkTracks(*project, song, tracks, *sources, progress);
            if (!done) return tl::make_unexpected(done.error());
            *found = std::move(*done);
            return {};
        },
        [this, found, song = workspace_.currentSong()](const Result<void>& done) {
            listening_ = false;
            if (song != workspace_.currentSong()) return;
            if (!done && done.error().kind != ErrorKind::cancelled) workspace_.messages().fail(QString::fromStdString(done.error().message));
            findings_ = std::move(*found);
            if (!findings_.empty()) setOpen(true);
            refresh();
        });
}

void CheckPanel::refresh() {
    const int row = lines_->currentRow();
    lines_->clear();
    if (!nulled_.empty()) {
        for (const std::string& sentence : nulled_) lines_->addItem(QString::fromStdString(sentence));
        words_ = tr("Against the rough mix; a passage brings the playhead there");
        all_->setEnabled(false);
        remedy_->setEnabled(false);
        remedy_->setText(tr("Nothing to press"));
        return update();
    }
    for (const TrackFinding& finding : findings_) lines_->addItem(QString::fromStdString(finding.text));
    const auto remedies = std::ranges::count_if(findings_, [](const TrackFinding& finding) { return !finding.remedy.empty(); });
    words_ = listening_ ? tr("Listening…") : findings_.empty() ? tr("Nothing to worry about was found.") : tr("%1 things to know").arg(findings_.size());
    all_->setEnabled(!listening_ && remedies > 0);
    remedy_->setEnabled(false);
    lines_->setCurrentRow(findings_.empty() ? -1 : std::clamp(row, 0, static_cast<int>(findings_.size()) - 1));
    update();
}

void CheckPanel::nullAgainst(const std::filesystem::path& roughMix) {
    if (listening_ || !workspace_.song() || !workspace_.sources()) return;
    listening_ = true;
    nulled_.clear();
    setOpen(true);
    refresh();
    auto found = std::make_shared<RoughNull>();
    workspace_.jobs().start(
        tr("Comparing with the rough mix"),
        [found, roughMix, project = workspace_.project(), song = workspace_.currentSong(), sources = workspace_.sources(),
         catalogue = workspace_.sharedCatalogue()](const Jobs::Progress& progress) -> Result<void> {
            auto null = ui::nullAgainst(*project, song, roughMix, *catalogue, *sources, progress);
            if (!null) return tl::make_unexpected(null.error());
            *found = std::move(*null);
            return {};
        },
        [this, found](const Result<void>& done) {
            listening_ = false;
            if (!done) {
                if (done.error().kind != ErrorKind::cancelled) workspace_.messages().fail(QString::fromStdString(done.error().message));
                return refresh();
            }
            nulled_ = sentencesOf(*found);
            nulledAt_.assign(nulled_.size(), -1);
            // The passages come last.
            for (std::size_t k = 0; k < found->worst.size() && k < nulled_.size(); ++k)
                if (nulled_.size() > found->worst.size()) nulledAt_[nulled_.size() - found->worst.size() + k] = std::max(0.0, found->worst[k].start);
            refresh();
        });
}

void CheckPanel::remedyChosen() {
    const int row = lines_->currentRow();
    if (row < 0 || row >= static_cast<int>(findings_.size())) return;
    const TrackFinding finding = findings_[static_cast<std::size_t>(row)];
    if (finding.remedy.empty()) return;
    if (!workspace_.apply(QString::fromStdString(finding.remedy), [&](const project::Project& from) { return formats::remedyOf(from, workspace_.catalogue(), finding); })) return;
    findings_.erase(findings_.begin() + row);
    refresh();
}

void CheckPanel::remedyAll() {
    const bool done = workspace_.apply(tr("What the check suggested"), [this](const project::Project& from) {
        Result<project::Project> next = from;
        for (const TrackFinding& finding : findings_)
            if (next && !finding.remedy.empty() && project::findChannel(*next, finding.track)) next = formats::remedyOf(std::move(*next), workspace_.catalogue(), finding);
        return next;
    });
    if (done) std::erase_if(findings_, [](const TrackFinding& finding) { return !finding.remedy.empty(); });
    refresh();
}

void CheckPanel::resizeEvent(QResizeEvent*) {
    const int head = theme_.size(Size::panelHeader);
    const int button = theme_.size(Size::button);
    close_->setGeometry(width() - button - 6, (head - button) / 2, button, button);
    const int again = again_->sizeHint().width() + 8;
    again_->setGeometry(close_->x() - again - 6, (head - button) / 2, again, button);
    const int rough = rough_->sizeHint().width() + 8;
    rough_->setGeometry(again_->x() - rough - 4, (head - button) / 2, rough, button);
    const int foot = height() - button - kSide;
    lines_->setGeometry(kSide, head + 28, width() - 2 * kSide, std::max(40, foot - head - 36));
    const int all = all_->sizeHint().width() + 8;
    all_->setGeometry(width() - kSide - all, foot, all, button);
    remedy_->setGeometry(kSide, foot, width() - 3 * kSide - all, button);
}

void CheckPanel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.colour(Role::surface1));
    const QRectF head(0, 0, width(), theme_.size(Size::panelHeader));
    painter.fillRect(head, theme_.colour(Role::surface2));
    painter.setPen(theme_.colour(Role::text1));
    drawName(painter, theme_.font(13, QFont::DemiBold), head.adjusted(kSide, 0, 0, 0), Qt::AlignLeft, tr("Check"));
    painter.setPen(theme_.colour(Role::text2));
    drawName(painter, theme_.font(11), QRectF(kSide, head.bottom() + 4, width() - 2 * kSide, 20), Qt::AlignLeft, words_);
}

} // namespace lacquer::ui
