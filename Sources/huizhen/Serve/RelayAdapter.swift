import MediaRelay
import Orchestration
import RelayAPI

/// The consultation stack's `RelayControl` over a relay node in this process: the same calls that a relay on another
/// machine answers over HTTP.
struct RelayAdapter: TrunkedRelay {
    let control: NodeControl
    let events: AsyncStream<RelayEvent>

    private struct NoOtherNode: Error {}

    init(_ node: RelayNode) {
        let (stream, continuation) = AsyncStream<RelayEvent>.makeStream(
            bufferingPolicy: .bufferingOldest(RelayNode.eventCapacity))
        events = stream
        control = NodeControl(node: node) { event in
            if let translated = RelayEvent(event) { continuation.yield(translated) }
        }
        let control = control
        Task {
            await control.run()
            continuation.finish()
        }
    }

    func openRoom(_ room: RoomName, recording: RecordingName, segmentOf: UInt32) async throws -> UInt32 {
        let opening = RoomOpening(recording: recording.text, segment: segmentOf)
        return try await control.openRoom(room.text, opening).opened.segment ?? segmentOf
    }

    func join(_ room: RoomName, participant: ParticipantName, session: SessionName) async throws -> String {
        do {
            let request = BrowserSessionRequest(participant: participant.text, session: session.text)
            return try await control.join(request, in: room.text).offer
        } catch {
            throw CommandFault(relay: error)
        }
    }

    func joinForeign(
        _ room: RoomName, participant: ParticipantName, session: SessionName, offer: String, role: DeviceRole
    ) async throws -> String {
        do {
            let request = ForeignSessionRequest(
                participant: participant.text, session: session.text, offer: offer, role: .init(role))
            return try await control.join(request, in: room.text).answer
        } catch {
            throw CommandFault(relay: error)
        }
    }

    func answer(_ session: SessionName, sdp: String) async throws {
        do {
            try await control.answer(session.text, SessionAnswer(sdp: sdp))
        } catch {
            throw CommandFault(relay: error)
        }
    }

    func restart(_ session: SessionName) async throws -> String {
        do {
            return try await control.restart(session.text).offer
        } catch {
            throw CommandFault(relay: error)
        }
    }

    func pin(_ session: SessionName, participant: ParticipantName?) async throws {
        do {
            try await control.pin(session.text, PinRequest(participant: participant?.text))
        } catch {
            throw CommandFault(relay: error)
        }
    }

    func leave(_ session: SessionName) async { await control.leave(session.text) }

    func openTrunk(_ room: RoomName, _ request: TrunkRequest) async throws -> TrunkOpened {
        try await control.openTrunk(request, in: room.text)
    }

    func closeTrunk(_ room: RoomName, _ trunk: String) async {
        await control.closeTrunk(trunk, in: room.text)
    }

    func closeRoom(_ room: RoomName) async -> RecordingSeal? {
        let closed = try? await control.closeRoom(room.text)
        return closed?.seal.map { RecordingSeal($0) }
    }

    /// One process is one place.
    func moveRoom(_ room: RoomName, recording: RecordingName, segmentOf: UInt32) async throws -> UInt32 {
        throw NoOtherNode()
    }

    func closeFormerRoom(_ room: RoomName) async -> RecordingSeal? { nil }

    func statistics(of session: SessionName) async -> SeatStatistics? {
        (try? await control.statistics(of: session.text)).map { SeatStatistics($0) }
    }

    func pictures(in room: RoomName) async -> [StreamPicture] {
        (try? await control.pictures(in: room.text))?.pictures.map { StreamPicture($0) } ?? []
    }

    func links() async -> [RelayLink] {
        await control.statistics().links.map { RelayLink($0, node: nil) }
    }

    func sealOfLostSegment(_ segment: UInt32, of recording: RecordingName) async -> RecordingSeal? {
        (try? await control.lostSegment(segment, of: recording.text)).map { RecordingSeal($0) }
    }
}
