#pragma once

namespace lacquer::formats {

/// How a sample is written. Rounded to whole numbers, or left as it is.
enum class SampleFormat { int16, int24, float32 };

int bitsOf(SampleFormat format);

} // namespace lacquer::formats
