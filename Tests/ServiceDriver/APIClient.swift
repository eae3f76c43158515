package import BrowserDriver
package import Foundation
import FoundationNetworking

/// A signed-in program's view of the HTTP API: bearer token, idempotency keys, ETags.
package struct APIClient: Sendable {
    package struct Answer: Sendable {
        package var status: Int
        package var body: JSONValue
        package var bytes: Data
        package var headers: [String: String]
        /// `code` of a problem answer.
        package var code: String? { body["code"].string }
    }

    private let address: URL
    private let token: String?
    private let session: URLSession

    package init(address: URL, token: String? = nil) {
        self.address = address
        self.token = token
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpCookieStorage = nil
        configuration.timeoutIntervalForRequest = 30
        session = URLSession(configuration: configuration)
    }

    package func signedIn(
        _ username: String, _ password: String, secondFactor key: String? = nil
    ) async throws -> APIClient {
        var body: [String: JSONValue] = [
            "username": .string(username), "password": .string(password), "label": "program",
        ]
        if let key { body["code"] = .string(try await Authenticator.code(for: key)) }
        let answer = try await post("/tokens", .object(body))
        guard (200...201).contains(answer.status), let token = answer.body["token"].string else {
            throw ServiceFault.unexpected(
                "sign-in of \(username) answered \(answer.status) \(answer.code ?? "")")
        }
        return APIClient(address: address, token: token)
    }

    package func get(_ path: String, prefix: String = "/api/v1") async throws -> Answer {
        try await send("GET", path, prefix: prefix, headers: [:], body: nil)
    }

    /// - Parameter version: value for `If-Match`; nil sends none.
    package func post(
        _ path: String, _ body: JSONValue = [:], version: Int? = nil,
        idempotencyKey: String = UUID().uuidString, prefix: String = "/api/v1"
    ) async throws -> Answer {
        try await change("POST", path, body, version, idempotencyKey, prefix: prefix)
    }

    package func put(
        _ path: String, _ body: JSONValue, version: Int? = nil, idempotencyKey: String = UUID().uuidString,
        prefix: String = "/api/v1"
    ) async throws -> Answer {
        try await change("PUT", path, body, version, idempotencyKey, prefix: prefix)
    }

    package func delete(_ path: String) async throws -> Answer {
        try await send(
            "DELETE", path, prefix: "/api/v1", headers: ["Idempotency-Key": UUID().uuidString], body: nil)
    }

    package func upload(_ path: String, _ bytes: Data, headers: [String: String]) async throws -> Answer {
        var all = headers
        all["Idempotency-Key"] = UUID().uuidString
        return try await send("POST", path, prefix: "/api/v1", headers: all, body: bytes)
    }

    /// Reads the version, performs the change with it, and throws unless it succeeded. Returns the new state.
    /// While a room
    /// is open the service itself moves the version on, so a stale answer is met by reading again, a few times.
    @discardableResult
    package func advance(
        _ consultation: String, _ verb: String, _ body: JSONValue = [:], method: String = "POST"
    )
        async throws -> JSONValue
    {
        let path = "/consultations/\(consultation)"
        var answer: Answer
        var attempts = 0
        repeat {
            let version = try await get(path).body["version"].int
            answer = try await change(method, "\(path)/\(verb)", body, version, UUID().uuidString)
            attempts += 1
        } while answer.status == 412 && attempts < 5
        guard (200..<300).contains(answer.status) else {
            throw ServiceFault.unexpected(
                "\(verb): \(answer.status) \(String(decoding: answer.bytes, as: UTF8.self))")
        }
        return answer.body
    }

    private func change(
        _ method: String, _ path: String, _ body: JSONValue, _ version: Int?, _ key: String,
        prefix: String = "/api/v1"
    ) async throws -> Answer {
        var headers = ["Content-Type": "application/json", "Idempotency-Key": key]
        if let version { headers["If-Match"] = "\"\(version)\"" }
        return try await send(
            method, path, prefix: prefix, headers: headers, body: try JSONEncoder().encode(body))
    }

    private func send(
        _ method: String, _ path: String, prefix: String, headers: [String: String], body: Data?
    )
        async throws -> Answer
    {
        guard let url = URL(string: address.absoluteString + prefix + path) else {
            throw ServiceFault.unexpected("not a path: \(path)")
        }
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.httpBody = body
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
        let (data, response) = try await session.data(for: request)
        guard let http = response as? HTTPURLResponse else { throw ServiceFault.unexpected("no HTTP answer") }
        var fields: [String: String] = [:]
        for (name, value) in http.allHeaderFields { fields["\(name)".lowercased()] = "\(value)" }
        return Answer(
            status: http.statusCode, body: (try? JSONDecoder().decode(JSONValue.self, from: data)) ?? .null,
            bytes: data, headers: fields)
    }
}
