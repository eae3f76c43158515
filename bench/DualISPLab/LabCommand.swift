import Foundation
import LinkLab

/// The command line.
struct LabCommand: Sendable {
    enum Part: String { case check, brief, native, edge, chromium, duplicated, quality, all }

    static let measuring: [Part] = [.native, .edge, .chromium, .duplicated, .quality]
    static let usage = """
        usage: DualISPLab PART [--cuts N] [--seed N] [--quick]
          check       the emulator against its settings
          native      fixed ends that send everything on both lines
          edge        a browser behind an edge in its own network
          chromium    an unmodified browser: silent cuts, a link down, one-way loss
          duplicated  the same with sound on both lines
          quality     Chromium to Chromium under loss and on a narrow line
          all         everything, with results in bench/results
          brief       one cut with native ends and one with Chromium, as JSON
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
                cuts = 8
                continue
            }
            guard let value = rest.first.flatMap({ UInt64($0) }), value > 0 else {
                throw LabFault.failed(Self.usage)
            }
            rest.removeFirst()
            switch name {
            case "--cuts": cuts = Int(clamping: value)
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
        case .brief: return try await BriefRun(network: network, seed: seed).run()
        default:
            var run = LabRun(network: network, command: self)
            return try await run.run()
        }
    }
}
