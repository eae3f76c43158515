import ConsultationCore
import Orchestration

/// Something of the register, as a line of a list and as the head of its page.
struct AssetPayload: Encodable {
    struct Planned: Encodable {
        let work: String
        let workDisplay: String
        let everyMonths: Int
        let firstDueOn: String
        /// Nil while it is not in use.
        let dueOn: String?
        let overdue: Bool
        let lastPassedOn: String?
    }

    struct Last: Encodable {
        let work: String
        let workDisplay: String
        let doneOn: String
        let passed: Bool
    }

    let id: String
    let version: Int
    let state: String
    let stateDisplay: String
    let institutionId: String
    let institution: String
    let category: String
    let categoryDisplay: String
    let name: String
    let maker: String?
    let model: String?
    let serial: String?
    let place: String
    let forConsultation: Bool
    /// `account/<id>` or `practitioner/<id>`.
    let keeper: String
    let keeperName: String
    let inServiceSince: String
    let plan: [Planned]
    let nextDueOn: String?
    let overdue: Bool
    let failed: [String]
    let failedDisplay: [String]
    let reason: String?
    let last: Last?
    let actions: [String]

    init(_ view: AssetView) {
        let (asset, told) = (view.asset, view.asset.told)
        id = asset.id
        version = asset.version
        state = asset.stateName
        stateDisplay = DisplayNames.asset(asset.state)
        institutionId = view.institution.id.text
        institution = view.institution.name
        category = told.category.rawValue
        categoryDisplay = DisplayNames.category(told.category)
        name = told.name
        maker = told.maker
        model = told.model
        serial = told.serial
        place = told.place
        forConsultation = told.isForConsultation
        keeper = told.keeper.text
        keeperName = view.keeper
        inServiceSince = told.inServiceSince.description
        plan = asset.plan.map { Planned($0, of: asset, on: view.today) }
        nextDueOn = asset.nextDueOn?.description
        overdue = !asset.overdue(on: view.today).isEmpty
        failed = asset.failed.map(\.work.rawValue)
        failedDisplay = asset.failed.map { DisplayNames.work($0.work) }
        reason = asset.reason?.value
        last = asset.works.last.map(\.report).map {
            Last(
                work: $0.work.rawValue, workDisplay: DisplayNames.work($0.work),
                doneOn: $0.doneOn.description, passed: $0.isPassed)
        }
        actions = view.actions.map(\.rawValue)
    }
}

extension AssetPayload.Planned {
    init(_ planned: PlannedWork, of asset: Asset, on today: CivilDate) {
        let due = asset.dueOn(planned)
        self.init(
            work: planned.work.rawValue, workDisplay: DisplayNames.work(planned.work),
            everyMonths: planned.everyMonths, firstDueOn: planned.firstDueOn.description,
            dueOn: asset.isInUse ? due.description : nil, overdue: asset.isInUse && due < today,
            lastPassedOn: asset.lastPassed.first { $0.work == planned.work }?.on.description)
    }
}

/// One thing with all that was done to it and all that happened to its entry.
struct AssetDetailPayload: Encodable {
    struct Work: Encodable {
        let work: String
        let workDisplay: String
        let doneOn: String
        let by: String
        let passed: Bool
        let note: String?
        let document: VisitPayload.File?
        let recordedAt: Instant
        let recordedBy: String?
    }

    struct Event: Encodable {
        let at: Instant
        let by: String
        let kind: String
        let display: String
        let works: [String]
        let reason: String?
    }

    let head: AssetPayload
    /// Newest first, both.
    let works: [Work]
    let history: [Event]

    init(_ view: AssetView) {
        head = AssetPayload(view)
        works = view.asset.works.reversed().map { Work($0, view.names) }
        history = view.history.map {
            Event(
                at: Instant($0.at), by: $0.by, kind: $0.change.kind, display: DisplayNames.change($0.change),
                works: $0.change.works.map(\.rawValue), reason: $0.change.reason?.value)
        }
    }

    private enum Member: String, CodingKey {
        case works, history
    }

    /// One object: the members of the line, and what only the page has.
    func encode(to encoder: any Encoder) throws {
        try head.encode(to: encoder)
        var container = encoder.container(keyedBy: Member.self)
        try container.encode(works, forKey: .works)
        try container.encode(history, forKey: .history)
    }
}

extension AssetDetailPayload.Work {
    init(_ done: WorkDone, _ names: [AccountID: String]) {
        let report = done.report
        self.init(
            work: report.work.rawValue, workDisplay: DisplayNames.work(report.work),
            doneOn: report.doneOn.description, by: report.by, passed: report.isPassed,
            note: report.note?.value, document: report.document.map(VisitPayload.File.init),
            recordedAt: Instant(done.recordedAt), recordedBy: done.recordedBy.flatMap { names[$0] })
    }
}

extension AssetChange {
    fileprivate var works: [AssetWork] {
        switch self {
        case .recorded(let done): [done.report.work]
        case .becameOverdue(let works, _, _): works
        default: []
        }
    }

    fileprivate var reason: Redacted<String>? {
        switch self {
        case .takenOut(let reason), .putBack(let reason), .retired(let reason): reason
        case .recorded(let done): done.report.note
        default: nil
        }
    }
}

struct AssetPagePayload: Encodable {
    struct Counts: Encodable {
        let current: Int
        let overdue: Int
        let soon: Int
        let defective: Int
    }

    let items: [AssetPayload]
    let next: String?
    let counts: Counts
    let reminderDays: Int
    let mayRegister: Bool
    let ownOnly: Bool

    init(_ page: AssetPage) {
        items = page.items.map(AssetPayload.init)
        next = page.next
        counts = Counts(
            current: page.counts.current, overdue: page.counts.overdue, soon: page.counts.soon,
            defective: page.counts.defective)
        reminderDays = page.reminderDays
        mayRegister = page.mayRegister
        ownOnly = page.isOwnOnly
    }
}

struct AssetStaffPayload: Encodable {
    let id: String
    let name: String

    init(_ staff: AssetStaff) {
        id = staff.keeper.text
        name = staff.name
    }
}

/// What of the own consultation rooms is not in order on the day of a session.
struct AssetWarningPayload: Encodable {
    struct Due: Encodable {
        let work: String
        let workDisplay: String
        let dueOn: String
    }

    let id: String
    let name: String
    let place: String
    let keeperName: String
    let overdue: [Due]
    let failed: [String]
    let failedDisplay: [String]

    init(_ view: AssetView) {
        let asset = view.asset
        id = asset.id
        name = asset.told.name
        place = asset.told.place
        keeperName = view.keeper
        overdue = asset.overdue(on: view.today).map {
            Due(
                work: $0.work.rawValue, workDisplay: DisplayNames.work($0.work), dueOn: $0.on.description)
        }
        failed = asset.failed.map(\.work.rawValue)
        failedDisplay = asset.failed.map { DisplayNames.work($0.work) }
    }
}
