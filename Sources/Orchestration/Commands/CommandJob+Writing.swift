import ConsultationCore
import Storage

extension CommandJob {
    func write(
        _ events: [ConsultationEvent], _ postings: [Posting], _ effects: [Effect],
        on consultation: Consultation?, under policy: Policy, in transaction: WriteTransaction
    ) throws -> Committed {
        guard let state = applied(events, to: consultation) else {
            throw StorageError.unreadable(table: "journal", key: "first event")
        }
        let subject = JournalStream.consultation(state.id)
        try transaction.append(
            try events.map {
                JournalDraft(kind: $0.kind, payload: try StoredJSON.encode($0))
            },
            to: subject, after: Int64(consultation?.version ?? 0), at: now.milliseconds, by: actor,
            under: policy.id.text)
        try transaction.save(state, at: now)
        if events.contains(where: { $0.kind == "chargeBecameBillable" }) {
            try openCharge(of: state, postings, under: policy, in: transaction)
        } else {
            try post(postings, in: nil, transaction)
        }
        // Notices to several parties stand or fall together; each is delivered by itself (AMB-38).
        for effect in effects {
            try transaction.enqueueEffect(try StoredJSON.encode(effect), about: subject, at: now)
        }
        let ended = try transaction.follow(state.openDeadlines(under: policy), of: subject)
        let invited =
            state.isTeam ? state.visibleInvited : state.invitations.suffix(1).map(\.institution)
        let parties = [state.inviting] + invited
        try transaction.count(serviceFigures(of: events, on: consultation))
        if events.contains(where: { $0.kind == "reportIssued" }) {
            try transaction.add(ServiceActivity.lines(of: state))
        }
        try keep(events.violations, of: parties, subject, in: transaction)
        if state.state != .cancelled, state.state != .terminated {
            try count(ended, of: parties, in: transaction)
        }
        let messages = try keepMessages(of: events, in: state, transaction)
        if idempotency != nil {
            let answer = AnswerName(consultation: state.id, version: state.version)
            try remember(try StoredJSON.encode(answer), in: transaction)
        }
        try countQuality(of: events, in: state, transaction)
        return Committed(
            outcome: Outcome(consultation: state, isReplay: false), hasEffects: !effects.isEmpty,
            invitedSees: Self.seeing(state, consultation), messages: messages)
    }

    /// Invited institutions that see the case now, or saw it until this act.
    private static func seeing(_ state: Consultation, _ before: Consultation?) -> [InstitutionID] {
        Set(state.visibleInvited + (before?.invitedInstitutions ?? [])).sorted()
    }

    private func serviceFigures(of events: [ConsultationEvent], on before: Consultation?) -> [ServiceFigure] {
        var state = before
        return events.flatMap { event -> [ServiceFigure] in
            guard let known = state else {
                state = Consultation.replay([event])
                return []
            }
            state?.apply(event)
            return ServiceStatistics.figures(of: event, on: known)
        }
    }

    private func applied(_ events: [ConsultationEvent], to consultation: Consultation?) -> Consultation? {
        guard var state = consultation else { return Consultation.replay(events) }
        for event in events { state.apply(event) }
        return state
    }

    /// Each entry of the decision is written whole; the ledger refuses one that does not balance.
    func post(
        _ postings: [Posting], in period: SettlementPeriod?, _ transaction: WriteTransaction
    ) throws {
        for (entry, lines) in Dictionary(grouping: postings, by: \.entry).sorted(by: { $0.key < $1.key }) {
            guard let consultation = lines.first?.consultation else { continue }
            try transaction.post(
                entry,
                lines.map { line in
                    LedgerLine(
                        account: line.account.kind.rawValue, institution: line.account.holder,
                        amount: line.side == .debit ? line.amount : Money.zero - line.amount,
                        memo: line.pair.memo)
                },
                for: consultation, at: now, in: period)
        }
    }

    private func keepMessages(
        of events: [ConsultationEvent], in state: Consultation, _ transaction: WriteTransaction
    ) throws -> [MessageView] {
        var views: [MessageView] = []
        for event in events {
            guard case .messagePosted(let id, let text) = event.change, let member = event.by.member else {
                continue
            }
            try transaction.insertMessage(
                StoredMessage(
                    id: id, consultation: state.id, at: event.at, sender: member.account,
                    senderName: actorName,
                    institution: member.institution, text: text))
            let institution = try transaction.reading.institution(member.institution)
            views.append(
                MessageView(
                    id: id, senderName: actorName, institutionName: institution?.shortName ?? "", text: text,
                    at: event.at))
        }
        return views
    }
}

extension WriteTransaction {
    /// Makes the table of deadlines equal to what the state says is running: one row a kind, none that has passed.
    /// Returns the rows that ended with this: what they asked for was done, or they passed.
    @discardableResult
    func follow(_ open: [ConsultationCore.Deadline], of subject: String) throws -> [StoredDeadline] {
        let running = open.filter { $0.passedAt == nil }
        let stored = try reading.deadlines(of: subject)
        let ended = stored.filter { old in !running.contains { $0.kind.rawValue == old.kind } }
        for old in ended {
            try clearDeadline(kind: old.kind, subject: subject)
        }
        for limit in running {
            let row = StoredDeadline(kind: limit.kind.rawValue, subject: subject, dueAt: limit.dueAt)
            if !stored.contains(row) { try setDeadline(row) }
        }
        return ended
    }
}
