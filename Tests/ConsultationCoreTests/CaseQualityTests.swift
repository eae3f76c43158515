import ConsultationCore
import Simulation
import TestRequirements
import Testing

struct DisputeTests {
    static func facts(at state: Consultation.State = .reported) throws -> QualityFacts {
        let journey = try ConsultationJourney.arrived(at: state)
        var authority = ConsultationWorld.institution(
            "inst-authority", jurisdiction: .jilin, level: .city, grade: .ungraded)
        authority.name = "长春市卫生健康委员会"
        return QualityFacts(
            institution: journey.world.county, consultation: journey.current, authority: authority)
    }

    @Test(.requirement("NHC-TM-5.2"))
    func `the competent authority is that of the inviting place, whoever registers the dispute`() throws {
        let facts = try Self.facts()
        let specialists = QualityPeople.member(.institutionAdmin, at: "inst-province")
        for (institution, caller) in [("inst-county", QualityPeople.admin), ("inst-province", specialists)] {
            let (dispute, decision) = try decided(
                MedicalDispute.self,
                .open(
                    id: "d1", by: InstitutionID(institution), about: try #require(facts.consultation?.id),
                    claim: "诊断有误"), on: nil, by: caller, facts: facts)
            #expect(dispute.authority.name == "长春市卫生健康委员会")
            // Jilin's own text adds the parties' agreement (JL 32); the place stays the inviting one's.
            #expect(dispute.authority.jurisdiction == .jilin)
            #expect(dispute.parties == ["inst-county", "inst-province"])
            #expect(decision.effects.count == 4)
        }
    }
}

struct RatingTests {
    @Test(.requirement("NHC-SUP-25c"))
    func `only a served case is rated, only by its inviting physician, only from 1 to 5`() throws {
        func rate(_ score: Int, by caller: Caller, at state: Consultation.State) throws -> Refusal? {
            let facts = try DisputeTests.facts(at: state)
            return refusal {
                _ = try decided(
                    CaseRating.self, .rateAsPhysician(score: score, comment: nil, by: "inst-county"), on: nil,
                    by: caller, facts: facts)
            }
        }
        #expect(try rate(5, by: QualityPeople.physician, at: .reported) == nil)
        #expect(try rate(1, by: QualityPeople.physician, at: .archived) == nil)
        for score in [0, 6, -1, .max] {
            #expect(
                try rate(score, by: QualityPeople.physician, at: .decided)?.fields.first?.pointer == "/score")
        }
        #expect(
            try rate(5, by: QualityPeople.physician, at: .awaitingReport)?.code == .qualityStateNotAllowed)
        let colleague = QualityPeople.member(.physician, practitioner: "doc-colleague", account: "acc-2")
        #expect(try rate(5, by: colleague, at: .reported) == .accessDenied)
        let rated = QualityPeople.member(.physician, at: "inst-province", practitioner: "doc-specialist")
        #expect(try rate(5, by: rated, at: .reported) == .accessDenied)
    }

    @Test(.requirement("NHC-SUP-25c"))
    func `a used slip is void`() throws {
        let facts = try DisputeTests.facts()
        let slip = Digest(of: "slip")
        let asked = try decided(
            CaseRating.self, .issueSlip(slip, by: "inst-county"), on: nil, by: QualityPeople.physician,
            facts: facts
        ).state
        #expect(asked.slip == slip)
        let rated = try decided(
            CaseRating.self, .rateAsPatient(score: 5, comment: "谢谢"), on: asked, by: .system, facts: facts)
        #expect(rated.state.slip == nil && rated.decision.events.map(\.by) == [.system])
    }
}

struct StatisticsTests {
    private func figures(_ journal: [ConsultationEvent]) -> [ServiceFigure] {
        var state: Consultation?
        return journal.flatMap { event -> [ServiceFigure] in
            guard let before = state else {
                state = Consultation.replay([event])
                return []
            }
            state?.apply(event)
            return ServiceStatistics.figures(of: event, on: before)
        }
    }

    @Test(.requirement("JL-46b"))
    func `a case counts once for each side at each step`() throws {
        let journey = try ConsultationJourney.arrived(at: .archived)
        let found = figures(journey.journal)
        for (institution, side) in [("inst-county", PartySide.inviting), ("inst-province", .invited)] {
            let own = found.filter { $0.institution == InstitutionID(institution) }
            #expect(own.map(\.counter) == [.sent, .accepted, .completed, .reportedOnTime])
            #expect(own.allSatisfy { $0.side == side && $0.kind == .remoteConsultation && $0.amount == 1 })
        }
    }

    @Test(.requirement("JL-46b"))
    func `a declined, an expired and a late one count as what they are`() throws {
        var declined = try ConsultationJourney.arrived(at: .inviting)
        try declined.perform(
            .decline(DeclineReason(code: .noSpecialist, text: "无相应专业")), by: .invitedCoordinator)
        #expect(figures(declined.journal).map(\.counter) == [.sent, .sent, .declined, .declined])

        var late = try ConsultationJourney.arrived(at: .awaitingReport)
        late.wait(.hours(25))
        try late.perform(.saveReportDraft(sections: late.sections(), signers: []), by: .specialist)
        try late.perform(.signReport, by: .specialist)
        #expect(
            figures(late.journal).suffix(4).map(\.counter) == [
                .completed, .completed, .reportedLate, .reportedLate,
            ])
    }

    @Test(.requirement("JL-46b", "NHC-SUP-25c"))
    func `a patient rates both institutions, a physician the invited one`() throws {
        let facts = try DisputeTests.facts()
        var rating = try decided(
            CaseRating.self, .issueSlip(Digest(of: "s"), by: "inst-county"), on: nil,
            by: QualityPeople.physician, facts: facts
        ).state
        let patient = try decided(
            CaseRating.self, .rateAsPatient(score: 4, comment: nil), on: rating, by: .system, facts: facts)
        rating = patient.state
        let found = patient.decision.events.flatMap { ServiceStatistics.figures(of: $0, on: rating) }
        #expect(found.filter { $0.counter == .ratingPoints }.map(\.amount) == [4, 4])
        #expect(Set(found.map(\.institution)) == ["inst-county", "inst-province"])
        let physician = try decided(
            CaseRating.self, .rateAsPhysician(score: 2, comment: nil, by: "inst-county"), on: rating,
            by: QualityPeople.physician, facts: facts)
        let own = physician.decision.events.flatMap { ServiceStatistics.figures(of: $0, on: physician.state) }
        #expect(own.map(\.institution) == ["inst-province", "inst-province"])
    }
}

struct CompletenessTests {
    @Test(.requirement("NHC-TM-4.1.2d"))
    func `a record lacks what should be there by now, and not what comes later`() throws {
        let materials: [RecordCompleteness.Item] = [
            .materialConditionSummary, .materialMedicalRecord, .materialLaboratory,
        ]
        for (state, missing) in [
            (Consultation.State.draft, [RecordCompleteness.Item]()), (.inviting, []), (.scheduled, []),
            (.inSession, materials), (.awaitingReport, materials + [.reportSigned]), (.reported, materials),
            (.decided, materials), (.archived, materials),
        ] {
            let subject = try #require(try ConsultationJourney.arrived(at: state).current)
            #expect(RecordCompleteness.missing(in: subject) == missing, "\(state)")
            #expect(RecordCompleteness.lines(of: subject).map(\.item) == RecordCompleteness.Item.allCases)
        }
    }

    @Test(.requirement("NHC-TM-4.1.2d"))
    func `each item is noticed when it goes`() throws {
        let whole = try #require(try ConsultationJourney.arrived(at: .archived).current)
        let spoils: [(RecordCompleteness.Item, (inout Consultation) -> Void)] = [
            (.invitationReason, { $0.request.invitationReason = " " }),
            (.caseSummary, { $0.request.caseSummary = nil }),
            (.requestedSpecialty, { $0.request.requestedSpecialty = nil }),
            (.consentSigned, { $0.consent?.signedAt = nil }), (.sessionNote, { $0.note = nil }),
            (.attendanceInvited, { $0.session.presences.removeAll { $0.side == .invited } }),
            (.recordingSealed, { $0.recording?.segments[0].sealedAt = nil }),
            (.reportSigned, { $0.report = nil }),
        ]
        for (item, spoil) in spoils {
            var subject = whole
            spoil(&subject)
            #expect(RecordCompleteness.missing(in: subject).contains(item), "\(item)")
            #expect(!RecordCompleteness.missing(in: whole).contains(item), "\(item)")
        }
    }
}
