/// Transport-wide congestion control feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1).
///
///     |      base sequence number     |      packet status count      |
///     |                 reference time                | fb pkt. count |
///     |          packet chunks … |   receive deltas …                 |
package struct TransportFeedback: Hashable, Sendable {
    /// Most packets one message may speak of; bounds the work a peer can ask for.
    package static let statusLimit = 2048
    /// Unit of the reference time.
    package static let referenceMicroseconds: Int64 = 64_000
    /// Unit of a receive delta.
    package static let deltaMicroseconds: Int64 = 250

    package var baseSequence: UInt16
    /// In units of 64 ms; 24 bits, signed.
    package var referenceTime: Int32
    package var feedbackCount: UInt8
    /// For each packet from the base on: its delta to the packet before in units of 250 µs, or nil when it is missing.
    package var deltas: [Int16?]

    package init(baseSequence: UInt16, referenceTime: Int32, feedbackCount: UInt8, deltas: [Int16?]) {
        self.baseSequence = baseSequence
        self.referenceTime = referenceTime
        self.feedbackCount = feedbackCount
        self.deltas = deltas
    }

    package init?(_ packet: Span<UInt8>, _ head: FeedbackHead) {
        let start = head.control.lowerBound
        let end = head.control.upperBound
        guard head.format == .transportWide, head.control.count >= 8 else { return nil }
        baseSequence = packet.u16(start)
        let count = Int(packet.u16(start &+ 2))
        guard count >= 1, count <= Self.statusLimit else { return nil }
        referenceTime = Int32(bitPattern: packet.u24(start &+ 4) << 8) >> 8
        feedbackCount = packet[start &+ 7]
        var offset = start &+ 8
        var symbols: [UInt8] = []
        symbols.reserveCapacity(count)
        while symbols.count < count {
            guard offset &+ 2 <= end else { return nil }
            Self.readChunk(packet.u16(offset), limit: count, into: &symbols)
            offset &+= 2
        }
        deltas = []
        deltas.reserveCapacity(count)
        for symbol in symbols {
            switch symbol {
            case 1:
                guard offset &+ 1 <= end else { return nil }
                deltas.append(Int16(packet[offset]))
                offset &+= 1
            case 2:
                guard offset &+ 2 <= end else { return nil }
                deltas.append(Int16(bitPattern: packet.u16(offset)))
                offset &+= 2
            default:
                deltas.append(nil)
            }
        }
    }

    private static func readChunk(_ chunk: UInt16, limit: Int, into symbols: inout [UInt8]) {
        let room = limit &- symbols.count
        if chunk & 0x8000 == 0 {  // run length
            let symbol = UInt8(truncatingIfNeeded: chunk >> 13 & 0x03)
            let run = min(Int(chunk & 0x1FFF), room)
            // A run of zero would not advance and is taken as one missing packet.
            for _ in 0..<max(run, 1) { symbols.append(symbol) }
        } else if chunk & 0x4000 == 0 {  // fourteen one-bit symbols
            for index in 0..<min(14, room) {
                symbols.append(UInt8(truncatingIfNeeded: chunk >> (13 - index) & 1))
            }
        } else {  // seven two-bit symbols
            for index in 0..<min(7, room) {
                symbols.append(UInt8(truncatingIfNeeded: chunk >> (12 - 2 * index) & 3))
            }
        }
    }

    /// Writes the whole message, padded to words with zeros; gives its length.
    package func write(
        sender: UInt32, media: UInt32, at offset: Int, into packet: inout MutableSpan<UInt8>
    ) -> Int? {
        guard !deltas.isEmpty, deltas.count <= Self.statusLimit else { return nil }
        var chunks = 0
        Self.forEachChunk(deltas) { _ in chunks &+= 1 }
        var deltaBytes = 0
        for case .some(let delta) in deltas { deltaBytes &+= (0...255).contains(delta) ? 1 : 2 }
        let used = FeedbackHead.bytes &+ 8 &+ chunks &* 2 &+ deltaBytes
        let length = (used &+ 3) & ~3
        guard offset >= 0, offset &+ length <= packet.count else { return nil }
        RTCPWalker.writeHead(
            kind: RTCPWalker.Kind.transportFeedback, count: 15, bytes: length, at: offset, into: &packet)
        packet.store(sender, at: offset &+ 4)
        packet.store(media, at: offset &+ 8)
        packet.store(baseSequence, at: offset &+ 12)
        packet.store(UInt16(truncatingIfNeeded: deltas.count), at: offset &+ 14)
        packet.store24(UInt32(bitPattern: referenceTime) & 0xFF_FFFF, at: offset &+ 16)
        packet[offset &+ 19] = feedbackCount
        var next = offset &+ 20
        Self.forEachChunk(deltas) { chunk in
            packet.store(chunk, at: next)
            next &+= 2
        }
        for case .some(let delta) in deltas {
            if (0...255).contains(delta) {
                packet[next] = UInt8(truncatingIfNeeded: delta)
                next &+= 1
            } else {
                packet.store(UInt16(bitPattern: delta), at: next)
                next &+= 2
            }
        }
        // RTCP padding, not silent zeros: the last byte counts the padding, the P bit says so (RFC 3550 §6.4.1).
        let padding = offset &+ length &- next
        for index in next..<offset &+ length { packet[index] = 0 }
        if padding > 0 {
            packet[offset] |= 0x20
            packet[offset &+ length &- 1] = UInt8(truncatingIfNeeded: padding)
        }
        return length
    }

    private static func symbol(_ delta: Int16?) -> UInt16 {
        guard let delta else { return 0 }
        return (0...255).contains(delta) ? 1 : 2
    }

    private static func forEachChunk(_ deltas: [Int16?], _ body: (UInt16) -> Void) {
        var index = 0
        while index < deltas.count {
            let first = symbol(deltas[index])
            var run = 1
            while index + run < deltas.count, run < 0x1FFF, symbol(deltas[index + run]) == first { run += 1 }
            if run >= 7 || index + run == deltas.count {
                body(first << 13 | UInt16(truncatingIfNeeded: run))
                index += run
                continue
            }
            var chunk: UInt16 = 0xC000
            for position in 0..<7 where index + position < deltas.count {
                chunk |= symbol(deltas[index + position]) << (12 - 2 * UInt16(position))
            }
            body(chunk)
            index += 7
        }
    }
}
