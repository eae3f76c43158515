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

extension DrugReport {
    /// What was prescribed in one group.
    package struct Row: Codable, Sendable, Equatable {
        package let group: String
        package let prescriptions: Int
        package let packages: Int

        package init(group: String, prescriptions: Int, packages: Int) {
            self.group = group
            self.prescriptions = prescriptions
            self.packages = packages
        }
    }

    /// Signed prescriptions that were not voided, by what is asked; amounts only, no money stands in them.
    package static func rows(of visits: some Sequence<InternetVisit>, by grouping: Grouping) -> [Row] {
        var counts: [String: (prescriptions: Int, packages: Int)] = [:]
        for visit in visits {
            for prescription in visit.prescriptions where prescription.state != .voided {
                guard let signedAt = prescription.signedAt else { continue }
                var groups: [String: Int] = [:]
                for line in prescription.lines {
                    let group =
                        switch grouping {
                        case .prescriber: visit.physician.text
                        case .department: visit.department.text
                        case .drug: line.drug
                        case .month: String(CivilDate(signedAt).description.prefix(7))
                        }
                    groups[group, default: 0] += line.quantity
                }
                for (group, packages) in groups {
                    counts[group, default: (0, 0)].prescriptions += 1
                    counts[group, default: (0, 0)].packages += packages
                }
            }
        }
        return counts.map { Row(group: $0, prescriptions: $1.prescriptions, packages: $1.packages) }
            .sorted { $0.group < $1.group }
    }
}
