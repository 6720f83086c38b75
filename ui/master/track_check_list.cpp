#include "ui/master/track_check_list.h"

#include "engine/mastering/accepted_findings.h"
#include "ui/mix/inline_edit.h"
#include "ui/theme/figures.h"
#include "ui/theme/icons.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace lacquer::ui {

namespace {

constexpr int kHead = 26;
constexpr int kRow = 22;
constexpr int kActions = 28; ///< under the chosen row

} // namespace

TrackCheckList::TrackCheckList(Workspace& workspace, AlbumMeasurer& measurer, const Theme& theme, QWidget* parent)
    : QWidget(parent), workspace_(workspace), measurer_(measurer), theme_(theme) {
    setObjectName("trackCheck");
    setAccessibleName(tr("Track Check"));
    setAttribute(Qt::WA_OpaquePaintEvent);
    setFocusPolicy(Qt::StrongFocus);
    go_ = new Button(theme_, tr("Go there and play"), tr("Go to the finding and play"), this);
    go_->setObjectName("goToFinding");
    accept_ = new Button(theme_, tr("Accept as is…"), tr("Accept the finding as it is"), this);
    accept_->setObjectName("acceptFinding");
    accept_->setToolTip(tr("It is meant so: say why. The reason is kept with the track and stands in the report"));
    connect(go_, &QAbstractButton::clicked, this, &TrackCheckList::goThere);
    connect(accept_, &QAbstractButton::clicked, this, &TrackCheckList::askWhy);
    connect(&measurer_, &AlbumMeasurer::changed, this, &TrackCheckList::check);
    connect(&workspace_, &Workspace::projectChanged, this, &TrackCheckList::refresh);
    connect(&workspace_, &Workspace::projectReplaced, this, [this] {
        heard_.clear();
        checkedKey_.clear();
        chosen_ = -1;
        refresh();
    });
    connect(&theme_, &Theme::changed, this, [this] { update(); });
    refresh();
}

void TrackCheckList::showAlbum(const AlbumView& view) {
    view_ = view;
    refresh();
}

void TrackCheckList::check() {
    if (!measurer_.master() || measurer_.master()->key == checkedKey_ || measurer_.master()->key == checkingKey_) return;
    checkingKey_ = measurer_.master()->key;
    auto found = std::make_shared<std::vector<formats::TrackFindings>>();
    workspace_.jobs().start(
        tr("Track Check"),
        [master = *measurer_.master(), found](const Jobs::Progress& progress) -> Result<void> {
            auto heard = formats::checkMaster(master, {}, [&] { return progress(0.5); });
            if (!heard) return tl::make_unexpected(heard.error());
            *found = std::move(*heard);
            return {};
        },
        [this, found, key = checkingKey_](const Result<void>& done) {
            checkingKey_.clear();
            if (!done) return;
            heard_ = std::move(*found);
            checkedKey_ = key;
            refresh();
        });
}

void TrackCheckList::refresh() {
    const std::optional<FindingLine> chosen = chosen_ >= 0 ? std::optional(findings_[static_cast<std::size_t>(chosen_)]) : std::nullopt;
    findings_ = findingLines(*workspace_.project(), view_, heard_);
    const int count = static_cast<int>(findings_.size());
    // What was accepted moves to the end: the chosen one stays chosen, and no other takes its place.
    chosen_ = -1;
    if (chosen)
        for (int k = 0; k < count; ++k) {
            const FindingLine& line = findings_[static_cast<std::size_t>(k)];
            if (line.track == chosen->track && line.fault == chosen->fault && line.at == chosen->at) chosen_ = k;
        }
    first_ = std::clamp(first_, 0, std::max(0, count - 1));
    setAccessibleDescription(QString::fromStdString(findingsText(findings_)));
    layOut();
    update();
}

QRect TrackCheckList::row(int index) const {
    const int below = chosen_ >= first_ && index > chosen_ ? kActions : 0;
    return {0, kHead + (index - first_) * kRow + below, width(), kRow};
}

void TrackCheckList::layOut() {
    const bool shown = chosen_ >= first_ && chosen_ < static_cast<int>(findings_.size());
    const int y = shown ? row(chosen_).bottom() + 3 : 0;
    const bool fits = shown && y + 22 <= height();
    go_->setVisible(fits && findings_[static_cast<std::size_t>(chosen_)].at.has_value());
    accept_->setVisible(fits && !findings_[static_cast<std::size_t>(chosen_)].fault.empty());
    if (!fits) return;
    int x = 32;
    for (Button* button : {go_, accept_}) {
        if (button == accept_) accept_->setText(findings_[static_cast<std::size_t>(chosen_)].accepted.empty() ? tr("Accept as is…") : tr("Take the acceptance back"));
        if (button->isHidden()) continue;
        const int wide = button->sizeHint().width() + 12;
        button->setGeometry(x, y, wide, 22);
        x += wide + 6;
    }
}

void TrackCheckList::choose(int index) {
    chosen_ = std::clamp(index, -1, static_cast<int>(findings_.size()) - 1);
    const int rows = std::max(1, (height() - kHead - kActions) / kRow);
    if (chosen_ >= 0) first_ = std::clamp(first_, chosen_ - rows + 1, chosen_);
    first_ = std::max(first_, 0);
    layOut();
    update();
}

void TrackCheckList::goThere() {
    if (chosen_ < 0) return;
    const FindingLine& line = findings_[static_cast<std::size_t>(chosen_)];
    for (const AlbumRow& track : view_.rows) {
        if (track.id != line.track) continue;
        workspace_.selectChannel(track.channel);
        // A little before, so that the ear is there when it comes.
        if (line.at) emit placeWanted(track.channel, {std::max<std::int64_t>(0, line.at->value - workspace_.project()->rate.hz)});
    }
}

void TrackCheckList::askWhy() {
    if (chosen_ < 0) return;
    if (!findings_[static_cast<std::size_t>(chosen_)].accepted.empty()) return withdraw();
    openInlineEdit(theme_, this, QRect(32, accept_->y(), std::max(120, width() - 44), 24), {}, tr("Why it is fine as it is"), [this](const QString& why) {
        if (!why.trimmed().isEmpty()) accept(why.trimmed());
    });
}

void TrackCheckList::accept(const QString& why) {
    if (chosen_ < 0) return;
    const FindingLine line = findings_[static_cast<std::size_t>(chosen_)];
    const std::string who = QString::fromLocal8Bit(qgetenv("USER")).toStdString();
    workspace_.apply(tr("Accept a finding in %1").arg(QString::fromStdString(line.title)), [&](const project::Project& project) {
        return mastering::acceptFinding(project, line.track, line.fault, line.place, line.text, why.toStdString(), who);
    });
}

void TrackCheckList::withdraw() {
    if (chosen_ < 0) return;
    const FindingLine line = findings_[static_cast<std::size_t>(chosen_)];
    workspace_.apply(tr("Take back an acceptance in %1").arg(QString::fromStdString(line.title)), [&](const project::Project& project) {
        return mastering::withdrawAcceptance(project, line.track, line.fault, line.place);
    });
}

void TrackCheckList::resizeEvent(QResizeEvent*) { layOut(); }

void TrackCheckList::mousePressEvent(QMouseEvent* event) {
    for (int k = first_; k < static_cast<int>(findings_.size()); ++k) {
        if (!row(k).contains(event->pos())) continue;
        choose(k);
        goThere();
        return;
    }
}

void TrackCheckList::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Down || event->key() == Qt::Key_Up) choose(std::max(0, chosen_ + (event->key() == Qt::Key_Down ? 1 : -1)));
    else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) goThere();
    else QWidget::keyPressEvent(event);
}

void TrackCheckList::wheelEvent(QWheelEvent* event) {
    const int rows = std::max(1, (height() - kHead) / kRow);
    first_ = std::clamp(first_ - (event->angleDelta().y() > 0 ? 1 : -1), 0, std::max(0, static_cast<int>(findings_.size()) - rows));
    layOut();
    update();
}

void TrackCheckList::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.colour(Role::surface1));
    const QFont& small = theme_.font(11);
    for (int k = first_; k < static_cast<int>(findings_.size()); ++k) {
        const QRect place = row(k);
        if (place.top() > height()) break;
        const FindingLine& line = findings_[static_cast<std::size_t>(k)];
        if (k == chosen_) {
            painter.fillRect(place.adjusted(0, 0, 0, kActions), theme_.colour(Role::surface2));
            painter.fillRect(place.x(), place.y(), 3, place.height() + kActions, theme_.colour(Role::accent));
        }
        const bool fail = line.verdict == Verdict::fail, warn = line.verdict == Verdict::warn, good = line.verdict == Verdict::pass;
        paintIcon(painter, fail ? Icon::fail : warn ? Icon::warn : good ? Icon::pass : Icon::info, QRectF(10, place.y() + 4, 14, 14),
                  theme_.colour(fail ? Role::verdictFail : warn ? Role::verdictWarn : good ? Role::verdictPass : Role::verdictInfo));
        painter.setPen(theme_.colour(good ? Role::text3 : Role::text1));
        drawName(painter, small, QRectF(32, place.y(), 118, kRow), Qt::AlignLeft, QString("%1 %2").arg(line.number).arg(QString::fromStdString(line.title)));
        painter.setPen(theme_.colour(good ? Role::text3 : Role::text2));
        drawName(painter, small, QRectF(156, place.y(), width() - 156 - 118, kRow), Qt::AlignLeft, QString::fromStdString(line.text));
        drawFigures(painter, small, QRectF(width() - 114, place.y(), 104, kRow), Qt::AlignRight, QString::fromStdString(line.time));
    }
    painter.fillRect(0, 0, width(), kHead, theme_.colour(Role::surface2));
    painter.setPen(theme_.colour(Role::text1));
    drawName(painter, theme_.font(12, QFont::DemiBold), QRectF(10, 0, 120, kHead), Qt::AlignLeft, tr("Track Check"));
    painter.setPen(theme_.colour(Role::text3));
    drawName(painter, small, QRectF(130, 0, width() - 140, kHead), Qt::AlignRight,
             checkedKey_.empty() && findings_.empty() ? tr("not measured yet") : QString::fromStdString(findingsText(findings_)));
    if (hasFocus()) {
        painter.setPen(theme_.colour(Role::focus));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

} // namespace lacquer::ui
