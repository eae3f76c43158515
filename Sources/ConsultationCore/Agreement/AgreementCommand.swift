/// What somebody wants to happen to a cooperation agreement.
package enum AgreementCommand: Codable, Sendable, Equatable {
    case draft(AgreementID, AgreementText)
    /// Writes the text being prepared anew.
    case edit(AgreementText)
    case submitForSignature
    case sign(AgreementSigning)
    case reject(reason: String)
    /// Asks for the text to be in force now; refused with what is missing.
    case bringIntoForce
    /// Begins a new text while the old one stays in force.
    case amend(AgreementText)
    case suspend(reason: String)
    case resume(reason: String)
    case terminate(reason: String)
    case deadlinePassed(Deadline.Kind)

    package enum Action: String, Codable, Sendable, CaseIterable {
        case draft, edit, submitForSignature, sign, reject, bringIntoForce, amend, suspend, resume
        case terminate, deadlinePassed

        /// Phases in which the command is considered at all.
        package var allowedPhases: [CooperationAgreement.Phase] {
            switch self {
            case .draft: []
            case .edit, .submitForSignature: [.draft, .amending]
            case .sign, .reject, .bringIntoForce: [.inSignature, .amendmentInSignature]
            case .amend: [.inForce]
            case .suspend: [.inForce, .amending, .amendmentInSignature]
            case .resume: [.suspended]
            case .terminate: [.inForce, .amending, .amendmentInSignature, .suspended]
            case .deadlinePassed:
                [.inSignature, .inForce, .amending, .amendmentInSignature, .suspended]
            }
        }
    }

    package var action: Action {
        switch self {
        case .draft: .draft
        case .edit: .edit
        case .submitForSignature: .submitForSignature
        case .sign: .sign
        case .reject: .reject
        case .bringIntoForce: .bringIntoForce
        case .amend: .amend
        case .suspend: .suspend
        case .resume: .resume
        case .terminate: .terminate
        case .deadlinePassed: .deadlinePassed
        }
    }
}

/// How a party signs.
package struct AgreementSigning: Codable, Sendable, Equatable {
    package var signatory: String
    package var authority: String
    package var method: AgreementSignature.Method
    /// The scan, for a signature on paper.
    package var document: Digest?

    package init(
        signatory: String, authority: String, method: AgreementSignature.Method = .electronic,
        document: Digest? = nil
    ) {
        self.signatory = signatory
        self.authority = authority
        self.method = method
        self.document = document
    }
}

/// What happened to an agreement: one entry of its journal.
package enum AgreementChange: RecordChange {
    case drafted(AgreementID, AgreementText, by: InstitutionID)
    case edited(AgreementText)
    case submitted(contentHash: Digest)
    case signed(AgreementSignature)
    case rejected(reason: String)
    case enteredIntoForce
    case amendmentDrafted(AgreementText, by: InstitutionID)
    case suspended(reason: String)
    case resumed(reason: String)
    case terminated(reason: String)
    case expired
    case deadlinePassed(Deadline.Kind, dueAt: WallTime)

    package var kind: String {
        switch self {
        case .drafted: "drafted"
        case .edited: "edited"
        case .submitted: "submitted"
        case .signed: "signed"
        case .rejected: "rejected"
        case .enteredIntoForce: "enteredIntoForce"
        case .amendmentDrafted: "amendmentDrafted"
        case .suspended: "suspended"
        case .resumed: "resumed"
        case .terminated: "terminated"
        case .expired: "expired"
        case .deadlinePassed: "deadlinePassed"
        }
    }
}
