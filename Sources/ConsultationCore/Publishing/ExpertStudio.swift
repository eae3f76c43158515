/// A group of physicians under one physical hospital that serves others (专家工作室, NHC-IH 26, GX 34;
/// Protocols/expert-studio-states.md).
package struct ExpertStudio: QualityRecord {
    package enum State: String, Codable, Sendable, CaseIterable {
        case open, closed
    }

    package let id: String
    package let institution: InstitutionID
    package let openedAt: WallTime

    package var version: Int
    package var state: State
    package var profile: StudioProfile
    package var reason: String?

    package static let memberLimit = 50

    package var key: String { id }
    package var consultation: ConsultationID? { nil }
    package var parties: [InstitutionID] { [institution] }
    package var isClosed: Bool { state == .closed }
    package var openDeadlines: [Deadline] { [] }
}

package struct StudioProfile: Codable, Sendable, Equatable {
    package var name: String
    package var introduction: String
    package var head: PractitionerID
    package var members: [PractitionerID]

    package init(name: String, introduction: String, head: PractitionerID, members: [PractitionerID]) {
        self.name = name
        self.introduction = introduction
        self.head = head
        self.members = members
    }
}

package enum ExpertStudioCommand: QualityCommand {
    case open(id: String, InstitutionID, StudioProfile)
    case edit(StudioProfile)
    case close(reason: String)
    case deadlinePassed(Deadline.Kind)

    package enum Action: String, QualityAction {
        case open, edit, close, deadlinePassed

        package var allowedStates: [String] {
            switch self {
            case .open: [QualityGate.start]
            case .edit, .close: ["open"]
            case .deadlinePassed: []
            }
        }

        package var roles: [Role] { self == .deadlinePassed ? [] : [.institutionAdmin] }
    }

    package var action: Action {
        switch self {
        case .open: .open
        case .edit: .edit
        case .close: .close
        case .deadlinePassed: .deadlinePassed
        }
    }
}

package enum ExpertStudioChange: QualityChange {
    case opened(id: String, InstitutionID, StudioProfile)
    case edited(StudioProfile)
    case closed(reason: String)

    package var kind: String {
        switch self {
        case .opened: "studioOpened"
        case .edited: "studioEdited"
        case .closed: "studioClosed"
        }
    }
}

extension ExpertStudio {
    package typealias Change = ExpertStudioChange
    package typealias Command = ExpertStudioCommand

    package static var stream: String { "studio" }
    package static var kind: QualityRecordKind { .expertStudio }
    package var stateName: String { state.rawValue }

    package init?(first event: RecordEvent<ExpertStudioChange>) {
        guard case .opened(let id, let institution, let profile) = event.change else { return nil }
        self.init(
            id: id, institution: institution, openedAt: event.at, version: 1, state: .open, profile: profile)
    }

    package mutating func apply(_ event: RecordEvent<ExpertStudioChange>) {
        version += 1
        switch event.change {
        case .opened: break
        case .edited(let profile): self.profile = profile
        case .closed(let reason): (state, self.reason) = (.closed, reason)
        }
    }

    package static func decide(
        _ command: ExpertStudioCommand, on current: ExpertStudio?, by caller: Caller, at now: WallTime,
        under policy: Policy, facts: QualityFacts
    ) throws(Refusal) -> RecordDecision<ExpertStudioChange> {
        guard let institution = current?.institution ?? command.institution else { throw .accessDenied }
        try QualityGate.pass(command.action, on: current, of: institution, by: caller)
        let change: ExpertStudioChange
        switch command {
        case .open(let id, let institution, let profile):
            try profile.check(facts, on: CivilDate(now))
            change = .opened(id: id, institution, profile)
        case .edit(let profile):
            try profile.check(facts, on: CivilDate(now))
            change = .edited(profile)
        case .close(let reason):
            try QualityGate.required("/reason", Redacted(reason))
            change = .closed(reason: reason)
        case .deadlinePassed: return RecordDecision(events: [], effects: [])
        }
        return RecordDecision(
            events: [RecordEvent(at: now, by: caller, policyVersion: policy.id, change: change)], effects: [])
    }
}

extension StudioProfile {
    /// Head and members are licensed physicians whom the hospital has let in.
    fileprivate func check(_ facts: QualityFacts, on today: CivilDate) throws(Refusal) {
        guard facts.institution?.departments.isEmpty == false else {
            throw .fieldInvalid([FieldProblem("/institution", .invalid)])
        }
        var problems = [
            Limits.required("/name", Redacted(name), limit: Limits.reference),
            Limits.problem("/introduction", Redacted(introduction), limit: Limits.shortText),
            members.isEmpty ? FieldProblem("/members", .missing) : nil,
            members.count > ExpertStudio.memberLimit ? FieldProblem("/members", .tooMany) : nil,
        ]
        let known = (facts.admission?.practitioners ?? []).filter {
            $0.kind == .licensedPhysician && $0.hasLicence(on: today) && $0.mayBeAssigned
        }
        if !known.contains(where: { $0.id == head }) { problems.append(FieldProblem("/head", .invalid)) }
        for (index, member) in members.enumerated() where !known.contains(where: { $0.id == member }) {
            problems.append(FieldProblem("/members/\(index)", .invalid))
        }
        try QualityGate.all(problems)
    }
}

extension ExpertStudioCommand {
    package var institution: InstitutionID? {
        if case .open(_, let institution, _) = self { institution } else { nil }
    }
}
