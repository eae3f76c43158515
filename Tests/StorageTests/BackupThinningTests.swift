import ConsultationCore
import Foundation
import Simulation
import Storage
import TestRequirements
import Testing

struct BackupThinningTests {
    private static func found(_ year: Int, _ month: Int, _ day: Int, hour: Int = 2) -> BackupThinning.Found {
        let at = ConsultationWorld.at(year, month, day, hour)
        return BackupThinning.Found(name: "huizhen-\(CivilDate(at))-\(hour)", at: at)
    }

    @Test(.requirement("SC-23a"))
    func `the newest of each day, week and month stays, and nothing else`() {
        let daily = (1...31).map { Self.found(2025, 3, $0) }
        let older = [Self.found(2025, 2, 10), Self.found(2025, 2, 27), Self.found(2024, 12, 31)]
        let twice = [Self.found(2025, 3, 31, hour: 14)]
        let all = (daily + older + twice).shuffled()
        let gone = Set(
            BackupThinning.removable(all, keeping: BackupKeeping(daily: 3, weekly: 2, monthly: 3)))
        let kept = Set(all.map(\.name)).subtracting(gone)
        #expect(
            kept == [
                // Three days, the later one of the last; two weeks, from Mondays; three months.
                "huizhen-2025-03-31-14", "huizhen-2025-03-30-2", "huizhen-2025-03-29-2",
                "huizhen-2025-02-27-2",
                "huizhen-2024-12-31-2",
            ])
        #expect(BackupThinning.removable(all, keeping: BackupKeeping(daily: 0, weekly: 0, monthly: 0)) == [])
        #expect(BackupThinning.removable([], keeping: BackupKeeping(daily: 1, weekly: 0, monthly: 0)) == [])
        let one = [Self.found(1969, 12, 1)]
        #expect(BackupThinning.removable(one, keeping: BackupKeeping(daily: 1, weekly: 1, monthly: 1)) == [])
    }

    @Test(.requirement("SC-23a"))
    func `nothing goes before one that stays was read and is whole`() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let data = folder.appendingPathComponent("data")
        let blobs = data.appendingPathComponent("blobs")
        try FileManager.default.createDirectory(at: blobs, withIntermediateDirectories: true)
        let database = try ServiceDatabase.open(
            data.appendingPathComponent("huizhen.sqlite").path, blobs: blobs.path)
        let place = folder.appendingPathComponent("backups")
        let maker = BackupMaker(database: database, folders: [("blobs", blobs)], region: "jilin")
        var names: [String] = []
        for day in 1...4 {
            let at = ConsultationWorld.at(2025, 3, day, 2)
            names.append("huizhen-2025030\(day)T020000Z")
            _ = try maker.make(in: place, named: names[day - 1], at: at.milliseconds)
        }
        let keeping = BackupKeeping(daily: 2, weekly: 0, monthly: 0)
        let last = place.appendingPathComponent(names[3])
        let other = place.appendingPathComponent(names[2])
        for broken in [last, other] {
            let file = broken.appendingPathComponent("huizhen.sqlite")
            var bytes = try Data(contentsOf: file)
            bytes[bytes.count / 2] ^= 0xFF
            try bytes.write(to: file)
        }
        #expect(throws: BackupFault.nothingWhole(place.path)) {
            try BackupThinning.prune(place, keeping: keeping)
        }
        #expect(BackupCheck.all(in: place).count == 4)

        let fifth = "huizhen-20250305T020000Z"
        _ = try maker.make(in: place, named: fifth, at: ConsultationWorld.at(2025, 3, 5, 2).milliseconds)
        #expect(try BackupThinning.prune(place, keeping: keeping) == Array(names[0...2]))
        #expect(Set(BackupCheck.all(in: place).map(\.name)) == [names[3], fifth])
        #expect(try BackupThinning.prune(place, keeping: keeping) == [])
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.path).count == 2)
    }
}
