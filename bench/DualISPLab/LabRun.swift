import Foundation
import LinkLab

/// Runs the parts that were asked for, writes what they gave, prints every figure beside its target.
struct LabRun {
    let network: TwoProviderNetwork
    let command: LabCommand
    private var report: LabReport
    private var rows: [GapPlot.Row] = []

    init(network: TwoProviderNetwork, command: LabCommand) {
        self.network = network
        self.command = command
        report = LabReport(seed: command.seed)
    }

    /// Whether every target was met.
    mutating func run() async throws -> Bool {
        let start = ContinuousClock.now
        let parts = command.part == .all ? LabCommand.measuring : [command.part]
        for part in parts {
            note("measuring \(part.rawValue) …")
            switch part {
            case .native: try await native()
            case .edge: try await edge()
            case .chromium: try await chromium()
            case .duplicated: try await duplicated()
            case .quality: try await quality()
            case .check, .brief, .all: break
            }
        }
        report.seconds = Double(start.duration(to: .now).components.seconds)
        let suffix = command.isQuick ? "quick" : command.part == .all ? "latest" : command.part.rawValue
        try LabReport.write(report, to: "dualisp-\(suffix).json")
        if !rows.isEmpty, command.part == .all, !command.isQuick {
            let plot = GapPlot(
                title: "Sound at the cut of a provider's line: gap of each cut, target in red", rows: rows)
            let file = LabReport.directory.appendingPathComponent("dualisp-gaps.svg")
            try plot.svg().write(to: file, atomically: true, encoding: .utf8)
        }
        print(report.table())
        return report.figures.allSatisfy(\.isMet)
    }

    private func keep(_ value: some Encodable, as name: String) throws {
        try LabReport.write(value, to: "dualisp-\(name)-raw\(command.isQuick ? "-quick" : "").json")
    }

    private mutating func native() async throws {
        var results: [NativeScenario.Result] = []
        for loss in [0.005, 0] {
            let result = try await NativeScenario(
                network: network, cuts: command.cuts, seed: command.seed, loss: loss
            ).run()
            add(result, loss == 0 ? "native.lossless" : "native.lossy", "native ends", isEven: true)
            results.append(result)
        }
        try keep(results, as: "native")
    }

    private mutating func edge() async throws {
        var results: [NativeScenario.Result] = []
        for loss in [0.005, 0] {
            let result = try await EdgeScenario(
                network: network, cuts: command.cuts, seed: command.seed, loss: loss
            ).run()
            add(result, loss == 0 ? "edge.lossless" : "edge.lossy", "edge", isEven: false)
            results.append(result)
        }
        try keep(results, as: "edge")
    }

    private mutating func add(_ result: NativeScenario.Result, _ key: String, _ title: String, isEven: Bool) {
        report.figures += result.figures(key, title, isEven: isEven)
        guard result.loss > 0 else { return }
        for (way, path) in [("up", \CutRecord.up), ("down", \CutRecord.down)] {
            rows.append(
                .init(
                    title: "\(title), gap \(way)", values: result.cuts.map { $0[keyPath: path].intact },
                    limit: NativeScenario.Result.gapLimit))
        }
    }

    private mutating func chromium() async throws {
        let half = max(1, command.cuts / 2)
        let result = try await ChromiumScenario(
            network: network,
            plan: CutKind.allCases.map { .init(kind: $0, cuts: half) } + [
                .init(kind: .silent, cuts: max(2, command.cuts / 5), isIdle: true)
            ], seed: command.seed, loss: 0.005
        ).run()
        report.figures += result.figures()
        let shown: [(CutKind, String, KeyPath<CutRecord, ArrivalTrace.Gap>, Double)] = [
            (.silent, "Chromium, silent cut, up", \.up, 220),
            (.silent, "Chromium, silent cut, down", \.down, 220),
            (.linkDown, "Chromium, link down, up", \.up, 220),
            (.linkDown, "Chromium, link down, down", \.down, 220),
            (.towardsRelay, "Chromium, one-way loss up", \.up, 700),
            (.towardsSite, "Chromium, one-way loss down", \.down, 700),
        ]
        for (kind, title, path, limit) in shown {
            let cuts = result.cuts.filter { $0.kind == kind && $0.wasInUse }
            rows.append(.init(title: title, values: cuts.map { $0[keyPath: path].heard }, limit: limit))
        }
        try keep(result, as: "chromium")
    }

    private mutating func duplicated() async throws {
        var results: [ChromiumScenario.Result] = []
        for (loss, cuts) in [(0, command.cuts), (0.005, max(2, command.cuts / 3))] {
            let result = try await ChromiumScenario(
                network: network,
                plan: [
                    .init(kind: .silent, cuts: (cuts + 1) / 2),
                    .init(kind: .linkDown, cuts: max(1, cuts / 2)),
                ], seed: command.seed + 1, loss: loss, duplicatesAudio: true
            ).run()
            report.figures += result.duplicationFigures()
            results.append(result)
            guard loss == 0 else { continue }
            for (way, path) in [("up", \CutRecord.up), ("down", \CutRecord.down)] {
                rows.append(
                    .init(
                        title: "Chromium, sound duplicated, \(way)",
                        values: result.cuts.map { $0[keyPath: path].longest }, limit: nil))
            }
        }
        try keep(results, as: "duplicated")
    }

    private mutating func quality() async throws {
        let result = try await QualityScenario(
            network: network, seed: command.seed, isQuick: command.isQuick
        ).run()
        report.figures += result.figures()
        try keep(result, as: "quality")
    }
}
