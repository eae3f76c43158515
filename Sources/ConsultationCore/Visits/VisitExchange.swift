/// Something said or shown in the visit (GX 28: text, voice, image, video).
package struct VisitExchange: Codable, Sendable, Equatable {
    package enum Medium: String, Codable, Sendable, CaseIterable {
        case text, voice, image, video

        /// Heard or seen at once; it comes from the room.
        package var isLive: Bool { self == .voice || self == .video }
    }

    package var medium: Medium
    package var text: Redacted<String>
    package var at: WallTime
    /// Nil in visits from before both sides wrote: the physician.
    package var side: VisitSide?
    /// A picture that was sent.
    package var file: SealedFile?
    /// The room carried it, with its recorder: nobody said so afterwards.
    package var fromRoom: Bool?

    package var author: VisitSide { side ?? .physician }
    package var isWitnessed: Bool { fromRoom == true }
}

package enum VisitSide: String, Codable, Sendable, CaseIterable {
    case physician, patient
    /// The physician who receives the patient, in a consultation of an internet hospital.
    case reception
}

/// The visit's room: who is in it, and the parts of its recording.
package struct VisitRoomState: Codable, Sendable, Equatable {
    package struct Segment: Codable, Sendable, Equatable {
        package var index: Int
        package var openedAt: WallTime
        package var sealedAt: WallTime?
        package var root: Digest?
    }

    package var recording: RecordingID
    package var segments: [Segment]
    package var present: [VisitSide]
}
