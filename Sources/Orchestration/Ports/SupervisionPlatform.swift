package import ConsultationCore

/// A province's platform to which events are reported (JL 19). Every call is one attempt.
package protocol SupervisionPlatform: Sendable {
    /// Its name in configuration and logs, for example `jilinTelemedicinePlatform`.
    var name: String { get }

    /// Returns what the platform answered once it has the event for good; the same name twice is one event there.
    func send(_ message: PlatformMessage, of institution: String) async throws -> String

    /// Whether it can be reached and knows us; `institution` is the code the health authority gave.
    func test(for institution: String) async throws
}

/// Why an event was not taken.
package enum PlatformFault: Error, Sendable, Equatable {
    /// Nobody answered: the line or the platform is down. It waits for as long as that takes.
    case unreachable
    /// It answered that it cannot now.
    case unavailable(status: Int)
    /// It will never take this: wrong content, unknown institution, wrong signature.
    case refused(status: Int)

    var word: String {
        switch self {
        case .unreachable: "unreachable"
        case .unavailable(let status): "unavailable \(status)"
        case .refused(let status): "refused \(status)"
        }
    }
}
