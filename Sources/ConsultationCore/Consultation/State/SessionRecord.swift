/// Attendance and course of the session (NHC-TM 二(二), 三(三)3).
package struct SessionRecord: Codable, Sendable, Equatable {
    package var startedAt: WallTime?
    package var endedAt: WallTime?
    package var endReason: EndReason?
    package var presences: [Presence]
    /// Since when a side has no counted physician connected; only while a session runs.
    package var invitingAbsentSince: WallTime?
    package var invitedAbsentSince: WallTime?
    package var gaps: [AttendanceGap]
    package var interruptions: [Interruption]
    /// When the patient was there; only where the patient's attendance is asked for.
    package var patientPresences: [PatientPresence]?
    /// Institutions without which the inviting physician let the session begin.
    package var acceptedAbsences: [InstitutionID]?

    package static let none = SessionRecord(presences: [], gaps: [], interruptions: [])

    package enum EndReason: String, Codable, Sendable, CaseIterable {
        case finished, interruptedTooLong, terminated
    }

    package func absentSince(_ side: PartySide) -> WallTime? {
        side == .inviting ? invitingAbsentSince : invitedAbsentSince
    }

    /// A counted physician of `side` is connected now.
    package func isAttended(by side: PartySide) -> Bool {
        presences.contains { $0.side == side && $0.counts && $0.leftAt == nil }
    }

    /// Whether a practitioner was connected at some time between the session's start and its end.
    package func attended(_ practitioner: PractitionerID) -> Bool {
        guard let startedAt else { return false }
        return presences.contains { presence in
            presence.practitioner == practitioner && (presence.leftAt.map { $0 > startedAt } ?? true)
        }
    }
}

/// One stay of one person in the room, as the relay saw it.
package struct Presence: Codable, Sendable, Equatable {
    package var participant: ParticipantID
    package var practitioner: PractitionerID
    package var side: PartySide
    /// Counts toward the attendance the law asks for: a companion, or a qualified consulting physician.
    package var counts: Bool
    package var joinedAt: WallTime
    package var leftAt: WallTime?
    /// Of a team's physician: who sent him or her.
    package var institution: InstitutionID?
}

package struct AttendanceGap: Codable, Sendable, Equatable {
    package var side: PartySide
    package var since: WallTime
    package var until: WallTime?
}

package struct Interruption: Codable, Sendable, Equatable {
    package var side: PartySide
    package var since: WallTime
    package var until: WallTime?
}

package struct ConsultationNote: Codable, Sendable, Equatable {
    package var text: Redacted<String>
    package var author: PractitionerID
    package var at: WallTime
}

/// What the journal keeps of the recording; the bytes and their proof live with the relay.
package struct RecordingRecord: Codable, Sendable, Equatable {
    package var id: RecordingID
    package var segments: [RecordingSegment]

    /// The newest segment is being written.
    package var isRunning: Bool { segments.last.map { $0.sealedAt == nil } ?? false }
    /// Every segment has its root, or was followed by one that chains to it after a crash.
    package var isSealed: Bool { !segments.isEmpty && !isRunning }
}

package struct RecordingSegment: Codable, Sendable, Equatable {
    package var index: Int
    package var openedAt: WallTime
    package var sealedAt: WallTime?
    package var root: Digest?
    package var streams: Int
}
