import Foundation
import LinkLab

/// Measures what the lines do and holds it against what they were told to do.
struct EmulatorCheck {
    private struct Row {
        var what: String
        var told: String
        var measured: String
        var isMet: Bool
    }

    let network: TwoProviderNetwork
    let isQuick: Bool
    private let link = AccessLink(.siteA, .telecom)

    func run() throws -> Bool {
        var rows = try delays()
        rows += try losses()
        rows += try rates()
        rows += try orders()
        let late = network.emulator.takeLateness()
        rows.append(
            Row(
                what: "the emulator's own lateness", told: "<= 1 % of packets over 1 ms",
                measured: "\(late.overOneMillisecond) of \(late.packets), worst "
                    + String(format: "%.2f ms", late.worstMilliseconds),
                isMet: late.overOneMillisecond * 100 <= late.packets))
        if !network.emulator.isRaised {
            note("the emulator runs at ordinary priority: SCHED_FIFO was refused")
        }
        for row in rows {
            let line = [
                row.what.padded(44), row.told.padded(28), row.measured.padded(44),
                row.isMet ? "ok" : "MISSED",
            ]
            print(line.joined(separator: "  "))
        }
        return rows.allSatisfy(\.isMet)
    }

    private func probe(
        _ settings: LinkSettings, _ way: AccessLink.Way = .up, packets: Int, every: Double,
        payload: Int = 160, patience: Double = 0.3
    ) throws -> LineProbe.Outcome {
        network.emulator.set(.ideal, link)
        network.emulator.set(settings, link, way)
        defer { network.emulator.set(.ideal, link) }
        return try LineProbe(link, way, packets: packets, everyMilliseconds: every, payload: payload)
            .run(in: network, patience: patience)
    }

    private func delays() throws -> [Row] {
        var rows: [Row] = []
        let count = isQuick ? 100 : 400
        for (way, settings) in [
            (AccessLink.Way.up, LinkSettings.ideal), (.down, .ideal),
            (.up, LinkSettings(delay: 20, jitter: 5)),
            (.down, LinkSettings(delay: 20, jitter: 5)), (.up, LinkSettings(delay: 35, jitter: 10)),
            (.down, LinkSettings(delay: 35, jitter: 10)),
        ] {
            let delays = Samples(try probe(settings, way, packets: count, every: 21).delays)
            // The mean of n uniform draws has a deviation of jitter / sqrt(3 n).
            let tolerance = 1 + 4 * settings.jitter / (3 * Double(count)).squareRoot()
            rows.append(
                Row(
                    what: "delay \(way), \(Int(settings.delay)) ± \(Int(settings.jitter)) ms",
                    told: String(
                        format: "%.0f to %.0f ms, mean %.0f", settings.delay - settings.jitter,
                        settings.delay + settings.jitter, settings.delay),
                    measured: String(
                        format: "%.2f to %.2f ms (p99 %.2f), mean %.2f", delays.min, delays.max,
                        delays.quantile(0.99), delays.mean),
                    isMet: delays.min >= settings.delay - settings.jitter - 0.1
                        && delays.quantile(0.95) <= settings.delay + settings.jitter + 1
                        && abs(delays.mean - settings.delay) <= tolerance))
        }
        return rows
    }

    private func losses() throws -> [Row] {
        let count = isQuick ? 1000 : 4000
        let bursts = LinkSettings.Bursts(goodToBad: 0.01, badToGood: 0.25)
        var rows: [Row] = []
        for (name, settings, share) in [
            ("random loss", LinkSettings(loss: 0.05), 0.05), ("brown-out", LinkSettings(loss: 0.5), 0.5),
            ("burst loss", LinkSettings(bursts: bursts), bursts.meanLoss),
            ("cut", LinkSettings(isCut: true), 1), ("no loss", LinkSettings(), 0),
        ] {
            let outcome = try probe(settings, packets: count, every: 1)
            // Bursts make neighbours alike: about (2 - b) / b packets weigh as one.
            let weight = settings.bursts.map { (2 - $0.badToGood) / $0.badToGood } ?? 1
            let deviation = (share * (1 - share) * weight / Double(count)).squareRoot()
            var measured = String(format: "%.2f %%", outcome.lossShare * 100)
            if settings.bursts != nil {
                measured += String(format: ", %.1f in a row", Samples(outcome.bursts.map(Double.init)).mean)
            }
            rows.append(
                Row(
                    what: name, told: String(format: "%.2f ± %.2f %%", share * 100, deviation * 400),
                    measured: measured, isMet: abs(outcome.lossShare - share) <= 4 * deviation + 1e-9))
        }
        return rows
    }

    private func rates() throws -> [Row] {
        let settings = LinkSettings(bitsPerSecond: 300_000, queueBytes: 15_000)
        // 1,000 bytes every 10 ms: 822 kbit/s into 300.
        let outcome = try probe(settings, packets: 300, every: 10, payload: 1000, patience: 1)
        let rate = Double(outcome.bytes) * 8 / outcome.seconds / 1000
        let longest = outcome.delays.max() ?? .nan
        return [
            Row(
                what: "rate 300 kbit/s, offered 822", told: "300 ± 6 kbit/s",
                measured: String(format: "%.1f kbit/s", rate), isMet: abs(rate - 300) <= 6),
            Row(
                what: "queue of 15,000 bytes", told: "<= 400 ms",
                measured: String(format: "%.1f ms", longest), isMet: longest <= 402 && longest >= 350),
        ]
    }

    private func orders() throws -> [Row] {
        let count = isQuick ? 1000 : 4000
        let kept = try probe(LinkSettings(delay: 35, jitter: 10), packets: count, every: 1)
        let mixed = try probe(
            LinkSettings(delay: 5, reorder: 0.02, reorderDelay: 10), packets: count, every: 1)
        let share = Double(mixed.reordered) / Double(mixed.numbers.count)
        let deviation = (0.02 * 0.98 / Double(count)).squareRoot()
        return [
            Row(
                what: "order under jitter, 1 packet/ms", told: "0 overtaken",
                measured: "\(kept.reordered) overtaken", isMet: kept.reordered == 0),
            Row(
                what: "reordering", told: String(format: "2.00 ± %.2f %%", deviation * 400),
                measured: String(format: "%.2f %%", share * 100), isMet: abs(share - 0.02) <= 4 * deviation),
        ]
    }
}

extension String {
    /// Filled with blanks on the right to `width` characters.
    func padded(_ width: Int) -> String { padding(toLength: max(width, count), withPad: " ", startingAt: 0) }
}
