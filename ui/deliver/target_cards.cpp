#include "ui/deliver/target_cards.h"

#include "ui/theme/figures.h"
#include "ui/theme/icons.h"

#include <QPainter>
#include <QTextLayout>

#include <algorithm>
#include <cmath>

namespace lacquer::ui {

namespace {

constexpr int kGap = 12;
constexpr int kTitle = 30;
constexpr int kNarrowest = 280;
constexpr int kTextLeft = 39; // of a card
constexpr int kTextRight = 13;
constexpr int kLine = 16;

/// Two lines at most, the second one elided.
void drawTwoLines(QPainter& painter, const QFont& font, const QRectF& box, const QString& text) {
    QTextLayout layout(text, font);
    layout.beginLayout();
    double y = box.top();
    for (int line = 0; line < 2; ++line) {
        QTextLine words = layout.createLine();
        if (!words.isValid()) break;
        words.setLineWidth(box.width());
        const QRectF row(box.left(), y, box.width(), kLine);
        const QString part = line == 0 ? text.mid(words.textStart(), words.textLength()) : text.mid(words.textStart());
        drawName(painter, font, row, Qt::AlignLeft, part.trimmed());
        y += kLine;
    }
    layout.endLayout();
}

} // namespace

Role verdictRole(CardVerdict verdict) {
    switch (verdict) {
    case CardVerdict::ready: return Role::text3;
    case CardVerdict::pass: return Role::verdictPass;
    case CardVerdict::look: return Role::verdictWarn;
    case CardVerdict::refused: return Role::verdictFail;
    case CardVerdict::renders: return Role::verdictInfo;
    }
    return Role::text3;
}

void paintVerdict(QPainter& painter, const Theme& theme, CardVerdict verdict, const QRectF& box) {
    const QColor& ink = theme.colour(verdictRole(verdict));
    switch (verdict) {
    case CardVerdict::ready: paintIcon(painter, Icon::info, box, ink); break;
    case CardVerdict::pass: paintIcon(painter, Icon::pass, box, ink); break;
    case CardVerdict::look: paintIcon(painter, Icon::warn, box, ink); break;
    case CardVerdict::refused: paintIcon(painter, Icon::fail, box, ink); break;
    case CardVerdict::renders: paintIcon(painter, Icon::info, box, ink); break;
    }
}

TargetCardButton::TargetCardButton(const Theme& theme, QWidget* parent) : QAbstractButton(parent), theme_(theme) {
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    fix_ = new Button(theme, QString(), tr("Fix"), this, Button::Look::plain);
    fix_->setObjectName("fix");
    fix_->setFontOf(11, QFont::DemiBold);
    fix_->setTint(Role::accent);
    fix_->hide();
}

void TargetCardButton::resizeEvent(QResizeEvent*) { fix_->setGeometry(32, height() - 25, std::min(width() - 44, fix_->sizeHint().width() + 4), 20); }

QSize TargetCardButton::sizeHint() const {
    return {kNarrowest, theme_.size(Size::cardH)};
}

void TargetCardButton::showCard(const TargetCard& card) {
    card_ = card;
    setObjectName("card:" + QString::fromStdString(card.id));
    setChecked(card.chosen);
    setAccessibleName(QString::fromStdString(card.name));
    setAccessibleDescription(QString::fromStdString(card.format + ". " + card.rule + ". " + card.sentence));
    setToolTip(QString::fromStdString(card.about.empty() ? card.sentence : card.about + "\n" + card.sentence));
    fix_->setText(QString::fromStdString(card.fix));
    fix_->setAccessibleName(QString::fromStdString(card.fix.empty() ? card.name : card.fix + ", " + card.name));
    fix_->setVisible(!card.fix.empty());
    resizeEvent(nullptr);
    QWidget::show();
    update();
}

void TargetCardButton::enterEvent(QEnterEvent*) {
    hovered_ = true;
    update();
}

void TargetCardButton::leaveEvent(QEvent*) {
    hovered_ = false;
    update();
}

void TargetCardButton::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(1, 1, -1, -1);
    const bool on = isChecked();
    painter.setBrush(theme_.colour(hovered_ ? Role::surface2 : on ? Role::surface2 : Role::surface1));
    painter.setPen(QPen(theme_.colour(on ? Role::accent : Role::lineHair), on ? 1.5 : 1));
    painter.drawRoundedRect(box, theme_.size(Size::divider) + 2, theme_.size(Size::divider) + 2);

    const QRectF tick(box.left() + 11, box.top() + 12, 18, 18);
    painter.setBrush(on ? theme_.colour(Role::accent) : QColor(Qt::transparent));
    painter.setPen(QPen(theme_.colour(on ? Role::accent : Role::lineStrong), 1.5));
    painter.drawRoundedRect(tick.adjusted(0.75, 0.75, -0.75, -0.75), 4, 4);
    if (on) paintIcon(painter, Icon::pass, tick.adjusted(3, 3, -3, -3), theme_.onAccent());

    const double left = kTextLeft;
    const double room = width() - kTextLeft - kTextRight;
    painter.setPen(theme_.colour(Role::text1));
    drawName(painter, theme_.font(13, QFont::DemiBold), QRectF(left, box.top() + 11, room, 20), Qt::AlignLeft, QString::fromStdString(card_.name));
    painter.setPen(theme_.colour(Role::text2));
    drawFigures(painter, theme_.font(11), QRectF(left, box.top() + 33, room, 16), Qt::AlignLeft, QString::fromStdString(card_.format));
    painter.setPen(theme_.colour(Role::text3));
    drawFigures(painter, theme_.font(11), QRectF(left, box.top() + 49, room, 16), Qt::AlignLeft, QString::fromStdString(card_.rule));

    // One cell per file: quiet where it passes, loud with its number where it does not.
    painter.setRenderHint(QPainter::Antialiasing, false);
    const auto count = static_cast<double>(card_.cells.size());
    if (!card_.cells.empty()) {
        const double gap = count > 24 ? 1 : 3;
        const double each = (box.width() - 24 - gap * (count - 1)) / count;
        double x = box.left() + 12;
        for (std::size_t i = 0; i < card_.cells.size(); ++i) {
            const CardVerdict verdict = card_.cells[i];
            const QColor& ink = theme_.colour(verdictRole(verdict));
            painter.fillRect(QRectF(x, box.top() + 72, std::max(1.0, each), 8), verdict == CardVerdict::pass ? Theme::over(ink, 0.45, theme_.colour(Role::surface1)) : ink);
            if ((verdict == CardVerdict::refused || verdict == CardVerdict::look) && each > 8) {
                painter.setPen(ink);
                drawFigures(painter, theme_.font(9), QRectF(x - 6, box.top() + 81, each + 12, 12), Qt::AlignHCenter, QString::number(i + 1));
            }
            x += each + gap;
        }
    }
    painter.setRenderHint(QPainter::Antialiasing);
    const double line = box.top() + 97;
    paintVerdict(painter, theme_, card_.verdict, QRectF(box.left() + 14, line + 2, 12, 12));
    painter.setPen(theme_.colour(card_.verdict == CardVerdict::refused ? Role::text1 : Role::text2));
    drawTwoLines(painter, theme_.font(11), QRectF(left, line, room, 2 * kLine), QString::fromStdString(card_.sentence));
}

bool TargetCardButton::wantsALineMore(int width) const {
    return !card_.fix.empty() && QFontMetricsF(theme_.font(11)).horizontalAdvance(QString::fromStdString(card_.sentence)) > width - kTextLeft - kTextRight;
}

TargetCards::TargetCards(const Theme& theme, QWidget* parent) : QWidget(parent), theme_(theme) {
    setObjectName("targetCards");
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("Targets"));
}

void TargetCards::showGroups(const std::vector<TargetGroup>& groups) {
    groups_ = groups;
    bool rebuild = buttons_.size() != groups.size();
    for (std::size_t g = 0; g < groups.size() && !rebuild; ++g) rebuild = buttons_[g].size() != groups[g].cards.size();
    if (rebuild) {
        for (auto& group : buttons_) {
            for (auto* button : group) delete button;
        }
        buttons_.clear();
        for (const auto& group : groups) {
            buttons_.emplace_back();
            for (const auto& card : group.cards) {
                auto* button = new TargetCardButton(theme_, this);
                connect(button, &QAbstractButton::clicked, this, [this, button](bool on) { emit chosen(QString::fromStdString(button->card().id), on); });
                connect(&button->fix(), &QAbstractButton::clicked, this, [this, button] { emit fixWanted(QString::fromStdString(button->card().id)); });
                buttons_.back().push_back(button);
                (void)card;
            }
        }
    }
    for (std::size_t g = 0; g < groups.size(); ++g) {
        for (std::size_t i = 0; i < groups[g].cards.size(); ++i) buttons_[g][i]->showCard(groups[g].cards[i]);
    }
    arrange(width(), Place::yes);
    update();
}

TargetCardButton* TargetCards::button(std::string_view id) const {
    for (const auto& group : buttons_) {
        for (auto* one : group) {
            if (one->card().id == id) return one;
        }
    }
    return nullptr;
}

int TargetCards::heightFor(int width) {
    return arrange(width, Place::no);
}

int TargetCards::arrange(int width, Place place) {
    const int columns = std::max(1, (width - kGap) / (kNarrowest + kGap));
    const int cardWidth = (width - kGap * (columns + 1)) / columns;
    const bool tall = std::ranges::any_of(buttons_, [&](const auto& group) {
        return std::ranges::any_of(group, [&](const TargetCardButton* button) { return button->wantsALineMore(cardWidth); });
    });
    const int cardHeight = theme_.size(Size::cardH) + (tall ? kLine : 0);
    if (place == Place::yes) titles_.clear();
    int y = 6;
    int column = 0;
    for (std::size_t g = 0; g < groups_.size(); ++g) {
        const int count = static_cast<int>(groups_[g].cards.size());
        // A small group goes on in the row where it fits whole; otherwise it starts a new one.
        if (column > 0 && column + count > columns) {
            y += kTitle + cardHeight + kGap;
            column = 0;
        }
        if (place == Place::yes) titles_.push_back({QRect(kGap + column * (cardWidth + kGap), y, cardWidth, kTitle), g});
        int row = 0;
        for (int i = 0; i < count; ++i) {
            if (column == columns) {
                column = 0;
                ++row;
            }
            if (place == Place::yes) {
                buttons_[g][static_cast<std::size_t>(i)]->setGeometry(kGap + column * (cardWidth + kGap), y + kTitle + row * (cardHeight + kGap), cardWidth, cardHeight);
            }
            ++column;
        }
        y += row * (cardHeight + kGap);
        if (row > 0) {
            // Longer than a row: the next group has a row of its own.
            y += kTitle + cardHeight + kGap;
            column = 0;
        }
    }
    if (column > 0) y += kTitle + cardHeight + kGap;
    return y;
}

void TargetCards::resizeEvent(QResizeEvent*) {
    arrange(width(), Place::yes);
}

void TargetCards::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.colour(Role::surface0));
    for (const auto& title : titles_) {
        const auto& group = groups_[title.group];
        const QString name = QString::fromStdString(group.name);
        const QFont& font = theme_.font(13, QFont::DemiBold);
        const double width = QFontMetricsF(font).horizontalAdvance(name);
        painter.setPen(theme_.colour(Role::text1));
        drawName(painter, font, QRectF(title.where.left() + 2, title.where.top(), width + 2, title.where.height()), Qt::AlignLeft, name);
        painter.setPen(theme_.colour(Role::text3));
        drawFigures(painter, theme_.font(11), QRectF(title.where.left() + width + 12, title.where.top(), 80, title.where.height()), Qt::AlignLeft,
                    tr("%1 of %2").arg(group.chosen()).arg(group.cards.size()));
    }
}

} // namespace lacquer::ui
