/// Where the control API listens, and whom it trusts.
package struct ControlConfiguration: Sendable {
    package var host: String
    /// 0 lets the system choose.
    package var port: Int
    /// nil is plain HTTP: on loopback alone.
    package var access: ControlAccess?

    package init(host: String, port: Int, access: ControlAccess?) {
        self.host = host
        self.port = port
        self.access = access
    }

    package enum Fault: Error, Hashable, Sendable, CustomStringConvertible {
        /// Whoever reaches the port can take part in any room.
        case plainBeyondLoopback(String)

        package var description: String {
            switch self {
            case .plainBeyondLoopback(let host):
                "relay.control.host is \(host): beyond loopback the control API needs mutual TLS. Give "
                    + "relay.control.certificate, relay.control.key and relay.control.clientAuthority, or use "
                    + "127.0.0.1."
            }
        }
    }

    /// "localhost", 127.0.0.0/8 and ::1.
    package static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    package func check() throws(Fault) {
        if access == nil, !Self.isLoopback(host) { throw .plainBeyondLoopback(host) }
    }
}
