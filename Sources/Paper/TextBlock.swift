import CPangoCairo

/// One text broken into rows.
final class Paragraph {
    /// Points from the text's left edge and from the row's top.
    struct Row {
        let line: UnsafeMutablePointer<PangoLayoutLine>
        let left: Double
        let baseline: Double
        let height: Double
    }

    private static let rowSpacing = 1.3
    private let layout: OpaquePointer?
    let rows: [Row]

    init(layout: OpaquePointer?, left: Double) {
        self.layout = layout
        rows = Self.rows(of: layout, left: left)
    }

    deinit { g_object_unref(UnsafeMutableRawPointer(layout)) }

    /// Letters that no font of the machine holds.
    var unknownLetters: Int { Int(pango_layout_get_unknown_glyphs_count(layout)) }

    private static func rows(of layout: OpaquePointer?, left: Double) -> [Row] {
        let iterator = pango_layout_get_iter(layout)
        defer { pango_layout_iter_free(iterator) }
        let scale = Double(PANGO_SCALE)
        var rows: [Row] = []
        repeat {
            guard let line = pango_layout_iter_get_line_readonly(iterator) else { break }
            var box = PangoRectangle()
            pango_layout_iter_get_line_extents(iterator, nil, &box)
            rows.append(
                Row(
                    line: line, left: left + Double(box.x) / scale,
                    baseline: Double(pango_layout_iter_get_baseline(iterator) - box.y) / scale,
                    height: Double(box.height) / scale * rowSpacing))
        } while pango_layout_iter_next_line(iterator) != 0
        return rows
    }
}

/// One paragraph, or several side by side, with the space above.
struct TextBlock {
    let paragraphs: [Paragraph]
    let gap: Double

    init(_ paragraphs: [Paragraph], gap: Double) {
        self.paragraphs = paragraphs
        self.gap = gap
    }

    var rowCount: Int { paragraphs.map(\.rows.count).max() ?? 0 }
    var unknownLetters: Int { paragraphs.reduce(0) { $0 + $1.unknownLetters } }

    /// What stands beside each other in row `index`.
    func row(_ index: Int) -> [Paragraph.Row] {
        paragraphs.compactMap { $0.rows.indices.contains(index) ? $0.rows[index] : nil }
    }
}
