/// Body of `POST /v1/rooms/{room}/sessions`; `kind` says which.
package enum SessionRequest: Codable, Hashable, Sendable {
    /// A browser: the relay makes the offer.
    case browser(BrowserSessionRequest)
    /// Addresses and keys are given: SDES ends, load generators, edges.
    case fixed(FixedSessionRequest)
    /// The other end makes the offer: WHIP, WHEP, plain SDP with `a=crypto`.
    case foreign(ForeignSessionRequest)

    private enum Key: String, CodingKey { case kind }
    private enum Kind: String, Codable { case browser, fixed, foreign }

    package init(from decoder: any Decoder) throws {
        switch try decoder.container(keyedBy: Key.self).decode(Kind.self, forKey: .kind) {
        case .browser: self = .browser(try BrowserSessionRequest(from: decoder))
        case .fixed: self = .fixed(try FixedSessionRequest(from: decoder))
        case .foreign: self = .foreign(try ForeignSessionRequest(from: decoder))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .browser(let request):
            try container.encode(Kind.browser, forKey: .kind)
            try request.encode(to: encoder)
        case .fixed(let request):
            try container.encode(Kind.fixed, forKey: .kind)
            try request.encode(to: encoder)
        case .foreign(let request):
            try container.encode(Kind.foreign, forKey: .kind)
            try request.encode(to: encoder)
        }
    }
}
