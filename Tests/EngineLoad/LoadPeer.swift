import MediaEngine
import MediaRelay
import Wire

/// One end of the load: its keys, its address, its two streams.
final class LoadPeer {
    static let audioPayloadType: UInt8 = 111
    static let videoPayloadType: UInt8 = 96

    let session: SessionID
    let address: PeerAddress
    let credentials: ICECredentials
    let protection: any PacketProtection
    let audioSSRC: UInt32
    let videoSSRC: UInt32
    private let integrity: HMACSHA1
    private let extensions: ExtensionIDs
    private var audioSequence: UInt16 = 0
    private var videoSequence: UInt16 = 0
    private var transportSequence: UInt16 = 0
    private var videoTimestamp: UInt32 = 0
    /// Transport-wide numbers that came since the last feedback, and when (microseconds).
    private var heard: [(sequence: UInt16, at: Int64)] = []
    private var feedbackCount: UInt8 = 0
    private var nextFeedbackAt: Int64 = 0

    init(number: UInt32, network: UInt32, protection: any PacketProtection, extensions: ExtensionIDs) {
        session = SessionID(value: UInt64(number))
        address = PeerAddress(v4: network | number, port: 5000)
        credentials = ICECredentials(
            usernameFragment: "peer\(number)", password: "peer-password-of-24-chars-\(number)")
        integrity = HMACSHA1(key: Array(credentials.password.utf8))
        self.protection = protection
        self.extensions = extensions
        audioSSRC = 0xA000_0000 | number
        videoSSRC = 0xB000_0000 | number
    }

    /// Writes the next packet of `bytes` in all, protected; gives its length.
    func write(
        _ kind: MediaKind, bytes: Int, startsFrame: Bool, isKeyframe: Bool, marker: Bool,
        into out: inout MutableSpan<UInt8>
    ) -> Int? {
        let isAudio = kind == .audio
        var next = RTPHeader.fixedBytes &+ 4
        let first = next
        if let id = extensions.audioLevel, isAudio {
            out[next] = id << 4
            out[next &+ 1] = 0x80 | 20
            next &+= 2
        }
        if let id = extensions.transportSequence {
            transportSequence &+= 1
            out[next] = id << 4 | 1
            out.store(transportSequence, at: next &+ 1)
            next &+= 3
        }
        let hasExtension = next > first
        while next & 3 != 0 {
            out[next] = 0
            next &+= 1
        }
        if isAudio { audioSequence &+= 1 } else { videoSequence &+= 1 }
        if startsFrame { videoTimestamp &+= 3000 }
        RTPHeader.write(
            into: &out, hasExtension: hasExtension, marker: marker,
            payloadType: isAudio ? Self.audioPayloadType : Self.videoPayloadType,
            sequence: isAudio ? audioSequence : videoSequence,
            timestamp: isAudio ? UInt32(audioSequence) &* 960 : videoTimestamp,
            ssrc: isAudio ? audioSSRC : videoSSRC)
        var start = RTPHeader.fixedBytes
        if hasExtension {
            out.store(RTPExtensionWalker.oneByteProfile, at: start)
            out.store(UInt16((next &- first) / 4), at: start &+ 2)
            start = next
        }
        if !isAudio {
            out[start] = startsFrame ? 0x10 : 0
            out[start &+ 1] = isKeyframe ? 0 : 1
        }
        return try? protection.protectRTP(&out, length: bytes)
    }

    // MARK: What a listener says

    /// Takes a packet the relay sent, to report on it.
    func hear(_ bytes: [UInt8], at now: MonotonicInstant) {
        guard let id = extensions.transportSequence else { return }
        var bytes = bytes
        let length = bytes.count
        var span = bytes.mutableSpan
        guard let plain = try? protection.unprotectRTP(&span, length: length) else { return }
        let packet = span.span.extracting(0..<plain)
        guard let header = RTPHeader(packet) else { return }
        var walker = RTPExtensionWalker(header)
        while let element = walker.next(in: packet) {
            guard element.id == id else { continue }
            heard.append((packet.u16(element.range.lowerBound), Int64(now.nanoseconds / 1000)))
        }
    }

    /// Transport-wide feedback, protected, when it is due.
    func feedback(at now: MonotonicInstant) -> [UInt8]? {
        let present = Int64(now.nanoseconds / 1000)
        guard present >= nextFeedbackAt, let first = heard.first else { return nil }
        nextFeedbackAt = present + 50_000
        let reference = first.at / TransportFeedback.referenceMicroseconds
        var clock = reference * TransportFeedback.referenceMicroseconds
        var deltas: [Int16?] = []
        for arrival in heard {
            let position = Int(arrival.sequence &- first.sequence)
            guard position < 400, position >= deltas.count else { continue }
            while deltas.count < position { deltas.append(nil) }
            let units = (arrival.at - clock) / TransportFeedback.deltaMicroseconds
            deltas.append(Int16(clamping: units))
            clock += units * TransportFeedback.deltaMicroseconds
        }
        heard.removeAll(keepingCapacity: true)
        feedbackCount &+= 1
        let message = TransportFeedback(
            baseSequence: first.sequence, referenceTime: Int32(truncatingIfNeeded: reference & 0x7F_FFFF),
            feedbackCount: feedbackCount, deltas: deltas)
        var bytes = [UInt8](repeating: 0, count: 1500)
        var span = bytes.mutableSpan
        guard let length = message.write(sender: audioSSRC, media: 1, at: 0, into: &span),
            let sealed = try? protection.protectRTCP(&span, length: length)
        else { return nil }
        return Array(bytes.prefix(sealed))
    }

    /// The success response to a check of the relay's; nil for anything else.
    func answer(_ bytes: [UInt8]) -> [UInt8]? {
        guard let message = try? STUNMessage(bytes.span), message.messageClass == .request else { return nil }
        var reply = [UInt8](repeating: 0, count: 128)
        var span = reply.mutableSpan
        var writer = STUNWriter(.success, transaction: message.transaction, into: &span)
        writer.addMappedAddress(address, into: &span)
        guard let length = writer.finish(with: integrity, into: &span) else { return nil }
        return Array(reply.prefix(length))
    }
}
