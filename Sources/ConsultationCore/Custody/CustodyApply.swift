extension CaseCustody {
    package typealias Change = CustodyChange

    package static var stream: String { "custody" }
    package var key: String { consultation.text }
    package var stateName: String { state.rawValue }
    package var parties: [InstitutionID] { [inviting] + (team ?? [invited].compactMap(\.self)) }

    package init?(first event: RecordEvent<CustodyChange>) {
        guard case .begun(let consultation, let inviting) = event.change else { return nil }
        self.init(
            consultation: consultation, inviting: inviting, invited: nil, version: 1, state: .notRecorded,
            stateSince: event.at, packages: [], retention: nil, holds: [], seal: nil, requests: [],
            disposal: nil, passedDeadlines: [])
    }

    package mutating func apply(_ event: RecordEvent<CustodyChange>) {
        version += 1
        switch event.change {
        case .begun: break
        case .followed(let next, let partner):
            invited = partner
            enter(next, at: event.at)
        case .teamFollowed(let partners): team = partners
        case .packageStored(let package):
            packages.removeAll { $0.institution == package.institution }
            packages.append(package)
        case .archived(let period):
            retention = period
            enter(.archived, at: event.at)
        case .holdPlaced(let id, let ground, let reference):
            holds.append(
                LegalHold(id: id, ground: ground, reference: reference, by: event.by, at: event.at))
        case .holdLifted(let id, let reason):
            guard let index = holds.firstIndex(where: { $0.id == id }) else { return }
            holds[index].liftedAt = event.at
            holds[index].liftReason = reason
        case .deadlinePassed(let kind, let dueAt):
            passedDeadlines.append(PassedDeadline(kind: kind, dueAt: dueAt, at: event.at))
        case .becameDisposable: enter(.disposable, at: event.at)
        case .mediaDisposed(let request):
            disposal = MediaDisposal(request: request, at: event.at)
            enter(.disposed, at: event.at)
        default: applyRequest(event)
        }
    }

    private mutating func applyRequest(_ event: RecordEvent<CustodyChange>) {
        switch event.change {
        case .requested(let id, let kind, let purpose, let ground):
            guard let member = event.by.member else { return }
            requests.append(
                CustodyRequest(
                    id: id, kind: kind, purpose: purpose, ground: ground, by: member, at: event.at,
                    approvals: []))
        case .approved(let id):
            guard let member = event.by.member else { return }
            change(id) { $0.approvals.append(.init(by: member, at: event.at)) }
        case .rejected(let id, let reason):
            guard let member = event.by.member else { return }
            change(id) { $0.rejection = .init(by: member, at: event.at, reason: reason) }
        case .granted(let id): change(id) { $0.grantedAt = event.at }
        case .sealed(let id):
            seal = RecordSeal(request: id, ground: request(id)?.ground ?? "", at: event.at)
        case .unsealed: seal = nil
        default: break
        }
    }

    private mutating func change(_ id: Int, _ body: (inout CustodyRequest) -> Void) {
        guard let index = requests.firstIndex(where: { $0.id == id }) else { return }
        body(&requests[index])
    }

    private mutating func enter(_ next: State, at instant: WallTime) {
        guard state != next else { return }
        state = next
        stateSince = instant
    }

    /// The end of each retention strikes once: then somebody may ask for disposal; nothing goes by itself (AMB-21).
    package var openDeadlines: [Deadline] {
        guard let retention, state == .archived || state == .disposable else { return [] }
        let ends: [(Deadline.Kind, CivilDate)] = [
            (.mediaRetentionEnd, retention.mediaTo), (.recordRetentionEnd, retention.recordTo),
        ]
        return ends.map { kind, day in
            Deadline(
                kind: kind, dueAt: day.end, openedAt: stateSince,
                owner: Deadline.Owner(institution: inviting, role: .institutionAdmin),
                escalation: kind.escalation,
                passedAt: passedDeadlines.last { $0.kind == kind && $0.dueAt == day.end }?.at)
        }.filter { $0.passedAt == nil }
    }
}
