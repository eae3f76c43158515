/// Trouble with power, network, devices or security, from its beginning to its end, with what the plan says and what
/// was done (NHC-IH 附录五, Protocols/operations-states.md).
package struct Incident: DomainRecord {
    package typealias Change = IncidentChange

    package enum State: String, Codable, Sendable, CaseIterable {
        case open, closed
    }

    package struct Step: Codable, Sendable, Equatable {
        package var text: String
        package var doneAt: WallTime?
        package var doneBy: AccountID?
    }

    package let id: IncidentID
    package let kind: IncidentKind
    package let operators: [InstitutionID]
    /// What it is about, for programs; one incident at a time is open about the same thing.
    package let cause: String
    package let openedAt: WallTime
    /// Found by the service itself.
    package let isAutomatic: Bool
    package var version: Int
    package var state: State
    package var summary: String
    package var steps: [Step]
    /// Everything that was said about it, oldest first.
    package var timeline: [Entry]
    package var closedAt: WallTime?

    package struct Entry: Codable, Sendable, Equatable {
        package var at: WallTime
        package var by: AccountID?
        package var text: String
    }

    package static var stream: String { "incident" }
    package var key: String { id.text }
    package var stateName: String { state.rawValue }
    package var parties: [InstitutionID] { operators }
    package var openDeadlines: [Deadline] { [] }

    package static let entryLimit = 500
}

package struct IncidentID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

package enum IncidentCommand: Codable, Sendable, Equatable {
    case open(IncidentKind, cause: String, summary: String)
    case completeStep(Int)
    case note(String)
    case close(summary: String)

    package enum Action: String, Codable, Sendable, CaseIterable {
        case open, completeStep, note, close
    }

    package var action: Action {
        switch self {
        case .open: .open
        case .completeStep: .completeStep
        case .note: .note
        case .close: .close
        }
    }
}

package enum IncidentChange: RecordChange {
    case opened(
        IncidentID, IncidentKind, operators: [InstitutionID], cause: String, summary: String,
        steps: [String])
    case stepCompleted(Int)
    case noted(String)
    case closed(summary: String)

    package var kind: String {
        switch self {
        case .opened: "opened"
        case .stepCompleted: "stepCompleted"
        case .noted: "noted"
        case .closed: "closed"
        }
    }
}

extension Incident {
    package init?(first event: RecordEvent<IncidentChange>) {
        guard case .opened(let id, let kind, let operators, let cause, let summary, let steps) = event.change
        else { return nil }
        self.init(
            id: id, kind: kind, operators: operators, cause: cause, openedAt: event.at,
            isAutomatic: event.by == .system, version: 1, state: .open, summary: summary,
            steps: steps.map { Step(text: $0) },
            timeline: [Entry(at: event.at, by: event.by.member?.account, text: summary)], closedAt: nil)
    }

    package mutating func apply(_ event: RecordEvent<IncidentChange>) {
        version += 1
        let account = event.by.member?.account
        switch event.change {
        case .opened: break
        case .stepCompleted(let index):
            guard steps.indices.contains(index) else { return }
            steps[index].doneAt = event.at
            steps[index].doneBy = account
            timeline.append(Entry(at: event.at, by: account, text: steps[index].text))
        case .noted(let text): timeline.append(Entry(at: event.at, by: account, text: text))
        case .closed(let text):
            state = .closed
            closedAt = event.at
            timeline.append(Entry(at: event.at, by: account, text: text))
        }
    }

    /// Decides one command; `plan` is the plan of its kind when it opens.
    package static func decide(
        _ command: IncidentCommand, as id: IncidentID, on current: Incident?, plan: ContingencyPlan?,
        operators: [InstitutionID], by caller: Caller, at now: WallTime, under policy: Policy
    ) throws(Refusal) -> RecordDecision<IncidentChange> {
        if let member = caller.member {
            guard operators.contains(member.institution) else { throw .accessDenied }
            guard member.roles.contains(.operator) else { throw .roleRequired([.operator]) }
        }
        let change: IncidentChange
        var effects: [Effect] = []
        if case .open(let kind, let cause, let summary) = command {
            guard current == nil else { throw .alreadyExists }
            try refuseBlank("/summary", summary)
            change = .opened(
                id, kind, operators: operators, cause: cause, summary: summary, steps: plan?.steps ?? [])
            effects = operators.map { .notify(institution: $0, role: .operator, notice: .incidentOpened) }
        } else {
            guard let current, current.state == .open else { throw .site(.incidentClosed) }
            switch command {
            case .completeStep(let index):
                guard current.steps.indices.contains(index), current.steps[index].doneAt == nil else {
                    throw .fieldInvalid([FieldProblem("/step", .invalid)])
                }
                change = .stepCompleted(index)
            case .note(let text):
                try refuseBlank("/text", text)
                guard current.timeline.count < entryLimit else {
                    throw .fieldInvalid([FieldProblem("/text", .tooMany)])
                }
                change = .noted(text)
            case .close(let summary):
                try refuseBlank("/summary", summary)
                change = .closed(summary: summary)
            case .open: throw .alreadyExists
            }
        }
        return RecordDecision(
            events: [RecordEvent(at: now, by: caller, policyVersion: policy.id, change: change)],
            effects: effects)
    }

    private static func refuseBlank(_ pointer: String, _ text: String) throws(Refusal) {
        if let problem = Limits.required(pointer, Redacted(text), limit: Limits.shortText) {
            throw .fieldInvalid([problem])
        }
    }
}
