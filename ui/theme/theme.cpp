#include "ui/theme/theme.h"

#include "ui/theme/role_names.h"

#include <QFile>
#include <QFontDatabase>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace lacquer::ui {
namespace {

/// "#rrggbb" or "#rrggbbaa"; Qt reads eight digits as alpha first.
QColor colourOf(const QString& text) {
    if (text.size() != 9) return QColor(text);
    QColor colour(text.left(7));
    colour.setAlpha(text.mid(7).toInt(nullptr, 16));
    return colour;
}

QJsonObject tokens() {
    QFile file(QStringLiteral(":/lacquer/theme/lacquer.json"));
    if (!file.open(QIODevice::ReadOnly)) qFatal("The theme is not part of this program.");
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll(), &error);
    if (error.error != QJsonParseError::NoError)
        qFatal("The theme cannot be read: %s.", qPrintable(error.errorString()));
    return document.object();
}

QJsonValue entry(const QJsonObject& object, const char* key) {
    const QJsonValue value = object[QLatin1String(key)];
    if (value.isUndefined()) qFatal("The theme has no entry %s.", key);
    return value;
}

} // namespace

Theme::Theme(Variant variant, QObject* parent) : QObject(parent), variant_(variant) { load(); }

void Theme::setVariant(Variant variant) {
    if (variant == variant_) return;
    variant_ = variant;
    load();
    emit changed();
}

void Theme::load() {
    const QJsonObject all = tokens();
    const QJsonObject colours = all["color"].toObject();
    const QString name = variant_ == Variant::dark ? "dark" : "light";
    const QJsonObject byRole = colours[name].toObject();
    for (const auto& [role, key] : kRoleNames)
        colours_[static_cast<std::size_t>(role)] = colourOf(entry(byRole, key).toString());
    const QJsonObject sizes = all["size"].toObject();
    for (const auto& [size, key] : kSizeNames)
        sizes_[static_cast<std::size_t>(size)] = entry(sizes, key).toInt();
    const QJsonObject mixes = colours["mix"].toObject();
    for (const auto& [mix, key] : kMixNames)
        mixes_[static_cast<std::size_t>(mix)] = entry(mixes, key).toDouble();
    const QJsonObject track = colours["track"].toObject();
    trackColours_.clear();
    trackHues_.clear();
    trackNames_.clear();
    for (const QJsonValue& value : track["dark"].toArray())
        trackColours_.push_back(colourOf(value.toString()).rgb() & 0xffffffu);
    for (const QJsonValue& value : track[name].toArray()) trackHues_.push_back(colourOf(value.toString()));
    for (const QJsonValue& value : track["names"].toArray()) trackNames_.push_back(value.toString());
    grey_ = colourOf(track["grey"].toObject()[name].toString());
    const QJsonObject font = all["font"].toObject();
    families_ = QStringList{font["family"].toString()};
    for (const QJsonValue& value : font["fallback"].toArray()) families_ << value.toString();
}

const QFont& Theme::font(int pixels, QFont::Weight weight) const {
    const int key = pixels * 1000 + weight;
    const auto known = fonts_.constFind(key);
    if (known != fonts_.constEnd()) return *known;
    QFont font;
    font.setFamilies(families_);
    font.setPixelSize(pixels);
    font.setWeight(weight);
    font.setHintingPreference(QFont::PreferNoHinting);
    font.setStyleStrategy(QFont::PreferAntialias);
    return *fonts_.insert(key, font);
}

QColor Theme::hue(std::uint32_t rgb) const {
    if (rgb == 0) return grey_;
    for (std::size_t k = 0; k < trackColours_.size(); ++k)
        if (trackColours_[k] == rgb) return trackHues_[k];
    QColor chosen = QColor::fromRgb(rgb | 0xff000000u);
    if (variant_ == Variant::light && chosen.lightnessF() > 0.45f)
        chosen = QColor::fromHslF(chosen.hslHueF() < 0 ? 0 : chosen.hslHueF(), chosen.hslSaturationF(), 0.36f);
    return chosen;
}

const QColor& Theme::meterZone(double decibels) const {
    static constexpr std::array kZones{Role::meterLow, Role::meterMid, Role::meterHot, Role::meterPeak};
    for (std::size_t k = 0; k < kZoneEnds.size(); ++k)
        if (decibels < kZoneEnds[k]) return colour(kZones[k]);
    return colour(Role::meterOver);
}

QColor Theme::over(const QColor& top, double share, const QColor& ground) {
    const auto blend = [share](int a, int b) { return static_cast<int>(a * share + b * (1 - share) + 0.5); };
    return QColor(blend(top.red(), ground.red()),
                  blend(top.green(), ground.green()),
                  blend(top.blue(), ground.blue()));
}

QColor Theme::onHue() const {
    return variant_ == Variant::dark ? colour(Role::textOnBright) : QColor(Qt::white);
}

QColor Theme::onAccent() const { return onHue(); }

QPalette Theme::palette() const {
    QPalette palette;
    palette.setColor(QPalette::Window, colour(Role::surface1));
    palette.setColor(QPalette::WindowText, colour(Role::text1));
    palette.setColor(QPalette::Base, colour(Role::surfaceWell));
    palette.setColor(QPalette::AlternateBase, colour(Role::surface2));
    palette.setColor(QPalette::Text, colour(Role::text1));
    palette.setColor(QPalette::PlaceholderText, colour(Role::text3));
    palette.setColor(QPalette::Button, colour(Role::surface2));
    palette.setColor(QPalette::ButtonText, colour(Role::text1));
    palette.setColor(QPalette::Highlight, colour(Role::accent));
    palette.setColor(QPalette::HighlightedText, onAccent());
    palette.setColor(QPalette::ToolTipBase, colour(Role::surfaceOverlay));
    palette.setColor(QPalette::ToolTipText, colour(Role::text1));
    palette.setColor(QPalette::Link, colour(Role::accent));
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, colour(Role::textDisabled));
    return palette;
}

QString Theme::styleSheet() const {
    const auto hex = [this](Role role) { return colour(role).name(); };
    QString sheet = QStringLiteral(R"(
QAbstractItemView, QPlainTextEdit, QTextEdit, QLineEdit, QMenu, QToolTip, QComboBox, QPushButton, QLabel, QSpinBox, QCheckBox {
    font-family: "%family"; font-size: 12px; }
QPlainTextEdit, QTextEdit { background: %well; color: %text1; border: none; }
QToolTip { background: %overlay; color: %text1; border: 1px solid %strong; padding: 4px 6px; }
QMenu { background: %overlay; color: %text1; border: 1px solid %strong; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 3px; }
QMenu::item:selected { background: %wash; color: %text1; }
QMenu::item:disabled { color: %disabled; }
QMenu::separator { height: 1px; background: %hair; margin: 4px 8px; }
QLineEdit { background: %well; color: %text1; border: 1px solid %well; border-radius: 4px; padding: 2px 6px;
            selection-background-color: %accent; selection-color: %onAccent; }
QLineEdit:focus { border: 1px solid %accent; }
QListView, QTreeView, QTableView { background: %well; color: %text1; border: none; outline: none; }
QListView::item { padding: 4px 8px; border: none; background: transparent; }
QTreeView::item { padding: 4px 4px; border: none; }
QListView::item:selected { background: %wash; color: %text1; }
QScrollBar:horizontal { background: %s0; height: 8px; margin: 0; }
QScrollBar:vertical { background: %s0; width: 8px; margin: 0; }
QScrollBar::handle { background: %s4; border-radius: 3px; margin: 1px; min-width: 24px; min-height: 24px; }
QScrollBar::handle:hover { background: %strong; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: none; }
QComboBox { background: %s2; color: %text1; border: none; border-radius: 4px; padding: 3px 8px; }
QComboBox QAbstractItemView { background: %overlay; color: %text1; border: 1px solid %strong; }
QPushButton { background: %s2; color: %text1; border: none; border-radius: 4px; padding: 5px 14px; }
QPushButton:hover { background: %s3; }
QPushButton:pressed { background: %s4; }
QPushButton:focus { border: 2px solid %focus; }
QPushButton:disabled { color: %disabled; }
QPushButton[primary="true"] { background: %accent; color: %onAccent; }
QDialog { background: %s1; }
)");
    // Longer names first, so that no name eats the start of another.
    const std::pair<const char*, QString> names[] = {
        {"%family", font(12).family()},         {"%onAccent", onAccent().name()},       {"%overlay", hex(Role::surfaceOverlay)},
        {"%disabled", hex(Role::textDisabled)}, {"%strong", hex(Role::lineStrong)},
        {"%accent", hex(Role::accent)},         {"%text1", hex(Role::text1)},
        {"%focus", hex(Role::focus)},           {"%hair", hex(Role::lineHair)},
        {"%wash", hex(Role::accentWash)},       {"%well", hex(Role::surfaceWell)},
        {"%s0", hex(Role::surface0)},           {"%s2", hex(Role::surface2)},
        {"%s1", hex(Role::surface1)},           {"%s3", hex(Role::surface3)},
        {"%s4", hex(Role::surface4)}};
    for (const auto& [name, value] : names) sheet.replace(QLatin1String(name), value);
    return sheet;
}

} // namespace lacquer::ui
