import Evidence
import MediaEngine

extension StreamDeclaration {
    /// A track as the engine met it.
    init(_ track: TrackDescription) {
        self.init(
            participant: track.participant.value, ssrc: track.ssrc, kind: RecordedKind(track.source),
            source: RecordedSource(track.source), layer: track.layer,
            formats: [PayloadFormat(track.codec, payloadType: track.payloadType, clockRate: track.clockRate)])
    }

    /// The retransmission streams an answer promised; the others are declared when they start.
    static func streams(of answer: NegotiatedAnswer, participant: ParticipantID) -> [StreamDeclaration] {
        answer.published.compactMap { published in
            guard let repair = published.repairSSRC, let payloadType = published.repairPayloadType,
                let repaired = published.ssrc
            else { return nil }
            return StreamDeclaration(
                participant: participant.value, ssrc: repair, kind: RecordedKind(published.source),
                source: RecordedSource(published.source), repairs: repaired,
                formats: [
                    PayloadFormat(
                        payloadType: payloadType, codec: "rtx", clockRate: published.clockRate,
                        repairedPayloadType: published.payloadType)
                ])
        }
    }
}

extension PayloadFormat {
    init(_ codec: Codec, payloadType: UInt8, clockRate: UInt32) {
        self.init(
            payloadType: payloadType, codec: codec.name, clockRate: clockRate, channels: codec.channels)
    }
}

extension RecordedKind {
    init(_ source: SourceKind) { self = source.media == .audio ? .audio : .video }
}

extension RecordedSource {
    init(_ source: SourceKind) {
        switch source {
        case .microphone: self = .microphone
        case .camera: self = .camera
        case .screen: self = .screen
        }
    }
}
