/// A text that the public may read: an introduction, guidance, health education. It is published only after somebody
/// else has read it (NHC-IH 28, GX 36; Protocols/public-content-states.md). It informs and treats nobody: it knows no
/// patient, no case and no visit (GX 43).
package struct PublicContent: QualityRecord {
    package enum State: String, Codable, Sendable, CaseIterable {
        case draft, inReview, published, withdrawn
    }

    /// What GX 43 calls pure information.
    package enum Topic: String, Codable, Sendable, CaseIterable {
        case guidance, healthEducation, serviceIntroduction, announcement
    }

    package let id: String
    package let institution: InstitutionID
    package let openedAt: WallTime

    package var version: Int
    package var state: State
    package var stateSince: WallTime
    package var text: PublicText
    /// Who wrote the newest wording.
    package var author: AccountID?
    package var reviewer: AccountID?
    /// Why it came back or was taken down.
    package var reason: String?

    package var key: String { id }
    package var consultation: ConsultationID? { nil }
    package var parties: [InstitutionID] { [institution] }
    package var isClosed: Bool { state == .published || state == .withdrawn }
    package var openDeadlines: [Deadline] { [] }
}

package struct PublicText: Codable, Sendable, Equatable {
    package var topic: PublicContent.Topic
    package var title: String
    package var body: String

    package init(topic: PublicContent.Topic, title: String, body: String) {
        self.topic = topic
        self.title = title
        self.body = body
    }

    fileprivate func check() throws(Refusal) {
        try QualityGate.all([
            Limits.required("/title", Redacted(title), limit: Limits.reference),
            Limits.required("/body", Redacted(body), limit: Limits.longText),
        ])
    }
}

package enum PublicContentCommand: QualityCommand {
    case write(id: String, InstitutionID, PublicText)
    case edit(PublicText)
    case submit
    case approve
    case sendBack(reason: String)
    case withdraw(reason: String)
    case deadlinePassed(Deadline.Kind)

    package enum Action: String, QualityAction {
        case write, edit, submit, approve, sendBack, withdraw, deadlinePassed

        package var allowedStates: [String] {
            switch self {
            case .write: [QualityGate.start]
            case .edit, .submit: ["draft"]
            // Asked before anybody reviewed it, it is refused with what is missing.
            case .approve: ["draft", "inReview"]
            case .sendBack: ["inReview"]
            case .withdraw: ["draft", "inReview", "published"]
            case .deadlinePassed: []
            }
        }

        package var roles: [Role] {
            self == .deadlinePassed ? [] : [.institutionAdmin, .qualityController]
        }
    }

    package var action: Action {
        switch self {
        case .write: .write
        case .edit: .edit
        case .submit: .submit
        case .approve: .approve
        case .sendBack: .sendBack
        case .withdraw: .withdraw
        case .deadlinePassed: .deadlinePassed
        }
    }
}

package enum PublicContentChange: QualityChange {
    case written(id: String, InstitutionID, PublicText)
    case edited(PublicText)
    case submitted
    case published
    case sentBack(reason: String)
    case withdrawn(reason: String)

    package var kind: String {
        switch self {
        case .written: "contentWritten"
        case .edited: "contentEdited"
        case .submitted: "contentSubmitted"
        case .published: "contentPublished"
        case .sentBack: "contentSentBack"
        case .withdrawn: "contentWithdrawn"
        }
    }
}

extension PublicContent {
    package typealias Change = PublicContentChange
    package typealias Command = PublicContentCommand

    package static var stream: String { "content" }
    package static var kind: QualityRecordKind { .publicContent }
    package var stateName: String { state.rawValue }

    package init?(first event: RecordEvent<PublicContentChange>) {
        guard case .written(let id, let institution, let text) = event.change else { return nil }
        self.init(
            id: id, institution: institution, openedAt: event.at, version: 1, state: .draft,
            stateSince: event.at, text: text, author: event.by.member?.account)
    }

    package mutating func apply(_ event: RecordEvent<PublicContentChange>) {
        version += 1
        let actor = event.by.member?.account
        switch event.change {
        case .written: return
        case .edited(let text):
            (self.text, author) = (text, actor)
            return
        case .submitted: (state, reason) = (.inReview, nil)
        case .published: (state, reviewer) = (.published, actor)
        case .sentBack(let reason): (state, self.reason) = (.draft, reason)
        case .withdrawn(let reason): (state, self.reason) = (.withdrawn, reason)
        }
        stateSince = event.at
    }

    package static func decide(
        _ command: PublicContentCommand, on current: PublicContent?, by caller: Caller, at now: WallTime,
        under policy: Policy, facts: QualityFacts
    ) throws(Refusal) -> RecordDecision<PublicContentChange> {
        guard let institution = current?.institution ?? command.institution else { throw .accessDenied }
        try QualityGate.pass(command.action, on: current, of: institution, by: caller)
        let change: PublicContentChange
        switch command {
        case .write(let id, let institution, let text):
            try text.check()
            change = .written(id: id, institution, text)
        case .edit(let text):
            try text.check()
            change = .edited(text)
        case .submit: change = .submitted
        case .approve:
            guard let current, current.state == .inReview, current.author != caller.member?.account else {
                throw .admission(.contentReviewRequired)
            }
            change = .published
        case .sendBack(let reason):
            try QualityGate.required("/reason", Redacted(reason))
            change = .sentBack(reason: reason)
        case .withdraw(let reason):
            try QualityGate.required("/reason", Redacted(reason))
            change = .withdrawn(reason: reason)
        case .deadlinePassed: return RecordDecision(events: [], effects: [])
        }
        return RecordDecision(
            events: [RecordEvent(at: now, by: caller, policyVersion: policy.id, change: change)], effects: [])
    }

    package func availableActions(for caller: Caller) -> [PublicContentCommand.Action] {
        guard let member = caller.member, member.institution == institution else { return [] }
        return PublicContentCommand.Action.allCases.filter { action in
            if action == .approve, state == .draft || author == member.account { return false }
            return action.allowedStates.contains(stateName)
                && action.roles.contains(where: member.roles.contains)
        }
    }
}

extension PublicContentCommand {
    package var institution: InstitutionID? {
        if case .write(_, let institution, _) = self { institution } else { nil }
    }
}
