import ConsultationCore
import Orchestration

/// Requirements, rules and figures put together, row by row.
struct CompliancePresenter: Sendable {
    let catalogue: RequirementCatalogue
    let words: ComplianceWords
    /// Codes of refusals by the row that they enforce.
    private let refusals: [String: [String]]
    private let readings: [String: [CompliancePayload.Reading]]

    static func read() throws -> CompliancePresenter {
        CompliancePresenter(catalogue: try .read(), words: try .read())
    }

    init(catalogue: RequirementCatalogue, words: ComplianceWords) {
        self.catalogue = catalogue
        self.words = words
        refusals = Dictionary(grouping: RefusalCode.allCases, by: \.rule.requirement)
            .mapValues { $0.map(\.rawValue) }
        readings = catalogue.readings.reduce(into: [:]) { found, one in
            let reading = CompliancePayload.Reading(
                id: one.id, article: ArticleNames.quoted(one.article), question: one.question, text: one.text)
            for row in one.requirements { found[row, default: []].append(reading) }
        }
    }

    func payload(_ figures: ComplianceFigures) -> CompliancePayload {
        CompliancePayload(
            period: .init(
                from: figures.from.description, to: figures.to.description, days: ComplianceQueries.days),
            scope: figures.ofEverybody ? "all" : "own",
            policyVersion: figures.resolution?.version.text ?? "",
            openViolations: figures.openViolations, core: count("core"), extended: count("extended"),
            groups: Set(catalogue.rows.map(\.group)).sorted().map {
                .init(number: $0, name: words.group($0))
            },
            items: catalogue.rows.map { item($0, figures) })
    }

    private func count(_ priority: String) -> CompliancePayload.Count {
        let rows = catalogue.rows.filter { $0.priority == priority }
        let met = rows.count { $0.status == "met" }
        let partly = rows.count { $0.status == "partly" }
        return .init(total: rows.count, met: met, partly: partly, open: rows.count - met - partly)
    }

    private func item(
        _ row: RequirementCatalogue.Row, _ figures: ComplianceFigures
    ) -> CompliancePayload.Item {
        let codes = row.codes + refusals[row.id, default: []].filter { !row.codes.contains($0) }
        return .init(
            id: row.id, group: row.group, article: ArticleNames.quoted(row.article), text: row.text,
            priority: row.priority, status: row.status, standing: standing(row.article, figures),
            enforcement: row.enforced.compactMap(words.place).reduce(into: []) { list, next in
                if !list.contains(next) { list.append(next) }
            },
            tests: row.tests, parameters: row.parameters.compactMap { parameter($0, figures) },
            readings: readings[row.id, default: []],
            refusals: codes.compactMap { code in
                figures.tallies[.refusal]?[code].map { count in
                    let text = ProblemCatalogue.text(code)
                    return .init(code: code, title: text.title, titleEn: text.titleEnglish, count: count)
                }
            },
            violations: row.codes.compactMap { code in
                figures.tallies[.violation]?[code].map { count in
                    let text = ViolationTexts.text(code)
                    return .init(code: code, title: text.title, titleEn: text.titleEnglish, count: count)
                }
            },
            limits: limits(row.id, figures), reasons: reasons(row.id, figures))
    }

    /// Why invitations were declined, and what was sent back for its quality.
    private func reasons(_ id: String, _ figures: ComplianceFigures) -> [CompliancePayload.Tally]? {
        switch id {
        case "NHC-TM-3.3.2c":
            DeclineReason.Code.allCases.compactMap { code in
                figures.tallies[.decline]?[code.rawValue].map { count in
                    .init(
                        code: code.rawValue, title: DisplayNames.decline(code), titleEn: code.rawValue,
                        count: count)
                }
            }
        case "JL-29a":
            (figures.tallies[.materialRejected] ?? [:]).map { code, count in
                .init(code: code, title: "资料因质量被退回", titleEn: "sent back for its quality", count: count)
            }
        default: nil
        }
    }

    private func standing(_ article: String, _ figures: ComplianceFigures) -> String {
        let source = article.split(separator: " ").first.map(String.init) ?? ""
        return (figures.standings[source] ?? .inForce).rawValue
    }

    private func parameter(
        _ name: String, _ figures: ComplianceFigures
    ) -> CompliancePayload.Parameter? {
        guard let parameter = PolicyParameter.named(name), let finding = figures.resolution?[parameter] else {
            return nil
        }
        return self.parameter(parameter, finding.word, figures.titles)
    }

    private func parameter(
        _ parameter: PolicyParameter, _ word: PolicyResolution.Word, _ titles: [String: String]
    ) -> CompliancePayload.Parameter {
        .init(
            name: parameter.name, label: words.parameter(parameter.name),
            value: words.value(word.value, of: parameter), source: titles[word.text] ?? word.source,
            article: ArticleNames.quoted(Self.articles(word.article)), weight: word.weight.rawValue,
            standing: word.standing.rawValue, reason: word.reason)
    }

    /// The rules of one version. First those that no binding text of this pathway and place gives: words of drafts and
    /// lapsed texts, and what was taken over from a text that binds elsewhere.
    func payload(
        _ resolution: PolicyResolution, named version: PolicyVersionID, texts: [PolicyText],
        today: [String: PolicyText.Status]
    ) -> PolicyVersionPayload {
        let titles = Dictionary(texts.map { ($0.id, $0.title) }, uniquingKeysWith: { $1 })
        let rules = resolution.findings.sorted { $0.key < $1.key }.compactMap { name, finding in
            PolicyParameter.named(name).map { parameter($0, finding.word, titles) }
        }
        let isBinding = { (rule: CompliancePayload.Parameter) in
            rule.standing == PolicyText.Status.inForce.rawValue
                && rule.weight != PolicyText.Weight.baseline.rawValue
        }
        return PolicyVersionPayload(
            id: version.text, jurisdiction: resolution.jurisdiction.text,
            texts: resolution.sources.map { id in
                .init(title: titles[id] ?? id, standingToday: (today[id] ?? .lapsed).rawValue)
            },
            parameters: rules.filter { !isBinding($0) } + rules.filter(isBinding),
            notBinding: rules.count { !isBinding($0) })
    }

    /// Chosen readings (AMB-nn) are notes of ours, and no article.
    private static func articles(_ text: String) -> String {
        text.split(separator: ";").map { String($0).trimmed }.filter { !$0.hasPrefix("AMB-") }
            .joined(separator: "; ")
    }

    private func limits(_ id: String, _ figures: ComplianceFigures) -> [CompliancePayload.Limit] {
        Deadline.Kind.allCases.filter { $0.requirement == id }.compactMap { kind in
            let met = figures.tallies[.limitMet]?[kind.rawValue] ?? 0
            let passed = figures.tallies[.limitPassed]?[kind.rawValue] ?? 0
            guard met + passed > 0 else { return nil }
            return .init(kind: kind.rawValue, title: DisplayNames.deadline(kind), met: met, passed: passed)
        }
    }
}

extension Deadline.Kind {
    /// The row whose limit it is; nil for triggers, reminders and tidying.
    var requirement: String? {
        switch self {
        case .responseDue: "NHC-TM-3.3.2a"
        case .slotConfirmationDue: "NHC-TM-3.3.2b"
        case .reportDue: "NHC-TM-3.3.3b"
        case .decisionDue: "NHC-TM-3.3.3c"
        case .uploadDue: "JL-22"
        case .refundDue: "SC-32"
        case .diagnosisTakeUpDue, .diagnosisReportDue: "JL-24b"
        case .diagnosisDataDue, .diagnosisReviewDue: "JL-29c"
        case .complaintAnswerDue: "NHC-SUP-36"
        case .breachReportDue: "NHC-ID-20"
        case .rectificationDue: "NHC-SUP-25b"
        case .inspectionDue: "NHC-TM-4.3.3"
        case .inspectionActionDue: "NHC-TM-4.3.1b"
        case .maintenanceDue: "NHC-TM-2.2f"
        case .drillDue: "SC-23a"
        case .referralAnswerDue: "JL-9b"
        case .feedReconciliationDue: "NHC-ID-24b"
        case .reapplicationDue: "NHC-IH-13"
        default: nil
        }
    }
}

extension ViolationPayload {
    init(_ view: ViolationView) {
        let text = ViolationTexts.text(view.violation.code)
        self.init(
            id: String(view.seq), at: Instant(view.at), code: view.violation.code, title: text.title,
            titleEn: text.titleEnglish, detail: Self.detail(view.violation), advice: text.advice,
            adviceEn: text.adviceEnglish, requirement: view.violation.requirement,
            article: ArticleNames.quoted(view.violation.article), consultationId: view.consultation?.text,
            number: view.number, parties: view.parties,
            state: view.acknowledgement == nil ? "open" : "acknowledged",
            acknowledgement: view.acknowledgement.map {
                .init(at: Instant($0.at), by: $0.name, reason: $0.reason)
            })
    }

    private static func detail(_ violation: Violation) -> String {
        switch violation {
        case .reportLate(let dueAt, let delay), .uploadDeadlineMissed(let dueAt, let delay),
            .refundOverdue(let dueAt, let delay), .complaintAnswerLate(let dueAt, let delay),
            .breachReportLate(let dueAt, let delay), .rectificationOverdue(let dueAt, let delay),
            .drillOverdue(let dueAt, let delay), .reapplicationOverdue(let dueAt, let delay),
            .maintenanceOverdue(let dueAt, let delay):
            "应于 \(DisplayNames.minute(dueAt)) 前完成，"
                + (delay.milliseconds > 0
                    ? "超时 \(ComplianceWords.span(.minutes(max(1, delay.milliseconds / 60_000))))" : "已超时")
        case .attendanceGap(let side, let since):
            "\(DisplayNames.side(side))医师自 \(DisplayNames.minute(since)) 起不在会诊室"
        case .mediaQualityLow(let side, let since, let length, let worst):
            "\(DisplayNames.side(side))自 \(DisplayNames.minute(since)) 起音视频质量不足，持续 \(ComplianceWords.span(length))"
                + (worst.map { "（\(DisplayNames.shortfall($0))）" } ?? "")
        case .visit(.pharmacyUnattended(let since)):
            "自 \(DisplayNames.minute(since)) 起没有审方药师登录"
        case .recordingGap(let segment, let length):
            "第 \(segment) 段" + (length.milliseconds > 0 ? "，中断 \(ComplianceWords.span(length))" : "")
        default: DisplayNames.violation(violation)
        }
    }
}
