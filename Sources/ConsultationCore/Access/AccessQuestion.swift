/// The six classes of telemedicine data (JL 35). Recordings and money fall under the same rules as clinical data.
package enum DataClass: String, Codable, Sendable, CaseIterable {
    case subjectInformation, medicalRecord, consultationMaterial, recording, finance, statistics
}

package enum AccessOperation: String, Codable, Sendable, CaseIterable {
    case view, copyOut, playback
    /// The full value of what lists and pages show masked.
    case reveal
}

/// What ties somebody to a case.
package enum CaseRelation: String, Codable, Sendable, CaseIterable, Comparable {
    case none, party
    /// Works on it: wrote it, was assigned to it, sat in it.
    case own

    private var rank: Int {
        switch self {
        case .none: 0
        case .party: 1
        case .own: 2
        }
    }

    package static func < (left: CaseRelation, right: CaseRelation) -> Bool { left.rank < right.rank }
}

/// Who wants to do what with which data of a case, and what for (NHC-IH 附录四(四)).
package struct AccessQuestion: Sendable, Equatable {
    package var roles: [Role]
    package var relation: CaseRelation
    package var dataClass: DataClass
    package var operation: AccessOperation
    package var purpose: AccessPurpose?
    /// Approved requests that may still be used.
    package var grants: [CustodyRequest.Kind] = []
    /// The person's institution, when it lies outside the mainland (AMB-51).
    package var abroad: InstitutionID?

    package init(
        roles: [Role], relation: CaseRelation, dataClass: DataClass, operation: AccessOperation,
        purpose: AccessPurpose?, grants: [CustodyRequest.Kind] = [], abroad: InstitutionID? = nil
    ) {
        self.roles = roles
        self.relation = relation
        self.dataClass = dataClass
        self.operation = operation
        self.purpose = purpose
        self.grants = grants
        self.abroad = abroad
    }
}

extension Consultation {
    package func relation(of member: Caller.Member) -> CaseRelation {
        guard side(of: member.institution) != nil || isVisible(to: member.institution) else { return .none }
        if createdBy == member.account { return .own }
        guard let practitioner = member.practitioner else { return .party }
        let worksOnIt =
            isAssigned(practitioner) || session.presences.contains { $0.practitioner == practitioner }
            || decision?.practitioner == practitioner || report?.signers.contains(practitioner) == true
        return worksOnIt ? .own : .party
    }
}
