import ConsultationCore
import Simulation
import TestRequirements
import Testing

struct StaffAdmissionTests {
    private let today = CivilDate(ConsultationWorld.start)

    @Test(.requirement("NHC-SUP-14"))
    func `nobody is let in without the data the province wants, and who is not let in is assigned nothing`()
        throws
    {
        let world = try AdmissionWorld()
        var data = AdmissionWorld.data
        (data.photo, data.practicePlaces, data.clinicalSince) = (nil, [], nil)
        let record = StaffAdmissionCommand.record("doc-chief", at: "inst-county", data)
        let candidate = try world.run(StaffAdmission.self, [record])
        #expect(candidate.state == .candidate)
        #expect(
            world.refusal(StaffAdmission.self, .admit, on: candidate)
                == .fieldInvalid([
                    FieldProblem("/photo", .missing), FieldProblem("/practicePlaces", .missing),
                    FieldProblem("/clinicalSince", .missing),
                ]))
        data.identityNumber = "220102198001010013"
        #expect(
            world.refusal(StaffAdmission.self, .keepData(data), on: candidate)
                == .fieldInvalid([FieldProblem("/identityNumber", .invalid)]), "the check character is wrong")
        // Who served before and has everything goes on.
        let known = try world.run(
            StaffAdmission.self, [.record("doc-chief", at: "inst-county", AdmissionWorld.data)])
        #expect(known.state == .admitted)

        for state in StaffAdmission.State.allCases {
            var journey = try VisitJourney()
            journey.world.attending.employment = state
            let found = journey.refusal(of: .open(VisitJourney.opening))
            #expect(found == (state == .admitted ? nil : .admission(.notAdmitted("doc-attending"))))
            var specialist = ConsultationWorld().specialist
            specialist.employment = state
            let against = Qualification.refusals(
                of: specialist, at: "inst-province", for: ConsultationWorld.cardiology, on: today,
                under: .jilin)
            #expect(against == (state == .admitted ? [] : [.admission(.notAdmitted("doc-specialist"))]))
        }
    }

    @Test(.requirement("GX-5a"))
    func `without a verified licence nobody is let in to clinical work`() throws {
        for spoil: @Sendable (inout Practitioner) -> Void in [
            { $0.licence = nil }, { $0.licence?.number = " " },
            { $0.licence?.validTo = ConsultationWorld.date(2025, 3, 9) },
            {
                $0.registryCheck = RegistryCheck(
                    source: "国家医师电子注册系统", result: .notFound,
                    checkedOn: ConsultationWorld.date(2025, 3, 1))
            },
        ] {
            var world = try AdmissionWorld()
            var data = AdmissionWorld.data
            data.photo = nil
            let candidate = try world.run(
                StaffAdmission.self,
                [.record("doc-chief", at: "inst-county", data), .keepData(AdmissionWorld.data)])
            #expect(world.refusal(StaffAdmission.self, .admit, on: candidate) == nil)
            spoil(&world.practitioners[0])
            #expect(
                world.refusal(StaffAdmission.self, .admit, on: candidate)
                    == .practitionerLicenceInvalid("doc-chief"))
        }
    }

    @Test(.requirement("NHC-SUP-14")) func `nobody acts on the record of their own`() throws {
        let world = try AdmissionWorld()
        let staff = try world.run(
            StaffAdmission.self, [.record("doc-chief", at: "inst-county", AdmissionWorld.data)])
        let own = QualityPeople.member(.institutionAdmin, practitioner: "doc-chief")
        #expect(
            world.refusal(StaffAdmission.self, .exit(reason: "x"), on: staff, by: own)?.code == .roleRequired)
    }

    @Test(.requirement("NHC-SUP-16"))
    func `work at another internet hospital needs a registration or filing that is valid there`() throws {
        func opening(_ place: MultiSiteRegistration?) throws -> Refusal? {
            var journey = try VisitJourney()
            journey.world.attending.registrations = [Registration(institution: "inst-elsewhere")]
            journey.world.attending.onlineConsent?.institution = "inst-elsewhere"
            journey.world.attending.multiSite = place.map { [$0] }
            return journey.refusal(of: .open(VisitJourney.opening))
        }
        let place = MultiSiteRegistration(
            institution: "inst-county", authority: "县卫生健康局", number: "BA-7", kind: .filing,
            validTo: today)
        let missing = Refusal.practitionerNotRegisteredHere("doc-attending")
        #expect(try opening(place) == nil)
        #expect(try opening(nil) == missing)
        var wrong = place
        wrong.institution = "inst-province"
        #expect(try opening(wrong) == missing)
        wrong = place
        wrong.validTo = today.adding(days: -1)
        #expect(try opening(wrong) == missing)
        wrong = place
        wrong.number = " "
        #expect(try opening(wrong) == missing)
    }

    @Test(.requirement("NHC-IH-24"))
    func `without insurance nobody sees patients online; a consultation between hospitals is not stopped`()
        throws
    {
        var journey = try VisitJourney()
        #expect(journey.rules.insuranceRequired)
        journey.world.attending.insurance?.validTo = today
        #expect(journey.refusal(of: .open(VisitJourney.opening)) == nil)
        journey.world.attending.insurance?.validTo = today.adding(days: -1)
        let missing = Refusal.admission(.insuranceMissing("doc-attending"))
        #expect(journey.refusal(of: .open(VisitJourney.opening)) == missing)
        journey.world.attending.insurance = nil
        #expect(journey.refusal(of: .open(VisitJourney.opening)) == missing)
        var specialist = ConsultationWorld().specialist
        specialist.insurance = nil
        let against = Qualification.refusals(
            of: specialist, at: "inst-province", for: ConsultationWorld.cardiology, on: today, under: .jilin)
        #expect(against.isEmpty)
    }

    @Test(
        .requirement("NHC-ID-10"),
        arguments: [
            (Jurisdiction.sichuan, AgreementClause.medicalRiskAndLiability, false),
            (.guangxi, .medicalRiskAndLiability, true), (.sichuan, .dataUse, true),
            (.guangxi, .privacyProtection, true), (.jilin, .informationSecurity, true),
            (.jilin, .medicalService, true), (.jilin, .purpose, false),
        ])
    func `an agreement with a third party settles what the place's texts ask`(
        _ place: Jurisdiction, _ clause: AgreementClause, _ asked: Bool
    ) throws {
        let world = try AdmissionWorld(in: place)
        var terms = AdmissionWorld.terms
        terms.clauses.removeAll { $0.clause == clause }
        let draft = try world.run(SupportAgreement.self, [.draft(id: "s1", "inst-county", terms)])
        let found = world.refusal(
            SupportAgreement.self, .conclude(document: Digest(of: "scan")), on: draft)
        #expect(found == (asked ? .agreementClauseMissing([clause]) : nil))
    }

    @Test(.requirement("NHC-IH-28"))
    func `the author publishes nothing, even after another has edited`() throws {
        let world = try AdmissionWorld()
        let written = try world.run(
            PublicContent.self, [.write(id: "c1", "inst-county", AdmissionWorld.text), .submit])
        let review = Refusal.admission(.contentReviewRequired)
        #expect(world.refusal(PublicContent.self, .approve, on: written) == review)
        #expect(
            world.refusal(PublicContent.self, .approve, on: written, by: QualityPeople.quality) == nil)
        #expect(!written.availableActions(for: QualityPeople.admin).contains(.approve))
        #expect(written.availableActions(for: QualityPeople.quality).contains(.approve))
        // Sent back and rewritten by the reviewer, who is the author now.
        let returned = try decided(
            PublicContent.self, .sendBack(reason: "改"), on: written, by: QualityPeople.quality
        ).state
        let rewritten = try decided(
            PublicContent.self, .edit(AdmissionWorld.text), on: returned, by: QualityPeople.quality
        ).state
        let resubmitted = try decided(
            PublicContent.self, .submit, on: rewritten, by: QualityPeople.quality
        ).state
        #expect(
            world.refusal(PublicContent.self, .approve, on: resubmitted, by: QualityPeople.quality)
                == review)
        #expect(world.refusal(PublicContent.self, .approve, on: resubmitted) == nil)
    }

    @Test(.requirement("GX-34"))
    func `a studio has a head and members who are licensed and let in, under a physical hospital`() throws {
        func opening(_ change: (inout AdmissionWorld) -> Void) throws -> Refusal? {
            var world = try AdmissionWorld()
            change(&world)
            return world.refusal(
                ExpertStudio.self, .open(id: "z1", "inst-county", AdmissionWorld.studio), on: nil)
        }
        #expect(try opening { _ in } == nil)
        #expect(
            try opening { $0.practitioners[1].employment = .exited }
                == .fieldInvalid([FieldProblem("/members/1", .invalid)]))
        #expect(try opening { $0.practitioners[0].kind = .technician }?.code == .fieldInvalid)
        #expect(try opening { $0.institution.departments = [] }?.code == .fieldInvalid)
    }
}

extension RefusalCase {
    private static func opening(
        _ change: @escaping @Sendable (inout VisitJourney) -> Void
    ) -> @Sendable () throws -> Refusal? {
        {
            var journey = try VisitJourney()
            change(&journey)
            return journey.refusal(of: .open(VisitJourney.opening))
        }
    }

    static let admission: [RefusalCase] = [
        .init(.supervisionNotConnected) {
            var world = try AdmissionWorld()
            world.connector = nil
            let hospital = try world.hospital([AdmissionWorld.department])
            return world.refusal(InternetHospital.self, .activate, on: hospital)
        },
        .init(.connectorTestMissing) {
            let world = try AdmissionWorld()
            let person = AdmissionWorld.feedOperator
            let connector = try world.run(
                SupervisionConnector.self,
                [
                    .register(.jilin, by: "inst-platform", office: nil, AdmissionWorld.consumer), .startTest,
                ], by: person)
            return world.refusal(SupervisionConnector.self, .confirm, on: connector, by: person)
        },
        .init(
            .verificationOverdue,
            opening {
                $0.world.county.online = OnlineStanding(
                    verificationDue: ConsultationWorld.date(2025, 3, 9), isReapplicationOverdue: false)
            }),
        .init(
            .reapplicationOverdue,
            opening {
                $0.world.county.online = OnlineStanding(verificationDue: nil, isReapplicationOverdue: true)
            }),
        .init(.departmentStaffingInsufficient) {
            var world = try AdmissionWorld()
            world.practitioners = []
            let hospital = try world.hospital([])
            return world.refusal(InternetHospital.self, AdmissionWorld.department, on: hospital)
        },
        .init(.insuranceMissing, opening { $0.world.attending.insurance = nil }),
        .init(.practitionerNotAdmitted, opening { $0.world.attending.employment = .suspended }),
        .init(.contentReviewRequired) {
            let world = try AdmissionWorld()
            let text = try world.run(
                PublicContent.self, [.write(id: "c1", "inst-county", AdmissionWorld.text), .submit])
            return world.refusal(PublicContent.self, .approve, on: text)
        },
    ]
}
