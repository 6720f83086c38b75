#pragma once

#include "engine/vocabulary/result.h"

#include <filesystem>
#include <string>
#include <variant>
#include <vector>

/// What is handed to a client or a plant on paper: headings, sentences and tables, written once and
/// set as a web page or as PDF.
namespace lacquer::formats::report {

enum class Tone { plain, good, bad, note };

struct Heading {
    std::string text;
    std::string verdict; ///< behind the heading: "✓ passed"; may be empty
    Tone tone = Tone::plain;
};

struct Paragraph {
    std::string text;
    Tone tone = Tone::plain;
};

enum class Align { left, right };

struct Column {
    std::string name;
    Align align = Align::left;
    double share = 1;  ///< of the width, against the other columns
    bool code = false; ///< checksums: small, broken anywhere
};

struct Table {
    std::vector<Column> columns;
    std::vector<std::vector<std::string>> rows; ///< as many cells as columns
};

struct Document {
    std::string title;
    std::vector<std::variant<Heading, Paragraph, Table>> parts;
};

/// A page of its own, without links to anything outside. UTF-8.
std::string htmlOf(const Document& document);

/// Writes the page whole or not at all.
Result<void> writeHtml(const std::filesystem::path& file, const Document& document, bool replace);

} // namespace lacquer::formats::report
