/// Why a command did not even reach a decision. A decision's own no is a `Refusal`.
package enum CommandFault: Error, Sendable, Equatable {
    /// Unknown, or of institutions to which the caller does not belong: never told apart.
    case notFound
    /// The caller decided on an older version.
    case staleVersion(current: Int)
    /// The key was used with another request.
    case idempotencyBodyMismatch
    /// The file is larger than the limit, in bytes.
    case fileTooLarge(limit: Int)
    /// The file does not have the promised SHA-256.
    case fileHashMismatch
    /// There is no key to seal files with, so none is taken (GX-30b).
    case storageUnencrypted
    /// There is no such seat or connection of this caller in a room.
    case notInRoom
    /// The recorder cannot start, so nobody may enter (JL-35c).
    case recordingUnavailable
    /// The room has its largest number of participants.
    case roomFull(limit: Int)
    /// This person has as many device keys for the room as one may have.
    case tooManyDeviceKeys(limit: Int)
    /// The SDP answer cannot be used; `reason` is the reader's word, without any of the text.
    case answerUnusable(reason: String)
    /// The SDP offer of a device cannot be used; `reason` is the reader's code, without any of the text.
    case offerUnusable(reason: String)
    /// A device may show the room only while its person is there.
    case participantAbsent
    /// The relay has no capacity, or is stopping; the same call may go through later.
    case relayUnavailable
}
