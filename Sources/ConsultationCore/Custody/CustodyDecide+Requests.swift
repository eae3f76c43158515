extension CustodyWeighing {
    mutating func ask(_ asking: CustodyAsking) throws(Refusal) {
        let kind = asking.kind
        guard let member = caller.member else { throw .roleRequired(kind.requesters) }
        if kind == .breakGlass {
            guard member.roles.contains(.operator) else { throw .roleRequired([.operator]) }
        } else {
            try demand(kind.requesters, orAuthority: kind.isForAuthority)
        }
        guard let purpose = asking.purpose else { throw .purposeRequired }
        let ground = try text("/ground", asking.ground)
        try weigh(kind)
        let custody = try custody
        let open = custody.requests.filter { $0.state == .pending }
        if open.contains(where: { $0.kind == kind && $0.by.account == member.account }) { return }
        guard open.count < CaseCustody.openRequestLimit else { throw .custodyRequestNotOpen }
        record(.requested(id: custody.requests.count + 1, kind, purpose, ground: ground))
        tellBoth(kind == .breakGlass ? .breakGlassRequested : .recordRequested)
    }

    mutating func approve(_ id: Int) throws(Refusal) {
        let request = try open(id)
        try demandApprover(of: request)
        try weigh(request.kind)
        record(.approved(id: id))
        guard let now = try custody.request(id), now.approvals.count >= now.kind.approvalsNeeded else {
            tellBoth(.recordRequested)
            return
        }
        record(.granted(id: id))
        try carryOut(request)
        tellBoth(request.kind == .breakGlass ? .breakGlassGranted : .recordRequestAnswered)
    }

    mutating func reject(_ id: Int, _ reason: String) throws(Refusal) {
        try demandApprover(of: try open(id))
        record(.rejected(id: id, reason: try text("/reason", reason)))
        tellBoth(.recordRequestAnswered)
    }

    private func open(_ id: Int) throws(Refusal) -> CustodyRequest {
        guard let request = try custody.request(id), request.state == .pending else {
            // Who is no party learns nothing of what was asked.
            try demand(CustodyRequest.approvers, orAuthority: true)
            throw .custodyRequestNotOpen
        }
        return request
    }

    /// Somebody responsible at a party, who neither asked nor agreed before; for break-glass also a colleague of the
    /// operator's (JL 36).
    private func demandApprover(of request: CustodyRequest) throws(Refusal) {
        guard let member = caller.member else { throw .roleRequired(CustodyRequest.approvers) }
        let isColleague =
            request.kind == .breakGlass && member.roles.contains(.operator)
            && member.institution == request.by.institution
        if !isColleague { try demand(CustodyRequest.approvers, orAuthority: false) }
        guard member.account != request.by.account,
            !request.approvals.contains(where: { $0.by.account == member.account })
        else { throw .secondPersonRequired }
    }

    /// What stands in the way of the thing asked for, when it is asked and again when it is allowed.
    private func weigh(_ kind: CustodyRequest.Kind) throws(Refusal) {
        let custody = try custody
        switch kind {
        case .access, .breakGlass: return
        case .copyOut: guard !custody.packages.isEmpty else { throw .custodyStateNotAllowed(custody.state) }
        case .seal: guard !custody.isSealed else { throw .recordSealed }
        case .unseal: guard custody.isSealed else { throw .custodyStateNotAllowed(custody.state) }
        case .disposeMedia: try weighDisposal(custody)
        }
    }

    /// Not before the end of the last day, not under a hold, not while sealed (NHC-SUP 19, SC 34, JL 37).
    private func weighDisposal(_ custody: CaseCustody) throws(Refusal) {
        guard let retention = custody.retention, custody.state != .disposed else {
            throw .custodyStateNotAllowed(custody.state)
        }
        guard now >= retention.mediaTo.end else { throw .retentionNotElapsed(until: retention.mediaTo) }
        guard custody.openHolds.isEmpty else { throw .legalHold }
        guard !custody.isSealed else { throw .recordSealed }
    }

    private mutating func carryOut(_ request: CustodyRequest) throws(Refusal) {
        switch request.kind {
        case .access, .copyOut, .breakGlass: return
        case .seal: record(.sealed(request: request.id))
        case .unseal: record(.unsealed(request: request.id))
        case .disposeMedia:
            record(.mediaDisposed(request: request.id))
            if let recording = consultation.recording { effects.append(.eraseMedia(recording.id)) }
        }
    }

    // MARK: who and to whom

    /// A member of a party in one of the roles, or the health authority that supervises a party.
    func demand(_ roles: [Role], orAuthority: Bool) throws(Refusal) {
        guard let member = caller.member else { throw .roleRequired(roles) }
        if orAuthority, isAuthority(member) { return }
        guard consultation.side(of: member.institution) != nil else {
            throw member.roles.contains(.operator) ? .operatorForbidden : .accessDenied
        }
        guard roles.contains(where: { member.roles.contains($0) }) else { throw .roleRequired(roles) }
    }

    private func isAuthority(_ member: Caller.Member) -> Bool {
        guard let own = facts.institution(member.institution) else { return false }
        return ([consultation.inviting] + consultation.invitedInstitutions).contains { party in
            facts.institution(party).map { Supervision.regulates(member, of: own, $0) } ?? false
        }
    }

    func text(_ pointer: String, _ text: String) throws(Refusal) -> String {
        if let problem = Limits.required(pointer, Redacted(text), limit: Limits.shortText) {
            throw .fieldInvalid([problem])
        }
        return text
    }

    mutating func tellBoth(_ notice: Effect.Notice) {
        for institution in ([consultation.inviting] + consultation.invitedInstitutions) {
            for role in CustodyRequest.approvers { tell(institution, role, notice) }
        }
    }

    mutating func tell(_ institution: InstitutionID, _ role: Role, _ notice: Effect.Notice) {
        effects.append(.notify(institution: institution, role: role, notice: notice))
    }
}
