#include "ui/surfaces/learn_overlay.h"

#include "ui/theme/figures.h"

#include <QEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

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
            if (event->button() == Qt::RightButton) {
                if (const auto control = learnableOf(widget)) link_.forget(*control);
                return update();
            }
            return arm(widget);
        }
    end();
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
                                 : tr("Click what is to be moved; a right click forgets. Esc ends learning.");
    const QRect bar(width() / 2 - 240, height() - 72, 480, 32);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme_.colour(Role::surfaceOverlay));
    painter.drawRoundedRect(bar, 4, 4);
    painter.setPen(theme_.colour(Role::text1));
    drawName(painter, theme_.font(12, QFont::Medium), bar, Qt::AlignHCenter, words);
}

} // namespace lacquer::ui
