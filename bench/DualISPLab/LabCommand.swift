import Foundation
import LinkLab

/// The command line.
struct LabCommand: Sendable {
    enum Part: String, CaseIterable { case check, native, chromium, edge, quality, all }

    static let usage = """
        usage: DualISPLab PART [--cuts N] [--seed N] [--quick]
          check      the emulator against its settings
          native     fixed ends that send everything on both lines
          chromium   an unmodified browser: silent cuts, a link down, one-way loss, duplicated audio
          edge       a site behind huizhen edge
          quality    Chromium to Chromium under loss and on a narrow line
          all        everything, with tables and plots
        """

    var part: Part
    var cuts = 50
    var seed: UInt64 = 1
    var isQuick = false

    init(_ arguments: some Sequence<String>) throws {
        var rest = Array(arguments)
        guard !rest.isEmpty, let part = Part(rawValue: rest.removeFirst()) else {
            throw LabFault.failed(Self.usage)
        }
        self.part = part
        while !rest.isEmpty {
            let name = rest.removeFirst()
            if name == "--quick" {
                isQuick = true
                cuts = 10
                continue
            }
            guard let value = rest.first.flatMap({ UInt64($0) }) else { throw LabFault.failed(Self.usage) }
            rest.removeFirst()
            switch name {
            case "--cuts": cuts = Int(value)
            case "--seed": seed = value
            default: throw LabFault.failed(Self.usage)
            }
        }
    }

    func run(home: NetworkNamespace) async throws -> Bool {
        let network = try TwoProviderNetwork(home: home, seed: seed)
        defer { network.close() }
        switch part {
        case .check: return try EmulatorCheck(network: network, isQuick: isQuick).run()
        case .native:
            for loss in [0.005, 0] {
                let result = try await NativeScenario(network: network, cuts: cuts, seed: seed, loss: loss)
                    .run()
                for stream in result.streams { print(stream) }
                for way in [\CutRecord.up, \.down] {
                    let intact = Samples(result.cuts.map { $0[keyPath: way].intact })
                    let holes = Samples(result.cuts.map { $0[keyPath: way].withLoss })
                    print("intact", intact.median, intact.quantile(0.95), intact.max, "with loss", holes.max)
                }
                print(
                    "noise", Samples(result.cuts.map(\.noiseUp)).max,
                    Samples(result.cuts.map(\.noiseDown)).max)
                print(result.lateness, result.worstSendingDelay)
            }
            return true
        case .chromium:
            let result = try await ChromiumScenario(
                network: network, plan: CutKind.allCases.map { .init(kind: $0, cuts: cuts / 2) }, seed: seed,
                loss: 0.005
            ).run()
            for kind in CutKind.allCases {
                for way in [\CutRecord.up, \.down] {
                    let cuts = result.cuts.filter { $0.kind == kind && $0.wasInUse }
                    let heard = Samples(cuts.map { $0[keyPath: way].heard })
                    print(
                        kind, way == \.up ? "up" : "down", heard.count, heard.median, heard.quantile(0.95),
                        heard.max)
                }
            }
            print(
                "noise", Samples(result.cuts.map(\.noiseUp)).quantile(0.95),
                Samples(result.cuts.map(\.noiseDown)).quantile(0.95))
            print(result.lateness)
            return true
        case .quality:
            let result = try await QualityScenario(network: network, seed: seed, isQuick: isQuick).run()
            print(result.topWidths)
            for phase in result.phases { for site in phase.sites { print(phase.name, site) } }
            return true
        default: throw LabFault.failed(Self.usage)
        }
    }
}
