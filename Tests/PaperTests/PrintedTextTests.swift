import ForeignPrograms
import Foundation
import Paper
import TestRequirements
import Testing

/// A report as other people's programs read it (poppler): the letters are in the file, the words can be searched, and
/// nothing stands outside the sheet.
@Suite(.requirement("NHC-SUP-19b")) struct PrintedTextTests {
    private static let long = String(repeating: "长文本换行检查。", count: 400)
    private static let report = PrintedText(
        lines: [
            .title("诊疗意见报告"), .heading("一、诊断"), .text("重症肺炎（J18.9），PaO2/FiO2 = 180 mmHg"),
            .text("患者㛃、𠮷田，主治医师：龑"), .text(""), .text("第一行\n第二行"), .text(long),
            .columns(["白细胞计数", "12.4", "10^9/L", "3.5-9.5", "↑"]),
            .columns(["钾", "", "mmol/L", "3.5-5.3", ""]),
        ], issuedMilliseconds: 1_790_000_000_000)

    @Test func `every letter is inside the file, rare ones of a name too`() throws {
        #expect(PrintedText.hasChinese)
        let place = try Place(Self.report)
        let fonts = try place.read("pdffonts").split(separator: "\n").dropFirst(2)
        #expect(!fonts.isEmpty)
        // Columns from the right: object (two), unicode, subset, embedded.
        for font in fonts {
            #expect(font.split(separator: " ").dropLast(2).suffix(3) == ["yes", "yes", "yes"], "\(font)")
        }
        #expect(Self.report.file.count < 200_000)
        #expect(
            PrintedText(lines: [.title("诊疗意见报告"), .text("重症肺炎")], issuedMilliseconds: 0).file.count < 20_000)
        #expect(try place.text.contains("患者㛃、𠮷田，主治医师：龑"))
    }

    @Test func `the words of a report can be searched, and a long one goes on over numbered pages`() throws {
        let place = try Place(Self.report)
        let text = try place.text
        #expect(text.contains("诊疗意见报告") && text.contains("重症肺炎（J18.9），PaO2/FiO2 = 180 mmHg"))
        #expect(text.contains("第一行\n第二行"))
        let letters = text.filter { !$0.isWhitespace }
        #expect(letters.components(separatedBy: "长文本换行检查。").count > 380)
        let about = try place.read("pdfinfo")
        #expect(about.contains(/Title: +诊疗意见报告/))
        #expect(about.contains(/Page size: +595.\d+ x 841.\d+ pts \(A4\)/))
        #expect(about.contains(/CreationDate: .* 2026/))
        let count = try #require(about.firstMatch(of: /Pages: +(\d+)/).flatMap { Int($0.1) })
        #expect(count >= 3)
        for page in 1...count { #expect(letters.contains("\(page)/\(count)")) }
    }

    @Test func `no row begins with a mark that closes, and none stands outside the sheet`() throws {
        let boxes = try Place(Self.report).read("pdftotext", ["-bbox-layout", "file.pdf", "-"])
        let lines = boxes.matches(
            of: /<line xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">\s*<word[^>]*>(.)/)
        #expect(lines.count > 60)
        for line in lines {
            let (left, top) = (Double(line.1) ?? -1, Double(line.2) ?? -1)
            let (right, foot) = (Double(line.3) ?? 999, Double(line.4) ?? 999)
            #expect(left >= 60 && right <= 535 && top >= 55 && foot <= 825)
            #expect(!"，。：；、！？）》”".contains(line.5))
        }
    }

    @Test func `a value stands under its own heading however long the name before it is`() throws {
        let name = "超敏C反应蛋白测定（免疫比浊法，急诊床旁复核）"
        let boxes = try Place(
            PrintedText(
                lines: [.columns(["项目", "结果", "单位"]), .columns([name, "102.5", "mg/L"])],
                issuedMilliseconds: 0)
        ).read("pdftotext", ["-bbox", "file.pdf", "-"])
        func left(_ word: String) throws -> Double {
            let found = try #require(boxes.components(separatedBy: "\n").first { $0.contains(">\(word)<") })
            return try #require(found.firstMatch(of: /xMin="([\d.]+)"/).flatMap { Double($0.1) })
        }
        #expect(abs(try left("结果") - left("102.5")) < 1)
        #expect(abs(try left("单位") - left("mg/L")) < 1)
    }

    @Test func `the same text is the same file, and no text is still a page`() throws {
        let first = Self.report.file
        Thread.sleep(forTimeInterval: 1.1)
        #expect(Self.report.file == first)
        for lines in [[], [PrintedText.Line.text("")], [.text("\u{0}\u{7}\u{FFFF}")], [.title("\n\n")]] {
            let about = try Place(PrintedText(lines: lines, issuedMilliseconds: 0)).read("pdfinfo")
            #expect(about.contains(/Pages: +1\n/))
        }
    }

    @Test func `many are set at once`() async {
        let one = Self.report.file
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<16 { group.addTask { Self.report.file == one } }
            for await same in group { #expect(same) }
        }
    }
}

/// A folder with the file in it.
private final class Place {
    private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

    init(_ text: PrintedText) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(text.file).write(to: folder.appending(path: "file.pdf"))
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    var text: String { get throws { try read("pdftotext", ["-layout", "file.pdf", "-"]) } }

    func read(_ program: String, _ arguments: [String] = ["file.pdf"]) throws -> String {
        let answer = try ForeignProgram.run(program, arguments, in: folder)
        #expect(answer.status == 0)
        return answer.text
    }
}
