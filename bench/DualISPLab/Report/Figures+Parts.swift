import LinkLab

extension NativeScenario.Result {
    /// Packet spacing, and what the longer line's longest delay has over the shorter line's shortest.
    static let gapLimit = 20.0 + (35 + 10) - (20 - 5)

    /// - Parameter isEven: whether the ends send evenly by themselves. A browser does not: what its packets were
    /// apart in
    ///   the second before the cut, beyond their spacing, is then not the cut's doing.
    func figures(_ key: String, _ title: String, isEven: Bool) -> [Figure] {
        let received = streams.reduce(0) { $0 + $1.received }
        let repaired = streams.reduce(0) { $0 + $1.repaired }
        let missing = streams.reduce(0) { $0 + $1.missing }
        let lines = loss == 0 ? "lossless lines" : "0.5 % loss"
        var figures = [
            Figure.count(
                "\(key).missing", "\(title), \(lines): missing after repair", missing, of: received, limit: 0)
        ]
        if loss == 0 {
            figures.append(
                .count(
                    "\(key).lost", "\(title), \(lines): lost before repair", missing + repaired, of: received,
                    limit: 0))
        } else {
            figures.append(
                .count("\(key).repaired", "\(title), \(lines): repaired", repaired, of: received))
        }
        for (way, path, noise) in [
            ("up", \CutRecord.up, \CutRecord.noiseUp), ("down", \CutRecord.down, \CutRecord.noiseDown),
        ] {
            let gaps = cuts.map { $0[keyPath: path].intact }
            figures += Figure.gaps(
                "\(key).gap_\(way)", "\(title), \(lines): gap \(way)", gaps,
                limit: isEven ? Self.gapLimit : nil)
            guard !isEven else { continue }
            let beyond = cuts.map { $0[keyPath: path].intact - max(0, $0[keyPath: noise] - 20) }
            figures += Figure.gaps(
                "\(key).gap_\(way)_beyond_noise",
                "\(title), \(lines): gap \(way) less the browser's unevenness",
                beyond, limit: Self.gapLimit)
        }
        if loss > 0 {
            let holes = cuts.flatMap { [$0.up.withLoss, $0.down.withLoss] }
            figures.append(
                Figure(
                    key: "\(key).gap_with_repair_max", title: "\(title), \(lines): gap around a repair, max",
                    value: holes.max() ?? 0, unit: "ms", limit: nil, samples: holes.count { $0 > 0 }))
        }
        return figures + cuts.noise("\(key)", title)
    }
}

extension ChromiumScenario.Result {
    /// Gaps of cuts of the line in use. `limit` stands beside the round trip of the line that is left.
    func figures() -> [Figure] {
        let key = "chromium"
        let used = cuts.filter(\.wasInUse)
        func gaps(_ kinds: [CutKind], _ path: KeyPath<CutRecord, ArrivalTrace.Gap>) -> [Double] {
            used.filter { kinds.contains($0.kind) }.map { $0[keyPath: path].heard }
        }
        func beyondRoundTrip(_ path: KeyPath<CutRecord, ArrivalTrace.Gap>) -> [Double] {
            used.filter { [.silent, .linkDown].contains($0.kind) }
                .map { $0[keyPath: path].heard - $0.roundTrip }
        }
        var figures = Figure.gaps("\(key).silent.up", "silent cut: gap up", gaps([.silent], \.up))
        figures += Figure.gaps("\(key).silent.down", "silent cut: gap down", gaps([.silent], \.down))
        figures += Figure.gaps("\(key).link_down.up", "link down: gap up", gaps([.linkDown], \.up))
        figures += Figure.gaps("\(key).link_down.down", "link down: gap down", gaps([.linkDown], \.down))
        figures += Figure.gaps(
            "\(key).cut.up_beyond_rtt", "both, less one round trip: up", beyondRoundTrip(\.up), limit: 150)
        figures += Figure.gaps(
            "\(key).cut.down_beyond_rtt", "both, less one round trip: down", beyondRoundTrip(\.down),
            limit: 150)
        figures += Figure.gaps(
            "\(key).one_way_up", "one-way loss to the relay: gap up", gaps([.towardsRelay], \.up), limit: 700)
        figures += Figure.gaps(
            "\(key).one_way_down", "one-way loss to the site: gap down", gaps([.towardsSite], \.down),
            limit: 700)
        let idle = cuts.filter { !$0.wasInUse }
        figures += Figure.gaps(
            "\(key).idle", "line not in use cut: gap", idle.flatMap { [$0.up.heard, $0.down.heard] })
        return figures + cuts.noise(key, "Chromium")
    }

    /// With duplicated sound.
    func duplicationFigures() -> [Figure] {
        let lines = loss == 0 ? "lossless lines" : "0.5 % loss"
        let key = loss == 0 ? "duplicated.lossless" : "duplicated.lossy"
        return [
            .count(
                "\(key).missing_up", "duplicated sound, \(lines): missing up", missingUp, of: received,
                limit: loss == 0 ? 0 : nil),
            .count(
                "\(key).missing_down", "duplicated sound, \(lines): missing down", missingDown, of: received,
                limit: loss == 0 ? 0 : nil),
        ] + Figure.gaps("\(key).up", "duplicated sound, \(lines): gap up", cuts.map(\.up.longest))
            + Figure.gaps("\(key).down", "duplicated sound, \(lines): gap down", cuts.map(\.down.longest))
    }
}

extension [CutRecord] {
    /// The largest distance of packets in the second before each cut.
    func noise(_ key: String, _ title: String) -> [Figure] {
        let noise = Samples(flatMap { [$0.noiseUp, $0.noiseDown] })
        return [
            Figure(
                key: "\(key).noise_p95", title: "\(title): largest distance in the second before, p95",
                value: noise.quantile(0.95), unit: "ms", limit: nil, samples: noise.count),
            Figure(
                key: "\(key).noise_max", title: "\(title): largest distance in the second before, max",
                value: noise.max, unit: "ms", limit: nil, samples: noise.count),
        ]
    }
}

extension QualityScenario.Result {
    func figures() -> [Figure] {
        var figures: [Figure] = []
        func add(
            _ key: String, _ title: String, _ unit: String, _ limit: Double?, in name: String,
            _ value: (QualityScenario.Site) -> Double
        ) {
            guard let phase = phases.first(where: { $0.name == name }) else { return }
            for site in phase.sites {
                let end = site.place == .siteA ? "a" : "b"
                figures.append(
                    Figure(
                        key: "quality.\(key)_\(end)", title: "\(title), at \(site.place.name)",
                        value: value(site), unit: unit, limit: limit, samples: 1))
            }
        }
        add("loss.longest_freeze", "5 % loss: longest still picture", "s", 1, in: "loss 5 %") {
            $0.longestStill
        }
        add("loss.freezes", "5 % loss: freezes by the browser's count", "", nil, in: "loss 5 %") {
            $0.freezes
        }
        add("loss.freeze_seconds", "5 % loss: frozen in all", "s", nil, in: "loss 5 %") { $0.freezeSeconds }
        add("loss.concealed", "5 % loss: sound concealed", "%", 2, in: "loss 5 %") { $0.concealed * 100 }
        add("after.seconds_to_top", "after the loss: top layer again", "s", 10, in: "loss over") {
            $0.secondsToTop ?? QualityScenario.neverSeconds
        }
        add("narrow.concealed", "300 kbit/s: sound concealed", "%", 2, in: "300 kbit/s") {
            $0.concealed * 100
        }
        add("narrow.jitter_buffer", "300 kbit/s: sound in the jitter buffer", "ms", nil, in: "300 kbit/s") {
            $0.jitterBuffer
        }
        add("narrow.longest_freeze", "300 kbit/s: longest still picture", "s", nil, in: "300 kbit/s") {
            $0.longestStill
        }
        add("wide.seconds_to_top", "wide again: top layer again", "s", nil, in: "wide again") {
            $0.secondsToTop ?? QualityScenario.neverSeconds
        }
        return figures
    }
}
