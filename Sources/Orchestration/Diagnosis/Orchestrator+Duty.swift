package import ConsultationCore
package import Storage

extension Orchestrator {
    package func draftRota(
        under agreement: AgreementID, for kind: ServiceKind, _ period: DutyPeriod, _ shifts: [DutyShift],
        by signedIn: SignedIn, idempotency: IdempotencyKey?
    ) async throws -> RecordOutcome<DutyRota> {
        let opening = DutyRotaOpening(
            id: DutyRotaID(environment.newID()), agreement: agreement, serviceKind: kind, period: period,
            shifts: shifts)
        let job = job(signedIn, idempotency)
        return try await run(job) { transaction in
            try job.decide(.draft(opening), on: nil, in: transaction)
        }
    }

    package func perform(
        _ command: DutyRotaCommand, on id: DutyRotaID, expectedVersion: Int?, by signedIn: SignedIn,
        idempotency: IdempotencyKey?
    ) async throws -> RecordOutcome<DutyRota> {
        let job = job(signedIn, idempotency)
        return try await run(job) { transaction in
            let scope = transaction.reading.scope(signedIn.member.institution)
            guard let current = try scope.record(DutyRota.self, id.text) else { throw CommandFault.notFound }
            try job.check(expectedVersion, against: current)
            return try job.decide(command, on: current, in: transaction)
        }
    }

    func performAsSystem(_ command: DutyRotaCommand, on id: DutyRotaID) async throws {
        let job = systemJob
        _ = try await run(job) { transaction in
            guard let current = try transaction.reading.system.record(DutyRota.self, id.text) else {
                throw CommandFault.notFound
            }
            return try job.decide(command, on: current, in: transaction)
        }
    }

    private func run(
        _ job: CommandJob, decide: @escaping @Sendable (WriteTransaction) throws -> RecordStep<DutyRota>
    ) async throws -> RecordOutcome<DutyRota> {
        try await countingRefusals(of: job) {
            try await runRecord(job, decide: decide) { rota, decision, transaction in
                try transaction.list(rota, at: job.now)
                let violations = decision.events.enumerated().compactMap {
                    index, event -> (fromEnd: Int, at: WallTime, violation: Violation)? in
                    guard case .violationRaised(let violation) = event.change else { return nil }
                    return (decision.events.count - 1 - index, event.at, violation)
                }
                try job.keep(
                    violations, of: rota.parties, JournalStream.record(DutyRota.self, rota.key),
                    in: transaction)
                return []
            }
        }
    }
}

extension CommandJob {
    func decide(
        _ command: DutyRotaCommand, on current: DutyRota?, in transaction: WriteTransaction
    ) throws -> RecordStep<DutyRota> {
        let reading = transaction.reading
        var agreementID = current?.agreement
        var people = current?.shifts.flatMap(\.practitioners) ?? []
        switch command {
        case .draft(let opening): agreementID = opening.agreement
        case .deadlinePassed: people = current?.onDuty(around: now) ?? []
        default: break
        }
        var facts = DutyFacts()
        if let agreementID {
            facts.agreement =
                try reading.system.record(CooperationAgreement.self, agreementID.text)?.standing
        }
        let parties = facts.agreement?.parties ?? []
        facts.institutions = try parties.compactMap { try reading.institution($0) }
        facts.practitioners = try Set(people).sorted().compactMap { try reading.practitioner($0) }
        if case .deadlinePassed = command { facts.presences = try reading.presences(of: people) }
        let decision = try DutyRota.decide(
            command, on: current, by: caller, at: now,
            under: strictestDutyPolicy(among: facts.institutions), facts: facts)
        return RecordStep(current: current, decision: decision)
    }

    /// An agreement with a hospital in Jilin is an agreement of Jilin (JL 24).
    private func strictestDutyPolicy(among institutions: [Institution]) -> Policy {
        let candidates = institutions.map { policies.policy(for: $0.jurisdiction, at: now) }
        return candidates.first(where: \.dutyRotaEveryHour) ?? strictestPolicy(among: institutions)
    }
}

extension DutyRota {
    /// Those whose presence counts in a look at `instant`.
    fileprivate func onDuty(around instant: WallTime) -> [PractitionerID] {
        shifts.filter { $0.start <= instant && $0.end + unattendedAfter + .minutes(1) > instant }
            .flatMap(\.practitioners)
    }
}
