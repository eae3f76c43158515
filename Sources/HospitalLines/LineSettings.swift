package import ConsultationCore
package import Foundation

/// How the service speaks with hospitals' own systems, by the operator's configuration.
package struct LineSettings: Sendable {
    /// Hosts that connections may name.
    package var hosts: [String]
    /// Files with `name:password`, one a PACS, mode 0600.
    package var secrets: URL
    /// PEM of who signed the other sides' certificates; nil: the system's authorities.
    package var authority: String?
    package var retry: ExchangeRetry
    /// Bytes of one study.
    package var studyLimit: Int

    package init(
        hosts: [String], secrets: URL, authority: String?, retry: ExchangeRetry, studyLimit: Int
    ) {
        self.hosts = hosts
        self.secrets = secrets
        self.authority = authority
        self.retry = retry
        self.studyLimit = studyLimit
    }
}

/// What a line waits for, and how much it takes.
enum LineLimits {
    static let connect = Duration.seconds(5)
    /// From the sent message to the whole answer.
    static let answer = Duration.seconds(20)
    /// Of one retrieval from the first to the last byte.
    static let retrieval = Duration.seconds(1800)
    /// JSON of a search.
    static let searchBytes = 4 << 20
    /// Connections that come in at once, over all hospitals.
    static let inwardConnections = 64
    /// An inward connection that says nothing is closed.
    static let inwardIdle = Duration.seconds(600)
}
