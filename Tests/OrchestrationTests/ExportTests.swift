import ConsultationCore
import Orchestration
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
}
