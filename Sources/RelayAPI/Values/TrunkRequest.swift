package import Foundation

/// Body of `POST /v1/rooms/{room}/trunks`: one end of a trunk (Protocols/trunk-format.md).
package struct TrunkRequest: Codable, Hashable, Sendable {
    package enum Role: String, Codable, Hashable, Sendable { case core, branch }

    package var trunk: String
    package var role: Role
    /// 256 bits, the same at both ends and used for this trunk alone; base64 on the wire.
    package var secret: Data
    /// Link name → "ip:port" of the core; the core itself needs none.
    package var remotes: [String: String]

    package init(trunk: String, role: Role, secret: Data, remotes: [String: String] = [:]) {
        self.trunk = trunk
        self.role = role
        self.secret = secret
        self.remotes = remotes
    }
}

/// Answer: where the other end sends to, one address per link.
package struct TrunkOpened: Codable, Hashable, Sendable {
    package var addresses: [FixedSessionOpened.Address]
    package init(addresses: [FixedSessionOpened.Address]) { self.addresses = addresses }
}
