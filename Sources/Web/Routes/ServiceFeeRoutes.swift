import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// Fees of the platform's operator: billed apart from every consultation's fee (NHC-TM 四(一)5).
struct ServiceFeeRoutes: Sendable {
    let services: WebServices

    func add(to routes: inout Routes) {
        routes.on(.get, "/service-fees", .read) { call in
            try SettlementRoutes.mayReadMoney(call)
            let views = try await services.settlements.serviceFees(for: call.person)
            return .json(Items(items: views.map(ServiceFeePayload.init)))
        }
        routes.on(.post, "/service-fees", .command) { call in
            let fields = try call.fields()
            let period = fields.period("period")
            let agreement = AgreementID(fields.text("agreementId", limit: Limits.id))
            let amount = Money(fen: fields.integer("amountFen", in: 1...MoneyLimits.fee.fen))
            let note = fields.optionalText("note", limit: MoneyLimits.reason) ?? ""
            try fields.finish()
            guard let period else { throw Problem.notFound }
            let bill = ServiceFeeBill(agreement: agreement, period: period, amount: amount, note: note)
            let outcome = try await services.orchestrator.chargeServiceFee(
                bill, by: call.person, idempotency: call.idempotency)
            return try await show(
                outcome.record.id, call, status: .created, isReplay: outcome.isReplay)
        }
        command(&routes, "accept") { _ in .accept }
        command(&routes, "dispute") { .dispute(reason: $0.reason().value) }
        command(&routes, "withdraw") { .withdraw(reason: $0.reason().value) }
        command(&routes, "pay") { .pay($0.transfer()) }
        command(&routes, "confirm") { .confirm($0.transfer()) }
    }

    private func command(
        _ routes: inout Routes, _ path: String, command: @escaping @Sendable (Fields) -> ServiceFeeCommand
    ) {
        routes.on(.post, "/service-fees/{id}/" + path, .change) { call in
            let id = ServiceFeeID(try call.parameter("id"))
            let fields = try call.fields()
            let command = command(fields)
            try fields.finish()
            let outcome = try await services.orchestrator.perform(
                command, on: id, expectedVersion: call.version, by: call.person,
                idempotency: call.idempotency)
            return try await show(id, call, isReplay: outcome.isReplay)
        }
    }

    private func show(
        _ id: ServiceFeeID, _ call: Call, status: HTTPResponse.Status = .ok, isReplay: Bool
    ) async throws -> Response {
        let view = try await services.settlements.serviceFee(id, for: call.person)
        guard let view else { throw Problem.notFound }
        var headers = WebServices.replay(isReplay)
        headers[.eTag] = "\"\(view.fee.version)\""
        return .json(ServiceFeePayload(view), status: status, headers: headers)
    }
}
