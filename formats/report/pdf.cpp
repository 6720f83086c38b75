#include "formats/report/pdf.h"

#include "formats/audio/output_file.h"

#include <cairo-pdf.h>
#include <fmt/format.h>
#include <pango/pangocairo.h>

#include <algorithm>
#include <memory>

namespace lacquer::formats::report {
namespace {

// Points, 1/72 inch.
constexpr double kWidth = 595.28, kHeight = 841.89; // A4
constexpr double kMargin = 45;
constexpr double kFoot = 30;
constexpr double kColumnGap = 8;
constexpr double kRowPad = 2.5;

constexpr double kTitleSize = 18, kHeadingSize = 12, kTextSize = 9, kCellSize = 8, kCodeSize = 5.5;

struct Ink {
    double red, green, blue;
};
constexpr Ink kBlack{0.10, 0.11, 0.13}, kGrey{0.35, 0.38, 0.42}, kGreen{0.04, 0.43, 0.31}, kRed{0.65, 0.11, 0.16},
    kRule{0.85, 0.87, 0.89};

Ink inkOf(Tone tone) {
    switch (tone) {
    case Tone::good: return kGreen;
    case Tone::bad: return kRed;
    case Tone::note: return kGrey;
    case Tone::plain: break;
    }
    return kBlack;
}

struct Release {
    void operator()(PangoLayout* layout) const { g_object_unref(layout); }
    void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
using Layout = std::unique_ptr<PangoLayout, Release>;

/// Sets a document from top to bottom and turns the page where it is full.
class Setter {
public:
    Setter(cairo_t* cairo, const std::string& title) : cairo_(cairo), title_(title) {}

    void title() {
        print(layout(title_, kTitleSize, PANGO_WEIGHT_SEMIBOLD, kWidth - 2 * kMargin), kMargin, kBlack);
        y_ += 6;
    }

    void operator()(const Heading& heading) {
        y_ += 14;
        turnUnless(70); // a heading alone at the foot of a page names nothing
        const Layout name = layout(heading.text, kHeadingSize, PANGO_WEIGHT_SEMIBOLD, kWidth - 2 * kMargin - 90);
        const double top = y_;
        if (!heading.verdict.empty()) {
            const Layout verdict = layout(heading.verdict, kTextSize, PANGO_WEIGHT_SEMIBOLD, 85);
            pango_layout_set_alignment(verdict.get(), PANGO_ALIGN_RIGHT);
            show(verdict, kWidth - kMargin - 85, top + 2.5, inkOf(heading.tone));
        }
        print(name, kMargin, kBlack);
        y_ += 3;
    }

    void operator()(const Paragraph& paragraph) {
        const Layout text = layout(paragraph.text, kTextSize, PANGO_WEIGHT_NORMAL, kWidth - 2 * kMargin);
        turnUnless(heightOf(text));
        print(text, kMargin, inkOf(paragraph.tone));
        y_ += 2;
    }

    void operator()(const Table& table) {
        double shares = 0;
        for (const Column& column : table.columns) shares += column.share;
        const double room = kWidth - 2 * kMargin - kColumnGap * static_cast<double>(table.columns.size() - 1);
        std::vector<double> widths;
        for (const Column& column : table.columns) widths.push_back(room * column.share / shares);
        y_ += 4;
        std::vector<std::string> names;
        for (const Column& column : table.columns) names.push_back(column.name);
        row(table, widths, names, true);
        for (const auto& cells : table.rows) {
            if (row(table, widths, cells, false)) continue;
            turn();
            row(table, widths, names, true);
            row(table, widths, cells, false);
        }
    }

    void finish() { foot(); }

private:
    Layout layout(const std::string& text, double size, PangoWeight weight, double width) const {
        Layout made(pango_cairo_create_layout(cairo_));
        PangoFontDescription* font = pango_font_description_from_string("Inter, Sans");
        pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
        pango_font_description_set_weight(font, weight);
        pango_layout_set_font_description(made.get(), font);
        pango_font_description_free(font);
        pango_layout_set_width(made.get(), static_cast<int>(width * PANGO_SCALE));
        pango_layout_set_wrap(made.get(), PANGO_WRAP_WORD_CHAR);
        // A checksum that goes on in the next line has no hyphen in it.
        PangoAttrList* attributes = pango_attr_list_new();
        pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
        pango_layout_set_attributes(made.get(), attributes);
        pango_attr_list_unref(attributes);
        pango_layout_set_text(made.get(), text.data(), static_cast<int>(text.size()));
        return made;
    }

    static double heightOf(const Layout& text) {
        int height = 0;
        pango_layout_get_size(text.get(), nullptr, &height);
        return static_cast<double>(height) / PANGO_SCALE;
    }

    void show(const Layout& text, double x, double y, Ink ink) {
        cairo_set_source_rgb(cairo_, ink.red, ink.green, ink.blue);
        cairo_move_to(cairo_, x, y);
        pango_cairo_show_layout(cairo_, text.get());
    }

    void print(const Layout& text, double x, Ink ink) {
        show(text, x, y_, ink);
        y_ += heightOf(text);
    }

    /// False when the page has no room for it; nothing is drawn then.
    bool row(const Table& table, const std::vector<double>& widths, const std::vector<std::string>& cells,
             bool head) {
        std::vector<Layout> texts;
        double height = 0;
        for (std::size_t k = 0; k < cells.size(); ++k) {
            const Column& column = table.columns[k];
            texts.push_back(layout(cells[k], column.code && !head ? kCodeSize : kCellSize,
                                   head ? PANGO_WEIGHT_SEMIBOLD : PANGO_WEIGHT_NORMAL, widths[k]));
            if (column.align == Align::right) pango_layout_set_alignment(texts.back().get(), PANGO_ALIGN_RIGHT);
            height = std::max(height, heightOf(texts.back()));
        }
        const bool atTop = y_ <= kMargin;
        if (!atTop && y_ + height + 2 * kRowPad > kHeight - kMargin - kFoot) return false;
        double x = kMargin;
        for (std::size_t k = 0; k < texts.size(); ++k) {
            show(texts[k], x, y_ + kRowPad, head || table.columns[k].code ? kGrey : kBlack);
            x += widths[k] + kColumnGap;
        }
        y_ += height + 2 * kRowPad;
        cairo_set_source_rgb(cairo_, kRule.red, kRule.green, kRule.blue);
        cairo_set_line_width(cairo_, 0.5);
        cairo_move_to(cairo_, kMargin, y_);
        cairo_line_to(cairo_, kWidth - kMargin, y_);
        cairo_stroke(cairo_);
        return true;
    }

    void turnUnless(double height) {
        if (y_ + height > kHeight - kMargin - kFoot && y_ > kMargin) turn();
    }

    void turn() {
        foot();
        cairo_show_page(cairo_);
        ++page_;
        y_ = kMargin;
    }

    void foot() {
        const Layout text = layout(fmt::format("{} – {}", title_, page_), 7, PANGO_WEIGHT_NORMAL, kWidth - 2 * kMargin);
        pango_layout_set_alignment(text.get(), PANGO_ALIGN_RIGHT);
        show(text, kMargin, kHeight - kMargin, kGrey);
    }

    cairo_t* cairo_;
    const std::string& title_;
    double y_ = kMargin;
    int page_ = 1;
};

cairo_status_t collect(void* bytes, const unsigned char* data, unsigned int count) {
    static_cast<std::string*>(bytes)->append(reinterpret_cast<const char*>(data), count);
    return CAIRO_STATUS_SUCCESS;
}

} // namespace

Result<void> writePdf(const std::filesystem::path& path, const Document& document, bool replace) {
    std::string bytes;
    {
        const std::unique_ptr<cairo_surface_t, Release> surface(
            cairo_pdf_surface_create_for_stream(collect, &bytes, kWidth, kHeight));
        cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE, document.title.c_str());
        // Cairo writes a date in any case; a fixed one keeps the bytes the same.
        cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z");
        const std::unique_ptr<cairo_t, Release> cairo(cairo_create(surface.get()));
        Setter setter(cairo.get(), document.title);
        setter.title();
        for (const auto& part : document.parts) std::visit(setter, part);
        setter.finish();
        cairo_surface_finish(surface.get());
        if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS)
            return systemRefused(fmt::format("\"{}\" cannot be set as PDF: {}.", path.string(),
                                             cairo_status_to_string(cairo_surface_status(surface.get()))));
    }
    auto file = OutputFile::create(path, replace);
    if (!file) return tl::make_unexpected(file.error());
    if (auto written = file->write(bytes.data(), bytes.size()); !written) return written;
    return file->commit();
}

} // namespace lacquer::formats::report
