/// The bounds of the recording format (Protocols/recording-format.md §2).
package enum RecordingLimit {
    /// Plain bytes in one chunk. DESIGN §5: ≤ 64 KiB.
    package static let chunkBytes = 65_536
    /// One record with its four-byte head must fit a chunk; a UDP datagram (≤ 65,507 bytes) always does.
    package static let recordBytes = 65_535
    package static let headerBytes = 4_096
    package static let nameBytes = 128
    package static let labelBytes = 256
    /// Streams a writer accounts for one by one; packets of further SSRCs are recorded and counted together.
    package static let streams = 1_024
    package static let payloadFormats = 32
    package static let segments: UInt32 = 9_999
    /// Gaps and findings a verifier lists one by one; the rest is counted.
    package static let listedGaps = 10_000
}
