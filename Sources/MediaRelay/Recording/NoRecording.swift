import MediaEngine

/// The tap of a room that is not recorded.
final class NoRecording: RecordingTap, Sendable {
    func capture(
        _ packet: Span<UInt8>, kind: CapturedKind, from participant: ParticipantID, on link: LinkID,
        at arrival: MonotonicInstant
    ) -> Bool { true }
}
