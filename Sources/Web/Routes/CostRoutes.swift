import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// The cost ledger of an institution: for its own reports (JL 40).
struct CostRoutes: Sendable {
    let services: WebServices

    func add(to routes: inout Routes) {
        routes.on(.get, "/costs", .read) { call in
            try SettlementRoutes.mayReadMoney(call)
            let page = try await services.orchestrator.payouts.costs(
                in: try call.period(), after: call.query("cursor").map(CostEntryID.init(_:)),
                for: call.person)
            return .json(CostPayload(page))
        }
        routes.on(.post, "/costs", .command) { call in
            let fields = try call.fields()
            let draft = CostDraft(
                day: fields.date("day") ?? CivilDate(daysSinceEpoch: 0),
                account: fields.choice("account", otherwise: .expertFee),
                amount: Money(fen: fields.integer("amountFen", in: 1...MoneyLimits.cost.fen)),
                voucher: fields.text("voucher", limit: MoneyLimits.reference),
                note: fields.optionalText("note", limit: MoneyLimits.reason) ?? "")
            try fields.finish()
            let outcome = try await services.orchestrator.recordCost(
                draft, by: call.person, idempotency: call.idempotency)
            return answer(outcome)
        }
        routes.on(.post, "/costs/{id}/reverse", .command) { call in
            let id = CostEntryID(try call.parameter("id"))
            let fields = try call.fields()
            let reason = fields.reason().value
            try fields.finish()
            let outcome = try await services.orchestrator.reverseCost(
                id, reason: reason, by: call.person, idempotency: call.idempotency)
            return answer(outcome)
        }
    }

    private func answer(_ outcome: MoneyOutcome<CostEntry>) -> Response {
        .json(
            CostEntryPayload(outcome.subject, isReversed: false), status: .created,
            headers: WebServices.replay(outcome.isReplay))
    }
}
