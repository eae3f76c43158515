/// What a closed recording segment amounts to; its root goes into the case's journal.
package struct SegmentSeal: Codable, Hashable, Sendable {
    package struct Stream: Codable, Hashable, Sendable {
        /// The participant's name, as given at join.
        package var participant: String
        package var source: MediaSourceName
        package var packets: UInt64

        package init(participant: String, source: MediaSourceName, packets: UInt64) {
            self.participant = participant
            self.source = source
            self.packets = packets
        }
    }

    package var recording: String
    /// From 1.
    package var segment: UInt32
    /// The segment's last chain hash, 64 hexadecimal digits.
    package var rootHash: String
    package var streams: [Stream]
    package var bytes: UInt64
    /// Packets the relay itself failed to record: must be zero.
    package var lostPackets: UInt64

    package init(
        recording: String, segment: UInt32, rootHash: String, streams: [Stream], bytes: UInt64,
        lostPackets: UInt64
    ) {
        self.recording = recording
        self.segment = segment
        self.rootHash = rootHash
        self.streams = streams
        self.bytes = bytes
        self.lostPackets = lostPackets
    }
}
