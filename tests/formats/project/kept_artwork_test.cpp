#include "formats/project/kept_artwork.h"

#include "formats/project/durable_file.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace lacquer::formats {
namespace {

namespace fs = std::filesystem;

class KeptArtwork : public testing::Test {
protected:
    KeptArtwork() {
        char path[] = "/tmp/lacquer-artwork-XXXXXX";
        base_ = mkdtemp(path);
        fs::create_directories(base_ / "elsewhere");
        fs::create_directories(project_);
    }
    ~KeptArtwork() override { fs::remove_all(base_); }

    /// What only begins as a JPEG: the picture is looked into when it is delivered.
    fs::path picture(const std::string& folder, const std::string& content) {
        const fs::path file = base_ / folder / "cover.jpg";
        fs::create_directories(file.parent_path());
        EXPECT_TRUE(writeWhole(file, "\xff\xd8\xff" + content));
        return file;
    }

    fs::path base_;
    fs::path project_ = base_ / "Album.lacquer";
};

TEST_F(KeptArtwork, LiesInTheProjectsFolder) {
    const auto kept = keepArtwork(picture("elsewhere", "dawn"), project_);
    ASSERT_TRUE(kept) << kept.error().message;
    EXPECT_EQ(*kept, "artwork/cover.jpg");
    EXPECT_EQ(*readWhole(project_ / *kept), "\xff\xd8\xff" "dawn");
}

TEST_F(KeptArtwork, NeverReplacesAnotherPictureOfItsName) {
    const auto first = keepArtwork(picture("one", "dawn"), project_);
    const auto second = keepArtwork(picture("two", "dusk"), project_);
    ASSERT_TRUE(first && second);
    EXPECT_EQ(*second, "artwork/cover 2.jpg");
    EXPECT_EQ(*readWhole(project_ / *first), "\xff\xd8\xff" "dawn") << "an undo goes back to it";
    EXPECT_EQ(*keepArtwork(picture("three", "dusk"), project_), *second) << "the same picture again is the same file";
}

TEST_F(KeptArtwork, StaysWhereItIsInsideTheProject) {
    const auto kept = keepArtwork(picture("elsewhere", "dawn"), project_);
    EXPECT_EQ(*keepArtwork(*kept, project_), *kept);
    EXPECT_EQ(*keepArtwork(project_ / *kept, project_), *kept);
}

TEST_F(KeptArtwork, RefusesWhatIsNoPictureOrIsNotThere) {
    EXPECT_TRUE(writeWhole(base_ / "notes.jpg", "GIF89a"));
    const auto wrong = keepArtwork(base_ / "notes.jpg", project_);
    ASSERT_FALSE(wrong);
    EXPECT_NE(wrong.error().message.find("neither a JPEG nor a PNG"), std::string::npos);
    const auto missing = keepArtwork(base_ / "none.png", project_);
    ASSERT_FALSE(missing);
    EXPECT_NE(missing.error().message.find("There is no picture"), std::string::npos);
}

} // namespace
} // namespace lacquer::formats
