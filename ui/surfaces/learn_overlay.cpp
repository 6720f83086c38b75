#include "ui/surfaces/learn_overlay.h"

#include "ui/theme/figures.h"

#include <QEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <tuple>

namespace lacquer::ui {

LearnOverlay::LearnOverlay(SurfaceLink& link, const Theme& theme, QWidget* window)
    : QWidget(window), link_(link), theme_(theme) {
    setAccessibleName(tr("Learn mode"));
    setFocusPolicy(Qt::StrongFocus);
    hide();
    window->installEventFilter(this);
    connect(&link, &SurfaceLink::learningChanged, this, [this] {
        if (!link_.isLearning()) armed_ = nullptr;
        update();
    });
}

void LearnOverlay::begin() {
    setGeometry(parentWidget()->rect());
    show();
    raise();
    setFocus();
}

void LearnOverlay::end() {
    link_.cancelLearning();
    hide();
    emit ended();
}

bool LearnOverlay::eventFilter(QObject* object, QEvent* event) {
    if (event->type() == QEvent::Resize && isVisible()) setGeometry(parentWidget()->rect());
    return QWidget::eventFilter(object, event);
}

QRect LearnOverlay::rectOf(const QWidget* widget) const {
    const QRect whole(widget->mapTo(parentWidget(), QPoint()), widget->size());
    // Of what is scrolled, only what is seen.
    return whole.intersected(QRect(widget->mapTo(parentWidget(), widget->visibleRegion().boundingRect().topLeft()),
                                   widget->visibleRegion().boundingRect().size()));
}

std::vector<QWidget*> LearnOverlay::learnables() const {
    std::vector<QWidget*> found;
    for (QWidget* widget : parentWidget()->findChildren<QWidget*>())
        if (widget->isVisible() && widget->property(kLearnable).isValid() && !widget->property(kLearnable).toString().isEmpty()) found.push_back(widget);
    return found;
}

void LearnOverlay::arm(const QWidget* widget) {
    const auto control = learnableOf(widget);
    if (!control) return;
    armed_ = widget;
    link_.learn(*control);
    update();
}

void LearnOverlay::mousePressEvent(QMouseEvent* event) {
    for (const QWidget* widget : learnables())
        if (rectOf(widget).contains(event->pos())) {
            if (event->button() == Qt::RightButton) return openMenu(widget, event->globalPosition().toPoint());
            return arm(widget);
        }
    end();
}

/// How a learned control takes the value over, which way round it goes and how far.
void LearnOverlay::fillMenu(QMenu& menu, const surfaces::Control& control) {
    using surfaces::Takeover;
    const auto learned = link_.learned(control);
    if (!learned) {
        menu.addAction(tr("Nothing is learned yet: click, and move something"))->setEnabled(false);
        return;
    }
    const auto choice = [&](const QString& words, bool is, Takeover takeover, double low, double high) {
        QAction* action = menu.addAction(words, this, [=, this] {
            link_.shapeLearned(control, takeover, low, high);
            update();
        });
        action->setCheckable(true);
        action->setChecked(is);
    };
    if (!surfaces::isRelative(learned->motion) && !surfaces::isKeyMotion(learned->motion)) {
        static const std::pair<Takeover, const char*> ways[] = {{Takeover::pickup, QT_TR_NOOP("Picks the value up where it stands")},
                                                                {Takeover::scale, QT_TR_NOOP("Scales its way to the value")},
                                                                {Takeover::relative, QT_TR_NOOP("Moves the value by its moves")},
                                                                {Takeover::jump, QT_TR_NOOP("Jumps to where it stands")}};
        for (const auto& [takeover, words] : ways) choice(tr(words), learned->takeover == takeover, takeover, learned->low, learned->high);
        menu.addSeparator();
    }
    const double least = std::min(learned->low, learned->high), most = std::max(learned->low, learned->high);
    const bool turned = learned->low > learned->high;
    choice(tr("Upside down"), turned, learned->takeover, learned->high, learned->low);
    static const std::tuple<double, double, const char*> spans[] = {{0, 1, QT_TR_NOOP("Over the whole range")},
                                                                    {0.5, 1, QT_TR_NOOP("Over the upper half")},
                                                                    {0, 0.5, QT_TR_NOOP("Over the lower half")},
                                                                    {0.25, 0.75, QT_TR_NOOP("Over the middle half")}};
    for (const auto& [from, to, words] : spans) choice(tr(words), least == from && most == to, learned->takeover, turned ? to : from, turned ? from : to);
    menu.addSeparator();
    menu.addAction(tr("Forget %1").arg(link_.learnedFor(control)), this, [this, control] {
        link_.forget(control);
        update();
    });
}

void LearnOverlay::openMenu(const QWidget* widget, const QPoint& at) {
    const auto control = learnableOf(widget);
    if (!control) return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillMenu(*menu, *control);
    menu->popup(at);
}

void LearnOverlay::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) return end();
    QWidget::keyPressEvent(event);
}

void LearnOverlay::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor accent = theme_.colour(Role::accent);
    QColor wash = accent;
    for (const QWidget* widget : learnables()) {
        const QRect place = rectOf(widget);
        if (place.isEmpty()) continue;
        const bool armed = armed_ == widget;
        wash.setAlphaF(armed ? 0.45F : 0.15F);
        painter.setBrush(wash);
        painter.setPen(QPen(accent, armed ? 2 : 1));
        painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
        const auto control = learnableOf(widget);
        const QString learned = control ? link_.learnedFor(*control) : QString();
        if (!learned.isEmpty() && place.height() >= 14) {
            painter.setPen(theme_.colour(Role::text1));
            drawName(painter, theme_.font(9, QFont::Medium), place.adjusted(2, 0, -2, 0), Qt::AlignHCenter, learned);
        }
    }
    const QString words = armed_ ? tr("Move a knob, a fader or a key of the controller. Esc ends learning.")
                                 : tr("Click what is to be moved; right-click for how, and to forget. Esc ends learning.");
    const QRect bar(width() / 2 - 240, height() - 72, 480, 32);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme_.colour(Role::surfaceOverlay));
    painter.drawRoundedRect(bar, 4, 4);
    painter.setPen(theme_.colour(Role::text1));
    drawName(painter, theme_.font(12, QFont::Medium), bar, Qt::AlignHCenter, words);
}

} // namespace lacquer::ui
