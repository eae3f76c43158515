import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// What anybody may do without signing in: complain, read the answer, rate, look up who serves and how samples
/// were drawn.
struct PublicRoutes: Sendable {
    let services: WebServices
    let gate: Gate
    let limiter: AttemptLimiter

    func add(to routes: inout Routes) {
        let prefix = Routes.prefix + "/public"
        routes.open(.post, prefix + "/complaints") { try await complain($0, $1) }
        routes.open(.post, prefix + "/complaints/status") { try await status($0, $1) }
        routes.open(.post, prefix + "/ratings") { try await rate($0, $1) }
        routes.open(.get, prefix + "/record-samples") { request, _ in try await samples(request) }
        routes.open(.get, prefix + "/institutions") { _, _ in
            let found = try await services.quality.disclosure()
            return .json(Items(items: found.map(DisclosurePayload.init)))
        }
    }

    /// Counts by the peer's address before anything is read: neither flooding nor trying out secrets.
    private func fields(_ request: Request, _ context: WebContext) async throws -> Fields {
        let now = services.signIn.environment.now().milliseconds
        if let wait = limiter.secondsToWait(context.peerAddress ?? "unknown", at: now) {
            throw Problem.tooManyRequests(retryAfterSeconds: wait)
        }
        return try Call.fields(request, try await gate.json(request, context))
    }

    private func complain(_ request: Request, _ context: WebContext) async throws -> Response {
        let fields = try await fields(request, context)
        let institution = InstitutionID(fields.text("institutionId", limit: Limits.id))
        let told = fields.complaint()
        try fields.finish()
        guard try await services.quality.disclosure().contains(where: { $0.institution.id == institution })
        else { throw Problem.notFound }
        let (slip, complaint) = try await services.orchestrator.receiveComplaint(told, about: institution)
        return .json(
            SlipPayload(receipt: slip.receipt, secret: slip.secret, dueAt: Instant(complaint.dueAt)),
            status: .created, headers: [.cacheControl: "no-store, no-transform"])
    }

    private func status(_ request: Request, _ context: WebContext) async throws -> Response {
        let fields = try await fields(request, context)
        let receipt = fields.text("receipt", limit: Limits.id).trimmed.uppercased()
        let secret = fields.text("secret", limit: Limits.id)
        try fields.finish()
        let found = try await services.quality.complaint(
            receipt: receipt, secretHash: PublicSlip.hash(receipt: receipt, secret: secret))
        guard let (complaint, institution) = found else { throw Problem.notFound }
        return .json(
            ComplaintStatusPayload(complaint, institution),
            headers: [.cacheControl: "no-store, no-transform"])
    }

    private func rate(_ request: Request, _ context: WebContext) async throws -> Response {
        let fields = try await fields(request, context)
        let number = fields.text("number", limit: Limits.id).trimmed.uppercased()
        let secret = fields.text("secret", limit: Limits.id)
        let score = Int(fields.integer("score", in: 1...5))
        let comment = fields.optionalText("comment", limit: Limits.question).map { Redacted($0) }
        try fields.finish()
        let slip = PublicSlip.hash(receipt: number, secret: secret)
        guard let known = try await services.quality.rating(number: number, slip: slip) else {
            throw Problem.notFound
        }
        try await services.orchestrator.performUnnamed(
            CaseRating.self, .rateAsPatient(score: score, comment: comment), on: number, of: known.institution
        )
        return Response(status: .noContent)
    }

    private func samples(_ request: Request) async throws -> Response {
        let text = request.uri.queryParameters["period"].map(String.init) ?? ""
        guard let period = SettlementPeriod(text) else {
            throw Problem.fields([FieldMistake.invalid(ofKind: "YYYY-MM").problem(at: "?period")])
        }
        let found = try await services.quality.publishedSamples(in: period)
        return .json(Items(items: found.map(PublicSamplePayload.init)))
    }
}
