import ConsultationCore
import HTTPTypes
import Storage
import Synchronization
import Testing

/// The authenticator of one person, and their paper with recovery codes for when the clock stands still.
struct TestAuthenticator: Sendable {
    let secret: [UInt8]
    var lastStep: Int64
    var recoveryCodes: [String]

    /// A code that the service has not seen yet.
    mutating func next(at now: WallTime) throws -> String {
        let present = TimeBasedCode.step(at: now)
        let step = max(lastStep + 1, present)
        guard step <= present + TimeBasedCode.drift else {
            let code = recoveryCodes.popLast()
            return try #require(code, "no code is left: let the time pass")
        }
        lastStep = step
        return TimeBasedCode.code(secret, step: step)
    }
}

extension Browser {
    /// What somebody in a privileged role does at the first sign-in.
    mutating func enrol(_ username: String, password: String) async throws {
        let service = try #require(TestService.current)
        let begun = try await send(
            .post, "/api/v1/session/second-factor", ["password": .string(password)])
        try #require(begun.status == 200, "enrolment of \(username): \(begun.text)")
        let secret = try #require(begun.body["key"].string.flatMap { Base32.decode($0) })
        let step = TimeBasedCode.step(at: service.now)
        let confirmed = try await send(
            .put, "/api/v1/session/second-factor",
            ["code": .string(TimeBasedCode.code(secret, step: step))])
        try #require(confirmed.status == 200, "enrolment of \(username): \(confirmed.text)")
        let recovery = confirmed.body["recoveryCodes"].items.compactMap(\.string)
        service.authenticators.withLock {
            $0[username] = TestAuthenticator(secret: secret, lastStep: step, recoveryCodes: recovery)
        }
    }

    static func code(for username: String) throws -> String? {
        let service = try #require(TestService.current)
        return try service.authenticators.withLock { try $0[username]?.next(at: service.now) }
    }
}
