#include "ui/shell/start_panel.h"

#include "ui/theme/figures.h"
#include "ui/theme/icons.h"

#include <QDateTime>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>

#include <array>

namespace lacquer::ui {
namespace {

/// A card that is pressed as a whole.
class Card : public QAbstractButton {
public:
    Card(const Theme& theme, const QString& name, QWidget* parent) : QAbstractButton(parent), theme_(theme) {
        setAccessibleName(name);
        setFocusPolicy(Qt::StrongFocus);
        setAttribute(Qt::WA_Hover);
        connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    }

protected:
    const Theme& theme() const { return theme_; }

    void paintGround(QPainter& painter) const {
        painter.setRenderHint(QPainter::Antialiasing);
        const bool lit = hasFocus();
        painter.setPen(QPen(theme_.colour(lit ? Role::accent : Role::lineHair), lit ? 1.5 : 1));
        painter.setBrush(theme_.colour(isDown() ? Role::surface3 : underMouse() ? Role::surface2 : Role::surface1));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.75, 0.75, -0.75, -0.75), theme_.size(Size::meterLamp), theme_.size(Size::meterLamp));
    }

    void keyPressEvent(QKeyEvent* event) override {
        if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) click();
        else QAbstractButton::keyPressEvent(event);
    }

private:
    const Theme& theme_;
};

class ProjectCard : public Card {
public:
    ProjectCard(const Theme& theme, RecentProject recent, QWidget* parent)
        : Card(theme, recent.name, parent), recent_(std::move(recent)) {
        setToolTip(recent_.folder);
        setAccessibleDescription(recent_.contents);
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        paintGround(painter);
        const QRectF picture(8, 8, width() - 16, height() - 84);
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.fillRect(picture, theme().colour(Role::surfaceWell));
        const QColor& well = theme().colour(Role::surfaceWell);
        const double pitch = picture.height() / std::max(1, recent_.rows);
        for (const RecentProject::Block& block : recent_.blocks) {
            const QColor hue = theme().hue(block.colour);
            const QRectF box(picture.left() + block.start * picture.width(), picture.top() + block.row * pitch,
                             std::max(1.0, block.length * picture.width() - 2), recent_.rows == 1 ? pitch : pitch - 2);
            painter.fillRect(box, Theme::over(hue, theme().mix(Mix::clipBodySelected), well));
            painter.fillRect(QRectF(box.left(), box.top(), box.width(), recent_.rows == 1 ? 3 : 2), hue);
        }
        const QRectF words(12, height() - 70, width() - 24, 20);
        painter.setPen(theme().colour(Role::text1));
        drawName(painter, theme().font(13, QFont::DemiBold), words, Qt::AlignLeft, recent_.name);
        painter.setPen(theme().colour(Role::text2));
        drawName(painter, theme().font(11), words.translated(0, 20), Qt::AlignLeft, recent_.readable ? recent_.contents : QString());
        if (recent_.readable) drawName(painter, theme().font(11), words.translated(0, 40), Qt::AlignLeft, dayText(recent_.changed, QDateTime::currentDateTime()));
        else {
            paintIcon(painter, Icon::warn, QRectF(12, height() - 46, 12, 12), theme().colour(Role::verdictWarn));
            painter.setPen(theme().colour(Role::verdictWarn));
            drawName(painter, theme().font(11), words.translated(18, 20), Qt::AlignLeft, recent_.trouble);
        }
    }

private:
    RecentProject recent_;
};

class BeginCard : public Card {
public:
    BeginCard(const Theme& theme, Icon icon, const QString& title, const QString& words, QWidget* parent)
        : Card(theme, title, parent), icon_(icon), words_(words) {
        setText(title);
        setAccessibleDescription(words);
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        paintGround(painter);
        paintIcon(painter, icon_, QRectF(14, height() / 2.0 - 10, 20, 20), theme().colour(Role::accent));
        painter.setPen(theme().colour(Role::text1));
        drawName(painter, theme().font(13, QFont::DemiBold), QRectF(48, 10, width() - 60, 20), Qt::AlignLeft, text());
        painter.setPen(theme().colour(Role::text2));
        painter.setFont(theme().font(11));
        painter.drawText(QRectF(48, 32, width() - 60, height() - 36), Qt::TextWordWrap, words_);
    }

private:
    Icon icon_;
    QString words_;
};

} // namespace

StartPanel::StartPanel(const Theme& theme, QWidget* parent) : QWidget(parent), theme_(theme) {
    setAccessibleName(tr("Start"));
    open_ = new Button(theme, Icon::folder, tr("Open a project"), this, Button::Look::filled);
    open_->setText(tr("Open…"));
    open_->setFontOf(11, QFont::DemiBold);
    connect(open_, &Button::clicked, this, &StartPanel::chooseWanted);
    help_ = new Button(theme, tr("Help"), tr("Keys and help (F1)"), this);
    help_->setFontOf(11, QFont::DemiBold);
    connect(help_, &Button::clicked, this, &StartPanel::helpWanted);
    find_ = new QLineEdit(this);
    find_->setPlaceholderText(tr("Find a project"));
    find_->setAccessibleName(tr("Find a project"));
    find_->setFont(theme.font(11));
    connect(find_, &QLineEdit::textChanged, this, &StartPanel::layOut);
    const auto begin = [&](Icon icon, const QString& title, const QString& words, void (StartPanel::*signal)()) {
        auto* card = new BeginCard(theme, icon, title, words, this);
        connect(card, &QAbstractButton::clicked, this, signal);
        begin_.push_back(card);
    };
    begin(Icon::stems, tr("New from stems…"), tr("Pick files or a folder. Names, roles and stereo pairs are guessed."), &StartPanel::stemsWanted);
    begin(Icon::disc, tr("New project"), tr("An empty project, to bring songs and finished mixes into."), &StartPanel::newWanted);
    begin(Icon::play, tr("Open the demo album"), tr("Songs mixed and mastered, ready to take apart."), &StartPanel::demoWanted);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void StartPanel::refresh() {
    for (QAbstractButton* card : cards_) card->deleteLater();
    cards_.clear();
    recent_.clear();
    for (const QString& folder : recentFolders()) {
        if (recent_.size() >= 12) break;
        recent_.push_back(describeProject(folder));
        auto* card = new ProjectCard(theme_, recent_.back(), this);
        connect(card, &QAbstractButton::clicked, this, [this, folder] { emit openWanted(folder); });
        cards_.push_back(card);
    }
    layOut();
    update();
}

void StartPanel::showEvent(QShowEvent*) { refresh(); }

void StartPanel::setDropping(bool dropping) {
    if (dropping == dropping_) return;
    dropping_ = dropping;
    update();
}

void StartPanel::resizeEvent(QResizeEvent*) { layOut(); }

void StartPanel::layOut() {
    const int side = std::max(24, (width() - 1440) / 2 > 72 ? (width() - 1440) / 2 : std::min(72, width() / 18));
    const int right = width() - side;
    help_->setGeometry(right - 76, 60, 76, 32);
    open_->setGeometry(right - 76 - 8 - 112, 60, 112, 32);
    const int beginWidth = std::min(344, (right - side) / 3);
    const int gap = 16;
    const int left = side;
    const int recentWidth = right - side - beginWidth - 32;
    recentTitle_ = QRect(left, 124, 200, 24);
    find_->setGeometry(left + recentWidth - 180, 124, 180, 26);
    beginTitle_ = QRect(right - beginWidth, 124, beginWidth, 24);
    const int columns = std::clamp(recentWidth / 240, 2, 4);
    const int cardWidth = (recentWidth - gap * (columns - 1)) / columns;
    const int top = 160;
    const bool low = height() < 720;
    const int cardHeight = low ? 140 : 176;
    int shown = 0;
    const QString wanted = find_->text().trimmed();
    for (std::size_t k = 0; k < cards_.size(); ++k) {
        const bool fits = shown < 2 * columns && (wanted.isEmpty() || recent_[k].name.contains(wanted, Qt::CaseInsensitive));
        cards_[k]->setVisible(fits);
        if (!fits) continue;
        cards_[k]->setGeometry(left + (shown % columns) * (cardWidth + gap), top + (shown / columns) * (cardHeight + gap), cardWidth, cardHeight);
        ++shown;
    }
    int y = top;
    for (QAbstractButton* card : begin_) {
        card->setGeometry(right - beginWidth, y, beginWidth, 76);
        y += 88;
    }
    keys_ = QRect(right - beginWidth, y, beginWidth, 104);
    const int dropTop = std::max(top + 2 * (cardHeight + gap), keys_.bottom() + 1) + 24;
    drop_ = QRect(left, dropTop, right - left, std::max(60, height() - dropTop - 20));
    update();
}

void StartPanel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.colour(Role::surface0));
    const int left = recentTitle_.left();
    paintIcon(painter, Icon::mark, QRectF(left, 56, 40, 40), theme_.colour(Role::accent));
    painter.setPen(theme_.colour(Role::text1));
    drawName(painter, theme_.font(22, QFont::DemiBold), QRectF(left + 54, 54, 300, 30), Qt::AlignLeft, QStringLiteral("Lacquer"));
    painter.setPen(theme_.colour(Role::text2));
    drawName(painter, theme_.font(12), QRectF(left + 54, 82, 500, 20), Qt::AlignLeft, tr("Mix the songs, master the album, deliver what every platform wants."));
    painter.setPen(theme_.colour(Role::text1));
    const QFont& heading = theme_.font(13, QFont::DemiBold);
    drawName(painter, heading, recentTitle_, Qt::AlignLeft, tr("Recent projects"));
    drawName(painter, heading, beginTitle_, Qt::AlignLeft, tr("Begin"));
    if (cards_.empty()) {
        painter.setPen(theme_.colour(Role::text3));
        drawName(painter, theme_.font(12), QRectF(left, 170, 480, 24), Qt::AlignLeft, tr("What you open will stand here."));
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(theme_.colour(Role::lineHair));
    painter.setBrush(theme_.colour(Role::surface1));
    painter.drawRoundedRect(QRectF(keys_).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    painter.setPen(theme_.colour(Role::text1));
    drawName(painter, theme_.font(11, QFont::DemiBold), QRectF(keys_.left() + 16, keys_.top() + 8, 200, 18), Qt::AlignLeft, tr("Keys worth knowing"));
    const std::array<std::pair<QString, QString>, 4> keys{{{tr("Space"), tr("play, stop")},
                                                           {QStringLiteral("Ctrl+Shift+P"), tr("find any command")},
                                                           {QStringLiteral("F2  F3  F4"), tr("Mix, Master, Deliver")},
                                                           {QStringLiteral("?"), tr("all keys")}}};
    for (std::size_t k = 0; k < keys.size(); ++k) {
        const double y = keys_.top() + 29 + 17.0 * static_cast<double>(k);
        painter.setPen(theme_.colour(Role::text1));
        drawName(painter, theme_.font(11, QFont::Medium), QRectF(keys_.left() + 16, y, 90, 16), Qt::AlignLeft, keys[k].first);
        painter.setPen(theme_.colour(Role::text2));
        drawName(painter, theme_.font(11), QRectF(keys_.left() + 108, y, keys_.width() - 120, 16), Qt::AlignLeft, keys[k].second);
    }
    painter.setPen(QPen(theme_.colour(dropping_ ? Role::accent : Role::accentDim), dropping_ ? 2 : 1.5, Qt::CustomDashLine));
    QPen dash = painter.pen();
    dash.setDashPattern({5, 4});
    painter.setPen(dash);
    painter.setBrush(Theme::over(theme_.colour(Role::accentWash), dropping_ ? 0.9 : 0.25, theme_.colour(Role::surface0)));
    painter.drawRoundedRect(QRectF(drop_).adjusted(1, 1, -1, -1), 8, 8);
    const QPointF middle = QRectF(drop_).center();
    painter.setPen(Qt::NoPen);
    // A little stack of stems.
    static constexpr std::array<std::size_t, 5> kHues{0, 7, 4, 9, 11};
    for (std::size_t k = 0; k < kHues.size(); ++k)
        painter.fillRect(QRectF(middle.x() - 320 + static_cast<double>(k % 3) * 4, middle.y() - 24 + 10.0 * static_cast<double>(k), 60 - 5.0 * static_cast<double>(k), 6),
                         theme_.hue(theme_.trackColours()[kHues[k]]));
    painter.setPen(theme_.colour(Role::text1));
    drawName(painter, theme_.font(15, QFont::DemiBold), QRectF(middle.x() - 236, middle.y() - 26, 540, 26), Qt::AlignLeft, tr("Drop stems, mixes or a project here"));
    painter.setPen(theme_.colour(Role::text2));
    drawName(painter, theme_.font(11), QRectF(middle.x() - 236, middle.y() + 2, 540, 20), Qt::AlignLeft, tr("WAV, AIFF, FLAC, CAF, MP3, Ogg, Opus and M4A, any rate. Whole folders too."));
}

} // namespace lacquer::ui
