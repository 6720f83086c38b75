#pragma once

#include "ui/models/delivery_view.h"
#include "ui/theme/theme.h"

#include <QAbstractScrollArea>

namespace lacquer::ui {

/// Files that are being made or were made, with the facts measured on their bytes.
class DeliveryList : public QAbstractScrollArea {
    Q_OBJECT

public:
    DeliveryList(const Theme& theme, QWidget* parent);
    void showLines(const std::vector<DeliveryLine>& lines);
    const std::vector<DeliveryLine>& lines() const { return lines_; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    int heightOf(const DeliveryLine& line) const;
    void fitScrollBar();

    const Theme& theme_;
    std::vector<DeliveryLine> lines_;
};

} // namespace lacquer::ui
