import ConsultationCore
import Figures
import Foundation
import Orchestration
import ServiceDriver
import Simulation
import Storage

/// A data directory of the service with many consultations in it.
struct Archive {
    let size: Int
    let folder: URL

    init(size: Int) {
        self.size = size
        folder = URL(fileURLWithPath: ".build/service-bench/\(size)").absoluteURL
    }

    var path: String { folder.appendingPathComponent("huizhen.sqlite").path }
    private var mark: URL { folder.appendingPathComponent("whole") }
    var isWhole: Bool { FileManager.default.fileExists(atPath: mark.path) }

    /// The month in which all finished sessions ended: long enough ago that the service has forgotten their effects.
    static func month(before now: WallTime) -> (name: String, start: WallTime) {
        let name = String(CivilDate(now - .days(65)).description.prefix(7))
        return (name, CivilDate(name + "-01")?.start ?? now)
    }

    var period: String {
        (try? String(contentsOf: mark, encoding: .utf8))
            ?? Self.month(before: ServiceEnvironment.live.now()).name
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    /// Fills the directory unless it is there, whole, from an earlier run. Returns seconds; 0 when it was there.
    func fill() async throws -> Double {
        if isWhole { return 0 }
        remove()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let began = ContinuousClock.now
        try run(ServiceProcess.builtBinary.path, ["demo", "seed", "--data", folder.path])
        let now = ServiceEnvironment.live.now()
        let month = Self.month(before: now)
        let start = month.start + .hours(8)
        try publishPrices(at: now - .days(200))
        let database = try ServiceDatabase.open(path)
        let policies = try await PolicyBook.open(.repository, in: database, at: now)
        let hospitals = try await Hospitals(in: database)
        let foundry = try Foundry(path: path, start: start)
        let moulds = try await foundry.moulds(on: Stage(database, under: policies, at: start), hospitals)
        for instant in [start, now] {
            try await hospitals.openBatches(
                in: database, at: instant, under: policies.policy(for: .jilin, at: instant).id)
        }
        try database.close()
        try cast(moulds, foundry, hospitals, month: start, until: now)
        // What the kernel still writes back would stall the first commits that are measured.
        try run("/bin/sync", [])
        try month.name.write(to: mark, atomically: true, encoding: .utf8)
        return began.duration(to: .now).milliseconds / 1000
    }

    /// The templates are performed months ago: prices must have been public by then. The database refuses to edit a
    /// price; here it is made to look as if it had been published earlier.
    private func publishPrices(at then: WallTime) throws {
        let store = try RawStore(path)
        let rows = try store.rows("SELECT sql FROM sqlite_master WHERE name = 'prices_keep_rows'")
        try store.run("DROP TRIGGER IF EXISTS prices_keep_rows")
        try store.run(
            "UPDATE prices SET document = json_set(document, '$.publishedAt', \(then.milliseconds))")
        if case .text(let trigger)? = rows.first?.first {
            try store.run(String(decoding: trigger, as: UTF8.self))
        }
    }

    private func cast(
        _ moulds: [Mould], _ foundry: Foundry, _ hospitals: Hospitals, month: WallTime, until now: WallTime
    ) throws {
        let caster = try Caster(path: path, tables: foundry.tables, hospitals)
        let (past, present) = (
            BatchTable(hospitals, month: month), BatchTable(hospitals, month: now)
        )
        let held = moulds.filter { $0.course.isHeld }
        let waiting = moulds.filter { !$0.course.isOver }
        guard held.count == 3, let cancelled = moulds.first(where: { $0.course == .cancelled }) else {
            throw BenchFault("a mould is missing")
        }
        // Twenty-seven days: templates take a day from request to archive.
        let span: Int64 = 27 * 86_400_000
        var serial = 0
        try caster.begin()
        for index in 0..<size {
            let moved = Int64(Double(span) * Double(index) / Double(size))
            // One in twenty with a talk, one in twenty with the upload that Jilin asks for, the others plain.
            let mould = held[index % 20 < 18 ? 0 : index % 20 - 17]
            serial += 1
            try caster.cast(mould, serial: serial, moved: moved, invited: 0, in: past)
            if index % 100 == 99 {
                serial += 1
                try caster.cast(
                    cancelled, serial: serial, moved: moved, invited: index / 100 % Hospitals.invited,
                    in: past)
            }
            if index % 10_000 == 9_999 {
                try caster.commit()
                try caster.begin()
            }
            if size >= 100_000, (index + 1) % (size / 20) == 0 {
                note("  \((index + 1) * 100 / size) % of \(size) consultations")
            }
        }
        // One in two hundred is open, as far as a course of two days in a year would have it.
        for index in 0..<(size / 200) {
            serial += 1
            let course = waiting[index % waiting.count]
            let age: Int64 = course.course == .awaitingReport || course.course == .reported ? 6 : 1
            let moved = (now - .hours(age)).milliseconds - course.createdAt + Int64(index)
            try caster.cast(
                course, serial: serial, moved: moved, inviting: index / waiting.count % Hospitals.inviting,
                invited: index / waiting.count % Hospitals.invited, in: present)
        }
        try caster.commit()
        try caster.finish()
    }
}

func note(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
