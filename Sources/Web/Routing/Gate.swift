import ConsultationCore
import Crypto
import HTTPTypes
import Hummingbird
import NIOCore
import Orchestration

/// Lets a request through to its handler, or says why not: who, from where, under which name, on which version.
struct Gate: Sendable {
    let services: WebServices
    let configuration: WebConfiguration

    static let cookieName = "huizhen_session"

    /// - Parameter path: the route's template below the prefix.
    func admit(
        _ request: Request, _ context: WebContext, _ access: RouteTable.Access, to path: String
    ) async throws -> Call {
        var person =
            access == .device ? try await device(request, context) : try await authenticate(request)
        person.member.origin = context.peerAddress
        if person.deviceKey == nil { try NarrowDoors.check(path, for: person) }
        var key: String?
        var version: Int?
        if access != .read { try checkForgery(request, person) }
        if access == .command || access == .change || access == .upload { key = try idempotencyKey(request) }
        if access == .change { version = try ifMatch(request) }
        let body = access == .read || access == .upload ? ByteBuffer() : try await json(request, context)
        return Call(
            request: request, context: context, person: person, body: body, idempotencyKey: key,
            version: version, codes: services.codes)
    }

    /// The JSON body, refused before it is read when it says that it is too long.
    func json(_ request: Request, _ context: WebContext) async throws -> ByteBuffer {
        let limit = configuration.jsonLimitBytes
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw Problem.tooLarge(limit: limit)
        }
        do {
            let body = try await taking(within: configuration.jsonTime) {
                try await request.body.collect(upTo: limit)
            }
            context.progress.markWhole()
            return body
        } catch is NIOTooManyBytesError {
            throw Problem.tooLarge(limit: limit)
        }
    }

    /// A key acts for its person in its own room, and nowhere else.
    private func device(_ request: Request, _ context: WebContext) async throws -> SignedIn {
        let parts = (request.headers[.authorization] ?? "").split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer",
            parts[1].hasPrefix(RoomKeeper.deviceKeyPrefix), parts[1].utf8.count <= 256
        else { return try await authenticate(request) }
        guard let (room, person) = try await services.rooms.person(ofDeviceKey: String(parts[1]).trimmed),
            context.parameters.get("id") == room.text
        else { throw Problem.unauthenticated }
        return person
    }

    private func authenticate(_ request: Request) async throws -> SignedIn {
        if let header = request.headers[.authorization] {
            let parts = header.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "bearer", parts[1].utf8.count <= 256,
                let person = try await services.signIn.bearer(token: String(parts[1]).trimmed)
            else { throw Problem.unauthenticated }
            return person
        }
        guard let token = Self.sessionToken(request),
            let person = try await services.signIn.session(token: token)
        else {
            throw Problem.unauthenticated
        }
        return person
    }

    static func sessionToken(_ request: Request) -> String? {
        guard let value = request.cookies[cookieName]?.value, !value.isEmpty, value.utf8.count <= 256 else {
            return nil
        }
        return value
    }

    /// A bearer token is never sent by a browser on its own, so it needs no second proof.
    private func checkForgery(_ request: Request, _ person: SignedIn) throws(Problem) {
        guard let expected = person.csrfToken else { return }
        guard let given = request.headers[.csrfToken], Self.equal(given, expected) else { throw .csrf }
    }

    /// Takes the same time wherever the first difference is.
    private static func equal(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for (one, other) in zip(left, right) { difference |= one ^ other }
        return difference == 0
    }

    private func idempotencyKey(_ request: Request) throws(Problem) -> String {
        guard let key = request.headers[.idempotencyKey], (1...128).contains(key.utf8.count),
            key.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw .idempotencyKeyRequired }
        return key
    }

    private func ifMatch(_ request: Request) throws(Problem) -> Int {
        guard let header = request.headers[.ifMatch] else { throw .ifMatchRequired }
        let text = header.trimmed
        guard text.count > 2, text.hasPrefix("\""), text.hasSuffix("\""),
            let version = Int(text.dropFirst().dropLast()), version >= 0
        else { throw .ifMatchRequired }
        return version
    }
}
