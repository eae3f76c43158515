import CPangoCairo

/// What sets text: fonts and the language that decides between the Chinese, Japanese and Korean shapes of a letter.
/// One for each document, used by one thread.
final class Setting {
    private static let columnGap = 8.0
    /// The first holds every ordinary letter in outlines that make small files; the second has the rare ones of names.
    private static let families = "WenQuanYi Zen Hei, Noto Sans CJK SC, sans-serif"

    private let fonts: UnsafeMutablePointer<PangoFontMap>?
    private let context: OpaquePointer?

    init() {
        fonts = pango_cairo_font_map_new()
        // A point of the file is a point of the font.
        pango_cairo_font_map_set_resolution(OpaquePointer(fonts), 72)
        context = pango_font_map_create_context(fonts)
        pango_context_set_language(context, pango_language_from_string("zh-cn"))
    }

    deinit {
        g_object_unref(UnsafeMutableRawPointer(context))
        g_object_unref(UnsafeMutableRawPointer(fonts))
    }

    func block(_ line: PrintedText.Line) -> TextBlock {
        switch line {
        case .title(let text):
            TextBlock([paragraph(text, size: 18, isCentred: true)], gap: 6)
        case .heading(let text): TextBlock([paragraph(text, size: 13)], gap: 10)
        case .text(let text): TextBlock([paragraph(text, size: 11)], gap: 3)
        case .columns(let cells): TextBlock(columns(cells), gap: 3)
        }
    }

    func foot(_ text: String) -> TextBlock {
        TextBlock([paragraph(text, size: 9, isCentred: true)], gap: 0)
    }

    /// The first cell names what the others tell of: twice as wide. Each is broken into rows of its own, so that a
    /// value never stands under another's heading.
    private func columns(_ cells: [String]) -> [Paragraph] {
        let unit = Page.textWidth / Double(cells.count + 1)
        return cells.enumerated().map { index, text in
            paragraph(
                text, size: 11, left: index == 0 ? 0 : unit * Double(index + 1),
                width: unit * (index == 0 ? 2 : 1) - Self.columnGap)
        }
    }

    private func paragraph(
        _ text: String, size: Double, isCentred: Bool = false, left: Double = 0,
        width: Double = Page.textWidth
    ) -> Paragraph {
        let layout = pango_layout_new(context)
        let font = pango_font_description_new()
        pango_font_description_set_family(font, Self.families)
        pango_font_description_set_size(font, Int32(size * Double(PANGO_SCALE)))
        pango_layout_set_font_description(layout, font)
        pango_font_description_free(font)
        pango_layout_set_width(layout, Int32(width * Double(PANGO_SCALE)))
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
        if isCentred { pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER) }
        var text = text
        text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                pango_layout_set_text(layout, $0.baseAddress, Int32(clamping: $0.count))
            }
        }
        return Paragraph(layout: layout, left: left)
    }
}
