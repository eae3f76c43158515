/// The training plan of one institution (NHC-TM 四(二)1, NHC-SUP 15). A new version takes the place of the old; what
/// people have had stays on their records.
package struct TrainingPlan: DomainRecord {
    package typealias Change = TrainingPlanChange

    package let institution: InstitutionID
    package var version: Int
    package var items: [TrainingPlanItem]
    package var adoptedAt: WallTime

    package static var stream: String { "trainingPlan" }
    package var key: String { institution.text }
    package var stateName: String { "adopted" }
    package var parties: [InstitutionID] { [institution] }
    package var openDeadlines: [Deadline] { [] }

    /// Who plans: quality control and the institution's management.
    package static let planners: [Role] = [.qualityController, .institutionAdmin]
    package static let longestValidity = 120

    package init?(first event: RecordEvent<TrainingPlanChange>) {
        guard case .adopted(let institution, let items) = event.change else { return nil }
        self.init(institution: institution, version: 1, items: items, adoptedAt: event.at)
    }

    private init(institution: InstitutionID, version: Int, items: [TrainingPlanItem], adoptedAt: WallTime) {
        self.institution = institution
        self.version = version
        self.items = items
        self.adoptedAt = adoptedAt
    }

    package mutating func apply(_ event: RecordEvent<TrainingPlanChange>) {
        version += 1
        guard case .adopted(_, let items) = event.change else { return }
        self.items = items
        adoptedAt = event.at
    }

    package static func adopt(
        _ items: [TrainingPlanItem], of institution: InstitutionID, by caller: Caller, at now: WallTime,
        under policy: Policy
    ) throws(Refusal) -> RecordDecision<TrainingPlanChange> {
        guard let member = caller.member, member.institution == institution else { throw .accessDenied }
        guard planners.contains(where: member.roles.contains) else { throw .roleRequired(planners) }
        var problems: [FieldProblem?] = [items.isEmpty ? FieldProblem("/items", .missing) : nil]
        var seen: Set<TrainingTopic> = []
        for (index, item) in items.enumerated() {
            if !seen.insert(item.topic).inserted {
                problems.append(FieldProblem("/items/\(index)/topic", .invalid))
            }
            if let months = item.validMonths, !(1...longestValidity).contains(months) {
                problems.append(FieldProblem("/items/\(index)/validMonths", .outOfRange))
            }
        }
        try QualityGate.all(problems)
        return RecordDecision(
            events: [
                RecordEvent(
                    at: now, by: caller, policyVersion: policy.id, change: .adopted(institution, items))
            ], effects: [])
    }
}

package enum TrainingPlanChange: RecordChange {
    case adopted(InstitutionID, [TrainingPlanItem])

    package var kind: String { "trainingPlanAdopted" }
}
