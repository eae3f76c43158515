import AsyncHTTPClient
import ConsultationCore
import Crypto
import Foundation
import NIOCore
import NIOHTTP1
import Orchestration
import ServiceLifecycle

/// A province's platform over HTTP, as Protocols/jilin-platform.md describes it, or the front-end server before
/// one: one signed request an attempt.
final class SignedPlatform: SupervisionPlatform, Service {
    let name: String
    private let url: String
    private let installation: String
    private let secret: SymmetricKey
    private let client: HTTPClient

    static let timeout = TimeAmount.seconds(10)
    static let answerLimit = 64 * 1024

    struct SecretUnusable: Error, CustomStringConvertible {
        let place: String
        let path: String
        var description: String {
            "\(place).secretFile: \(path) must hold the platform's shared secret of at least 32 characters, mode 0600"
        }
    }

    init(_ settings: PlatformSettings) throws {
        name = settings.name
        url = settings.url
        installation = settings.installation
        let path = settings.secretFile.path
        let text = try? String(contentsOfFile: path, encoding: .utf8)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        guard let text, text.utf8.count >= 32, Files.mode(path).map({ $0 & 0o077 == 0 }) ?? false else {
            throw SecretUnusable(place: settings.place, path: path)
        }
        secret = SymmetricKey(data: Data(text.utf8))
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(5), read: Self.timeout))
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    func run() async throws {
        try? await gracefulShutdown()
        try? await client.shutdown()
    }

    func send(_ message: PlatformMessage, of institution: String) async throws -> String {
        let path = "/v1/events/" + message.kind.rawValue
        let answer = try await post(path, key: message.name, institution, Data(message.document.utf8))
        return (try? JSONDecoder().decode(Receipt.self, from: answer))?.receipt ?? ""
    }

    /// The platform must know the institution and sign what only it and we can sign.
    func test(for institution: String) async throws {
        let nonce = UUID().uuidString
        let body = try JSONEncoder().encode(["nonce": nonce])
        let answer = try await post("/v1/connectivity-tests", key: nonce, institution, body)
        let proof = HMAC<Crypto.SHA256>.authenticationCode(for: Data("nonce\n\(nonce)".utf8), using: secret)
        guard let given = try? JSONDecoder().decode(Proof.self, from: answer), given.proof == Self.hex(proof)
        else { throw PlatformFault.refused(status: 200) }
    }

    private struct Receipt: Decodable { let receipt: String }
    private struct Proof: Decodable { let proof: String }

    private func post(_ path: String, key: String, _ institution: String, _ body: Data) async throws -> Data {
        let time = String(Int64(Date().timeIntervalSince1970 * 1000))
        let digest = Self.hex(Crypto.SHA256.hash(data: body))
        let signed = [installation, "POST", path, time, institution, key, digest].joined(separator: "\n")
        let signature = HMAC<Crypto.SHA256>.authenticationCode(for: Data(signed.utf8), using: secret)
        var request = HTTPClientRequest(url: url + path)
        request.method = .POST
        for (name, value) in [
            ("content-type", "application/json"), ("idempotency-key", key),
            ("x-huizhen-installation", installation), ("x-huizhen-institution", institution),
            ("x-huizhen-time", time), ("x-huizhen-signature", Self.hex(signature)),
        ] { request.headers.add(name: name, value: value) }
        request.body = .bytes(ByteBuffer(bytes: body))
        let answer: (status: Int, body: Data)
        do {
            let response = try await client.execute(request, timeout: Self.timeout)
            let bytes = try await response.body.collect(upTo: Self.answerLimit)
            answer = (Int(response.status.code), Data(bytes.readableBytesView))
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw PlatformFault.unreachable
        }
        switch answer.status {
        case 200..<300: return answer.body
        // Too early, too many, in conflict with itself, or its own trouble: later.
        case 408, 409, 425, 429, 500...: throw PlatformFault.unavailable(status: answer.status)
        default: throw PlatformFault.refused(status: answer.status)
        }
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
