#include "ui/shell/project_doors.h"

#include "engine/project/song_edits.h"
#include "ui/models/recent_projects.h"
#include "ui/models/relink.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QProcess>
#include <QStandardPaths>

namespace lacquer::ui {

ProjectDoors::ProjectDoors(Workspace& workspace, std::function<void()> stemsTaken, QWidget* window)
    : QObject(window), workspace_(workspace), intake_(workspace, std::move(stemsTaken)), window_(window) {}

bool ProjectDoors::open(const QString& folder) {
    const Result<void> opened = workspace_.open(folder.toStdString());
    if (!opened) {
        workspace_.messages().fail(QString::fromStdString(opened.error().message));
        return false;
    }
    rememberProject(folder);
    if (const auto missing = workspace_.sources()->missing(); !missing.empty())
        workspace_.messages().post({Verdict::warn,
                                    missing.size() == 1 ? QString::fromStdString(missing.front().second)
                                                        : tr("%1 files are missing and play as silence. %2").arg(missing.size()).arg(QString::fromStdString(missing.front().second)),
                                    tr("Locate…"), [this] { locateMissing(); }});
    return true;
}

void ProjectDoors::locateMissing() {
    if (!workspace_.isOpen() || workspace_.sources()->missing().empty()) return workspace_.messages().note(tr("No file of this project is missing."));
    auto* dialog = new QFileDialog(window_, tr("Where to look for the missing files"), QStandardPaths::writableLocation(QStandardPaths::MusicLocation));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, &ProjectDoors::locateMissingIn);
    dialog->open();
}

void ProjectDoors::locateMissingIn(const QString& folder) {
    std::vector<SourceId> missing;
    for (const auto& [id, sentence] : workspace_.sources()->missing()) missing.push_back(id);
    struct Found {
        std::vector<FoundSource> files;
        std::optional<project::Project> project;
    };
    auto found = std::make_shared<Found>();
    const std::filesystem::path home = workspace_.folder();
    workspace_.jobs().start(
        tr("Looking for missing files"),
        [found, missing, home, project = workspace_.project(), where = std::filesystem::path(folder.toStdString())](const Jobs::Progress& progress) -> Result<void> {
            auto files = findSources(*project, missing, where, progress);
            if (!files) return tl::make_unexpected(files.error());
            auto taken = takeFound(*project, *files, home);
            if (!taken) return tl::make_unexpected(taken.error());
            found->files = std::move(*files);
            found->project = std::move(*taken);
            return {};
        },
        [this, found, home, asked = missing.size()](const Result<void>& done) {
            if (workspace_.folder() != home) return; // another project is open by now
            if (!done) return workspace_.messages().fail(QString::fromStdString(done.error().message));
            if (found->files.empty()) return workspace_.messages().warn(tr("None of the %1 missing files is there. Choose another folder.").arg(asked));
            workspace_.apply(tr("Locate %1 files").arg(found->files.size()), [&](const project::Project& from) -> Result<project::Project> {
                Result<project::Project> next = from;
                for (const FoundSource& one : found->files) {
                    const project::Source* source = project::findSource(*found->project, one.source);
                    if (next) next = project::setSourceFile(std::move(*next), one.source, source->file, source->contentHash);
                }
                return next;
            });
            // What lies again where it was is seen when the project is opened anew.
            open(QString::fromStdString(home.string()));
            if (workspace_.sources()->missing().empty())
                workspace_.messages().post({Verdict::pass, tr("All missing files are found and lie in the project now."), {}, {}});
        });
}

void ProjectDoors::chooseProject() {
    auto* dialog = new QFileDialog(window_, tr("Open a project"), QStandardPaths::writableLocation(QStandardPaths::MusicLocation));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, &ProjectDoors::open);
    dialog->open();
}

void ProjectDoors::chooseStems() {
    auto* dialog = new QFileDialog(window_, tr("Stems of a song"), QStandardPaths::writableLocation(QStandardPaths::MusicLocation));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, [this](const QStringList& files) { takeStems(files); });
    dialog->open();
}

void ProjectDoors::makeProject() {
    auto* dialog = new QFileDialog(window_, tr("New project"), QStandardPaths::writableLocation(QStandardPaths::MusicLocation));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(tr("New project.lacquer"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](QString folder) {
        if (!folder.endsWith(".lacquer")) folder += ".lacquer";
        const Result<void> made = workspace_.create(folder.toStdString(), SampleRate{48000});
        if (made) rememberProject(folder);
        else workspace_.messages().fail(QString::fromStdString(made.error().message));
    });
    dialog->open();
}

void ProjectDoors::openDemo() {
    const QString music = QStandardPaths::writableLocation(QStandardPaths::MusicLocation);
    const QDir folder(music + "/lacquer-demo");
    const auto openIt = [this, folder] {
        const QStringList found = folder.entryList({"*.lacquer"}, QDir::Dirs);
        return !found.isEmpty() && open(folder.filePath(found.first()));
    };
    if (folder.exists() && openIt()) return;
    // The demo is made by the program itself, as on the command line.
    workspace_.jobs().start(
        tr("Making the demo album"),
        [path = folder.absolutePath()](const Jobs::Progress& progress) -> Result<void> {
            QProcess maker;
            maker.start(QCoreApplication::applicationFilePath(), {"demo", path});
            double share = 0;
            while (maker.state() != QProcess::NotRunning) {
                maker.waitForFinished(200);
                share += (0.95 - share) * 0.02; // how long it takes is not known
                if (!progress(share)) {
                    maker.kill();
                    maker.waitForFinished();
                    return fail(ErrorKind::cancelled, "The demo album was not made.");
                }
            }
            if (maker.exitCode() == 0) return {};
            const QString words = QString::fromUtf8(maker.readAllStandardError()).trimmed().section('\n', -1);
            return systemRefused(words.isEmpty() ? "The demo album could not be made." : words.toStdString());
        },
        [this, openIt](const Result<void>& made) {
            if (!made) workspace_.messages().fail(QString::fromStdString(made.error().message));
            else if (!openIt()) workspace_.messages().fail(tr("The demo album was made but holds no project."));
        });
}

void ProjectDoors::takeStems(const QStringList& files) {
    intake_.take(files, [this] { rememberProject(QString::fromStdString(workspace_.folder().string())); });
}

} // namespace lacquer::ui
