package import ConsultationCore
import Storage

/// The four boxes of a person's work list.
struct WorklistReading {
    let reading: CaseReading

    /// Open cases looked at, the newest first: more cannot wait for one person.
    static let openLimit = 1_000
    /// Items of one answer; the counts are those of all.
    static let itemLimit = 100

    init(_ reading: CaseReading) {
        self.reading = reading
    }

    func worklist(_ box: WorklistBox) throws -> Worklist {
        let duties = try openDuties()
        var todo = try waiting(duties)
        todo.sort(by: Self.isMoreUrgent)
        let shown = try box == .todo ? todo : others(box, duties)
        return Worklist(
            items: try shown.prefix(Self.itemLimit).compactMap { try item(of: $0) }, todoCount: todo.count,
            overdueCount: todo.count { $0.isOverdue(at: reading.now) })
    }

    /// A case and what is known of it before anybody's name is looked up.
    private final class Candidate {
        let known: KnownState
        let side: PartySide
        let action: ConsultationAction?
        let due: Deadline?
        let duty: UploadDutyID?

        init(
            _ known: KnownState, _ side: PartySide, _ action: ConsultationAction?, _ due: Deadline?,
            _ duty: UploadDutyID?
        ) {
            self.known = known
            self.side = side
            self.action = action
            self.due = due
            self.duty = duty
        }

        func isOverdue(at now: WallTime) -> Bool { due.map { $0.hasPassed(at: now) } ?? false }
    }

    /// Only states in which there can be something to do are read at all.
    private func waiting(_ duties: [ConsultationID: UploadDuty]) throws -> [Candidate] {
        let roles = reading.signedIn.member.roles
        return try reading.scope.consultations(
            inviting: NextAction.states(of: .inviting, for: roles),
            invited: NextAction.states(of: .invited, for: roles), limit: Self.openLimit
        ).compactMap { known in
            let side = reading.side(of: known.consultation)
            // Most of what is open waits for somebody else: its limits are not worked out.
            return try action(known, side).flatMap { try candidate(known, side, $0, duties) }
        }
    }

    private func action(_ known: KnownState, _ side: PartySide) -> ConsultationAction? {
        NextAction.of(known.consultation, side: side, member: reading.signedIn.member)
    }

    private func others(_ box: WorklistBox, _ duties: [ConsultationID: UploadDuty]) throws -> [Candidate] {
        let scope = reading.scope
        let found =
            switch box {
            case .todo: [KnownState]()
            case .done:
                try scope.consultations(
                    inviting: Self.closed, invited: Self.closed + [.reported], limit: Self.itemLimit)
            case .mine:
                try scope.consultations(in: [], before: nil, limit: Self.scanLimit).map(\.known)
            case .cc:
                try scope.consultations(inviting: Self.open, invited: Self.open, limit: Self.scanLimit)
            }
        return try found.filter { belongs($0.consultation, to: box) }.prefix(Self.itemLimit)
            .compactMap { known in
                let side = reading.side(of: known.consultation)
                return try candidate(known, side, action(known, side), duties)
            }
    }

    /// Newest cases looked at in the boxes that ask for a person; older ones are in the full list.
    static let scanLimit = 400

    private static let closed: [Consultation.State] = [.archived, .cancelled, .terminated, .decided]
    private static let open = Consultation.State.allCases.filter { !closed.contains($0) }

    private func belongs(_ consultation: Consultation, to box: WorklistBox) -> Bool {
        let isClosed = Self.closed.contains(consultation.state)
        let member = reading.signedIn.member
        let isMine =
            consultation.createdBy == member.account
            || (member.practitioner.map(consultation.isAssigned) ?? false)
        switch box {
        case .todo: return false
        case .done:
            return isClosed || (consultation.state == .reported && reading.side(of: consultation) == .invited)
        case .mine: return isMine
        case .cc: return !isMine && !isClosed
        }
    }

    private func candidate(
        _ known: KnownState, _ side: PartySide, _ action: ConsultationAction?,
        _ duties: [ConsultationID: UploadDuty]
    ) throws -> Candidate? {
        guard let inviting = try reading.institution(known.consultation.inviting) else { return nil }
        let policy = reading.policies.policy(
            governing: known.consultation, of: inviting.jurisdiction, at: reading.now)
        let duty = side == .inviting ? duties[known.consultation.id] : nil
        return Candidate(
            known, side, action,
            mostUrgent(known.consultation.openDeadlines(under: policy), duty, policy), duty?.id)
    }

    private func item(of candidate: Candidate) throws -> WorkItem {
        WorkItem(
            summary: try reading.summary(of: candidate.known.consultation), action: candidate.action,
            due: candidate.due, isOverdue: candidate.isOverdue(at: reading.now), duty: candidate.duty)
    }

    /// The upload clock governs while it runs; otherwise the limit of the state.
    private func mostUrgent(_ open: [Deadline], _ duty: UploadDuty?, _ policy: Policy) -> Deadline? {
        var limits = open.filter {
            [.responseDue, .slotConfirmationDue, .sessionStart, .reportDue, .decisionDue].contains($0.kind)
        }
        limits += duty?.openDeadlines(under: policy).filter { $0.kind == .uploadDue } ?? []
        return limits.min { $0.dueAt < $1.dueAt }
    }

    private func openDuties() throws -> [ConsultationID: UploadDuty] {
        var found: [ConsultationID: UploadDuty] = [:]
        for duty in try reading.scope.runningDuties(limit: Self.openLimit) {
            for consultation in duty.consultations {
                if let known = found[consultation], known.dueAt <= duty.dueAt { continue }
                found[consultation] = duty
            }
        }
        return found
    }

    private static func isMoreUrgent(_ left: Candidate, _ right: Candidate) -> Bool {
        switch (left.due?.dueAt, right.due?.dueAt) {
        case (let first?, let second?): first < second
        case (.some, nil): true
        case (nil, .some): false
        case (nil, nil): left.known.consultation.createdAt < right.known.consultation.createdAt
        }
    }
}

extension UploadDuty {
    var isRunning: Bool { state == .open || state == .overdue }
}

/// The one thing a person should do next for a case; nil when it waits for somebody else.
package enum NextAction {
    package static func of(
        _ consultation: Consultation, side: PartySide, member: Caller.Member
    ) -> ConsultationAction? {
        let isPhysician = member.roles.contains(.physician)
        let isCoordinator = member.roles.contains(.invitationCoordinator)
        if side == .inviting, isCoordinator,
            ConsultationAction.handOver.allowedStates.contains(consultation.state),
            consultation.openHolds.contains(where: {
                consultation.invitedInstitutions.contains($0.institution)
            })
        {
            return .handOver
        }
        if side == .inviting, isPhysician || isCoordinator, !consultation.itemsToReplace.isEmpty,
            ConsultationAction.rejectMaterial.allowedStates.contains(consultation.state)
        {
            return .attachMaterial
        }
        switch (consultation.state, side) {
        case (.draft, .inviting):
            guard isPhysician || isCoordinator else { return nil }
            return draftAction(consultation, isPhysician: isPhysician)
        case (.inviting, .invited):
            let own = consultation.liveInvitation(of: member.institution)
            return isCoordinator && own?.state != .accepted ? .accept : nil
        case (.inviting, .inviting):
            guard isCoordinator, consultation.isTeam else { return nil }
            return consultation.liveInvitations.contains { $0.state == .accepted } ? .confirmTeam : nil
        case (.accepted, .inviting): return isPhysician || isCoordinator ? .confirmSlot : nil
        case (.scheduled, _), (.inSession, _), (.interrupted, _):
            guard isPhysician, side == .inviting || isAssigned(consultation, member) else { return nil }
            return .enterRoom
        case (.awaitingReport, _) where consultation.isTeam: return teamAction(consultation, side, member)
        case (.awaitingReport, .invited):
            guard isAssigned(consultation, member) else { return nil }
            return hasOwnSignature(consultation, member) ? nil : .signReport
        case (.reported, .inviting): return isPhysician ? .decide : nil
        case (.draft, .invited), (.matching, _), (.accepted, .invited),
            (.awaitingReport, .inviting),
            (.reported, .invited), (.decided, _), (.archived, _), (.cancelled, _), (.terminated, _):
            return nil
        }
    }

    /// The states in which `of` may find something for a person of these roles: nothing else need be read.
    package static func states(of side: PartySide, for roles: [Role]) -> [Consultation.State] {
        let isPhysician = roles.contains(.physician)
        let isCoordinator = roles.contains(.invitationCoordinator)
        let meeting: [Consultation.State] = isPhysician ? [.scheduled, .inSession, .interrupted] : []
        switch side {
        case .inviting:
            let prepared: [Consultation.State] = isPhysician || isCoordinator ? [.draft, .accepted] : []
            let own = prepared + meeting + (isPhysician ? [.reported] : [])
            let held = isCoordinator ? ConsultationAction.handOver.allowedStates : []
            let sentBack = isPhysician || isCoordinator ? ConsultationAction.rejectMaterial.allowedStates : []
            return (held + sentBack).reduce(into: own) { all, next in
                if !all.contains(next) { all.append(next) }
            }
        case .invited:
            return (isCoordinator ? [.inviting] : []) + meeting + (isPhysician ? [.awaitingReport] : [])
        }
    }

    private static func draftAction(
        _ consultation: Consultation, isPhysician: Bool
    ) -> ConsultationAction? {
        switch consultation.consent?.state {
        case .signed: .submit
        case .presented: .signConsent
        case .refused: nil
        case nil, .withdrawn, .superseded: isPhysician ? .presentConsent : .updateDraft
        }
    }

    /// A team's physician signs the own institution's opinion, then everybody who attended the joint summary.
    private static func teamAction(
        _ consultation: Consultation, _ side: PartySide, _ member: Caller.Member
    ) -> ConsultationAction? {
        guard let practitioner = member.practitioner,
            consultation.everybodyAttending.contains(practitioner)
        else { return nil }
        if side == .invited, let opinion = consultation.opinion(of: member.institution),
            opinion.givenAt == nil, opinion.signatures.contains(where: { $0.practitioner == practitioner })
        {
            return nil
        }
        if side == .invited, consultation.opinion(of: member.institution)?.givenAt == nil {
            return .signReport
        }
        let owed = consultation.institutionsAttending
        guard owed.allSatisfy({ consultation.opinion(of: $0)?.givenAt != nil }) else { return nil }
        return hasOwnSignature(consultation, member) ? nil : .signSummary
    }

    private static func isAssigned(_ consultation: Consultation, _ member: Caller.Member) -> Bool {
        member.practitioner.map(consultation.isAssigned) ?? false
    }

    private static func hasOwnSignature(_ consultation: Consultation, _ member: Caller.Member) -> Bool {
        consultation.report?.signatures.contains { $0.practitioner == member.practitioner } ?? false
    }
}
