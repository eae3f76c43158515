/// A plain document of text as PDF (ISO 32000-1): A4, a title, headings and paragraphs in Chinese and Latin, a number
/// on every page. The letters it uses are inside the file, so that it reads the same on any machine and in any year.
/// The same text and date give the same bytes on one machine.
package struct PrintedText: Sendable, Equatable {
    package enum Line: Sendable, Equatable {
        case title(String)
        case heading(String)
        case text(String)
        /// Cells from left to right, each in a column of its own; the first is twice as wide.
        case columns([String])
    }

    package var lines: [Line]
    /// The date of the file: when its content was issued, in milliseconds since 1970 (UTC).
    package var issuedMilliseconds: Int64

    package init(lines: [Line], issuedMilliseconds: Int64) {
        self.lines = lines
        self.issuedMilliseconds = issuedMilliseconds
    }

    /// False where the machine has no font that holds Chinese: the letters of a file would be boxes.
    package static var hasChinese: Bool {
        Setting().block(.text("远程会诊意见报告")).unknownLetters == 0
    }

    /// The whole file.
    package var file: [UInt8] {
        let setting = Setting()
        let blocks = lines.map(setting.block)
        let pages = Self.pages(blocks)
        let sheet = PDFSheet(title: title, issuedAt: Double(issuedMilliseconds) / 1000)
        for (index, rows) in pages.enumerated() {
            for one in rows { sheet.draw(blocks[one.block], row: one.row, top: one.top) }
            sheet.draw(setting.foot("\(index + 1) / \(pages.count)"), row: 0, top: Page.foot)
            sheet.endPage()
        }
        return sheet.finish()
    }

    private var title: String {
        for case .title(let text) in lines { return text }
        return ""
    }

    /// A row of one of the blocks, at its place on a page.
    private struct Placed {
        let block: Int
        let row: Int
        let top: Double
    }

    /// Rows from the top of a page to its foot, and then on the next.
    private static func pages(_ blocks: [TextBlock]) -> [[Placed]] {
        var pages: [[Placed]] = [[]]
        var top = Page.margin
        for (index, block) in blocks.enumerated() {
            top += top > Page.margin ? block.gap : 0
            for row in 0..<block.rowCount {
                let height = block.row(row).map(\.height).max() ?? 0
                if top + height > Page.height - Page.margin {
                    pages.append([])
                    top = Page.margin
                }
                pages[pages.count - 1].append(Placed(block: index, row: row, top: top))
                top += height
            }
        }
        return pages
    }
}

/// A4 in points of 1/72 inch.
enum Page {
    static let width = 595.28
    static let height = 841.89
    static let margin = 62.0
    static let textWidth = width - 2 * margin
    /// Where the number of the page stands.
    static let foot = 805.0
}
