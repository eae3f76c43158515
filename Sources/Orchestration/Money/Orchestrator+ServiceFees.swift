package import ConsultationCore
package import Storage

extension Orchestrator {
    /// The operator's bill to the institution that the agreement names as the bearer (NHC-TM 四(一)5).
    package func chargeServiceFee(
        _ bill: ServiceFeeBill, by signedIn: SignedIn, idempotency: IdempotencyKey?
    ) async throws -> RecordOutcome<OperatorServiceFee> {
        let id = ServiceFeeID(environment.newID())
        let job = job(signedIn, idempotency)
        return try await run(job) { transaction in
            let scope = transaction.reading.scope(signedIn.member.institution)
            guard let agreement = try scope.record(CooperationAgreement.self, bill.agreement.text) else {
                throw CommandFault.notFound
            }
            return try job.decide(.charge(id, bill), on: nil, under: agreement, in: transaction)
        }
    }

    package func perform(
        _ command: ServiceFeeCommand, on id: ServiceFeeID, expectedVersion: Int?, by signedIn: SignedIn,
        idempotency: IdempotencyKey?
    ) async throws -> RecordOutcome<OperatorServiceFee> {
        let job = job(signedIn, idempotency)
        return try await run(job) { transaction in
            let scope = transaction.reading.scope(signedIn.member.institution)
            guard let current = try scope.record(OperatorServiceFee.self, id.text) else {
                throw CommandFault.notFound
            }
            try job.check(expectedVersion, against: current)
            return try job.decide(command, on: current, under: nil, in: transaction)
        }
    }

    private func run(
        _ job: CommandJob,
        decide: @escaping @Sendable (WriteTransaction) throws -> RecordStep<OperatorServiceFee>
    ) async throws -> RecordOutcome<OperatorServiceFee> {
        try await runRecord(job) { transaction in
            let step = try decide(transaction)
            guard let fee = OperatorServiceFee.state(after: step.decision, on: step.current) else {
                return step
            }
            for event in step.decision.events {
                let before = step.current?.state ?? .charged
                try job.post(
                    Ledger.postings(of: event.change, before: before, fee, at: job.now), in: nil, transaction)
            }
            return step
        }
    }
}

extension CommandJob {
    fileprivate func decide(
        _ command: ServiceFeeCommand, on current: OperatorServiceFee?, under agreement: CooperationAgreement?,
        in transaction: WriteTransaction
    ) throws -> RecordStep<OperatorServiceFee> {
        let payee = try current.flatMap { try transaction.reading.institution($0.platform) }
        let decision = try OperatorServiceFee.decide(
            command, on: current, by: caller, at: now, under: policies.policy(for: .national, at: now),
            agreement: agreement?.standing, payee: payee)
        return RecordStep(current: current, decision: decision)
    }
}

/// A service fee as a party's finance office sees it.
package struct ServiceFeeView: Sendable {
    package let fee: OperatorServiceFee
    package let platform: String
    package let bearer: String
    package let actions: [ServiceFeeCommand.Action]
}

extension SettlementQueries {
    /// The newest fees of the own institution, as bearer or as operator.
    package func serviceFees(for signedIn: SignedIn) async throws -> [ServiceFeeView] {
        try await database.read { transaction in
            try transaction.scope(signedIn.institution.id)
                .records(OperatorServiceFee.self, limit: Self.pageLimit)
                .map { try transaction.view(of: $0, for: signedIn.caller) }
        }
    }

    package func serviceFee(_ id: ServiceFeeID, for signedIn: SignedIn) async throws -> ServiceFeeView? {
        try await database.read { transaction in
            try transaction.scope(signedIn.institution.id).record(OperatorServiceFee.self, id.text)
                .map { try transaction.view(of: $0, for: signedIn.caller) }
        }
    }
}

extension ReadTransaction {
    fileprivate func view(of fee: OperatorServiceFee, for caller: Caller) throws -> ServiceFeeView {
        ServiceFeeView(
            fee: fee, platform: try institution(fee.platform)?.name ?? "",
            bearer: try institution(fee.bearer)?.name ?? "", actions: fee.availableActions(for: caller))
    }
}
