import ConsultationCore
import Orchestration

/// A month's costs: the report and one page of entries.
struct CostPayload: Encodable {
    struct Line: Encodable {
        let account: String
        let amountFen: Int64
        let entries: Int
    }

    struct Group: Encodable {
        let group: String
        let totalFen: Int64
        let accounts: [Line]
    }

    let period: String
    let totalFen: Int64
    let groups: [Group]
    let items: [CostEntryPayload]
    let next: String?

    init(_ page: CostPage) {
        let report = page.report
        period = report.period.text
        totalFen = report.total.fen
        groups = CostGroup.allCases.map { group in
            Group(
                group: group.rawValue, totalFen: report.total(of: group).fen,
                accounts: report.lines.filter { $0.account.group == group }.map {
                    Line(account: $0.account.rawValue, amountFen: $0.amount.fen, entries: $0.entries)
                })
        }
        items = page.items.map { CostEntryPayload($0, isReversed: page.reversed.contains($0.id)) }
        next = page.next
    }
}

struct CostEntryPayload: Encodable {
    let id: String
    let day: String
    let account: String
    let amountFen: Int64
    let voucher: String
    let note: String
    let at: Instant
    let reverses: String?
    let reversed: Bool

    init(_ entry: CostEntry, isReversed: Bool) {
        id = entry.id.text
        day = entry.day.description
        account = entry.account.rawValue
        amountFen = entry.amount.fen
        voucher = entry.voucher
        note = entry.note
        at = Instant(entry.at)
        reverses = entry.reverses?.text
        reversed = isReversed
    }
}

/// A month's pay-out: the sheet that stands, or what it would be.
struct PayoutPayload: Encodable {
    struct Person: Encodable {
        let practitionerId: String
        let name: String
        let title: String
        let cases: Int
        let chargedFen: Int64
        let takenBackFen: Int64
        let topUpFen: Int64
        let amountFen: Int64
    }

    struct Sheet: Encodable {
        let id: String
        let version: Int
        let state: String
        let stateDisplay: String
        let issuedAt: Instant
        let reason: String?
        let payment: ServiceFeePayload.Transfer?

        init(_ sheet: PayoutSheet) {
            id = sheet.id.text
            version = sheet.version
            state = sheet.state.rawValue
            stateDisplay = DisplayNames.payout(sheet.state)
            issuedAt = Instant(sheet.issuedAt)
            reason = sheet.reason
            payment = sheet.payment.map(ServiceFeePayload.Transfer.init)
        }
    }

    let period: String
    let periodOver: Bool
    let sheet: Sheet?
    let retainedFen: Int64
    let requiredFen: Int64
    let totalFen: Int64
    let differenceFen: Int64
    let lines: Int
    let keyVersions: [Int]
    let people: [Person]
    let withoutKey: String?
    let withoutPerson: [String]
    let actions: [String]
    let mayIssue: Bool
    let withdrawn: [Sheet]

    init(_ view: PayoutView) {
        period = view.period.text
        periodOver = view.isOver
        sheet = view.sheet.map(Sheet.init)
        retainedFen = view.figures.retained.fen
        requiredFen = view.figures.required.fen
        totalFen = view.figures.total.fen
        differenceFen = view.difference.fen
        lines = view.figures.lines
        keyVersions = view.figures.keyVersions
        people = view.people.map { sum in
            Person(
                practitionerId: sum.person.id.text, name: sum.person.name, title: sum.person.title,
                cases: sum.cases, chargedFen: sum.charged.fen, takenBackFen: sum.takenBack.fen,
                topUpFen: sum.topUp.fen, amountFen: sum.amount.fen)
        }
        withoutKey = view.withoutKey?.description
        withoutPerson = view.withoutPerson.map(\.text)
        actions = view.actions.map(\.rawValue)
        mayIssue = view.mayIssue
        withdrawn = view.withdrawn.map(Sheet.init)
    }
}

struct PayoutLinePayload: Encodable {
    let position: Int
    let period: String?
    let kind: String
    let consultationId: String?
    let number: String?
    let practitionerId: String
    let name: String
    let amountFen: Int64

    init(_ stored: StoredPayoutLine) {
        position = stored.position
        period = stored.sheet.period?.text
        kind = stored.line.kind.rawValue
        consultationId = stored.line.consultation?.text
        number = stored.line.number?.text
        practitionerId = stored.line.person.id.text
        name = stored.line.person.name
        amountFen = stored.line.amount.fen
    }
}

struct PayoutKeyPayload: Encodable {
    struct Staff: Encodable {
        let practitionerId: String
        let name: String
        let parts: Int
    }

    struct Rule: Encodable {
        let percent: Int
        let physicianParts: Int
        let staff: [Staff]

        init(_ rule: PayoutRule, _ names: [PractitionerID: String]) {
            percent = rule.percent
            physicianParts = rule.physicianParts
            staff = rule.staff.map {
                Staff(practitionerId: $0.person.text, name: names[$0.person] ?? "", parts: $0.parts)
            }
        }
    }

    let version: Int
    let effectiveFrom: String
    let basis: String
    let inviting: Rule
    let invited: Rule
    let publishedAt: Instant

    init(_ key: PayoutKey, _ names: [PractitionerID: String]) {
        version = key.version
        effectiveFrom = key.effectiveFrom.description
        basis = key.basis
        inviting = Rule(key.inviting, names)
        invited = Rule(key.invited, names)
        publishedAt = Instant(key.publishedAt)
    }
}

extension DisplayNames {
    static func payout(_ state: PayoutSheet.State) -> String {
        switch state {
        case .issued: "已制表"
        case .withdrawn: "已撤回"
        case .paid: "已发放"
        }
    }
}
