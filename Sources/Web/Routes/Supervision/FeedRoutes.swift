import ConsultationCore
import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Orchestration

/// What a province's program asks: it signs every question, every answer is signed (Protocols/supervision-feed.md).
struct FeedRoutes: Sendable {
    let services: WebServices
    let gate: Gate
    let limiter: AttemptLimiter

    func add(to routes: inout Routes) {
        let prefix = Routes.prefix + "/supervision"
        routes.open(.get, prefix + "/key") { _, _ in
            guard let feed = services.supervisionFeed else { throw Problem.notFound }
            return .json(FeedKeyPayload(algorithm: "Ed25519", publicKey: feed.publicKey))
        }
        routes.open(.get, prefix + "/feed/{class}") { request, context in
            guard let word = context.parameters.get("class"), let feedClass = FeedClass(rawValue: word) else {
                throw Problem.notFound
            }
            return try await answer(request, context) { feed, connector, _ in
                let page = try await feed.page(
                    feedClass, after: Self.number(request, "after") ?? 0,
                    limit: Int(Self.number(request, "limit") ?? Int64(SupervisionFeed.pageLimit)),
                    for: connector)
                return try JSONText.buffer(FeedPagePayload(feedClass, connector, page))
            }
        }
        routes.open(.get, prefix + "/feed-counts") { request, context in
            try await answer(request, context) { feed, connector, _ in
                guard let day = Self.text(request, "day").flatMap({ CivilDate($0) }) else {
                    throw Problem.fields([FieldMistake.invalid(ofKind: "YYYY-MM-DD").problem(at: "?day")])
                }
                return try JSONText.buffer(
                    FeedCountsPayload(day, connector, try await feed.counts(on: day, for: connector)))
            }
        }
        routes.open(.post, prefix + "/reconciliations") { request, context in
            try await answer(request, context) { feed, connector, body in
                let fields = try Call.fields(request, body)
                let day = fields.requiredDate("day")
                let counts = fields.feedCounts("counts")
                try fields.finish()
                let found = try await feed.reconcile(day, theirs: counts, with: connector)
                return try JSONText.buffer(FeedReconciliationPayload(day, connector, found))
            }
        }
    }

    /// Who asks is looked at before what; the answer is bound to the question by its signature.
    private func answer(
        _ request: Request, _ context: WebContext,
        _ body: (SupervisionFeed, SupervisionConnector, ByteBuffer) async throws -> ByteBuffer
    ) async throws -> Response {
        guard let feed = services.supervisionFeed else { throw Problem.notFound }
        let now = services.signIn.environment.now().milliseconds
        let asked = request.method == .get ? ByteBuffer() : try await gate.json(request, context)
        let question = SupervisionFeed.Question(
            province: request.headers[.feedProvince] ?? "", method: request.method.rawValue,
            target: request.uri.string, time: request.headers[.feedTime] ?? "",
            signature: request.headers[.feedSignature] ?? "", bodyDigest: Self.digest(asked))
        guard let connector = try await feed.admit(question) else {
            // Counted only when wrong: a province reads many pages a minute.
            if let wait = limiter.secondsToWait(context.peerAddress ?? "unknown", at: now) {
                throw Problem.tooManyRequests(retryAfterSeconds: wait)
            }
            throw Problem.unauthenticated
        }
        let answer = try await body(feed, connector, asked)
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/json", .cacheControl: "no-store, no-transform",
                .feedSignature: try feed.signature(of: Self.digest(answer), answering: question),
            ], body: .init(byteBuffer: answer))
    }

    private static func digest(_ bytes: ByteBuffer) -> String {
        Digests.hex(Crypto.SHA256.hash(data: bytes.readableBytesView))
    }

    private static func text(_ request: Request, _ name: String) -> String? {
        request.uri.queryParameters[Substring(name)].map(String.init)
    }

    private static func number(_ request: Request, _ name: String) throws(Problem) -> Int64? {
        guard let text = text(request, name) else { return nil }
        guard let number = Int64(text), number >= 0 else {
            throw .fields([FieldMistake.invalid(ofKind: "integer").problem(at: "?" + name)])
        }
        return number
    }
}

extension Fields {
    /// Counts by class; a class that is not there has nothing.
    fileprivate func feedCounts(_ name: String) -> [FeedClass: Int] {
        guard let child = child(name) else {
            note(name, .required)
            return [:]
        }
        var counts: [FeedClass: Int] = [:]
        for feedClass in FeedClass.allCases where child.has(feedClass.rawValue) {
            counts[feedClass] = Int(child.integer(feedClass.rawValue, in: 0...1_000_000_000))
        }
        return counts
    }
}

extension HTTPField.Name {
    static let feedProvince = HTTPField.Name("X-Huizhen-Province") ?? .from
    static let feedTime = HTTPField.Name("X-Huizhen-Time") ?? .date
    static let feedSignature = HTTPField.Name("X-Huizhen-Signature") ?? .authorization
}
