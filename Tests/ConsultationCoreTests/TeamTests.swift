import ConsultationCore
import Simulation
import TestRequirements
import Testing

private typealias World = ConsultationWorld

/// Multidisciplinary consultations: one case, several invited institutions (NHC-TM 二(二)¶1).
struct TeamTests {
    @Test(.requirement("NHC-TM-2.2e")) func `every cell of the team table is what the core decides`() throws {
        let table = try #require(ProtocolTable(in: protocolPage("consultation-states.md"), under: "Teams"))
        #expect(table.columns.dropFirst().map(\.unmarked) == TeamStage.allCases.map(\.rawValue))
        #expect(table.rows.map { $0[0] } == TeamRow.all.map(\.name))
        for (row, cells) in zip(TeamRow.all, table.rows) {
            for (stage, cell) in zip(TeamStage.allCases, cells.dropFirst()) {
                var journey = try ConsultationJourney.team(at: stage)
                let before = journey.state
                let found: String
                do throws(Refusal) {
                    try journey.perform(row.command(journey), by: row.person)
                    found = journey.state == before ? "=" : "**\(journey.state?.rawValue ?? "—")**"
                } catch {
                    found = String(error.code.rawValue.dropFirst("err.".count))
                }
                #expect(found == cell, "\(row.name) at \(stage.rawValue)")
            }
        }
    }
}

extension TeamTests {
    @Test(.requirement("NHC-TM-2.2e"))
    func `one invitation an institution, and two specialties at least`() throws {
        var journey = try ConsultationJourney.team(at: .draft)
        let province = TeamSeat(institution: "inst-province", specialties: [World.cardiology])
        func refusal(_ team: [TeamSeat]) throws -> Refusal? {
            var trial = journey
            try trial.perform(.updateDraft(ConsultationRequest(team: team)), by: .attending)
            return trial.refusal(of: .submit, by: .attending)
        }
        #expect(try refusal([province]) == .teamSpecialtiesTooFew)
        #expect(
            try refusal([province, province])
                == .fieldInvalid([FieldProblem("/team/1/institutionId", .invalid)]))
        #expect(
            try refusal([province, TeamSeat(institution: "inst-county", specialties: [World.neurology])])
                == .fieldInvalid([FieldProblem("/team/1/institutionId", .inviteeIsSelf)]))
        #expect(
            try refusal([province, TeamSeat(institution: "inst-university", specialties: [])])
                == .fieldInvalid([FieldProblem("/team/1/specialties", .missing)]))
        #expect(
            try refusal([province, TeamSeat(institution: "inst-university", specialties: ["07.01"])])
                == .departmentNotApproved("inst-university", "07.01"))
        // One institution may bring both.
        journey.world.province.departments.append(Department(code: World.neurology, name: "神经内科"))
        #expect(
            try refusal([
                TeamSeat(institution: "inst-province", specialties: [World.cardiology, World.neurology])
            ])
                == nil)
    }

    @Test(.requirement("NHC-TM-2.2e"))
    func `an institution that brings two specialties sends somebody for each`() throws {
        var world = World.team
        world.province.departments.append(Department(code: World.neurology, name: "神经内科"))
        var journey = try ConsultationJourney.team(at: .draft, in: world)
        let seat = TeamSeat(institution: "inst-province", specialties: [World.cardiology, World.neurology])
        try journey.perform(.updateDraft(ConsultationRequest(team: [seat])), by: .attending)
        try journey.perform(.submit, by: .attending)
        #expect(
            journey.refusal(of: .accept(journey.acceptance()), by: .invitedCoordinator)
                == .practitionerSpecialtyMismatch("doc-specialist"))
        journey.world.secondSpecialist.specialties = [World.neurology]
        journey.world.secondSpecialist.scopeOfPractice = [World.neurology]
        try journey.perform(
            .accept(journey.acceptance(["doc-specialist", "doc-second"])), by: .invitedCoordinator)
        #expect(journey.state == .scheduled)
    }

    @Test(.requirement("NHC-TM-2.2e"))
    func `the coordinator goes on with those who accepted; who declined or is not asked is no party`() throws
    {
        var world = World.team
        world.province.departments.append(Department(code: World.neurology, name: "神经内科"))
        world.specialist.specialties.append(World.neurology)
        world.specialist.scopeOfPractice.append(World.neurology)
        var journey = try ConsultationJourney.team(at: .draft, in: world)
        try journey.perform(
            .updateDraft(
                ConsultationRequest(team: [
                    TeamSeat(institution: "inst-province", specialties: [World.cardiology, World.neurology]),
                    TeamSeat(institution: "inst-university", specialties: [World.neurology]),
                ])), by: .attending)
        try journey.perform(.submit, by: .attending)
        #expect(journey.current?.side(of: "inst-university") == .invited)
        try journey.perform(.accept(journey.acceptance()), by: .invitedCoordinator)
        #expect(journey.state == .inviting)
        try journey.perform(.confirmTeam, by: .invitingCoordinator)
        #expect(journey.state == .scheduled)
        #expect(journey.current?.invitedInstitutions == ["inst-province"])
        #expect(journey.current?.mayReadMaterial("inst-university") == false)
        #expect(
            journey.refusal(of: .accept(journey.acceptance(["doc-neurologist"])), by: .universityCoordinator)
                == .invitationNotOpen)
        #expect(
            journey.effects.contains(
                .notify(institution: "inst-university", role: .invitationCoordinator, notice: .cancelled)))
    }

    @Test(.requirement("NHC-TM-2.2e", "NHC-TM-3.3.2a"))
    func `when the time to answer passes with one specialty accepted the case is a draft again`() throws {
        var journey = try ConsultationJourney.team(at: .oneAccepted)
        let due = try #require(journey.current?.liveInvitations.first?.responseDue)
        journey.now = due
        #expect(journey.refusal(of: .deadlinePassed(.responseDue), by: .system)?.code == .deadlineNotPassed)
        journey.now = due + TimeSpan(milliseconds: 1)
        try journey.perform(.deadlinePassed(.responseDue), by: .system)
        #expect(journey.state == .draft)
        #expect(journey.current?.invitations.map(\.state) == [.withdrawn, .expired])
        #expect(journey.current?.assigned == [] && journey.current?.slot == nil)
        // Under the same number it can be sent again, to the same institutions.
        try journey.perform(
            .updateDraft(
                ConsultationRequest(proposedSchedule: [
                    TimeSlot(start: journey.now + .hours(1), end: journey.now + .hours(2))
                ])), by: .attending)
        try journey.perform(.submit, by: .attending)
        #expect(journey.state == .inviting && journey.current?.liveInvitations.count == 2)
    }

    @Test(.requirement("NHC-TM-2.2e"))
    func `the session waits for each accepted institution, or the inviting physician begins without it`()
        throws
    {
        var journey = try ConsultationJourney.team(at: .scheduled)
        try journey.gather(without: ["doc-neurologist"])
        #expect(journey.refusal(of: .startSession, by: .system) == .invitedPhysicianMissing)
        #expect(journey.refusal(of: .startWithoutAbsent, by: .specialist)?.code == .roleRequired)
        try journey.perform(.startWithoutAbsent, by: .attending)
        #expect(journey.state == .inSession)
        #expect(journey.current?.session.acceptedAbsences == ["inst-university"])
        // Who was not there owes no opinion and gets nothing of the fee.
        try journey.perform(.writeNote(text: "已讨论病情。"), by: .specialist)
        journey.wait(.minutes(20))
        try journey.perform(.endSession, by: .attending)
        try journey.perform(.saveReportDraft(sections: journey.sections(), signers: []), by: .specialist)
        try journey.perform(.signReport, by: .specialist)
        try journey.perform(.saveSummary(text: "建议择期造影。"), by: .attending)
        try journey.perform(.signSummary, by: .attending)
        #expect(
            journey.refusal(of: .signSummary, by: .neurologist)
                == .reportSignerDidNotAttend("doc-neurologist"))
        try journey.perform(.signSummary, by: .specialist)
        #expect(journey.state == .reported)
        #expect(journey.current?.charge?.shares?.map(\.institution) == ["inst-province"])
    }

    @Test(.requirement("NHC-TM-3.5a"))
    func `every institution of the team keeps an original, and one that is missing holds up the archive`()
        throws
    {
        var journey = try ConsultationJourney.team(at: .reported)
        let parties: [InstitutionID] = ["inst-county", "inst-province", "inst-university"]
        #expect(journey.current?.archiveParties == parties)
        try journey.perform(.decide(outcome: .adopted, plan: "按意见执行"), by: .attending)
        try journey.perform(
            .recordingSegmentSealed(
                recording: "rec-1", segment: 1, root: ConsultationJourney.digest, streams: 4), by: .system)
        let consultation = try #require(journey.current)
        func archive(with stored: [InstitutionID]) -> Refusal? {
            var facts = journey.world.facts
            facts.archivePackages = stored.map {
                ArchivePackage(
                    institution: $0, sha256: Digest(of: "zip"), size: 1,
                    manifestHash: consultation.manifestContent.digest, storedAt: journey.now)
            }
            return upload { () throws(Refusal) in
                _ = try Consultation.decide(
                    .archive, on: consultation, by: .system, at: journey.now, under: journey.world.policy,
                    facts: facts)
            }
        }
        #expect(archive(with: Array(parties.prefix(2))) == .archiveIncomplete([.invitedPackage]))
        #expect(archive(with: [parties[0], parties[2]]) == .archiveIncomplete([.invitedPackage]))
        #expect(archive(with: parties) == nil)
        // Custody knows them all, and takes a package from each of them and from nobody else.
        func store(_ institution: InstitutionID) -> RecordDecision<CustodyChange>? {
            try? CaseCustody.decide(
                .storePackage(
                    ArchivePackage(
                        institution: institution, sha256: Digest(of: "zip \(institution)"), size: 1,
                        manifestHash: consultation.manifestContent.digest, storedAt: journey.now)),
                of: consultation, on: nil, by: .system, at: journey.now, under: journey.world.policy,
                facts: journey.world.facts)
        }
        for party in parties {
            let custody = store(party).flatMap { CaseCustody.state(after: $0, on: nil) }
            #expect(custody?.package(of: party) != nil && custody?.parties == parties, "\(party)")
        }
        #expect(store("inst-elsewhere") == nil)
    }

    @Test(.requirement("NHC-TM-2.2e", "JL-44a"))
    func `AT-41 the fee of a team is split over its institutions, and every pair's book balances`() throws {
        var world = World.team
        world.price.amount = Money(fen: 10_001)
        let journey = try ConsultationJourney.team(at: .reported, in: world)
        let shares = try #require(journey.current?.charge?.shares)
        #expect(shares.map(\.inviting.fen) == [1_000, 1_000])
        #expect(shares.map(\.invited.fen) == [4_001, 4_000])
        #expect(journey.postings.count == 10)
        try expectBalanced(journey.postings)
        let pairs = Set(journey.postings.map(\.pair))
        #expect(pairs.map(\.invited).sorted() == ["inst-province", "inst-university"])
        #expect(Consultation.replay(journey.journal) == journey.current)
    }

    @Test(.requirement("NHC-TM-2.2e"))
    func `an opinion is its institution's own, and rewriting the summary voids the signatures under it`()
        throws
    {
        var journey = try ConsultationJourney.team(at: .summaryWritten)
        #expect(
            Set(journey.current?.opinions?.map(\.institution) ?? []) == ["inst-province", "inst-university"])
        #expect(journey.current?.report?.signers == ["doc-attending", "doc-specialist", "doc-neurologist"])
        try journey.perform(.signSummary, by: .attending)
        try journey.perform(.saveSummary(text: "改写。"), by: .neurologist)
        #expect(journey.current?.report?.signatures == [])
        for person in [World.Person.attending, .specialist] { try journey.perform(.signSummary, by: person) }
        #expect(journey.state == .awaitingReport)
        #expect(journey.refusal(of: .issueReport, by: .specialist) == .reportSignatureMissing)
        try journey.perform(.signSummary, by: .neurologist)
        #expect(journey.state == .reported && journey.current?.report?.state == .signed)
    }

    @Test(.requirement("NHC-TM-2.2e", "JL-34a"))
    func `an institution of the team that stops is handed over with the whole case`() throws {
        var journey = try ConsultationJourney.team(at: .scheduled)
        try journey.perform(.hold(institution: "inst-university", cause: .equipmentChanged), by: .system)
        try journey.perform(.handOver(reason: "受邀机构停止服务"), by: .invitingCoordinator)
        #expect(journey.state == .draft)
        #expect(journey.current?.invitedInstitutions == [])
    }

    @Test(.requirement("NHC-TM-3.2c"))
    func `a consent covers the institutions it names, and no further one`() throws {
        var journey = try ConsultationJourney.team(at: .draft)
        journey.world.province.departments.append(Department(code: World.neurology, name: "神经内科"))
        let one = TeamSeat(institution: "inst-province", specialties: [World.cardiology, World.neurology])
        try journey.perform(.updateDraft(ConsultationRequest(team: [one])), by: .attending)
        #expect(journey.current?.consent?.state == .signed, "fewer than consented need no new consent")
        let stranger = TeamSeat(institution: "inst-platform", specialties: [World.neurology])
        try journey.perform(.updateDraft(ConsultationRequest(team: [one, stranger])), by: .attending)
        #expect(journey.current?.consent?.state == .superseded)
    }
}
