extension RecordSample {
    package typealias Change = RecordSampleChange
    package typealias Command = RecordSampleCommand

    package static var stream: String { "recordSample" }
    package static var kind: QualityRecordKind { .recordSample }
    package var key: String { Self.key(institution, period) }
    package var stateName: String { state.rawValue }
    package var parties: [InstitutionID] { [institution] }
    package var isClosed: Bool { state == .acknowledged }
    package var openDeadlines: [Deadline] { [] }

    /// Cases of the sample that have no sheet yet.
    package var unscored: [SampledCase] {
        cases.filter { sampled in !sheets.contains { $0.number == sampled.number } }
    }

    package init?(first event: RecordEvent<RecordSampleChange>) {
        guard case .drawn(let drawn) = event.change else { return nil }
        self.init(
            institution: drawn.institution, period: drawn.period, openedAt: event.at, seed: drawn.seed,
            population: drawn.population.count,
            populationDigest: SampleDraw.digest(of: drawn.population), ratePercent: drawn.ratePercent,
            minimum: drawn.minimum, cases: drawn.cases, version: 1, state: .drawn, stateSince: event.at,
            sheets: [])
    }

    package mutating func apply(_ event: RecordEvent<RecordSampleChange>) {
        version += 1
        switch event.change {
        case .drawn: return
        case .scored(let sheet, let isLast):
            sheets.removeAll { $0.number == sheet.number }
            sheets.append(sheet)
            guard isLast else { return }
            state = .scored
        case .feedbackSent(let feedback):
            self.feedback = feedback
            feedbackAt = event.at
            state = .feedbackSent
        case .acknowledged(let words):
            acknowledgement = words
            state = .acknowledged
        }
        stateSince = event.at
    }

    package static func decide(
        _ command: RecordSampleCommand, on current: RecordSample?, by caller: Caller, at now: WallTime,
        under policy: Policy, facts: QualityFacts
    ) throws(Refusal) -> RecordDecision<RecordSampleChange> {
        guard let institution = current?.institution ?? command.institution else { throw .accessDenied }
        try QualityGate.pass(command.action, on: current, of: institution, by: caller)
        let change: RecordSampleChange
        var effects: [Effect] = []
        switch command {
        case .draw(let institution, let period, let seed, let population):
            change = .drawn(try drawn(institution, period, seed, population, at: now, under: policy.quality))
        case .score(let sheet):
            change = try scored(sheet, on: current, by: caller, at: now)
        case .sendFeedback(let text):
            try QualityGate.required("/text", text)
            change = .feedbackSent(text)
            effects = [.notify(institution: institution, role: .institutionAdmin, notice: .sampleFeedback)]
        case .acknowledge(let words):
            try QualityGate.required("/text", words)
            change = .acknowledged(words)
        case .deadlinePassed: return RecordDecision(events: [], effects: [])
        }
        return RecordDecision(
            events: [RecordEvent(at: now, by: caller, policyVersion: policy.id, change: change)],
            effects: effects)
    }

    /// Only a month that is over is drawn from, and only once: nobody draws again until the sample pleases.
    private static func drawn(
        _ institution: InstitutionID, _ period: SettlementPeriod, _ seed: Digest, _ population: [SampledCase],
        at now: WallTime, under policy: QualityPolicy
    ) throws(Refusal) -> RecordSampleDrawn {
        guard period.end <= now else { throw .samplePeriodRunning(until: period.end) }
        guard !population.isEmpty else { throw .samplePopulationEmpty }
        let numbers = population.map(\.number).sorted()
        let size = SampleDraw.size(
            of: numbers.count, ratePercent: policy.sampleRatePercent, minimum: policy.sampleMinimum)
        let chosen = SampleDraw.draw(size, of: numbers, seed: seed)
        let known = Dictionary(population.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
        return RecordSampleDrawn(
            institution: institution, period: period, seed: seed, population: numbers,
            ratePercent: policy.sampleRatePercent, minimum: policy.sampleMinimum,
            cases: chosen.compactMap { known[$0] })
    }

    private static func scored(
        _ sheet: ScoreSheet, on current: RecordSample?, by caller: Caller, at now: WallTime
    ) throws(Refusal) -> RecordSampleChange {
        guard let current, current.cases.contains(where: { $0.number == sheet.number }) else {
            throw .fieldInvalid([FieldProblem("/number", .invalid)])
        }
        try QualityGate.all(
            ScoreSheet.Item.allCases.map { item in
                guard let points = sheet.points[item] else {
                    return FieldProblem("/points/\(item.rawValue)", .missing)
                }
                return (0...item.most).contains(points)
                    ? nil : FieldProblem("/points/\(item.rawValue)", .outOfRange)
            } + [Limits.problem("/remark", sheet.remark, limit: Limits.shortText)])
        var signed = sheet
        signed.by = caller.member?.account
        signed.at = now
        let isLast = current.unscored.allSatisfy { $0.number == sheet.number }
        return .scored(signed, isLast: isLast)
    }
}

extension RecordSampleCommand {
    package var institution: InstitutionID? {
        if case .draw(let institution, _, _, _) = self { institution } else { nil }
    }
}
