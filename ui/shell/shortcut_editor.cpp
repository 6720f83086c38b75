#include "ui/shell/shortcut_editor.h"

#include <QAction>
#include <QHBoxLayout>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace lacquer::ui {
namespace {

constexpr const char* kDefaults = "defaultKeys";

QString keyOf(const QAction* action) { return "shortcuts/" + action->text().replace('/', '|'); }

QString shownKeys(const QAction* action) {
    QStringList keys;
    for (const QKeySequence& key : action->shortcuts()) keys << key.toString(QKeySequence::NativeText);
    return keys.join(", ");
}

QVariantList listOf(const QList<QKeySequence>& keys) {
    QVariantList list;
    for (const QKeySequence& key : keys) list << key.toString(QKeySequence::PortableText);
    return list;
}

QList<QKeySequence> keysOf(const QVariantList& list) {
    QList<QKeySequence> keys;
    for (const QVariant& key : list) keys << QKeySequence(key.toString(), QKeySequence::PortableText);
    return keys;
}

} // namespace

void restoreShortcuts(const QList<QAction*>& commands, const QSettings& settings) {
    for (QAction* action : commands) {
        if (!action->property(kDefaults).isValid()) action->setProperty(kDefaults, listOf(action->shortcuts()));
        if (const QVariant kept = settings.value(keyOf(action)); kept.isValid()) action->setShortcuts(keysOf(kept.toList()));
    }
}

ShortcutEditor::ShortcutEditor(QList<QAction*> commands, const Theme& theme, QWidget* parent) : QDialog(parent), commands_(std::move(commands)) {
    setWindowTitle(tr("Keys"));
    resize(560, 560);
    find_ = new QLineEdit(this);
    find_->setPlaceholderText(tr("Find a command or a key"));
    find_->setAccessibleName(tr("Find a command or a key"));
    list_ = new QTreeWidget(this);
    list_->setObjectName("shortcuts");
    list_->setAccessibleName(tr("Commands and their keys"));
    list_->setColumnCount(2);
    list_->setHeaderLabels({tr("Command"), tr("Key")});
    list_->setRootIsDecorated(false);
    list_->setColumnWidth(0, 340);
    list_->setFont(theme.font(12));
    key_ = new QKeySequenceEdit(this);
    key_->setAccessibleName(tr("New key"));
    conflict_ = new QLabel(this);
    conflict_->setObjectName("conflict");
    conflict_->setWordWrap(true);
    set_ = new QPushButton(tr("Set"), this);
    default_ = new QPushButton(tr("Default"), this);
    auto* all = new QPushButton(tr("All defaults"), this);
    auto* row = new QHBoxLayout;
    for (QWidget* widget : std::initializer_list<QWidget*>{key_, set_, default_, all}) row->addWidget(widget);
    auto* column = new QVBoxLayout(this);
    column->addWidget(find_);
    column->addWidget(list_);
    column->addWidget(conflict_);
    column->addLayout(row);
    connect(find_, &QLineEdit::textChanged, this, &ShortcutEditor::fill);
    connect(list_, &QTreeWidget::currentItemChanged, this, [this] {
        const QAction* action = chosen();
        key_->setKeySequence(action && !action->shortcuts().isEmpty() ? action->shortcuts().first() : QKeySequence());
        refreshConflict();
    });
    connect(key_, &QKeySequenceEdit::keySequenceChanged, this, &ShortcutEditor::refreshConflict);
    connect(set_, &QPushButton::clicked, this, [this] { setKey(key_->keySequence()); });
    connect(default_, &QPushButton::clicked, this, &ShortcutEditor::setDefault);
    connect(all, &QPushButton::clicked, this, &ShortcutEditor::setAllDefaults);
    restoreShortcuts(commands_, QSettings("lacquer", "lacquer"));
    fill();
}

void ShortcutEditor::fill() {
    const QAction* before = chosen();
    list_->clear();
    for (int k = 0; k < commands_.size(); ++k) {
        QAction* action = commands_[k];
        const QString keys = shownKeys(action);
        if (action->text().isEmpty() || !(action->text() + ' ' + keys).contains(find_->text(), Qt::CaseInsensitive)) continue;
        auto* item = new QTreeWidgetItem(list_, {action->text(), keys});
        item->setData(0, Qt::UserRole, k);
        if (action == before) list_->setCurrentItem(item);
    }
    if (!list_->currentItem() && list_->topLevelItemCount() > 0) list_->setCurrentItem(list_->topLevelItem(0));
    refreshConflict();
}

QAction* ShortcutEditor::chosen() const {
    const QTreeWidgetItem* item = list_->currentItem();
    return item ? commands_[item->data(0, Qt::UserRole).toInt()] : nullptr;
}

void ShortcutEditor::choose(const QString& command) {
    const auto found = list_->findItems(command, Qt::MatchExactly, 0);
    if (!found.isEmpty()) list_->setCurrentItem(found.first());
}

QAction* ShortcutEditor::holderOf(const QKeySequence& key, const QAction* besides) const {
    if (key.isEmpty()) return nullptr;
    for (QAction* other : commands_) {
        if (other == besides || !other->shortcuts().contains(key)) continue;
        // The timeline and the console have keys of their own; the window's reach everywhere.
        const bool samePlace = !besides || other->parent() == besides->parent() || other->shortcutContext() == Qt::WindowShortcut ||
                               besides->shortcutContext() == Qt::WindowShortcut;
        if (samePlace) return other;
    }
    return nullptr;
}

void ShortcutEditor::refreshConflict() {
    const QAction* action = chosen();
    const QAction* holder = action ? holderOf(key_->keySequence(), action) : nullptr;
    conflict_->setText(holder ? tr("%1 belongs to \"%2\"; setting it takes it from there.").arg(key_->keySequence().toString(QKeySequence::NativeText), holder->text()) : QString());
    set_->setEnabled(action);
    default_->setEnabled(action && listOf(action->shortcuts()) != action->property(kDefaults).toList());
}

void ShortcutEditor::keep(QAction* action) {
    QSettings settings("lacquer", "lacquer");
    if (listOf(action->shortcuts()) == action->property(kDefaults).toList()) settings.remove(keyOf(action));
    else settings.setValue(keyOf(action), listOf(action->shortcuts()));
}

void ShortcutEditor::setKey(const QKeySequence& key) {
    QAction* action = chosen();
    if (!action) return;
    if (QAction* holder = holderOf(key, action)) {
        QList<QKeySequence> left = holder->shortcuts();
        left.removeAll(key);
        holder->setShortcuts(left);
        keep(holder);
    }
    action->setShortcuts(key.isEmpty() ? QList<QKeySequence>{} : QList<QKeySequence>{key});
    keep(action);
    fill();
}

void ShortcutEditor::setDefault() {
    QAction* action = chosen();
    if (!action) return;
    action->setShortcuts(keysOf(action->property(kDefaults).toList()));
    keep(action);
    fill();
}

void ShortcutEditor::setAllDefaults() {
    for (QAction* action : commands_) {
        action->setShortcuts(keysOf(action->property(kDefaults).toList()));
        keep(action);
    }
    fill();
}

} // namespace lacquer::ui
