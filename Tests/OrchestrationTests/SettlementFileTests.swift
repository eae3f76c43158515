import ConsultationCore
import Foundation
import Orchestration
import Storage
import TestRequirements
import Testing

/// Files of a month, read again by programs that are not ours: openpyxl and beancount (scripts/install-money-tools).
@Suite struct SettlementFileTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Runs a Python program of Tests/MoneyTools and reads its JSON.
    private func python(_ program: String, _ file: String) throws -> [String: Any] {
        let python = Self.root.appending(path: ".build/money-tools/bin/python").path
        try #require(
            FileManager.default.isExecutableFile(atPath: python), "run scripts/install-money-tools")
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = [Self.root.appending(path: "Tests/MoneyTools/\(program)").path, file]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return try #require(JSONSerialization.jsonObject(with: bytes) as? [String: Any])
    }

    private func folder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "huizhen-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    private func served() async throws -> (Fixture, ConsultationID) {
        let service = try await Fixture.inMemory()
        let id = try await service.reported()
        try await service.charge(.issueReceipt(.init(code: "022060126", number: "0012")), id, by: "wu.min")
        try await service.charge(
            .requestRefund(amount: Money(fen: 3_333), reason: "x", appliedAt: service.clock.now), id,
            by: "wu.min")
        try await service.charge(.approveRefund(1), id, by: "wu.min")
        return (service, id)
    }

    private func head(_ service: Fixture) async throws -> SettlementHead {
        let person = try await service.user("wu.min")
        let month = SettlementPeriod(containing: Fixture.start)
        return SettlementHead(
            selection: .month(month), institution: person.institution, period: month, by: person.displayName,
            at: service.clock.now)
    }

    @Test(.requirement("JL-42b")) func `openpyxl reads numbers as numbers and adds the same sums`()
        async throws
    {
        let (service, _) = try await served()
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "a.xlsx").path
        let head = try await head(service)
        let result = try await service.settlements.write(head, as: .xlsx, to: path)
        #expect(result.isBalanced && result.lines == 2)
        let read = try python("read_workbook.py", path)
        #expect(read["rows"] as? Int == 2)
        #expect(read["feeFen"] as? Int == 26_667)
        #expect(read["invitingFen"] as? Int == 5_333)
        #expect(read["invitedFen"] as? Int == 21_334)
        #expect((read["sumFormula"] as? String)?.hasPrefix("=SUM(") == true)
        #expect(read["sumFen"] as? Int == 26_667)
        #expect(read["moneyFormat"] as? String == "#,##0.00")
        #expect(read["numberIsText"] as? Bool == true && read["dateIsDate"] as? Bool == true)
        #expect(read["frozen"] as? String == "C2")
        #expect(read["sheets"] as? [String] == ["结算明细", "说明"])
        #expect((read["printArea"] as? String)?.isEmpty == false)
        let again = folder.appending(path: "b.xlsx").path
        #expect(try await service.settlements.write(head, as: .xlsx, to: again).digest == result.digest)
    }

    @Test func `the table has a byte-order mark, carriage returns, one sum row and the columns of finance`()
        async throws
    {
        let (service, _) = try await served()
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "a.csv").path
        let result = try await service.settlements.write(try await head(service), as: .csv, to: path)
        let csv = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        #expect(Digest(of: csv) == result.digest)
        #expect(Array(csv.utf8.prefix(3)) == [0xEF, 0xBB, 0xBF])
        let rows = csv.components(separatedBy: "\r\n")
        #expect(rows.count == 5)
        #expect(rows[0].hasPrefix("\u{FEFF}序号,会诊编号,结算期间,会诊类型,邀请方机构,"))
        #expect(rows[1].contains(",300.00,JL 44¶2,") && rows[1].contains(",20%,80%,0%,60.00,240.00,0.00,"))
        #expect(rows[1].contains("022060126 0012") && rows[1].contains("王*"))
        #expect(rows[2].contains(",-33.33,退费,-33.33,") && rows[2].contains(",-6.67,-26.66,"))
        #expect(rows[3].hasPrefix("合计,2026-11 共2笔,"))
        #expect(rows[3].contains("266.67") && rows[3].contains("账目相符"))
        #expect(rows[3].contains("贰佰陆拾陆元陆角柒分"))
        let json = folder.appending(path: "a.json").path
        _ = try await service.settlements.write(try await head(service), as: .json, to: json)
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: json))) as? [String: Any])
        #expect((object["lines"] as? [Any])?.count == 2)
        #expect((object["totals"] as? [String: Int])?["feeFen"] == 26_667)
    }

    @Test(.requirement("JL-42b")) func `beancount adds the books again and finds no error`() async throws {
        let (service, id) = try await served()
        service.clock.advance(.days(1))
        try await service.charge(.completeRefund(1, .init(code: "B", number: "1")), id, by: "wu.min")
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "books.beancount").path
        let tomorrow = CivilDate(service.clock.now).adding(days: 1)
        let written = try await service.database.read {
            try LedgerJournal.write(try $0.institutions(), until: tomorrow, in: $0, to: path)
        }
        let read = try python("read_ledger.py", path)
        #expect(read["errors"] as? [String] == [])
        #expect(read["transactions"] as? Int == written && written == 6)
        let balances = try #require(read["balances"] as? [String: Int])
        #expect(balances["Bank"] == 26_667)
        #expect(balances["PatientReceivable"] == 0)
        #expect(balances["Service"] == -26_667)
        #expect(balances["PayableToPartner"] == -21_334)
        #expect(balances["ReceivableFromPartner"] == 21_334)
    }
}
