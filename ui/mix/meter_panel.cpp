#include "ui/mix/meter_panel.h"

#include "ui/theme/figures.h"

#include <QPainter>

namespace lacquer::ui {

MeterPanel::MeterPanel(Workspace& workspace, const Theme& theme, QWidget* parent) : QWidget(parent), theme_(theme) {
    setObjectName("meterPanel");
    setAccessibleName(tr("Meters of the mix"));
    close_ = new Button(theme, Icon::close, tr("Close the meters"), this);
    connect(close_, &QAbstractButton::clicked, this, [this] { setOpen(false); });
    wall_ = new MeterWall(workspace, theme, this);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    hide();
}

void MeterPanel::setOpen(bool open) {
    if (open == open_) return;
    open_ = open;
    emit openChanged();
}

void MeterPanel::resizeEvent(QResizeEvent*) {
    const int head = theme_.size(Size::panelHeader);
    const int button = theme_.size(Size::button);
    close_->setGeometry(width() - button - 6, (head - button) / 2, button, button);
    wall_->setGeometry(0, head + 2, width(), std::max(0, height() - head - 2));
}

void MeterPanel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.colour(Role::surface0));
    const QRectF head(0, 0, width(), theme_.size(Size::panelHeader));
    painter.fillRect(head, theme_.colour(Role::surface2));
    painter.setPen(theme_.colour(Role::text1));
    drawName(painter, theme_.font(13, QFont::DemiBold), head.adjusted(12, 0, -40, 0), Qt::AlignLeft, tr("Mix meters"));
}

} // namespace lacquer::ui
