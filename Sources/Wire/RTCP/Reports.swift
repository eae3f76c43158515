/// The sender part of an SR (RFC 3550 §6.4.1).
package struct SenderReport: Hashable, Sendable {
    package static let bytes = 28

    package var ssrc: UInt32
    /// NTP time, 32.32 fixed point.
    package var ntp: UInt64
    package var timestamp: UInt32
    package var packets: UInt32
    package var octets: UInt32

    package init(ssrc: UInt32, ntp: UInt64, timestamp: UInt32, packets: UInt32, octets: UInt32) {
        self.ssrc = ssrc
        self.ntp = ntp
        self.timestamp = timestamp
        self.packets = packets
        self.octets = octets
    }

    package init?(_ packet: Span<UInt8>, _ part: RTCPWalker.Part) {
        guard part.kind == RTCPWalker.Kind.senderReport, part.range.count >= Self.bytes else { return nil }
        let start = part.range.lowerBound
        ssrc = packet.u32(start &+ 4)
        ntp = packet.u64(start &+ 8)
        timestamp = packet.u32(start &+ 16)
        packets = packet.u32(start &+ 20)
        octets = packet.u32(start &+ 24)
    }

    /// Writes an SR without report blocks; false when it does not fit.
    package func write(at offset: Int, into packet: inout MutableSpan<UInt8>) -> Bool {
        guard offset >= 0, offset &+ Self.bytes <= packet.count else { return false }
        RTCPWalker.writeHead(
            kind: RTCPWalker.Kind.senderReport, count: 0, bytes: Self.bytes, at: offset, into: &packet)
        packet.store(ssrc, at: offset &+ 4)
        packet.store(ntp, at: offset &+ 8)
        packet.store(timestamp, at: offset &+ 16)
        packet.store(packets, at: offset &+ 20)
        packet.store(octets, at: offset &+ 24)
        return true
    }
}

/// One report block (RFC 3550 §6.4.1).
package struct ReportBlock: Hashable, Sendable {
    package static let bytes = 24

    package var ssrc: UInt32
    /// Share of packets lost since the last report, in 1/256.
    package var fractionLost: UInt8
    /// Packets lost since the beginning; 24 bits, signed.
    package var cumulativeLost: Int32
    package var highestSequence: UInt32
    /// Interarrival jitter in timestamp ticks.
    package var jitter: UInt32
    /// Middle 32 bits of the NTP time of the last SR; zero if none came.
    package var lastReport: UInt32
    /// Since that SR, in 1/65536 s.
    package var delay: UInt32

    package init(
        ssrc: UInt32, fractionLost: UInt8, cumulativeLost: Int32, highestSequence: UInt32, jitter: UInt32,
        lastReport: UInt32, delay: UInt32
    ) {
        self.ssrc = ssrc
        self.fractionLost = fractionLost
        self.cumulativeLost = cumulativeLost
        self.highestSequence = highestSequence
        self.jitter = jitter
        self.lastReport = lastReport
        self.delay = delay
    }

    /// Block number `index` of an SR or RR.
    package init?(_ packet: Span<UInt8>, _ part: RTCPWalker.Part, index: Int) {
        let head: Int
        switch part.kind {
        case RTCPWalker.Kind.senderReport: head = SenderReport.bytes
        case RTCPWalker.Kind.receiverReport: head = 8
        default: return nil
        }
        guard index >= 0, index < part.count else { return nil }
        let start = part.range.lowerBound &+ head &+ index &* Self.bytes
        guard start &+ Self.bytes <= part.range.upperBound else { return nil }
        ssrc = packet.u32(start)
        fractionLost = packet[start &+ 4]
        let lost = packet.u24(start &+ 5)
        cumulativeLost = Int32(bitPattern: lost << 8) >> 8
        highestSequence = packet.u32(start &+ 8)
        jitter = packet.u32(start &+ 12)
        lastReport = packet.u32(start &+ 16)
        delay = packet.u32(start &+ 20)
    }

    package func write(at offset: Int, into packet: inout MutableSpan<UInt8>) -> Bool {
        guard offset >= 0, offset &+ Self.bytes <= packet.count else { return false }
        packet.store(ssrc, at: offset)
        packet[offset &+ 4] = fractionLost
        let lost = min(max(cumulativeLost, -0x80_0000), 0x7F_FFFF)
        packet.store24(UInt32(bitPattern: lost) & 0xFF_FFFF, at: offset &+ 5)
        packet.store(highestSequence, at: offset &+ 8)
        packet.store(jitter, at: offset &+ 12)
        packet.store(lastReport, at: offset &+ 16)
        packet.store(delay, at: offset &+ 20)
        return true
    }
}

package enum ReceiverReport {
    /// Writes an RR (RFC 3550 §6.4.2); gives its length.
    package static func write(
        from ssrc: UInt32, _ blocks: [ReportBlock], at offset: Int, into packet: inout MutableSpan<UInt8>
    ) -> Int? {
        let length = 8 &+ blocks.count &* ReportBlock.bytes
        guard blocks.count <= 31, offset >= 0, offset &+ length <= packet.count else { return nil }
        RTCPWalker.writeHead(
            kind: RTCPWalker.Kind.receiverReport, count: blocks.count, bytes: length, at: offset,
            into: &packet)
        packet.store(ssrc, at: offset &+ 4)
        var next = offset &+ 8
        for block in blocks {
            guard block.write(at: next, into: &packet) else { return nil }
            next &+= ReportBlock.bytes
        }
        return length
    }
}
