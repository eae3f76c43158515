import ConsultationCore
import Orchestration

struct NetworkPayload: Encodable {
    struct Link: Encodable {
        let node: String?
        let name: String
        let state: String
        let sessions: Int
        /// Its relay has no other.
        let alone: Bool
    }

    struct Lost: Encodable {
        let side: String
        let since: Instant
    }

    struct Room: Encodable {
        let consultationId: String
        let number: String
        let inviting: String
        let invited: String
        let startedAt: Instant?
        let redundancyLost: [Lost]
        let lowMedia: [Lost]
    }

    let links: [Link]
    let rooms: [Room]

    init(_ view: NetworkView) {
        let alone = view.nodesOnOneLink
        links = view.links.map {
            Link(
                node: $0.node, name: $0.name, state: $0.state.rawValue, sessions: $0.sessions,
                alone: alone.contains($0.node))
        }
        rooms = view.rooms.map { room in
            Room(
                consultationId: room.consultation.text, number: room.number.text, inviting: room.inviting,
                invited: room.invited, startedAt: room.startedAt.map(Instant.init),
                redundancyLost: room.onOneLink.sorted { $0.key.rawValue > $1.key.rawValue }
                    .map { Lost(side: $0.key.rawValue, since: Instant($0.value)) },
                lowMedia: room.lowMedia.map { Lost(side: $0.side.rawValue, since: Instant($0.since)) })
        }
    }
}
