/// An IP address with a UDP port: a plain value that hashes fast. IPv4 sits in the low 32 bits of `low`.
package struct PeerAddress: Hashable, Sendable {
    package enum Family: UInt8, Hashable, Sendable { case v4 = 4, v6 = 6 }

    package var family: Family
    /// First 64 bits of an IPv6 address in network order; zero for IPv4.
    package var high: UInt64
    package var low: UInt64
    package var port: UInt16

    package init(v4 address: UInt32, port: UInt16) {
        family = .v4
        high = 0
        low = UInt64(address)
        self.port = port
    }

    package init(v6High high: UInt64, low: UInt64, port: UInt16) {
        family = .v6
        self.high = high
        self.low = low
        self.port = port
    }

    package func with(port: UInt16) -> PeerAddress {
        var copy = self
        copy.port = port
        return copy
    }
}

extension PeerAddress {
    /// Reads a literal such as `192.0.2.1` or `2001:db8::1`; nil for names (also mDNS `….local`) and bad text.
    package init?(literal text: some StringProtocol, port: UInt16) {
        let bytes = Array(text.utf8)
        if bytes.contains(UInt8(ascii: ":")) {
            guard let (high, low) = Self.readV6(bytes) else { return nil }
            self.init(v6High: high, low: low, port: port)
        } else {
            guard let address = Self.readV4(bytes[...]) else { return nil }
            self.init(v4: address, port: port)
        }
    }

    private static func readV4(_ bytes: ArraySlice<UInt8>) -> UInt32? {
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var address: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.count) else { return nil }
            var value: UInt32 = 0
            for digit in part {
                guard (48...57).contains(digit) else { return nil }
                value = value &* 10 &+ UInt32(digit &- 48)
            }
            guard value <= 255 else { return nil }
            address = address << 8 | value
        }
        return address
    }

    private static func readV6(_ bytes: [UInt8]) -> (UInt64, UInt64)? {
        guard bytes.count <= 45 else { return nil }
        let fields = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard fields.count >= 3, fields.count <= 9 else { return nil }
        var head: [UInt16] = []
        var tail: [UInt16] = []
        var gap = false
        for (index, field) in fields.enumerated() {
            if field.isEmpty {
                // "::" at an edge leaves two empty fields; the outer one carries nothing.
                if index == 0 || index == fields.count - 1 {
                    let neighbour = index == 0 ? fields[1] : fields[fields.count - 2]
                    guard neighbour.isEmpty else { return nil }
                    continue
                }
                guard !gap else { return nil }
                gap = true
                continue
            }
            var words: [UInt16] = []
            if field.contains(UInt8(ascii: ".")) {
                guard index == fields.count - 1, let v4 = readV4(field) else { return nil }
                words = [UInt16(v4 >> 16), UInt16(v4 & 0xFFFF)]
            } else {
                guard field.count <= 4, let word = readHex(field) else { return nil }
                words = [word]
            }
            if gap { tail += words } else { head += words }
        }
        let known = head.count + tail.count
        guard gap ? known <= 7 : known == 8 else { return nil }
        let all = head + [UInt16](repeating: 0, count: 8 - known) + tail
        var high: UInt64 = 0
        var low: UInt64 = 0
        for word in all[0..<4] { high = high << 16 | UInt64(word) }
        for word in all[4..<8] { low = low << 16 | UInt64(word) }
        return (high, low)
    }

    private static func readHex(_ bytes: ArraySlice<UInt8>) -> UInt16? {
        var value: UInt32 = 0
        for byte in bytes {
            switch byte {
            case 48...57: value = value << 4 | UInt32(byte &- 48)
            case 97...102: value = value << 4 | UInt32(byte &- 87)
            case 65...70: value = value << 4 | UInt32(byte &- 55)
            default: return nil
            }
        }
        return UInt16(truncatingIfNeeded: value)
    }
}

extension PeerAddress {
    /// Not unspecified, multicast or broadcast (RFC 6890, RFC 4291 §2.7).
    package var isUnicast: Bool {
        switch family {
        case .v4: low >> 24 != 0 && low >> 24 < 224
        case .v6: (high != 0 || low != 0) && high >> 56 != 0xFF
        }
    }

    /// The address without its port, as SDP writes it (RFC 8839 §5.1); IPv6 uncompressed.
    package var literal: String {
        switch family {
        case .v4:
            return "\(low >> 24 & 255).\(low >> 16 & 255).\(low >> 8 & 255).\(low & 255)"
        case .v6:
            var words: [String] = []
            for half in [high, low] {
                for shift in [48, 32, 16, 0] as [UInt64] {
                    words.append(String(half >> shift & 0xFFFF, radix: 16))
                }
            }
            return words.joined(separator: ":")
        }
    }
}

extension PeerAddress {
    /// Reads `192.0.2.1:5000` or `[2001:db8::1]:5000`; port 0 is none.
    package init?(endpoint text: some StringProtocol) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]),
            port != 0
        else { return nil }
        var host = text[..<colon]
        if host.first == "[", host.last == "]" {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        self.init(literal: host, port: port)
    }
}
