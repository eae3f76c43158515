import Evidence
import MediaEngine

/// One room's recording on the recorder's thread: takes packets from the ring into the evidence writer, and when the
/// writer fails (full disk), goes on taking, counts every packet as a gap, and tries the next segment again and again.
final class RoomRecorder {
    /// Time between two tries to go on recording after a failure.
    static let retryInterval: UInt64 = 2_000_000_000

    /// How often the wall clock is put on record beside the monotonic one, so that a step of it can be seen later.
    private static let clockInterval: UInt64 = 10_000_000_000

    /// DESIGN §5: nothing waits longer than this for the disk.
    private static let syncPromise: UInt64 = 500_000_000

    let recording: String
    let ring: RecordingRing
    private let configuration: RecordingConfiguration
    private let keys: EvidenceKeys
    private var writer: RecordingWriter?
    private var participants: [UInt64: ParticipantDeclaration] = [:]
    private var streams: [StreamDeclaration] = []
    private var pictures = PictureMeter()
    private var retryAt: UInt64 = 0
    private var clockDueAt: UInt64

    /// Ring drops already written into the recording, and packets that came while there was no writer.
    private var reportedDrops: UInt64 = 0
    private var lostPackets: UInt64 = 0
    private var lostSince: UInt64 = 0
    private var lastDrainAt: UInt64

    /// Fails when the first segment cannot be started: then the room may not open (JL 35c).
    init(
        configuration: RecordingConfiguration, recording: String, keys: EvidenceKeys, ring: RecordingRing,
        from segment: UInt32, now: UInt64
    ) throws(EvidenceError) {
        self.configuration = configuration
        self.recording = recording
        self.keys = keys
        self.ring = ring
        lastDrainAt = now
        clockDueAt = now
        writer = try RecordingWriter(
            configuration: configuration, recording: recording, keys: keys, from: segment,
            wallMilliseconds: RecorderClock.wallMilliseconds, monotonicNanoseconds: now)
        try writer?.flush(now: now)
    }

    var unsyncedBytes: UInt64 { writer?.unsyncedBytes ?? 0 }

    /// The segment that is being written; nil after a failure.
    var segment: UInt32? { writer?.segment }

    enum Change: Equatable { case none, failed(EvidenceError), resumed(segment: UInt32) }

    /// What is being sent now, measured; also while nothing can be written.
    func pictures(at now: UInt64) -> [MeasuredPicture] { pictures.pictures(at: now) }

    // MARK: Facts beside the media

    func declare(participant: ParticipantDeclaration, at now: UInt64) -> Change {
        guard participants[participant.participant] != participant else { return .none }
        participants[participant.participant] = participant
        return write(at: now) { writer throws(EvidenceError) in
            try writer.declare(participant: participant, at: now)
        }
    }

    func declare(stream: StreamDeclaration, at now: UInt64) -> Change {
        guard !streams.contains(stream) else { return .none }
        streams.removeAll { $0.participant == stream.participant && $0.ssrc == stream.ssrc }
        guard streams.count < RecordingLimit.streams else { return .none }
        streams.append(stream)
        pictures.declare(stream)
        return write(at: now) { writer throws(EvidenceError) in try writer.declare(stream: stream, at: now) }
    }

    func note(_ event: RecordedEvent, at now: UInt64) -> Change {
        write(at: now) { writer throws(EvidenceError) in try writer.append(event: event) }
    }

    // MARK: Packets

    /// One turn of the recorder's thread: at least every 50 ms.
    func turn(at now: UInt64) -> Change {
        var failure: EvidenceError?
        if writer == nil, now >= retryAt, let segment = reopen(at: now) {
            _ = drain(at: now)
            return .resumed(segment: segment)
        }
        failure = drain(at: now)
        if failure == nil, let writer {
            do throws(EvidenceError) {
                try noteRingGap(writer, at: now)
                try noteClock(writer, at: now)
                try writer.tick(now: now)
            } catch {
                failure = error
            }
        }
        lastDrainAt = now
        guard let failure else { return .none }
        return abandon(failure, at: now)
    }

    /// Takes the last packets and seals. nil when there is no writer to seal.
    func seal(at now: UInt64) throws(EvidenceError) -> RecordingSummary? {
        if case .failed(let error) = turn(at: now) { throw error }
        guard let writer else { return nil }
        self.writer = nil
        return try writer.seal(now: now)
    }

    private func noteClock(_ writer: RecordingWriter, at now: UInt64) throws(EvidenceError) {
        guard now >= clockDueAt else { return }
        clockDueAt = now &+ Self.clockInterval
        try writer.append(
            event: .clock(
                wallMilliseconds: RecorderClock.wallMilliseconds,
                state: RecorderClock.isSynchronised ? .synchronised : .unsynchronised, at: now))
    }

    private func drain(at now: UInt64) -> EvidenceError? {
        var failure: EvidenceError?
        _ = ring.drain { entry in
            if entry.kind == .rtp {
                pictures.take(
                    entry.packet.span, from: entry.participant.value, at: entry.arrival.nanoseconds)
            }
            guard failure == nil, let writer else {
                countLost(at: entry.arrival.nanoseconds)
                return
            }
            do throws(EvidenceError) {
                let span = entry.packet.span
                switch entry.kind {
                case .rtp:
                    try writer.append(
                        rtp: span, from: entry.participant.value, link: entry.link.value,
                        arrival: entry.arrival.nanoseconds)
                case .rtcp:
                    try writer.append(
                        rtcp: span, from: entry.participant.value, link: entry.link.value,
                        arrival: entry.arrival.nanoseconds)
                }
            } catch {
                failure = error
                countLost(at: entry.arrival.nanoseconds)
            }
        }
        return failure
    }

    private func countLost(at arrival: UInt64) {
        if lostPackets == 0 { lostSince = arrival }
        lostPackets += 1
    }

    private func noteRingGap(_ writer: RecordingWriter, at now: UInt64) throws(EvidenceError) {
        let drops = ring.droppedPackets
        guard drops > reportedDrops else { return }
        try writer.append(
            event: .gap(
                RecordedGap(
                    packets: drops - reportedDrops, from: lastDrainAt, to: max(ring.lastDrop, lastDrainAt),
                    reason: .ringFull)))
        reportedDrops = drops
    }

    // MARK: Failure and return

    private func write(
        at now: UInt64, _ body: (RecordingWriter) throws(EvidenceError) -> Void
    ) -> Change {
        guard let writer else { return .none }
        do throws(EvidenceError) {
            try body(writer)
            return .none
        } catch .tooManyStreams {
            return .none
        } catch {
            return abandon(error, at: now)
        }
    }

    private func abandon(_ error: EvidenceError, at now: UInt64) -> Change {
        guard let failed = writer else { return .none }
        // The open chunk is gone with the writer. It was opened at most one sync interval before.
        let unwritten = failed.unwrittenPackets
        let chunkOpened = lastDrainAt &- min(lastDrainAt, Self.syncPromise)
        if unwritten > 0 || lostPackets == 0 {
            lostSince = min(chunkOpened, lostPackets == 0 ? .max : lostSince)
        }
        lostPackets += unwritten
        writer = nil
        retryAt = now &+ Self.retryInterval
        return .failed(error)
    }

    private func reopen(at now: UInt64) -> UInt32? {
        retryAt = now &+ Self.retryInterval
        do throws(EvidenceError) {
            let next = try RecordingWriter(
                configuration: configuration, recording: recording, keys: keys,
                wallMilliseconds: RecorderClock.wallMilliseconds, monotonicNanoseconds: now)
            for participant in participants.values { try next.declare(participant: participant, at: now) }
            for stream in streams { try next.declare(stream: stream, at: now) }
            if lostPackets > 0 {
                try next.append(
                    event: .gap(
                        RecordedGap(packets: lostPackets, from: lostSince, to: now, reason: .diskFull)))
            }
            lostPackets = 0
            writer = next
            return next.segment
        } catch {
            return nil
        }
    }
}
