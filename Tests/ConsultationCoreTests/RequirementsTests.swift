import ConsultationCore
import Foundation
import Simulation
import Testing

struct RequirementsTests {
    private let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// Rows of the domain: requirement, priority, enforcing file, tests.
    private func rows() throws -> [[String]] {
        try text("Protocols/requirements.csv").split(separator: "\n").dropFirst()
            .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
            .filter { $0.count == 4 && $0[2].hasPrefix("Sources/ConsultationCore/") }
    }

    @Test func `each row of the domain names a file that is there and a test that carries its id`() throws {
        let rows = try rows()
        #expect(rows.count > 50)
        for row in rows {
            #expect(FileManager.default.fileExists(atPath: root.appending(path: row[2]).path()), "\(row[0])")
            let tests = row[3].split(separator: " ").filter { $0.hasPrefix("ConsultationCoreTests/") }
            #expect(!tests.isEmpty, "\(row[0]) has no test")
            for test in tests {
                #expect(try text("Tests/\(test).swift").contains("\"\(row[0])\""), "\(row[0]): \(test)")
            }
        }
    }

    @Test func `every refusal and every breach rests on a row of the list`() throws {
        let known = Set(try rows().map { $0[0] })
        for code in RefusalCode.allCases {
            #expect(known.contains(code.rule.requirement), "\(code.rawValue)")
        }
        for action in ConsultationAction.allCases {
            #expect(known.contains(action.requirement), "\(action.rawValue)")
        }
        let breaches: [Violation] = [
            .reportLate(dueAt: ConsultationWorld.start, delay: .zero), .agreementLapsedDuringCase,
            .attendanceGap(side: .invited, since: ConsultationWorld.start),
            .recordingGap(segment: 1, length: .zero), .redundancyLost(side: .inviting),
            .uploadDeadlineMissed(dueAt: ConsultationWorld.start, delay: .zero),
            .unauthorisedService(practitioner: "doc"),
        ]
        for breach in breaches { #expect(known.contains(breach.requirement), "\(breach.code)") }
    }
}
