import Foundation

/// Every cut as a dot on a logarithmic scale of time, one row a kind and direction, the target as a stroke.
struct GapPlot {
    struct Row {
        var title: String
        /// Milliseconds.
        var values: [Double]
        var limit: Double?
    }

    var title: String
    var rows: [Row]

    private static let (left, right, rowHeight, top) = (300.0, 960.0, 34.0, 56.0)
    private static let (least, most) = (10.0, 10_000.0)

    func svg() -> String {
        let height = Self.top + Double(rows.count) * Self.rowHeight + 50
        var parts = [
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 \(Int(height))" font-family="sans-serif" \
            font-size="13"><rect width="1000" height="\(Int(height))" fill="#fff"/>
            <text x="16" y="26" font-size="16" fill="#123">\(title)</text>
            """
        ]
        let bottom = Self.top + Double(rows.count) * Self.rowHeight
        for mark in [10.0, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000] {
            let x = place(mark)
            let label = mark < 1000 ? "\(Int(mark)) ms" : "\(Int(mark / 1000)) s"
            parts.append(
                """
                <path d="M\(x) \(Self.top)V\(number(bottom))" stroke="#dde3ea"/>
                <text x="\(x)" y="\(number(bottom + 18))" text-anchor="middle" fill="#567">\(label)</text>
                """)
        }
        for (position, row) in rows.enumerated() { parts += draw(row, at: position) }
        return (parts + ["</svg>"]).joined(separator: "\n") + "\n"
    }

    private func draw(_ row: Row, at position: Int) -> [String] {
        let y = Self.top + (Double(position) + 0.5) * Self.rowHeight
        var parts = [
            "<text x=\"\(Int(Self.left) - 14)\" y=\"\(number(y + 4))\" text-anchor=\"end\">\(row.title)</text>"
        ]
        for (order, value) in row.values.enumerated() {
            // A little up and down, so that equals are seen as many.
            let shift = Double(order % 7 - 3) * 2.2
            parts.append(
                "<circle cx=\"\(place(value))\" cy=\"\(number(y + shift))\" r=\"3\" fill=\"#1c6fb7\" fill-opacity=\".45\"/>"
            )
        }
        if let limit = row.limit {
            parts.append(
                "<path d=\"M\(place(limit)) \(number(y - 14))v28\" stroke=\"#c0392b\" stroke-width=\"2.5\"/>")
        }
        return parts
    }

    private func place(_ value: Double) -> String {
        let share = log(min(max(value, Self.least), Self.most) / Self.least) / log(Self.most / Self.least)
        return number(Self.left + share * (Self.right - Self.left))
    }

    private func number(_ value: Double) -> String { String(format: "%.1f", value) }
}
