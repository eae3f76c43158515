package import ConsultationCore

/// A rota of the provincial hospital for remote ECG diagnosis.
package struct DutyJourney: Sendable {
    package enum Person: String, CaseIterable, Sendable {
        case coordinator, physician, stranger, system
    }

    package var diagnosis = DiagnosisJourney()
    package var presences: [DutyPresence] = []
    package private(set) var current: DutyRota?
    package private(set) var journal: [RecordEvent<DutyRotaChange>] = []
    package private(set) var effects: [Effect] = []
    package var now = ConsultationWorld.at(2025, 3, 9, 12)

    package static let day = ConsultationWorld.date(2025, 3, 10)

    package init() { diagnosis.world.agreement.state = .inForce }

    /// Shifts of 2025-03-10 by hours and minutes, for example `"00:00-08:00"`; `24:00` is the end of the day.
    package static func shifts(_ texts: [String], _ people: [PractitionerID] = ["doc-reader"]) -> [DutyShift]
    {
        texts.map { text in
            let minutes = text.split(separator: "-").map { part in
                part.split(separator: ":").compactMap { Int64($0) }.reduce(0) { $0 * 60 + $1 }
            }
            return DutyShift(
                start: day.start + .minutes(minutes[0]), end: day.start + .minutes(minutes[1]),
                practitioners: people)
        }
    }

    package static let whole = shifts(["00:00-08:00", "08:00-16:00", "16:00-24:00"])

    package func caller(_ person: Person) -> Caller {
        func member(_ institution: InstitutionID, _ role: Role) -> Caller {
            .member(
                Caller.Member(
                    account: AccountID("acc-\(person.rawValue)"), institution: institution, roles: [role]))
        }
        return switch person {
        case .coordinator: member("inst-province", .invitationCoordinator)
        case .physician: member("inst-province", .physician)
        case .stranger: member("inst-elsewhere", .invitationCoordinator)
        case .system: .system
        }
    }

    @discardableResult
    package mutating func perform(
        _ command: DutyRotaCommand, by person: Person
    ) throws(Refusal) -> RecordDecision<DutyRotaChange> {
        let world = diagnosis.world
        let facts = DutyFacts(
            institutions: [world.county, world.province],
            practitioners: diagnosis.facts.practitioners, agreement: world.agreement, presences: presences)
        let decision = try DutyRota.decide(
            command, on: current, by: caller(person), at: now, under: world.policy, facts: facts)
        current = DutyRota.state(after: decision, on: current)
        journal += decision.events
        effects += decision.effects
        return decision
    }

    package func refusal(of command: DutyRotaCommand, by person: Person) -> Refusal? {
        var other = self
        do throws(Refusal) {
            try other.perform(command, by: person)
            return nil
        } catch {
            return error
        }
    }

    package static func drafted(_ shifts: [DutyShift] = whole) throws(Refusal) -> DutyJourney {
        var journey = DutyJourney()
        let opening = DutyRotaOpening(
            id: "rota-1", agreement: "agr-1", serviceKind: DiagnosisJourney.kind,
            period: DutyPeriod(first: day, last: day), shifts: shifts)
        try journey.perform(.draft(opening), by: .coordinator)
        return journey
    }

    package static func arrived(at state: DutyRota.State) throws(Refusal) -> DutyJourney {
        var journey = try drafted()
        switch state {
        case .draft: break
        case .published: try journey.perform(.publish, by: .coordinator)
        case .withdrawn: try journey.perform(.withdraw(reason: "重新编排"), by: .coordinator)
        case .ended:
            try journey.perform(.publish, by: .coordinator)
            journey.now = day.end
            try journey.perform(.deadlinePassed(.dutyRotaEnd), by: .system)
        }
        return journey
    }
}
