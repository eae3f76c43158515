package import HTTPTypes

/// What the server answers, as data: compared with the OpenAPI description, and used for `Allow`.
package struct RouteTable: Sendable {
    package struct Entry: Sendable, Hashable {
        package let method: HTTPRequest.Method
        /// Template with `{name}` parameters, prefix included.
        package let path: String
        package let access: Access
    }

    /// What a request must bring.
    package enum Access: Sendable, Hashable {
        /// Nothing: sign-in, public prices, health.
        case open
        /// A session or a token.
        case read
        /// The same, and from a browser the CSRF token; for acts that are repeatable by nature.
        case act
        /// The same, and an `Idempotency-Key`.
        case command
        /// The same, and `If-Match` with the version the change is based on.
        case change
        /// A person's token or a device's key for this room; a body, if any, is SDP.
        case device
        /// A raw body with its own limit and digest, and an `Idempotency-Key`.
        case upload
    }

    package private(set) var entries: [Entry] = []

    mutating func add(_ entry: Entry) {
        entries.append(entry)
    }

    func methods(at path: String) -> [HTTPRequest.Method] {
        let parts = path.split(separator: "/")
        return entries.filter { Self.matches($0.path.split(separator: "/"), parts) }.map(\.method)
    }

    private static func matches(_ template: [Substring], _ parts: [Substring]) -> Bool {
        template.count == parts.count
            && zip(template, parts).allSatisfy { $0.0.hasPrefix("{") || $0.0 == $0.1 }
    }
}
