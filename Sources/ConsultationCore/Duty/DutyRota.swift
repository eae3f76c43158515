/// Who is on duty for one kind of diagnosis under one agreement (24小时值班, JL 24); one person may stand on the rotas
/// of several kinds (AMB-49). Protocols/duty-rota-states.md.
package struct DutyRota: DomainRecord {
    package enum State: String, Codable, Sendable, CaseIterable {
        case draft, published, withdrawn, ended
    }

    package let id: DutyRotaID
    /// The invited institution whose people serve.
    package let institution: InstitutionID
    package let agreement: AgreementID
    package let serviceKind: ServiceKind
    /// Those whom the duty serves: the other parties of the agreement.
    package let served: [InstitutionID]

    package var version: Int
    package var state: State
    package var stateSince: WallTime
    package var period: DutyPeriod
    package var shifts: [DutyShift]
    /// Since when nobody was there; nil while somebody is.
    package var unattendedSince: WallTime?
    package var unattendedAfter: TimeSpan
    package var withdrawal: SuspensionReason?
    package var violations: [Violation]
    package var passedDeadlines: [PassedDeadline]
}

/// One rota.
package struct DutyRotaID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// Whether a province asks for every hour or leaves it to the agreement (`policy.diagnosis.dutyRota`).
package enum DutyCover: String, Codable, Sendable, CaseIterable {
    case byAgreement, everyHour
}

/// Whole days in China, both included.
package struct DutyPeriod: Codable, Sendable, Equatable {
    package var first: CivilDate
    package var last: CivilDate

    package init(first: CivilDate, last: CivilDate) {
        self.first = first
        self.last = last
    }

    package var start: WallTime { first.start }
    package var end: WallTime { last.end }
    package var days: Int { last.daysSinceEpoch - first.daysSinceEpoch + 1 }
}

/// A stretch of duty; its end is not part of it.
package struct DutyShift: Codable, Sendable, Equatable {
    package var start: WallTime
    package var end: WallTime
    /// In the order in which they are asked.
    package var practitioners: [PractitionerID]

    package init(start: WallTime, end: WallTime, practitioners: [PractitionerID]) {
        self.start = start
        self.end = end
        self.practitioners = practitioners
    }

    package func contains(_ instant: WallTime) -> Bool { start <= instant && instant < end }
}

/// Time that nobody covers.
package struct DutyGap: Codable, Sendable, Equatable {
    package var from: WallTime
    package var to: WallTime

    package init(from: WallTime, to: WallTime) {
        self.from = from
        self.to = to
    }
}

/// When somebody was last seen signed in.
package struct DutyPresence: Codable, Sendable, Equatable {
    package var practitioner: PractitionerID
    package var lastSeen: WallTime

    package init(practitioner: PractitionerID, lastSeen: WallTime) {
        self.practitioner = practitioner
        self.lastSeen = lastSeen
    }
}

package enum DutyLimits {
    package static let days = 92
    package static let shifts = 1_000
    package static let practitioners = 10
    /// A longer shift is a slip of the keyboard.
    package static let shiftLength = TimeSpan.hours(24)
    /// JL-24: from one minute on a gap is a gap.
    package static let gap = TimeSpan.minutes(1)
    /// Product default: before the last hour of a rota its institution is told to publish the next.
    package static let endWarning = TimeSpan.days(3)
}

extension DutyRota {
    package static var stream: String { "dutyRota" }
    package var key: String { id.text }
    package var stateName: String { state.rawValue }
    package var parties: [InstitutionID] { [institution] + (state == .draft ? [] : served) }

    /// What no shift covers, in order.
    package var gaps: [DutyGap] {
        var found: [DutyGap] = []
        var covered = period.start
        for shift in shifts.sorted(by: { ($0.start, $0.end) < ($1.start, $1.end) })
        where !shift.practitioners.isEmpty && shift.end > covered {
            if shift.start - covered >= DutyLimits.gap {
                found.append(DutyGap(from: covered, to: min(shift.start, period.end)))
            }
            covered = shift.end
            if covered >= period.end { break }
        }
        if period.end - covered >= DutyLimits.gap { found.append(DutyGap(from: covered, to: period.end)) }
        return found.filter { $0.from < $0.to }
    }

    package func isCurrent(at instant: WallTime) -> Bool {
        state == .published && period.start <= instant && instant < period.end
    }

    /// Whom an order that comes now is given to (JL-24b).
    package func queue(at instant: WallTime) -> DutyQueue {
        guard isCurrent(at: instant) else { return .nobody }
        let now = shifts.filter { $0.contains(instant) }
        let following = shifts.filter { $0.start > instant }
        let start = following.map(\.start).min()
        return DutyQueue(
            onDuty: now.flatMap(\.practitioners).uniqued,
            next: following.filter { $0.start == start }.flatMap(\.practitioners).uniqued)
    }

    /// The last instant at which somebody on duty was seen, of the shifts that run at `instant` or ended within the
    /// limit before; nobody at all: the beginning of the watch.
    package func lastSeen(_ presences: [DutyPresence], at instant: WallTime) -> WallTime {
        let began = max(stateSince, period.start)
        var last = began
        for shift in shifts
        where shift.start <= instant && shift.end + unattendedAfter + DutyLimits.gap > instant {
            for person in shift.practitioners {
                guard let seen = presences.first(where: { $0.practitioner == person })?.lastSeen else {
                    continue
                }
                last = max(last, min(seen, shift.end))
            }
        }
        return max(last, unattendedSince ?? last)
    }
}

extension [PractitionerID] {
    fileprivate var uniqued: [PractitionerID] {
        var seen: Set<PractitionerID> = []
        return filter { seen.insert($0).inserted }
    }
}
