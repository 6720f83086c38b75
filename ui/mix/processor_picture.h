#pragma once

#include <QWidget>

namespace lacquer::ui {

/// The picture over the knobs of a processor that has no editor of its own.
class ProcessorPicture : public QWidget {
    Q_OBJECT

public:
    using QWidget::QWidget;

    /// The values changed.
    virtual void refresh() = 0;
    /// Readings of this moment.
    virtual void tick() {}
};

} // namespace lacquer::ui
