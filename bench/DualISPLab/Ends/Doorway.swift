import LinkLab
import MediaRelay

/// Where a browser's offer comes from and its answer goes to.
protocol Doorway: Sendable {
    func offer(room: String, participant: String, session: String) async throws -> String
    func take(answer sdp: String, session: String) async throws
}

extension LabRelay: Doorway {
    func offer(room: String, participant: String, session: String) async throws -> String {
        try await node.join(room: .init(room), participant: .init(participant), session: .init(session))
    }

    func take(answer sdp: String, session: String) async throws {
        try await node.answer(session: .init(session), sdp: sdp)
    }
}
