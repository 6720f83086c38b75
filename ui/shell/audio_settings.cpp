#include "ui/shell/audio_settings.h"

#include "ui/theme/figures.h"

#include <QPainter>
#include <QSettings>

#include <array>

namespace lacquer::ui {
namespace {

constexpr std::array kRates{44100, 48000, 88200, 96000, 176400, 192000};
constexpr std::array kBuffers{32, 64, 128, 256, 512, 1024, 2048};

} // namespace

live::DeviceSettings savedDeviceSettings() {
    const QSettings settings("lacquer", "lacquer");
    live::DeviceSettings saved;
    saved.id = settings.value("audio/device").toString().toStdString();
    if (const int rate = settings.value("audio/rate").toInt()) saved.rate = SampleRate{rate};
    if (const int frames = settings.value("audio/buffer").toInt()) saved.bufferFrames = frames;
    return saved;
}

AudioSettings::AudioSettings(Workspace& workspace, const Theme& theme, QWidget* parent)
    : QDialog(parent), workspace_(workspace), theme_(theme), devices_(live::Player::devices()) {
    setWindowTitle(tr("Audio settings"));
    setFixedSize(460, 312);
    const auto menu = [&](const QString& name, int row) {
        auto* button = new MenuButton(theme, name, this);
        button->setGeometry(130, 20 + row * 40, 310, 28);
        return button;
    };
    device_ = menu(tr("Device"), 0);
    rate_ = menu(tr("Sample rate"), 1);
    buffer_ = menu(tr("Buffer"), 2);
    QStringList names{tr("The system's default")};
    for (const live::DeviceInfo& device : devices_)
        names << QStringLiteral("%1 (%2)").arg(QString::fromStdString(device.name), QString::fromStdString(device.api));
    device_->setChoices(names);
    QStringList rates{tr("As the project, %1 Hz").arg(workspace.project()->rate.hz)};
    for (const int rate : kRates) rates << tr("%1 Hz").arg(rate);
    rate_->setChoices(rates);
    QStringList buffers{tr("The device's own")};
    for (const int frames : kBuffers) buffers << tr("%1 frames").arg(frames);
    buffer_->setChoices(buffers);
    const live::DeviceSettings& now = workspace.deviceSettings();
    device_->setCurrent(0);
    for (std::size_t k = 0; k < devices_.size(); ++k)
        if (devices_[k].id == now.id) device_->setCurrent(static_cast<int>(k) + 1);
    rate_->setCurrent(0);
    for (std::size_t k = 0; k < kRates.size(); ++k)
        if (now.rate && now.rate->hz == kRates[k]) rate_->setCurrent(static_cast<int>(k) + 1);
    buffer_->setCurrent(0);
    for (std::size_t k = 0; k < kBuffers.size(); ++k)
        if (now.bufferFrames == kBuffers[k]) buffer_->setCurrent(static_cast<int>(k) + 1);
    for (MenuButton* button : {device_, rate_, buffer_})
        connect(button, &MenuButton::chosen, this, [this, button](int index) {
            button->setCurrent(index);
            applySettings();
        });
    connect(&workspace, &Workspace::ticked, this, &AudioSettings::refresh);
    auto* done = new Button(theme, tr("Done"), tr("Done"), this, Button::Look::accent);
    done->setGeometry(360, 270, 80, 28);
    connect(done, &Button::clicked, this, &QDialog::accept);
    refresh();
}

void AudioSettings::applySettings() {
    live::DeviceSettings chosen;
    if (device_->current() > 0) chosen.id = devices_[static_cast<std::size_t>(device_->current()) - 1].id;
    if (rate_->current() > 0) chosen.rate = SampleRate{kRates[static_cast<std::size_t>(rate_->current()) - 1]};
    if (buffer_->current() > 0) chosen.bufferFrames = kBuffers[static_cast<std::size_t>(buffer_->current()) - 1];
    QSettings settings("lacquer", "lacquer");
    settings.setValue("audio/device", QString::fromStdString(chosen.id));
    settings.setValue("audio/rate", chosen.rate ? chosen.rate->hz : 0);
    settings.setValue("audio/buffer", chosen.bufferFrames.value_or(0));
    workspace_.reopenDevice(chosen);
    refresh();
}

void AudioSettings::refresh() {
    const live::PlayerState& state = workspace_.playerState();
    QStringList lines;
    if (state.device.empty()) {
        lines << tr("No device is open.");
    } else {
        lines << tr("%1, %2 Hz, %3 frames (%4 ms), %5 dropouts")
                     .arg(QString::fromStdString(state.api))
                     .arg(state.deviceRate.hz)
                     .arg(state.bufferFrames)
                     .arg(1000.0 * state.bufferFrames / std::max(1, state.deviceRate.hz), 0, 'f', 1)
                     .arg(state.xruns);
        lines << tr("Output latency %1 ms").arg(1000.0 * state.outputLatency.value, 0, 'f', 1);
        if (state.deviceRate != state.rate) lines.back() += tr(", converted from %1 Hz").arg(state.rate.hz);
    }
    constexpr double kMegabyte = 1 << 20;
    lines << tr("Read ahead: %1 of %2 MB in memory")
                 .arg(static_cast<double>(state.readAheadBytes) / kMegabyte, 0, 'f', 0)
                 .arg(static_cast<double>(state.readAheadBudget) / kMegabyte, 0, 'f', 0);
    const QString note = QString::fromStdString(state.priorityNote);
    if (lines == state_ && note == note_) return;
    state_ = lines;
    note_ = note;
    update();
}

void AudioSettings::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.colour(Role::surface1));
    painter.setPen(theme_.colour(Role::text2));
    const QStringList labels{tr("Device"), tr("Sample rate"), tr("Buffer")};
    for (int row = 0; row < labels.size(); ++row)
        drawName(painter, theme_.font(12), QRectF(20, 20 + row * 40, 100, 28), Qt::AlignLeft, labels[row]);
    painter.setPen(theme_.colour(Role::text3));
    for (int line = 0; line < state_.size(); ++line)
        drawFigures(painter, theme_.font(11), QRectF(20, 144 + line * 20, width() - 40, 20), Qt::AlignLeft, state_[line]);
    painter.setFont(theme_.font(11));
    painter.drawText(QRectF(20, 208, width() - 40, 54), Qt::AlignLeft | Qt::TextWordWrap, note_);
}

} // namespace lacquer::ui
