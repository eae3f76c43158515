import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// Connections to the hospital's own systems, and what goes over them (NHC-SUP 19).
struct ExchangeRoutes: Sendable {
    let services: WebServices

    func add(to routes: inout Routes) {
        addConnections(to: &routes)
        addMessages(to: &routes)
        ImagingRoutes(services: services).add(to: &routes)
        routes.on(.get, "/consultations/{id}/record-delivery", .read) { call in
            let found = try await services.exchange.delivery(of: call.consultation(), for: call.person)
            guard let found else { throw Problem.notFound }
            return .json(RecordDeliveryPayload(found))
        }
        routes.on(.get, "/record-samples/{id}/deliveries", .read) { call in
            let found = try await services.exchange.deliveries(
                ofSample: try call.parameter("id"), for: call.person)
            guard let found else { throw Problem.notFound }
            return .json(Items(items: found.map(SampleDelivery.init)))
        }
        // The number is a patient's: it goes in the body, never in an address that is logged on the way.
        routes.on(.post, "/exchange/registrations/search", .act) { call in
            let fields = try call.fields()
            let number = fields.text("recordNumber", limit: Limits.id)
            try fields.finish()
            let found = try await services.exchange.registration(recordNumber: number, for: call.person)
            guard let found else { throw Problem.notFound }
            return .json(RegistrationPayload(found))
        }
    }

    private func addConnections(to routes: inout Routes) {
        routes.on(.get, "/exchange", .read) { try await show($0) }
        routes.on(.post, "/exchange/connections", .command) { call in
            let fields = try call.fields()
            let settings = fields.exchangeSettings()
            try fields.finish()
            _ = try await services.exchange.perform(
                .open(settings), on: ExchangeConnectionID(try call.stableID("exchange")),
                expectedVersion: nil, by: call.person, idempotency: call.idempotency)
            return try await show(call, status: .created)
        }
        change(&routes, .put, "") { .change($0.exchangeSettings()) }
        change(&routes, .post, "/stop") { .stop(reason: $0.reason().value) }
        change(&routes, .post, "/start") { _ in .start }
        routes.on(.post, "/exchange/connections/{id}/test", .command) { call in
            try await services.exchange.test(
                ExchangeConnectionID(try call.parameter("id")), by: call.person)
            return try await show(call)
        }
    }

    private func change(
        _ routes: inout Routes, _ method: HTTPRequest.Method, _ path: String,
        _ command: @escaping @Sendable (Fields) -> ExchangeConnectionCommand
    ) {
        routes.on(method, "/exchange/connections/{id}" + path, .change) { call in
            let fields = try call.fields()
            let command = command(fields)
            try fields.finish()
            _ = try await services.exchange.perform(
                command, on: ExchangeConnectionID(try call.parameter("id")), expectedVersion: call.version,
                by: call.person, idempotency: call.idempotency)
            return try await show(call)
        }
    }

    private func addMessages(to routes: inout Routes) {
        routes.on(.get, "/exchange/messages", .read) { call in
            let states = ExchangeMessage.State.allCases
            guard let state = ExchangeMessage.State(rawValue: call.query("state") ?? "dead") else {
                throw call.wrongQuery("state", .unknownValue(allowed: states.map(\.rawValue)))
            }
            let page = try await services.exchange.messages(
                state, before: try place(call), for: call.person)
            return .json(ExchangeMessagePage(page))
        }
        routes.on(.post, "/exchange/messages/{id}/content", .act) { call in
            let found = try await services.exchange.content(of: message(call), for: call.person)
            guard let found else { throw Problem.notFound }
            return .json(InwardContentPayload(found))
        }
        act(&routes, .retry, "retry")
        act(&routes, .giveUp, "give-up")
        act(&routes, .dismiss, "dismiss")
        routes.on(.post, "/exchange/messages/{id}/match", .command) { call in
            let fields = try call.fields()
            let number = fields.text("consultationNumber", limit: Limits.id)
            try fields.finish()
            try await services.exchange.match(message(call), to: number, by: call.person)
            return Response(status: .noContent)
        }
    }

    private func act(_ routes: inout Routes, _ act: ExchangeMessage.Act, _ path: String) {
        routes.on(.post, "/exchange/messages/{id}/" + path, .command) { call in
            var reason: String?
            if act.needsReason {
                let fields = try call.fields()
                reason = fields.reason().value
                try fields.finish()
            }
            try await services.exchange.perform(act, on: message(call), reason: reason, by: call.person)
            return Response(status: .noContent)
        }
    }

    private func message(_ call: Call) throws(Problem) -> ExchangeMessageID {
        ExchangeMessageID(try call.parameter("id"))
    }

    private func place(_ call: Call) throws(Problem) -> ExchangeMessagePlace? {
        guard let text = call.query("before") else { return nil }
        let parts = text.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, let at = Int64(parts[0]) else {
            throw call.wrongQuery("before", .invalid(ofKind: "cursor"))
        }
        return ExchangeMessagePlace(createdAt: WallTime(milliseconds: at), id: String(parts[1]))
    }

    private func show(_ call: Call, status: HTTPResponse.Status = .ok) async throws -> Response {
        .json(ExchangePayload(try await services.exchange.view(for: call.person)), status: status)
    }
}

extension Fields {
    func exchangeSettings() -> ExchangeSettings {
        ExchangeSettings(
            system: choice("system", otherwise: .his), name: text("name", limit: Limits.name),
            host: text("host", limit: Limits.name), port: Int(integer("port", in: 1...65_535)),
            isEncrypted: flag("encrypted"), path: optionalText("path", limit: Limits.name) ?? "",
            application: optionalText("application", limit: Limits.name) ?? "",
            facility: optionalText("facility", limit: Limits.name) ?? "",
            secret: optionalText("secret", limit: Limits.name),
            sends: (texts("sends", itemLimit: Limits.id, limit: ExchangeTopic.allCases.count) ?? [])
                .compactMap { word in
                    guard let topic = ExchangeTopic(rawValue: word) else {
                        note("sends", .unknownValue(allowed: ExchangeTopic.allCases.map(\.rawValue)))
                        return nil
                    }
                    return topic
                },
            isQualityAttested: optionalFlag("qualityAttested") ?? false)
    }
}
