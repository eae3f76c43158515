import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// What is owed between institutions, on the page and as a file.
struct SettlementRoutes: Sendable {
    let services: WebServices

    /// Money is the business of the finance office, its head, and those who audit it.
    static let roles: [Role] = [.finance, .institutionAdmin, .auditor]

    func add(to routes: inout Routes) {
        routes.on(.get, "/settlements", .read) { try await statement($0) }
        routes.on(.get, "/settlements/export", .read) { try await export($0) }
        routes.on(.get, "/settlements/anomalies", .read) { try await anomalies($0) }
        routes.on(.get, "/settlement-batches", .read) { try await batches($0) }
        routes.on(.get, "/settlement-batches/{id}", .read) { .json(try await batch($0)) }
        routes.on(.post, "/settlement-batches/{id}/close", .command) { try await step($0) { _ in .close } }
        routes.on(.post, "/settlement-batches/{id}/export", .command) { try await exportBatch($0) }
        routes.on(.post, "/settlement-batches/{id}/pay", .command) {
            try await step($0) { .pay($0.transfer()) }
        }
        routes.on(.post, "/settlement-batches/{id}/reconcile", .command) {
            try await step($0) { .reconcile($0.transfer()) }
        }
        routes.on(.get, "/staff-subsidy", .read) { try await subsidy($0) }
        routes.on(.post, "/staff-subsidy", .command) { try await declare($0) }
    }

    static func mayReadMoney(_ call: Call) throws(Problem) {
        guard roles.contains(where: { call.person.member.roles.contains($0) }) else {
            throw Problem(.roleRequired(roles))
        }
    }

    private func statement(_ call: Call) async throws -> Response {
        try Self.mayReadMoney(call)
        let period = try call.period()
        let found = try await services.settlements.statement(
            for: call.person.member.institution, period: period.text)
        guard let found else { throw call.wrongQuery("period", .invalid(ofKind: "YYYY-MM")) }
        return .json(SettlementPayload(found))
    }

    private func export(_ call: Call) async throws -> Response {
        let format = call.query("format") ?? "xlsx"
        guard let format = SettlementFormat(rawValue: format) else {
            throw call.wrongQuery(
                "format", .unknownValue(allowed: SettlementFormat.allCases.map(\.rawValue)))
        }
        try Self.mayReadMoney(call)
        let period = try call.period()
        let head = head(call, .month(period), period)
        let file = try TemporaryFile()
        let result = try await services.settlements.write(head, as: format, to: file.path)
        try await services.orchestrator.noteExport(
            BatchExport(format: format.rawValue, lines: result.lines, digest: result.digest), of: period,
            by: call.person)
        return try file.response(
            named: name(call, period, format), type: format.contentType, digest: result.digest.hexadecimal)
    }

    private func anomalies(_ call: Call) async throws -> Response {
        try Self.mayReadMoney(call)
        let found = try await services.settlements.anomalies(
            for: call.person.member.institution, in: try call.period())
        return .json(Items(items: found.map(AnomalyPayload.init)))
    }

    private func batches(_ call: Call) async throws -> Response {
        try Self.mayReadMoney(call)
        let found = try await services.settlements.batches(
            for: call.person.member.institution, in: try call.period())
        return .json(Items(items: found.map(BatchPayload.init)))
    }

    /// Unknown and foreign first, then the role: nobody learns whether a foreign batch exists.
    private func batch(_ call: Call) async throws -> BatchPayload {
        let id = BatchID(try call.parameter("id"))
        let found = try await services.settlements.batch(id, for: call.person.member.institution)
        guard let found else { throw Problem.notFound }
        try Self.mayReadMoney(call)
        return BatchPayload(found)
    }

    private func step(
        _ call: Call, _ command: @Sendable (Fields) -> BatchCommand
    ) async throws -> Response {
        let id = BatchID(try call.parameter("id"))
        let fields = try call.fields()
        let command = command(fields)
        try fields.finish()
        let outcome = try await services.orchestrator.perform(
            command, on: id, by: call.person, idempotency: call.idempotency)
        return .json(try await batch(call), headers: WebServices.replay(outcome.isReplay))
    }

    /// The file itself; the journal keeps who took it, with its digest.
    private func exportBatch(_ call: Call) async throws -> Response {
        let id = BatchID(try call.parameter("id"))
        let fields = try call.fields()
        let format: SettlementFormat = fields.choice("format", otherwise: .xlsx)
        try fields.finish()
        let found = try await services.settlements.batch(id, for: call.person.member.institution)
        guard let found else { throw Problem.notFound }
        let head = head(call, .batch(id), found.batch.period, found.batch.parties ?? [])
        let file = try TemporaryFile()
        let result = try await services.settlements.write(head, as: format, to: file.path)
        _ = try await services.orchestrator.perform(
            .export(BatchExport(format: format.rawValue, lines: result.lines, digest: result.digest)), on: id,
            by: call.person, idempotency: call.idempotency)
        return try file.response(
            named: name(call, found.batch.period, format), type: format.contentType,
            digest: result.digest.hexadecimal)
    }

    private func head(
        _ call: Call, _ selection: LineSelection, _ period: SettlementPeriod, _ parties: [LegalEntity] = []
    ) -> SettlementHead {
        SettlementHead(
            selection: selection, institution: call.person.institution, period: period,
            by: call.person.displayName, at: services.orchestrator.environment.now(), parties: parties)
    }

    private func name(_ call: Call, _ period: SettlementPeriod, _ format: SettlementFormat) -> String {
        "结算明细_\(call.person.institution.shortName)_\(period).\(format.rawValue)"
    }

    private func subsidy(_ call: Call) async throws -> Response {
        try Self.mayReadMoney(call)
        return .json(
            SubsidyPayload(
                try await services.settlements.subsidy(for: call.person.institution, in: try call.period())))
    }

    private func declare(_ call: Call) async throws -> Response {
        let fields = try call.fields()
        let period = fields.period("period")
        let amount = Money(fen: fields.integer("amountFen", in: 0...MoneyLimits.fee.fen))
        let inputs = fields.subsidyInputs()
        try fields.finish()
        guard let period else { throw Problem.notFound }
        let outcome = try await services.orchestrator.declareSubsidy(
            amount, for: period, from: inputs, by: call.person, idempotency: call.idempotency)
        return .json(
            SubsidyPayload(
                try await services.settlements.subsidy(for: call.person.institution, in: period)),
            headers: WebServices.replay(outcome.isReplay))
    }
}

extension SettlementFormat {
    var contentType: String {
        switch self {
        case .csv: "text/csv; charset=utf-8"
        case .json: "application/json"
        case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        }
    }
}

extension Call {
    /// The month of a query, `2026-11`.
    func period() throws(Problem) -> SettlementPeriod {
        guard let text = query("period") else { throw wrongQuery("period", .required) }
        guard let period = SettlementPeriod(text) else {
            throw wrongQuery("period", .invalid(ofKind: "YYYY-MM"))
        }
        return period
    }
}

extension Fields {
    func transfer() -> BankTransfer {
        let reference = text("reference", limit: MoneyLimits.reference)
        let day = date("day")
        return BankTransfer(reference: reference, day: day ?? CivilDate(daysSinceEpoch: 0))
    }

    /// What the subsidy was reckoned from; the service fee where nothing is said.
    func subsidyInputs() -> [SubsidyInput] {
        guard let words = texts("inputs", itemLimit: 20, limit: 64) else { return [.serviceFee] }
        return words.enumerated().compactMap { index, word in
            let input = SubsidyInput(rawValue: word)
            if input == nil {
                note("inputs/\(index)", .unknownValue(allowed: SubsidyInput.allCases.map(\.rawValue)))
            }
            return input
        }
    }

    /// A day that must be there; nil where a mistake was noted.
    func date(_ name: String) -> CivilDate? {
        let date = optionalDate(name)
        if date == nil, !has(name) { note(name, .required) }
        return date
    }

    func period(_ name: String) -> SettlementPeriod? {
        let period = SettlementPeriod(text(name, limit: 7))
        if period == nil, has(name) { note(name, .invalid(ofKind: "YYYY-MM")) }
        return period
    }
}
