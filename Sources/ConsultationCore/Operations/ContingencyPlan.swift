/// The four kinds of trouble that the annexes name (NHC-IH 附录五).
package enum IncidentKind: String, Codable, Sendable, CaseIterable {
    case power, network, device, security
}

/// What is done when one of them happens (应急预案, NHC-TM 四(一)1). One for each kind, in versions; the newest holds.
package struct ContingencyPlan: Codable, Sendable, Equatable {
    package var kind: IncidentKind
    package var title: String
    /// In order; each is ticked off in an incident.
    package var steps: [String]
    /// Where the full document lies, for people.
    package var document: String?

    package init(kind: IncidentKind, title: String, steps: [String], document: String? = nil) {
        self.kind = kind
        self.title = title
        self.steps = steps
        self.document = document
    }

    package static let stepLimit = 20
}

/// The plans of one operator.
package struct ContingencyPlans: DomainRecord {
    package typealias Change = PlanChange

    package let institution: InstitutionID
    package var version: Int
    package var plans: [ContingencyPlan]

    package static var stream: String { "plans" }
    package var key: String { institution.text }
    package var stateName: String { "kept" }
    package var parties: [InstitutionID] { [institution] }
    package var openDeadlines: [Deadline] { [] }

    package init?(first event: RecordEvent<PlanChange>) {
        institution = event.change.institution
        version = 0
        plans = []
        apply(event)
    }

    package mutating func apply(_ event: RecordEvent<PlanChange>) {
        version += 1
        guard case .planKept(_, let plan) = event.change else { return }
        plans.removeAll { $0.kind == plan.kind }
        plans.append(plan)
    }

    package func plan(_ kind: IncidentKind) -> ContingencyPlan? { plans.first { $0.kind == kind } }

    package static func keep(
        _ plan: ContingencyPlan, of institution: InstitutionID, by caller: Caller, at now: WallTime,
        under policy: Policy
    ) throws(Refusal) -> RecordDecision<PlanChange> {
        guard caller.institution == institution else { throw .accessDenied }
        guard caller.has(.operator) || caller.has(.institutionAdmin) else {
            throw .roleRequired([.operator, .institutionAdmin])
        }
        var problems = [Limits.required("/title", Redacted(plan.title), limit: Limits.shortText)]
        if plan.steps.isEmpty { problems.append(FieldProblem("/steps", .missing)) }
        if plan.steps.count > ContingencyPlan.stepLimit { problems.append(FieldProblem("/steps", .tooMany)) }
        for (index, step) in plan.steps.enumerated() {
            problems.append(
                Limits.required("/steps/\(index)", Redacted(step), limit: Limits.shortText))
        }
        let found = problems.compactMap { $0 }
        guard found.isEmpty else { throw .fieldInvalid(found) }
        let event = RecordEvent(
            at: now, by: caller, policyVersion: policy.id, change: PlanChange.planKept(institution, plan))
        return RecordDecision(events: [event], effects: [])
    }
}

package enum PlanChange: RecordChange {
    case planKept(InstitutionID, ContingencyPlan)

    package var kind: String { "planKept" }

    var institution: InstitutionID {
        switch self {
        case .planKept(let institution, _): institution
        }
    }
}
