import ConsultationCore
import Simulation
import TestRequirements
import Testing

private typealias World = ConsultationWorld

/// Guards of one row each: the fact that passes, and the nearest one that does not.
struct GuardTests {
    private func accepting(_ change: (inout World) -> Void) throws -> Refusal? {
        var journey = try ConsultationJourney.arrived(at: .inviting)
        change(&journey.world)
        return journey.refusal(of: .accept(journey.acceptance()), by: .invitedCoordinator)
    }

    private func creating(_ change: (inout ConsultationOpening) -> Void) -> Refusal? {
        var opening = ConsultationJourney.opening
        change(&opening)
        return ConsultationJourney().refusal(of: .create(opening), by: .attending)
    }

    @Test(.requirement("JL-2"))
    func `a case is for a patient of the inviting institution`() throws {
        #expect(creating { _ in } == nil)
        #expect(creating { $0.patient = "pat-2" } == .patientNotOfInvitingInstitution)
        var journey = try ConsultationJourney.ready()
        journey.world.patient.institution = "inst-province"
        #expect(journey.refusal(of: .submit, by: .attending) == .patientNotOfInvitingInstitution)
    }

    @Test(.requirement("JL-3"))
    func `a kind of service that is not opened is refused`() {
        let opened: [ServiceKind] = [
            .remoteConsultation, .remoteMultidisciplinaryTeam, .remoteOutpatient, .remoteCaseDiscussion,
        ]
        for kind in ServiceKind.allCases {
            let found = creating { $0.serviceKind = kind }
            #expect(found == (opened.contains(kind) ? nil : .serviceKindNotPermitted(kind)))
        }
        var sichuan = World()
        sichuan.policy.serviceKinds = [.remoteConsultation]
        var outpatient = ConsultationJourney.opening
        outpatient.serviceKind = .remoteOutpatient
        #expect(
            ConsultationJourney(sichuan).refusal(of: .create(outpatient), by: .attending)
                == .serviceKindNotPermitted(.remoteOutpatient))
    }

    @Test(.requirement("JL-3"))
    func `a service outside the list needs the reference by which a province allowed it`() throws {
        func other(_ reference: String?) -> ConsultationOpening {
            var opening = ConsultationJourney.opening
            opening.serviceKind = .other
            opening.approvalReference = reference
            return opening
        }
        for reference in [nil, "", "  ", String(repeating: "字", count: 101)] {
            #expect(
                ConsultationJourney().refusal(of: .create(other(reference)), by: .attending)
                    == .serviceKindNotPermitted(.other))
        }
        var journey = ConsultationJourney()
        try journey.perform(.create(other("吉卫函〔2025〕12号")), by: .attending)
        #expect(journey.current?.approvalReference == "吉卫函〔2025〕12号")
        #expect(Consultation.replay(journey.journal) == journey.current)
    }

    @Test(.requirement("NHC-ID-31"))
    func `only telemedicine between institutions is opened, and the pathway never changes`() throws {
        for pathway in LegalPathway.allCases where pathway != .telemedicine {
            #expect(creating { $0.legalPathway = pathway } == .pathwayNotOpen)
        }
        #expect(creating { $0.mode = .platformMatched } == nil)
        for state in Consultation.State.allCases {
            #expect(try ConsultationJourney.arrived(at: state).current?.legalPathway == .telemedicine)
        }
    }

    @Test(.requirement("NHC-TM-2.1.1"))
    func `the specialty is an approved department of the invited institution`() throws {
        let refusal = Refusal.departmentNotApproved("inst-province", World.cardiology)
        #expect(try accepting { $0.province.departments[0].isApproved = false } == refusal)
        #expect(try accepting { $0.province.departments = [] } == refusal)
        // The inviting side asks for what it lacks (AMB-35), but treats in a department of its own.
        #expect(try accepting { $0.county.departments = [] } == nil)
        var journey = try ConsultationJourney.ready()
        journey.world.county.departments[0].isApproved = false
        #expect(
            journey.refusal(of: .submit, by: .attending)
                == .departmentNotApproved("inst-county", World.cardiology))
        journey.world.county.departments = [
            Department(code: World.cardiology, name: "心血管内科"),
            Department(code: World.neurology, name: "神经内科"),
        ]
        journey.world.county.departments[1].isApproved = false
        try journey.perform(
            .updateDraft(ConsultationRequest(treatingDepartment: World.neurology)), by: .attending)
        #expect(
            journey.refusal(of: .submit, by: .attending)
                == .departmentNotApproved("inst-county", World.neurology))
    }

    @Test(.requirement("NHC-TM-2.1.1"))
    func `without a named department that of the sending physician counts, and a coordinator names one`()
        throws
    {
        var journey = ConsultationJourney()
        var request = journey.request
        request.treatingDepartment = nil
        try journey.perform(.create(ConsultationJourney.opening), by: .attending)
        try journey.perform(.updateDraft(request), by: .attending)
        try journey.perform(.presentConsent(ConsultationJourney.presentation), by: .attending)
        try journey.perform(.signConsent(ConsultationJourney.patientSigner), by: .attending)
        #expect(journey.refusal(of: .submit, by: .attending) == nil)
        #expect(
            journey.refusal(of: .submit, by: .invitingCoordinator)
                == .fieldMissing([FieldProblem("/treatingDepartment", .missing)]))
    }

    @Test(.requirement("NHC-TM-2.1.2", "JL-14a"))
    func `a specialist is licensed and registered at the invited institution, multi-site practice included`()
        throws
    {
        let id: PractitionerID = "doc-specialist"
        #expect(
            try accepting { $0.specialist.registrations = [Registration(institution: "inst-other")] }
                == .practitionerNotRegisteredHere(id))
        #expect(
            try accepting {
                $0.specialist.registrations.insert(Registration(institution: "inst-other"), at: 0)
            } == nil)
        let session = World.date(2025, 3, 10)
        for (lastDay, passes) in [(session, true), (session.adding(days: -1), false)] {
            #expect(
                try accepting { $0.specialist.registrations[0].validTo = lastDay }
                    == (passes ? nil : .practitionerNotRegisteredHere(id)))
            #expect(
                try accepting { $0.specialist.licence?.validTo = lastDay }
                    == (passes ? nil : .practitionerLicenceInvalid(id)))
        }
        #expect(
            try accepting { $0.specialist.kind = .assistantPhysician } == .practitionerLicenceInvalid(id))
    }

    @Test(.requirement("JL-10"))
    func `in Jilin both sides hold a valid capability acceptance`() throws {
        #expect(
            try accepting { $0.province.capabilityAcceptance = nil }
                == .capabilityAcceptanceMissing("inst-province"))
        #expect(
            try accepting { $0.province.capabilityAcceptance?.validTo = World.date(2025, 3, 9) }
                == .capabilityAcceptanceMissing("inst-province"))
        var journey = try ConsultationJourney.ready()
        journey.world.county.capabilityAcceptance = nil
        #expect(
            journey.refusal(of: .submit, by: .attending) == .capabilityAcceptanceMissing("inst-county"))
    }

    @Test(.requirement("JL-13a", "JL-34a"))
    func `licence and standing are asked at submit, at acceptance and at the start`() throws {
        let spoils: [(Refusal, Refusal, (inout Institution) -> Void)] = [
            (
                .institutionLicenceInvalid("inst-county"), .institutionLicenceInvalid("inst-province"),
                { $0.licence?.validTo = World.date(2025, 3, 9) }
            ),
            (
                .institutionSuspended("inst-county"), .institutionSuspended("inst-province"),
                { $0.isSuspended = true }
            ),
        ]
        for (county, province, spoil) in spoils {
            var submitting = try ConsultationJourney.ready()
            spoil(&submitting.world.county)
            #expect(submitting.refusal(of: .submit, by: .attending) == county)
            #expect(try accepting { spoil(&$0.province) } == province)
            var starting = try ConsultationJourney.furnished(at: .scheduled)
            spoil(&starting.world.province)
            #expect(starting.refusal(of: .startSession, by: .system) == province)
            starting.world = World()
            spoil(&starting.world.county)
            #expect(starting.refusal(of: .startSession, by: .system) == county)
        }
        // A running case is finished: the report, the decision and the archive are not held up.
        var reporting = try ConsultationJourney.furnished(at: .awaitingReport)
        reporting.world.province.isSuspended = true
        #expect(reporting.refusal(of: .signReport, by: .specialist) == nil)
    }

    @Test(.requirement("JL-14b", "NHC-ID-14"))
    func `registration on the province's platform and a confirmed identity are needed`() throws {
        let id: PractitionerID = "doc-specialist"
        #expect(
            try accepting { $0.specialist.provincialRegistration?.jurisdiction = .sichuan }
                == .provincialRegistrationMissing(id))
        #expect(
            try accepting { $0.specialist.registryCheckedOn = World.date(2024, 3, 9) }
                == .practitionerIdentityUnverified(id))
        #expect(try accepting { $0.specialist.registryCheckedOn = World.date(2024, 3, 10) } == nil)
    }

    @Test(.requirement("JL-14e"))
    func `in Jilin nobody below the vice-senior title may be asked for`() throws {
        var journey = try ConsultationJourney.ready()
        try journey.perform(.updateDraft(ConsultationRequest(requestedTitle: .intermediate)), by: .attending)
        #expect(
            journey.refusal(of: .submit, by: .attending) == .titleBelowMinimum(minimum: .associateSenior))
        journey.world.policy = .national
        // Outside Jilin the split is a matter of the agreement.
        journey.world.agreement.negotiatedSplits = [
            NegotiatedSplit(serviceKind: .remoteConsultation, invitingParts: 1, invitedParts: 1)
        ]
        #expect(journey.refusal(of: .submit, by: .attending) == nil)
    }

    @Test(.requirement("NHC-TM-2.3.1a"))
    func `material reaches the invited store with the submit, and later items follow at once`() throws {
        var journey = try ConsultationJourney.ready()
        let submitted = try journey.perform(.submit, by: .attending)
        let first = Effect.DeliveredItem(attachment: "att-1", group: .other)
        #expect(submitted.effects.contains(.deliverMaterial(to: "inst-province", items: [first])))
        let later = try journey.perform(
            .attachMaterial(ConsultationJourney.attachment("att-2", .laboratoryReport, at: journey.now)),
            by: .attending)
        let second = Effect.DeliveredItem(attachment: "att-2", group: .laboratoryReport)
        #expect(later.effects.contains(.deliverMaterial(to: "inst-province", items: [second])))
        try journey.perform(.withdrawConsent(reason: "不愿意"), by: .attending)
        #expect(journey.current?.mayReadMaterial("inst-province") == false)
    }

    @Test(.requirement("NHC-TM-3.3.2b"))
    func `accepting needs people, a time that is still ahead and a prepared house`() throws {
        var journey = try ConsultationJourney.arrived(at: .inviting)
        func refusal(_ change: (inout Acceptance) -> Void) -> Refusal? {
            var acceptance = journey.acceptance()
            change(&acceptance)
            return journey.refusal(of: .accept(acceptance), by: .invitedCoordinator)
        }
        #expect(refusal { $0.physicians = [] } == .invitedPhysicianMissing)
        let bad = refusal {
            $0.preparationConfirmed = false
            $0.physicians = ["doc-specialist", "doc-nobody", "doc-specialist"]
            $0.slot.end = $0.slot.start
        }
        #expect(
            bad?.fields.map(\.pointer) == [
                "/slot/end", "/preparationConfirmed", "/physicianIds/1", "/physicianIds/2",
            ])
        let decision = try journey.perform(.accept(journey.acceptance()), by: .invitedCoordinator)
        #expect(
            decision.effects.contains(
                .notify(institution: "inst-county", role: .physician, notice: .invitationAccepted)))
        #expect(decision.events.map(\.kind) == ["invitationAccepted", "slotConfirmed"])
    }

    @Test(.requirement("NHC-TM-3.3.3a"))
    func `an assignment keeps by whom and on which qualifications, and a replacement is checked alike`()
        throws
    {
        var journey = try ConsultationJourney.arrived(at: .scheduled)
        let assignment = try #require(journey.current?.assigned.first)
        #expect(assignment.assignedBy == "acc-invitedCoordinator")
        #expect(assignment.title == .fullSenior && assignment.kind == .licensedPhysician)
        journey.world.secondSpecialist.title = .junior
        let replace = ConsultationCommand.replacePhysician(from: "doc-specialist", to: "doc-second")
        #expect(
            journey.refusal(of: replace, by: .invitedCoordinator) == .practitionerTitleTooLow("doc-second"))
        journey.world.secondSpecialist.title = .associateSenior
        try journey.perform(replace, by: .invitedCoordinator)
        #expect(journey.current?.assigned.map(\.practitioner) == ["doc-second"])
        #expect(
            journey.refusal(of: .enterRoom, by: .specialist) == .practitionerNotAuthorised("doc-specialist"))
    }

    @Test(.requirement("NHC-TM-2.2b"))
    func `one of several physicians brings the experience, each brings the rest`() throws {
        var journey = try ConsultationJourney.arrived(at: .inviting)
        journey.world.secondSpecialist.independentClinicalStart = World.date(2024, 1, 1)
        let both = ConsultationCommand.accept(journey.acceptance(["doc-second", "doc-specialist"]))
        #expect(journey.refusal(of: both, by: .invitedCoordinator) == nil)
        let alone = ConsultationCommand.accept(journey.acceptance(["doc-second"]))
        #expect(
            journey.refusal(of: alone, by: .invitedCoordinator)
                == .practitionerExperienceTooShort("doc-second"))
        journey.world.secondSpecialist.scopeOfPractice = []
        #expect(journey.refusal(of: both, by: .invitedCoordinator) == .practitionerOutOfScope("doc-second"))
    }

    @Test(.requirement("NHC-TM-3.5c"))
    func `a session ends with a note, or by itself after half an hour of interruption`() throws {
        var journey = try ConsultationJourney.arrived(at: .interrupted)
        #expect(journey.refusal(of: .endSession, by: .attending) == .sessionNoteMissing)
        journey.wait(.minutes(30) + TimeSpan(milliseconds: 1))
        try journey.perform(.deadlinePassed(.interruptedRoom), by: .system)
        #expect(journey.current?.session.endReason == .interruptedTooLong)
        try journey.perform(.saveReportDraft(sections: journey.sections(), signers: []), by: .specialist)
        #expect(journey.refusal(of: .signReport, by: .specialist) == .sessionNoteMissing)
        try journey.perform(.writeNote(text: "中断前已给出意见。"), by: .specialist)
        #expect(journey.refusal(of: .signReport, by: .specialist) == nil)
    }

    @Test(.requirement("JL-28", "NHC-TM-3.3a"))
    func `the report advises, and the inviting side answers for the treatment`() throws {
        let journey = try ConsultationJourney.arrived(at: .decided)
        let current = try #require(journey.current)
        let report = try #require(current.report)
        #expect(report.liability == .inviting)
        #expect(current.reportContent(report).text.contains("type 8\nadvisory\n"))
        #expect(current.decision?.practitioner == "doc-attending")
        let reported = try ConsultationJourney.arrived(at: .reported)
        let decide = ConsultationCommand.decide(outcome: .adopted, plan: "择期造影")
        #expect(reported.refusal(of: decide, by: .specialist)?.code == .roleRequired)
    }

    @Test(.requirement("JL-36"))
    func `the operator's people see no case, whatever its state`() throws {
        for state in Consultation.State.allCases {
            let journey = try ConsultationJourney.arrived(at: state)
            #expect(journey.refusal(of: .enterRoom, by: .platformOperator) == .operatorForbidden)
            #expect(journey.current?.isVisible(to: "inst-platform") == false)
        }
    }

    @Test(.requirement("JL-39", "NHC-SUP-23"))
    func `a fee needs a valid and published price of the inviting institution`() throws {
        func submitting(_ change: (inout PriceEntry) -> Void) throws -> Refusal? {
            var journey = try ConsultationJourney.ready()
            change(&journey.world.price)
            return journey.refusal(of: .submit, by: .attending)
        }
        let today = World.date(2025, 3, 10)
        #expect(try submitting { $0.validTo = today } == nil)
        #expect(try submitting { $0.validTo = today.adding(days: -1) } == .noValidPrice)
        #expect(try submitting { $0.validFrom = today.adding(days: 1) } == .noValidPrice)
        #expect(try submitting { $0.serviceKind = .remoteOutpatient } == .noValidPrice)
        #expect(try submitting { $0.institution = "inst-province" } == .noValidPrice)
        #expect(try submitting { $0.amount = Money(fen: -1) } == .noValidPrice)
        #expect(try submitting { $0.publishedAt = World.start } == nil)
        #expect(
            try submitting { $0.publishedAt = World.start + TimeSpan(milliseconds: 1) } == .priceNotPublished)
    }
}
