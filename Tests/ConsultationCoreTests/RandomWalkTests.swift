import ConsultationCore
import Foundation
import Simulation
import TestRequirements
import Testing

/// Thousands of commands in random order, by random people, at random times.
struct RandomWalkTests {
    /// Five walks, or as many as `make walk` asks for: 125 are a million commands.
    private static let seeds: [UInt64] =
        ProcessInfo.processInfo.environment["HUIZHEN_WALKS"].flatMap(UInt64.init).map {
            Array(1...max(1, $0))
        }
        ?? [1, 22, 44, 2025, 310]
    private static let commandsPerSeed = 8_000

    @Test(.requirement("JL-42b", "NHC-TM-3.3.3c"), arguments: seeds)
    func `after any sequence replay gives the state, books balance and every waiting state has its limit`(
        seed: UInt64
    ) throws {
        var walk = Walk(seed: seed)
        var reached: Set<Consultation.State> = []
        var happened = 0
        // A walk that has not come by every state goes on, three times as far at most.
        for step in 0..<3 * Self.commandsPerSeed {
            let isComplete = reached.count == Consultation.State.allCases.count
            if step >= Self.commandsPerSeed, isComplete { break }
            if walk.isStuck || step % 150 == 0 { walk.begin() }
            happened += walk.step() ? 1 : 0
            let current = try #require(walk.journey.current)
            reached.insert(current.state)
            try check(current, in: walk.journey, seed: seed, step: step, deeply: step % 40 == 0)
        }
        #expect(happened > Self.commandsPerSeed / 20, "seed \(seed): \(happened) commands happened")
        #expect(
            reached.count == Consultation.State.allCases.count,
            "seed \(seed): only \(reached.map(\.rawValue).sorted())")
    }

    /// What must hold of every multidisciplinary consultation, whatever was done to it.
    private func checkTeam(_ current: Consultation, _ place: String) throws {
        guard current.isTeam else { return }
        let live = current.liveInvitations
        #expect(Set(live.map(\.institution)).count == live.count, "one invitation an institution, \(place)")
        let isPreparing = [.draft, .matching, .inviting, .cancelled].contains(current.state)
        if !isPreparing {
            #expect(live.allSatisfy { $0.state == .accepted }, "nobody is asked any more, \(place)")
            #expect(live.specialties.count >= 2, "\(place)")
        }
        if current.state == .inviting { #expect(live.contains { $0.state == .sent }, "\(place)") }
        let houses = Set(current.assigned.compactMap { current.institution(sending: $0.practitioner) })
        if current.state != .cancelled {
            #expect(houses.isSubset(of: current.invitedInstitutions), "\(place)")
        }
        guard current.report?.state == .signed, let shares = current.charge?.shares else { return }
        #expect(shares.reduce(.zero) { $0 + $1.fee } == current.charge?.split?.fee, "\(place)")
        #expect(shares.map(\.institution) == current.institutionsAttending, "\(place)")
        #expect(
            current.report?.signatures.map(\.practitioner).count == current.everybodyAttending.count,
            "\(place)")
        for share in shares { #expect(current.opinion(of: share.institution)?.givenAt != nil, "\(place)") }
    }

    private func check(
        _ current: Consultation, in journey: ConsultationJourney, seed: UInt64, step: Int, deeply: Bool
    ) throws {
        let own = current.openDeadlines(under: .jilin).filter { $0.kind.isOwnLimit }
        let waits: Set<Consultation.State> = [
            .matching, .inviting, .accepted, .scheduled, .interrupted, .awaitingReport, .reported, .decided,
            .terminated,
        ]
        #expect(own.count == (waits.contains(current.state) ? 1 : 0), "seed \(seed), step \(step)")
        #expect(current.version == journey.journal.count, "seed \(seed), step \(step)")
        let isBillable = current.charge?.state == .billable
        #expect(isBillable == (current.report?.state == .signed), "seed \(seed), step \(step)")
        let pairs = current.charge?.shares?.count ?? 1
        #expect(journey.postings.count == (isBillable ? 5 * pairs : 0), "seed \(seed), step \(step)")
        try checkTeam(current, "seed \(seed), step \(step)")
        guard deeply else { return }
        try expectBalanced(journey.postings)
        #expect(Consultation.replay(journey.journal) == current, "seed \(seed), step \(step)")
        let written = try JSONEncoder().encode(journey.journal)
        let read = try JSONDecoder().decode([ConsultationEvent].self, from: written)
        #expect(read == journey.journal, "seed \(seed), step \(step)")
        let snapshot = try JSONDecoder().decode(
            Consultation.self, from: JSONEncoder().encode(current))
        #expect(snapshot == current, "seed \(seed), step \(step)")
    }
}

extension Deadline.Kind {
    /// The limit of a waiting state, as opposed to the clocks that run beside it.
    fileprivate var isOwnLimit: Bool {
        switch self {
        case .responseDue, .matchingDue, .slotConfirmationDue, .sessionStart, .interruptedRoom, .reportDue,
            .decisionDue,
            .autoArchive:
            true
        default: false
        }
    }
}

/// A random walk that knows the ordinary next step and takes it often enough to come everywhere.
private struct Walk {
    var random: ConsultationRandom
    var journey = ConsultationJourney()
    private var isEager = true

    init(seed: UInt64) { random = ConsultationRandom(seed: seed) }

    var isStuck: Bool { journey.state == .archived }

    mutating func begin() {
        journey = ConsultationJourney()
        isEager = Bool.random(using: &random)
        if Int.random(in: 0..<3, using: &random) == 0 {
            journey = ConsultationJourney(.team)
            _ = attempt(.create(ConsultationJourney.teamOpening), .attending)
            return
        }
        let isNeed = Int.random(in: 0..<3, using: &random) == 0
        _ = attempt(
            .create(isNeed ? ConsultationJourney.platformOpening : ConsultationJourney.opening), .attending)
    }

    /// True if the command happened.
    mutating func step() -> Bool {
        journey.now = journey.now + TimeSpan(milliseconds: Int64.random(in: 0...90_000, using: &random))
        if Int.random(in: 0..<60, using: &random) == 0 {
            journey.now = journey.now + .hours(Int64.random(in: 1...50, using: &random))
        }
        if Int.random(in: 0..<10, using: &random) < (isEager ? 8 : 3) {
            let (command, person) = teamStep() ?? ordinary()
            return attempt(command, person)
        }
        if journey.current?.isTeam == true, Bool.random(using: &random) {
            let row = TeamRow.all[Int.random(in: 0..<TeamRow.all.count, using: &random)]
            return attempt(row.command(journey), row.person)
        }
        let row = ConsultationRow.all[Int.random(in: 0..<ConsultationRow.all.count, using: &random)]
        let anybody = ConsultationWorld.Person.allCases
        let isRight = Int.random(in: 0..<4, using: &random) > 0
        let person = isRight ? row.person : anybody[Int.random(in: 0..<anybody.count, using: &random)]
        return attempt(row.command(journey), person)
    }

    private mutating func attempt(_ command: ConsultationCommand, _ person: ConsultationWorld.Person) -> Bool
    {
        do throws(Refusal) {
            try journey.perform(command, by: person)
            return true
        } catch {
            return false
        }
    }

    /// The same for a team, where it is another than elsewhere.
    private mutating func teamStep() -> (ConsultationCommand, ConsultationWorld.Person)? {
        guard let current = journey.current, current.isTeam else { return nil }
        let slot = TimeSlot(start: journey.now + .minutes(5), end: journey.now + .hours(1))
        let dice = Int.random(in: 0..<6, using: &random)
        switch current.state {
        case .draft where current.request.team == nil || current.consent?.state == .signed && dice == 0:
            var request = journey.teamRequest
            request.proposedSchedule = [slot]
            return (.updateDraft(request), .attending)
        case .draft:
            return switch current.consent?.state {
            case .presented: (.signConsent(ConsultationJourney.patientSigner), .attending)
            case .signed: (.submit, .invitingCoordinator)
            default: (.presentConsent(ConsultationJourney.presentation), .attending)
            }
        case .inviting:
            let agreed = current.slot ?? current.request.proposedSchedule?.first ?? slot
            return dice % 2 == 0
                ? (.accept(journey.acceptance(slot: agreed)), .invitedCoordinator)
                : (.accept(journey.acceptance(["doc-neurologist"], slot: agreed)), .universityCoordinator)
        case .scheduled, .interrupted:
            if dice == 0 { return (.startWithoutAbsent, .attending) }
            if dice < 3 {
                return (.participantJoined(participant: "p-3", practitioner: "doc-neurologist"), .system)
            }
            return nil
        case .awaitingReport where current.note != nil:
            let author: ConsultationWorld.Person =
                journey.isAssigned("doc-second") ? .secondSpecialist : .specialist
            let person = [author, .neurologist, .attending][dice % 3]
            let house: InstitutionID = person == .neurologist ? "inst-university" : "inst-province"
            if person != .attending, current.opinion(of: house)?.givenAt == nil {
                return current.opinion(of: house) == nil
                    ? (.saveReportDraft(sections: journey.sections(), signers: []), person)
                    : (.signReport, person)
            }
            return current.report == nil ? (.saveSummary(text: "联合意见"), .attending) : (.signSummary, person)
        default: return nil
        }
    }

    /// What would usually come next in this state.
    private mutating func ordinary() -> (ConsultationCommand, ConsultationWorld.Person) {
        let slot = TimeSlot(start: journey.now + .minutes(5), end: journey.now + .hours(1))
        let join = Bool.random(using: &random)
        switch journey.current?.state ?? .draft {
        case .draft:
            let consent = journey.current?.consent?.state
            let isNeed = journey.current?.mode == .platformMatched
            let isBare =
                isNeed
                ? journey.current?.request.publicSummary == nil : journey.current?.request.invitee == nil
            if isBare || Bool.random(using: &random) {
                var request = isNeed ? journey.need : journey.request
                request.proposedSchedule = [slot]
                return (.updateDraft(request), .attending)
            }
            if consent == .presented {
                return (.signConsent(ConsultationJourney.patientSigner), .attending)
            }
            if consent == .signed { return (.submit, .invitingCoordinator) }
            return (.presentConsent(ConsultationJourney.presentation), .attending)
        case .matching:
            return join
                ? (.match(institution: "inst-province"), .platformOperator)
                : (.volunteer(journey.acceptance(slot: slot)), .invitedCoordinator)
        case .inviting:
            let proposed = journey.current?.request.proposedSchedule?.first ?? slot
            return (.accept(journey.acceptance(slot: join ? proposed : slot)), .invitedCoordinator)
        case .accepted: return (.confirmSlot, .attending)
        case .scheduled, .interrupted: return toward(journey.state == .scheduled ? .startSession : .resume)
        case .inSession:
            if journey.current?.note == nil { return (.writeNote(text: "已讨论。"), .specialist) }
            if Int.random(in: 0..<6, using: &random) == 0 {
                return (.terminate(reason: "病情危重", opinionGiven: join), .attending)
            }
            return (join ? .endSession : .mediaLost(side: .inviting), join ? .attending : .system)
        case .awaitingReport:
            if journey.current?.note == nil { return (.writeNote(text: "已讨论。"), .specialist) }
            if journey.current?.report == nil {
                let author: ConsultationWorld.Person =
                    journey.isAssigned("doc-second") ? .secondSpecialist : .specialist
                return (.saveReportDraft(sections: journey.sections(), signers: []), author)
            }
            return (.signReport, join ? .specialist : .secondSpecialist)
        case .reported: return (.decide(outcome: .notAdopted, plan: "保守治疗"), .attending)
        case .decided, .terminated:
            if journey.current?.recording?.isSealed == true {
                return (join ? .archive : .deadlinePassed(.autoArchive), .system)
            }
            return (seal, .system)
        case .archived, .cancelled: return (.deadlinePassed(.autoArchive), .system)
        }
    }

    private var seal: ConsultationCommand {
        .recordingSegmentSealed(
            recording: "rec-1", segment: journey.current?.recording?.segments.last?.index ?? 1,
            root: ConsultationJourney.digest, streams: 2)
    }

    private mutating func toward(
        _ command: ConsultationCommand
    ) -> (ConsultationCommand, ConsultationWorld.Person) {
        switch Int.random(in: 0..<4, using: &random) {
        case 0:
            let next = (journey.current?.recording?.segments.last?.index ?? 0) + 1
            return (.recordingSegmentOpened(recording: "rec-1", segment: next), .system)
        case 1: return (.participantJoined(participant: "p-1", practitioner: "doc-attending"), .system)
        case 2:
            let doctor: PractitionerID = journey.isAssigned("doc-second") ? "doc-second" : "doc-specialist"
            return (.participantJoined(participant: "p-2", practitioner: doctor), .system)
        default: return (command, .system)
        }
    }
}

extension ConsultationJourney {
    fileprivate func isAssigned(_ practitioner: PractitionerID) -> Bool {
        current?.isAssigned(practitioner) ?? false
    }
}
