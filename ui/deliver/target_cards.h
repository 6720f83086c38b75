#pragma once

#include "ui/controls/buttons.h"
#include "ui/models/delivery_view.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QWidget>

#include <vector>

namespace lacquer::ui {

/// A target as a card: what will be made, and whether it will pass. Checked: it is delivered.
class TargetCardButton : public QAbstractButton {
    Q_OBJECT

public:
    TargetCardButton(const Theme& theme, QWidget* parent);
    void showCard(const TargetCard& card);
    const TargetCard& card() const { return card_; }
    QSize sizeHint() const override;
    /// The press that mends what the card says; hidden where there is none.
    QAbstractButton& fix() { return *fix_; }
    /// Its sentence takes two lines above the fix, when the card is so wide.
    bool wantsALineMore(int width) const;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    const Theme& theme_;
    TargetCard card_;
    Button* fix_;
    bool hovered_ = false;
};

/// All targets in their groups, as many columns as fit; groups that fit side by side share a row.
class TargetCards : public QWidget {
    Q_OBJECT

public:
    TargetCards(const Theme& theme, QWidget* parent);
    void showGroups(const std::vector<TargetGroup>& groups);
    TargetCardButton* button(std::string_view id) const;
    int heightFor(int width);

signals:
    void chosen(const QString& id, bool on);
    void fixWanted(const QString& id);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    /// Returns the height; places the cards when `place` says so.
    enum class Place { no, yes };
    int arrange(int width, Place place);

    struct Title {
        QRect where;
        std::size_t group;
    };

    const Theme& theme_;
    std::vector<TargetGroup> groups_;
    std::vector<std::vector<TargetCardButton*>> buttons_;
    std::vector<Title> titles_;
};

/// Sign and colour of a verdict.
void paintVerdict(QPainter& painter, const Theme& theme, CardVerdict verdict, const QRectF& box);
Role verdictRole(CardVerdict verdict);

} // namespace lacquer::ui
