/// What a verifier has seen so far; one value a run.
struct VerificationRun {
    private(set) var segments: [SegmentVerification] = []
    private(set) var findings: [VerificationFinding] = []
    private(set) var firstSigningKey: [UInt8]?
    private let recording: String
    private var accounts = StreamAccounts()
    private var rtcpPackets: UInt64 = 0
    private var gaps: [RecordedGap] = []
    private var gapCount: UInt64 = 0
    private var droppedPackets: UInt64 = 0
    private var participants: [ParticipantDeclaration] = []
    private var streams: [StreamDeclaration] = []
    private var recoveries: [RecoveryStatement] = []
    private var pauses = ParticipantPauses()
    private var pathChanges: [RecordedPathChange] = []

    // Of the segment being read.
    private var current = SegmentVerification.empty(1, file: "")
    private var packetsBefore: UInt64 = 0
    private var gapsBefore: UInt64 = 0
    private var droppedBefore: UInt64 = 0
    private var statement: RecoveryStatement?
    private var isStatementFirst = true
    // Of the one before it.
    private var previousHash = [UInt8](repeating: 0, count: 32)
    private var isPreviousClean = true

    init(recording: String) { self.recording = recording }

    mutating func find(_ segment: UInt32, _ offset: UInt64, _ reason: MalformedReason) {
        findings.append(VerificationFinding(segment: segment, offset: offset, reason: reason))
    }

    mutating func begin(_ segment: UInt32, file: String) {
        current = .empty(segment, file: file)
        packetsBefore = accounts.packets
        gapsBefore = gapCount
        droppedBefore = droppedPackets
        statement = nil
        isStatementFirst = true
        pauses.beginSegment()
    }

    mutating func take(_ step: RecordingReader.Step) {
        current.frames &+= 1
        current.endedAt = step.frame.header.wallMilliseconds
        if step.frame.header.kind == .data { current.chunks &+= 1 }
        for record in step.records ?? [] { take(record) }
        guard let checkpoint = step.frame.checkpoint else { return }
        current.checkpoints &+= 1
        current.packets = checkpoint.packets
        let agrees =
            checkpoint.chunks == current.chunks
            && (!isDecrypting
                || checkpoint.packets == accounts.packets &- packetsBefore
                    && checkpoint.gaps == gapCount &- gapsBefore
                    && checkpoint.droppedPackets == droppedPackets &- droppedBefore)
        if !agrees { find(current.segment, step.frame.offset, .checkpoint) }
    }

    /// True once a record of this segment was seen: every segment's first chunk comes before its first checkpoint.
    private var isDecrypting: Bool { !isStatementFirst }

    private mutating func take(_ record: Record) {
        defer { isStatementFirst = false }
        switch record {
        case .participant(let declaration):
            participants.removeAll { $0.participant == declaration.participant }
            participants.append(declaration)
        case .stream(let declaration):
            streams.removeAll { $0.participant == declaration.participant && $0.ssrc == declaration.ssrc }
            streams.append(declaration)
        case .rtp(let packet):
            let bytes = packet.bytes
            pauses.heard(packet.participant, at: packet.arrival, in: current.segment)
            guard bytes.count >= 12 else { return }
            let head = Array(bytes.prefix(12))
            accounts.count(head, of: packet.participant, bytes: bytes.count)
        case .rtcp: rtcpPackets &+= 1
        case .event(.gap(let gap)):
            if gaps.count < RecordingLimit.listedGaps { gaps.append(gap) }
            gapCount &+= 1
            droppedPackets &+= gap.packets
        case .event(.left(let participant, _)): pauses.left(participant)
        case .event(.pathChanged(let participant, let from, let to, let at)):
            guard pathChanges.count < RecordingLimit.listedGaps else { return }
            pathChanges.append(RecordedPathChange(participant: participant, from: from, to: to, at: at))
        case .event: break
        case .recovery(let found):
            recoveries.append(found)
            if isStatementFirst { statement = found }
        case .streamTotals: break
        }
    }

    mutating func finish(_ outcome: RecordingReader.Outcome) {
        let header = outcome.header
        current.isResumed = header.isResumed
        current.producer = header.producer
        current.startedAt = header.wallMilliseconds
        if current.frames == 0 { current.endedAt = header.wallMilliseconds }
        current.validBytes = outcome.validBytes
        current.fileBytes = outcome.fileBytes
        current.previousHash = Hexadecimal.string(header.previousHash)
        current.rootHash = Hexadecimal.string(outcome.lastHash)
        current.signingKey = Hexadecimal.string(header.signingKey)
        if isDecrypting { current.packets = accounts.packets &- packetsBefore }
        switch outcome.end {
        case .sealed: current.state = .sealed
        case .unsealed: current.state = .unsealed
        case .torn: current.state = .torn
        case .broken(let offset, _):
            current.state = .broken
            current.firstBrokenOffset = offset
        }
        checkLink(header)
        if firstSigningKey == nil { firstSigningKey = header.signingKey }
        if case .broken(let offset, let reason) = outcome.end { find(current.segment, offset, reason) }
        previousHash = outcome.lastHash
        isPreviousClean = outcome.end == .sealed
        segments.append(current)
    }

    /// The link to the segment before. A segment that follows an unclean end must say so, and say it truly.
    private mutating func checkLink(_ header: SegmentHeader) {
        if header.previousHash != previousHash { find(current.segment, 36, .previousHash) }
        if header.isResumed == isPreviousClean { find(current.segment, 10, .badHeader) }
        if isDecrypting,
            header.isResumed != (statement != nil) || statement.map({ $0.lastHash != previousHash }) == true
        {
            find(current.segment, current.validBytes, .badRecord)
        }
    }

    mutating func unreadable(_ reason: MalformedReason, at offset: UInt64, bytes: UInt64) {
        current.state = .unreadable
        current.fileBytes = bytes
        current.firstBrokenOffset = offset
        find(current.segment, offset, reason)
        isPreviousClean = false
        segments.append(current)
    }

    func result(isDecrypted: Bool, isSigningKeyTrusted: Bool?) -> RecordingVerification {
        let isSealed = segments.last?.state == .sealed
        return RecordingVerification(
            recording: recording, verdict: findings.isEmpty ? (isSealed ? .sealed : .unsealed) : .broken,
            isDecrypted: isDecrypted, isSigningKeyTrusted: isSigningKeyTrusted, segments: segments,
            packets: segments.reduce(0) { $0 &+ $1.packets }, rtcpPackets: rtcpPackets,
            bytes: segments.reduce(0) { $0 &+ $1.fileBytes }, participants: participants,
            declaredStreams: streams,
            streams: accounts.summaries, gaps: gaps, gapCount: gapCount, droppedPackets: droppedPackets,
            longestPauses: pauses.longest.values.sorted { $0.participant < $1.participant },
            pathChanges: pathChanges, recoveries: recoveries, findings: findings)
    }
}

extension SegmentVerification {
    static func empty(_ segment: UInt32, file: String) -> SegmentVerification {
        SegmentVerification(
            segment: segment, file: file, state: .unreadable, isResumed: false, producer: "", startedAt: 0,
            endedAt: 0,
            frames: 0, chunks: 0, checkpoints: 0, packets: 0, validBytes: 0, fileBytes: 0,
            firstBrokenOffset: nil,
            previousHash: "", rootHash: "", signingKey: "")
    }
}
