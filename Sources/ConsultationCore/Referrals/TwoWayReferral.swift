/// A patient goes from one institution to another of a different level (双向转诊, JL 9; Protocols/referral-states.md).
package struct TwoWayReferral: DomainRecord {
    package enum State: String, Codable, Sendable, CaseIterable {
        /// `sent` waits for the receiving institution, `accepted` for the patient.
        case draft, sent, accepted, arrived, declined, withdrawn
    }

    package let id: ReferralID
    package let from: InstitutionID
    package let patient: PatientID
    package let createdBy: AccountID
    package let createdAt: WallTime
    /// What it was opened from: a case with its report, or a visit that was stopped (SC 17).
    package let origin: ReferralOrigin

    package var version: Int
    package var state: State
    package var stateSince: WallTime
    package var content: ReferralContent
    package var consent: ReferralConsent?
    /// What travels, as it was when it was sent.
    package var documents: [SealedFile]
    package var sentAt: WallTime?
    package var answerDueAt: WallTime?
    package var isOverdue: Bool
    package var answer: ReferralAnswer?
    /// Why it was declined or withdrawn.
    package var reason: Redacted<String>?
    package var arrivedAt: WallTime?
}

package struct ReferralID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// `referralUp` goes to a higher institution, `referralDown` to a lower one.
package enum ReferralDirection: String, Codable, Sendable, CaseIterable {
    case referralUp, referralDown
}

package struct ReferralOrigin: Codable, Sendable, Equatable {
    package var consultation: ConsultationID?
    package var visit: VisitID?

    package init(consultation: ConsultationID? = nil, visit: VisitID? = nil) {
        self.consultation = consultation
        self.visit = visit
    }
}

/// What the sending physician writes; complete only when it is sent.
package struct ReferralContent: Codable, Sendable, Equatable {
    package var direction: ReferralDirection
    package var to: InstitutionID?
    package var department: DepartmentCode?
    package var reason: Redacted<String>
    /// What the receiving physicians must know: course, findings, treatment so far.
    package var summary: Redacted<String>

    package init(
        direction: ReferralDirection, to: InstitutionID?, department: DepartmentCode? = nil,
        reason: Redacted<String>, summary: Redacted<String>
    ) {
        self.direction = direction
        self.to = to
        self.department = department
        self.reason = reason
        self.summary = summary
    }
}

/// The patient agrees that the record goes to this institution.
package struct ReferralConsent: Codable, Sendable, Equatable {
    package var signer: ConsentSigner
    package var signedAt: WallTime
    /// Of what was signed: another target or another text needs another signature.
    package var documentHash: Digest
}

package struct ReferralAnswer: Codable, Sendable, Equatable {
    /// When the patient is expected.
    package var expectedOn: CivilDate
    package var note: Redacted<String>
    package var at: WallTime
    package var by: AccountID
}

package struct ReferralOpening: Codable, Sendable, Equatable {
    package var id: ReferralID
    package var patient: PatientID
    package var origin: ReferralOrigin
    package var content: ReferralContent

    package init(id: ReferralID, patient: PatientID, origin: ReferralOrigin, content: ReferralContent) {
        self.id = id
        self.patient = patient
        self.origin = origin
        self.content = content
    }
}

package enum ReferralChange: RecordChange {
    case drafted(ReferralOpening, from: InstitutionID)
    case edited(ReferralContent)
    case consentSigned(ReferralConsent)
    case sent([SealedFile], answerDueAt: WallTime)
    case accepted(ReferralAnswer)
    case declined(reason: Redacted<String>)
    case withdrawn(reason: Redacted<String>)
    case arrived
    case answerOverdue

    package var kind: String {
        switch self {
        case .drafted: "drafted"
        case .edited: "edited"
        case .consentSigned: "consentSigned"
        case .sent: "sent"
        case .accepted: "accepted"
        case .declined: "declined"
        case .withdrawn: "withdrawn"
        case .arrived: "arrived"
        case .answerOverdue: "answerOverdue"
        }
    }
}

extension TwoWayReferral {
    package static var stream: String { "referral" }
    package var key: String { id.text }
    package var stateName: String { state.rawValue }
    /// The other side sees nothing of it before it is sent.
    package var parties: [InstitutionID] { [from] + (sentAt == nil ? [] : [content.to].compactMap(\.self)) }

    package var openDeadlines: [Deadline] {
        guard state == .sent, let sentAt, let answerDueAt else { return [] }
        let owner = Deadline.Owner(institution: content.to, role: .invitationCoordinator)
        return [
            Deadline(
                kind: .referralAnswerDue, dueAt: answerDueAt, openedAt: sentAt, owner: owner,
                escalation: Deadline.Kind.referralAnswerDue.escalation,
                passedAt: isOverdue ? answerDueAt : nil)
        ]
    }

    package func side(of institution: InstitutionID) -> PartySide? {
        institution == from ? .inviting : sentAt != nil && institution == content.to ? .invited : nil
    }

    /// What the patient signs: who sends what to whom, and why.
    package func consentContent(signedBy signer: ConsentSigner) -> CanonicalContent {
        var signed = CanonicalContent("referral")
        signed.add("referral", id)
        signed.add("patient", patient)
        signed.add("from", from)
        signed.add("to", content.to?.text ?? "")
        signed.add("reason", content.reason.value)
        signed.add("summary", content.summary.value)
        if let consultation = origin.consultation { signed.add("consultation", consultation) }
        signed.add("signerKind", signer.kind.rawValue)
        signed.add("signerName", signer.name.value)
        signed.add("relationship", signer.relationship?.rawValue ?? "")
        signed.add("signature", signer.signature.hexadecimal)
        return signed
    }

    package init?(first event: RecordEvent<ReferralChange>) {
        guard case .drafted(let opening, let from) = event.change, let member = event.by.member else {
            return nil
        }
        self.init(
            id: opening.id, from: from, patient: opening.patient, createdBy: member.account,
            createdAt: event.at, origin: opening.origin, version: 1, state: .draft, stateSince: event.at,
            content: opening.content, documents: [], isOverdue: false)
    }

    package mutating func apply(_ event: RecordEvent<ReferralChange>) {
        version += 1
        switch event.change {
        case .drafted: break
        case .edited(let content):
            // Who signed for another text signed nothing of this one.
            if content != self.content { consent = nil }
            self.content = content
        case .consentSigned(let consent): self.consent = consent
        case .sent(let documents, let dueAt):
            (self.documents, answerDueAt, sentAt) = (documents, dueAt, event.at)
            enter(.sent, event.at)
        case .accepted(let answer):
            self.answer = answer
            enter(.accepted, event.at)
        case .declined(let reason):
            self.reason = reason
            enter(.declined, event.at)
        case .withdrawn(let reason):
            self.reason = reason
            enter(.withdrawn, event.at)
        case .arrived:
            arrivedAt = event.at
            enter(.arrived, event.at)
        case .answerOverdue: isOverdue = true
        }
    }

    private mutating func enter(_ next: State, _ instant: WallTime) {
        state = next
        stateSince = instant
    }
}
