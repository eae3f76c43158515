import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

/// One signed-in person's browser: cookie, CSRF token, a fresh key for each act.
struct Browser: Sendable {
    let client: any TestClientProtocol
    var cookie: String?
    var csrf: String?
    var bearer: String?

    struct Answer: Sendable {
        let status: Int
        let headers: HTTPFields
        let bytes: [UInt8]

        var body: JSON { JSON.parse(bytes) }
        var code: String? { body["code"].string }
        var text: String { String(decoding: bytes, as: UTF8.self) }
    }

    init(_ client: any TestClientProtocol) {
        self.client = client
    }

    static func signedIn(
        _ person: TestService.Person, _ client: any TestClientProtocol
    ) async throws -> Browser {
        try await signedIn(named: person.rawValue, client)
    }

    static func signedIn(named username: String, _ client: any TestClientProtocol) async throws -> Browser {
        var browser = Browser(client)
        var body: [String: JSON] = [
            "username": .string(username), "password": .string(TestService.password),
        ]
        if let code = try code(for: username) { body["code"] = .string(code) }
        let answer = try await browser.send(.post, "/api/v1/session", .object(body))
        try #require(answer.status == 200, "sign-in of \(username): \(answer.text)")
        let header = try #require(answer.headers[.setCookie])
        browser.cookie = String(header.prefix { $0 != ";" })
        browser.csrf = answer.body["csrfToken"].string
        if answer.body["secondFactor"]["due"] == true {
            try await browser.enrol(username, password: TestService.password)
        }
        return browser
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ json: JSON? = nil, version: Int? = nil,
        key: String? = nil, headers extra: HTTPFields = [:], bytes: [UInt8]? = nil
    ) async throws -> Answer {
        var headers = HTTPFields()
        if let cookie { headers[.cookie] = cookie }
        if let bearer { headers[.authorization] = "Bearer " + bearer }
        if method != .get {
            if let csrf { headers[Self.csrfHeader] = csrf }
            headers[Self.keyHeader] = key ?? UUID().uuidString
        }
        if let version { headers[.ifMatch] = "\"\(version)\"" }
        if json != nil { headers[.contentType] = "application/json" }
        for field in extra { headers[field.name] = field.value.isEmpty ? nil : field.value }
        let body = (bytes ?? json?.bytes).map { ByteBuffer(bytes: $0) }
        let response = try await client.executeRequest(
            uri: path,
            method: method, headers: headers, body: body)
        return Answer(
            status: response.status.code, headers: response.headers,
            bytes: Array(response.body.readableBytesView))
    }

    func get(_ path: String) async throws -> Answer { try await send(.get, path) }

    /// A change of a consultation on its newest version.
    @discardableResult
    func change(
        _ method: HTTPRequest.Method = .post, _ id: String, _ act: String, _ json: JSON = [:]
    ) async throws -> Answer {
        let current = try await get("/api/v1/consultations/\(id)")
        let version = current.body["version"].number.map { Int($0) }
        return try await send(method, "/api/v1/consultations/\(id)/\(act)", json, version: version)
    }

    static let csrfHeader = header("X-CSRF-Token")
    static let keyHeader = header("Idempotency-Key")

    static func header(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("not a header name") }
        return name
    }
}
