import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// What people were told, decisions that quality control waits for, and the patient's own view.
struct NoticeRoutes: Sendable {
    let services: WebServices
    let limiter: AttemptLimiter
    let gate: Gate

    private static let page = 50

    func add(to routes: inout Routes) {
        // Before a room or a signature: the session keeps the proof (NHC-SUP 13).
        routes.on(.post, "/session/proof", .act) { call in
            let fields = try call.fields()
            let password = fields.text("password", limit: Limits.password)
            try fields.finish()
            _ = try await services.stepUp(call.person, password: password)
            return Response(status: .noContent)
        }
        routes.on(.get, "/notices", .read) { try await notices($0) }
        routes.on(.get, "/open-decisions", .read) { call in
            let open = try await services.openDecisions.openDecisions(for: call.person)
            return .json(Items(items: open.map(OpenDecisionPayload.init)))
        }
        routes.on(.post, "/patients/{id}/access-code", .act) { try await makeCode($0) }
        routes.open(.post, Routes.prefix + "/public/patient-view") { try await patientView($0, $1) }
    }

    private func notices(_ call: Call) async throws -> Response {
        var before: Int64?
        if let text = call.query("cursor") {
            guard let number = Int64(text) else {
                throw call.wrongQuery("cursor", .invalid(ofKind: "cursor"))
            }
            before = number
        }
        let found = try await services.notices.notices(
            before: before, limit: Self.page + 1, for: call.person)
        let shown = found.prefix(Self.page)
        return .json(
            Items(
                items: shown.map(NoticePayload.init),
                next: found.count > Self.page ? shown.last.map { String($0.id) } : nil))
    }

    private func makeCode(_ call: Call) async throws -> Response {
        try call.fields().finish()
        let patient = PatientID(try call.parameter("id"))
        guard let made = try await services.patients.newCode(for: patient, by: call.person) else {
            throw Problem.notFound
        }
        return .json(
            PatientCodePayload(code: made.code, expiresAt: Instant(made.expiresAt)), status: .created)
    }

    /// Open to whoever holds a code; attempts are counted by the peer's address like those at signing in.
    private func patientView(_ request: Request, _ context: WebContext) async throws -> Response {
        let now = services.signIn.environment.now()
        if let wait = limiter.secondsToWait(context.peerAddress ?? "unknown", at: now.milliseconds) {
            throw Problem.tooManyRequests(retryAfterSeconds: wait)
        }
        let fields = try Call.fields(request, try await gate.json(request, context))
        let code = fields.text("code", limit: Limits.label)
        try fields.finish()
        guard let (token, view) = try await services.patients.admit(code: code, at: services.patientDoor)
        else { throw Problem.notFound }
        return .json(PatientViewPayload(view, token: token))
    }
}
