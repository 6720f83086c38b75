#include "ui/shell/export_panel.h"

#include "ui/theme/figures.h"

#include <QFileDialog>
#include <QPainter>
#include <QSettings>

#include <array>

namespace lacquer::ui {
namespace {

constexpr std::array kRates{44100, 48000, 88200, 96000, 176400, 192000};
constexpr std::array kFormats{formats::SampleFormat::int16, formats::SampleFormat::int24, formats::SampleFormat::float32};
constexpr int kRow = 40, kTop = 20, kLabels = 20, kFields = 130, kFieldWidth = 350;

/// Mixes go beside the project, not into it, until another folder was chosen once.
std::filesystem::path folderFor(const Workspace& workspace) {
    const QSettings settings("lacquer", "lacquer");
    const QString last = settings.value("export/folder").toString();
    if (!last.isEmpty() && std::filesystem::is_directory(last.toStdString())) return last.toStdString();
    return workspace.folder().parent_path() / (workspace.folder().stem().string() + " mixes");
}

} // namespace

ExportPanel::ExportPanel(Workspace& workspace, const Theme& theme, What what, QWidget* parent)
    : QDialog(parent), workspace_(workspace), theme_(theme), folder_(folderFor(workspace)) {
    setWindowTitle(tr("Export the mix"));
    setAccessibleName(windowTitle());
    setFixedSize(500, 310);
    choice_.rate = workspace.project()->rate;
    choice_.stems = what == What::mixAndStems;

    const auto menu = [&](const QString& name, int row, const QStringList& choices, int current, auto&& take) {
        auto* button = new MenuButton(theme, name, this);
        button->setGeometry(kFields, kTop + row * kRow, kFieldWidth, 28);
        button->setChoices(choices);
        button->setCurrent(current);
        connect(button, &MenuButton::chosen, this, [this, button, take](int index) {
            button->setCurrent(index);
            take(index);
            suggest();
            update();
        });
    };
    menu(tr("What to export"), 0, {tr("Mix"), tr("Mix and stems")}, choice_.stems ? 1 : 0,
         [this](int index) { choice_.stems = index == 1; });
    const project::Song* song = workspace.song();
    QStringList ranges{tr("Whole song")};
    if (song && song->loop.end > song->loop.start) ranges << tr("Loop range");
    menu(tr("Range"), 1, ranges, 0, [this](int index) { choice_.loopOnly = index == 1; });
    menu(tr("Word length"), 2, {tr("16 bit, dithered"), tr("24 bit, dithered"), tr("32 bit float")}, 1,
         [this](int index) { choice_.samples = kFormats[static_cast<std::size_t>(index)]; });
    QStringList rates{tr("As the project, %1 Hz").arg(choice_.rate.hz)};
    for (const int rate : kRates) rates << tr("%1 Hz").arg(rate);
    menu(tr("Sample rate"), 3, rates, 0, [this](int index) {
        choice_.rate = index ? SampleRate{kRates[static_cast<std::size_t>(index) - 1]} : workspace_.project()->rate;
    });

    auto* choose = new Button(theme, tr("Choose…"), tr("Choose the file"), this);
    choose->setGeometry(kFields + kFieldWidth - 90, kTop + 5 * kRow - 8, 90, 28);
    connect(choose, &Button::clicked, this, &ExportPanel::chooseFile);
    auto* cancel = new Button(theme, tr("Cancel"), tr("Cancel"), this, Button::Look::plain);
    cancel->setGeometry(300, 268, 80, 28);
    connect(cancel, &Button::clicked, this, &QDialog::reject);
    auto* go = new Button(theme, tr("Export"), tr("Export"), this, Button::Look::accent);
    go->setGeometry(400, 268, 80, 28);
    go->setFocus();
    connect(go, &Button::clicked, this, &ExportPanel::start);
    suggest();
}

void ExportPanel::suggest() {
    if (named_ || !workspace_.song()) return;
    choice_.file = suggestedMixFile(folder_, workspace_.song()->name, choice_.rate, choice_.samples);
    setAccessibleDescription(QString::fromStdString(choice_.file.string()));
}

void ExportPanel::setFile(const std::filesystem::path& file, bool replace) {
    choice_.file = file;
    choice_.replace = replace;
    named_ = true;
    setAccessibleDescription(QString::fromStdString(file.string()));
    update();
}

void ExportPanel::chooseFile() {
    auto* dialog = new QFileDialog(this, tr("Export the mix to"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave); // asks before it names a file that exists
    dialog->setNameFilters({tr("WAV (*.wav)"), tr("FLAC (*.flac)"), tr("AIFF (*.aiff)")});
    dialog->setDefaultSuffix("wav");
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString& filter) {
        dialog->setDefaultSuffix(filter.section("*.", 1).section(')', 0, 0));
    });
    dialog->setDirectory(QString::fromStdString(choice_.file.parent_path().string()));
    dialog->selectFile(QString::fromStdString(choice_.file.filename().string()));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
        const std::filesystem::path path = file.toStdString();
        setFile(path, std::filesystem::exists(path));
        QSettings("lacquer", "lacquer").setValue("export/folder", QString::fromStdString(path.parent_path().string()));
    });
    dialog->open();
}

void ExportPanel::start() {
    startExport(workspace_, choice_);
    accept();
}

void ExportPanel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.colour(Role::surface1));
    painter.setPen(theme_.colour(Role::text2));
    const QStringList labels{tr("Export"), tr("Range"), tr("Word length"), tr("Sample rate"), tr("File")};
    for (int row = 0; row < labels.size(); ++row)
        drawName(painter, theme_.font(12), QRectF(kLabels, kTop + row * kRow, 100, 28), Qt::AlignLeft, labels[row]);
    painter.setPen(theme_.colour(Role::text1));
    drawName(painter, theme_.font(12), QRectF(kFields, kTop + 4 * kRow, kFieldWidth, 28), Qt::AlignLeft,
             QString::fromStdString(choice_.file.filename().string()));
    painter.setPen(theme_.colour(Role::text3));
    const QFontMetrics metrics(theme_.font(11));
    drawName(painter, theme_.font(11), QRectF(kFields, kTop + 5 * kRow - 8, kFieldWidth - 100, 28), Qt::AlignLeft,
             metrics.elidedText(QString::fromStdString(choice_.file.parent_path().string()), Qt::ElideMiddle, kFieldWidth - 100));
}

} // namespace lacquer::ui
