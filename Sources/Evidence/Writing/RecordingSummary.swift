/// What a writer, or a verifier with the key, knows about one stream.
package struct StreamSummary: Hashable, Codable, Sendable {
    package var participant: UInt64
    package var ssrc: UInt32
    package var packets: UInt64
    package var bytes: UInt64
    /// First and highest RTP sequence number, extended to 64 bits without a gap at wrap-around.
    package var firstSequence: UInt64
    package var highestSequence: UInt64
    /// Sequence numbers between first and highest that never arrived: lost before the relay, not by it.
    package var lostOnWire: UInt64

    package init(participant: UInt64, ssrc: UInt32) {
        self.participant = participant
        self.ssrc = ssrc
        packets = 0
        bytes = 0
        firstSequence = 0
        highestSequence = 0
        lostOnWire = 0
    }
}

/// The answer of `seal`. `rootHash` goes into the consultation's journal.
package struct RecordingSummary: Hashable, Codable, Sendable {
    package var recordingID: String
    package var segment: UInt32
    /// Lower-case hexadecimal SHA-256: the chain's last link, that of the seal.
    package var rootHash: String
    package var chunkCount: UInt64
    package var packetCount: UInt64
    package var gapCount: UInt64
    /// Packets the relay took and did not record; must be zero.
    package var droppedPackets: UInt64
    package var streams: [StreamSummary]
    package var declaredStreams: [StreamDeclaration]
    package var participants: [ParticipantDeclaration]
    /// UTC milliseconds.
    package var startedAt: Int64
    package var endedAt: Int64
    package var bytes: UInt64
}
