import ConsultationCore
import Logging
import ServiceLifecycle
import Storage

/// Follows the journal and puts what provinces may know into their lists: from the first act on, once each, whatever
/// stops in between. Where no province is connected it does nothing.
package struct FeedCollector: Service {
    /// Acts looked at in one transaction, so that others write in between.
    static let batchLimit = 200
    static let interval = Duration.seconds(1)

    let orchestrator: Orchestrator
    /// What is told is also pushed through the front-end server (GX 附录五(二)); false where none is configured.
    let pushes: Bool

    package init(orchestrator: Orchestrator, pushes: Bool = false) {
        self.orchestrator = orchestrator
        self.pushes = pushes
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do { try await collect() } catch is CancellationError { return } catch {
                    orchestrator.logger.error(
                        "supervision feed failed", metadata: ["fault": "\(type(of: error))"])
                }
                try? await Task.sleep(for: Self.interval)
            }
        }
    }

    /// Follows the journal to its end; returns how many acts there were.
    @discardableResult
    package func collect() async throws -> Int {
        var total = 0
        while true {
            let count = try await step()
            total += count
            if count < Self.batchLimit { return total }
        }
    }

    private func step() async throws -> Int {
        let (idle, connected) = try await orchestrator.database.read { transaction in
            let connectors = try transaction.system.records(SupervisionConnector.self)
            let isIdle =
                try connectors.isEmpty
                || transaction.feedPlace().journal
                    >= transaction.journalLength()
            return (isIdle, Set(connectors.filter { $0.state == .connected }.map(\.province)))
        }
        guard !idle else { return 0 }
        let pushed = pushes ? connected : []
        let policies = orchestrator.policies
        let now = orchestrator.environment.now()
        return try await orchestrator.database.write { transaction in
            let reading = transaction.reading
            let entries = try reading.entries(behind: reading.feedPlace().journal, limit: Self.batchLimit)
            guard let last = entries.last else { return 0 }
            var newest: [FeedMark: (mark: FeedMark, province: Jurisdiction, at: WallTime)] = [:]
            var order: [FeedMark] = []
            let marks = FeedMarks(reading: reading)
            for entry in entries {
                for mark in try marks.marks(of: entry) {
                    guard let place = try reading.institution(mark.institution) else { continue }
                    if newest[mark] == nil { order.append(mark) }
                    newest[mark] = (mark, place.jurisdiction, WallTime(milliseconds: entry.at))
                }
            }
            let told = try transaction.tell(order.compactMap { newest[$0] }, followedTo: last.seq)
            for item in told where newest[item.mark].map({ pushed.contains($0.province) }) ?? false {
                try transaction.push(item, under: policies, at: now)
            }
            return entries.count
        }
    }
}

extension WriteTransaction {
    /// One message for the front-end server, with the thing as it stands now.
    fileprivate func push(_ item: StoredFeedItem, under policies: PolicyBook, at now: WallTime) throws {
        guard let place = try reading.institution(item.mark.institution) else { return }
        let policy = policies.policy(for: place.jurisdiction, at: now)
        let reader = FeedReader(
            reading: reading, today: CivilDate(now), ratingsShownFrom: policy.quality.ratingsShownFrom)
        guard let document = try reader.document(item) else { return }
        let mark = item.mark
        try enqueue(
            PlatformMessage(
                name: "feed/\(mark.feedClass.rawValue)/\(mark.key)/\(mark.institution.text)/\(item.seq)",
                institution: mark.institution, kind: .feed, event: mark.feedClass.rawValue,
                document: try StoredJSON.encode(document), createdAt: now))
    }
}
