import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// What an institution pays its own people out of the fees it keeps (JL 43).
struct PayoutRoutes: Sendable {
    let services: WebServices

    private var payouts: PayoutQueries { services.orchestrator.payouts }

    func add(to routes: inout Routes) {
        routes.on(.get, "/payouts", .read) { call in
            try SettlementRoutes.mayReadMoney(call)
            return .json(PayoutPayload(try await payouts.month(try call.period(), for: call.person)))
        }
        routes.on(.post, "/payouts", .command) { try await issue($0) }
        routes.on(.get, "/payouts/lines", .read) { try await lines($0) }
        routes.on(.get, "/payouts/mine", .read) { try await mine($0) }
        routes.on(.get, "/payouts/export", .read) { try await export($0) }
        change(&routes, "/withdraw") { .withdraw(reason: $0.reason().value) }
        change(&routes, "/payment") { .recordPayment($0.transfer()) }
        routes.on(.get, "/payout-keys", .read) { call in
            try SettlementRoutes.mayReadMoney(call)
            let (keys, names) = try await payouts.keys(for: call.person)
            return .json(Items(items: keys.map { PayoutKeyPayload($0, names) }))
        }
        routes.on(.post, "/payout-keys", .command) { try await publish($0) }
    }

    private func issue(_ call: Call) async throws -> Response {
        let fields = try call.fields()
        let period = fields.period("period")
        try fields.finish()
        guard let period else { throw Problem.notFound }
        let outcome = try await services.orchestrator.issuePayout(
            for: period, by: call.person, idempotency: call.idempotency)
        return try await show(outcome, call, status: .created)
    }

    private func change(
        _ routes: inout Routes, _ path: String, command: @escaping @Sendable (Fields) -> PayoutCommand
    ) {
        routes.on(.post, "/payouts/{id}" + path, .change) { call in
            let id = PayoutSheetID(try call.parameter("id"))
            let fields = try call.fields()
            let command = command(fields)
            try fields.finish()
            let outcome = try await services.orchestrator.perform(
                command, on: id, expectedVersion: call.version, by: call.person,
                idempotency: call.idempotency)
            return try await show(outcome, call)
        }
    }

    private func show(
        _ outcome: RecordOutcome<PayoutSheet>, _ call: Call, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let view = try await payouts.month(outcome.record.period, for: call.person)
        var headers = WebServices.replay(outcome.isReplay)
        headers[.eTag] = "\"\(outcome.record.version)\""
        return .json(PayoutPayload(view), status: status, headers: headers)
    }

    private func lines(_ call: Call) async throws -> Response {
        try SettlementRoutes.mayReadMoney(call)
        let cursor = call.query("cursor").map { Int($0) ?? -1 } ?? 0
        guard cursor >= 0 else { throw call.wrongQuery("cursor", .invalid(ofKind: "cursor")) }
        let page = try await payouts.lines(
            in: try call.period(), person: call.query("person").map(PractitionerID.init(_:)), after: cursor,
            for: call.person)
        return .json(Items(items: page.items.map(PayoutLinePayload.init), next: page.next))
    }

    /// A person's own lines need no role: they are about nobody else.
    private func mine(_ call: Call) async throws -> Response {
        var start: (sheet: String, position: Int)?
        if let cursor = call.query("cursor") {
            let parts = cursor.split(separator: "/")
            guard parts.count == 2, let position = Int(parts[1]) else {
                throw call.wrongQuery("cursor", .invalid(ofKind: "cursor"))
            }
            start = (String(parts[0]), position)
        }
        let page = try await payouts.own(before: start, for: call.person)
        return .json(Items(items: page.items.map(PayoutLinePayload.init), next: page.next))
    }

    private func export(_ call: Call) async throws -> Response {
        try SettlementRoutes.mayReadMoney(call)
        let formats: [SettlementFormat] = [.xlsx, .csv]
        let asked = call.query("format") ?? "xlsx"
        guard let format = formats.first(where: { $0.rawValue == asked }) else {
            throw call.wrongQuery("format", .unknownValue(allowed: formats.map(\.rawValue)))
        }
        let period = try call.period()
        let file = try TemporaryFile()
        let note = try await payouts.write(period, as: format, to: file.path, for: call.person)
        try await services.orchestrator.noteExport(
            BatchExport(format: "payout-\(format.rawValue)", lines: note.lines, digest: note.digest),
            of: period, by: call.person)
        let name = "补助发放表_\(call.person.institution.shortName)_\(period).\(format.rawValue)"
        return try file.response(
            named: name, type: format.contentType, digest: note.digest.hexadecimal)
    }

    private func publish(_ call: Call) async throws -> Response {
        let fields = try call.fields()
        let draft = PayoutKeyDraft(
            effectiveFrom: fields.date("effectiveFrom") ?? CivilDate(daysSinceEpoch: 0),
            inviting: fields.requiredChild("inviting").payoutRule(),
            invited: fields.requiredChild("invited").payoutRule(),
            basis: fields.text("basis", limit: MoneyLimits.itemText))
        try fields.finish()
        let outcome = try await services.orchestrator.publishPayoutKey(
            draft, by: call.person, idempotency: call.idempotency)
        let names = try await payouts.keys(for: call.person).names
        return .json(
            PayoutKeyPayload(outcome.subject, names), status: .created,
            headers: WebServices.replay(outcome.isReplay))
    }
}

extension Fields {
    fileprivate func payoutRule() -> PayoutRule {
        let parts = Int64(SettlementSplit.maximumParts)
        return PayoutRule(
            percent: Int(integer("percent", in: 0...100)),
            physicianParts: Int(integer("physicianParts", in: 0...parts)),
            staff: (children("staff", limit: PayoutKey.staffLimit) ?? []).map {
                PayoutStaff(
                    person: PractitionerID($0.text("practitionerId", limit: Limits.id)),
                    parts: Int($0.integer("parts", in: 1...parts)))
            })
    }
}
