#include "ui/mix/preset_browser.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QScreen>
#include <QVBoxLayout>

#include <algorithm>

namespace lacquer::ui {

PresetBrowser::PresetBrowser(InsertActions& actions, const Theme& theme, QWidget* parent)
    : QFrame(parent, Qt::Popup), actions_(actions) {
    setObjectName("presetBrowser");
    setAttribute(Qt::WA_DeleteOnClose);
    setFrameShape(QFrame::NoFrame);
    setAutoFillBackground(true);
    setAccessibleName(tr("Presets"));
    search_ = new QLineEdit(this);
    search_->setObjectName("presetSearch");
    search_->setPlaceholderText(tr("Find a preset"));
    search_->setAccessibleName(tr("Find a preset"));
    search_->setClearButtonEnabled(true);
    search_->installEventFilter(this);
    list_ = new QListWidget(this);
    list_->setObjectName("presetList");
    list_->setAccessibleName(tr("Presets"));
    list_->setFocusPolicy(Qt::NoFocus); // the keys stay with the search
    auto* hint = new QLabel(tr("↑ ↓ hears · Enter keeps · Esc puts back"), this);
    hint->setFont(theme.font(10));
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(4);
    const auto addButton = [&](const QString& text, const QString& tip, void (PresetBrowser::*wanted)()) {
        auto* button = new QPushButton(text, this);
        button->setFocusPolicy(Qt::NoFocus);
        button->setToolTip(tip);
        connect(button, &QPushButton::clicked, this, [this, wanted] {
            close();
            (this->*wanted)();
        });
        buttons->addWidget(button);
    };
    addButton(tr("Save as…"), tr("Keep what is set under a name"), &PresetBrowser::saveWanted);
    addButton(tr("Export…"), tr("Write what is set to a file for others"), &PresetBrowser::exportWanted);
    addButton(tr("Import…"), tr("Take someone's preset from a file among your own"), &PresetBrowser::importWanted);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(6, 6, 6, 6);
    column->setSpacing(6);
    column->addWidget(search_);
    column->addWidget(list_, 1);
    column->addWidget(hint);
    column->addLayout(buttons);
    if (const project::Insert* insert = actions.insert(); insert && actions.spec()) {
        presets_ = presetsOf(insert->processor, *actions.spec());
        presets_.insert(presets_.begin(), Preset{tr("Default settings").toStdString(), {}});
    }
    connect(search_, &QLineEdit::textChanged, this, &PresetBrowser::fill);
    connect(list_, &QListWidget::currentRowChanged, this, &PresetBrowser::hearRow);
    connect(list_, &QListWidget::itemDoubleClicked, this, [this] { close(); });
    setFocusProxy(search_);
    fill();
}

void PresetBrowser::fill() {
    filling_ = true;
    list_->clear();
    const QStringList words = search_->text().split(' ', Qt::SkipEmptyParts);
    for (std::size_t k = 0; k < presets_.size(); ++k) {
        const QString name = QString::fromStdString(presets_[k].name);
        if (!std::ranges::all_of(words, [&](const QString& word) { return name.contains(word, Qt::CaseInsensitive); })) continue;
        auto* item = new QListWidgetItem(presets_[k].own ? tr("%1  (yours)").arg(name) : name, list_);
        item->setData(Qt::UserRole, static_cast<int>(k));
        const project::Insert* insert = actions_.insert();
        if (heard_ == static_cast<int>(k) || (heard_ < 0 && insert && insert->values == presets_[k].values)) list_->setCurrentItem(item);
    }
    filling_ = false;
}

void PresetBrowser::openAt(const QPoint& global) {
    resize(260, 340);
    QPoint at = global;
    if (const QScreen* on = parentWidget() ? parentWidget()->screen() : nullptr) {
        const QRect room = on->availableGeometry();
        at.setX(std::clamp(at.x(), room.left(), std::max(room.left(), room.right() - width())));
        at.setY(std::clamp(at.y(), room.top(), std::max(room.top(), room.bottom() - height())));
    }
    move(at);
    show();
    search_->setFocus();
}

void PresetBrowser::hearRow(int row) {
    if (filling_ || row < 0) return;
    Workspace& workspace = actions_.workspace();
    heard_ = list_->item(row)->data(Qt::UserRole).toInt();
    if (!workspace.inGesture()) workspace.beginGesture(tr("Preset on %1").arg(actions_.channelName()));
    actions_.setValues({}, presets_[static_cast<std::size_t>(heard_)].values);
    workspace.hearGesture();
}

void PresetBrowser::forgetCurrent() {
    const QListWidgetItem* item = list_->currentItem();
    const project::Insert* insert = actions_.insert();
    if (!item || !insert) return;
    const auto at = presets_.begin() + item->data(Qt::UserRole).toInt();
    if (!at->own) return;
    putBack();
    if (const auto forgotten = removePreset(insert->processor, at->name); !forgotten)
        return actions_.workspace().messages().fail(QString::fromStdString(forgotten.error().message));
    presets_.erase(at);
    fill();
}

void PresetBrowser::keep() {
    if (heard_ < 0) return;
    // One step under the preset's own name.
    const Preset& preset = presets_[static_cast<std::size_t>(heard_)];
    heard_ = -1;
    if (actions_.workspace().inGesture()) actions_.workspace().cancelGesture();
    actions_.setValues(tr("Preset %1 on %2").arg(QString::fromStdString(preset.name), actions_.channelName()), preset.values);
}

void PresetBrowser::putBack() {
    heard_ = -1;
    if (actions_.workspace().inGesture()) actions_.workspace().cancelGesture();
}

bool PresetBrowser::eventFilter(QObject* object, QEvent* event) {
    if (object != search_ || event->type() != QEvent::KeyPress) return QFrame::eventFilter(object, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    const int count = list_->count();
    switch (key->key()) {
    case Qt::Key_Down: list_->setCurrentRow(std::min(list_->currentRow() + 1, count - 1)); return true;
    case Qt::Key_Up: list_->setCurrentRow(std::max(list_->currentRow() - 1, 0)); return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (list_->currentRow() < 0 && count > 0) list_->setCurrentRow(0);
        close();
        return true;
    case Qt::Key_Escape:
        putBack();
        close();
        return true;
    case Qt::Key_Delete:
        if (!(key->modifiers() & Qt::ShiftModifier)) return false;
        forgetCurrent();
        return true;
    default: return false;
    }
}

void PresetBrowser::hideEvent(QHideEvent* event) {
    keep();
    QFrame::hideEvent(event);
}

} // namespace lacquer::ui
