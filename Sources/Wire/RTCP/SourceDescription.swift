/// SDES with a CNAME (RFC 3550 §6.5) and BYE (§6.6).
package enum SourceDescription {
    /// Writes one chunk with the CNAME; gives its length.
    package static func write(
        ssrc: UInt32, canonicalName: String, at offset: Int, into packet: inout MutableSpan<UInt8>
    ) -> Int? {
        let bytes = min(canonicalName.utf8.count, 255)
        // Head, SSRC, type, length, text, at least one zero, padded to words.
        let length = (4 &+ 4 &+ 2 &+ bytes &+ 1 &+ 3) & ~3
        guard offset >= 0, offset &+ length <= packet.count else { return nil }
        RTCPWalker.writeHead(
            kind: RTCPWalker.Kind.description, count: 1, bytes: length, at: offset, into: &packet)
        packet.store(ssrc, at: offset &+ 4)
        packet[offset &+ 8] = 1
        packet[offset &+ 9] = UInt8(truncatingIfNeeded: bytes)
        var next = offset &+ 10
        for byte in canonicalName.utf8 {
            guard next < offset &+ 10 &+ bytes else { break }
            packet[next] = byte
            next &+= 1
        }
        for index in next..<offset &+ length { packet[index] = 0 }
        return length
    }

    /// The CNAME of the first chunk that has one.
    package static func canonicalName(_ packet: Span<UInt8>, _ part: RTCPWalker.Part) -> (UInt32, [UInt8])? {
        guard part.kind == RTCPWalker.Kind.description else { return nil }
        var offset = part.body.lowerBound
        let end = part.body.upperBound
        for _ in 0..<part.count {
            guard offset &+ 4 <= end else { return nil }
            let ssrc = packet.u32(offset)
            offset &+= 4
            while offset < end, packet[offset] != 0 {
                guard offset &+ 2 <= end else { return nil }
                let length = Int(packet[offset &+ 1])
                let text = offset &+ 2..<offset &+ 2 &+ length
                guard text.upperBound <= end else { return nil }
                if packet[offset] == 1 { return (ssrc, packet.array(text)) }
                offset = text.upperBound
            }
            let relative = offset &- part.range.lowerBound
            offset = part.range.lowerBound &+ (relative &+ 4) & ~3
        }
        return nil
    }
}

package enum Goodbye {
    package static func ssrc(_ packet: Span<UInt8>, _ part: RTCPWalker.Part, index: Int) -> UInt32? {
        let start = part.body.lowerBound &+ index &* 4
        guard
            part.kind == RTCPWalker.Kind.bye, index >= 0, index < part.count,
            start &+ 4 <= part.range.upperBound
        else { return nil }
        return packet.u32(start)
    }

    package static func write(ssrc: UInt32, at offset: Int, into packet: inout MutableSpan<UInt8>) -> Int? {
        guard offset >= 0, offset &+ 8 <= packet.count else { return nil }
        RTCPWalker.writeHead(kind: RTCPWalker.Kind.bye, count: 1, bytes: 8, at: offset, into: &packet)
        packet.store(ssrc, at: offset &+ 4)
        return 8
    }
}
