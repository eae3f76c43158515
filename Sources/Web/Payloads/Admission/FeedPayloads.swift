import ConsultationCore
import Orchestration

struct FeedKeyPayload: Encodable {
    let algorithm: String
    let publicKey: String
}

/// One page as the province reads it. `next` is where it goes on.
struct FeedPagePayload: Encodable {
    let format: Int
    let province: String
    let `class`: String
    let items: [FeedDocument]
    let count: Int
    let next: Int64

    init(_ feedClass: FeedClass, _ connector: SupervisionConnector, _ page: SupervisionFeed.Page) {
        format = 1
        province = connector.province.text
        self.class = feedClass.rawValue
        items = page.items
        count = page.items.count
        next = page.next
    }
}

struct FeedCountsPayload: Encodable {
    let format: Int
    let province: String
    let day: String
    let counts: [String: Int]

    init(_ day: CivilDate, _ connector: SupervisionConnector, _ found: [FeedClass: Int]) {
        format = 1
        province = connector.province.text
        self.day = day.description
        counts = Dictionary(
            uniqueKeysWithValues: FeedClass.allCases.map { ($0.rawValue, found[$0] ?? 0) })
    }
}

struct FeedReconciliationPayload: Encodable {
    let format: Int
    let province: String
    let day: String
    let differences: [FeedDifferencePayload]

    init(_ day: CivilDate, _ connector: SupervisionConnector, _ found: [FeedDifference]) {
        format = 1
        province = connector.province.text
        self.day = day.description
        differences = found.map(FeedDifferencePayload.init)
    }
}

struct FeedDifferencePayload: Encodable {
    let `class`: String
    let ours: Int
    let theirs: Int

    init(_ difference: FeedDifference) {
        self.class = difference.feedClass.rawValue
        ours = difference.ours
        theirs = difference.theirs
    }
}

/// The way to one province, as people see it.
struct ConnectorPayload: Encodable {
    struct Reconciliation: Encodable {
        let day: String
        let at: Instant
        let differences: [FeedDifferencePayload]
    }

    struct Tally: Encodable {
        let `class`: String
        let display: String
        let count: Int
    }

    let id: String
    let version: Int
    let state: String
    let stateDisplay: String
    let consumer: String
    let publicKey: String
    let office: String?
    let testPassedAt: Instant?
    let disconnectedBecause: String?
    let reconciliation: Reconciliation?
    let today: [Tally]
    let lastFindingAt: Instant?
    let feedbackMonths: Int
    let actions: [String]
    let limits: [AgreementPayload.Limit]

    init(_ view: SupervisionDesk.View, now: WallTime) {
        let connector = view.connector
        id = connector.key
        version = connector.version
        state = connector.stateName
        stateDisplay = DisplayNames.connector(connector.state)
        consumer = connector.consumer.name
        publicKey = connector.consumer.publicKey.hexadecimal
        office = view.office?.name
        testPassedAt = connector.testPassedAt.map(Instant.init)
        disconnectedBecause = connector.disconnection?.text
        reconciliation = connector.reconciliation.map {
            Reconciliation(
                day: $0.day.description, at: Instant($0.at),
                differences: $0.differences.map(FeedDifferencePayload.init))
        }
        today = FeedClass.allCases.map {
            Tally(class: $0.rawValue, display: DisplayNames.feedClass($0), count: view.today[$0] ?? 0)
        }
        lastFindingAt = view.lastFindingAt.map(Instant.init)
        feedbackMonths = view.feedbackMonths
        actions = view.actions.map(\.rawValue)
        limits = connector.openDeadlines.map {
            AgreementPayload.Limit(
                kind: $0.kind.rawValue, display: DisplayNames.deadline($0.kind), dueAt: Instant($0.dueAt),
                overdue: $0.hasPassed(at: now))
        }
    }
}
