extension Inspection {
    package static func decide(
        _ command: InspectionCommand, on current: Inspection?, by caller: Caller, at now: WallTime,
        under policy: Policy, facts: QualityFacts
    ) throws(Refusal) -> RecordDecision<InspectionChange> {
        guard let institution = current?.institution ?? command.institution else { throw .accessDenied }
        try QualityGate.pass(command.action, on: current, of: institution, by: caller)
        let account = caller.member?.account
        let change: InspectionChange
        var effects: [Effect] = []
        switch command {
        case .schedule(let id, let institution, let dueOn):
            guard dueOn >= CivilDate(now) else { throw .fieldInvalid([FieldProblem("/dueOn", .inPast)]) }
            change = .scheduled(id: id, institution, dueOn: dueOn)
        case .record(let day, let items):
            guard let account, let current else { throw .accessDenied }
            try current.check(items, on: day, at: now)
            change = .recorded(on: day, items, by: account)
        case .plan(let item, let text, let owner, let dueOn):
            try demand(item, of: current, \.waitsForPlan)
            try QualityGate.all([
                Limits.required("/text", text, limit: Limits.shortText),
                dueOn < CivilDate(now) ? FieldProblem("/dueOn", .inPast) : nil,
            ])
            change = .planned(
                item: item, CorrectiveAction(text: text, owner: owner, dueOn: dueOn, plannedAt: now))
        case .complete(let item, let text):
            let found = try demand(item, of: current, \.waitsForDoing)
            let mayForOthers = caller.has(.qualityController) || caller.has(.institutionAdmin)
            guard let account, mayForOthers || found.actions.last?.owner == account else {
                throw .accessDenied
            }
            try QualityGate.required("/text", text)
            change = .completed(item: item, text: text, by: account)
        case .checkEffect(let item, let isEffective, let text):
            try demand(item, of: current, \.waitsForCheck)
            try QualityGate.required("/text", text)
            guard let account else { throw .accessDenied }
            change = .effectChecked(
                item: item,
                CorrectiveAction.Check(isEffective: isEffective, text: text, at: now, by: account))
        case .deadlinePassed(let kind):
            guard let current, let due = try QualityGate.passed(kind, of: current, at: now) else {
                return RecordDecision(events: [], effects: [])
            }
            let isRound = kind == .inspectionDue
            change = isRound ? .becameOverdue(dueAt: due.dueAt) : .actionBecameOverdue(dueAt: due.dueAt)
            // The head of the institution is reminded (NHC-TM-4.3.3), and who should have done it.
            effects = [Role.institutionAdmin, .qualityController].map {
                .notify(
                    institution: current.institution, role: $0,
                    notice: isRound ? .inspectionOverdue : .inspectionActionOverdue)
            }
        }
        return RecordDecision(
            events: [RecordEvent(at: now, by: caller, policyVersion: policy.id, change: change)],
            effects: effects)
    }

    @discardableResult
    private static func demand(
        _ index: Int, of current: Inspection?, _ waits: (InspectionItem) -> Bool
    ) throws(Refusal) -> InspectionItem {
        guard let current, current.items.indices.contains(index), waits(current.items[index]) else {
            throw .fieldInvalid([FieldProblem("/item", .invalid)])
        }
        return current.items[index]
    }

    /// Every area is looked at, and what is deficient says why.
    private func check(
        _ items: [InspectionItem], on day: CivilDate, at now: WallTime
    ) throws(Refusal) {
        var problems: [FieldProblem?] = [
            day > CivilDate(now) || day < CivilDate(openedAt)
                ? FieldProblem("/inspectedOn", .outOfRange) : nil,
            items.count > Self.itemLimit ? FieldProblem("/items", .tooMany) : nil,
            Area.allCases.allSatisfy { area in items.contains { $0.area == area } }
                ? nil : FieldProblem("/items", .missing),
        ]
        for (index, item) in items.prefix(Self.itemLimit).enumerated() {
            problems.append(
                Limits.required(
                    "/items/\(index)/subject", Redacted(item.subject), limit: Limits.reference))
            if item.result == .deficient {
                problems.append(
                    Limits.required(
                        "/items/\(index)/finding", item.finding ?? "", limit: Limits.shortText))
            }
        }
        try QualityGate.all(problems)
    }

    /// A finding's steps are offered when one of them waits.
    package func availableActions(for caller: Caller) -> [InspectionCommand.Action] {
        guard let member = caller.member, member.institution == institution else { return [] }
        let mayForOthers =
            member.roles.contains(.qualityController) || member.roles.contains(.institutionAdmin)
        return InspectionCommand.Action.allCases.filter { action in
            guard action.allowedStates.contains(stateName),
                action.roles.contains(where: member.roles.contains)
            else { return false }
            return switch action {
            case .plan: items.contains(where: \.waitsForPlan)
            case .complete:
                items.contains {
                    $0.waitsForDoing && (mayForOthers || $0.actions.last?.owner == member.account)
                }
            case .checkEffect: items.contains(where: \.waitsForCheck)
            default: true
            }
        }
    }
}

extension InspectionCommand {
    package var institution: InstitutionID? {
        if case .schedule(_, let institution, _) = self { institution } else { nil }
    }
}
