import Evidence
import Foundation
import MediaRelay
import Orchestration

/// The consultation stack's `RelayControl` over a relay node in this process. Only names are translated here.
struct RelayAdapter: RelayControl {
    let node: RelayNode
    let events: AsyncStream<RelayEvent>

    init(_ node: RelayNode) {
        self.node = node
        let (stream, continuation) = AsyncStream<RelayEvent>.makeStream(
            bufferingPolicy: .bufferingOldest(RelayNode.eventCapacity))
        events = stream
        let source = node.events
        Task {
            for await event in source {
                if let translated = Self.translate(event) { continuation.yield(translated) }
            }
            continuation.finish()
        }
    }

    func openRoom(_ room: RoomName, recording: RecordingName, segmentOf: UInt32) async throws -> UInt32 {
        // The recorder itself finds the next segment from what is on disk, and has written its header by now.
        try await node.openRoom(
            id: .init(room.text), recording: .init(recording.text), segment: segmentOf) ?? segmentOf
    }

    func join(_ room: RoomName, participant: ParticipantName, session: SessionName) async throws -> String {
        do {
            return try await node.join(
                room: .init(room.text), participant: .init(participant.text), session: .init(session.text))
        } catch {
            throw Self.fault(error)
        }
    }

    func answer(_ session: SessionName, sdp: String) async throws {
        do { try await node.answer(session: .init(session.text), sdp: sdp) } catch { throw Self.fault(error) }
    }

    /// What the control side tells the person; the rest is the relay's own trouble and may pass.
    private static func fault(_ error: RelayNodeError) -> CommandFault {
        switch error {
        case .roomFull(_, let limit), .nodeFull(let limit): .roomFull(limit: limit)
        case .badAnswer(let reason): .answerUnusable(reason: reason)
        case .unknownSession, .unknownRoom: .notInRoom
        default: .relayUnavailable
        }
    }

    func leave(_ session: SessionName) async { await node.leave(session: .init(session.text)) }

    func closeRoom(_ room: RoomName) async -> RecordingSeal? {
        guard let summary = try? await node.closeRoom(id: .init(room.text)) else { return nil }
        return Self.seal(summary)
    }

    func sealOfLostSegment(_ segment: UInt32, of recording: RecordingName) async -> RecordingSeal? {
        let verifier = RecordingVerifier(key: node.keys.recording)
        let directory = node.configuration.recordingsDirectory
        guard let found = try? verifier.verify(directory: directory, recording: recording.text),
            let part = found.segments.first(where: { $0.segment == segment }), !part.rootHash.isEmpty
        else { return nil }
        return RecordingSeal(
            recording: recording, segment: segment, rootHash: part.rootHash,
            streams: Self.streams(found.participants, found.declaredStreams, found.streams),
            bytes: part.validBytes,
            lostPackets: found.droppedPackets)
    }

    private static func seal(_ summary: RecordingSummary) -> RecordingSeal {
        return RecordingSeal(
            recording: .init(summary.recordingID), segment: summary.segment, rootHash: summary.rootHash,
            streams: streams(summary.participants, summary.declaredStreams, summary.streams),
            bytes: summary.bytes,
            lostPackets: summary.droppedPackets)
    }

    private static func streams(
        _ participants: [ParticipantDeclaration], _ declared: [StreamDeclaration], _ counted: [StreamSummary]
    ) -> [RecordingSeal.Stream] {
        let labels = Dictionary(
            participants.map { ($0.participant, $0.label) }, uniquingKeysWith: { first, _ in first })
        return declared.compactMap { stream in
            guard let label = labels[stream.participant], let source = source(stream.source) else {
                return nil
            }
            let packets = counted.first { $0.ssrc == stream.ssrc && $0.participant == stream.participant }
            return .init(participant: .init(label), source: source, packets: packets?.packets ?? 0)
        }
    }

    private static func source(_ source: RecordedSource) -> MediaSource? {
        switch source {
        case .microphone: .microphone
        case .camera: .camera
        case .screen: .screen
        case .unknown: nil
        }
    }

    private static func translate(_ event: RelayNodeEvent) -> RelayEvent? {
        switch event {
        case .connected(let session, _, _): .connected(.init(session.value), link: nil)
        case .disconnected(let session, _, _, _): .disconnected(.init(session.value))
        case .slotsChanged(let session, _, let slots):
            .slotsChanged(.init(session.value), slots.map(Self.slot))
        case .mediaLost(let session, _, _): .mediaLost(.init(session.value))
        case .mediaResumed(let session, _, _): .mediaBack(.init(session.value))
        case .linkChanged(let session, _, let link): .connected(.init(session.value), link: link)
        case .recordingFailed(let room, let recording, let reason):
            .recordingFailed(.init(room.value), .init(recording.value), reason: reason)
        case .recordingResumed(let room, let recording, let segment):
            .recordingResumed(.init(room.value), .init(recording.value), segment: segment)
        }
    }

    private static func slot(_ slot: RelaySlot) -> MediaSlot {
        let source: MediaSource? =
            switch slot.source {
            case .microphone: .microphone
            case .camera: .camera
            case .screen: .screen
            case nil: nil
            }
        return MediaSlot(
            mid: slot.mid, kind: slot.kind == .audio ? .audio : .video,
            participant: slot.participant.map { .init($0.value) }, source: source)
    }
}
