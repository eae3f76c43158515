/// Steps through the packets a transport-wide feedback message speaks of, without storing them
/// (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1). Agrees with `TransportFeedback`.
package struct TransportStatusWalker: Sendable {
    package struct Status: Hashable, Sendable {
        package var sequence: UInt16
        /// Microseconds since the message's reference time; nil for a packet that did not arrive.
        package var arrival: Int64?
    }

    package let baseSequence: UInt16
    /// In units of 64 ms; 24 bits, wraps.
    package let referenceTime: UInt32
    package let count: Int

    private var taken = 0
    private var chunkOffset: Int
    private var deltaOffset: Int
    private let end: Int
    private var chunk: UInt16 = 0
    private var leftInChunk = 0
    private var usedOfChunk = 0
    private var clock: Int64 = 0

    /// nil when the message is cut short or names no packet, or too many.
    package init?(_ packet: Span<UInt8>, _ head: FeedbackHead) {
        let start = head.control.lowerBound
        end = head.control.upperBound
        guard head.format == .transportWide, head.control.count >= 8, end <= packet.count else { return nil }
        baseSequence = packet.u16(start)
        count = Int(packet.u16(start &+ 2))
        guard count >= 1, count <= TransportFeedback.statusLimit else { return nil }
        referenceTime = packet.u24(start &+ 4)
        chunkOffset = start &+ 8
        // The deltas begin behind the chunks: find where, and check that all of them are there.
        var offset = chunkOffset
        var seen = 0
        var bytes = 0
        while seen < count {
            guard offset &+ 2 <= end else { return nil }
            let word = packet.u16(offset)
            let length = min(Self.length(word), count &- seen)
            for index in 0..<length { bytes &+= Self.deltaBytes(Self.symbol(word, index)) }
            seen &+= length
            offset &+= 2
        }
        guard offset &+ bytes <= end else { return nil }
        deltaOffset = offset
    }

    package mutating func next(in packet: Span<UInt8>) -> Status? {
        guard taken < count, end <= packet.count else { return nil }
        if leftInChunk == 0 {
            chunk = packet.u16(chunkOffset)
            chunkOffset &+= 2
            leftInChunk = Self.length(chunk)
            usedOfChunk = 0
        }
        let symbol = Self.symbol(chunk, usedOfChunk)
        leftInChunk &-= 1
        usedOfChunk &+= 1
        let sequence = baseSequence &+ UInt16(truncatingIfNeeded: taken)
        taken &+= 1
        let bytes = Self.deltaBytes(symbol)
        guard bytes > 0, deltaOffset &+ bytes <= end else { return Status(sequence: sequence, arrival: nil) }
        let delta =
            bytes == 1
            ? Int64(packet[deltaOffset]) : Int64(Int16(bitPattern: packet.u16(deltaOffset)))
        deltaOffset &+= bytes
        clock &+= delta &* TransportFeedback.deltaMicroseconds
        return Status(sequence: sequence, arrival: clock)
    }

    /// Packets one chunk speaks of. A run of zero would not advance and is taken as one.
    private static func length(_ chunk: UInt16) -> Int {
        if chunk & 0x8000 == 0 { return max(Int(chunk & 0x1FFF), 1) }
        return chunk & 0x4000 == 0 ? 14 : 7
    }

    private static func symbol(_ chunk: UInt16, _ index: Int) -> UInt16 {
        if chunk & 0x8000 == 0 { return chunk >> 13 & 3 }
        return chunk & 0x4000 == 0 ? chunk >> UInt16(13 &- index) & 1 : chunk >> UInt16(12 &- 2 &* index) & 3
    }

    private static func deltaBytes(_ symbol: UInt16) -> Int { symbol == 1 ? 1 : symbol == 2 ? 2 : 0 }
}
