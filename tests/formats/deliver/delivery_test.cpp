#include "formats/deliver/delivery.h"

#include "formats/checksum/checksum.h"
#include "formats/deliver/tag_import.h"
#include "formats/deliver/target_library.h"
#include "formats/deliver/verification.h"
#include "tests/formats/album/small_album.h"

#include <ebur128.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sndfile.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>

namespace lacquer::formats {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::int32_t kRate = 48000;

const TargetLibrary& library() {
    static const TargetLibrary loaded = loadTargetsFrom({LACQUER_SHIPPED_TARGETS});
    return loaded;
}

std::vector<mastering::Target> targets(std::initializer_list<const char*> ids) {
    std::vector<mastering::Target> chosen;
    for (const char* id : ids) chosen.push_back(*library().find(id));
    return chosen;
}

/// Two songs just over 4 s, the least a CD takes, the second 6 dB quieter.
void fill(SmallAlbum& album) {
    album.addTrack(noise(4 * kRate + 9600, 10, -14), 0, "Première");
    album.addTrack(noise(4 * kRate + 4800, 11, -20), 1.5, "Second");
    album.setAlbum("title", "Öl & Wasser");
    album.setAlbum("artist", "Ünïcode 名");
    album.setAlbum("year", "2026");
}

DeliveryRequest request(const SmallAlbum& album, std::initializer_list<const char*> ids, const char* folder = "out") {
    return {album.subject(), targets(ids), album.folder() / folder, false};
}

json probe(const fs::path& file) {
    return json::parse(outputOf("ffprobe -v error -show_format -show_streams -of json '" + file.string() + "'"), nullptr,
                       false);
}

/// By libebur128 over what ffmpeg decodes: neither meter nor decoder is ours.
struct Referee {
    double lufs = NAN, truePeakDbtp = NAN;
    int rate = 0;
};

Referee referee(const fs::path& decoded) {
    SF_INFO info{};
    SNDFILE* wav = sf_open(decoded.c_str(), SFM_READ, &info);
    if (!wav) return {};
    std::vector<float> samples(static_cast<std::size_t>(info.frames * info.channels));
    sf_readf_float(wav, samples.data(), info.frames);
    sf_close(wav);
    ebur128_state* meter = ebur128_init(static_cast<unsigned>(info.channels), static_cast<unsigned long>(info.samplerate),
                                        EBUR128_MODE_I | EBUR128_MODE_TRUE_PEAK);
    ebur128_add_frames_float(meter, samples.data(), static_cast<std::size_t>(info.frames));
    Referee result;
    result.rate = info.samplerate;
    ebur128_loudness_global(meter, &result.lufs);
    double peak = 0, worst = 0;
    for (unsigned c = 0; c < static_cast<unsigned>(info.channels); ++c) {
        ebur128_true_peak(meter, c, &peak);
        worst = std::max(worst, peak);
    }
    result.truePeakDbtp = 20 * std::log10(worst);
    ebur128_destroy(&meter);
    return result;
}

/// All at once: starting ffmpeg takes longer than decoding a song. By the files' names.
std::map<fs::path, Referee> refereesOf(const std::vector<fs::path>& files, const fs::path& scratch) {
    std::string inputs, outputs;
    std::map<fs::path, Referee> referees;
    for (std::size_t k = 0; k < files.size(); ++k) {
        inputs += " -i '" + files[k].string() + "'";
        outputs += " -map " + std::to_string(k) + ":a -c:a pcm_f32le '" + (scratch / (std::to_string(k) + ".wav")).string() + "'";
    }
    EXPECT_EQ(outputOf("ffmpeg -y -v error" + inputs + outputs), "");
    for (std::size_t k = 0; k < files.size(); ++k) referees[files[k]] = referee(scratch / (std::to_string(k) + ".wav"));
    return referees;
}

std::map<std::string, std::string> bytesOfFolder(const fs::path& folder) {
    std::map<std::string, std::string> hashes;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file() && entry.path().filename() != kManifestFile && entry.path().filename() != kReportFile)
            hashes[fs::relative(entry.path(), folder).string()] = *hashOfFile(Hash::sha256, entry.path());
    return hashes;
}

TEST(Delivery, MeetsEveryTargetByIndependentReaders) {
    if (!hasProgram("ffprobe")) GTEST_SKIP() << "ffmpeg is not installed";
    SmallAlbum album("readers", {kRate});
    fill(album);
    const auto made = deliver(request(album, {"streaming-24", "streaming-16", "flac", "mp3", "aac", "ogg", "opus",
                                              "broadcast-r128", "archive", "vinyl"}),
                              processors::ProcessorCatalogue{});
    ASSERT_TRUE(made) << made.error().message;
    std::vector<fs::path> written;
    for (const TargetDelivery& delivery : *made)
        for (const DeliveredFile& file : delivery.files)
            if (file.audio) written.push_back(album.folder() / "out" / file.path);
    const auto referees = refereesOf(written, album.folder());
    for (const TargetDelivery& delivery : *made) {
        const mastering::Target& target = *library().find(delivery.id);
        EXPECT_TRUE(delivery.passed) << delivery.id << ": " << (delivery.problems.empty() ? "" : delivery.problems[0]);
        EXPECT_EQ(std::count_if(delivery.files.begin(), delivery.files.end(), [](auto& f) { return f.audio; }), 2)
            << delivery.id;
        for (const DeliveredFile& file : delivery.files) {
            const fs::path path = album.folder() / "out" / file.path;
            EXPECT_EQ(*hashOfFile(Hash::sha256, path), file.sha256) << file.path;
            if (!file.audio) continue;
            const Referee& measured = referees.at(path);
            EXPECT_EQ(measured.rate, rateOf(target, {kRate}).hz) << file.path;
            EXPECT_NEAR(measured.lufs, file.integratedLufs, 0.1) << file.path;
            // BS.1770-4 Annex 2: interpolators may differ by a tenth or two.
            EXPECT_NEAR(measured.truePeakDbtp, file.truePeakDbtp, 0.25) << file.path;
            EXPECT_LE(measured.truePeakDbtp, target.ceiling.value_or(100) + 0.1) << file.path;
            if (target.rule == mastering::LoudnessRule::normalise) {
                EXPECT_NEAR(measured.lufs, *target.loudness, 0.2) << file.path;
            }
        }
    }
}

TEST(Delivery, TagsItsFiles) {
    if (!hasProgram("ffprobe")) GTEST_SKIP() << "ffmpeg is not installed";
    SmallAlbum album("tags", {kRate});
    fill(album);
    const auto made = deliver(request(album, {"flac", "mp3", "aac", "ogg", "opus"}), processors::ProcessorCatalogue{});
    ASSERT_TRUE(made) << made.error().message;
    for (const TargetDelivery& delivery : *made) {
        ASSERT_FALSE(delivery.files.empty()) << delivery.id;
        const json facts = probe(album.folder() / "out" / delivery.files[0].path);
        std::map<std::string, std::string> tags;
        for (const json& place : {facts["format"], facts["streams"][0]})
            if (place.contains("tags"))
                for (const auto& item : place["tags"].items()) {
                    std::string key = item.key();
                    std::transform(key.begin(), key.end(), key.begin(), [](unsigned char c) { return std::tolower(c); });
                    tags[key] = item.value();
                }
        EXPECT_EQ(tags["title"], "Première") << delivery.id;
        EXPECT_EQ(tags["album"], "Öl & Wasser") << delivery.id;
        EXPECT_EQ(tags["artist"], "Ünïcode 名") << delivery.id;
        EXPECT_EQ(tags["date"].substr(0, 4), "2026") << delivery.id;
    }
    const std::string flac = " '" + (album.folder() / "out" / (*made)[0].files[0].path).string() + "'";
    if (hasProgram("flac")) {
        EXPECT_EQ(outputOf("flac -ts" + flac), "");
    }
    if (hasProgram("metaflac")) {
        EXPECT_EQ(outputOf("metaflac --no-utf8-convert --show-tag=TITLE --show-tag=ARTIST --show-sample-rate --show-bps --show-total-samples" + flac),
                  "TITLE=Première\nARTIST=Ünïcode 名\n48000\n24\n273600\n") << "the gap behind it is its tail";
    }
}

TEST(Delivery, WritesBroadcastWavesThatSndfileInfoReads) {
    if (!hasProgram("sndfile-info")) GTEST_SKIP() << "sndfile-programs is not installed";
    SmallAlbum album("bext", {kRate});
    fill(album);
    const auto made = deliver(request(album, {"archive", "streaming-16"}), processors::ProcessorCatalogue{});
    ASSERT_TRUE(made) << made.error().message;
    const auto shown = [&](std::size_t target) { return outputOf("sndfile-info '" + (album.folder() / "out" / (*made)[target].files[0].path).string() + "'"); };
    const std::string archive = shown(0), plain = shown(1);
    for (const char* part : {"Sample Rate : 48000", "Channels    : 2", "bext : "}) EXPECT_NE(archive.find(part), std::string::npos) << part << " in\n" << archive;
    EXPECT_NE(plain.find("Sample Rate : 44100"), std::string::npos) << plain;
    EXPECT_NE(plain.find("Bit Width     : 16"), std::string::npos) << plain;
    EXPECT_NE(plain.find("Format        : 0x1"), std::string::npos) << "no WAVE_FORMAT_EXTENSIBLE: " << plain;
}

TEST(Delivery, TagsComeBackWhenItsFilesAreTakenIntoAnotherAlbum) {
    SmallAlbum album("tags-out", {kRate});
    fill(album);
    album.setAlbum("upc", "5901234123457");
    const auto made = deliver(request(album, {"flac", "mp3", "aac", "ogg", "opus"}), processors::ProcessorCatalogue{});
    ASSERT_TRUE(made);
    for (const auto& delivery : *made) {
        SmallAlbum other("tags-in", {kRate});
        other.addTrack(noise(48000, 1), 0, "untitled");
        const auto taken = takeTags(*other.project(), other.project()->album->tracks[0]->id, album.folder() / "out" / delivery.files[0].path);
        EXPECT_EQ(taken.album->tracks[0]->metadata.at("title"), "Première") << delivery.id;
        EXPECT_EQ(taken.album->tracks[0]->metadata.at("artist"), "Ünïcode 名") << delivery.id;
        EXPECT_EQ(taken.album->metadata.at("title"), "Öl & Wasser") << delivery.id;
    }
}

TEST(Delivery, GivesTheSameBytesAgainWithoutCachesAndElsewhere) {
    SmallAlbum album("bytes", {kRate});
    fill(album);
    const auto ids = {"flac", "mp3", "aac", "ogg", "opus", "archive", "streaming-16", "cd-ddp"};
    const processors::ProcessorCatalogue catalogue;
    ASSERT_TRUE(deliver(request(album, ids), catalogue));
    fs::remove_all(album.folder() / "project" / "cache");
    DeliveryRequest elsewhere = request(album, ids, "elsewhere");
    elsewhere.subject.threads = 1;
    ASSERT_TRUE(deliver(elsewhere, catalogue));
    EXPECT_EQ(bytesOfFolder(album.folder() / "out"), bytesOfFolder(album.folder() / "elsewhere"));
}

TEST(Delivery, KeepsWhatIsUpToDateAndMakesWhatIsNot) {
    SmallAlbum album("again", {kRate});
    fill(album);
    const processors::ProcessorCatalogue catalogue;
    ASSERT_TRUE(deliver(request(album, {"flac", "streaming-24"}), catalogue));
    int asked = 0;
    const auto again = deliver(request(album, {"flac", "streaming-24"}), catalogue, [&asked](const DeliveryProgress&) {
        ++asked;
        return true;
    });
    ASSERT_TRUE(again);
    EXPECT_TRUE((*again)[0].kept && (*again)[1].kept);
    EXPECT_EQ(asked, 0) << "nothing was rendered";

    fs::resize_file(album.folder() / "out" / (*again)[0].files[0].path, 1000);
    const auto mended = deliver(request(album, {"flac", "streaming-24"}), catalogue);
    ASSERT_TRUE(mended);
    EXPECT_FALSE((*mended)[0].kept);
    EXPECT_TRUE((*mended)[1].kept);
    EXPECT_EQ((*mended)[0].files[0].sha256, (*again)[0].files[0].sha256);

    album.setAlbum("genre", "Rock");
    const auto tagged = deliver(request(album, {"flac"}), catalogue);
    ASSERT_TRUE(tagged);
    EXPECT_FALSE((*tagged)[0].kept) << "another tag is another file";
    EXPECT_TRUE(readManifest(album.folder() / "out")->find("streaming-24")) << "what was delivered before stays listed";
}

TEST(Delivery, TellsHowMuchOfEachFileIsWritten) {
    SmallAlbum album("shares", {kRate});
    fill(album);
    std::map<std::string, double> shares;
    bool back = false;
    ASSERT_TRUE(deliver(request(album, {"flac", "mp3"}), processors::ProcessorCatalogue{}, [&](const DeliveryProgress& progress) {
        if (progress.file.empty()) return true;
        double& share = shares[progress.target + "/" + progress.file];
        back = back || progress.fileShare < share;
        share = progress.fileShare;
        return true;
    }));
    EXPECT_EQ(shares.size(), 4u);
    for (const auto& [file, share] : shares) EXPECT_GT(share, 0.5) << file;
    EXPECT_FALSE(back) << "each file is written once here, and only forward";
}

TEST(Delivery, MakesOnlyTheFilesOfTheSongThatChanged) {
    SmallAlbum album("one-song", {kRate});
    fill(album);
    const processors::ProcessorCatalogue catalogue;
    const auto ids = {"flac", "mp3", "broadcast-r128"};
    const auto first = deliver(request(album, ids), catalogue);
    ASSERT_TRUE(first);
    album.changeAlbum([](project::Album& changed, project::Project&) {
        project::AlbumTrack track = *changed.tracks[1];
        track.gain = {-1};
        changed.tracks[1] = std::make_shared<const project::AlbumTrack>(std::move(track));
    });
    const auto second = deliver(request(album, ids), catalogue);
    ASSERT_TRUE(second);
    for (std::size_t k = 0; k < first->size(); ++k) {
        const auto &before = (*first)[k].files, &after = (*second)[k].files;
        EXPECT_FALSE((*second)[k].kept);
        EXPECT_EQ(after[0].modified, before[0].modified) << (*first)[k].id << ": the first song's file was written again";
        EXPECT_EQ(after[0].sha256, before[0].sha256);
        EXPECT_NE(after[1].modified, before[1].modified);
    }
    // And what was put together so is what would be made afresh.
    fs::remove_all(album.folder() / "project" / "cache");
    ASSERT_TRUE(deliver(request(album, ids, "afresh"), catalogue));
    EXPECT_EQ(bytesOfFolder(album.folder() / "out"), bytesOfFolder(album.folder() / "afresh"));
}

TEST(Delivery, HoldsAHotMasterToItsCeiling) {
    SmallAlbum album("hot", {kRate});
    fill(album);
    album.insertOnAlbum("limiter", {{"gain", 12}, {"ceiling", 0}});
    const auto made = deliver(request(album, {"spotify", "ogg"}), processors::ProcessorCatalogue{});
    ASSERT_TRUE(made);
    for (const TargetDelivery& delivery : *made) {
        ASSERT_TRUE(delivery.passed) << delivery.problems[0];
        EXPECT_FALSE(delivery.notes.empty()) << "and says that it turned the album down";
        for (const DeliveredFile& file : delivery.files)
            EXPECT_LE(file.truePeakDbtp, *library().find(delivery.id)->ceiling) << file.path;
        EXPECT_NEAR(delivery.files[0].integratedLufs - delivery.files[1].integratedLufs,
                    (*made)[0].files[0].integratedLufs - (*made)[0].files[1].integratedLufs, 0.15)
            << "the songs keep their distance";
    }
}

TEST(Delivery, RefusesWhatCannotBeMetAndMakesTheRest) {
    SmallAlbum album("refused", {kRate});
    album.addTrack(noise(2 * kRate, 20), 0, "Blink");
    album.addTrack(noise(6 * kRate, 21), 0, "Long");
    const auto made = deliver(request(album, {"cd-ddp", "bandcamp", "streaming-24", "stems"}), processors::ProcessorCatalogue{});
    ASSERT_TRUE(made);
    EXPECT_FALSE((*made)[0].passed);
    EXPECT_NE((*made)[0].problems[0].find("4 s"), std::string::npos);
    EXPECT_FALSE((*made)[1].passed) << "no artist";
    EXPECT_NE((*made)[1].problems[0].find("artist"), std::string::npos) << (*made)[1].problems[0];
    EXPECT_TRUE((*made)[2].passed);
    EXPECT_FALSE((*made)[3].passed) << "no songs";
    EXPECT_FALSE(fs::exists(album.folder() / "out" / "cd-ddp"));
}

TEST(Delivery, MakesDiscImagesThatCdrdaoReadsWhateverTheAlbumIsCalled) {
    if (!hasProgram("cdrdao")) GTEST_SKIP() << "cdrdao is not installed";
    SmallAlbum album("discs", {44100});
    album.addTrack(noise(220500, 30), 0, "Première");
    album.addTrack(noise(220511, 31), 1.003, "Ærlig");
    album.setAlbum("title", "Façade: \"名\"");
    const auto made = deliver(request(album, {"cd-cue", "cd-toc"}), processors::ProcessorCatalogue{});
    ASSERT_TRUE(made) << made.error().message;
    for (const auto& delivery : *made) {
        ASSERT_EQ(delivery.files.size(), 2u) << delivery.id;
        const fs::path sheet = album.folder() / "out" / delivery.files[1].path;
        const std::string shown = outputOf("cd '" + sheet.parent_path().string() + "' && cdrdao show-toc '" +
                                           sheet.filename().string() + "'");
        EXPECT_EQ(shown.find("ERROR"), std::string::npos) << shown;
        EXPECT_NE(shown.find("TRACK  2"), std::string::npos) << shown;
        EXPECT_EQ(shown.find("(exit"), std::string::npos) << shown;
    }
}

TEST(Delivery, LeavesNothingBehindWhenStopped) {
    SmallAlbum album("cancel", {kRate});
    fill(album);
    const auto made = deliver(request(album, {"flac"}), processors::ProcessorCatalogue{},
                              [](const DeliveryProgress& progress) { return progress.stage.find(".flac") == std::string::npos; });
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, ErrorKind::cancelled);
    EXPECT_TRUE(fs::is_empty(album.folder() / "out"));
}

TEST(Delivery, SaysThatAFolderCannotBeWrittenTo) {
    SmallAlbum album("unwritable", {kRate});
    fill(album);
    // A file where the delivery works until it is finished: no folder can be made there, whoever asks.
    fs::create_directories(album.folder() / "out");
    std::ofstream(album.folder() / "out" / "flac") << "in the way";
    const auto blocked = deliver(request(album, {"flac"}), processors::ProcessorCatalogue{});
    ASSERT_FALSE(blocked);
    
    EXPECT_FALSE(fs::exists(album.folder() / "out" / ".making-flac"));
    // The same where the delivery's folder is a file.
    std::ofstream(album.folder() / "file") << "no folder";
    const auto refused = deliver(request(album, {"flac"}, "file"), processors::ProcessorCatalogue{});
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("Choose another one"), std::string::npos) << refused.error().message;
}

TEST(Delivery, DoesNotReplaceFilesItDidNotMake) {
    SmallAlbum album("foreign", {kRate});
    fill(album);
    fs::create_directories(album.folder() / "out" / "flac");
    std::ofstream(album.folder() / "out" / "flac" / "01 Première.flac") << "somebody's own";
    DeliveryRequest wanted = request(album, {"flac"});
    EXPECT_FALSE(deliver(wanted, processors::ProcessorCatalogue{}));
    wanted.replaceForeign = true;
    EXPECT_TRUE(deliver(wanted, processors::ProcessorCatalogue{}));
}

TEST(Delivery, PredictsWithoutRendering) {
    SmallAlbum album("predict", {kRate});
    fill(album);
    EXPECT_EQ(predictTarget(*album.project(), *library().find("spotify"), nullptr).verdict, Verdict::unknown);
    EXPECT_EQ(predictTarget(*album.project(), *library().find("stems"), nullptr).verdict, Verdict::refused);
    const auto master = renderAlbumMaster(album.subject(), processors::ProcessorCatalogue{});
    ASSERT_TRUE(master);
    const auto broadcast = predictTarget(*album.project(), *library().find("broadcast-r128"), &*master);
    ASSERT_EQ(broadcast.files.size(), 2u);
    EXPECT_EQ(broadcast.verdict, Verdict::adjusts);
    EXPECT_NEAR(broadcast.files[1].integratedLufs, -23, 1e-6);
    const auto disc = predictTarget(*album.project(), *library().find("cd-ddp"), &*master);
    EXPECT_EQ(disc.verdict, Verdict::pass) << disc.problem;

    SmallAlbum blink("predict-blink", {96000});
    blink.addTrack(noise(3 * 96000, 40), 0, "Blink"); // 3 s: long enough only when counted at 44.1 kHz
    EXPECT_EQ(predictTarget(*blink.project(), *library().find("cd-ddp"), nullptr).verdict, Verdict::refused);
}

class Verified : public ::testing::Test {
protected:
    void deliverThe(std::initializer_list<const char*> ids) {
        fill(album_);
        const auto made = deliver(request(album_, ids), processors::ProcessorCatalogue{});
        ASSERT_TRUE(made);
        for (const auto& delivery : *made) ASSERT_TRUE(delivery.passed) << delivery.id << delivery.problems[0];
    }

    bool passes() {
        const auto targets = verifyDelivery(album_.folder() / "out");
        return targets && std::all_of(targets->begin(), targets->end(), [](auto& target) { return target.passed; });
    }

    SmallAlbum album_{"verified", {kRate}};
};

TEST_F(Verified, FindsOneFlippedBitInEveryFileAndNothingInWhatWasDelivered) {
    deliverThe({"flac", "streaming-16", "mp3", "cd-ddp", "cd-cue", "cd-toc"});
    const fs::path out = album_.folder() / "out";
    const auto flipInAll = [&] {
        std::vector<std::string> flipped;
        for (const auto& entry : fs::recursive_directory_iterator(out)) {
            if (!entry.is_regular_file() || entry.path().parent_path() == out) continue;
            std::fstream file(entry.path(), std::ios::binary | std::ios::in | std::ios::out);
            const auto middle = static_cast<std::streamoff>(entry.file_size() / 2);
            file.seekg(middle);
            const char byte = static_cast<char>(file.get() ^ 4);
            file.seekp(middle);
            file.put(byte);
            flipped.push_back(fs::relative(entry.path(), out).string());
        }
        return flipped;
    };
    const auto flipped = flipInAll();
    EXPECT_GT(flipped.size(), 15u);
    const auto damaged = verifyDelivery(out);
    ASSERT_TRUE(damaged);
    for (const std::string& path : flipped) {
        const auto target = std::find_if(damaged->begin(), damaged->end(), [&](auto& one) { return path.starts_with(one.id + "/"); });
        ASSERT_NE(target, damaged->end()) << path;
        EXPECT_FALSE(target->passed) << path;
        EXPECT_TRUE(std::any_of(target->problems.begin(), target->problems.end(),
                                [&](const std::string& problem) { return problem.find(path) != std::string::npos; }))
            << path << " is not named";
    }
    flipInAll(); // back
    const auto targets = verifyDelivery(out);
    ASSERT_TRUE(targets);
    EXPECT_EQ(targets->size(), 6u);
    for (const auto& target : *targets) EXPECT_TRUE(target.passed) << target.id << ": " << target.problems[0];
}

/// Makes the manifest agree with a file that was changed, as a careless (or careful) hand would.
void adopt(const fs::path& folder, const std::string& path) {
    std::ifstream in(folder / kManifestFile);
    json manifest = json::parse(in);
    in.close();
    for (auto& target : manifest["targets"])
        for (auto& file : target["files"])
            if (file["path"] == path) file["sha256"] = *hashOfFile(Hash::sha256, folder / path);
    std::ofstream(folder / kManifestFile) << manifest.dump();
}

std::string problemsOf(const fs::path& folder, const std::string& id) {
    const auto targets = verifyDelivery(folder);
    std::string all;
    if (!targets) return "no manifest";
    for (const auto& target : *targets)
        if (target.id == id)
            for (const auto& problem : target.problems) all += problem + "\n";
    return all;
}

TEST_F(Verified, FindsAFlacWhoseAudioIsNotItsOwn) {
    deliverThe({"flac"});
    const fs::path out = album_.folder() / "out";
    if (hasProgram("flac")) {
        EXPECT_EQ(outputOf("flac -t -s '" + (out / "flac" / "02 Second.flac").string() + "'"), "");
    }
    std::fstream file(out / "flac" / "02 Second.flac", std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(8 + 18 + 5); // inside the MD5 of STREAMINFO
    file.put('!');
    file.close();
    adopt(out, "flac/02 Second.flac");
    EXPECT_NE(problemsOf(out, "flac").find("MD5"), std::string::npos) << problemsOf(out, "flac");
}

TEST_F(Verified, FindsTagsThatOtherProgramsReadDifferently) {
    deliverThe({"mp3"});
    const fs::path file = album_.folder() / "out" / "mp3" / "02 Second.mp3";
    std::ifstream in(file, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(in), {}};
    in.close();
    // ID3v2.3 text is UTF-16 or Latin-1; the title is plain, so either has its letters.
    std::size_t at = bytes.find(std::string("S\0e\0c\0o\0n\0d", 11));
    if (at == std::string::npos) at = bytes.find("Second");
    ASSERT_NE(at, std::string::npos);
    bytes[at] = 'B';
    std::ofstream(file, std::ios::binary) << bytes;
    adopt(album_.folder() / "out", "mp3/02 Second.mp3");
    EXPECT_NE(problemsOf(album_.folder() / "out", "mp3").find("title"), std::string::npos);
}

TEST_F(Verified, FindsATocThatDoesNotFitItsImage) {
    deliverThe({"cd-toc"});
    const fs::path folder = album_.folder() / "out" / "cd-toc";
    fs::path toc;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == ".toc") toc = entry.path();
    std::ifstream in(toc);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    in.close();
    const std::size_t at = text.rfind("START 00:01");
    ASSERT_NE(at, std::string::npos) << text;
    text.replace(at, 11, "START 09:01");
    std::ofstream(toc) << text;
    adopt(album_.folder() / "out", "cd-toc/" + toc.filename().string());
    EXPECT_NE(problemsOf(album_.folder() / "out", "cd-toc").find("behind the end"), std::string::npos)
        << problemsOf(album_.folder() / "out", "cd-toc");
}

TEST_F(Verified, FindsAMissingFile) {
    deliverThe({"mp3"});
    fs::remove(album_.folder() / "out" / "mp3" / "02 Second.mp3");
    EXPECT_FALSE(passes());
}

} // namespace
} // namespace lacquer::formats
