/// An `a=candidate` line (RFC 8839 §5.1), as far as UDP host pairing needs it.
package struct SDPCandidate: Hashable, Sendable {
    package var foundation: String
    package var component: Int
    package var transport: String
    package var priority: UInt32
    package var address: String
    package var port: UInt16
    package var type: String

    /// Reads the value behind `a=candidate:`.
    package init?(_ value: String) {
        let words = value.split(separator: " ")
        guard
            words.count >= 8, words[6] == "typ", let component = Int(words[1]),
            let priority = UInt32(words[3]),
            let port = UInt16(words[5])
        else { return nil }
        foundation = String(words[0])
        self.component = component
        transport = words[2].lowercased()
        self.priority = priority
        address = String(words[4])
        self.port = port
        type = String(words[7])
    }

    /// The address to check, when it is a UDP candidate of the first component with a literal address.
    package var peer: PeerAddress? {
        guard component == 1, transport == "udp", port != 0 else { return nil }
        return PeerAddress(literal: address, port: port)
    }
}
