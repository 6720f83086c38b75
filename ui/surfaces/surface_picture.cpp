#include "ui/surfaces/surface_picture.h"

#include "engine/surfaces/fader_law.h"
#include "ui/theme/figures.h"

#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace lacquer::ui {
namespace {

using surfaces::Lamp;

constexpr int kStripWidth = 54, kSide = 214, kHeight = 372;
constexpr int kFaderTop = 196, kFaderHeight = 160;
constexpr int kMasterStrip = 8;
constexpr int kPixelsATick = 4;

/// The characters of the time display, of their seven-segment codes.
QString digits(const surfaces::Digits& codes) {
    QString text;
    for (const std::uint8_t code : codes) {
        const int character = code & 0x3f;
        text += QChar(character < 0x20 ? character + 0x40 : character);
        if (code & 0x40) text += '.';
    }
    return text;
}

} // namespace

SurfacePicture::SurfacePicture(SurfaceLink& link, const Theme& theme, QWidget* parent)
    : QWidget(parent), link_(link), theme_(theme) {
    setAccessibleName(tr("Control surface"));
    setFixedSize(sizeHint());
    refresh();
    startTimer(50);
    connect(&link, &SurfaceLink::changed, this, &SurfacePicture::refresh);
}

QSize SurfacePicture::sizeHint() const { return {8 * kStripWidth + kSide, kHeight}; }

void SurfacePicture::show(int surface, bool playable) {
    surface_ = surface;
    playable_ = playable;
    refresh();
}

void SurfacePicture::timerEvent(QTimerEvent*) {
    if (isVisible()) refresh();
}

void SurfacePicture::refresh() {
    const auto picture = surface_ ? link_.picture(surface_) : std::nullopt;
    picture_ = picture.value_or(surfaces::DeskPicture{});
    picture_.strips.resize(std::max<std::size_t>(picture_.strips.size(), 8));
    update();
}

QRect SurfacePicture::stripRect(int strip) const { return {strip * kStripWidth, 0, kStripWidth, kHeight}; }

QRect SurfacePicture::faderSlot(int strip) const {
    if (strip == kMasterStrip) return {8 * kStripWidth + 14, kFaderTop, 26, kFaderHeight};
    return {strip * kStripWidth + 14, kFaderTop, 26, kFaderHeight};
}

QRect SurfacePicture::knobRect(int strip) const { return {strip * kStripWidth + 10, 44, 34, 34}; }

std::vector<SurfacePicture::KeyPlace> SurfacePicture::keys() const {
    std::vector<KeyPlace> all;
    static const std::pair<int, const char*> rows[] = {{0x00, "R"}, {0x08, "S"}, {0x10, "M"}, {0x18, "SEL"}};
    for (int strip = 0; strip < 8; ++strip)
        for (int row = 0; row < 4; ++row)
            all.push_back({rows[row].first + strip, QString::fromLatin1(rows[row].second),
                           QRect(strip * kStripWidth + 5, 86 + row * 26, kStripWidth - 10, 22)});
    struct Key {
        int note;
        const char* label;
    };
    static const Key side[] = {{0x28, "Track"}, {0x29, "Send"}, {0x2a, "Pan"}, {0x2b, "Plug-in"}, {0x2c, "EQ"}, {0x32, "Flip"},
                               {0x2e, "◄ Bank"}, {0x2f, "Bank ►"}, {0x30, "◄ Ch"}, {0x31, "Ch ►"}, {0x56, "Loop"}, {0x54, "Marker"},
                               {0x4a, "Read"}, {0x4d, "Touch"}, {0x4e, "Latch"}, {0x4b, "Write"}, {0x51, "Undo"}, {0x46, "Shift"},
                               {0x5b, "◄◄"}, {0x5c, "►►"}, {0x5d, "■"}, {0x5e, "►"}, {0x5f, "●"}, {0x35, "Time"}};
    const int left = 8 * kStripWidth + kStripWidth, width = (kSide - kStripWidth) / 3;
    int at = 0;
    for (const Key& key : side) {
        all.push_back({key.note, QString::fromUtf8(key.label), QRect(left + at % 3 * width + 2, 48 + at / 3 * 38, width - 4, 30)});
        ++at;
    }
    return all;
}

std::optional<int> SurfacePicture::noteAt(const QPoint& point) const {
    for (const KeyPlace& key : keys())
        if (key.rect.contains(point)) return key.note;
    return std::nullopt;
}

Lamp SurfacePicture::lampOf(int note) const {
    if (note >= 0x28) return picture_.lamps[static_cast<std::size_t>(note)];
    const surfaces::StripPicture& strip = picture_.strips[static_cast<std::size_t>(note % 8)];
    switch (note / 8) {
    case 0: return strip.record;
    case 1: return strip.solo;
    case 2: return strip.mute;
    default: return strip.select;
    }
}

void SurfacePicture::paintKey(QPainter& painter, const KeyPlace& key) const {
    const bool lit = lampOf(key.note) != Lamp::off;
    Role colour = Role::accent;
    if (key.note < 0x08 || key.note == 0x5f) colour = Role::stateRecord;
    else if (key.note < 0x10) colour = Role::stateSolo;
    else if (key.note < 0x18) colour = Role::stateMute;
    painter.setPen(Qt::NoPen);
    painter.setBrush(lit ? theme_.colour(colour) : theme_.colour(held_ == key.note ? Role::surface3 : Role::surface2));
    painter.drawRoundedRect(key.rect, 3, 3);
    painter.setPen(lit ? theme_.colour(Role::surface0) : theme_.colour(Role::text2));
    drawName(painter, theme_.font(10, QFont::Medium), key.rect, Qt::AlignHCenter, key.label);
}

void SurfacePicture::paintFader(QPainter& painter, const QRect& slot, int position) const {
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme_.colour(Role::surface0));
    painter.drawRoundedRect(QRect(slot.center().x() - 2, slot.y(), 4, slot.height()), 2, 2);
    const int travel = slot.height() - 20;
    const int y = slot.y() + travel - static_cast<int>(std::lround(surfaces::travelAt(position) * travel));
    painter.setBrush(theme_.colour(Role::surface3));
    painter.drawRoundedRect(QRect(slot.x(), y, slot.width(), 20), 3, 3);
    painter.setPen(theme_.colour(Role::text1));
    painter.drawLine(slot.x() + 4, y + 10, slot.right() - 4, y + 10);
}

void SurfacePicture::paintStrip(QPainter& painter, int strip) const {
    const surfaces::StripPicture& shown = picture_.strips[static_cast<std::size_t>(strip)];
    const QRect display(strip * kStripWidth + 3, 4, kStripWidth - 6, 34);
    painter.setPen(Qt::NoPen);
    const QColor ground = shown.colour && shown.channel ? theme_.hue(shown.colour) : theme_.colour(Role::surface3);
    painter.setBrush(shown.channel ? Theme::over(ground, 0.35, theme_.colour(Role::surface0)) : theme_.colour(Role::surface0));
    painter.drawRoundedRect(display, 3, 3);
    painter.setPen(theme_.colour(Role::text1));
    const auto cell = [&](const std::string& text) { return QString::fromStdString(surfaces::shortName(text, 7)); };
    drawName(painter, theme_.font(10, QFont::Medium), display.adjusted(2, 1, -2, -17), Qt::AlignHCenter,
             picture_.notice ? QString() : cell(shown.upper));
    drawName(painter, theme_.font(10), display.adjusted(2, 16, -2, -1), Qt::AlignHCenter, cell(shown.lower));
    // Eleven lights around the knob, and the one below it.
    const QPointF centre = QRectF(knobRect(strip)).center();
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme_.colour(Role::surface3));
    painter.drawEllipse(centre, 10, 10);
    const surfaces::Ring& ring = shown.ring;
    for (int light = 1; light <= 11; ++light) {
        bool on = false;
        switch (ring.mode) {
        case surfaces::RingMode::dot: on = light == ring.position; break;
        case surfaces::RingMode::boostCut: on = (light >= std::min(6, ring.position) && light <= std::max(6, ring.position)); break;
        case surfaces::RingMode::wrap: on = light <= ring.position; break;
        case surfaces::RingMode::spread: on = std::abs(light - 6) < ring.position; break;
        }
        on = on && ring.position > 0;
        const double angle = (225 - (light - 1) * 27) * 3.14159265358979 / 180;
        painter.setBrush(on ? theme_.colour(Role::accent) : theme_.colour(Role::surface2));
        painter.drawEllipse(centre + QPointF(std::cos(angle), -std::sin(angle)) * 15, 2, 2);
    }
    if (ring.centre) {
        painter.setBrush(theme_.colour(Role::accent));
        painter.drawEllipse(centre + QPointF(0, 16), 2, 2);
    }
    paintFader(painter, faderSlot(strip), shown.fader);
}

void SurfacePicture::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), theme_.colour(Role::surface1));
    for (int strip = 0; strip < 8; ++strip) paintStrip(painter, strip);
    if (picture_.notice) {
        painter.setPen(theme_.colour(Role::text1));
        drawName(painter, theme_.font(11, QFont::Medium), QRect(8, 4, 8 * kStripWidth - 16, 18), Qt::AlignLeft, QString::fromStdString(*picture_.notice));
    }
    paintFader(painter, faderSlot(kMasterStrip), picture_.master);
    const QRect time(8 * kStripWidth + 8, 6, kSide - 16, 32);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme_.colour(Role::surface0));
    painter.drawRoundedRect(time, 3, 3);
    painter.setPen(theme_.colour(Role::accent));
    drawFigures(painter, theme_.font(15, QFont::Medium), time.adjusted(8, 0, -44, 0), Qt::AlignLeft, digits(picture_.time));
    drawFigures(painter, theme_.font(13), time.adjusted(8, 0, -8, 0), Qt::AlignRight, QString::fromLatin1(picture_.assignment, 2));
    for (const KeyPlace& key : keys()) paintKey(painter, key);
}

void SurfacePicture::send(int status, int number, int value) {
    const auto byte = [](int b) { return static_cast<std::uint8_t>(b); };
    link_.play(surface_, {byte(status), byte(number), byte(value)});
}

void SurfacePicture::moveFaderTo(int strip, int y) {
    const QRect slot = faderSlot(strip);
    const double travel = 1.0 - static_cast<double>(y - slot.y() - 10) / (slot.height() - 20);
    const int position = surfaces::positionOf(travel);
    send(0xe0 | strip, position & 0x7f, position >> 7);
}

void SurfacePicture::mousePressEvent(QMouseEvent* event) {
    if (!playable_ || event->button() != Qt::LeftButton) return;
    last_ = event->pos();
    if (const auto note = noteAt(event->pos())) {
        held_ = note;
        send(0x90, *note, 0x7f);
    }
    for (int strip = 0; strip <= kMasterStrip; ++strip)
        if (faderSlot(strip).contains(event->pos())) {
            fader_ = strip;
            send(0x90, 0x68 + strip, 0x7f);
            moveFaderTo(strip, event->pos().y());
        }
    for (int strip = 0; strip < 8; ++strip)
        if (knobRect(strip).contains(event->pos())) knob_ = strip;
    update();
}

void SurfacePicture::mouseMoveEvent(QMouseEvent* event) {
    if (fader_) moveFaderTo(*fader_, event->pos().y());
    if (!knob_) return;
    const int ticks = (last_.y() - event->pos().y()) / kPixelsATick;
    if (ticks == 0) return;
    last_ = event->pos();
    send(0xb0, 0x10 + *knob_, ticks < 0 ? 0x40 | std::min(-ticks, 63) : std::min(ticks, 63));
}

void SurfacePicture::mouseReleaseEvent(QMouseEvent* event) {
    if (held_) send(0x90, *held_, 0);
    if (fader_) send(0x90, 0x68 + *fader_, 0);
    // A knob that was pressed and not turned.
    if (knob_ && last_ == event->pos()) {
        send(0x90, 0x20 + *knob_, 0x7f);
        send(0x90, 0x20 + *knob_, 0);
    }
    held_.reset();
    fader_.reset();
    knob_.reset();
    update();
}

void SurfacePicture::wheelEvent(QWheelEvent* event) {
    if (!playable_) return event->ignore();
    for (int strip = 0; strip < 8; ++strip)
        if (knobRect(strip).contains(event->position().toPoint())) {
            send(0xb0, 0x10 + strip, event->angleDelta().y() > 0 ? 0x01 : 0x41);
            return event->accept();
        }
    event->ignore();
}

} // namespace lacquer::ui
