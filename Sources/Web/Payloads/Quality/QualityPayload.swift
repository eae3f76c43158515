import ConsultationCore
import Orchestration

/// What all records of quality control have in common, and beside it what each kind says.
struct QualityPayload<Detail: Encodable>: Encodable {
    let head: QualityHead
    let detail: Detail

    /// One object: the members of both side by side.
    func encode(to encoder: any Encoder) throws {
        try head.encode(to: encoder)
        try detail.encode(to: encoder)
    }
}

struct QualityHead: Encodable {
    let id: String
    let version: Int
    let state: String
    let stateDisplay: String
    let institutionId: String
    let institution: String
    let openedAt: Instant
    let consultationId: String?
    let number: String?
    let actions: [String]
    let limits: [AgreementPayload.Limit]

    init(_ view: QualityView<some QualityRecord>, now: WallTime) {
        let record = view.record
        id = record.key
        version = record.version
        state = record.stateName
        stateDisplay = DisplayNames.qualityState(type(of: record).kind, record.stateName)
        institutionId = view.institution.id.text
        institution = view.institution.name
        openedAt = Instant(record.openedAt)
        consultationId = record.consultation?.text
        number = view.number?.text
        actions = view.actions.map(\.rawValue)
        limits = record.openDeadlines.map {
            AgreementPayload.Limit(
                kind: $0.kind.rawValue, display: DisplayNames.deadline($0.kind), dueAt: Instant($0.dueAt),
                overdue: $0.hasPassed(at: now))
        }
    }
}

struct FiledReportPayload: Encodable {
    let number: String
    let authority: String
    let filedOn: String

    init(_ report: FiledReport) {
        number = report.number
        authority = report.authority
        filedOn = report.filedOn.description
    }
}

struct AdverseEventDetail: Encodable {
    let category: String
    let categoryDisplay: String
    let grade: String
    let gradeDisplay: String
    let occurredAt: Instant
    /// Nil for one who gave no name.
    let reporter: String?
    let anonymous: Bool
    let description: String
    let measures: String
    let drugReaction: DrugReactionPayload?
    let cause: String?
    let assessedMeasures: String?
    let report: FiledReportPayload?
    let target: String?
    let summary: String?

    init(_ view: QualityView<AdverseEvent>) {
        let event = view.record
        category = event.told.category.rawValue
        categoryDisplay = DisplayNames.category(event.told.category)
        grade = event.grade.rawValue
        gradeDisplay = DisplayNames.grade(event.grade)
        occurredAt = Instant(event.told.occurredAt)
        if case .named(let account) = event.reporter {
            reporter = view.names[account]
        } else {
            reporter = nil
        }
        anonymous = event.reporter == .anonymous
        description = event.told.description.value
        measures = event.told.measures.value
        drugReaction = event.told.drugReaction.map(DrugReactionPayload.init)
        cause = event.assessment?.cause.value
        assessedMeasures = event.assessment?.measures.value
        report = event.report.map(FiledReportPayload.init)
        target = event.target.map(DisplayNames.target)
        summary = event.summary?.value
    }
}

struct ComplaintDetail: Encodable {
    struct Answer: Encodable {
        let text: String
        let at: Instant
    }

    let subject: String
    let subjectDisplay: String
    let text: String
    let contact: String?
    let caseNumber: String?
    let handler: String?
    let answers: [Answer]
    let outcome: String?
    let dueAt: Instant
    let late: Bool
    let entities: [LegalEntityPayload]?

    init(_ view: QualityView<Complaint>) {
        let complaint = view.record
        subject = complaint.told.subject.rawValue
        subjectDisplay = DisplayNames.subject(complaint.told.subject)
        text = complaint.told.text.value
        contact = complaint.told.contact?.value
        caseNumber = complaint.told.caseNumber
        handler = complaint.handler.flatMap { view.names[$0.account] }
        answers = complaint.answers.map { Answer(text: $0.text.value, at: Instant($0.at)) }
        outcome = complaint.outcome?.value
        dueAt = Instant(complaint.dueAt)
        late = complaint.isOverdue
        entities = complaint.entities?.map(LegalEntityPayload.init)
    }
}

struct DataBreachDetail: Encodable {
    let detectedAt: Instant
    let patients: Int
    let items: [String]
    let itemsDisplay: [String]
    let description: String
    let addressee: String
    let addresseeDisplay: String
    let dueAt: Instant
    let late: Bool
    let measures: String?
    let containedAt: Instant?
    let report: FiledReportPayload?
    let reportedAt: Instant?
    let summary: String?

    init(_ view: QualityView<DataBreach>) {
        let breach = view.record
        detectedAt = Instant(breach.told.detectedAt)
        patients = breach.told.patients
        items = breach.told.items.map(\.rawValue)
        itemsDisplay = breach.told.items.map(DisplayNames.item)
        description = breach.told.description.value
        addressee = breach.addressee.rawValue
        addresseeDisplay =
            breach.addresseeName.isEmpty ? DisplayNames.addressee(breach.addressee) : breach.addresseeName
        dueAt = Instant(breach.dueAt)
        late = breach.isOverdue
        measures = breach.measures?.value
        containedAt = breach.containedAt.map(Instant.init)
        report = breach.report.map(FiledReportPayload.init)
        reportedAt = breach.reportedAt.map(Instant.init)
        summary = breach.summary?.value
    }
}

struct MedicalDisputeDetail: Encodable {
    struct Export: Encodable {
        let at: Instant
        let by: String?
        let manifest: String
        let files: Int
    }

    let claim: String
    let authority: String
    let authorityRule: String
    let entities: [LegalEntityPayload]?
    let route: String?
    let routeDisplay: String?
    let reference: String?
    let exports: [Export]
    let outcome: String?

    init(_ view: QualityView<MedicalDispute>) {
        let dispute = view.record
        claim = dispute.claim.value
        authority = DisplayNames.authority(dispute.authority)
        authorityRule = dispute.authority.rule.rawValue
        entities = dispute.entities?.map(LegalEntityPayload.init)
        route = dispute.route?.rawValue
        routeDisplay = dispute.route.map(DisplayNames.route)
        reference = dispute.reference
        exports = dispute.exports.map {
            Export(
                at: Instant($0.at), by: view.names[$0.by], manifest: $0.manifest.hexadecimal, files: $0.files)
        }
        outcome = dispute.outcome?.value
    }
}

struct RecordSampleDetail: Encodable {
    struct Case: Encodable {
        let consultationId: String
        let number: String
        let sheet: Sheet?
    }

    struct Sheet: Encodable {
        let total: Int
        let grade: String
        let gradeDisplay: String
        let points: [String: Int]
        let remark: String
        let by: String?
    }

    struct Item: Encodable {
        let code: String
        let display: String
        let most: Int
    }

    let period: String
    let seed: String
    let population: Int
    let populationDigest: String
    let ratePercent: Int
    let minimum: Int
    let cases: [Case]
    let sheetItems: [Item]
    let scored: Int
    let feedback: String?
    let acknowledgement: String?

    init(_ view: QualityView<RecordSample>) {
        let sample = view.record
        period = sample.period.text
        seed = sample.seed.hexadecimal
        population = sample.population
        populationDigest = sample.populationDigest.hexadecimal
        ratePercent = sample.ratePercent
        minimum = sample.minimum
        cases = sample.cases.map { one in
            Case(
                consultationId: one.consultation.text, number: one.number.text,
                sheet: sample.sheets.first { $0.number == one.number }.map { Sheet($0, view.names) })
        }
        sheetItems = ScoreSheet.Item.allCases.map {
            Item(code: $0.rawValue, display: DisplayNames.sheet($0), most: $0.most)
        }
        scored = sample.sheets.count
        feedback = sample.feedback?.value
        acknowledgement = sample.acknowledgement?.value
    }
}

extension RecordSampleDetail.Sheet {
    init(_ sheet: ScoreSheet, _ names: [AccountID: String]) {
        self.init(
            total: sheet.total, grade: sheet.grade.rawValue, gradeDisplay: DisplayNames.grade(sheet.grade),
            points: Dictionary(uniqueKeysWithValues: sheet.points.map { ($0.key.rawValue, $0.value) }),
            remark: sheet.remark.value, by: sheet.by.flatMap { names[$0] })
    }
}
