package import ConsultationCore
import Storage

/// A visit for its physician, who receives the patient, reviewing pharmacists, and quality control.
package struct VisitView: Sendable {
    package struct Reception: Sendable {
        package let institution: String
        package let physician: String
    }

    package let visit: InternetVisit
    package let patient: Patient?
    package let physician: Practitioner?
    package let department: String
    package let institution: String
    package let reception: Reception?
    package let needsGuardian: Bool
    package let excludable: [VisitCondition]
    /// What the patient must read, and when the visit must end, in the institution's words.
    package let notice: NoticeTemplate
    package let ending: EndingRules
    /// The record's template for this patient.
    package let recordFields: [VisitRecord.Field]
    package let actions: [VisitCommand.Action]

    package static func mayRead(_ visit: InternetVisit, _ person: SignedIn) -> Bool {
        let member = person.member
        let isPharmacist = person.practitioner?.kind == .reviewingPharmacist
        if let own = member.practitioner, own == visit.physician || own == visit.reception?.physician {
            return visit.parties.contains(member.institution)
        }
        if member.institution == visit.institution {
            return isPharmacist || member.roles.contains(.qualityController)
        }
        // By agreement, and what must be reviewed alone.
        return isPharmacist && !visit.prescriptions.isEmpty
            && visit.reviewingInstitutions?.contains(member.institution) == true
    }
}

package struct VisitTimelineEntry: Sendable {
    package let seq: Int64
    package let at: WallTime
    package let actorName: String
    package let kind: String
    package let prescription: Int?
    package let hash: String

    init(_ entry: JournalEntry, prescription: Int?) {
        seq = entry.seq
        at = WallTime(milliseconds: entry.at)
        actorName = entry.actorName
        kind = entry.kind
        self.prescription = prescription
        hash = entry.hash
    }
}

package struct OnlineClinicView: Sendable {
    package let institution: Institution
    package let clinic: OnlineClinic?
    /// Names of the pharmacists who are signed in, and how many must be.
    package let onDuty: [String]
    package let minimum: Int
    package let waiting: Int
    package let mayChange: Bool
}

package struct ConsultablePhysician: Sendable {
    package let physician: Practitioner
    package let hospital: Institution
}
