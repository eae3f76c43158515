/// How one segment stands.
package enum SegmentState: String, Codable, Sendable {
    case sealed
    /// Ends at a frame border without a seal: still being written, or its writer was killed.
    case unsealed
    /// Ends inside a frame: its writer was killed; valid up to there.
    case torn
    /// Something in it does not fit; valid up to `firstBrokenOffset`.
    case broken
    /// Not even its header can be read.
    case unreadable
}

package enum RecordingVerdict: String, Codable, Sendable {
    /// Everything fits and the last segment is sealed. Earlier segments may have been cut off by a restart; the segment
    /// after such an end says so.
    case sealed
    /// Everything that is there fits, but the end is missing or still to come.
    case unsealed
    case broken
}

package struct VerificationFinding: Hashable, Codable, Sendable {
    package var segment: UInt32
    package var offset: UInt64
    package var reason: MalformedReason
}

package struct SegmentVerification: Hashable, Codable, Sendable {
    package var segment: UInt32
    package var file: String
    package var state: SegmentState
    package var isResumed: Bool
    package var producer: String
    /// UTC milliseconds; `endedAt` is when the last valid frame was closed.
    package var startedAt: Int64
    package var endedAt: Int64
    package var frames: UInt64
    package var chunks: UInt64
    package var checkpoints: UInt64
    /// Counted by opening the chunks, or without the key as told by the last signed checkpoint.
    package var packets: UInt64
    package var validBytes: UInt64
    package var fileBytes: UInt64
    package var firstBrokenOffset: UInt64?
    /// Lower-case hexadecimal.
    package var previousHash: String
    /// The chain's last valid link; in a sealed segment the root that `seal` returned.
    package var rootHash: String
    package var signingKey: String
}

/// What a verifier found, for people and programs.
package struct RecordingVerification: Hashable, Codable, Sendable {
    package var recording: String
    package var verdict: RecordingVerdict
    /// The chunks were opened with the installation's key, so counts of streams and gaps are known.
    package var isDecrypted: Bool
    /// Nil when no trusted key was given: then the signatures only show that one key signed all.
    package var isSigningKeyTrusted: Bool?
    package var segments: [SegmentVerification]
    package var packets: UInt64
    package var rtcpPackets: UInt64
    package var bytes: UInt64
    package var participants: [ParticipantDeclaration]
    package var declaredStreams: [StreamDeclaration]
    package var streams: [StreamSummary]
    package var gaps: [RecordedGap]
    package var gapCount: UInt64
    package var droppedPackets: UInt64
    /// The longest time without any packet of each participant who was in the room.
    package var longestPauses: [ParticipantPause]
    package var pathChanges: [RecordedPathChange]
    package var recoveries: [RecoveryStatement]
    package var findings: [VerificationFinding]
}
