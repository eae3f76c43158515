import ConsultationCore
import HTTPTypes
import Hummingbird
import NIOCore
import Orchestration

/// The doors of devices: WHIP (RFC 9725) to send, WHEP to watch; SDP with `a=crypto` is taken at the same doors.
struct DeviceRoutes: Sendable {
    let services: WebServices
    let configuration: WebConfiguration

    private static let sdp = "application/sdp"

    func add(to routes: inout Routes) {
        let room = "/consultations/{id}/room"
        for (name, role) in [("whip", DeviceRole.publish), ("whep", .watch)] {
            let door = room + "/" + name
            routes.on(.post, door, .device) { try await join($0, role) }
            routes.open(.options, Routes.prefix + door) { _, _ in Self.preflight("POST") }
            routes.on(.delete, door + "/{session}", .device) { try await leave($0) }
            routes.open(.options, Routes.prefix + door + "/{session}") { _, _ in Self.preflight("DELETE") }
        }
    }

    private func join(_ call: Call, _ role: DeviceRole) async throws -> Response {
        let id = try call.consultation()
        let type = (call.request.headers[.contentType] ?? "").lowercased()
        guard type == Self.sdp || type.hasPrefix(Self.sdp + ";") else { throw Problem.unsupportedMediaType }
        let offer = String(buffer: call.body)
        guard !offer.isEmpty else { throw Problem.malformed }
        guard offer.utf8.count <= Limits.sdp else { throw Problem.tooLarge(limit: Limits.sdp) }
        // RFC 4568 §7: keys travel over protected signalling, or not at all.
        if offer.contains("a=crypto:"), !isProtected(call.context) { throw Problem.keysInClear }
        let entry = try await services.rooms.joinDevice(id, role: role, offer: offer, by: call.person)
        let door = role == .publish ? "whip" : "whep"
        var response = Response(
            status: .created, body: .init(byteBuffer: ByteBuffer(string: entry.answer)))
        response.headers[.contentType] = Self.sdp
        response.headers[.location] =
            "\(Routes.prefix)/consultations/\(id.text)/room/\(door)/\(entry.session.text)"
        response.headers[.eTag] = "\"\(entry.session.text)\""
        // The answer carries keys: nobody on the way keeps or packs it.
        response.headers[.cacheControl] = "no-store, no-transform"
        Self.open(&response)
        return response
    }

    private func isProtected(_ context: WebContext) -> Bool {
        guard !configuration.secure else { return true }
        // Without TLS of our own: this machine, or the proxy on it that ends TLS.
        guard let peer = context.peerAddress else { return false }
        return peer == "::1" || peer.hasPrefix("127.") || peer.hasPrefix("::ffff:127.")
    }

    private func leave(_ call: Call) async throws -> Response {
        let session = SessionName(try call.parameter("session"))
        try await services.rooms.leaveAsDevice(session, in: try call.consultation(), by: call.person)
        var response = Response(status: .ok)
        Self.open(&response)
        return response
    }

    // MARK: Other origins

    /// Any page may knock: what opens is the token, which no browser sends on its own (RFC 9725 §4.2).
    private static func open(_ response: inout Response) {
        response.headers[.accessControlAllowOrigin] = "*"
        response.headers[.exposeHeaders] = "Location, ETag"
    }

    private static func preflight(_ method: String) -> Response {
        var response = Response(status: .noContent)
        open(&response)
        response.headers[.accessControlAllowMethods] = "OPTIONS, \(method)"
        response.headers[.accessControlAllowHeaders] = "Authorization, Content-Type"
        response.headers[.allow] = "OPTIONS, \(method)"
        if method == "POST" { response.headers[.acceptPost] = sdp }
        return response
    }
}

extension HTTPField.Name {
    // Both are tokens of letters and hyphens, which every field name may have (RFC 9110 §5.1).
    static let acceptPost = named("Accept-Post")
    static let exposeHeaders = named("Access-Control-Expose-Headers")
}
