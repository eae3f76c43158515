/// A packet as received: decrypted, otherwise untouched.
package struct CapturedPacket: Equatable, Sendable {
    package var participant: UInt64
    package var link: UInt8
    /// Monotonic nanoseconds.
    package var arrival: UInt64
    package var bytes: ArraySlice<UInt8>
}

/// What a chunk holds, one after the other: type (1), zero (1), length (2), content.
package enum Record: Equatable, Sendable {
    case participant(ParticipantDeclaration)
    case stream(StreamDeclaration)
    case rtp(CapturedPacket)
    case rtcp(CapturedPacket)
    case event(RecordedEvent)
    case recovery(RecoveryStatement)
    case streamTotals(StreamSummary)
}

enum RecordType: UInt8 {
    case participant = 1, stream = 2, rtp = 3, rtcp = 4, joined = 5, left = 6, pathChanged = 7, gap = 8
    case clock = 9, recovery = 10, streamTotals = 11
}
