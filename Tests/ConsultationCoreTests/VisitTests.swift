import ConsultationCore
import Simulation
import TestRequirements
import Testing

struct VisitTests {
    @Test(.requirement("NHC-ID-16d"))
    func `every cell of the table of visits is what the core decides`() throws {
        let table = try #require(
            ProtocolTable(in: protocolPage("visit-states.md"), under: "Visit commands by state"))
        #expect(Array(table.columns.dropFirst()) == InternetVisit.State.allCases.map(\.rawValue))
        #expect(table.rows.map { $0[0] } == VisitCommand.Action.allCases.map(\.rawValue))
        for (action, row) in zip(VisitCommand.Action.allCases, table.rows) {
            for (state, cell) in zip(InternetVisit.State.allCases, row.dropFirst()) {
                let wanted = action.prescriptionStates?.first ?? .drafted
                var journey = try VisitJourney.furnished(at: state, prescription: wanted)
                let outcome: String
                do throws(Refusal) {
                    try journey.perform(.sample(action, journey))
                    let after = journey.visit?.state
                    outcome = after == state ? "=" : "**\(after?.rawValue ?? "")**"
                } catch { outcome = String(error.code.rawValue.dropFirst("err.".count)) }
                #expect(outcome == cell, "\(action) in \(state)")
            }
        }
    }

    @Test(.requirement("NHC-ID-18", "NHC-SUP-20"))
    func `every cell of the table of prescriptions is what the core decides`() throws {
        let table = try #require(
            ProtocolTable(in: protocolPage("visit-states.md"), under: "Prescription commands by state"))
        let actions = VisitCommand.Action.allCases.filter { $0.prescriptionStates != nil }
        #expect(Array(table.columns.dropFirst()) == Prescription.State.allCases.map(\.rawValue))
        #expect(table.rows.map { $0[0] } == actions.map(\.rawValue))
        for (action, row) in zip(actions, table.rows) {
            for (state, cell) in zip(Prescription.State.allCases, row.dropFirst()) {
                var journey = try VisitJourney.furnished(at: .open, prescription: state)
                let outcome: String
                do throws(Refusal) {
                    try journey.perform(.sample(action, journey))
                    outcome = "**\(journey.visit?.prescription(1)?.state.rawValue ?? "")**"
                } catch { outcome = String(error.code.rawValue.dropFirst("err.".count)) }
                #expect(outcome == cell, "\(action) in \(state)")
            }
        }
    }

    @Test(.requirement("NHC-ID-19a"), arguments: [("N05BA01", false), ("B01AA03", true), ("X99", false)])
    func `AT-50 a psychotropic drug, and one the catalogue does not know, are refused with their line`(
        _ code: String, _ onlyInternetHospitals: Bool
    ) throws {
        var journey = try VisitJourney.furnished(at: .open)
        try journey.perform(
            .draftPrescription(
                [VisitJourney.line, .init(drug: code, quantity: 1, usage: "睡前一片")], assistance: nil))
        let forbidden = Refusal.visit(.forbiddenDrug(line: 2))
        if onlyInternetHospitals {
            // A high-risk drug is named by the internet hospitals' text, which binds this pathway too.
            #expect(journey.rules.forbiddenDrugClasses.contains(.highRisk))
        }
        #expect(journey.refusal(of: .signPrescription(2)) == forbidden)
        #expect(journey.refusal(of: .signPrescription(1)) == nil)
    }

    @Test(
        .requirement("NHC-ID-19b", "SC-22a"),
        arguments: [
            (ConsultationWorld.date(2025, 5, 9), true), (ConsultationWorld.date(2026, 5, 9), true),
            (ConsultationWorld.date(2026, 5, 10), false),
        ])
    func `AT-51 up to the day before the seventh birthday a guardian and a specialist are with the child`(
        _ day: CivilDate, _ needed: Bool
    ) throws {
        var journey = try VisitJourney(at: day.start + .hours(10))
        journey.world.patient.birthDate = Redacted(ConsultationWorld.date(2019, 5, 10))
        journey.pharmacist.registryCheckedOn = day
        journey.world.attending.registryCheckedOn = day
        try journey.prepare()
        try journey.perform(.reviewRecord)
        try journey.perform(.start)
        try journey.report(.heard(.video))
        try journey.perform(.diagnose(code: "I10.x00", name: "高血压", assistance: nil))
        try journey.perform(.draftPrescription([VisitJourney.line], assistance: nil))
        let alone = journey.refusal(of: .signPrescription(1))
        #expect(alone == (needed ? .visit(.guardianRequired) : nil))
        guard needed else { return }
        var companions = VisitCompanions(
            guardianName: "李四", guardianRelation: "母亲", specialistName: "", specialistLicence: "",
            specialistSpecialty: "")
        try journey.perform(.noteCompanions(companions))
        #expect(journey.refusal(of: .signPrescription(1)) == .visit(.accompanyingSpecialistRequired))
        (companions.specialistName, companions.specialistLicence) = ("王医师", "110")
        companions.specialistSpecialty = "儿科"
        try journey.perform(.noteCompanions(companions))
        #expect(
            journey.refusal(of: .signPrescription(1)) == .visit(.guardianFieldMissing(.guardianIdentity)))
        (companions.guardianIdentity, companions.guardianContact) = ("22010119850101002X", "139")
        try journey.perform(.noteCompanions(companions))
        #expect(journey.refusal(of: .signPrescription(1)) == nil)
    }

    @Test(
        .requirement("GX-28b"),
        arguments: [
            (ConsultationWorld.date(2025, 1, 31), ConsultationWorld.date(2025, 2, 28), true),
            (ConsultationWorld.date(2025, 1, 31), ConsultationWorld.date(2025, 3, 1), false),
            (ConsultationWorld.date(2025, 2, 28), ConsultationWorld.date(2025, 3, 29), false),
        ])
    func
        `AT-52 in Guangxi the diagnosis is at most a calendar month old; the draft warns unless it is enforced`(
            _ diagnosed: CivilDate, _ day: CivilDate, _ fresh: Bool
        ) throws
    {
        var journey = try VisitJourney(in: .guangxi, at: day.start + .hours(10))
        for keyPath in [\ConsultationWorld.attending.registryCheckedOn] {
            journey.world[keyPath: keyPath] = day
        }
        try journey.prepare(evidence: journey.evidence(on: diagnosed))
        // As shipped: the draft may only warn (AMB-28).
        #expect(journey.rules.evidenceMaxMonths == nil && journey.rules.evidenceWarningMonths == 1)
        var warned = journey
        try warned.perform(.start)
        #expect(warned.visit?.warnings == (fresh ? [] : [.evidenceOlderThan(months: 1)]))
        // Set to enforce.
        journey.rules.evidenceMaxMonths = 1
        #expect(journey.refusal(of: .start) == (fresh ? nil : .visit(.evidenceTooOld(months: 1))))
        // Elsewhere there is no limit.
        #expect(try VisitJourney(in: .sichuan).rules.evidenceWarningMonths == nil)
    }

    @Test(.requirement("NHC-ID-18"))
    func `AT-53 nobody reviews their own prescription, and only a reviewing pharmacist reviews`() throws {
        var journey = try VisitJourney.furnished(at: .open, prescription: .underReview)
        let own = journey.caller(journey.world.attending.id)
        #expect(journey.refusal(of: .approvePrescription(1, note: ""), by: own) == .visit(.selfReview))
        journey.pharmacist.kind = .technician
        #expect(journey.refusal(of: .approvePrescription(1, note: "")) == .visit(.pharmacistRequired))
        journey.pharmacist.kind = .reviewingPharmacist
        #expect(journey.refusal(of: .approvePrescription(1, note: "")) == nil)
        // What was sent back is signed anew.
        try journey.perform(.rejectPrescription(1, reason: "剂量偏大"))
        #expect(journey.visit?.prescription(1)?.state == .drafted)
        #expect(journey.visit?.prescription(1)?.reviews.count == 1)
    }

    @Test(.requirement("NHC-ID-18")) func `AT-54 what no pharmacist has approved is not delivered`() throws {
        for state in [Prescription.State.drafted, .underReview] {
            let journey = try VisitJourney.furnished(at: .open, prescription: state)
            #expect(journey.refusal(of: .routePrescription(1, .delivery)) == .visit(.notEffective))
            #expect(journey.refusal(of: .deliverPrescription(1)) == .visit(.notEffective))
        }
    }

    @Test(.requirement("NHC-ID-16a", "NHC-ID-16b", "NHC-SUP-18a", "NHC-SUP-9", "GX-5b"))
    func `a visit starts only as a follow-up with evidence, notice and exclusions`() throws {
        var journey = try VisitJourney(in: .guangxi)
        try journey.perform(.open(VisitJourney.opening))
        #expect(journey.refusal(of: .start) == .visit(.riskNoticeMissing))
        #expect(journey.refusal(of: .readRiskNotice(version: "old"))?.code == .fieldInvalid)
        #expect(journey.refusal(of: .giveConsent(VisitJourney.consent)) == .visit(.riskNoticeMissing))
        try journey.perform(.readRiskNotice(version: journey.notice))
        #expect(journey.refusal(of: .start) == .consentMissing)
        try journey.perform(.giveConsent(VisitJourney.consent))
        #expect(journey.refusal(of: .start) == .visit(.evidenceMissing))
        try journey.perform(.addEvidence(journey.evidence()))
        #expect(journey.refusal(of: .start) == .visit(.firstVisitForbidden))
        try journey.perform(.confirmFollowUp)
        #expect(journey.refusal(of: .start) == .visit(.excludedCondition(.changedCondition)))
        try journey.perform(.excludeConditions(VisitCondition.allCases))
        try journey.perform(.start)
        #expect(
            journey.refusal(of: .diagnose(code: "E11.900", name: "糖尿病", assistance: nil))
                == .visit(.diagnosisNotSame))
    }

    @Test(.requirement("NHC-IH-20b", "GX-28c"))
    func `a prescription needs the record read, a real exchange, and a proof of identity`() throws {
        var journey = try VisitJourney()
        try journey.prepare()
        try journey.perform(.start)
        try journey.perform(.diagnose(code: "I10.x00", name: "高血压", assistance: nil))
        try journey.perform(.draftPrescription([VisitJourney.line], assistance: nil))
        #expect(journey.refusal(of: .signPrescription(1)) == .visit(.recordNotReviewed))
        try journey.perform(.reviewRecord)
        let photo = SealedFile(
            name: "舌苔.jpg", contentType: "image/jpeg", size: 9, sha256: Digest(of: "photo"))
        try journey.report(.patientSaid(.image, "", file: photo))
        try journey.perform(.exchange(.text, "在吗？", file: nil))
        // One side wrote, the other sent a picture: nobody has talked.
        #expect(journey.refusal(of: .signPrescription(1)) == .visit(.withoutExchange))
        #expect(journey.refusal(of: .exchange(.voice, "通话", file: nil))?.code == .fieldInvalid)
        try journey.report(.heard(.voice))
        let unproved = journey.physician(verified: false)
        #expect(journey.refusal(of: .signPrescription(1), by: unproved) == .signatureRequired)
        #expect(journey.refusal(of: .signPrescription(1)) == nil)
    }

    @Test(.requirement("NHC-SUP-21"))
    func `drugs are added up by drug, month, department and prescriber; nothing is dated before the visit`()
        throws
    {
        var journey = try VisitJourney.furnished(at: .open, prescription: .effective)
        try journey.perform(
            .draftPrescription([.init(drug: "N05BA01", quantity: 9, usage: "x")], assistance: nil))
        let visit = try #require(journey.visit)
        // The unsigned one counts for nothing.
        for (grouping, group) in [
            (DrugReport.Grouping.drug, "C08CA01"), (.month, "2025-03"), (.prescriber, "doc-attending"),
            (.department, ConsultationWorld.cardiology.text),
        ] {
            let row = DrugReport.Row(group: group, prescriptions: 2, packages: 2)
            #expect(DrugReport.rows(of: [visit, visit], by: grouping) == [row])
        }
        let voided = try #require(try VisitJourney.furnished(at: .open, prescription: .voided).visit)
        #expect(DrugReport.rows(of: [voided], by: .drug).isEmpty)
        journey.now = ConsultationWorld.start - TimeSpan(milliseconds: 1)
        #expect(journey.refusal(of: .signPrescription(2)) == .visit(.backdated))
    }

    @Test(.requirement("NHC-ID-9", "NHC-ID-11", "NHC-ID-25", "NHC-IH-5"))
    func `the institution, its department and the physician must be entitled to see patients online`() throws
    {
        func opening(_ spoil: (inout VisitJourney) -> Void) throws -> Refusal? {
            var journey = try VisitJourney()
            spoil(&journey)
            return journey.refusal(of: .open(VisitJourney.opening))
        }
        #expect(try opening { _ in } == nil)
        #expect(
            try opening { $0.world.county.holdsInternetHospitalLicence = false }
                == .visit(.internetDiagnosisNotLicensed))
        #expect(
            try opening {
                $0.world.county.holdsInternetHospitalLicence = false
                $0.world.county.licence?.scope = "内科、互联网诊疗"
            } == nil)
        #expect(
            try opening { $0.world.county.departments = [] }?.code == .departmentNotApproved)
        #expect(
            try opening { $0.world.attending.independentClinicalStart = ConsultationWorld.date(2023, 1, 1) }?
                .code == .practitionerExperienceTooShort)
        #expect(
            try opening {
                $0.world.county.holdsInternetHospitalLicence = false
                $0.world.county.licence?.scope = "互联网诊疗"
                $0.world.attending.registrations = []
            } == .visit(.internetHospitalRequired))
    }

    @Test(.requirement("SC-17", "NHC-ID-16d"))
    func `a visit that is ended leaves its warning, and nothing can be prescribed any more`() throws {
        var journey = try VisitJourney.furnished(at: .open)
        #expect(
            journey.refusal(of: .terminate(.criticalIllness, advice: " "))
                == .fieldInvalid([FieldProblem("/advice", .missing)]))
        try journey.perform(.terminate(.criticalIllness, advice: "立即到县医院急诊"))
        #expect(journey.visit?.ending?.reason == .criticalIllness)
        #expect(journey.refusal(of: .signPrescription(1)) == .visit(.terminated))
    }

    @Test func `a replayed journal is the state, and bad input is refused and changes nothing`() throws {
        let journey = try VisitJourney.furnished(at: .open)
        for code in [
            "", "1", "I1", "i10", "I10.x00".replacing("0", with: "０"), String(repeating: "A", count: 99),
        ] {
            var evidence = journey.evidence()
            evidence.diagnoses = [code]
            let draft = try VisitJourney.furnished(at: .draft)
            #expect(draft.refusal(of: .addEvidence(evidence))?.code == .fieldInvalid, "\(code)")
        }
        for quantity in [Int.min, -1, 0, 1000, .max] {
            let line = Prescription.Line(drug: "C08CA01", quantity: quantity, usage: "x")
            #expect(journey.refusal(of: .draftPrescription([line], assistance: nil))?.code == .fieldInvalid)
        }
        #expect(journey.refusal(of: .signPrescription(.max)) == .accessDenied)
    }
}

extension RefusalCase {
    static let visits: [RefusalCase] = [
        .init(.visitStateNotAllowed) { try VisitJourney.furnished(at: .open).refusal(of: .start) },
        .init(.visitTerminated) { try VisitJourney.furnished(at: .terminated).refusal(of: .complete) },
        .init(.internetDiagnosisNotLicensed) {
            var journey = try VisitJourney()
            journey.world.county.holdsInternetHospitalLicence = false
            return journey.refusal(of: .open(VisitJourney.opening))
        },
        .init(.internetHospitalRequired) {
            var journey = try VisitJourney()
            journey.world.county.holdsInternetHospitalLicence = false
            journey.world.county.licence?.scope = "互联网诊疗"
            journey.world.attending.registrations = []
            return journey.refusal(of: .open(VisitJourney.opening))
        },
        .init(.riskNoticeMissing) {
            var journey = try VisitJourney()
            try journey.perform(.open(VisitJourney.opening))
            return journey.refusal(of: .start)
        },
        .init(.visitEvidenceMissing) {
            var journey = try VisitJourney()
            try journey.perform(.open(VisitJourney.opening))
            try journey.perform(.readRiskNotice(version: journey.notice))
            try journey.perform(.giveConsent(VisitJourney.consent))
            return journey.refusal(of: .start)
        },
        .init(.firstVisitForbidden) {
            var journey = try VisitJourney()
            try journey.perform(.open(VisitJourney.opening))
            try journey.perform(.readRiskNotice(version: journey.notice))
            try journey.perform(.giveConsent(VisitJourney.consent))
            try journey.perform(.addEvidence(journey.evidence()))
            return journey.refusal(of: .start)
        },
        .init(.visitExcludedCondition) {
            var journey = try VisitJourney()
            try journey.prepare()
            try journey.perform(.excludeConditions([]))
            return journey.refusal(of: .start)
        },
        .init(.visitEvidenceTooOld) {
            var journey = try VisitJourney()
            try journey.prepare(evidence: journey.evidence(on: ConsultationWorld.date(2020, 1, 1)))
            journey.rules.evidenceMaxMonths = 1
            return journey.refusal(of: .start)
        },
        .init(.visitDiagnosisNotSame) {
            try VisitJourney.furnished(at: .open).refusal(
                of: .diagnose(code: "E11.900", name: "x", assistance: nil))
        },
        .init(.prescriptionStateNotAllowed) {
            try VisitJourney.furnished(at: .open).refusal(of: .approvePrescription(1, note: ""))
        },
        .init(.prescriptionForbiddenDrug) {
            var journey = try VisitJourney.furnished(at: .open)
            try journey.perform(
                .draftPrescription([.init(drug: "N05BA01", quantity: 1, usage: "x")], assistance: nil))
            return journey.refusal(of: .signPrescription(2))
        },
        .init(.prescriptionGuardianRequired) { try childWithout(guardian: true) },
        .init(.prescriptionSpecialistRequired) { try childWithout(guardian: false) },
        .init(.prescriptionRecordNotReviewed) {
            var journey = try VisitJourney()
            try journey.prepare()
            try journey.perform(.start)
            try journey.perform(.diagnose(code: "I10.x00", name: "x", assistance: nil))
            try journey.perform(.draftPrescription([VisitJourney.line], assistance: nil))
            return journey.refusal(of: .signPrescription(1))
        },
        .init(.prescriptionWithoutExchange) {
            var journey = try VisitJourney()
            try journey.prepare()
            try journey.perform(.reviewRecord)
            try journey.perform(.start)
            try journey.perform(.diagnose(code: "I10.x00", name: "x", assistance: nil))
            try journey.perform(.draftPrescription([VisitJourney.line], assistance: nil))
            return journey.refusal(of: .signPrescription(1))
        },
        .init(.prescriptionPharmacistRequired) {
            var journey = try VisitJourney.furnished(at: .open, prescription: .underReview)
            journey.pharmacist.kind = .technician
            return journey.refusal(of: .approvePrescription(1, note: ""))
        },
        .init(.prescriptionSelfReview) {
            let journey = try VisitJourney.furnished(at: .open, prescription: .underReview)
            return journey.refusal(
                of: .approvePrescription(1, note: ""), by: journey.caller(journey.world.attending.id))
        },
        .init(.prescriptionNotEffective) {
            try VisitJourney.furnished(at: .open).refusal(of: .routePrescription(1, .pickUp))
        },
        .init(.prescriptionBackdated) {
            var journey = try VisitJourney.furnished(at: .open)
            journey.now = ConsultationWorld.start - TimeSpan(milliseconds: 1)
            return journey.refusal(of: .signPrescription(1))
        },
        .init(.institutionConsentMissing) {
            var journey = try VisitJourney()
            journey.world.attending.onlineConsent = nil
            return journey.refusal(of: .open(VisitJourney.opening))
        },
        .init(.signatureNotHuman) {
            var journey = try VisitJourney.furnished(at: .open)
            journey.world.attending.kind = .softwareAgent
            return journey.refusal(of: .signPrescription(1))
        },
        .init(.recordFieldMissing) {
            var journey = try VisitJourney.furnished(at: .open)
            try journey.perform(.writeRecord(VisitRecord(fields: [:])))
            return journey.refusal(of: .complete)
        },
        .init(.recordGuardianFieldMissing) {
            var journey = try VisitJourney()
            journey.world.patient.birthDate = Redacted(CivilDate(journey.now).adding(years: -3))
            try journey.prepare()
            try journey.perform(.reviewRecord)
            var companions = VisitJourney.companions
            companions.guardianContact = " "
            try journey.perform(.noteCompanions(companions))
            try journey.perform(.start)
            try journey.report(.heard(.voice))
            try journey.perform(.diagnose(code: "I10.x00", name: "x", assistance: nil))
            try journey.perform(.draftPrescription([VisitJourney.line], assistance: nil))
            return journey.refusal(of: .signPrescription(1))
        },
        .init(.noticeBlockMissing) {
            OnlineClinicJourney().refusal(
                of: .publishNotice(NoticeTemplate(kind: .internetVisit, texts: [:])))
        },
        .init(.prescriptionSignatureMissing) {
            var journey = try VisitJourney.furnished(at: .open, prescription: .underReview)
            let unproved = Caller.member(
                Caller.Member(
                    account: "acc-review", institution: "inst-county", practitioner: journey.pharmacist.id,
                    roles: []))
            journey.rules.pharmacistSignatureRequired = true
            return journey.refusal(of: .approvePrescription(1, note: ""), by: unproved)
        },
    ]

    private static func childWithout(guardian: Bool) throws -> Refusal? {
        var journey = try VisitJourney()
        journey.world.patient.birthDate = Redacted(CivilDate(journey.now).adding(years: -3))
        try journey.prepare()
        try journey.perform(.reviewRecord)
        try journey.perform(.start)
        try journey.report(.heard(.video))
        try journey.perform(.diagnose(code: "I10.x00", name: "x", assistance: nil))
        try journey.perform(.draftPrescription([VisitJourney.line], assistance: nil))
        if !guardian {
            try journey.perform(
                .noteCompanions(
                    VisitCompanions(
                        guardianName: "x", guardianRelation: "母亲", specialistName: "", specialistLicence: "",
                        specialistSpecialty: "")))
        }
        return journey.refusal(of: .signPrescription(1))
    }
}
