#include "engine/surfaces/message.h"

namespace lacquer::surfaces {
namespace {

constexpr std::uint8_t kSysEx = 0xf0, kSysExEnd = 0xf7, kReset = 0xff;

int lengthOf(std::uint8_t status) {
    switch (status & 0xf0) {
    case 0xc0:
    case 0xd0: return 2;
    default: return 3;
    }
}

} // namespace

void MessageReader::reset() {
    sysEx_.clear();
    length_ = filled_ = 0;
    inSysEx_ = tooLong_ = false;
}

void MessageReader::read(std::span<const std::uint8_t> bytes, const Take& take) {
    for (const std::uint8_t byte : bytes) {
        if (byte >= 0xf8) {
            if (byte == kReset) take({&byte, 1});
        } else if (byte == kSysExEnd) {
            if (!inSysEx_ || tooLong_) {
                ++dropped_;
            } else {
                sysEx_.push_back(byte);
                take(sysEx_);
            }
            inSysEx_ = false;
        } else if (byte >= 0x80) {
            begin(byte);
        } else {
            data(byte, take);
        }
    }
}

void MessageReader::begin(std::uint8_t status) {
    if (inSysEx_ || filled_ > 1) ++dropped_; // cut off in the middle
    inSysEx_ = status == kSysEx;
    length_ = filled_ = 0;
    if (inSysEx_) {
        tooLong_ = false;
        sysEx_.assign(1, status);
    } else if (status < kSysEx) {
        message_[0] = status;
        length_ = lengthOf(status);
        filled_ = 1;
    }
    // F1 to F6 say nothing here; their data bytes are swallowed as bytes without a status.
}

void MessageReader::data(std::uint8_t byte, const Take& take) {
    if (inSysEx_) {
        if (sysEx_.size() + 1 < kLongestSysEx) sysEx_.push_back(byte);
        else tooLong_ = true;
        return;
    }
    if (length_ == 0) {
        ++dropped_;
        return;
    }
    message_[filled_++] = byte;
    if (filled_ < length_) return;
    filled_ = 1; // running status
    take({message_, static_cast<std::size_t>(length_)});
}

} // namespace lacquer::surfaces
