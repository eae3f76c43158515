import Foundation
import LinkLab

/// What a test can afford: two cuts of native ends, one silent cut of a Chromium at each site. Prints one line of JSON.
struct BriefRun {
    struct Outcome: Codable {
        var nativePackets: Int
        var nativeMissing: Int
        var nativeRepaired: Int
        /// Milliseconds, of each cut, the larger of both directions.
        var nativeGaps: [Double]
        var chromiumGaps: [Double]
        var chromiumCutsInUse: Int
        /// The largest distance of packets in the second before each cut.
        var noise: [Double]
    }

    let network: TwoProviderNetwork
    let seed: UInt64

    func run() async throws -> Bool {
        let native = try await NativeScenario(network: network, cuts: 4, seed: seed, loss: 0).run()
        let chromium = try await ChromiumScenario(
            network: network, plan: [.init(kind: .silent, cuts: 1)], seed: seed, loss: 0
        ).run()
        let outcome = Outcome(
            nativePackets: native.streams.reduce(0) { $0 + $1.received },
            nativeMissing: native.streams.reduce(0) { $0 + $1.missing },
            nativeRepaired: native.streams.reduce(0) { $0 + $1.repaired },
            nativeGaps: native.cuts.map { max($0.up.longest, $0.down.longest) },
            chromiumGaps: chromium.cuts.map { max($0.up.heard, $0.down.heard) },
            chromiumCutsInUse: chromium.cuts.count(where: \.wasInUse),
            noise: (native.cuts + chromium.cuts).map { max($0.noiseUp, $0.noiseDown) })
        print(String(decoding: try JSONEncoder().encode(outcome), as: UTF8.self))
        return true
    }
}
