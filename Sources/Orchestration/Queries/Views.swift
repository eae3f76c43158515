package import ConsultationCore
import Storage

/// Everything a case page shows, read in one moment.
package struct ConsultationView: Sendable {
    package let consultation: Consultation
    /// The caller's side.
    package let side: PartySide
    /// The caller's institution.
    package let reader: InstitutionID
    package let invitingInstitution: Institution
    /// The institution named in the draft, asked, or accepted.
    package let invitedInstitution: Institution?
    /// The institutions of a team with their answers, in the order they were asked; empty outside a team.
    package let team: [TeamMember]
    /// Whether the caller's side may read the clinical content now (JL-20).
    package let mayRead: Bool
    /// Nil when the caller's side may not read the clinical content now (JL-20).
    package let patient: Patient?
    package let access: CaseViewAccess
    package let practitioners: [PractitionerID: Practitioner]
    /// Display names of the accounts that appear in the case.
    package let accountNames: [AccountID: String]
    package let deadlines: [Deadline]
    package let uploadDuties: [UploadDuty]
    /// What the caller may do now.
    package let actions: [ConsultationAction]
    /// Actions of the caller's roles in this state that would be refused, and why.
    package let blockers: [Blocker]
    /// The rules that govern the case now.
    package let policy: Policy

    package struct TeamMember: Sendable {
        package let seat: TeamSeat
        package let institution: Institution?
        /// Nil while the case is a draft.
        package let invitation: Invitation?
    }

    package struct Blocker: Sendable {
        package let action: ConsultationAction
        package let refusal: Refusal
    }
}

/// One line of a list; no clinical content beyond the reason, patient masked by the page.
package struct ConsultationSummary: Sendable {
    package let consultation: Consultation
    package let side: PartySide
    package let invitingInstitution: Institution?
    package let invitedInstitution: Institution?
    package let patient: Patient?
}

package struct ConsultationPage: Sendable {
    package let items: [ConsultationSummary]
    /// Give it back as `cursor` for the next page; nil at the end.
    package let next: String?
}

package enum WorklistBox: String, Sendable, CaseIterable {
    case todo, done, mine, cc
}

/// One thing that waits for somebody.
package struct WorkItem: Sendable {
    package let summary: ConsultationSummary
    /// What the caller should do next; nil in boxes where nothing is to be done.
    package let action: ConsultationAction?
    /// The limit that governs it, with `openedAt` for the light.
    package let due: Deadline?
    package let isOverdue: Bool
    /// When the limit is that of an upload duty.
    package let duty: UploadDutyID?
}

package struct Worklist: Sendable {
    package let items: [WorkItem]
    /// Of the `todo` box, whichever box was asked for.
    package let todoCount: Int
    package let overdueCount: Int
}

/// One act of the case's journal.
package struct TimelineEntry: Sendable {
    package let seq: Int64
    package let at: WallTime
    package let actorName: String
    package let institutionName: String
    package let event: ConsultationEvent
    package let hash: String
}

package struct MessageView: Sendable, Equatable {
    package let id: MessageID
    package let senderName: String
    package let institutionName: String
    package let text: Redacted<String>
    package let at: WallTime
}

/// A partner, as the forms offer it.
package struct PartnerInstitution: Sendable {
    package let institution: Institution
    /// The agreement in force with the caller's institution; nil for the caller's own.
    package let agreement: Agreement?
}

/// One of the caller's own staff, with what stands against an assignment under the rules in force.
package struct StaffMember: Sendable {
    package let practitioner: Practitioner
    package let unqualified: [Refusal]
    package var isQualified: Bool { unqualified.isEmpty }
    /// Mandatory trainings that the person lacks: a warning at the assignment (NHC-TM-4.2.1).
    package var missingTraining: [TrainingTopic] = []
}

/// A stored file, opened for a party.
package struct MaterialContent: Sendable {
    package let attachment: Attachment
    package let content: StoredContent
}

package struct UploadDutyView: Sendable {
    package let duty: UploadDuty
    package let patient: Patient?
    /// Running time left; negative when overdue.
    package let remaining: TimeSpan
}
