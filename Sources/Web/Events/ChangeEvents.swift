import ConsultationCore
import NIOCore
import Orchestration

/// Changes as server-sent events.
enum ChangeEvents {
    private struct Nothing: Encodable {}

    private struct CaseChange: Encodable {
        let id: String
        let version: Int64
        let state: String
    }

    private struct RoomChange: Encodable {
        let consultationId: String
        let state: String
        let startedAt: Instant?
        let recording: RoomPayload.Recording
        let roster: [RoomPayload.Seat]
        let missing: [String]
        let redundancyLost: [String]
        let mediaLimits: MediaLimitsPayload?
        let lowMedia: [LowMediaPayload]
    }

    private struct SlotChange: Encodable {
        let sessionId: String
        let slots: [MediaSlotPayload]
    }

    private struct Rejoin: Encodable {
        let sessionId: String
        let planned: Bool
    }

    private struct Restart: Encodable {
        let sessionId: String
    }

    private struct Unsupported: Encodable {
        let sessionId: String
        let participantId: String
        let source: String
        let codec: String
    }

    private struct NewMessage: Encodable {
        let consultationId: String
        let message: MessagePayload
    }

    static func event(_ change: Change, number: UInt64) -> ServerEvent? {
        switch change {
        case .worklist:
            make("worklist", Nothing(), number)
        case .consultation(let id, let version, let state):
            make("consultation", CaseChange(id: id.text, version: version, state: state.rawValue), number)
        case .room(let view):
            make("room", room(view), number)
        case .slots(let session, let slots):
            make(
                "slots", SlotChange(sessionId: session.text, slots: slots.map(MediaSlotPayload.init)), number)
        case .rejoin(let session, let isPlanned):
            make("rejoin", Rejoin(sessionId: session.text, planned: isPlanned), number)
        case .restart(let session):
            make("restart", Restart(sessionId: session.text), number)
        case .unsupported(let session, let publisher, let source, let codec):
            make(
                "unsupported",
                Unsupported(
                    sessionId: session.text, participantId: publisher.text, source: source.rawValue,
                    codec: codec),
                number)
        case .message(let id, let message):
            make(
                "message", NewMessage(consultationId: id.text, message: MessagePayload(message)), number)
        }
    }

    private static func room(_ view: RoomView) -> RoomChange {
        let payload = RoomPayload(view)
        return RoomChange(
            consultationId: view.consultation.text, state: payload.state, startedAt: payload.startedAt,
            recording: payload.recording, roster: payload.roster, missing: payload.missing,
            redundancyLost: payload.redundancyLost, mediaLimits: payload.mediaLimits,
            lowMedia: payload.lowMedia)
    }

    private static func make(_ name: String, _ payload: some Encodable, _ number: UInt64) -> ServerEvent? {
        guard let text = try? JSONText.buffer(payload) else { return nil }
        return ServerEvent(name, data: String(buffer: text), id: number)
    }
}
