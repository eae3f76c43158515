/// What the parties of a cooperation agreement agree (NHC-TM 三(一), JL 15).
package struct AgreementText: Codable, Sendable, Equatable {
    /// The institutions that consult one another, two or more.
    package var parties: [InstitutionID]
    /// Who builds and runs the platform; a party of its own in platform mode (NHC-TM 一(二)).
    package var platformOperator: InstitutionID?
    package var validFrom: CivilDate
    /// The last valid day.
    package var validTo: CivilDate
    /// The text it submits to, "JL" where an outsider serves Jilin (JL 16).
    package var governingText: String?
    package var clauses: [AgreementClauseText]
    /// The services it is made for.
    package var serviceKinds: [ServiceKind]
    package var relation: CooperationRelation?
    /// Who counts as the higher institution although its level does not say so (AMB-47).
    package var higherParty: InstitutionID?
    package var diagnosisWorkflows: [DiagnosisWorkflow]
    package var negotiatedSplits: [NegotiatedSplit]
    /// Which party bears the operator's service fees; nil: nobody agreed to (NHC-TM 四(一)5).
    package var serviceFeeBearer: InstitutionID?

    package init(
        parties: [InstitutionID], platformOperator: InstitutionID? = nil, validFrom: CivilDate,
        validTo: CivilDate, governingText: String? = nil, clauses: [AgreementClauseText] = [],
        serviceKinds: [ServiceKind] = [.remoteConsultation], relation: CooperationRelation? = nil,
        higherParty: InstitutionID? = nil, diagnosisWorkflows: [DiagnosisWorkflow] = [],
        negotiatedSplits: [NegotiatedSplit] = [], serviceFeeBearer: InstitutionID? = nil
    ) {
        self.parties = parties
        self.platformOperator = platformOperator
        self.validFrom = validFrom
        self.validTo = validTo
        self.governingText = governingText
        self.clauses = clauses
        self.serviceKinds = serviceKinds
        self.relation = relation
        self.higherParty = higherParty
        self.diagnosisWorkflows = diagnosisWorkflows
        self.negotiatedSplits = negotiatedSplits
        self.serviceFeeBearer = serviceFeeBearer
    }

    /// Everybody whose signature it needs.
    package var signatories: [InstitutionID] {
        parties + (platformOperator.map { parties.contains($0) ? [] : [$0] } ?? [])
    }

    /// The clauses it must have: six, and two more with a platform operator (NHC-TM-3.1a, NHC-TM-3.1c).
    package var requiredClauses: [AgreementClause] {
        AgreementClause.always + (platformOperator == nil ? [] : AgreementClause.withPlatform)
    }

    package func clause(_ clause: AgreementClause) -> String? {
        clauses.last { $0.clause == clause }?.text
    }
}

/// The matters an agreement must settle.
package enum AgreementClause: String, Codable, Sendable, CaseIterable {
    case purpose, conditions, content, workflow, rightsAndDuties, medicalHarmRiskAndLiability
    case legalLiability, financialManagement
    /// Of agreements with third parties (NHC-ID 10, GX 6, NHC-SUP 28).
    case medicalService, informationSecurity, privacyProtection, medicalRiskAndLiability, dataUse

    package static let always: [AgreementClause] = [
        .purpose, .conditions, .content, .workflow, .rightsAndDuties, .medicalHarmRiskAndLiability,
    ]
    package static let withPlatform: [AgreementClause] = [.legalLiability, .financialManagement]
}

package struct AgreementClauseText: Codable, Sendable, Equatable {
    package var clause: AgreementClause
    package var text: String

    package init(_ clause: AgreementClause, _ text: String) {
        self.clause = clause
        self.text = text
    }
}

/// Why one institution diagnoses for the other (NHC-TM 三(四)).
package struct CooperationRelation: Codable, Sendable, Equatable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        case pairedSupport, medicalConsortium, otherCooperation
    }

    package var kind: Kind
    /// Needed for `otherCooperation`.
    package var description: String

    package init(kind: Kind, description: String = "") {
        self.kind = kind
        self.description = description
    }
}

/// How one kind of diagnosis goes (NHC-TM-3.4a), and whether orders of it are taken without asking (NHC-TM-3.3.1c).
package struct DiagnosisWorkflow: Codable, Sendable, Equatable {
    package var serviceKind: ServiceKind
    package var text: String
    /// The agreed time from the order to the diagnosis; none by law.
    package var turnaroundMinutes: Int?
    /// A standing arrangement: orders are accepted by themselves while it and the duty rota hold.
    package var isStanding: Bool

    package init(
        serviceKind: ServiceKind, text: String, turnaroundMinutes: Int? = nil, isStanding: Bool = false
    ) {
        self.serviceKind = serviceKind
        self.text = text
        self.turnaroundMinutes = turnaroundMinutes
        self.isStanding = isStanding
    }
}

extension ServiceKind {
    /// A higher institution reads what a lower one examined (NHC-TM 三(四)).
    package var isDiagnosis: Bool {
        switch self {
        case .remotePathologyDiagnosis, .remoteImagingDiagnosis, .remoteEcgDiagnosis,
            .remoteLaboratoryDiagnosis:
            true
        case .remoteConsultation, .remoteOutpatient, .remoteCaseDiscussion, .remoteMultidisciplinaryTeam,
            .other, .familyDoctorService:
            false
        }
    }
}

extension AgreementText {
    /// The bytes every signature covers.
    package func content(of id: AgreementID) -> CanonicalContent {
        var content = CanonicalContent("agreement")
        content.add("agreement", id)
        for party in parties { content.add("party", party) }
        content.add("operator", platformOperator?.text ?? "")
        content.add("validFrom", validFrom.description)
        content.add("validTo", validTo.description)
        content.add("governingText", governingText ?? "")
        for clause in clauses {
            content.add("clause", clause.clause.rawValue)
            content.add("text", clause.text)
        }
        for kind in serviceKinds { content.add("serviceKind", kind.rawValue) }
        content.add("relation", relation?.kind.rawValue ?? "")
        content.add("relationDescription", relation?.description ?? "")
        content.add("higherParty", higherParty?.text ?? "")
        for workflow in diagnosisWorkflows {
            content.add("diagnosis", workflow.serviceKind.rawValue)
            content.add("workflow", workflow.text)
            content.add("turnaroundMinutes", workflow.turnaroundMinutes.map(String.init) ?? "")
            content.add("standing", String(workflow.isStanding))
        }
        for split in negotiatedSplits {
            content.add("split", split.serviceKind.rawValue)
            content.add("parts", "\(split.invitingParts):\(split.invitedParts)")
        }
        // Only where it is agreed: texts signed before this clause existed keep the bytes that were signed.
        if let serviceFeeBearer { content.add("serviceFeeBearer", serviceFeeBearer) }
        return content
    }
}
