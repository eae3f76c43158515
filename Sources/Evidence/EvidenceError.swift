/// Why evidence could not be written, read, verified or exported. Carries facts, never media and never patient data.
package enum EvidenceError: Error, Equatable, Sendable {
    /// The file system holds less than the configured reserve: the room may not open (JL-35c).
    case spaceBelowReserve(availableBytes: UInt64, reserveBytes: UInt64)
    /// The disk or a quota is full; bytes written so far stay valid and recoverable.
    case diskFull
    case fileSystem(operation: String, errno: Int32)
    /// Another writer holds this recording.
    case inUse(recording: String)
    case invalidRecordingName
    case notFound(String)
    case keyUnreadable(file: String)
    /// A key file that others than its owner may read is refused.
    case keyExposed(file: String)
    /// The key at hand is not the one the recording was sealed with.
    case keyMismatch
    /// The bytes do not follow Protocols/recording-format.md.
    case malformed(file: String, offset: UInt64, reason: MalformedReason)
    case recordTooLarge(bytes: Int)
    case tooManyStreams(limit: Int)
    /// The writer was sealed, or stopped by an earlier error; nothing more is taken.
    case closed
    /// Segment numbers are used up.
    case tooManySegments
    /// The recording does not verify, and the caller did not ask for what is left of it.
    case notVerified
    case toolMissing(String)
    case toolFailed(String, status: Int32, message: String)
    case nothingToExport
    case cipherFailure
}

/// What is wrong with bytes of a segment.
package enum MalformedReason: String, Error, Codable, Equatable, Sendable {
    case badMagic, unsupportedVersion, badHeader, headerSignature, truncatedHeader
    case badFrameHeader, frameHeaderCheck, frameOrder, chainHash, checkpoint, checkpointSignature
    case authentication, badRecord, afterSeal, wrongSegmentNumber, wrongRecording, previousHash,
        missingSegment
    case signingKeyChanged, untrustedSigningKey, rootMismatch
}
