/// The yearly evaluation of an institution by the authority that is competent for it (JL 45, JL 47).
package struct Evaluation: DomainRecord {
    package enum Grade: String, Codable, Sendable, CaseIterable {
        case excellent, qualified, unqualified
    }

    package struct Indicator: Codable, Sendable, Equatable {
        package var name: String
        package var points: Int

        package init(name: String, points: Int) {
            self.name = name
            self.points = points
        }
    }

    package let subject: InstitutionID
    package let year: Int
    package let evaluator: InstitutionID
    package let at: WallTime
    package let indicators: [Indicator]
    package let grade: Grade
    package var version: Int

    package static func key(_ subject: InstitutionID, _ year: Int) -> String { "\(year)_\(subject)" }
}

package enum EvaluationChange: RecordChange {
    case graded(InstitutionID, year: Int, by: InstitutionID, [Evaluation.Indicator], Evaluation.Grade)

    package var kind: String { "evaluationGraded" }
}

extension Evaluation {
    package typealias Change = EvaluationChange

    package static var stream: String { "evaluation" }
    package var key: String { Self.key(subject, year) }
    package var stateName: String { grade.rawValue }
    package var parties: [InstitutionID] { [subject, evaluator] }
    package var openDeadlines: [Deadline] { [] }
    package static let indicatorLimit = 50

    package init?(first event: RecordEvent<EvaluationChange>) {
        guard case .graded(let subject, let year, let evaluator, let indicators, let grade) = event.change
        else { return nil }
        self.init(
            subject: subject, year: year, evaluator: evaluator, at: event.at, indicators: indicators,
            grade: grade, version: 1)
    }

    package mutating func apply(_ event: RecordEvent<EvaluationChange>) { version += 1 }

    /// One final grade for a subject and a year that is over.
    package static func decide(
        _ subject: Institution, year: Int, _ indicators: [Indicator], _ grade: Grade,
        current: Evaluation?, by caller: Caller, of office: Institution, at now: WallTime,
        under policy: Policy
    ) throws(Refusal) -> RecordDecision<EvaluationChange> {
        guard let member = caller.member, member.roles.contains(.healthAuthority) else {
            throw .roleRequired([.healthAuthority])
        }
        guard Supervision.isSupervisor(member, of: office), isCompetent(office, for: subject) else {
            throw .evaluationNotCompetent
        }
        guard current == nil else { throw .evaluationFinal(year: year) }
        try QualityGate.all([
            (2015..<CivilDate(now).year).contains(year) ? nil : FieldProblem("/year", .outOfRange),
            indicators.isEmpty ? FieldProblem("/indicators", .missing) : nil,
            indicators.count > indicatorLimit ? FieldProblem("/indicators", .tooMany) : nil,
            indicators.contains { $0.name.isBlank || !(0...100).contains($0.points) }
                ? FieldProblem("/indicators", .outOfRange) : nil,
        ])
        let change = EvaluationChange.graded(
            subject.id, year: year, by: office.id, indicators, grade)
        return RecordDecision(
            events: [RecordEvent(at: now, by: caller, policyVersion: policy.id, change: change)], effects: [])
    }

    /// The province evaluates institutions and the authorities below it; cities evaluate township and community
    /// institutions (JL 45, JL 49).
    package static func isCompetent(_ office: Institution, for subject: Institution) -> Bool {
        guard Supervision.covers(office, subject), office.id != subject.id else { return false }
        return switch office.level {
        case .province: subject.level != .primaryCare || subject.licence == nil
        case .city: subject.level == .primaryCare
        case .county, .primaryCare: false
        }
    }
}

/// What follows from the grades of one institution, year by year (JL 47).
package struct EvaluationConsequences: Sendable, Equatable {
    /// The main leader takes no part in that year's awards.
    package var awardExcluded: [Int]
    /// Two years running: the accountability rule applies in the later one.
    package var accountabilityTriggered: [Int]
    /// Years between the first and the last graded one that have no grade; they break the chain.
    package var missingYears: [Int]

    /// `years`: how many unqualified years in a row trigger accountability (policy.evaluation.accountabilityYears).
    package init(_ grades: [Int: Evaluation.Grade], accountabilityYears years: Int) {
        awardExcluded = grades.filter { $0.value == .unqualified }.keys.sorted()
        accountabilityTriggered = awardExcluded.filter { year in
            years > 0 && (0..<years).allSatisfy { grades[year - $0] == .unqualified }
        }
        missingYears =
            grades.isEmpty
            ? [] : ((grades.keys.min() ?? 0)...(grades.keys.max() ?? 0)).filter { grades[$0] == nil }
    }
}
