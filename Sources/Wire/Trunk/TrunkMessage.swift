/// What the two ends of a trunk tell one another beside the media: application-defined RTCP packets (RFC 3550 §6.7)
/// named `HZTK`, protected like all RTCP of the trunk (Protocols/trunk-format.md).
package enum TrunkMessage: Hashable, Sendable {
    case stream(Announcement)
    case ended(ssrc: UInt32, version: UInt16)
    case acknowledged(ssrc: UInt32, version: UInt16, of: Subtype)

    package enum Subtype: UInt8, Hashable, Sendable { case stream = 1, ended = 2, acknowledged = 3 }

    /// One stream that the sender forwards.
    package struct Announcement: Hashable, Sendable {
        package static let nameLimit = 64

        package var ssrc: UInt32
        package var repairSSRC: UInt32
        /// A higher one replaces what was said of this SSRC before.
        package var version: UInt16
        /// The first sequence number: what is missing from there on is asked for.
        package var firstSequence: UInt16
        /// 0 microphone, 1 camera, 2 screen.
        package var source: UInt8
        /// 0 Opus, 1 VP8, 2 H.264, 3 PCMU, 4 PCMA.
        package var codec: UInt8
        package var payloadType: UInt8
        package var repairPayloadType: UInt8
        package var clockRate: UInt32
        /// Place among the encodings of one camera, 0 the smallest.
        package var layer: UInt8
        /// The participant's name at the control side, UTF-8.
        package var participant: [UInt8]

        package init(
            ssrc: UInt32, repairSSRC: UInt32, version: UInt16, firstSequence: UInt16, source: UInt8,
            codec: UInt8, payloadType: UInt8, repairPayloadType: UInt8, clockRate: UInt32, layer: UInt8,
            participant: [UInt8]
        ) {
            self.ssrc = ssrc
            self.repairSSRC = repairSSRC
            self.version = version
            self.firstSequence = firstSequence
            self.source = source
            self.codec = codec
            self.payloadType = payloadType
            self.repairPayloadType = repairPayloadType
            self.clockRate = clockRate
            self.layer = layer
            self.participant = participant
        }
    }

    static let name: UInt32 = 0x485A_544B  // "HZTK"
    static let headBytes = 12
    static let fixedBytes = 22

    /// nil for other application packets, and for a broken one.
    package init?(_ packet: Span<UInt8>, _ part: RTCPWalker.Part) {
        let start = part.range.lowerBound
        guard part.kind == RTCPWalker.Kind.application, part.range.count >= Self.headBytes &+ 8,
            packet.u32(start &+ 8) == Self.name, let subtype = Subtype(rawValue: UInt8(part.count))
        else { return nil }
        let at = start &+ Self.headBytes
        let ssrc = packet.u32(at)
        switch subtype {
        case .ended:
            self = .ended(ssrc: ssrc, version: packet.u16(at &+ 4))
        case .acknowledged:
            guard let of = Subtype(rawValue: packet[at &+ 6]) else { return nil }
            self = .acknowledged(ssrc: ssrc, version: packet.u16(at &+ 4), of: of)
        case .stream:
            guard let announcement = Self.announcement(packet, at..<part.range.upperBound) else { return nil }
            self = .stream(announcement)
        }
    }

    private static func announcement(_ packet: Span<UInt8>, _ body: Range<Int>) -> Announcement? {
        let at = body.lowerBound
        guard body.count >= fixedBytes else { return nil }
        let nameCount = Int(packet[at &+ 21])
        guard (1...Announcement.nameLimit).contains(nameCount), body.count >= fixedBytes &+ nameCount
        else { return nil }
        let name = at &+ fixedBytes
        return Announcement(
            ssrc: packet.u32(at), repairSSRC: packet.u32(at &+ 4), version: packet.u16(at &+ 8),
            firstSequence: packet.u16(at &+ 10), source: packet[at &+ 12], codec: packet[at &+ 13],
            payloadType: packet[at &+ 14] & 0x7F, repairPayloadType: packet[at &+ 15] & 0x7F,
            clockRate: packet.u32(at &+ 16), layer: packet[at &+ 20],
            participant: packet.array(name..<name &+ nameCount))
    }

    /// Writes the whole packet; gives its length, or nil when it does not fit.
    package func write(from sender: UInt32, into packet: inout MutableSpan<UInt8>) -> Int? {
        let subtype: Subtype
        var body = Self.headBytes
        switch self {
        case .stream(let stream):
            subtype = .stream
            guard (1...Announcement.nameLimit).contains(stream.participant.count) else { return nil }
            body &+= Self.fixedBytes &+ stream.participant.count
        case .ended, .acknowledged:
            subtype = self.subtype
            body &+= 8
        }
        let total = (body &+ 3) & ~3
        guard packet.count >= total else { return nil }
        for index in 0..<total { packet[index] = 0 }
        packet[0] = 0x80 | subtype.rawValue
        packet[1] = RTCPWalker.Kind.application
        packet.store(UInt16(truncatingIfNeeded: total / 4 &- 1), at: 2)
        packet.store(sender, at: 4)
        packet.store(Self.name, at: 8)
        writeBody(into: &packet)
        return total
    }

    private var subtype: Subtype {
        switch self {
        case .stream: .stream
        case .ended: .ended
        case .acknowledged: .acknowledged
        }
    }

    private func writeBody(into packet: inout MutableSpan<UInt8>) {
        let at = Self.headBytes
        switch self {
        case .ended(let ssrc, let version):
            packet.store(ssrc, at: at)
            packet.store(version, at: at &+ 4)
        case .acknowledged(let ssrc, let version, let of):
            packet.store(ssrc, at: at)
            packet.store(version, at: at &+ 4)
            packet[at &+ 6] = of.rawValue
        case .stream(let stream):
            packet.store(stream.ssrc, at: at)
            packet.store(stream.repairSSRC, at: at &+ 4)
            packet.store(stream.version, at: at &+ 8)
            packet.store(stream.firstSequence, at: at &+ 10)
            packet[at &+ 12] = stream.source
            packet[at &+ 13] = stream.codec
            packet[at &+ 14] = stream.payloadType
            packet[at &+ 15] = stream.repairPayloadType
            packet.store(stream.clockRate, at: at &+ 16)
            packet[at &+ 20] = stream.layer
            packet[at &+ 21] = UInt8(truncatingIfNeeded: stream.participant.count)
            packet.copy(stream.participant, to: at &+ Self.fixedBytes)
        }
    }
}
