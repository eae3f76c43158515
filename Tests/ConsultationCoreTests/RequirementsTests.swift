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

    /// Rows that something enforces; TidyTests hold the table against the tests.
    private func rows() throws -> [[String]] {
        try text("Protocols/requirements.csv").split(separator: "\n").dropFirst()
            .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
            .filter { $0.count == 6 && !$0[4].isEmpty }
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
            .rotaUnattended(since: ConsultationWorld.start, length: .zero),
            .mediaQualityLow(side: .invited, since: ConsultationWorld.start, length: .zero),
            .drillOverdue(dueAt: ConsultationWorld.start, delay: .zero),
            .visit(.impersonationSuspected), .visit(.pharmacyUnattended(since: ConsultationWorld.start)),
            .supervisionMismatch(
                day: CivilDate(ConsultationWorld.start),
                difference: FeedDifference(.records, ours: 1, theirs: 0)),
            .reapplicationOverdue(dueAt: ConsultationWorld.start, delay: .zero),
            .maintenanceOverdue(dueAt: ConsultationWorld.start, delay: .zero),
        ]
        for breach in breaches { #expect(known.contains(breach.requirement), "\(breach.code)") }
    }
}
