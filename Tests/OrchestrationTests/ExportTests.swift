import ConsultationCore
import Foundation
import Orchestration
import Simulation
import TestRequirements
import Testing

@Suite struct ExportTests {
    private func line(_ specialist: String, fee: Int64) -> SettlementLine {
        SettlementLine(
            number: "HZ20261121-00001", consultation: "c-1",
            endedAt: Fixture.start + TimeSpan(milliseconds: 7),
            serviceKind: .remoteConsultation, invitingInstitution: "甲医院", invitingCode: "1",
            invitedInstitution: "乙医院, 总院", invitedCode: "2", specialist: specialist,
            split: .statutory(fee: Money(fen: fee)),
            payee: .init(institution: "乙医院", accountName: "乙医院", accountMasked: "****0002"), basis: "JL 44",
            state: .billable)
    }

    private func statement(_ lines: [SettlementLine]) -> SettlementStatement {
        SettlementStatement(period: "2026-11", lines: lines, difference: .zero)
    }

    @Test(.requirement("JL-44a"))
    func `the table has a byte-order mark, carriage returns, one sum row and amounts in yuan`() throws {
        let csv = SettlementExport.csv(statement([line("周明远", fee: 10_001), line("陈思宁", fee: 123_450)]))
        #expect(Array(csv.utf8.prefix(3)) == [0xEF, 0xBB, 0xBF])
        let rows = csv.dropFirst().components(separatedBy: "\r\n")
        #expect(rows.count == 5)
        #expect(rows[4].isEmpty)
        #expect(rows[0].hasPrefix("会诊编号,结束时间,"))
        #expect(rows[1].contains("2026-11-21 09:00:00"))
        #expect(rows[1].contains(",100.01,20.00,80.01,2:8,"))
        #expect(rows[1].contains("\"乙医院, 总院\""))
        #expect(rows[2].contains(",1234.50,246.90,987.60,"))
        #expect(rows[3].hasPrefix("合计,2026-11 共2例,"))
        #expect(rows[3].contains(",1334.51,266.90,1067.61,"))
    }

    @Test(arguments: ["=1+1", "+1", "-cmd", "@x", "\tx", "＝x"])
    func `a cell that a spreadsheet would run is made text`(_ name: String) {
        let csv = SettlementExport.csv(statement([line(name, fee: 1)]))
        #expect(csv.contains("'" + name))
    }

    @Test func `a quotation mark is doubled and a line break stays inside its cell`() {
        let csv = SettlementExport.csv(statement([line("甲\"乙\n丙", fee: 1)]))
        #expect(csv.contains("\"甲\"\"乙\n丙\""))
    }

    @Test(
        arguments: [(0, "0.00"), (3, "0.03"), (100, "1.00"), (-5, "-0.05"), (123_450, "1234.50")]
            as [(Int64, String)])
    func `amounts are written with two decimals by integers alone`(_ fen: Int64, _ text: String) {
        #expect(SettlementExport.yuan(Money(fen: fen)) == text)
    }

    @Test func `the JSON file has the members of the interface and amounts in fen`() throws {
        let text = try SettlementExport.json(statement([line("周明远", fee: 30_000)]))
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let totals = try #require(object["totals"] as? [String: Int])
        let lines = try #require(object["lines"] as? [[String: Any]])
        #expect(totals == ["feeFen": 30_000, "invitingFen": 6_000, "invitedFen": 24_000])
        #expect(lines[0]["endedAt"] as? String == "2026-11-21T09:00:00.007+08:00")
        #expect(lines[0]["ratio"] as? String == "2:8")
    }
}
