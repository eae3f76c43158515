import CLinuxNet
import Foundation
import LinkLab

/// Cuts lines under calls that go on: nobody joins or leaves meanwhile.
struct LineCutting {
    let network: TwoProviderNetwork
    let cuts: Int
    let seed: UInt64

    /// In turn: both sites lose one line each, silently and independently; the relay's interface goes down for both.
    func run() async throws -> [CutRecord] {
        var random = SeededGenerator(seed: seed)
        var records: [CutRecord] = []
        var round = 0
        while records.count < cuts {
            let kind: CutKind = round % 2 == 0 ? .silent : .linkDown
            let shared: Provider = random.chance(0.5) ? .telecom : .unicom
            var open: [CutRecord] = []
            for place in [Place.siteA, .siteB] {
                let provider: Provider =
                    kind == .linkDown ? shared : random.chance(0.5) ? .telecom : .unicom
                if kind == .silent || place == .siteA {
                    try await Task.sleep(for: .milliseconds(random.uniform(100...500)))
                    try kind.apply(provider, at: place, in: network)
                }
                open.append(
                    CutRecord(
                        number: records.count + open.count, kind: kind, place: place, provider: provider,
                        wasInUse: true, startedAt: huizhen_monotonic_ns()))
            }
            try await Task.sleep(for: .milliseconds(random.uniform(700...1700)))
            for record in open where kind == .silent || record.place == .siteA {
                try kind.lift(record.provider, at: record.place, in: network)
            }
            let now = huizhen_monotonic_ns()
            records += open.map { record in
                var record = record
                record.endedAt = now
                return record
            }
            try await Task.sleep(for: .milliseconds(random.uniform(600...1200)))
            round += 1
        }
        return records
    }
}
