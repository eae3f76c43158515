import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// Signing in, staying so, and signing out.
struct SessionRoutes: Sendable {
    let services: WebServices
    let configuration: WebConfiguration
    let gate: Gate
    let limiter: AttemptLimiter

    func add(to routes: inout Routes) {
        routes.open(.post, Routes.prefix + "/session") { try await signIn($0, $1) }
        routes.open(.post, Routes.prefix + "/tokens") { try await issueToken($0, $1) }
        routes.on(.get, "/session", .read) { try await current($0) }
        routes.on(.delete, "/session", .act) { try await signOut($0) }
    }

    private func signIn(_ request: Request, _ context: WebContext) async throws -> Response {
        let fields = try await attempt(request, context)
        let username = fields.text("username", limit: Limits.username)
        let password = fields.text("password", limit: Limits.password)
        let code = fields.optionalText("code", limit: Limits.secondFactorCode)
        try fields.finish()
        let grant = try await proving {
            try await services.signIn.signIn(username: username, password: password, code: code)
        }
        var response = secret(try await payload(grant.signedIn))
        response.setCookie(cookie(grant.token, maxAge: nil))
        return response
    }

    private func issueToken(_ request: Request, _ context: WebContext) async throws -> Response {
        let fields = try await attempt(request, context)
        let username = fields.text("username", limit: Limits.username)
        let password = fields.text("password", limit: Limits.password)
        let label = fields.text("label", limit: Limits.label)
        let code = fields.optionalText("code", limit: Limits.secondFactorCode)
        try fields.finish()
        let grant = try await proving {
            try await services.signIn.issueToken(
                username: username, password: password, code: code, label: label)
        }
        return secret(TokenPayload(token: grant.token, expiresAt: Instant(grant.expiresAt)))
    }

    /// Counts the attempt by the peer's address before any password is looked at.
    private func attempt(_ request: Request, _ context: WebContext) async throws -> Fields {
        let now = services.signIn.environment.now().milliseconds
        if let wait = limiter.secondsToWait(context.peerAddress ?? "unknown", at: now) {
            throw Problem.tooManyRequests(retryAfterSeconds: wait)
        }
        return try Call.fields(request, try await gate.json(request, context))
    }

    private func proving(_ body: () async throws -> SignInGrant) async throws -> SignInGrant {
        do {
            return try await body()
        } catch let fault as SignInFault {
            throw Problem(fault, now: services.signIn.environment.now())
        }
    }

    private func current(_ call: Call) async throws -> Response { secret(try await payload(call.person)) }

    /// An answer with a token in it: neither kept nor packed by anybody on the way.
    private func secret(_ payload: some Encodable) -> Response {
        .json(payload, headers: [.cacheControl: "no-store, no-transform"])
    }

    private func signOut(_ call: Call) async throws -> Response {
        try await services.signIn.signOut(call.person)
        var response = Response(status: .noContent)
        response.setCookie(cookie("", maxAge: 0))
        return response
    }

    private func payload(_ person: SignedIn) async throws -> SessionPayload {
        let factor = try await services.signIn.secondFactorState(of: person)
        return SessionPayload(
            account: AccountPayload(
                person, equipment: try await services.orchestrator.assets.concerns(person)),
            csrfToken: person.csrfToken,
            serverTime: Instant(services.signIn.environment.now()),
            secondFactor: .init(
                enrolled: factor.isHeld, due: person.factor == .enrolmentDue,
                recoveryCodesLeft: factor.codesLeft))
    }

    /// Ends with the browser: the server knows the idle and the absolute limit.
    private func cookie(_ value: String, maxAge: Int?) -> Cookie {
        Cookie(
            name: Gate.cookieName, value: value, maxAge: maxAge, path: "/", secure: configuration.secure,
            httpOnly: true, sameSite: .strict)
    }
}
