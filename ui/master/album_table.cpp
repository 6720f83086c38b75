#include "ui/master/album_table.h"

#include "engine/project/album_edits.h"
#include "ui/master/album_strip.h"
#include "ui/models/time_text.h"
#include "ui/theme/figures.h"
#include "ui/theme/icons.h"

#include <QContextMenuEvent>
#include <QCoreApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>
#include <cmath>

namespace lacquer::ui {

namespace {

using Column = AlbumTableModel::Column;

/// The deviation bar reaches this far to both sides.
constexpr double kBarReach = 4.0;

bool isNumber(int column) {
    return column == Column::length || column == Column::gap || column == Column::loudness ||
           column == Column::truePeak || column == Column::range || column == Column::plr;
}

class AlbumDelegate : public QStyledItemDelegate {
public:
    AlbumDelegate(Workspace& workspace, const Theme& theme, const AlbumTableModel& model, QObject* parent)
        : QStyledItemDelegate(parent), workspace_(workspace), theme_(theme), model_(model) {}

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const auto& row = model_.view().rows[static_cast<std::size_t>(index.row())];
        const bool chosen = workspace_.isSelected(row.channel);
        const QRectF box = option.rect;
        const bool odd = index.row() % 2 == 1;
        painter->fillRect(box, theme_.colour(chosen ? Role::accentWash : odd ? Role::surface2 : Role::surface1));
        if (chosen && index.column() == 0) painter->fillRect(QRectF(box.left(), box.top(), 3, box.height()), theme_.colour(Role::accent));
        const QRectF cell = box.adjusted(8, 0, -8, 0);
        const QString text = index.data(Qt::DisplayRole).toString();
        painter->setRenderHint(QPainter::Antialiasing);
        switch (index.column()) {
        case Column::number:
            painter->setPen(theme_.colour(Role::text3));
            drawFigures(*painter, theme_.font(11), cell, Qt::AlignRight, text);
            break;
        case Column::title:
            painter->fillRect(QRectF(cell.left() - 2, box.top() + 7, 3, box.height() - 14), albumHue(theme_, *workspace_.project(), row.id));
            painter->setPen(theme_.colour(Role::text1));
            drawName(*painter, theme_.font(12, QFont::Medium), cell.adjusted(8, 0, 0, 0), Qt::AlignLeft, text);
            break;
        case Column::deviation: paintDeviation(*painter, cell, row); break;
        case Column::state: paintState(*painter, cell, row); break;
        case Column::isrc:
            painter->setPen(theme_.colour(row.isrc.empty() ? Role::verdictWarn : Role::text2));
            drawFigures(*painter, theme_.font(11), cell, Qt::AlignLeft, row.isrc.empty() ? QCoreApplication::translate("AlbumTable", "add ISRC") : text);
            break;
        case Column::truePeak: {
            const bool alarm = row.measures && row.measures->truePeakDbtp > kPeakAlarm + 0.05;
            if (alarm) paintIcon(*painter, Icon::fail, QRectF(cell.left() - 4, box.center().y() - 6, 12, 12), theme_.colour(Role::verdictFail));
            painter->setPen(theme_.colour(alarm ? Role::verdictFail : Role::text1));
            drawFigures(*painter, theme_.font(12, alarm ? QFont::DemiBold : QFont::Normal), cell, Qt::AlignRight, text);
            break;
        }
        default: {
            const bool overlap = index.column() == Column::gap && row.gap.value < 0;
            const bool strong = index.column() == Column::loudness;
            painter->setPen(theme_.colour(overlap ? Role::accent : strong ? Role::text1 : Role::text2));
            if (isNumber(index.column())) {
                drawFigures(*painter, theme_.font(12, strong ? QFont::DemiBold : QFont::Normal), cell, Qt::AlignRight, text);
            } else {
                drawName(*painter, theme_.font(12), cell, Qt::AlignLeft, text);
            }
        }
        }
    }

    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem&, const QModelIndex& index) const override {
        auto* edit = new QLineEdit(parent);
        edit->setFont(theme_.font(12));
        edit->setFrame(true);
        edit->setAccessibleName(model_.headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString());
        return edit;
    }

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {40, theme_.size(Size::tableRow)}; }

private:
    void paintDeviation(QPainter& painter, const QRectF& cell, const AlbumRow& row) const {
        const QRectF bar(cell.left(), cell.center().y() - 3, std::max(20.0, cell.width() - 42), 6);
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.fillRect(bar, theme_.colour(Role::surfaceWell));
        const double middle = bar.center().x();
        painter.fillRect(QRectF(middle - bar.width() / (2 * kBarReach), bar.top(), bar.width() / kBarReach, bar.height()), theme_.colour(Role::surface4));
        if (row.deviation) {
            const double value = *row.deviation;
            const bool apart = std::abs(value) > kDeviationAlarm;
            const double x = middle + std::clamp(value / kBarReach, -1.0, 1.0) * bar.width() / 2;
            painter.fillRect(QRectF(QPointF(std::min(middle, x), bar.top()), QPointF(std::max(middle, x), bar.bottom())),
                             theme_.colour(apart ? Role::verdictWarn : Role::verdictPass));
            painter.setPen(theme_.colour(apart ? Role::verdictWarn : Role::text2));
            drawFigures(painter, theme_.font(11, apart ? QFont::DemiBold : QFont::Normal), QRectF(bar.right() + 2, cell.top(), cell.right() - bar.right() - 2, cell.height()),
                        Qt::AlignRight, QString::fromStdString(signedText(value, 1)));
        }
        painter.fillRect(QRectF(std::round(middle), bar.top() - 3, 1, bar.height() + 6), theme_.colour(Role::text2));
    }

    void paintState(QPainter& painter, const QRectF& cell, const AlbumRow& row) const {
        const QRectF sign(cell.left(), cell.center().y() - 6, 12, 12);
        Role role = Role::text3;
        switch (row.state) {
        case AlbumTrackState::upToDate:
            role = Role::text2;
            paintIcon(painter, Icon::pass, sign, theme_.colour(Role::verdictPass));
            break;
        case AlbumTrackState::offered:
        case AlbumTrackState::mixChanged:
        case AlbumTrackState::masterChanged:
            role = Role::verdictWarn;
            painter.setPen(QPen(theme_.colour(role), 1.75));
            painter.setBrush(Qt::NoBrush);
            painter.drawEllipse(sign.adjusted(1.5, 1.5, -1.5, -1.5));
            break;
        case AlbumTrackState::rendering:
            painter.fillRect(QRectF(cell.left(), cell.center().y() - 1.5, 12, 3), theme_.colour(Role::accent));
            break;
        case AlbumTrackState::unmeasured: break;
        }
        painter.setPen(theme_.colour(role));
        drawName(painter, theme_.font(11), cell.adjusted(18, 0, 0, 0), Qt::AlignLeft, QCoreApplication::translate("AlbumTable", stateText(row.state)));
    }

    Workspace& workspace_;
    const Theme& theme_;
    const AlbumTableModel& model_;
};

} // namespace

AlbumTableModel::AlbumTableModel(Workspace& workspace, QObject* parent) : QAbstractTableModel(parent), workspace_(workspace) {}

void AlbumTableModel::showAlbum(const AlbumView& view) {
    // An open cell must survive a measure that comes in meanwhile: rows are only reset when they
    // are other rows.
    const bool same = std::ranges::equal(view.rows, view_.rows, {}, &AlbumRow::id, &AlbumRow::id);
    if (!same) beginResetModel();
    view_ = view;
    if (!same) {
        endResetModel();
    } else if (!view_.rows.empty()) {
        emit dataChanged(index(0, 0), index(static_cast<int>(view_.rows.size()) - 1, columnCountTotal - 1));
    }
    emit headerDataChanged(Qt::Horizontal, deviation, deviation);
}

int AlbumTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(view_.rows.size());
}

int AlbumTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : columnCountTotal;
}

QVariant AlbumTableModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || static_cast<std::size_t>(index.row()) >= view_.rows.size()) return {};
    const auto& row = view_.rows[static_cast<std::size_t>(index.row())];
    const SampleRate rate = workspace_.project()->rate;
    if (role == Qt::EditRole) {
        switch (index.column()) {
        case title: return QString::fromStdString(row.title);
        case artist: return row.artistInherited ? QString() : QString::fromStdString(row.artist);
        case isrc: return QString::fromStdString(row.isrc);
        case gap: return QString::number(secondsOf(row.gap, rate).value, 'f', 3);
        default: return {};
        }
    }
    if (role == Qt::ToolTipRole) {
        if (index.column() == loudness && row.measures) return tr("Integrated loudness of the track as mastered, LUFS");
        if (index.column() == gap) return tr("Silence before the track: seconds (2.0), CD frames (150 f), overlap (x 4.2)");
        if (index.column() == isrc) return tr("ISRC: two letters, three characters, seven digits");
        return {};
    }
    if (role != Qt::DisplayRole) return {};
    const auto level = [](double value) { return QString::fromStdString(levelText(value)); };
    switch (index.column()) {
    case number: return row.number;
    case title: return QString::fromStdString(row.title);
    case artist: return QString::fromStdString(row.artist);
    case isrc: return QString::fromStdString(row.isrc);
    case length: return QString::fromStdString(lengthText(secondsOf(row.length, rate)));
    case gap: {
        if (row.number == 1) return QString::fromUtf8("–");
        QString text = QString::fromStdString(gapText(secondsOf(row.gap, rate)));
        return text.chopped(2);
    }
    case loudness: return row.measures ? level(row.measures->integratedLufs) : QString();
    case deviation: return row.deviation ? QString::fromStdString(signedText(*row.deviation, 1)) : QString();
    case truePeak: return row.measures ? level(row.measures->truePeakDbtp) : QString();
    case range: return row.measures ? QString::number(row.measures->rangeLu, 'f', 1) : QString();
    case plr: return row.measures && std::isfinite(row.measures->plr()) ? QString::number(row.measures->plr(), 'f', 1) : QString();
    case state: return tr(stateText(row.state));
    default: return {};
    }
}

QVariant AlbumTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole) {
        return isNumber(section) || section == number ? int(Qt::AlignRight | Qt::AlignVCenter)
               : section == deviation                 ? int(Qt::AlignCenter)
                                                      : int(Qt::AlignLeft | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) return {};
    switch (section) {
    case number: return QString("#");
    case title: return tr("Title");
    case artist: return tr("Artist");
    case isrc: return QString("ISRC");
    case length: return tr("Length");
    case gap: return tr("Gap");
    case loudness: return QString("LUFS-I");
    case deviation:
        return view_.album && std::isfinite(view_.album->integratedLufs)
                   ? tr("to album %1").arg(QString::fromStdString(levelText(view_.album->integratedLufs)))
                   : tr("to album");
    case truePeak: return tr("True peak");
    case range: return QString("LRA");
    case plr: return QString("PLR");
    case state: return tr("State");
    default: return {};
    }
}

Qt::ItemFlags AlbumTableModel::flags(const QModelIndex& index) const {
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    const int column = index.column();
    if (column == title || column == artist || column == isrc || (column == gap && index.row() > 0)) flags |= Qt::ItemIsEditable;
    return flags;
}

bool AlbumTableModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (role != Qt::EditRole || !index.isValid()) return false;
    const auto& row = view_.rows[static_cast<std::size_t>(index.row())];
    const QString text = value.toString().trimmed();
    if (text == data(index, Qt::EditRole).toString()) return false;
    const AlbumTrackId id = row.id;
    const QString name = QString::fromStdString(row.title);
    if (index.column() == gap) {
        const auto wanted = parseGap(text.toStdString());
        if (!wanted) {
            workspace_.messages().fail(tr("\"%1\" is no gap. Type seconds (2.0), CD frames (150 f) or an overlap (x 4.2).").arg(text));
            return false;
        }
        return workspace_.apply(tr("Gap before %1").arg(name), [&](const project::Project& project) {
            return wanted->value < 0 ? project::setAlbumCrossfade(project, id, {-wanted->value}) : project::setAlbumGap(project, id, *wanted);
        });
    }
    const char* key = index.column() == title ? "title" : index.column() == artist ? "artist" : "isrc";
    const QString what = index.column() == title ? tr("Title of %1") : index.column() == artist ? tr("Artist of %1") : tr("ISRC of %1");
    return workspace_.apply(what.arg(name), [&](const project::Project& project) {
        return project::setAlbumTrackMetadata(project, id, key, text.toStdString());
    });
}

AlbumTable::AlbumTable(Workspace& workspace, const Theme& theme, QWidget* parent)
    : QTableView(parent), workspace_(workspace), theme_(theme), model_(workspace, this) {
    setObjectName("albumTable");
    setAccessibleName(tr("Tracks of the album"));
    setModel(&model_);
    setItemDelegate(new AlbumDelegate(workspace, theme, model_, this));
    setSelectionMode(QAbstractItemView::SingleSelection);
    setSelectionBehavior(QAbstractItemView::SelectItems);
    setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed | QAbstractItemView::AnyKeyPressed);
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setWordWrap(false);
    setCornerButtonEnabled(false);
    setTabKeyNavigation(false);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(theme.size(Size::tableRow));
    horizontalHeader()->setFixedHeight(theme.size(Size::tableHeader));
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionsClickable(false);
    horizontalHeader()->setMinimumSectionSize(20);
    horizontalHeader()->setFont(theme.font(10, QFont::Medium));
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& now) {
        if (following_ || !now.isValid()) return;
        workspace_.selectChannel(model_.view().rows[static_cast<std::size_t>(now.row())].channel);
    });
    connect(&workspace_, &Workspace::selectionChanged, this, &AlbumTable::selectFromWorkspace);
    connect(&theme_, &Theme::changed, this, [this] { viewport()->update(); });
}

void AlbumTable::showAlbum(const AlbumView& view) {
    model_.showAlbum(view);
    layOutColumns();
    selectFromWorkspace();
}

void AlbumTable::selectFromWorkspace() {
    following_ = true;
    const auto& rows = model_.view().rows;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!workspace_.isSelected(rows[i].channel)) continue;
        const int column = currentIndex().isValid() ? currentIndex().column() : Column::title;
        if (currentIndex().row() != static_cast<int>(i)) setCurrentIndex(model_.index(static_cast<int>(i), column));
    }
    following_ = false;
    viewport()->update();
}

void AlbumTable::resizeEvent(QResizeEvent* event) {
    QTableView::resizeEvent(event);
    layOutColumns();
}

void AlbumTable::layOutColumns() {
    const int room = viewport()->width();
    // Artist and PLR go first, then the ISRC.
    const bool narrow = room < 1000;
    const bool narrowest = room < 820;
    setColumnHidden(Column::artist, narrow);
    setColumnHidden(Column::plr, narrow);
    setColumnHidden(Column::isrc, narrowest);
    const int fixed[] = {34, 0, 0, 124, 62, 58, 64, narrow ? 160 : 220, 84, 56, 56, 136};
    int used = 0;
    for (int column = 0; column < Column::columnCountTotal; ++column) {
        if (column == Column::title || column == Column::artist || isColumnHidden(column)) continue;
        setColumnWidth(column, fixed[column]);
        used += fixed[column];
    }
    const int left = std::max(120, room - used);
    const int artist = narrow ? 0 : std::min(200, left * 2 / 5);
    if (!narrow) setColumnWidth(Column::artist, artist);
    setColumnWidth(Column::title, left - artist);
}

void AlbumTable::contextMenuEvent(QContextMenuEvent* event) {
    const QModelIndex at = indexAt(event->pos());
    if (!at.isValid()) return;
    setCurrentIndex(at);
    emit trackMenuWanted(model_.view().rows[static_cast<std::size_t>(at.row())].id, event->globalPos());
}

void AlbumTable::keyPressEvent(QKeyEvent* event) {
    const QModelIndex at = currentIndex();
    if (at.isValid() && (event->modifiers() & Qt::ControlModifier) && (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down)) {
        const int to = at.row() + (event->key() == Qt::Key_Up ? -1 : 1);
        if (to < 0 || to >= model_.rowCount()) return;
        const auto& row = model_.view().rows[static_cast<std::size_t>(at.row())];
        const AlbumTrackId id = row.id;
        workspace_.apply(tr("Move %1 on the album").arg(QString::fromStdString(row.title)),
                         [&](const project::Project& project) { return project::moveAlbumTrack(project, id, to); });
        return;
    }
    if (at.isValid() && event->key() == Qt::Key_Delete) {
        const auto& row = model_.view().rows[static_cast<std::size_t>(at.row())];
        const AlbumTrackId id = row.id;
        workspace_.apply(tr("Take %1 off the album").arg(QString::fromStdString(row.title)),
                         [&](const project::Project& project) { return project::removeAlbumTrack(project, id); });
        return;
    }
    if (event->key() == Qt::Key_Space) {
        // Space plays everywhere; typing starts a cell with any other key.
        event->ignore();
        return;
    }
    QTableView::keyPressEvent(event);
}

} // namespace lacquer::ui
