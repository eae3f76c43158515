/// A dispute about a case (NHC-TM 五(二), JL 32; Protocols/dispute-states.md). Opening one holds everything kept of the
/// case; the competent authority is that of the inviting institution's place.
package struct MedicalDispute: QualityRecord {
    package enum State: String, Codable, Sendable, CaseIterable {
        case opened, inProceedings, closed
    }

    package enum Route: String, Codable, Sendable, CaseIterable {
        case negotiation, mediation, authority, litigation
    }

    package let id: String
    package let institution: InstitutionID
    package let about: ConsultationID
    package let number: ConsultationNumber
    package let inviting: InstitutionID
    package let parties: [InstitutionID]
    package let openedAt: WallTime
    package let claim: Redacted<String>
    package let authority: CompetentAuthority
    /// Who answers for the case, the inviting side first; nil in disputes from before it was kept.
    package let entities: [LegalEntity]?

    package var version: Int
    package var state: State
    package var stateSince: WallTime
    /// The way it is being handled, from the first proceedings on.
    package var route: Route?
    package var reference: String?
    package var exports: [EvidenceExport]
    package var outcome: Redacted<String>?

    package var consultation: ConsultationID? { about }
}

/// Where the patient applies (policy.dispute.authority).
package struct CompetentAuthority: Codable, Sendable, Equatable {
    package enum Rule: String, Codable, Sendable, CaseIterable {
        case healthAuthorityOfInviting, partiesByLawAndAgreement, licensingAuthority, disputeLaws
    }

    package var rule: Rule
    package var jurisdiction: Jurisdiction
    /// GB/T 2260 code of the place, where the master data has it.
    package var division: AdministrativeDivision?
    /// The office by name; empty where the master data has none.
    package var name: String

    /// The authority for cases that `inviting` asked for.
    static func of(inviting: Institution, known: Institution?, under rule: Rule) -> CompetentAuthority {
        let name =
            switch rule {
            case .licensingAuthority:
                LegalEntity(of: inviting, under: .telemedicine).authority ?? ""
            case .healthAuthorityOfInviting, .partiesByLawAndAgreement, .disputeLaws: known?.name ?? ""
            }
        return CompetentAuthority(
            rule: rule, jurisdiction: inviting.jurisdiction, division: inviting.division, name: name)
    }
}

/// That the evidence was taken out, with the digest of its manifest.
package struct EvidenceExport: Codable, Sendable, Equatable {
    package var at: WallTime
    package var by: AccountID
    package var manifest: Digest
    package var files: Int

    package init(at: WallTime, by: AccountID, manifest: Digest, files: Int) {
        self.at = at
        self.by = by
        self.manifest = manifest
        self.files = files
    }
}

package enum MedicalDisputeCommand: QualityCommand {
    case open(id: String, by: InstitutionID, about: ConsultationID, claim: Redacted<String>)
    case proceed(MedicalDispute.Route, reference: String)
    case exportEvidence(manifest: Digest, files: Int)
    case close(outcome: Redacted<String>)
    case deadlinePassed(Deadline.Kind)

    package enum Action: String, QualityAction {
        case open, proceed, exportEvidence, close, deadlinePassed

        package var allowedStates: [String] {
            switch self {
            case .open: [QualityGate.start]
            case .proceed, .exportEvidence: ["opened", "inProceedings"]
            case .close: ["opened", "inProceedings"]
            case .deadlinePassed: []
            }
        }

        package var roles: [Role] {
            switch self {
            case .deadlinePassed: []
            default: [.institutionAdmin, .qualityController]
            }
        }
    }

    package var action: Action {
        switch self {
        case .open: .open
        case .proceed: .proceed
        case .exportEvidence: .exportEvidence
        case .close: .close
        case .deadlinePassed: .deadlinePassed
        }
    }
}

package enum MedicalDisputeChange: QualityChange {
    case opened(MedicalDisputeOpening)
    case proceeded(MedicalDispute.Route, reference: String)
    case evidenceExported(EvidenceExport)
    case closed(outcome: Redacted<String>)

    package var kind: String {
        switch self {
        case .opened: "disputeOpened"
        case .proceeded: "disputeProceeded"
        case .evidenceExported: "disputeEvidenceExported"
        case .closed: "disputeClosed"
        }
    }
}

package struct MedicalDisputeOpening: Codable, Sendable, Equatable {
    package var id: String
    package var institution: InstitutionID
    package var about: ConsultationID
    package var number: ConsultationNumber
    package var inviting: InstitutionID
    package var parties: [InstitutionID]
    package var claim: Redacted<String>
    package var authority: CompetentAuthority
    package var entities: [LegalEntity]?
}
