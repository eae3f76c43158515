import Foundation
import Glibc
import RelayLoad

extension Bench {
    /// Heap allocations of the shipped binary's packet threads while it forwards, counted by a preloaded library.
    func allocations() throws {
        let title = "heap allocations a forwarded packet, warmed"
        let library = ".build/release/libAllocationCounter.so"
        guard FileManager.default.fileExists(atPath: library) else {
            return add(
                Figure("allocations_per_packet", title, atMost: 0, repeats: [], note: "\(library) is missing")
            )
        }
        let file = directory.appending(path: "allocations")
        try Data(count: 8).write(to: file)
        func count() throws -> UInt64 {
            try Data(contentsOf: file).reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
        let preload = [
            "LD_PRELOAD": URL(fileURLWithPath: library).path, "HUIZHEN_ALLOCATION_COUNTER": file.path,
        ]
        let huizhen = try trial(.huizhen, .gcm, preload: preload)
        defer { huizhen.stop() }
        note("heap allocations of the packet threads")
        _ = try huizhen.measure(Plan(groups: 60, warm: 1, seconds: 3))
        let joining = try count()
        guard joining > 0 else {
            throw BenchFault("the allocation counter counts nothing, not even while joining")
        }
        var perPacket: [Double] = []
        for _ in 0..<repeats {
            let before = try count()
            let measurement = try huizhen.measure(Plan(groups: 60, warm: 0.5, seconds: 3))
            let allocations = try count() - before
            perPacket.append(Double(allocations) / Double(max(measurement.result.value.received_all, 1)))
            note("  \(allocations) allocations, \(measurement.result.value.received_all) packets")
        }
        add(Figure("allocations_per_packet", title, atMost: 0, repeats: perPacket))
    }

    /// What a leg holds, and whether joining and leaving leaves something behind.
    func memory() throws {
        let huizhen = try trial(.huizhen, .gcm)
        defer { huizhen.stop() }
        guard let contestant = huizhen.contestant as? HuizhenContestant else { return }
        note("memory of 1,000 legs")
        try huizhen.ensure(groups: 20)  // what is made once for all
        let before = contestant.child.residentBytes
        try huizhen.ensure(groups: 520)
        let joined = contestant.child.residentBytes
        _ = try huizhen.measure(Plan(groups: 520, speed: 0.4, warm: 1, seconds: 4))
        let warmed = contestant.child.residentBytes
        add(
            Figure(
                "memory.leg_kilobytes", "memory a leg, before traffic", unit: "kB", atMost: 150,
                repeats: [Double(joined - before) / 1_000_000]))
        add(
            Figure(
                "memory.leg_kilobytes_warmed", "memory a leg with filled caches", unit: "kB",
                repeats: [Double(warmed - before) / 1_000_000]))
    }

    /// Joins and leaves in rooms that stay, and in rooms that come and go.
    func churn() throws {
        let huizhen = try trial(.huizhen, .gcm)
        defer { huizhen.stop() }
        guard let contestant = huizhen.contestant as? HuizhenContestant else { return }
        let total = isQuick ? 2_000 : 10_000
        note("\(total) joins and leaves")
        var parties: [Party] = []
        for _ in 0..<20 { parties += try huizhen.load.addGroup(publishers: 2, watchers: 0) }
        contestant.child.resume()
        func cycle(_ count: Int) throws {
            for round in 0..<(count / 40) {
                for room in 0..<20 {
                    _ = try contestant.connect(Array(parties[(2 * room)..<(2 * room + 2)]), group: room)
                }
                for room in 0..<20 {
                    if round % 2 == 0 {
                        for party in parties[(2 * room)..<(2 * room + 2)] { try contestant.leave(party) }
                    }
                    try contestant.close(group: room)
                }
            }
        }
        try cycle(total / 5)
        usleep(500_000)
        let before = contestant.child.residentBytes
        try cycle(total)
        usleep(500_000)
        let after = contestant.child.residentBytes
        add(
            Figure(
                "churn.rss_growth", "resident memory after \(total) joins and leaves, beside before",
                atMost: 1.02,
                repeats: [Double(after) / Double(max(before, 1))],
                note: String(format: "%.1f → %.1f MB", Double(before) / 1e6, Double(after) / 1e6)))
    }
}
