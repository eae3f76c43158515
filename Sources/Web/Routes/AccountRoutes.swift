import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// Accounts: the system administrator adds and proposes, the security administrator decides (NHC-ID-13).
struct AccountRoutes: Sendable {
    let services: WebServices

    func add(to routes: inout Routes) {
        routes.on(.get, "/accounts", .read) { call in
            let page = try await services.accounts.accounts(
                after: call.query("cursor"), limit: try call.queryLimit(), for: call.person)
            return .json(Items(items: page.items.map { AccountCardPayload($0, now: now) }, next: page.next))
        }
        routes.on(.get, "/accounts/{id}", .read) { try await show($0, AccountID($0.parameter("id"))) }
        routes.on(.post, "/accounts", .command) { try await register($0) }
        routes.on(.get, "/administered-institutions", .read) { call in
            let institutions = try await services.accounts.institutions(for: call.person)
            return .json(Items(items: institutions.map { NamedPayload(id: $0.id.text, name: $0.name) }))
        }
        routes.on(.get, "/security-rules", .read) { _ in
            .json(SecurityRulesPayload(services.signIn.policy))
        }
        command(&routes, "propose") {
            .propose($0.roles(), reason: $0.reason().value)
        }
        command(&routes, "withdraw") { _ in .withdraw }
        command(&routes, "approve") { _ in .approve }
        command(&routes, "reject") { .reject(reason: $0.reason().value) }
        command(&routes, "disable") { .disable(reason: $0.reason().value) }
        command(&routes, "enable") { .enable(reason: $0.reason().value) }
        command(&routes, "unlock") { .unlock(reason: $0.reason().value) }
        command(&routes, "reset-factor") { .resetFactor(reason: $0.reason().value) }
    }

    private var now: WallTime { services.signIn.environment.now() }

    private func register(_ call: Call) async throws -> Response {
        let fields = try call.fields()
        let draft = AccountDraft(
            username: fields.text("username", limit: Limits.username),
            institution: InstitutionID(
                fields.optionalText("institutionId", limit: Limits.id)
                    ?? call.person.member.institution.text),
            displayName: fields.text("displayName", limit: Limits.name),
            practitioner: fields.optionalText("practitionerId", limit: Limits.id).map { PractitionerID($0) },
            roles: fields.roles(), staffNumber: fields.text("staffNumber", limit: Limits.label))
        let password = fields.text("password", limit: Limits.password)
        let reason = fields.reason().value
        try fields.finish()
        let id = AccountID(try call.stableID("account"))
        do {
            try await services.accounts.register(
                draft, as: id, password: password, reason: reason, by: call.person,
                idempotency: call.idempotency)
        } catch let fault as SignInFault {
            throw Problem(fault, now: now)
        }
        return try await show(call, id, status: .created)
    }

    private func command(
        _ routes: inout Routes, _ path: String, command: @escaping @Sendable (Fields) -> AccountCommand
    ) {
        routes.on(.post, "/accounts/{id}/" + path, .change) { call in
            let (command, person) = try await services.asked(call, command)
            let id = AccountID(try call.parameter("id"))
            try await services.accounts.perform(
                command, on: id, expectedVersion: call.version, by: person,
                idempotency: call.idempotency)
            return try await show(call, id)
        }
    }

    private func show(
        _ call: Call, _ id: AccountID, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let view = try await services.accounts.account(id, for: call.person)
        return .json(
            AccountCardPayload(view, now: now), status: status,
            headers: [.eTag: "\"\(view.version)\""])
    }
}

extension Fields {
    fileprivate func roles() -> [Role] {
        (texts("roles", itemLimit: Limits.label, limit: Role.allCases.count) ?? []).enumerated()
            .compactMap { index, text in
                if let role = Role(rawValue: text) { return role }
                errors.add(
                    pointer("roles") + "/\(index)", .unknownValue(allowed: Role.allCases.map(\.rawValue)))
                return nil
            }
    }
}
