import ConsultationCore
@testable import Orchestration
import Simulation
import Testing

@Suite struct ExportTests {
    @Test(arguments: ["=1+1", "+1", "-cmd", "@x", "\tx", "＝x", "\r\n=x"])
    func `a cell that a spreadsheet would run is made text`(_ name: String) {
        let cell = SettlementExport.escaped(name)
        #expect(cell == "'" + name || cell == "\"'" + name + "\"")
    }

    @Test func `a quotation mark is doubled and a line break stays inside its cell`() {
        #expect(SettlementExport.escaped("甲\"乙\n丙") == "\"甲\"\"乙\n丙\"")
        #expect(SettlementExport.escaped("甲,乙") == "\"甲,乙\"")
    }

    @Test(
        arguments: [(0, "0.00"), (3, "0.03"), (100, "1.00"), (-5, "-0.05"), (123_450, "1234.50")]
            as [(Int64, String)])
    func `amounts are written with two decimals by integers alone`(_ fen: Int64, _ text: String) {
        #expect(SettlementExport.yuan(Money(fen: fen)) == text)
        #expect(SettlementExport.text(.money(Money(fen: fen))) == text)
    }

    @Test func `a part is written in percent`() {
        #expect(SettlementExport.text(.share(2, of: 10)) == "20%")
        #expect(SettlementExport.text(.share(1, of: 3)) == "33.33%")
        #expect(SettlementExport.text(.share(0, of: 0)) == "0%")
    }

    @Test func `a line made of bytes is the line made of strings, whatever the cells`() {
        var random = SeededGenerator(seed: 7)
        let edges: [Int64] = [0, 1, -1, 99, -100, 123_456, .max, .min]
        let day = CivilDate("2026-02-28")?.start ?? WallTime(milliseconds: 0)
        var line = CSVLine()
        for round in 0..<2000 {
            let fen = edges.randomElement(using: &random) ?? 0
            let cells: [SettlementCell] = [
                .text(
                    ["甲", "", "=1+1", "＝1", "-3", "-x", "a,b", "\"", "\r\n"].randomElement(using: &random)
                        ?? ""),
                .money(Money(fen: fen)), .integer(fen), .share(Int.random(in: 0...9, using: &random), of: 7),
                .instant(
                    day + TimeSpan(milliseconds: Int64.random(in: -200_000_000...200_000_000, using: &random))
                ),
                .instant(day), .instant(day - TimeSpan(milliseconds: 1)), .empty,
            ].shuffled(using: &random)
            line.begin()
            for (index, cell) in cells.enumerated() { line.append(cell, isFirst: index == 0) }
            line.end()
            let words = cells.map(SettlementExport.text).joined(separator: ",") + "\r\n"
            #expect(String(decoding: line.bytes, as: UTF8.self) == words, "round \(round)")
        }
    }
}
