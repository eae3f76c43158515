package import ConsultationCore
package import Storage

/// What a province's program may do: read its lists and compare counts. It is known by its signature
/// (Protocols/supervision-feed.md).
package struct SupervisionFeed: Sendable {
    let orchestrator: Orchestrator
    let key: FeedSigningKey
    let collector: FeedCollector

    package static let pageLimit = 200
    /// How far the two clocks may be apart.
    static let tolerance = TimeSpan.minutes(5)
    static let format = "huizhen.feed.1"

    package init(orchestrator: Orchestrator, key: FeedSigningKey, collector: FeedCollector) {
        self.orchestrator = orchestrator
        self.key = key
        self.collector = collector
    }

    package var publicKey: String { key.publicKey }

    /// One signed request, before anything is believed of it.
    package struct Question: Sendable {
        package let province: String
        package let method: String
        /// Path and query, as sent.
        package let target: String
        /// Milliseconds since 1970, UTC, as sent.
        package let time: String
        package let signature: String
        /// SHA-256 of the body in hexadecimal.
        package let bodyDigest: String

        package init(
            province: String, method: String, target: String, time: String, signature: String,
            bodyDigest: String
        ) {
            self.province = province
            self.method = method
            self.target = target
            self.time = time
            self.signature = signature
            self.bodyDigest = bodyDigest
        }

        var text: String {
            [SupervisionFeed.format, province, method, target, time, bodyDigest].joined(separator: "\n")
        }
    }

    /// The connector whose key signed, or nil: an unknown province, a wrong key and an old request look the same.
    package func admit(_ question: Question) async throws -> SupervisionConnector? {
        let now = orchestrator.environment.now()
        guard let milliseconds = Int64(question.time) else { return nil }
        let sent = WallTime(milliseconds: milliseconds)
        guard now - Self.tolerance <= sent, sent <= now + Self.tolerance else { return nil }
        let found = try await orchestrator.database.read {
            try $0.system.record(SupervisionConnector.self, question.province)
        }
        guard let found,
            FeedSigningKey.isRight(
                question.signature, of: question.text, by: found.consumer.publicKey.hexadecimal)
        else { return nil }
        guard found.isTelling else {
            throw Refusal.qualityStateNotAllowed(.supervisionConnector, state: found.stateName)
        }
        guard found.state == .testing, found.testPassedAt == nil else { return found }
        return try await orchestrator.performUnnamed(
            SupervisionConnector.self, .recordTest, on: found.key, of: found.institution
        ).record
    }

    /// Binds an answer to its question: nobody can pass it off as the answer to another.
    package func signature(of bodyDigest: String, answering question: Question) throws -> String {
        try key.signature(
            of: [Self.format, "answer", question.target, question.time, bodyDigest].joined(separator: "\n"))
    }

    package struct Page: Sendable {
        package let items: [FeedDocument]
        /// Where the next page goes on; the same as asked when there is nothing new.
        package let next: Int64
    }

    package func page(
        _ feedClass: FeedClass, after seq: Int64, limit: Int, for connector: SupervisionConnector
    ) async throws -> Page {
        try await collector.collect()
        let limit = min(max(1, limit), Self.pageLimit)
        let now = orchestrator.environment.now()
        let policy = orchestrator.policies.policy(for: connector.province, at: now)
        let page = try await orchestrator.database.read { transaction in
            let reader = FeedReader(
                reading: transaction, today: CivilDate(now),
                ratingsShownFrom: policy.quality.ratingsShownFrom)
            let items = try transaction.feedItems(
                feedClass, of: connector.province, after: seq, limit: limit)
            return Page(items: try items.compactMap(reader.document), next: items.last?.seq ?? seq)
        }
        guard !page.items.isEmpty else { return page }
        try await note(
            "feedRead", ["class": feedClass.rawValue, "after": "\(seq)", "to": "\(page.next)"], connector)
        return page
    }

    package func counts(
        on day: CivilDate, for connector: SupervisionConnector
    ) async throws -> [FeedClass: Int] {
        try await collector.collect()
        return try await orchestrator.database.read { try $0.feedCounts(of: connector.province, on: day) }
    }

    /// Compares a day that is over with what the province counted; what differs is on record (NHC-ID-24b).
    package func reconcile(
        _ day: CivilDate, theirs: [FeedClass: Int], with connector: SupervisionConnector
    ) async throws -> [FeedDifference] {
        let ours = try await counts(on: day, for: connector)
        _ = try await orchestrator.performUnnamed(
            SupervisionConnector.self, .reconcile(day, ours: ours, theirs: theirs), on: connector.key,
            of: connector.institution)
        return FeedDifference.between(ours: ours, theirs: theirs)
    }

    /// Who read what stands in the journal, as every reading does (SC-23b).
    private func note(
        _ kind: String, _ facts: [String: String], _ connector: SupervisionConnector
    ) async throws {
        let now = orchestrator.environment.now()
        let actor = JournalActor(
            id: "province/\(connector.province.text)", name: connector.consumer.name,
            institution: connector.office?.text ?? "")
        try await orchestrator.database.write {
            try $0.note(
                kind, try StoredJSON.encode(facts), in: "supervision/\(connector.province.text)",
                at: now.milliseconds, by: actor)
        }
    }
}
