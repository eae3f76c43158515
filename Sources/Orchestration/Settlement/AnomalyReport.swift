package import ConsultationCore
import Storage

/// Something about a line that finance and quality control should look at (JL 42, JL 17). A finding is a question, not
/// a verdict.
package struct Anomaly: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        /// The same patient, service and day charged twice.
        case duplicate
        /// A charge without report, or without recording.
        case withoutReport, withoutRecording
        /// The session lasted under 60 s.
        case shortSession
        /// More than three times the usual fee of the item, or less than a third.
        case feeOutlier
        /// The same two physicians ten times or more on one day.
        case repeatedPair
        /// The two institutions charged each other on one day.
        case roundTrip
    }

    package let kind: Kind
    package let number: String
    package let consultation: ConsultationID
    package let invitingName: String
    package let invitedName: String
    package let fee: Money
    /// The figure behind the finding: seconds, cases, or the usual fee in 分.
    package let figure: Int64
}

/// Looks through the lines of a month twice: once for what is usual, once for what is not.
struct AnomalyFinder {
    /// Sessions under this many seconds are shown (JL-42b).
    static let shortestSession: Int64 = 60
    static let repeatsPerDay = 10
    /// Fewer lines of an item give no usual fee.
    static let leastForUsual = 5
    /// Findings shown; more than this is a matter for the files.
    static let limit = 500

    private struct CaseKey: Hashable { let patient: PatientID, service: String, day: CivilDate }
    private struct PairKey: Hashable { let applicant: String, specialist: String, day: CivilDate }
    private struct RouteKey: Hashable { let from: InstitutionID, to: InstitutionID, day: CivilDate }

    private var cases: [CaseKey: Int] = [:]
    private var pairs: [PairKey: Int] = [:]
    private var routes: Set<RouteKey> = []
    /// How often each fee of each item was charged: few prices, whatever the number of lines.
    private var fees: [String: [Int64: Int]] = [:]

    mutating func learn(_ line: SettlementLineRow) {
        guard line.kind == .charge else { return }
        let day = CivilDate(line.endedAt ?? line.at)
        cases[CaseKey(patient: line.patient, service: line.serviceKind, day: day), default: 0] += 1
        pairs[PairKey(applicant: line.applicant, specialist: line.specialist, day: day), default: 0] += 1
        routes.insert(RouteKey(from: line.inviting, to: line.invited, day: day))
        fees[line.itemName, default: [:]][line.fee.fen, default: 0] += 1
    }

    func findings(about line: SettlementLineRow) -> [Anomaly] {
        guard line.kind == .charge else { return [] }
        let day = CivilDate(line.endedAt ?? line.at)
        var found: [(Anomaly.Kind, Int64)] = []
        let same = cases[CaseKey(patient: line.patient, service: line.serviceKind, day: day)] ?? 0
        if same > 1, line.fee > .zero { found.append((.duplicate, Int64(same))) }
        if line.reportedAt == nil { found.append((.withoutReport, 0)) }
        let isRead = ServiceKind(rawValue: line.serviceKind)?.isDiagnosis ?? false
        if !line.isRecorded, !isRead { found.append((.withoutRecording, 0)) }
        if let seconds = line.sessionSeconds, seconds < Self.shortestSession {
            found.append((.shortSession, seconds))
        }
        if let usual = usualFee(of: line.itemName), line.fee.fen > usual * 3 || line.fee.fen * 3 < usual {
            found.append((.feeOutlier, usual))
        }
        let repeats = pairs[PairKey(applicant: line.applicant, specialist: line.specialist, day: day)] ?? 0
        if repeats >= Self.repeatsPerDay { found.append((.repeatedPair, Int64(repeats))) }
        if routes.contains(RouteKey(from: line.invited, to: line.inviting, day: day)) {
            found.append((.roundTrip, 0))
        }
        return found.map { kind, figure in
            Anomaly(
                kind: kind, number: line.number, consultation: line.consultation,
                invitingName: line.invitingName, invitedName: line.invitedName, fee: line.fee, figure: figure)
        }
    }

    /// The median of what was charged for the item.
    private func usualFee(of item: String) -> Int64? {
        guard let counts = fees[item] else { return nil }
        let total = counts.values.reduce(0, +)
        guard total >= Self.leastForUsual else { return nil }
        var passed = 0
        for (fee, count) in counts.sorted(by: { $0.key < $1.key }) {
            passed += count
            if passed * 2 >= total { return fee }
        }
        return nil
    }
}

extension SettlementQueries {
    package func anomalies(
        for institution: InstitutionID, in period: SettlementPeriod
    ) async throws -> [Anomaly] {
        try await database.read { transaction in
            let scope = transaction.scope(institution)
            var finder = AnomalyFinder()
            try scope.walkLines(.month(period)) { entry in
                finder.learn(entry.line)
                return true
            }
            var found: [Anomaly] = []
            try scope.walkLines(.month(period)) { entry in
                found += finder.findings(about: entry.line)
                return found.count < AnomalyFinder.limit
            }
            return found
        }
    }
}
