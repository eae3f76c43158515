import ConsultationCore
import Foundation
import Orchestration
import Storage
import Testing

/// A month of many lines goes to a file without being held: memory does not grow with it.
@Suite(.serialized) struct SettlementMemoryTests {
    /// HUIZHEN_LINES=1000000 for the whole size; a million lines may take 200 MiB at most.
    private static let lines =
        ProcessInfo.processInfo.environment["HUIZHEN_LINES"].flatMap(Int.init) ?? 10_000
    private static let limitKilobytes = 200 * 1024

    @Test func `a large month is written in constant memory`() async throws {
        let path = Fixture.databasePath()
        defer {
            try? FileManager.default.removeItem(at: URL(filePath: path).deletingLastPathComponent())
        }
        let service = try await Fixture(ServiceDatabase.open(path))
        let id = try await service.reported()
        let first = try await service.database.read { try $0.chargeLine(of: id) }
        let line = try #require(first)
        for start in stride(from: 0, to: Self.lines, by: 10_000) {
            try await service.database.write { transaction in
                for index in start..<min(start + 10_000, Self.lines) {
                    var copy = line
                    copy.entry = "\(id)/copy-\(index)"
                    try transaction.insert(copy)
                }
            }
        }
        let person = try await service.user("wu.min")
        let month = SettlementPeriod(containing: Fixture.start)
        let head = SettlementHead(
            selection: .month(month), institution: person.institution, period: month, by: person.displayName,
            at: service.clock.now)
        let before = Self.peakKilobytes()
        for format in SettlementFormat.allCases {
            let file = URL(filePath: path).deletingLastPathComponent()
                .appending(path: "month.\(format.rawValue)").path
            let clock = ContinuousClock()
            let start = clock.now
            let result = try await service.database.writeSettlement(head, as: format, to: file)
            #expect(result.lines == Self.lines + 1)
            #expect(!result.isBalanced, "the copies have no postings")
            print(
                "\(format.rawValue): \(result.lines) lines in \(clock.now - start), peak \(Self.peakKilobytes()) kB"
            )
        }
        let grown = Self.peakKilobytes() - before
        print("grown by \(grown) kB")
        #expect(grown < Self.limitKilobytes)
    }

    /// The largest resident size of this process so far.
    private static func peakKilobytes() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0
    }
}
