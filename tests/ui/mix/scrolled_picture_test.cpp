#include "ui/mix/scrolled_picture.h"

#include "tests/ui/window_test.h"

#include <QPainter>

namespace lacquer::ui {
namespace {

/// A world whose every cell of 8 × 8 has a colour of its own, seen through a window at (x, y).
void paintWorld(QPainter& painter, const QRectF& area, int x, int y, int age) {
    for (int cx = (x + static_cast<int>(area.left())) / 8 - 1; cx * 8 - x < area.right(); ++cx)
        for (int cy = (y + static_cast<int>(area.top())) / 8 - 1; cy * 8 - y < area.bottom(); ++cy)
            painter.fillRect(cx * 8 - x, cy * 8 - y, 8, 8, QColor::fromHsv((cx * 37 + cy * 91 + age * 13 + 36000) % 360, 200, 200));
}

class ScrolledPictureTest : public testing::TestWithParam<double> {
protected:
    QImage shown(const ScrolledPicture& picture, QSize size) const {
        QImage image(size * GetParam(), QImage::Format_RGB32);
        image.setDevicePixelRatio(GetParam());
        image.fill(Qt::black);
        QPainter painter(&image);
        picture.draw(painter, QRect(QPoint(), size));
        return image;
    }
};

TEST_P(ScrolledPictureTest, LooksAfterAnyScrollAsIfItWerePaintedAnew) {
    const QSize size(96, 64);
    ScrolledPicture picture;
    picture.resize(size, GetParam());
    int x = 1000, y = 1000;
    long painted = 0;
    const auto refresh = [&](ScrolledPicture& what, int at, int down) {
        what.refresh([&](QPainter& painter, const QRectF& area) {
            painted += static_cast<long>(area.width() * area.height());
            paintWorld(painter, area, at, down, 0);
        });
    };
    refresh(picture, x, y);
    painted = 0;
    for (const QPoint by : {QPoint(5, 0), {-11, 3}, {40, -20}, {1, 63}, {-95, 0}, {7, 7}, {0, 1}}) {
        x += by.x();
        y += by.y();
        picture.scroll(static_cast<int>(by.x() * GetParam()), static_cast<int>(by.y() * GetParam()));
        refresh(picture, x, y);
        ScrolledPicture anew;
        anew.resize(size, GetParam());
        const long before = painted;
        refresh(anew, x, y);
        painted = before;
        ASSERT_EQ(shown(picture, size), shown(anew, size)) << by.x() << ", " << by.y();
    }
    // Six steps that would have painted all of it each time.
    EXPECT_LT(painted, 4 * size.width() * size.height());
}

TEST_P(ScrolledPictureTest, PaintsOnlyWhatIsStale) {
    const QSize size(96, 64);
    ScrolledPicture picture;
    picture.resize(size, GetParam());
    picture.refresh([](QPainter& painter, const QRectF& area) { paintWorld(painter, area, 0, 0, 0); });
    EXPECT_FALSE(picture.isStale());
    picture.markStale({16, 8, 16, 8});
    QRectF seen;
    picture.refresh([&](QPainter& painter, const QRectF& area) {
        seen |= area;
        paintWorld(painter, area, 0, 0, 1);
    });
    EXPECT_EQ(seen, QRectF(16, 8, 16, 8));
    const QImage image = shown(picture, size);
    const auto at = [&](int px, int py) { return image.pixelColor(static_cast<int>(px * GetParam()), static_cast<int>(py * GetParam())).rgb(); };
    EXPECT_EQ(at(20, 12), QColor::fromHsv((2 * 37 + 91 + 13 + 36000) % 360, 200, 200).rgb());
    EXPECT_EQ(at(4, 12), QColor::fromHsv((91 + 36000) % 360, 200, 200).rgb());
}

INSTANTIATE_TEST_SUITE_P(Scales, ScrolledPictureTest, testing::Values(1.0, 2.0), [](const auto& scale) { return "at" + std::to_string(static_cast<int>(scale.param * 100)); });

} // namespace
} // namespace lacquer::ui
