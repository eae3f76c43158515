extension CaseCustody {
    /// Decides one command on what is kept of `consultation`; `current` is nil before the first.
    package static func decide(
        _ command: CustodyCommand, of consultation: Consultation, on current: CaseCustody?,
        by caller: Caller, at now: WallTime, under policy: Policy, facts: Facts
    ) throws(Refusal) -> RecordDecision<CustodyChange> {
        var weighing = CustodyWeighing(
            consultation: consultation, caller: caller, now: now, policy: policy, facts: facts)
        try weighing.begin(current)
        try weighing.perform(command)
        return RecordDecision(events: weighing.events, effects: weighing.effects)
    }
}

/// One decision on its way; `custody` is the state with what was decided so far.
struct CustodyWeighing {
    let consultation: Consultation
    let caller: Caller
    let now: WallTime
    let policy: Policy
    let facts: Facts
    var events: [RecordEvent<CustodyChange>] = []
    var effects: [Effect] = []
    var state: CaseCustody?

    var custody: CaseCustody {
        get throws(Refusal) {
            guard let state else { throw .accessDenied }
            return state
        }
    }

    mutating func record(_ change: CustodyChange) {
        let event = RecordEvent(at: now, by: caller, policyVersion: policy.id, change: change)
        events.append(event)
        if state == nil { state = CaseCustody(first: event) } else { state?.apply(event) }
    }

    /// Whatever the command is, the state first catches up with the case.
    mutating func begin(_ current: CaseCustody?) throws(Refusal) {
        state = current
        if state == nil { record(.begun(consultation.id, inviting: consultation.inviting)) }
        let custody = try custody
        let partner = consultation.invitation.flatMap {
            $0.state == .accepted || $0.state == .sent ? $0.institution : nil
        }
        if [.notRecorded, .recording, .finalising].contains(custody.state) {
            let found = CaseCustody.state(of: consultation)
            // The archive itself is taken over with its retention.
            let next = found == .archived ? custody.state : found
            if next != custody.state || partner != custody.invited {
                record(.followed(next, invited: partner))
            }
            if consultation.isTeam, try self.custody.team != consultation.invitedInstitutions {
                record(.teamFollowed(consultation.invitedInstitutions))
            }
            if let archive = consultation.archive {
                record(
                    .archived(
                        RetentionPeriod(recordTo: archive.recordRetainedTo, mediaTo: archive.mediaRetainedTo))
                )
            }
        }
        if try self.custody.state == .archived, let end = try self.custody.retention?.mediaTo.end, now >= end
        {
            record(.becameDisposable)
        }
    }

    mutating func perform(_ command: CustodyCommand) throws(Refusal) {
        switch command {
        case .follow: try demandSystem()
        case .storePackage(let package): try store(package)
        case .placeHold(let ground, let reference): try placeHold(ground, reference)
        case .liftHold(let id, let reason): try liftHold(id, reason)
        case .request(let asking): try ask(asking)
        case .approve(let id): try approve(id)
        case .reject(let id, let reason): try reject(id, reason)
        case .deadlinePassed(let kind): try deadlinePassed(kind)
        }
    }

    func demandSystem() throws(Refusal) {
        guard caller == .system else { throw .roleRequired([]) }
    }

    /// Before the archive a package is made again when the case has changed; afterwards it stays as it is (SC 23(2)).
    private mutating func store(_ package: ArchivePackage) throws(Refusal) {
        try demandSystem()
        let custody = try custody
        if custody.packages.contains(where: {
            $0.institution == package.institution && $0.sha256 == package.sha256
        }) {
            return
        }
        guard consultation.state != .archived else { throw .archiveImmutable }
        guard custody.state == .finalising else { throw .custodyStateNotAllowed(custody.state) }
        guard custody.parties.contains(package.institution),
            package.manifestHash == consultation.manifestContent.digest
        else { throw .archiveIncomplete([.manifest]) }
        record(.packageStored(package))
    }

    private mutating func placeHold(_ ground: String, _ reference: String?) throws(Refusal) {
        if caller != .system { try demand(CustodyCommand.holders, orAuthority: true) }
        let custody = try custody
        // The same cause holds once.
        if let reference, custody.openHolds.contains(where: { $0.reference == reference }) { return }
        record(
            .holdPlaced(
                id: custody.holds.count + 1, ground: try text("/ground", ground), reference: reference))
        tellBoth(.legalHoldChanged)
    }

    private mutating func liftHold(_ id: Int, _ reason: String) throws(Refusal) {
        if caller != .system { try demand(CustodyCommand.holders, orAuthority: true) }
        guard let hold = try custody.openHolds.first(where: { $0.id == id }) else {
            throw .custodyRequestNotOpen
        }
        // What the authority or a dispute holds, an institution does not let go.
        if let member = caller.member {
            guard let placer = hold.by.member, placer.institution == member.institution else {
                throw .legalHold
            }
        }
        record(.holdLifted(id: id, reason: try text("/reason", reason)))
        tellBoth(.legalHoldChanged)
    }

    private mutating func deadlinePassed(_ kind: Deadline.Kind) throws(Refusal) {
        try demandSystem()
        let custody = try custody
        guard let deadline = custody.openDeadlines.first(where: { $0.kind == kind }) else {
            throw .custodyStateNotAllowed(custody.state)
        }
        guard deadline.hasPassed(at: now) else { throw .deadlineNotPassed(dueAt: deadline.dueAt) }
        record(.deadlinePassed(kind, dueAt: deadline.dueAt))
        tell(consultation.inviting, .institutionAdmin, .retentionElapsed)
    }
}
