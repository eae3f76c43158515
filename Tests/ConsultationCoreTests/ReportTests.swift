import ConsultationCore
import Simulation
import TestRequirements
import Testing

private typealias World = ConsultationWorld

struct ReportTests {
    /// Two specialists attended; the report waits.
    private func twoAuthors() throws -> ConsultationJourney {
        var journey = try ConsultationJourney.arrived(at: .inviting)
        try journey.perform(
            .accept(journey.acceptance(["doc-specialist", "doc-second"])), by: .invitedCoordinator)
        try journey.meet()
        try journey.perform(.participantJoined(participant: "p-3", practitioner: "doc-second"), by: .system)
        try journey.perform(.writeNote(text: "已讨论。"), by: .attending)
        try journey.perform(.endSession, by: .attending)
        let sections = journey.sections()
        try journey.perform(
            .saveReportDraft(sections: sections, signers: ["doc-specialist", "doc-second"]), by: .specialist)
        return journey
    }

    @Test(.requirement("NHC-TM-3.3.3b", "NHC-IH-20a"))
    func `AT-34 a report is issued when every author has signed the same content`() throws {
        var journey = try twoAuthors()
        try journey.perform(.signReport, by: .specialist)
        #expect(journey.state == .awaitingReport)
        #expect(journey.refusal(of: .issueReport, by: .specialist) == .reportSignatureMissing)
        let unchanged = try journey.perform(.signReport, by: .specialist)
        #expect(unchanged.events == [], "signing twice is signing once")
        try journey.perform(.signReport, by: .secondSpecialist)
        #expect(journey.state == .reported)
        let report = try #require(journey.current?.report)
        #expect(report.contentHash == journey.current?.reportContent(report).digest)
        #expect(report.signatures.allSatisfy { $0.contentHash == report.contentHash })
        #expect(report.liability == .inviting)
    }

    @Test(.requirement("NHC-IH-20a"))
    func `changing a word voids the signatures given`() throws {
        var journey = try twoAuthors()
        try journey.perform(.signReport, by: .specialist)
        var sections = journey.sections()
        sections[0].answer = "另有意见。"
        try journey.perform(
            .saveReportDraft(sections: sections, signers: ["doc-specialist", "doc-second"]),
            by: .secondSpecialist)
        #expect(journey.current?.report?.signatures == [])
        try journey.perform(.signReport, by: .secondSpecialist)
        #expect(journey.state == .awaitingReport)
    }

    @Test(.requirement("NHC-TM-3.3.3b"))
    func `AT-35 an author who never joined cannot be on the report`() throws {
        var journey = try ConsultationJourney.arrived(at: .inviting)
        try journey.perform(
            .accept(journey.acceptance(["doc-specialist", "doc-second"])), by: .invitedCoordinator)
        // The second one looks into the waiting room and leaves before the session begins.
        journey.now = journey.slot.start - .minutes(5)
        try journey.perform(.participantJoined(participant: "p-3", practitioner: "doc-second"), by: .system)
        try journey.perform(.participantLeft(participant: "p-3"), by: .system)
        try journey.meet()
        try journey.perform(.writeNote(text: "已讨论。"), by: .attending)
        try journey.perform(.endSession, by: .attending)
        let sections = journey.sections()
        try journey.perform(
            .saveReportDraft(sections: sections, signers: ["doc-specialist", "doc-second"]), by: .specialist)
        for person in [World.Person.specialist, .secondSpecialist] {
            #expect(journey.refusal(of: .signReport, by: person) == .reportSignerDidNotAttend("doc-second"))
        }
    }

    @Test(.requirement("SC-23d"))
    func `AT-36 an issued report cannot be changed; an addendum is signed and linked`() throws {
        var journey = try ConsultationJourney.arrived(at: .reported)
        let issued = try #require(journey.current?.report)
        let edit = ConsultationCommand.saveReportDraft(sections: journey.sections(), signers: [])
        #expect(journey.refusal(of: edit, by: .specialist) == .reportImmutable)
        #expect(
            journey.refusal(of: .addAddendum(text: "更正"), by: .secondSpecialist)
                == .practitionerNotAuthorised("doc-second"))
        try journey.perform(.addAddendum(text: "更正：5 毫克。"), by: .specialist)
        let report = try #require(journey.current?.report)
        #expect(report.sections == issued.sections && report.contentHash == issued.contentHash)
        #expect(report.addenda.count == 1)
        #expect(
            report.addenda[0].contentHash == journey.current?.addendumContent("更正：5 毫克。", to: issued).digest)
    }

    @Test(.requirement("NHC-TM-3.3.3b"))
    func `a report at the limit is punctual, later it is late and still issued, and noted once`() throws {
        for (delay, violations) in [(Int64(0), 0), (1, 1)] {
            var journey = try ConsultationJourney.furnished(at: .awaitingReport)
            let ended = try #require(journey.current?.session.endedAt)
            journey.now = ended + .hours(24) + TimeSpan(milliseconds: delay)
            try journey.perform(.signReport, by: .specialist)
            #expect(journey.current?.violations.count == violations)
        }
        var scanned = try ConsultationJourney.furnished(at: .awaitingReport)
        scanned.wait(.hours(25))
        try scanned.perform(.deadlinePassed(.reportDue), by: .system)
        try scanned.perform(.signReport, by: .specialist)
        #expect(scanned.current?.violations.map(\.code) == ["vio.report.late"])
    }

    @Test(.requirement("JL-14d"))
    func `the scope of practice is checked again at the signature`() throws {
        var journey = try ConsultationJourney.furnished(at: .awaitingReport)
        journey.world.specialist.scopeOfPractice = []
        #expect(
            journey.refusal(of: .signReport, by: .specialist) == .practitionerOutOfScope("doc-specialist"))
    }

    @Test(.requirement("NHC-SUP-13"))
    func `a signature needs a proof of identity of the last ten minutes`() throws {
        let journey = try ConsultationJourney.furnished(at: .awaitingReport)
        func signs(provedBefore age: TimeSpan) -> Bool {
            let caller = journey.world.caller(.specialist, verifiedAt: journey.now - age)
            return
                (try? Consultation.decide(
                    .signReport, on: journey.current, by: caller, at: journey.now, under: .jilin,
                    facts: journey.world.facts)) != nil
        }
        #expect(signs(provedBefore: .minutes(10)))
        #expect(!signs(provedBefore: .minutes(10) + TimeSpan(milliseconds: 1)))
        #expect(!signs(provedBefore: TimeSpan(milliseconds: -1)), "a proof from the future is none")
    }

    @Test(.requirement("NHC-TM-3.3.3b"))
    func `every question has its section, and nothing else has one`() throws {
        var journey = try ConsultationJourney.arrived(at: .awaitingReport)
        let sections = journey.sections()
        let stranger = ReportSection(question: "未提出的问题", answer: "答")
        let refusal = journey.refusal(
            of: .saveReportDraft(sections: sections + [stranger, sections[0]], signers: []), by: .specialist)
        #expect(refusal?.fields.map(\.pointer) == ["/sections/2/question", "/sections/3/question"])
        try journey.perform(.saveReportDraft(sections: [sections[1]], signers: []), by: .specialist)
        #expect(
            journey.refusal(of: .signReport, by: .specialist)
                == .reportQuestionUnanswered([FieldProblem("/sections/0/answer", .missing)]))
    }

    @Test(.requirement("JL-44a", "JL-42b"))
    func `the charge becomes billable with the report, by 2 to 8, without waiting for the decision`() throws {
        var journey = try ConsultationJourney.furnished(at: .awaitingReport)
        #expect(journey.current?.charge?.state == .confirmed)
        let decision = try journey.perform(.signReport, by: .specialist)
        #expect(journey.current?.charge?.state == .billable)
        #expect(journey.current?.charge?.split?.inviting == Money(fen: 6_000))
        #expect(journey.current?.charge?.split?.invited == Money(fen: 24_000))
        #expect(decision.postings.count == 5)
        try expectBalanced(decision.postings)
        #expect(balance(decision.postings, "inst-county", .payableToPartner) == -24_000)
    }

    @Test(.requirement("JL-42b"))
    func `a free consultation and a broken-off one leave no lines`() throws {
        var world = World()
        world.price.amount = .zero
        let free = try ConsultationJourney.arrived(at: .archived, in: world)
        #expect(free.postings == [])
        #expect(free.current?.charge?.state == .billable)
        let broken = try ConsultationJourney.arrived(at: .terminated)
        #expect(broken.postings == [])
        #expect(broken.current?.charge?.state == .confirmed)
    }

    @Test(.requirement("SC-23c", "NHC-TM-3.5a"))
    func `AT-67 an archived case takes no command, and the archive waits for the last part`() throws {
        let archived = try ConsultationJourney.arrived(at: .archived)
        // In a direct case nobody matches or volunteers, archived or not.
        for row in ConsultationRow.all where row.action != "match" && row.action != "volunteer" {
            #expect(archived.refusal(of: row.command(archived), by: row.person) == .archiveImmutable)
        }
        var waiting = try ConsultationJourney.arrived(at: .terminated)
        waiting.wait(.hours(24))
        #expect(waiting.refusal(of: .archive, by: .system) == .archiveIncomplete([.recording]))
        try waiting.perform(.deadlinePassed(.autoArchive), by: .system)
        #expect(waiting.state == .terminated)
        try waiting.perform(
            .recordingSegmentSealed(
                recording: "rec-1", segment: 1, root: ConsultationJourney.digest, streams: 4),
            by: .system)
        #expect(waiting.state == .archived)
    }

    @Test(.requirement("NHC-SUP-19a"))
    func `records are kept for 15 years from the session, 30 for inpatients`() throws {
        let outpatient = try ConsultationJourney.arrived(at: .archived)
        #expect(outpatient.current?.archive?.recordRetainedTo == World.date(2040, 3, 10))
        var inpatient = ConsultationJourney()
        inpatient.admission = Admission(admittedAt: World.at(2025, 3, 9, 10))
        try inpatient.travel(to: .archived)
        #expect(inpatient.current?.archive?.recordRetainedTo == World.date(2055, 3, 10))
        #expect(inpatient.current?.archive?.mediaRetainedTo == World.date(2040, 3, 10))
    }
}
