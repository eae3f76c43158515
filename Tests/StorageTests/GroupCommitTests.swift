import ConsultationCore
import Storage
import TestRequirements
import Testing

private struct Abandoned: Error {}

@Suite struct GroupCommitTests {
    @Test(arguments: Place.allCases)
    func `a write that throws leaves nothing and does not disturb its neighbours`(_ place: Place) async throws
    {
        let database = try place.open()
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for index in 0..<200 {
                group.addTask {
                    do {
                        try await database.write { transaction in
                            try transaction.setDeadline(
                                StoredDeadline(kind: "k", subject: "s/\(index)", dueAt: instant(Int64(index)))
                            )
                            if index.isMultiple(of: 3) { throw Abandoned() }
                        }
                        return true
                    } catch {
                        return false
                    }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        let stored = try await database.read { try $0.deadlinesDue(at: instant(1000), limit: 1000) }
        #expect(outcomes == 133)
        #expect(stored.count == 133)
        #expect(stored.allSatisfy { !$0.dueAt.milliseconds.isMultiple(of: 3) })
    }

    @Test(.requirement("NHC-TM-4.1.4b"), arguments: Place.allCases)
    func `what was written is still there after the store was closed and opened`(_ place: Place) async throws
    {
        guard place == .file else { return }
        let path = Scratch.path()
        let database = try ServiceDatabase.open(path)
        let number = try await database.write { try $0.nextNumber(on: CivilDate("2026-11-21")!) }
        try database.close()
        let again = try ServiceDatabase.open(path)
        let next = try await again.write { try $0.nextNumber(on: CivilDate("2026-11-21")!) }
        #expect(number == "HZ20261121-00001")
        #expect(next == "HZ20261121-00002")
    }

    @Test(arguments: Place.allCases)
    func `numbers begin anew every day and are never given twice`(_ place: Place) async throws {
        let database = try place.open()
        let today = try #require(CivilDate("2026-11-21"))
        let tomorrow = try #require(CivilDate("2026-11-22"))
        let numbers = try await withThrowingTaskGroup(of: ConsultationNumber.self) { group in
            for _ in 0..<40 { group.addTask { try await database.write { try $0.nextNumber(on: today) } } }
            return try await group.reduce(into: Set<ConsultationNumber>()) { $0.insert($1) }
        }
        #expect(numbers.count == 40)
        #expect(numbers.max() == "HZ20261121-00040")
        #expect(try await database.write { try $0.nextNumber(on: tomorrow) } == "HZ20261122-00001")
    }
}
