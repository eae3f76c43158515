import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The provincial platform's side of Protocols/jilin-platform.md, as a program with a bad temper on demand.
///
///     PlatformReceiver PORT SECRET INSTALLATION INSTITUTION…
///
/// `POST /control` with `{"mode": "busy|refuse|lose|silent", "count": n}` makes the next n events fail; `GET /events`
/// lists what was kept, in order, with how often each arrived.
@main
struct PlatformReceiver {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 5, let port = Int(arguments[1]) else {
            FileHandle.standardError.write(
                Data("usage: PlatformReceiver PORT SECRET INSTALLATION INSTITUTION...\n".utf8))
            exit(64)
        }
        let desk = Desk(
            secret: SymmetricKey(data: Data(arguments[2].utf8)), installation: arguments[3],
            institutions: Set(arguments[4...]))
        let router = Router()
        router.post("/v1/events/{kind}") { request, context in
            let body = try await Self.body(request)
            return try await desk.event(request, body, kind: context.parameters.get("kind") ?? "")
        }
        router.post("/v1/connectivity-tests") { request, _ in
            let body = try await Self.body(request)
            return try await desk.connectivity(request, body)
        }
        router.post("/control") { request, _ in
            let order = try JSONDecoder().decode(Desk.Order.self, from: try await Self.body(request))
            await desk.obey(order)
            return Response(status: .noContent)
        }
        router.get("/events") { _, _ in
            let text = try JSONEncoder().encode(await desk.kept)
            return Response(
                status: .ok, headers: [.contentType: "application/json"],
                body: .init(byteBuffer: ByteBuffer(bytes: text)))
        }
        let server = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { _ in FileHandle.standardOutput.write(Data("ready\n".utf8)) })
        try await server.run()
    }

    private static func body(_ request: Request) async throws -> Data {
        Data(try await request.body.collect(upTo: 1 << 20).readableBytesView)
    }
}

/// What the platform knows and keeps.
actor Desk {
    struct Order: Decodable {
        let mode: String
        let count: Int
    }

    struct Kept: Codable {
        let key: String
        let institution: String
        let kind: String
        let event: String
        let body: String
        var arrivals: Int
    }

    private let secret: SymmetricKey
    private let installation: String
    private let institutions: Set<String>
    private var order: Order?
    private var left = 0
    private(set) var kept: [Kept] = []

    init(secret: SymmetricKey, installation: String, institutions: Set<String>) {
        self.secret = secret
        self.installation = installation
        self.institutions = institutions
    }

    func obey(_ order: Order) {
        self.order = order
        left = order.count
    }

    func event(_ request: Request, _ body: Data, kind: String) async throws -> Response {
        if let trouble = problem(request, body) { return trouble }
        let mode = left > 0 ? order?.mode : nil
        if mode != nil { left -= 1 }
        switch mode {
        case "busy": return Response(status: .serviceUnavailable)
        case "refuse": return Response(status: .unprocessableContent)
        case "silent":
            // Longer than the other side waits.
            try await Task.sleep(for: .seconds(15))
            return Response(status: .ok)
        default: break
        }
        let key = request.headers[Self.field("idempotency-key")] ?? ""
        let known = kept.firstIndex { $0.key == key }
        if let known {
            kept[known].arrivals += 1
        } else {
            let event = (try? JSONDecoder().decode(Named.self, from: body))?.event ?? ""
            kept.append(
                Kept(
                    key: key, institution: request.headers[Self.field("x-huizhen-institution")] ?? "",
                    kind: kind,
                    event: event, body: String(decoding: body, as: UTF8.self), arrivals: 1))
        }
        // Kept, and the answer is lost on the way: it comes again.
        if mode == "lose" { return Response(status: .badGateway) }
        let receipt = Data("{\"receipt\":\"R-\(key.hashValue.magnitude)\"}".utf8)
        return Response(
            status: known == nil ? .created : .ok, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: receipt)))
    }

    func connectivity(_ request: Request, _ body: Data) throws -> Response {
        if let trouble = problem(request, body) { return trouble }
        let nonce = try JSONDecoder().decode([String: String].self, from: body)["nonce"] ?? ""
        let proof = Self.hex(
            HMAC<SHA256>.authenticationCode(for: Data("nonce\n\(nonce)".utf8), using: secret))
        return Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(string: "{\"proof\":\"\(proof)\"}")))
    }

    private struct Named: Decodable { let event: String }

    /// Who it is, whether the text is theirs and fresh, and whether we know the institution.
    private func problem(_ request: Request, _ body: Data) -> Response? {
        func header(_ name: String) -> String { request.headers[Self.field(name)] ?? "" }
        let lines = [
            installation, "POST", request.uri.path, header("x-huizhen-time"), header("x-huizhen-institution"),
            header("idempotency-key"), Self.hex(SHA256.hash(data: body)),
        ]
        let right = Self.hex(
            HMAC<SHA256>.authenticationCode(for: Data(lines.joined(separator: "\n").utf8), using: secret))
        guard header("x-huizhen-installation") == installation, header("x-huizhen-signature") == right else {
            return Response(status: .unauthorized)
        }
        let age = Date().timeIntervalSince1970 * 1000 - (Double(header("x-huizhen-time")) ?? 0)
        guard abs(age) < 300_000 else { return Response(status: .unauthorized) }
        let institution = header("x-huizhen-institution")
        guard institution == "probe" || institutions.contains(institution) else {
            return Response(status: .forbidden)
        }
        return nil
    }

    private static func field(_ name: String) -> HTTPField.Name {
        HTTPField.Name(name) ?? .userAgent
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
