import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// What patients pay and get back: receipts, refunds, reversals; and the prices behind it.
struct ChargeRoutes: Sendable {
    let services: WebServices

    func add(to routes: inout Routes) {
        routes.on(.get, "/charges", .read) { try await list($0) }
        routes.on(.get, "/charges/{id}", .read) { .json(try await charge($0)) }
        routes.on(.post, "/charges/{id}/receipt", .command) {
            try await act($0) { fields, _ in .issueReceipt(fields.receiptNumber()) }
        }
        routes.on(.post, "/charges/{id}/void-receipt", .command) {
            try await act($0) { fields, _ in .voidReceipt(reason: fields.moneyReason()) }
        }
        routes.on(.post, "/charges/{id}/reverse", .command) {
            try await act($0) { fields, _ in .reverse(reason: fields.moneyReason()) }
        }
        routes.on(.post, "/charges/{id}/refunds", .command) { try await requestRefund($0) }
        routes.on(.post, "/charges/{id}/refunds/{refund}/approve", .command) {
            try await act($0) { _, number in .approveRefund(number) }
        }
        routes.on(.post, "/charges/{id}/refunds/{refund}/reject", .command) {
            try await act($0) { fields, number in
                let reason = fields.optionalText("reason", limit: MoneyLimits.reason) ?? ""
                return .rejectRefund(number, reason: Redacted(reason))
            }
        }
        routes.on(.post, "/charges/{id}/refunds/{refund}/complete", .command) {
            try await act($0) { fields, number in .completeRefund(number, fields.receiptNumber()) }
        }
        routes.on(.get, "/price-catalogue", .read) { try await catalogue($0) }
        routes.on(.post, "/price-catalogue", .command) { try await publish($0) }
    }

    private func list(_ call: Call) async throws -> Response {
        try SettlementRoutes.mayReadMoney(call)
        let wanted = call.query("filter") ?? ChargeFilter.all.rawValue
        guard let filter = ChargeFilter(rawValue: wanted) else {
            throw call.wrongQuery("filter", .unknownValue(allowed: ChargeFilter.allCases.map(\.rawValue)))
        }
        let found = try await services.settlements.charges(
            filter, in: try call.period(), for: call.person.member.institution)
        return .json(Items(items: found.map { CaseChargePayload($0, for: call.person) }))
    }

    /// Unknown and foreign first, then the role: nobody learns whether a foreign charge exists.
    private func charge(_ call: Call) async throws -> CaseChargePayload {
        let found = try await services.settlements.charge(
            try call.consultation(), for: call.person.member.institution)
        guard let found else { throw Problem.notFound }
        try SettlementRoutes.mayReadMoney(call)
        return CaseChargePayload(found, for: call.person)
    }

    private func act(
        _ call: Call, _ command: @Sendable (Fields, Int) -> ChargeCommand
    ) async throws -> Response {
        let number = Int(call.context.parameters.get("refund") ?? "") ?? 0
        let fields = try call.fields()
        let command = command(fields, number)
        try fields.finish()
        return try await perform(command, call)
    }

    private func requestRefund(_ call: Call) async throws -> Response {
        let fields = try call.fields()
        let amount = Money(fen: fields.integer("amountFen", in: 1...MoneyLimits.fee.fen))
        let reason = fields.moneyReason()
        let appliedAt = fields.optionalInstant("appliedAt").map(WallTime.init(milliseconds:))
        try fields.finish()
        let at = appliedAt ?? services.orchestrator.environment.now()
        return try await perform(
            .requestRefund(amount: amount, reason: reason, appliedAt: at), call, status: .created)
    }

    private func perform(
        _ command: ChargeCommand, _ call: Call, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let outcome = try await services.orchestrator.perform(
            command, on: try call.consultation(), by: call.person, idempotency: call.idempotency)
        return .json(
            try await charge(call), status: status, headers: WebServices.replay(outcome.isReplay))
    }

    private func catalogue(_ call: Call) async throws -> Response {
        try SettlementRoutes.mayReadMoney(call)
        let found = try await services.settlements.priceVersions(of: call.person.member.institution)
        return .json(Items(items: found.map(PriceVersionPayload.init)))
    }

    private func publish(_ call: Call) async throws -> Response {
        let fields = try call.fields()
        let draft = fields.priceDraft()
        try fields.finish()
        guard let draft else { throw Problem.malformed }
        let outcome = try await services.orchestrator.publishPrice(
            draft, by: call.person, idempotency: call.idempotency)
        let id = outcome.subject.id
        let found = try await services.settlements.priceVersions(of: call.person.member.institution)
        guard let version = found.first(where: { $0.entry.id == id }) else { throw Problem.notFound }
        return .json(
            PriceVersionPayload(version), status: .created, headers: WebServices.replay(outcome.isReplay))
    }
}

extension Fields {
    fileprivate func receiptNumber() -> ReceiptNumber {
        ReceiptNumber(
            code: text("code", limit: MoneyLimits.receiptBytes),
            number: text("number", limit: MoneyLimits.receiptBytes))
    }

    fileprivate func moneyReason() -> Redacted<String> { Redacted(text("reason", limit: MoneyLimits.reason)) }

    /// Nil where a mistake was noted.
    fileprivate func priceDraft() -> PriceDraft? {
        let item = PriceEntry.Item(
            code: text("code", limit: MoneyLimits.itemText), name: text("name", limit: MoneyLimits.itemText),
            unit: text("unit", limit: MoneyLimits.itemText))
        let kind: ServiceKind = choice("serviceKind", otherwise: .other)
        let level: InstitutionLevel = choice("level", otherwise: .primaryCare)
        let amount = Money(fen: integer("amountFen", in: 0...MoneyLimits.fee.fen))
        let document = text("authorityDocument", limit: MoneyLimits.itemText)
        let documentDate = date("authorityDate")
        let from = date("validFrom")
        let to = optionalDate("validTo")
        let earlier = optionalText("supersedes", limit: Limits.id).map(PriceID.init(_:))
        guard let documentDate, let from else { return nil }
        return PriceDraft(
            item: item, serviceKind: kind, level: level, amount: amount, authorityDocument: document,
            authorityDate: documentDate, validFrom: from, validTo: to, supersedes: earlier)
    }
}
