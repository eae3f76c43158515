extension Deliberation {
    /// The invited institution, if it had to stop.
    var heldInvited: InstitutionID? {
        consultation.openHolds.first { consultation.invitedInstitutions.contains($0.institution) }?
            .institution
    }

    /// An institution of the case stopped: nothing new begins, and for a hazard a running session ends soon (JL-34).
    mutating func hold(_ institution: InstitutionID, _ cause: SuspensionCause) throws(Refusal) {
        guard consultation.side(of: institution) != nil else { throw .accessDenied }
        guard !consultation.openHolds.contains(where: { $0.institution == institution }) else { return }
        let isRunning = consultation.state == .inSession || consultation.state == .interrupted
        let closesAt =
            isRunning && cause.endsRunningSessions ? now + policy.suspensionRunningGrace : nil
        record(.heldUp(institution: institution, cause: cause, closesAt: closesAt))
        for side in PartySide.allCases {
            notify(side, .invitationCoordinator, .handOver)
            if isRunning { notify(side, .physician, .institutionSuspended) }
        }
    }

    mutating func liftHold(_ institution: InstitutionID) {
        guard consultation.openHolds.contains(where: { $0.institution == institution }) else { return }
        record(.holdLifted(institution: institution))
        for side in PartySide.allCases { notify(side, .invitationCoordinator, .institutionResumed) }
    }

    /// The case goes back to its draft, under its number and with its open upload duties, for another institution.
    mutating func handOver(_ reason: Redacted<String>) throws(Refusal) {
        try refuse([Limits.required("/reason", reason, limit: Limits.shortText)])
        guard let institution = heldInvited else {
            throw .stateNotAllowed(action: .handOver, state: consultation.state)
        }
        record(.handedOver(from: institution, reason: reason))
        notify(.invited, .invitationCoordinator, .cancelled)
        for assigned in consultation.assigned {
            cause(.notifyPractitioner(assigned.practitioner, notice: .cancelled))
        }
        cause(.closeRoom)
    }

    /// The grace of a hazard is over: the session ends, and gets its report if an opinion was given (§5.1).
    mutating func closeForHazard(_ deadline: Deadline) {
        record(.deadlinePassed(deadline.kind, dueAt: deadline.dueAt))
        let opinionGiven = consultation.note != nil || consultation.report != nil
        record(.sessionTerminated(reason: "机构因安全隐患停止服务", opinionGiven: opinionGiven))
        concludeSession()
    }
}
