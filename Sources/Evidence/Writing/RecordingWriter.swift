import Crypto

/// Writes one segment of a recording: records gather in a chunk; the chunk is sealed, chained, appended and synced.
///
/// Synchronous and owned by one thread. Every method may throw; after a throw of `append`, `tick` or `seal` the writer
/// is closed, what is on disk stays valid up to the last whole frame, and a new writer of the same recording goes on
/// with the next segment.
package final class RecordingWriter {
    package let recording: String
    package let segment: UInt32
    /// Set when the disk fell below the reserve while recording; the recording goes on.
    package private(set) var isSpaceLow = false
    /// What an unclean earlier end left, when this segment follows one.
    package let recovered: RecoveryStatement?

    private let configuration: RecordingConfiguration
    private let directory: RecordingDirectory
    private let signing: Curve25519.Signing.PrivateKey
    private let sealer: ChunkSealer
    private let headerHash: [UInt8]
    private let lock: RecordingLock
    private var file: SegmentFile
    private var isOpen = true

    private var chunk = FrameBuffer()
    private var chunkRecords: UInt16 = 0
    private var packetsWritten: UInt64 = 0
    private var packetsTaken: UInt64 = 0
    private var chainHash: [UInt8]
    private var frames: UInt64 = 0
    private var chunks: UInt64 = 0
    private var chunkOpenedAt: UInt64 = 0
    private var isUnsynced = false
    private var syncedBytes: UInt64 = 0
    private var lastSync: UInt64
    private var lastCheckpoint: UInt64

    private var clock: (wallMilliseconds: Int64, monotonicNanoseconds: UInt64)
    private let startedAt: Int64
    private var accounts = StreamAccounts()
    private var gaps: UInt64 = 0
    private var droppedPackets: UInt64 = 0
    private var declaredStreams: [StreamDeclaration] = []
    private var participants: [ParticipantDeclaration] = []

    /// Starts the next segment of `recording`, numbered `from` at least: a room that comes from another relay goes on
    /// behind the segments recorded there. Refuses when space is below the reserve or another writer holds it.
    package init(
        configuration: RecordingConfiguration, recording: String, keys: EvidenceKeys, from: UInt32 = 1,
        wallMilliseconds: Int64, monotonicNanoseconds: UInt64
    ) throws(EvidenceError) {
        let directory = try RecordingDirectory(directory: configuration.directory, recording: recording)
        try FileSystem.makeDirectory(directory.path, mode: 0o700)
        let available = try FileSystem.availableBytes(directory.path)
        guard available >= configuration.reserveBytes else {
            throw .spaceBelowReserve(availableBytes: available, reserveBytes: configuration.reserveBytes)
        }
        lock = try RecordingLock(directory)
        let past = try RecordingRecovery.continuation(of: directory, keys: keys)
        guard from <= RecordingLimit.segments else { throw .tooManySegments }
        let number = max(past.nextSegment, from)
        var salt: [UInt8] = []
        for _ in 0..<4 { salt.appendInteger(UInt64.random(in: .min ... .max)) }
        let header = SegmentHeader(
            segment: number, isResumed: past.statement != nil,
            followsElsewhere: number > past.nextSegment, wallMilliseconds: wallMilliseconds,
            monotonicNanoseconds: monotonicNanoseconds, previousHash: past.previousHash, segmentSalt: salt,
            signingKey: keys.publicKey.rawRepresentation,
            wrappedKey: try keys.recording.wrap(past.recordingKey, recording: recording),
            recording: recording,
            producer: configuration.producer)
        let headerBytes = try header.encoded(signedBy: keys.signing)
        file = try SegmentFile(directory, segment: number, header: headerBytes)
        headerHash = Array(SHA256.hash(data: headerBytes))
        chainHash = headerHash
        sealer = try ChunkSealer(ChunkCipher(recordingKey: past.recordingKey, header: header).key)
        self.recording = recording
        segment = number
        recovered = past.statement
        self.configuration = configuration
        self.directory = directory
        signing = keys.signing
        lastSync = monotonicNanoseconds
        lastCheckpoint = monotonicNanoseconds
        clock = (wallMilliseconds, monotonicNanoseconds)
        startedAt = wallMilliseconds
        if let statement = past.statement { try append(.recovery(statement), at: monotonicNanoseconds) }
        try append(
            event: .clock(wallMilliseconds: wallMilliseconds, state: .unknown, at: monotonicNanoseconds))
    }

    /// Packets taken so far.
    package var packetCount: UInt64 { accounts.packets }
    /// In the open chunk, or in the file and not yet known to be on the disk.
    package var unsyncedBytes: UInt64 { UInt64(chunk.count) &+ file.bytes &- syncedBytes }
    package var byteCount: UInt64 { file.bytes }
    /// Packets, RTCP included, taken and not yet in a whole frame: after a failure they are lost with the open chunk
    /// and belong into the next segment's gap.
    package var unwrittenPackets: UInt64 { packetsTaken &- packetsWritten }

    package func declare(participant: ParticipantDeclaration, at now: UInt64) throws(EvidenceError) {
        guard participants.count < RecordingLimit.streams else {
            throw .tooManyStreams(limit: RecordingLimit.streams)
        }
        try append(.participant(participant), at: now)
        participants.removeAll { $0.participant == participant.participant }
        participants.append(participant)
    }

    package func declare(stream: StreamDeclaration, at now: UInt64) throws(EvidenceError) {
        guard declaredStreams.count < RecordingLimit.streams else {
            throw .tooManyStreams(limit: RecordingLimit.streams)
        }
        try append(.stream(stream), at: now)
        declaredStreams.removeAll { $0.participant == stream.participant && $0.ssrc == stream.ssrc }
        declaredStreams.append(stream)
    }

    /// Takes an RTP packet as received and decrypted. `arrival` is monotonic nanoseconds.
    package func append(
        rtp packet: Span<UInt8>, from participant: UInt64, link: UInt8, arrival: UInt64
    ) throws(EvidenceError) {
        try append(.rtp, packet, participant, link, arrival)
        guard packet.count >= 12 else { return }
        let sequence = UInt16(packet[2]) << 8 | UInt16(packet[3])
        let ssrc =
            UInt32(packet[8]) << 24 | UInt32(packet[9]) << 16 | UInt32(packet[10]) << 8 | UInt32(packet[11])
        accounts.count(participant: participant, ssrc: ssrc, sequence: sequence, bytes: packet.count)
    }

    /// Takes a compound RTCP packet as received and decrypted.
    package func append(
        rtcp packet: Span<UInt8>, from participant: UInt64, link: UInt8, arrival: UInt64
    ) throws(EvidenceError) {
        try append(.rtcp, packet, participant, link, arrival)
    }

    package func append(event: RecordedEvent) throws(EvidenceError) {
        switch event {
        case .joined(_, let at), .left(_, let at), .pathChanged(_, _, _, let at):
            try append(.event(event), at: at)
        case .gap(let gap):
            try append(.event(event), at: gap.to)
            gaps &+= 1
            droppedPackets &+= gap.packets
        case .clock(let wall, _, let at):
            try append(.event(event), at: at)
            clock = (wall, at)
        }
    }

    /// Seals and syncs what is due. To be called at least every 50 ms while the recording is open.
    package func tick(now: UInt64) throws(EvidenceError) {
        try guarded { () throws(EvidenceError) in
            if now &- lastCheckpoint >= Self.nanoseconds(configuration.checkpointInterval),
                now > lastCheckpoint
            {
                try closeChunk(at: now)
                try checkpoint(.checkpoint, at: now)
                let available = try FileSystem.availableBytes(directory.path)
                isSpaceLow = available < configuration.reserveBytes
            }
            let interval = Self.nanoseconds(configuration.syncInterval)
            let isChunkDue = !chunk.isEmpty && now > chunkOpenedAt && now - chunkOpenedAt >= interval
            let isSyncDue = isUnsynced && now > lastSync && now - lastSync >= interval
            if isChunkDue || isSyncDue { try sync(at: now) }
        }
    }

    /// Puts everything taken so far on disk.
    package func flush(now: UInt64) throws(EvidenceError) {
        try guarded { () throws(EvidenceError) in try sync(at: now) }
    }

    /// Ends the segment with the totals of every stream and a signed seal. The writer takes nothing afterwards.
    package func seal(now: UInt64) throws(EvidenceError) -> RecordingSummary {
        let summaries = accounts.summaries
        for summary in summaries { try append(.streamTotals(summary), at: now) }
        try guarded { () throws(EvidenceError) in
            try closeChunk(at: now)
            try checkpoint(.seal, at: now)
            try file.sync()
        }
        isOpen = false
        return RecordingSummary(
            recordingID: recording, segment: segment, rootHash: Hexadecimal.string(chainHash),
            chunkCount: chunks,
            packetCount: accounts.packets, gapCount: gaps, droppedPackets: droppedPackets, streams: summaries,
            declaredStreams: declaredStreams, participants: participants, startedAt: startedAt,
            endedAt: wall(at: now), bytes: file.bytes)
    }

    // MARK: Records into chunks

    private func append(_ record: Record, at now: UInt64) throws(EvidenceError) {
        let bytes = record.encoded
        try guarded { () throws(EvidenceError) in
            try makeRoom(for: bytes.count, at: now)
            chunk.append(bytes)
            chunkRecords &+= 1
        }
    }

    private func append(
        _ type: RecordType, _ packet: Span<UInt8>, _ participant: UInt64, _ link: UInt8, _ arrival: UInt64
    ) throws(EvidenceError) {
        let content = Record.packetHeadBytes + packet.count
        guard content <= RecordingLimit.recordBytes - Record.headBytes else {
            throw .recordTooLarge(bytes: packet.count)
        }
        guard isOpen else { throw .closed }
        if chunk.isEmpty || !chunk.fits(Record.headBytes + content) {
            try guarded { () throws(EvidenceError) in
                try makeRoom(for: Record.headBytes + content, at: arrival)
            }
        }
        chunk.append(type, packet, participant, link, arrival)
        chunkRecords &+= 1
        packetsTaken &+= 1
    }

    private func makeRoom(for bytes: Int, at now: UInt64) throws(EvidenceError) {
        guard bytes <= RecordingLimit.chunkBytes else { throw .recordTooLarge(bytes: bytes) }
        if !chunk.fits(bytes) { try closeChunk(at: now) }
        if chunk.isEmpty { chunkOpenedAt = now }
    }

    // MARK: Chunks into frames

    private func closeChunk(at now: UInt64) throws(EvidenceError) {
        guard !chunk.isEmpty else { return }
        let header = FrameHeader(
            kind: .data, records: chunkRecords, bodyBytes: UInt32(chunk.count + ChunkSealer.tagBytes),
            number: frames,
            monotonicNanoseconds: now, wallMilliseconds: wall(at: now)
        ).encoded(after: chainHash)
        let hash = try chunk.finish(
            header, after: chainHash, headerHash: headerHash, number: frames, sealer: sealer
        ) { frame throws(EvidenceError) in try file.append(frame) }
        linked(hash)
        chunks &+= 1
        packetsWritten = packetsTaken
        chunk.removeAll()
        chunkRecords = 0
    }

    private func checkpoint(_ kind: FrameKind, at now: UInt64) throws(EvidenceError) {
        let header = FrameHeader(
            kind: kind, records: 0, bodyBytes: UInt32(Checkpoint.bytes), number: frames,
            monotonicNanoseconds: now, wallMilliseconds: wall(at: now)
        ).encoded(after: chainHash)
        let body = try Checkpoint(
            packets: accounts.packets, gaps: gaps, droppedPackets: droppedPackets, chunks: chunks,
            previousHash: chainHash
        ).encoded(header: header, headerHash: headerHash, signedBy: signing)
        let hash = FrameHeader.chainHash(previous: chainHash, header: header, body: body)
        try (header + body + hash).span.withUnsafeBytes { frame throws(EvidenceError) in
            try file.append(frame)
        }
        linked(hash)
        lastCheckpoint = now
    }

    private func linked(_ hash: [UInt8]) {
        chainHash = hash
        frames &+= 1
        isUnsynced = true
    }

    private func sync(at now: UInt64) throws(EvidenceError) {
        try closeChunk(at: now)
        try file.sync()
        isUnsynced = false
        syncedBytes = file.bytes
        lastSync = now
    }

    /// Runs a step that may fail half-way; after a failure nothing may be appended behind the torn frame.
    private func guarded(_ step: () throws(EvidenceError) -> Void) throws(EvidenceError) {
        guard isOpen else { throw .closed }
        do throws(EvidenceError) { try step() } catch {
            isOpen = false
            throw error
        }
    }

    private func wall(at now: UInt64) -> Int64 {
        let passed = Int64(truncatingIfNeeded: now &- clock.monotonicNanoseconds) / 1_000_000
        return clock.wallMilliseconds &+ passed
    }

    private static func nanoseconds(_ duration: Duration) -> UInt64 {
        let (seconds, attoseconds) = duration.components
        return UInt64(clamping: seconds) &* 1_000_000_000 &+ UInt64(clamping: attoseconds / 1_000_000_000)
    }
}
