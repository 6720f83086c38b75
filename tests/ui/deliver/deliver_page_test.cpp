#include "tests/ui/window_test.h"

#include "engine/processors/catalogue.h"
#include "engine/project/album_edits.h"
#include "engine/project/song_edits.h"
#include "formats/audio/audio_file_writer.h"
#include "formats/audio/import.h"
#include "ui/deliver/audit_list.h"
#include "ui/deliver/deliver_page.h"
#include "ui/deliver/delivery_files.h"
#include "ui/deliver/delivery_list.h"
#include "ui/deliver/target_cards.h"

#include <QAbstractButton>
#include <QTemporaryDir>
#include <QTest>

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

namespace lacquer::ui {
namespace {

using project::Project;

/// An album of one file: four seconds of a quiet chord.
class Delivery : public ::testing::Test {
protected:
    Delivery() {
        offscreenApplication();
        const std::filesystem::path folder = folder_.path().toStdString();
        EXPECT_TRUE(workspace_.create(folder / "Album.lacquer", SampleRate{48000}));
        writeSong(folder / "Dawn.wav");
        formats::ImportRequest request;
        request.paths = {folder / "Dawn.wav"};
        request.projectFolder = workspace_.folder();
        request.rate = {48000};
        const auto imported = formats::importFiles(request);
        EXPECT_TRUE(imported);
        workspace_.apply("Set up", [&](const Project& empty) -> Result<Project> {
            auto pooled = project::addSource(empty, imported->tracks.front().source);
            auto added = project::addSourceToAlbum(std::move(pooled->project), pooled->id, "Dawn");
            auto named = project::setAlbumMetadata(std::move(added->project), "title", "First Light");
            return named ? project::setAlbumMetadata(std::move(*named), "artist", "Mara Lind") : named;
        });
        page_ = std::make_unique<DeliverPage>(workspace_, theme_);
        page_->resize(1900, 1000);
        page_->show();
        EXPECT_TRUE(QTest::qWaitForWindowExposed(page_.get()));
        page_->files().setFolder(QString::fromStdString((folder / "out").string()));
    }

    static void writeSong(const std::filesystem::path& file) {
        formats::WriteOptions options;
        options.rate = {48000};
        auto writer = formats::AudioFileWriter::create(file, options);
        std::vector<float> left(4800), right(4800);
        for (int block = 0; block < 40; ++block) {
            for (std::size_t i = 0; i < left.size(); ++i) {
                const double t = (block * 4800.0 + static_cast<double>(i)) / 48000;
                left[i] = static_cast<float>(0.1 * (std::sin(1382.3 * t) + std::sin(2073.4 * t)));
                right[i] = static_cast<float>(0.1 * (std::sin(1382.3 * t) + std::sin(2764.6 * t)));
            }
            const float* planes[] = {left.data(), right.data()};
            EXPECT_TRUE((*writer)->write(planes, 4800));
        }
        EXPECT_TRUE((*writer)->finish());
    }

    void click(const char* id) {
        auto* card = page_->cards().button(id);
        ASSERT_TRUE(card) << id;
        QTest::mouseClick(card, Qt::LeftButton, {}, {40, 60});
    }

    QTemporaryDir folder_;
    Theme theme_;
    Workspace workspace_{std::make_shared<const processors::ProcessorCatalogue>()};
    std::unique_ptr<DeliverPage> page_;
};

TEST_F(Delivery, ACardChoosesItsTargetAsAnUndoableStep) {
    click("flac");
    EXPECT_EQ(workspace_.project()->targets, std::vector<std::string>{"flac"});
    workspace_.undo();
    EXPECT_TRUE(workspace_.project()->targets.empty());
    EXPECT_FALSE(page_->cards().button("flac")->isChecked());
}

TEST_F(Delivery, OneButtonMakesTheFilesAndShowsWhatWasMeasuredOnThem) {
    click("flac");
    page_->deliver();
    ASSERT_TRUE(page_->isDelivering());
    ASSERT_TRUE(QTest::qWaitFor([&] { return !page_->isDelivering(); }, 60'000));
    ASSERT_EQ(page_->results().size(), 1u);
    ASSERT_TRUE(page_->results()[0].passed) << (page_->results()[0].problems.empty() ? "" : page_->results()[0].problems[0]);
    const auto file = page_->files().folder() / page_->results()[0].files.front().path;
    EXPECT_TRUE(std::filesystem::exists(file)) << file;
    const auto& lines = page_->list().lines();
    ASSERT_GE(lines.size(), 2u);
    EXPECT_EQ(lines[1].length, "0:04");
    EXPECT_FALSE(lines[1].checksum.empty());
    EXPECT_FALSE(lines[1].loudness.empty());
    EXPECT_TRUE(std::filesystem::exists(page_->files().folder() / formats::kManifestFile));
}

TEST_F(Delivery, PaintsAtEverySizeInBothThemes) {
    for (const auto variant : {Theme::Variant::light, Theme::Variant::dark}) {
        theme_.setVariant(variant);
        for (const QSize size : {QSize(1280, 732), QSize(1920, 1012), QSize(3840, 2092)}) {
            page_->resize(size);
            EXPECT_FALSE(page_->grab().isNull());
            // No card lies over another or outside its page.
            const auto cards = page_->cards().findChildren<TargetCardButton*>();
            for (const auto* one : cards) {
                EXPECT_TRUE(page_->cards().rect().contains(one->geometry())) << one->card().id;
                for (const auto* other : cards) {
                    if (other != one) {
                        EXPECT_FALSE(one->geometry().intersects(other->geometry())) << one->card().id << " " << other->card().id;
                    }
                }
            }
        }
    }
}

TEST_F(Delivery, ShowsEveryButtonWholeAtEverySize) {
    DeliverPage page(workspace_, theme_, nullptr);
    for (const QSize& size : {QSize(1280, 756), QSize(1920, 1036), QSize(3840, 2116)}) {
        page.resize(size);
        page.show();
        for (const auto* button : page.findChildren<QAbstractButton*>()) {
            if (page.cards().isAncestorOf(button) || !button->isVisible()) continue; // cards scroll
            EXPECT_TRUE(button->parentWidget()->rect().contains(button->geometry())) << button->accessibleName().toStdString() << " at " << size.width();
            EXPECT_GE(button->width(), button->sizeHint().width() - 16) << button->accessibleName().toStdString() << " at " << size.width();
        }
    }
}

TEST_F(Delivery, TheAuditsWorstMomentsCanBeHeardCodedAgainstTheMaster) {
    page_->auditCodecs();
    ASSERT_TRUE(QTest::qWaitFor([this] { return page_->audit().has_value(); }, 60000));
    AuditList& list = page_->auditList();
    ASSERT_TRUE(list.isVisible());
    ASSERT_GT(list.lines(), 0u);
    EXPECT_FALSE(list.grab().isNull());
    list.hear(0);
    EXPECT_TRUE(QTest::qWaitFor([this] { return workspace_.isAuditioning(); }, 20000));
    EXPECT_EQ(list.heard(), 0);
    QTest::keyClick(&list, Qt::Key_Down);
    EXPECT_EQ(list.heard(), list.lines() > 1 ? 1 : 0);
    QTest::keyClick(&list, Qt::Key_Escape);
    EXPECT_FALSE(workspace_.isAuditioning());
    EXPECT_FALSE(list.isVisible());
}

} // namespace
} // namespace lacquer::ui
