/// An instrument, device, facility or information system of an institution: who keeps it, what is done to it at which
/// interval, what was done, and whether it may be used (NHC-TM 二(二)¶2, 四(三)4; Protocols/asset-states.md).
package struct Asset: QualityRecord {
    package enum State: String, Codable, Sendable, CaseIterable {
        case inService
        /// A work ended badly and has not been passed since; it may be used on one's own judgement.
        case defective
        case outOfService, retired
    }

    package let id: String
    package let institution: InstitutionID
    package let openedAt: WallTime

    package var version: Int
    package var state: State
    package var stateSince: WallTime
    package var told: AssetTold
    package var plan: [PlannedWork]
    /// So many days before a due day its keeper is reminded; the policy's at the time of the plan.
    package var reminderDays: Int
    /// The plan is the last that was changed: what ended by it was neither met nor missed.
    package var isReplanned: Bool
    /// Newest last; the journal keeps all.
    package var works: [WorkDone]
    package var lastPassed: [WorkDay]
    package var failed: [WorkDay]
    /// Why it is out of service or retired.
    package var reason: Redacted<String>?
    package var passedDeadlines: [PassedDeadline]

    package var key: String { id }
    package var consultation: ConsultationID? { nil }
    package var parties: [InstitutionID] { [institution] }
    package var isClosed: Bool { state == .retired }
    package var isInUse: Bool { state == .inService || state == .defective }

    package static let worksShown = 500
    /// Limits that were handled and are remembered; older ones are of due days long past.
    static let passedKept = 100
}

/// What the register says of it.
package struct AssetTold: Codable, Sendable, Equatable {
    /// 仪器、设备、设施、信息系统.
    package enum Category: String, Codable, Sendable, CaseIterable {
        case instrument, device, facility, informationSystem
    }

    package var category: Category
    package var name: String
    package var maker: String?
    package var model: String?
    package var serial: String?
    /// Building, floor, room; for an information system where it runs.
    package var place: String
    /// Stands in a consultation room, or a session needs it: what is overdue of it is told when one is scheduled.
    package var isForConsultation: Bool
    package var keeper: AssetKeeper
    package var inServiceSince: CivilDate

    package init(
        category: Category, name: String, maker: String? = nil, model: String? = nil, serial: String? = nil,
        place: String, isForConsultation: Bool, keeper: AssetKeeper, inServiceSince: CivilDate
    ) {
        self.category = category
        self.name = name
        self.maker = maker
        self.model = model
        self.serial = serial
        self.place = place
        self.isForConsultation = isForConsultation
        self.keeper = keeper
        self.inServiceSince = inServiceSince
    }
}

/// The person whose task it is (专职人员): somebody of the staff with an account here, or of the register without one.
package enum AssetKeeper: Codable, Sendable, Equatable {
    case account(AccountID)
    case practitioner(PractitionerID)

    /// `account/<id>` or `practitioner/<id>`.
    package var text: String {
        switch self {
        case .account(let account): "account/\(account)"
        case .practitioner(let practitioner): "practitioner/\(practitioner)"
        }
    }

    package func isSame(as member: Caller.Member) -> Bool {
        switch self {
        case .account(let account): account == member.account
        case .practitioner(let practitioner): practitioner == member.practitioner
        }
    }
}

/// 检测、维护、改造、升级.
package enum AssetWork: String, Codable, Sendable, CaseIterable {
    case inspection, maintenance, renovation, upgrade
}

/// What is done every so many months; the first time on a day that is said.
package struct PlannedWork: Codable, Sendable, Equatable {
    package var work: AssetWork
    package var everyMonths: Int
    package var firstDueOn: CivilDate

    package init(work: AssetWork, everyMonths: Int, firstDueOn: CivilDate) {
        self.work = work
        self.everyMonths = everyMonths
        self.firstDueOn = firstDueOn
    }

    /// Ten years.
    package static let longestInterval = 120
}

/// What somebody says of a work that was done: when, by whom, with what result.
package struct WorkReport: Codable, Sendable, Equatable {
    package var work: AssetWork
    package var doneOn: CivilDate
    /// The engineer, or the company.
    package var by: String
    package var isPassed: Bool
    package var note: Redacted<String>?
    /// The report of the test, the service sheet.
    package var document: SealedFile?

    package init(
        work: AssetWork, doneOn: CivilDate, by: String, isPassed: Bool, note: Redacted<String>? = nil,
        document: SealedFile? = nil
    ) {
        self.work = work
        self.doneOn = doneOn
        self.by = by
        self.isPassed = isPassed
        self.note = note
        self.document = document
    }
}

/// The same as it was kept.
package struct WorkDone: Codable, Sendable, Equatable {
    package var report: WorkReport
    package var recordedAt: WallTime
    package var recordedBy: AccountID?

    package init(_ report: WorkReport, recordedAt: WallTime, recordedBy: AccountID? = nil) {
        self.report = report
        self.recordedAt = recordedAt
        self.recordedBy = recordedBy
    }
}

/// The day of a kind of work.
package struct WorkDay: Codable, Sendable, Equatable {
    package var work: AssetWork
    package var on: CivilDate

    package init(_ work: AssetWork, _ on: CivilDate) {
        self.work = work
        self.on = on
    }
}
