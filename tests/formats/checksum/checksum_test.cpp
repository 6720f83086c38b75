#include "formats/checksum/checksum.h"

#include <gtest/gtest.h>

#include <fstream>

namespace lacquer::formats {
namespace {

// FIPS 180-2 appendix B.1 and B.2
TEST(Checksum, GivesThePublishedSha256) {
    EXPECT_EQ(hashOf(Hash::sha256, "abc"),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hashOf(Hash::sha256, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

// RFC 1321 appendix A.5
TEST(Checksum, GivesThePublishedMd5) {
    EXPECT_EQ(hashOf(Hash::md5, ""), "d41d8cd98f00b204e9800998ecf8427e");
    EXPECT_EQ(hashOf(Hash::md5, "message digest"), "f96b697d7cb7938d525a2f31aaf161d0");
}

// The check value of the catalogue of parametrised CRC algorithms, CRC-32/ISO-HDLC
TEST(Checksum, GivesThePublishedCrc32InAnyPieces) {
    EXPECT_EQ(crc32Of("123456789", 9), 0xCBF43926u);
    EXPECT_EQ(crc32Of("6789", 4, crc32Of("12345", 5)), 0xCBF43926u);
}

TEST(Checksum, OfAFileIsThatOfItsBytes) {
    const auto file = std::filesystem::temp_directory_path() / "lacquer-checksum-test.bin";
    const std::string bytes(3'000'000, 'x');
    std::ofstream(file, std::ios::binary) << bytes;
    const auto hash = hashOfFile(Hash::sha256, file);
    ASSERT_TRUE(hash);
    EXPECT_EQ(*hash, hashOf(Hash::sha256, bytes));
    std::filesystem::remove(file);
    EXPECT_FALSE(hashOfFile(Hash::sha256, file));
}

} // namespace
} // namespace lacquer::formats
