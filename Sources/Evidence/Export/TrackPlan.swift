/// One track to be made: the streams of one participant that show the same source.
struct TrackPlan {
    enum Source: String { case microphone, camera, screen, screenAudio = "screen-audio" }

    var participant: UInt64
    var source: Source
    var codec: ExportCodec
    var streams: Set<StreamKey>
    var channels: UInt8
    /// Of the recording's time line; every track of a participant starts with the participant, a screen with itself.
    var startNanoseconds: Int64
    var endNanoseconds: Int64

    var isAudio: Bool { source == .microphone || source == .screenAudio }

    /// Decides the tracks, and which streams have no place in them and why.
    static func plan(
        _ survey: ExportSurvey, _ catalogue: StreamCatalogue
    ) -> (tracks: [TrackPlan], skipped: [SkippedStream]) {
        var groups: [Group: [StreamKey]] = [:]
        var skipped: [SkippedStream] = []
        for (key, facts) in survey.streams {
            guard let declaration = catalogue.declaration(key) else {
                skipped.append(SkippedStream(key, facts.packets, "undeclared"))
                continue
            }
            if declaration.repairs != nil { continue }
            guard let codec = codec(declaration, facts) else {
                skipped.append(SkippedStream(key, facts.packets, "codec not exported"))
                continue
            }
            let group = Group(participant: key.participant, source: Self.source(declaration), codec: codec)
            groups[group, default: []].append(key)
        }
        let tracks = groups.compactMap { group, keys -> TrackPlan? in
            guard let presence = span(group, groups, survey) else { return nil }
            let chosen = successive(layer(keys, survey, catalogue, &skipped), survey, &skipped)
            return TrackPlan(
                participant: group.participant, source: group.source, codec: group.codec,
                streams: Set(chosen),
                channels: chosen.contains { survey.streams[$0]?.isStereo == true } ? 2 : 1,
                startNanoseconds: presence.lowerBound, endNanoseconds: presence.upperBound)
        }
        return (
            tracks.sorted {
                ($0.participant, $0.source.rawValue, $0.codec.rawValue)
                    < ($1.participant, $1.source.rawValue, $1.codec.rawValue)
            },
            skipped.sorted { ($0.participant, $0.ssrc) < ($1.participant, $1.ssrc) }
        )
    }

    private struct Group: Hashable {
        var participant: UInt64
        var source: Source
        /// Pictures of two codecs cannot be one track, even one after the other.
        var codec: ExportCodec
    }

    /// Voice and camera last as long as their participant is there; a shared screen as long as it is shown.
    private static func span(
        _ group: Group, _ groups: [Group: [StreamKey]], _ survey: ExportSurvey
    ) -> ClosedRange<Int64>? {
        switch group.source {
        case .microphone, .camera: return survey.presence[group.participant]
        case .screen, .screenAudio:
            let shown = groups.filter {
                $0.key.participant == group.participant && [.screen, .screenAudio].contains($0.key.source)
            }.values.joined().compactMap { survey.streams[$0]?.span }
            guard let first = shown.map(\.lowerBound).min(), let last = shown.map(\.upperBound).max() else {
                return nil
            }
            return first...last
        }
    }

    /// What most of the stream's packets are in; nil when nothing of it can be exported.
    private static func codec(
        _ declaration: StreamDeclaration, _ facts: ExportSurvey.StreamFacts
    ) -> ExportCodec? {
        facts.packetsOfCodec.filter { $0.key.kind == declaration.kind }
            .max { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) }?.key
    }

    private static func source(_ declaration: StreamDeclaration) -> Source {
        let isScreen = declaration.source == .screen
        return switch declaration.kind {
        case .audio: isScreen ? .screenAudio : .microphone
        case .video: isScreen ? .screen : .camera
        }
    }

    /// Of simulcast layers the highest that covers at least nine tenths of what the best covers.
    private static func layer(
        _ keys: [StreamKey], _ survey: ExportSurvey, _ catalogue: StreamCatalogue,
        _ skipped: inout [SkippedStream]
    ) -> [StreamKey] {
        let layers = Dictionary(grouping: keys) { catalogue.declaration($0)?.layer ?? 0 }
        let coverage = layers.mapValues { list in
            list.reduce(into: Set<Int32>()) { $0.formUnion(survey.streams[$1]?.seconds ?? []) }.count
        }
        let best = coverage.values.max() ?? 0
        guard let chosen = coverage.filter({ $0.value * 10 >= best * 9 }).keys.max() else { return keys }
        for (layer, list) in layers where layer != chosen {
            for key in list {
                skipped.append(SkippedStream(key, survey.streams[key]?.packets ?? 0, "other simulcast layer"))
            }
        }
        return layers[chosen] ?? keys
    }
}

extension TrackPlan {
    /// Streams that may overlap and still be one after the other: the old one's last packets after a re-join.
    private static let overlapNanoseconds: Int64 = 2_000_000_000

    /// Of streams that run at the same time only the busiest can be one track; those one after the other join up.
    private static func successive(
        _ keys: [StreamKey], _ survey: ExportSurvey, _ skipped: inout [SkippedStream]
    ) -> [StreamKey] {
        var chosen: [StreamKey] = []
        var spans: [ClosedRange<Int64>] = []
        let byPackets = keys.compactMap { key in survey.streams[key].map { (key, $0) } }
            .sorted { ($1.1.packets, $0.0.ssrc) < ($0.1.packets, $1.0.ssrc) }
        for (key, facts) in byPackets {
            let isParallel = spans.contains {
                min($0.upperBound, facts.span.upperBound) - max($0.lowerBound, facts.span.lowerBound)
                    > overlapNanoseconds
            }
            if isParallel {
                skipped.append(SkippedStream(key, facts.packets, "parallel to a busier stream"))
            } else {
                chosen.append(key)
                spans.append(facts.span)
            }
        }
        return chosen
    }
}

/// A stream that is in the recording and in no exported file.
package struct SkippedStream: Hashable, Codable, Sendable {
    package var participant: UInt64
    package var ssrc: UInt32
    package var packets: UInt64
    package var reason: String

    init(_ key: StreamKey, _ packets: UInt64, _ reason: String) {
        participant = key.participant
        ssrc = key.ssrc
        self.packets = packets
        self.reason = reason
    }
}
