/// A plain document of text as PDF 1.7 (ISO 32000-1): A4, headline and paragraphs, Chinese and Latin. Written without
/// a font inside: STSong-Light with the predefined map UniGB-UTF16-H (§9.7.5.2), which readers bring along. The same
/// text gives the same bytes.
package struct PDFText: Sendable, Equatable {
    package enum Line: Sendable, Equatable {
        case title(String)
        case heading(String)
        case text(String)
    }

    package var lines: [Line]

    package init(lines: [Line]) { self.lines = lines }

    // Points of 1/72 inch.
    static let width = 595
    static let height = 842
    static let margin = 62

    private static let font = [
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H "
            + "/DescendantFonts [4 0 R] >>",
        // Latin letters of the collection (CID 1 to 95) are set half as wide as Chinese ones.
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 95 500] "
            + "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor 5 0 R >>",
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] "
            + "/ItalicAngle 0 /Ascent 752 /Descent -271 /CapHeight 737 /StemV 58 >>",
    ]

    /// One printed row.
    struct Row: Equatable {
        let text: String
        let size: Int
        let isCentred: Bool
        /// Space above.
        let gap: Int
    }

    package var file: [UInt8] {
        let pages = Self.pages(of: lines.flatMap(Self.rows))
        // Objects: 1 catalogue, 2 pages, 3 to 5 font, then a page and its content in turn.
        var objects: [[UInt8]] = []
        let kids = pages.indices.map { "\(6 + 2 * $0) 0 R" }.joined(separator: " ")
        objects.append(Array("<< /Type /Catalog /Pages 2 0 R >>".utf8))
        objects.append(Array("<< /Type /Pages /Kids [\(kids)] /Count \(pages.count) >>".utf8))
        objects += Self.font.map { Array($0.utf8) }
        for (index, page) in pages.enumerated() {
            objects.append(
                Array(
                    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 \(Self.width) \(Self.height)] ".utf8)
                    + Array(
                        "/Resources << /Font << /F1 3 0 R >> >> /Contents \(7 + 2 * index) 0 R >>"
                            .utf8))
            let content = Self.content(page)
            objects.append(
                Array("<< /Length \(content.count) >>\nstream\n".utf8) + content + Array("\nendstream".utf8))
        }
        return Self.assemble(objects)
    }

    private static func assemble(_ objects: [[UInt8]]) -> [UInt8] {
        // Bytes above 127 in the second line say that the file is binary (§7.5.2).
        var file = Array("%PDF-1.7\n%".utf8) + [0xE6, 0xBC, 0xA2, 0xE5, 0x0A]
        var places: [Int] = []
        for (index, object) in objects.enumerated() {
            places.append(file.count)
            file += Array("\(index + 1) 0 obj\n".utf8) + object + Array("\nendobj\n".utf8)
        }
        let start = file.count
        file += Array("xref\n0 \(objects.count + 1)\n0000000000 65535 f \n".utf8)
        for place in places {
            let digits = String(place)
            file += Array((String(repeating: "0", count: max(0, 10 - digits.utf8.count)) + digits).utf8)
            file += Array(" 00000 n \n".utf8)
        }
        file += Array(
            "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R >>\nstartxref\n\(start)\n%%EOF\n".utf8)
        return file
    }

    private static func rows(of line: Line) -> [Row] {
        let (text, size, isCentred, gap) =
            switch line {
            case .title(let text): (text, 18, true, 6)
            case .heading(let text): (text, 12, false, 10)
            case .text(let text): (text, 11, false, 3)
            }
        // In half widths of a character.
        let room = (width - 2 * margin) * 2 / size
        var rows: [Row] = []
        for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
            var row = ""
            var used = 0
            for character in paragraph {
                let wide = halves(character)
                if used + wide > room {
                    rows.append(Row(text: row, size: size, isCentred: isCentred, gap: rows.isEmpty ? gap : 3))
                    row = ""
                    used = 0
                }
                row.append(character)
                used += wide
            }
            rows.append(Row(text: row, size: size, isCentred: isCentred, gap: rows.isEmpty ? gap : 3))
        }
        return rows
    }

    private static func halves(_ character: Character) -> Int {
        character.unicodeScalars.allSatisfy { $0.value < 0x7F } ? 1 : 2
    }

    private static func pages(of rows: [Row]) -> [[Row]] {
        var pages: [[Row]] = [[]]
        var left = height - 2 * margin
        for row in rows {
            let needed = row.gap + row.size + row.size / 2
            if needed > left {
                pages.append([])
                left = height - 2 * margin
            }
            left -= needed
            pages[pages.count - 1].append(row)
        }
        return pages
    }

    private static func content(_ rows: [Row]) -> [UInt8] {
        var text = ""
        var top = height - margin
        for row in rows {
            top -= row.gap + row.size + row.size / 2
            let long = row.text.reduce(0) { $0 + halves($1) } * row.size / 2
            let left = row.isCentred ? max(margin, (width - long) / 2) : margin
            let digits = row.text.utf16.map { unit in
                let digits = String(unit, radix: 16, uppercase: true)
                return String(repeating: "0", count: 4 - digits.utf8.count) + digits
            }.joined()
            text += "BT /F1 \(row.size) Tf \(left) \(top) Td <\(digits)> Tj ET\n"
        }
        return Array(text.utf8)
    }
}
