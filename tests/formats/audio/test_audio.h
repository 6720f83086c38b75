#pragma once

#include "formats/audio/audio_file_reader.h"
#include "formats/audio/audio_file_writer.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

namespace lacquer::test {

/// [channels][frames], full scale 1.0.
using Planes = std::vector<std::vector<float>>;

/// Whole numbers of `bits` bits at random, each channel its own; exact in float.
inline Planes wholeNoise(int bits, int channels, int frames, unsigned seed = 1) {
    std::mt19937 random(seed);
    const int top = 1 << (bits - 1);
    std::uniform_int_distribution<int> number(-top, top - 1);
    Planes planes(static_cast<std::size_t>(channels),
                  std::vector<float>(static_cast<std::size_t>(frames)));
    for (auto& plane : planes)
        for (float& sample : plane)
            sample = static_cast<float>(number(random)) / static_cast<float>(top);
    return planes;
}

inline std::vector<const float*> pointersOf(const Planes& planes) {
    std::vector<const float*> pointers;
    for (const auto& plane : planes) pointers.push_back(plane.data());
    return pointers;
}

inline Result<void> tryWriting(const std::filesystem::path& path,
                               const Planes& planes,
                               formats::WriteOptions options) {
    options.channels = static_cast<int>(planes.size());
    auto writer = formats::AudioFileWriter::create(path, options);
    if (!writer) return tl::make_unexpected(writer.error());
    auto written = (*writer)->write(pointersOf(planes).data(), static_cast<int>(planes[0].size()));
    return written ? (*writer)->finish() : written;
}

inline void writeFile(const std::filesystem::path& path,
                      const Planes& planes,
                      formats::SampleFormat samples = formats::SampleFormat::int24,
                      int rate = 48000) {
    formats::WriteOptions options;
    options.rate = {rate};
    options.samples = samples;
    options.replace = true;
    const auto written = tryWriting(path, planes, options);
    ASSERT_TRUE(written) << written.error().message;
}

struct ReadFile {
    formats::AudioFileInfo info;
    Planes planes;
};

/// All of a file, read in pieces of an odd size.
inline Result<ReadFile> readFile(const std::filesystem::path& path, int piece = 1013) {
    auto reader = formats::openAudioFile(path);
    if (!reader) return tl::make_unexpected(reader.error());
    ReadFile file;
    const auto channels = static_cast<std::size_t>((*reader)->info().channels);
    file.planes.resize(channels);
    Planes block(channels, std::vector<float>(static_cast<std::size_t>(piece)));
    std::vector<float*> places;
    for (auto& plane : block) places.push_back(plane.data());
    while (const int got = (*reader)->read(places.data(), piece))
        for (std::size_t c = 0; c < channels; ++c)
            file.planes[c].insert(file.planes[c].end(), block[c].begin(), block[c].begin() + got);
    file.info = (*reader)->info();
    return file;
}

inline std::string bytesOf(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

inline void putBytes(const std::filesystem::path& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

} // namespace lacquer::test
