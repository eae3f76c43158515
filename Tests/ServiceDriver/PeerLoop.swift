import CLinuxNet
import Foundation
import MediaEngine
import MediaRelay
import Wire

/// The thread of a native peer: answers checks, does the DTLS handshake as client, sends media on time,
/// counts what arrives.
struct PeerLoop {
    private let socket: UDPEndpoint
    private let identity: RelayIdentity
    private let integrity: HMACSHA1
    private let relayFingerprint: [UInt8]
    private let media: MediaFiles
    private let audioLevel: UInt8?
    private let audioSSRC: UInt32
    private let videoSSRC: UInt32
    private var relay: sockaddr_in?
    private var transport: DTLSTransport?
    private var counts = NativePeer.Counts()
    private var datagram = [UInt8](repeating: 0, count: 2048)
    private var outgoing = [UInt8](repeating: 0, count: 2048)
    private var audioSequence: UInt16 = 100
    private var videoSequence: UInt16 = 200
    private var began: UInt64 = 0

    init(
        socket: UDPEndpoint, identity: RelayIdentity, password: String, relayFingerprint: [UInt8],
        media: MediaFiles, audioLevel: UInt8?, salt: UInt32
    ) {
        self.socket = socket
        self.identity = identity
        integrity = HMACSHA1(key: Array(password.utf8))
        self.relayFingerprint = relayFingerprint
        self.media = media
        self.audioLevel = audioLevel
        audioSSRC = PeerAnswer.audioSSRC &+ salt
        videoSSRC = PeerAnswer.videoSSRC &+ salt
    }

    /// `level` is how loud the microphone is, in −dBov; nil when the peer does not tell.
    mutating func run(
        until stop: () -> Bool, level: () -> UInt8?, report: (NativePeer.Counts) -> Void
    ) {
        while !stop() {
            if let (length, from) = socket.receive(&datagram, milliseconds: 5) { receive(length, from) }
            let now = MonotonicInstant(nanoseconds: huizhen_monotonic_ns())
            if let transport, let due = transport.handshakeDeadline, due <= now {
                transport.handleTimeout(at: now)
            }
            flushHandshake()
            sendDueMedia(now, level: level())
            report(counts)
        }
        transport?.close()
        flushHandshake()
    }

    private mutating func receive(_ length: Int, _ from: sockaddr_in) {
        let now = MonotonicInstant(nanoseconds: huizhen_monotonic_ns())
        let kind = DatagramKind(of: datagram.span.extracting(0..<length))
        switch kind {
        case .stun: answerCheck(length, from, now)
        case .dtls: transport?.receiveHandshake(datagram.span.extracting(0..<length), at: now)
        case .rtp: open(length, isRTP: true)
        case .rtcp: open(length, isRTP: false)
        case .trunk, nil: counts.refused += 1
        }
    }

    private mutating func open(_ length: Int, isRTP: Bool) {
        guard let transport else { return }
        var span = datagram.mutableSpan
        do {
            if isRTP {
                _ = try transport.unprotectRTP(&span, length: length)
                if datagram[1] & 0x7F == OfferProfile.opus {
                    counts.receivedAudio += 1
                } else {
                    counts.receivedVideo += 1
                }
            } else {
                _ = try transport.unprotectRTCP(&span, length: length)
            }
        } catch { counts.refused += 1 }
    }

    private mutating func answerCheck(_ length: Int, _ from: sockaddr_in, _ now: MonotonicInstant) {
        // A copy, so that no borrow of the buffer is alive when state changes.
        let check = Array(datagram[..<length])
        guard let message = try? STUNMessage(check.span), message.messageClass == .request,
            message.verifyIntegrity(check.span, with: integrity)
        else { return }
        var reply = [UInt8](repeating: 0, count: 128)
        guard let size = write(answerTo: message.transaction, seen: from, into: &reply) else { return }
        socket.send(reply, length: size, to: from)
        guard transport == nil else { return }
        relay = from
        transport = DTLSTransport(identity: identity, cipher: .evp)
        transport?.begin(.client, peerFingerprint: relayFingerprint, at: now)
    }

    private func write(
        answerTo transaction: STUNTransactionID, seen from: sockaddr_in, into reply: inout [UInt8]
    )
        -> Int?
    {
        var span = reply.mutableSpan
        var writer = STUNWriter(.success, transaction: transaction, into: &span)
        writer.addMappedAddress(
            PeerAddress(v4: UInt32(bigEndian: from.sin_addr.s_addr), port: UInt16(bigEndian: from.sin_port)),
            into: &span)
        return writer.finish(with: integrity, into: &span)
    }

    private mutating func flushHandshake() {
        guard let transport, let relay else { return }
        while true {
            var span = outgoing.mutableSpan
            guard let length = transport.nextHandshakeDatagram(into: &span) else { break }
            socket.send(outgoing, length: length, to: relay)
        }
    }

    /// Sends every audio packet and video frame whose time has come; the files repeat from their start.
    private mutating func sendDueMedia(_ now: MonotonicInstant, level: UInt8?) {
        guard let transport, case .established = transport.state else { return }
        if !counts.isConnected {
            counts.isConnected = true
            began = now.nanoseconds
        }
        let elapsed = Double(now.nanoseconds - began) / 1e9
        while Double(counts.sentAudio) * 0.02 <= elapsed {
            let packet = media.audio[counts.sentAudio % media.audio.count]
            audioSequence &+= 1
            send(
                packet, type: OfferProfile.opus, marker: false, sequence: audioSequence,
                timestamp: UInt32(truncatingIfNeeded: counts.sentAudio * 960), ssrc: audioSSRC, level: level)
            counts.sentAudio += 1
        }
        while Double(counts.sentVideo) / Double(MediaFiles.framesPerSecond) <= elapsed {
            let payloads = MediaFiles.vp8Payloads(media.video[counts.sentVideo % media.video.count])
            for (index, payload) in payloads.enumerated() {
                videoSequence &+= 1
                send(
                    payload, type: OfferProfile.vp8, marker: index == payloads.count - 1,
                    sequence: videoSequence,
                    timestamp: UInt32(
                        truncatingIfNeeded: counts.sentVideo * (90_000 / MediaFiles.framesPerSecond)),
                    ssrc: videoSSRC)
            }
            counts.sentVideo += 1
        }
    }

    private mutating func send(
        _ payload: [UInt8], type: UInt8, marker: Bool, sequence: UInt16, timestamp: UInt32, ssrc: UInt32,
        level: UInt8? = nil
    ) {
        guard let transport, let relay else { return }
        var head: [UInt8] = []
        // One element of one byte, padded to a word (RFC 8285 §4.2).
        if let level, let audioLevel { head = [0xBE, 0xDE, 0, 1, audioLevel << 4, level & 0x7F, 0, 0] }
        var span = outgoing.mutableSpan
        RTPHeader.write(
            into: &span, hasExtension: !head.isEmpty, marker: marker, payloadType: type, sequence: sequence,
            timestamp: timestamp, ssrc: ssrc)
        for (index, byte) in (head + payload).enumerated() { span[RTPHeader.fixedBytes + index] = byte }
        let size = RTPHeader.fixedBytes + head.count + payload.count
        guard let length = try? transport.protectRTP(&span, length: size)
        else { return }
        socket.send(outgoing, length: length, to: relay)
    }
}
