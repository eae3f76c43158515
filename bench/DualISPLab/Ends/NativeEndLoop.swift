import CLinkLab
import CLinuxNet
import Foundation
import LinkLab
import MediaEngine
import MediaRelay
import Wire

/// The thread of a native end.
struct NativeEndLoop {
    struct Changes: Sendable {
        var audio: [ArrivalTrace.Arrival] = []
        var video: [ArrivalTrace.Arrival] = []
        var sentAudio = 0
        var sentVideo = 0
        var unreadable = 0
        var repeats = 0
        var questions = 0
        var worstSendingDelay = 0.0
    }

    private static let audioInterval: UInt64 = 20_000_000
    private static let frameInterval: UInt64 = 40_000_000
    /// 115 packets of 1,100 bytes in 25 frames a second: four or five a frame.
    private static let videoPacketsPerSecond = 115
    private static let videoBytes = 1100
    private static let reportInterval: UInt64 = 500_000_000
    /// An Opus packet of 20 ms of silence (RFC 6716: CELT, full band, mono), enough for any decoder.
    private static let silence: [UInt8] = [0xF8, 0xFF, 0xFE]

    var isSending = true
    private let plan: NativeEnd.Plan
    private let sockets: [LabSocket]
    private let relays: [LabSocket.Address]
    private let transport: GivenKeysTransport
    private var audioIn: RepairedStream
    private var videoIn: RepairedStream
    private var audioOut: SentStream
    private var videoOut: SentStream
    private var changes = Changes()
    private var buffer = [UInt8](repeating: 0, count: 2048)
    private var nextAudioAt: UInt64
    private var nextFrameAt: UInt64
    private var nextReportAt: UInt64
    private var frames = 0

    init?(
        plan: NativeEnd.Plan, slots: [FixedLeg.Slot], sockets: [LabSocket], relays: [LabSocket.Address]
    ) {
        guard
            let transport = GivenKeysTransport(
                profile: NativeEnd.Plan.suite, sending: plan.keys.sending, receiving: plan.keys.receiving,
                cipher: .evp, replayWindow: PacketProtectionLimit.wideReplayWindow),
            let audio = slots.first(where: { $0.kind == .audio }),
            let video = slots.first(where: { $0.kind == .video })
        else { return nil }
        (self.plan, self.sockets, self.relays, self.transport) = (plan, sockets, relays, transport)
        audioIn = RepairedStream(ssrc: audio.ssrc, repairSSRC: audio.repairSSRC)
        videoIn = RepairedStream(ssrc: video.ssrc, repairSSRC: video.repairSSRC)
        audioOut = SentStream(ssrc: plan.audioSSRC, repairSSRC: plan.audioRepairSSRC)
        videoOut = SentStream(ssrc: plan.videoSSRC, repairSSRC: plan.videoRepairSSRC)
        let now = huizhen_monotonic_ns()
        nextAudioAt = now
        nextFrameAt = now + Self.audioInterval / 2
        nextReportAt = now
    }

    /// Waits for a datagram or for the next thing to do, and does it.
    mutating func step() {
        let next =
            [
                nextAudioAt, plan.sendsVideo ? nextFrameAt : .max, nextReportAt, audioIn.nextQuestionAt,
                videoIn.nextQuestionAt,
            ].min() ?? .max
        var readable: UInt64 = 0
        _ = lab_wait(sockets.map(\.descriptor), UInt32(sockets.count), next, &readable)
        for socket in sockets {
            while let got = socket.receive(into: &buffer) { take(count: got.count, at: got.at) }
        }
        let now = huizhen_monotonic_ns()
        sendMedia(now)
        ask(now)
        guard nextReportAt <= now else { return }
        nextReportAt = now + Self.reportInterval
        sendControl { ReceiverReport.write(from: plan.audioSSRC, [], at: 0, into: &$0) }
    }

    mutating func takeChanges() -> Changes {
        defer {
            changes.audio.removeAll(keepingCapacity: true)
            changes.video.removeAll(keepingCapacity: true)
        }
        return changes
    }

    // MARK: Sending

    private mutating func sendMedia(_ now: UInt64) {
        while nextAudioAt <= now {
            changes.worstSendingDelay = max(changes.worstSendingDelay, Double(now - nextAudioAt) / 1e6)
            if isSending {
                let timestamp = UInt32(truncatingIfNeeded: changes.sentAudio * 960)
                send(Self.silence, NativeEnd.PayloadTypes.audio, true, timestamp, &audioOut)
                changes.sentAudio += 1
            }
            nextAudioAt += Self.audioInterval
        }
        while plan.sendsVideo, nextFrameAt <= now {
            if isSending { sendFrame() }
            nextFrameAt += Self.frameInterval
        }
    }

    private mutating func sendFrame() {
        frames += 1
        let count = frames * Self.videoPacketsPerSecond / 25 - (frames - 1) * Self.videoPacketsPerSecond / 25
        for part in 0..<count {
            // A VP8 descriptor that starts a frame, and a payload header that makes it a key frame (RFC 7741 §4).
            var payload = [UInt8](repeating: UInt8(truncatingIfNeeded: frames), count: Self.videoBytes - 12)
            payload[0] = part == 0 ? 0x10 : 0x00
            if part == 0 { payload.replaceSubrange(1..<7, with: [0x10, 0x02, 0x00, 0x9D, 0x01, 0x2A]) }
            send(
                payload, NativeEnd.PayloadTypes.video, part == count - 1,
                UInt32(truncatingIfNeeded: frames * 3600), &videoOut)
            changes.sentVideo += 1
        }
    }

    private func send(
        _ payload: [UInt8], _ type: UInt8, _ marker: Bool, _ timestamp: UInt32, _ stream: inout SentStream
    ) {
        let sequence = stream.next(type: type, marker: marker, timestamp: timestamp, payload: payload)
        seal(payload, type, marker, timestamp, sequence, stream.ssrc)
    }

    private func seal(
        _ payload: [UInt8], _ type: UInt8, _ marker: Bool, _ timestamp: UInt32, _ sequence: UInt16,
        _ ssrc: UInt32
    ) {
        let plain = RTPHeader.fixedBytes + payload.count
        var packet = [UInt8](repeating: 0, count: plain + ProtectionLimit.trailerBytes)
        var span = packet.mutableSpan
        RTPHeader.write(
            into: &span, hasExtension: false, marker: marker, payloadType: type, sequence: sequence,
            timestamp: timestamp, ssrc: ssrc)
        _ = span.copy(payload, to: RTPHeader.fixedBytes)
        guard let length = try? transport.protectRTP(&span, length: plain) else { return }
        sendEverywhere(&packet, length)
    }

    /// The identical bytes on every socket.
    private func sendEverywhere(_ packet: inout [UInt8], _ length: Int) {
        packet.withUnsafeMutableBufferPointer { bytes in
            let part = UnsafeMutableBufferPointer(rebasing: bytes[..<length])
            for (socket, relay) in zip(sockets, relays) { socket.send(part, to: relay) }
        }
    }

    private func sendControl(_ write: (inout MutableSpan<UInt8>) -> Int?) {
        var packet = [UInt8](repeating: 0, count: 1200)
        var span = packet.mutableSpan
        guard let plain = write(&span), let length = try? transport.protectRTCP(&span, length: plain) else {
            return
        }
        sendEverywhere(&packet, length)
    }

    // MARK: Receiving

    private mutating func take(count: Int, at: UInt64) {
        // A copy, so that no borrow of the buffer is alive while state changes.
        var packet = Array(buffer[..<count])
        let kind = DatagramKind(of: packet.span)
        do throws(ProtectionFailure) {
            var span = packet.mutableSpan
            switch kind {
            case .rtp:
                let length = try transport.unprotectRTP(&span, length: count)
                takeMedia(Array(packet[..<length]), at: at)
            case .rtcp:
                let length = try transport.unprotectRTCP(&span, length: count)
                takeControl(Array(packet[..<length]))
            default: changes.unreadable += 1
            }
        } catch {
            if error != .replayed { changes.unreadable += 1 }
        }
    }

    private mutating func takeMedia(_ packet: [UInt8], at: UInt64) {
        guard let header = RTPHeader(packet.span) else { return changes.unreadable += 1 }
        let start = header.payloadRange.lowerBound
        let original = header.payloadRange.count >= 2 ? packet.span.u16(start) : 0
        switch header.ssrc {
        case audioIn.ssrc:
            let index = audioIn.arrived(header.sequence, at: at)
            changes.audio.append(.init(index: index, at: at))
        case videoIn.ssrc:
            let index = videoIn.arrived(header.sequence, at: at)
            changes.video.append(.init(index: index, at: at))
        case audioIn.repairSSRC:
            let index = audioIn.repaired(original)
            changes.audio.append(.init(index: index, at: at, isRepair: true))
        case videoIn.repairSSRC:
            let index = videoIn.repaired(original)
            changes.video.append(.init(index: index, at: at, isRepair: true))
        default: changes.unreadable += 1
        }
    }

    private mutating func ask(_ now: UInt64) {
        for (lost, ssrc) in [(audioIn.due(now), audioIn.ssrc), (videoIn.due(now), videoIn.ssrc)]
        where !lost.isEmpty {
            changes.questions += lost.count
            sendControl {
                GenericNACK.write(sender: plan.audioSSRC, media: ssrc, lost: lost, at: 0, into: &$0)
            }
        }
    }

    private mutating func takeControl(_ bytes: [UInt8]) {
        let packet = bytes.span
        var walker = RTCPWalker()
        var wanted: [(UInt32, UInt16)] = []
        while let part = walker.next(in: packet) {
            guard let head = FeedbackHead(packet, part), head.format == .nack else { continue }
            var place = 0
            while let (first, following) = GenericNACK.entry(packet, head, index: place) {
                place += 1
                wanted.append((head.media, first))
                for bit in 0..<UInt16(16) where following & 1 << bit != 0 {
                    wanted.append((head.media, first &+ bit &+ 1))
                }
            }
        }
        for (ssrc, sequence) in wanted { repeatPacket(ssrc, sequence) }
    }

    /// RFC 4588 §4: a stream of its own, the original number in front of the payload.
    private mutating func repeatPacket(_ ssrc: UInt32, _ sequence: UInt16) {
        let isAudio = ssrc == audioOut.ssrc
        guard isAudio || ssrc == videoOut.ssrc,
            let old = isAudio ? audioOut[sequence] : videoOut[sequence]
        else { return }
        changes.repeats += 1
        let number = isAudio ? audioOut.nextRepair() : videoOut.nextRepair()
        seal(
            [UInt8(sequence >> 8), UInt8(sequence & 0xFF)] + old.payload,
            isAudio ? NativeEnd.PayloadTypes.audioRepair : NativeEnd.PayloadTypes.videoRepair, old.marker,
            old.timestamp, number, isAudio ? audioOut.repairSSRC : videoOut.repairSSRC)
    }
}
