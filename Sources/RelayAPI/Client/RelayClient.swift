import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// A relay node's control API as Swift calls.
///
/// Nothing is tried again by itself: rooms and leaving are idempotent, so the caller may; a session has a name of the
/// caller's choice, so it knows what to leave.
package struct RelayClient: Sendable {
    package enum Fault: Error, Hashable, Sendable, CustomStringConvertible {
        case badAddress(String)
        /// No answer, no connection, or no valid TLS.
        case unreachable(String)
        /// An answer that is not this API's.
        case unreadable(status: Int)

        package var description: String {
            switch self {
            case .badAddress(let text): "\(text) is not a URL of the form http://host:port"
            case .unreachable(let what): "the relay node does not answer: \(what)"
            case .unreadable(let status): "the relay node's answer (status \(status)) cannot be read"
            }
        }
    }

    /// Answers are short, except the list of rooms and the metrics.
    static let answerLimit = 16 << 20

    /// For example `http://127.0.0.1:8450`, without a path.
    package let address: String
    let http: HTTPClient
    let timeout: TimeAmount

    /// - Parameter address: `http://…` for a node on this machine's loopback, `https://…` else.
    package init(_ address: String, through http: RelayHTTP, timeout: Duration = .seconds(5)) throws(Fault) {
        guard let url = URL(string: address), ["http", "https"].contains(url.scheme), url.host != nil,
            ["", "/"].contains(url.path)
        else { throw .badAddress(address) }
        self.address = address.hasSuffix("/") ? String(address.dropLast()) : address
        self.http = http.client
        let (seconds, attoseconds) = timeout.components
        self.timeout = .nanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }

    // MARK: Rooms

    /// Idempotent: `isNew` is false when the room was open with the same recording.
    package func openRoom(
        _ room: String, _ opening: RoomOpening
    ) async throws -> (opened: RoomOpened, isNew: Bool) {
        let (status, body) = try await send(.PUT, "/v1/rooms/\(room)", opening)
        return (try decode(body, status), status == 201)
    }

    package func closeRoom(_ room: String) async throws -> RoomClosed {
        try await call(.DELETE, "/v1/rooms/\(room)")
    }

    package func rooms() async throws -> RoomList { try await call(.GET, "/v1/rooms") }

    package func pictures(in room: String) async throws -> RoomPictures {
        try await call(.GET, "/v1/rooms/\(room)/pictures")
    }

    /// What is valid of a segment whose writer was lost.
    package func segment(_ segment: UInt32, of recording: String) async throws -> SegmentSeal {
        try await call(.GET, "/v1/recordings/\(recording)/segments/\(segment)")
    }

    // MARK: Sessions

    package func join(_ room: String, _ request: BrowserSessionRequest) async throws -> OfferedSession {
        try await call(.POST, "/v1/rooms/\(room)/sessions", SessionRequest.browser(request))
    }

    package func join(_ room: String, _ request: FixedSessionRequest) async throws -> FixedSessionOpened {
        try await call(.POST, "/v1/rooms/\(room)/sessions", SessionRequest.fixed(request))
    }

    package func join(_ room: String, _ request: ForeignSessionRequest) async throws -> ForeignSessionOpened {
        try await call(.POST, "/v1/rooms/\(room)/sessions", SessionRequest.foreign(request))
    }

    package func answer(_ session: String, sdp: String) async throws {
        _ = try await send(.PUT, "/v1/sessions/\(session)/answer", SessionAnswer(sdp: sdp))
    }

    package func restart(_ session: String) async throws -> OfferedSession {
        try await call(.POST, "/v1/sessions/\(session)/restart")
    }

    package func pin(_ session: String, participant: String?) async throws {
        _ = try await send(.PUT, "/v1/sessions/\(session)/pin", PinRequest(participant: participant))
    }

    package func leave(_ session: String) async throws {
        _ = try await send(.DELETE, "/v1/sessions/\(session)")
    }

    package func statistics(of session: String) async throws -> SessionStatistics {
        try await call(.GET, "/v1/sessions/\(session)/statistics")
    }

    // MARK: Trunks

    package func openTrunk(_ room: String, _ request: TrunkRequest) async throws -> TrunkOpened {
        try await call(.POST, "/v1/rooms/\(room)/trunks", request)
    }

    package func closeTrunk(_ room: String, _ trunk: String) async throws {
        _ = try await send(.DELETE, "/v1/rooms/\(room)/trunks/\(trunk)")
    }

    // MARK: Node

    package func health() async throws -> NodeHealth { try await call(.GET, "/v1/health") }

    package func statistics() async throws -> NodeStatistics { try await call(.GET, "/v1/statistics") }

    package func drain(deadlineSeconds: Int?) async throws -> NodeHealth {
        try await call(.POST, "/v1/drain", DrainRequest(deadlineSeconds: deadlineSeconds))
    }

    /// Ends draining.
    package func resume() async throws -> NodeHealth { try await call(.DELETE, "/v1/drain") }

    // MARK: One call

    private func call<Value: Decodable>(_ method: HTTPMethod, _ path: String) async throws -> Value {
        let (status, body) = try await send(method, path)
        return try decode(body, status)
    }

    private func call<Value: Decodable>(
        _ method: HTTPMethod, _ path: String, _ value: some Encodable
    ) async throws -> Value {
        let (status, body) = try await send(method, path, value)
        return try decode(body, status)
    }

    private func send(_ method: HTTPMethod, _ path: String) async throws -> (Int, ByteBuffer) {
        try await send(method, path, body: nil)
    }

    private func send(
        _ method: HTTPMethod, _ path: String, _ value: some Encodable
    ) async throws -> (Int, ByteBuffer) {
        try await send(method, path, body: try ControlJSON.encode(value))
    }

    private func send(_ method: HTTPMethod, _ path: String, body: Data?) async throws -> (Int, ByteBuffer) {
        var request = HTTPClientRequest(url: address + path)
        request.method = method
        if let body {
            request.headers.add(name: "content-type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: body))
        }
        let status: Int
        let answer: ByteBuffer
        do {
            let response = try await http.execute(request, timeout: timeout)
            status = Int(response.status.code)
            answer = try await response.body.collect(upTo: Self.answerLimit)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw Fault.unreachable("\(error)")
        }
        guard (200..<300).contains(status) else {
            let problem = try? JSONDecoder().decode(RelayProblem.self, from: Data(answer.readableBytesView))
            throw problem ?? Fault.unreadable(status: status) as any Error
        }
        return (status, answer)
    }

    private func decode<Value: Decodable>(_ body: ByteBuffer, _ status: Int) throws -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(body.readableBytesView))
        } catch {
            throw Fault.unreadable(status: status)
        }
    }
}
