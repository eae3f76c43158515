/// One remote diagnosis (远程诊断, NHC-TM 三(四)): a lower institution examines, a higher one reads and reports.
/// Protocols/diagnosis-states.md.
package struct DiagnosisOrder: DomainRecord {
    package enum State: String, Codable, Sendable, CaseIterable {
        /// `sent` waits for somebody to be found, `assigned` for the person named, `reading` for the report.
        case draft, sent, assigned, reading, returned, reported, closed, cancelled
    }

    package let id: DiagnosisOrderID
    package let number: ConsultationNumber
    package let inviting: InstitutionID
    package let patient: PatientID
    package let createdBy: AccountID
    package let createdAt: WallTime

    package var version: Int
    package var state: State
    package var stateSince: WallTime
    package var request: DiagnosisRequest
    package var items: [Attachment]
    package var consent: InformedConsent?
    package var terms: DiagnosisTerms?
    package var charge: Charge?
    package var assignment: DiagnosisAssignment?
    /// Set where nobody had to accept it: a standing arrangement did.
    package var acceptance: ArrangementAcceptance?
    /// Times the data were sent back for their quality, which is the inviting side's (JL-29).
    package var returns: [DiagnosisReturn]
    package var report: DiagnosisReport?
    package var ending: DiagnosisEnding?
    package var violations: [Violation]
    package var passedDeadlines: [PassedDeadline]
    package var policyVersion: PolicyVersionID
}

/// One order of a remote diagnosis; UUIDv7, lower case.
package struct DiagnosisOrderID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// What the examining side asks.
package struct DiagnosisRequest: Codable, Sendable, Equatable {
    package var scope: DiagnosisScope
    package var invitee: InstitutionID?
    /// What was examined and how, for example 胸部CT平扫.
    package var examination: Redacted<String>
    package var examinedAt: WallTime?
    package var clinicalSummary: Redacted<String>
    package var question: Redacted<String>
    package var price: PriceID?
    package var priority: Priority

    package init(
        scope: DiagnosisScope, invitee: InstitutionID? = nil, examination: Redacted<String> = "",
        examinedAt: WallTime? = nil, clinicalSummary: Redacted<String> = "",
        question: Redacted<String> = "", price: PriceID? = nil, priority: Priority = .routine
    ) {
        self.scope = scope
        self.invitee = invitee
        self.examination = examination
        self.examinedAt = examinedAt
        self.clinicalSummary = clinicalSummary
        self.question = question
        self.price = price
        self.priority = priority
    }
}

/// What held when the order was sent, and holds for it from then on.
package struct DiagnosisTerms: Codable, Sendable, Equatable {
    package var agreement: AgreementID
    /// The agreed time from the order to the report; no law sets one (JL-24b).
    package var turnaround: TimeSpan
    package var escalateAfter: TimeSpan
    /// How long the inviting side has to take note of the report.
    package var reviewAfter: TimeSpan
    package var sentAt: WallTime
    /// The last sending: after a return the time begins anew.
    package var dueAt: WallTime
    /// Set where the link between the two opens the green channel (JL 9): first in every queue.
    package var greenChannel: GreenChannel?
}

/// Why an order goes through the green channel (绿色通道, JL 9).
package enum GreenChannel: String, Codable, Sendable, CaseIterable {
    case medicalConsortium, pairedSupport, countyTownship

    /// A consortium or paired support says so in the agreement; else a township asks a hospital above it.
    package init?(_ agreement: Agreement, from inviting: Institution) {
        switch agreement.relation?.kind {
        case .medicalConsortium: self = .medicalConsortium
        case .pairedSupport: self = .pairedSupport
        case .otherCooperation, nil:
            guard inviting.level == .primaryCare else { return nil }
            self = .countyTownship
        }
    }
}

/// An order that came under a standing arrangement (稳定的远程诊断机制, NHC-TM 三(三)1) while somebody was on duty for it.
package struct ArrangementAcceptance: Codable, Sendable, Equatable {
    package var agreement: AgreementID
    package var at: WallTime
}

/// Who is to read it, and who was asked before.
package struct DiagnosisAssignment: Codable, Sendable, Equatable {
    /// Nil while nobody was found.
    package var practitioner: PractitionerID?
    package var at: WallTime
    /// Asked and did not take it up, oldest first.
    package var passedOver: [PractitionerID]
    package var takenUpAt: WallTime?
}

package struct DiagnosisReturn: Codable, Sendable, Equatable {
    package var reason: Redacted<String>
    package var items: [AttachmentID]
    package var by: PractitionerID
    package var at: WallTime
    package var answeredAt: WallTime?
}

/// The signed report (诊断报告) with the digests of exactly the data that were read (JL-29c).
package struct DiagnosisReport: Codable, Sendable, Equatable {
    package var findings: Redacted<String>
    package var conclusion: Redacted<String>
    package var read: [ReadItem]
    package var practitioner: PractitionerID
    package var title: ProfessionalTitle
    package var signedAt: WallTime
    package var contentHash: Digest
    /// Who answers for what, by the rules of the day it was issued (JL-29b).
    package var liability: Policy.Liability
    package var addenda: [DiagnosisAddendum]
    /// Who answers for it, the inviting side first, as printed when it was signed; nil in reports from before it was
    /// kept.
    package var entities: [LegalEntity]?
}

package struct ReadItem: Codable, Sendable, Equatable {
    package var attachment: AttachmentID
    package var sha256: Digest

    package init(attachment: AttachmentID, sha256: Digest) {
        self.attachment = attachment
        self.sha256 = sha256
    }
}

package struct DiagnosisAddendum: Codable, Sendable, Equatable {
    package var text: Redacted<String>
    package var read: [ReadItem]
    package var practitioner: PractitionerID
    package var signedAt: WallTime
    package var contentHash: Digest
}

package struct DiagnosisEnding: Codable, Sendable, Equatable {
    package var note: Redacted<String>
    package var by: Caller
    package var at: WallTime
    package var isConsentWithdrawn: Bool
}

extension DiagnosisOrder {
    package static var stream: String { "diagnosisOrder" }
    package var key: String { id.text }
    package var stateName: String { state.rawValue }
    /// Money of every service stands under the id of its case; ids are unique over all kinds (UUIDv7).
    package var caseID: ConsultationID { ConsultationID(id.text) }

    package var isSent: Bool { terms != nil }
    /// Who reads it; nobody before it was sent.
    package var invited: InstitutionID? { isSent ? request.invitee : nil }
    package var parties: [InstitutionID] { [inviting] + (invited.map { [$0] } ?? []) }

    package func side(of institution: InstitutionID) -> PartySide? {
        if institution == inviting { return .inviting }
        return institution == invited ? .invited : nil
    }

    /// Clinical content is open to the own side, and to the invited one while the consent stands (JL-20).
    package func mayRead(_ institution: InstitutionID) -> Bool {
        switch side(of: institution) {
        case .inviting: true
        case .invited: consent?.state == .signed && consent?.useStoppedAt == nil
        case nil: false
        }
    }

    /// Data that came after the report and that no addendum names yet (JL-29c).
    package var unread: [Attachment] {
        guard let report else { return [] }
        let known = Set((report.read + report.addenda.flatMap(\.read)).map(\.attachment))
        return items.filter { !known.contains($0.id) && $0.uploadedAt > report.signedAt }
    }
}
