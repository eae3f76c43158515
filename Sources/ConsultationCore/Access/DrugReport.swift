/// 统方: adding up drugs by who prescribed them. Forbidden, but for reviewing prescriptions (NHC-SUP 21).
package enum DrugReport {
    package enum Grouping: String, Codable, Sendable, CaseIterable {
        case prescriber, department, drug, month
    }

    /// Quality control, for reviewing prescriptions, and nobody else; whoever tries is on record.
    package static func demand(
        for roles: [Role], purpose: AccessPurpose?, grouping: Grouping
    ) throws(Refusal) {
        guard let purpose else { throw .purposeRequired }
        let isReview = roles.contains(.qualityController) && purpose == .prescriptionEvaluation
        guard isReview || grouping != .prescriber else { throw .aggregationForbidden }
        guard isReview || roles.contains(.qualityController) || roles.contains(.auditor) else {
            throw .aggregationForbidden
        }
    }
}
