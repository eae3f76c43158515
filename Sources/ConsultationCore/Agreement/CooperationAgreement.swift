/// A cooperation agreement (合作协议) from its drafting to its end (REQUIREMENTS.md §5.4, Protocols/agreement-states.md).
///
/// What decisions about consultations see of it is `standing`.
package struct CooperationAgreement: DomainRecord {
    package let id: AgreementID
    package let draftedBy: InstitutionID
    package let draftedAt: WallTime

    package var version: Int
    /// Of the text in force; `draft` and `inSignature` only before the first one was.
    package var state: Agreement.State
    /// The text in force; nil before the first one.
    package var text: AgreementText?
    /// The signatures under the text in force.
    package var signatures: [AgreementSignature]
    /// The text being prepared or signed: the first, or an amendment while the old one stays in force.
    package var proposal: AgreementProposal?
    /// How many texts have come into force.
    package var edition: Int
    package var suspension: AgreementAct?
    package var ending: AgreementAct?
    package var passedDeadlines: [PassedDeadline]

    /// Product default: how long a text may wait for its signatures before the drafting side hears of it.
    package static let signatureLimit = TimeSpan.days(14)
    /// Product default: days before the last day on which the parties are warned.
    package static let warningDays = (first: 60, second: 30)
}

/// A text on its way.
package struct AgreementProposal: Codable, Sendable, Equatable {
    package var text: AgreementText
    package var draftedBy: InstitutionID
    /// Set while it is out for signature.
    package var submittedAt: WallTime?
    package var contentHash: Digest?
    package var signatures: [AgreementSignature]
    /// The last time a party sent it back.
    package var rejection: AgreementAct?

    /// Whose signatures are still missing.
    package var missingSignatures: [InstitutionID] {
        text.signatories.filter { party in !signatures.contains { $0.institution == party } }
    }
}

/// One party's signature: who, by what authority, when, over which bytes (NHC-TM-3.1b).
package struct AgreementSignature: Codable, Sendable, Equatable {
    package enum Method: String, Codable, Sendable, CaseIterable {
        /// In this service, with a fresh proof of identity.
        case electronic
        /// A scan of the signed paper; its bytes are stored under the digest.
        case scannedOriginal
    }

    package var institution: InstitutionID
    package var account: AccountID
    package var signatory: String
    /// The office that lets this person bind the institution, for example 法定代表人.
    package var authority: String
    package var method: Method
    package var document: Digest?
    package var signedAt: WallTime
    package var contentHash: Digest
    /// Who is bound, as printed on the day of signing; nil in signatures from before it was kept.
    package var entity: LegalEntity?

    package init(
        institution: InstitutionID, account: AccountID, signatory: String, authority: String, method: Method,
        document: Digest?, signedAt: WallTime, contentHash: Digest, entity: LegalEntity? = nil
    ) {
        self.institution = institution
        self.account = account
        self.signatory = signatory
        self.authority = authority
        self.method = method
        self.document = document
        self.signedAt = signedAt
        self.contentHash = contentHash
        self.entity = entity
    }
}

/// Something a party did to the agreement, with its reason; the institution is nil for the service itself.
package struct AgreementAct: Codable, Sendable, Equatable {
    package var institution: InstitutionID?
    package var reason: String
    package var at: WallTime
}

extension CooperationAgreement {
    /// The columns of the table of states.
    package enum Phase: String, Codable, Sendable, CaseIterable {
        case draft, inSignature, inForce, amending, amendmentInSignature, suspended, terminated, expired
    }

    package var phase: Phase {
        switch state {
        case .draft: .draft
        case .inSignature: .inSignature
        case .inForce:
            switch proposal {
            case nil: .inForce
            case let proposal?: proposal.submittedAt == nil ? .amending : .amendmentInSignature
            }
        case .suspended: .suspended
        case .terminated: .terminated
        case .expired: .expired
        }
    }

    package static var stream: String { "agreement" }
    package var key: String { id.text }
    package var stateName: String { phase.rawValue }

    /// Everybody named in a text, and who drafted it.
    package var parties: [InstitutionID] {
        var seen: Set<InstitutionID> = []
        let named = (text?.signatories ?? []) + (proposal?.text.signatories ?? []) + [draftedBy]
        return named.filter { seen.insert($0).inserted }
    }

    /// What decisions about consultations see: the text in force, or the first one on its way.
    package var standing: Agreement? {
        guard let shown = text ?? proposal?.text else { return nil }
        return Agreement(
            id: id, parties: shown.signatories, state: state, validFrom: shown.validFrom,
            validTo: shown.validTo, governingText: shown.governingText,
            negotiatedSplits: shown.negotiatedSplits, platformOperator: shown.platformOperator,
            relation: shown.relation, higherParty: shown.higherParty,
            diagnosisWorkflows: shown.diagnosisWorkflows, serviceFeeBearer: shown.serviceFeeBearer)
    }
}
