import CLinkLab
import CLinuxNet
import Foundation
import LinkLab
import MediaEngine
import MediaRelay
import Synchronization
import Wire

/// A native end with given keys: sends Opus and, if asked, video on time, the identical SRTP packet on each of its
/// sockets; takes the first copy, asks again for what is missing on all of them, repeats what it is asked for.
///
/// Its thread runs before ordinary ones and arrivals carry the kernel's time, so that what is measured is the relay
/// and the lines, not this program.
final class NativeEnd: Sendable {
    struct Outcome: Sendable {
        /// First and last sequence number sent, extended, per stream.
        var sentAudio = 0
        var sentVideo = 0
        var audio = ArrivalTrace()
        var video = ArrivalTrace()
        var unreadable = 0
        var repeats = 0
        var questions = 0
        /// How late the end's own sending was at worst, in milliseconds.
        var worstSendingDelay = 0.0
    }

    struct Plan: Sendable {
        var audioSSRC: UInt32
        var sendsVideo: Bool
        var keys: (sending: MasterKey, receiving: MasterKey)
        static let suite = ProtectionProfile.aeadAES128GCM

        /// The video stream and the repair streams lie beside the audio stream.
        var videoSSRC: UInt32 { audioSSRC &+ 1 }
        var audioRepairSSRC: UInt32 { audioSSRC &+ 2 }
        var videoRepairSSRC: UInt32 { audioSSRC &+ 3 }

        init(sendsVideo: Bool, seed: UInt64) throws {
            var generator = SeededGenerator(seed: seed)
            func draw() throws -> MasterKey {
                let key = (0..<Self.suite.masterKeyBytes).map { _ in
                    UInt8.random(in: 0...255, using: &generator)
                }
                let salt = (0..<Self.suite.masterSaltBytes).map { _ in
                    UInt8.random(in: 0...255, using: &generator)
                }
                guard let master = MasterKey(key: key, salt: salt, for: Self.suite) else {
                    throw LabFault.failed("no key")
                }
                return master
            }
            audioSSRC = UInt32(truncatingIfNeeded: generator.next()) & 0x7FFF_FF00 | 0x10
            self.sendsVideo = sendsVideo
            keys = (try draw(), try draw())
        }

        /// What the relay is told of this end. `remotes`: link name → its socket there.
        func request(remotes: [String: String], duplicates: Bool) -> FixedLegRequest {
            var publishes = [
                FixedLegRequest.Published(
                    source: .microphone, codec: .opus, payloadType: PayloadTypes.audio, clockRate: 48_000,
                    repairPayloadType: PayloadTypes.audioRepair, ssrc: audioSSRC, repairSSRC: audioRepairSSRC)
            ]
            if sendsVideo {
                publishes.append(
                    FixedLegRequest.Published(
                        source: .camera, codec: .vp8, payloadType: PayloadTypes.video, clockRate: 90_000,
                        repairPayloadType: PayloadTypes.videoRepair, ssrc: videoSSRC,
                        repairSSRC: videoRepairSSRC))
            }
            return FixedLegRequest(
                suite: Self.suite, sendingKey: keys.receiving, receivingKey: keys.sending, remotes: remotes,
                duplicates: duplicates, learns: false, publishes: publishes,
                receives: [
                    .init(
                        kind: .audio, codec: .opus, payloadType: PayloadTypes.audio,
                        repairPayloadType: PayloadTypes.audioRepair),
                    .init(
                        kind: .video, codec: .vp8, payloadType: PayloadTypes.video,
                        repairPayloadType: PayloadTypes.videoRepair),
                ])
        }
    }

    enum PayloadTypes {
        static let audio: UInt8 = 111
        static let video: UInt8 = 96
        static let audioRepair: UInt8 = 112
        static let videoRepair: UInt8 = 97
    }

    private let stopping = Atomic(false)
    private let sending = Atomic(true)
    private let ended = DispatchSemaphore(value: 0)
    let outcome = Mutex(Outcome())

    /// Starts at once. `relays` are the relay's addresses, one for each socket.
    init(plan: Plan, slots: [FixedLeg.Slot], sockets: [LabSocket], relays: [LabSocket.Address]) {
        let thread = Thread { [self] in
            _ = lab_raise_thread()
            if var loop = NativeEndLoop(plan: plan, slots: slots, sockets: sockets, relays: relays) {
                while !stopping.load(ordering: .relaxed) {
                    loop.isSending = sending.load(ordering: .relaxed)
                    loop.step()
                    let now = loop.takeChanges()
                    outcome.withLock { $0.merge(now) }
                }
            }
            ended.signal()
        }
        thread.name = "native-end"
        thread.start()
    }

    /// Sends nothing new, still repairs; so that the last packets can be asked for.
    func hush() { sending.store(false, ordering: .relaxed) }

    /// Ends the thread and gives what it saw.
    func stop() -> Outcome {
        stopping.store(true, ordering: .relaxed)
        ended.wait()
        ended.signal()
        return outcome.withLock { $0 }
    }
}

extension NativeEnd.Outcome {
    /// Takes the new arrivals and the newer counts.
    mutating func merge(_ changes: NativeEndLoop.Changes) {
        for new in changes.audio { _ = audio.note(new.index, at: new.at, isRepair: new.isRepair) }
        for new in changes.video { _ = video.note(new.index, at: new.at, isRepair: new.isRepair) }
        sentAudio = changes.sentAudio
        sentVideo = changes.sentVideo
        unreadable = changes.unreadable
        repeats = changes.repeats
        questions = changes.questions
        worstSendingDelay = changes.worstSendingDelay
    }
}
