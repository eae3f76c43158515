/// A cooperation agreement (合作协议, NHC-TM 三(一)) as a decision sees it.
package struct Agreement: Codable, Sendable, Equatable {
    package enum State: String, Codable, Sendable, CaseIterable {
        case draft, inSignature, inForce, suspended, terminated, expired
    }

    package var id: AgreementID
    package var parties: [InstitutionID]
    package var state: State
    package var validFrom: CivilDate
    /// The last valid day: the agreement ends at its 24:00.
    package var validTo: CivilDate
    /// The text it submits to, "JL" for an outsider who serves Jilin (JL 16).
    package var governingText: String?
    package var negotiatedSplits: [NegotiatedSplit]
    /// The platform's operator, if it has signed too (NHC-TM-1b).
    package var platformOperator: InstitutionID?
    package var relation: CooperationRelation?
    /// Who counts as the higher institution although its level does not say so (AMB-47).
    package var higherParty: InstitutionID?
    package var diagnosisWorkflows: [DiagnosisWorkflow]?
    /// Which party bears the operator's service fees; nil: nobody agreed to.
    package var serviceFeeBearer: InstitutionID?

    package init(
        id: AgreementID, parties: [InstitutionID], state: State, validFrom: CivilDate, validTo: CivilDate,
        governingText: String? = nil, negotiatedSplits: [NegotiatedSplit] = [],
        platformOperator: InstitutionID? = nil, relation: CooperationRelation? = nil,
        higherParty: InstitutionID? = nil, diagnosisWorkflows: [DiagnosisWorkflow]? = nil,
        serviceFeeBearer: InstitutionID? = nil
    ) {
        self.id = id
        self.parties = parties
        self.state = state
        self.validFrom = validFrom
        self.validTo = validTo
        self.governingText = governingText
        self.negotiatedSplits = negotiatedSplits
        self.platformOperator = platformOperator
        self.relation = relation
        self.higherParty = higherParty
        self.diagnosisWorkflows = diagnosisWorkflows
        self.serviceFeeBearer = serviceFeeBearer
    }

    /// In force between the two institutions at `instant` (JL-15).
    package func isInForce(between first: InstitutionID, and second: InstitutionID, at instant: WallTime)
        -> Bool
    {
        let today = CivilDate(instant)
        return state == .inForce && parties.contains(first) && parties.contains(second)
            && validFrom <= today && today <= validTo
    }
}

/// A split the parties agreed for one kind of service (JL 44¶3).
package struct NegotiatedSplit: Codable, Sendable, Equatable {
    package var serviceKind: ServiceKind
    package var invitingParts: Int
    package var invitedParts: Int

    package init(serviceKind: ServiceKind, invitingParts: Int, invitedParts: Int) {
        self.serviceKind = serviceKind
        self.invitingParts = invitingParts
        self.invitedParts = invitedParts
    }
}
