import ConsultationCore
import Storage

extension PlatformReport {
    init(_ notice: Effect.Notice, of order: DiagnosisOrder, at: WallTime, parties: [Institution]) {
        func party(_ id: InstitutionID?) -> Party? {
            parties.first { $0.id == id }.map { Party(code: $0.code, name: $0.name) }
        }
        self.init(
            format: 1, event: notice.rawValue, at: at.milliseconds, inviting: party(order.inviting),
            invited: party(order.invited),
            consultation: Case(
                id: order.id.text, number: order.number.text, version: order.version,
                state: order.state.rawValue, serviceKind: order.request.scope.kind.rawValue,
                mode: ConsultationMode.direct.rawValue, priority: order.request.priority.rawValue,
                specialty: nil, startedAt: nil, endedAt: nil),
            report: order.report.map { Report(issuedAt: $0.signedAt.milliseconds, signers: 1) },
            settlement: nil)
    }
}

extension Orchestrator {
    /// Puts an event of an order on the way to the platform (JL 19); doing it again changes nothing.
    func report(
        _ notice: Effect.Notice, of id: DiagnosisOrderID, effect: Int64, at instant: WallTime
    ) async throws {
        let policies = policies
        try await database.write { transaction in
            let reading = transaction.reading
            guard let order = try reading.system.record(DiagnosisOrder.self, id.text) else { return }
            let parties = try order.parties.compactMap { try reading.institution($0) }
            try transaction.report(
                PlatformReport(notice, of: order, at: instant, parties: parties),
                kind: notice == .diagnosisReported ? .report : .consultation,
                named: "diagnosisOrder/\(id.text)/\(notice.rawValue)/\(effect)", by: parties,
                under: policies, at: instant)
        }
    }
}
