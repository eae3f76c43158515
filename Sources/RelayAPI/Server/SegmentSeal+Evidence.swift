package import Evidence

extension SegmentSeal {
    /// What the recorder told when it sealed.
    package init(_ summary: RecordingSummary) {
        self.init(
            recording: summary.recordingID, segment: summary.segment, rootHash: summary.rootHash,
            streams: Self.streams(summary.participants, summary.declaredStreams, summary.streams),
            bytes: summary.bytes, lostPackets: summary.droppedPackets)
    }

    /// What is valid of one segment on the disk; nil when nothing is.
    package init?(segment: UInt32, of found: RecordingVerification) {
        guard let part = found.segments.first(where: { $0.segment == segment }), !part.rootHash.isEmpty else {
            return nil
        }
        self.init(
            recording: found.recording, segment: segment, rootHash: part.rootHash,
            streams: Self.streams(found.participants, found.declaredStreams, found.streams),
            bytes: part.validBytes, lostPackets: found.droppedPackets)
    }

    private static func streams(
        _ participants: [ParticipantDeclaration], _ declared: [StreamDeclaration], _ counted: [StreamSummary]
    ) -> [Stream] {
        let labels = Dictionary(
            participants.map { ($0.participant, $0.label) }, uniquingKeysWith: { first, _ in first })
        return declared.compactMap { stream in
            guard let label = labels[stream.participant], let source = MediaSourceName(stream.source) else {
                return nil
            }
            let packets = counted.first { $0.ssrc == stream.ssrc && $0.participant == stream.participant }
            return Stream(participant: label, source: source, packets: packets?.packets ?? 0)
        }
    }
}

extension MediaSourceName {
    init?(_ source: RecordedSource) {
        switch source {
        case .microphone: self = .microphone
        case .camera: self = .camera
        case .screen: self = .screen
        case .unknown: return nil
        }
    }
}
