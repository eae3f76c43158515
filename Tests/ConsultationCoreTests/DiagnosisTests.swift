import ConsultationCore
import Simulation
import TestRequirements
import Testing

struct DiagnosisTests {
    @Test(.requirement("NHC-TM-3.4b"))
    func `every cell of the diagnosis table is what the core decides`() throws {
        let table = try #require(
            ProtocolTable(in: protocolPage("diagnosis-states.md"), under: "Commands by state"))
        #expect(table.columns.dropFirst().map(\.unmarked) == DiagnosisOrder.State.allCases.map(\.rawValue))
        #expect(table.rows.map { $0[0] } == DiagnosisRow.all.map(\.name))
        #expect(
            DiagnosisAction.allCases.map(\.rawValue)
                == ["draft"] + DiagnosisRow.all.map(\.name) + ["deadlinePassed"])
        for (row, cells) in zip(DiagnosisRow.all, table.rows) {
            for (state, cell) in zip(DiagnosisOrder.State.allCases, cells.dropFirst()) {
                #expect(try outcome(of: row, in: state) == cell, "\(row.name) in \(state.rawValue)")
            }
        }
    }

    private func outcome(of row: DiagnosisRow, in state: DiagnosisOrder.State) throws -> String {
        var journey = try DiagnosisJourney.arrived(at: state)
        do throws(Refusal) {
            try journey.perform(row.command(journey), by: row.person)
        } catch {
            return String(error.code.rawValue.dropFirst("err.".count))
        }
        return journey.current?.state == state ? "=" : "**\(journey.current?.state.rawValue ?? "—")**"
    }

    @Test func `replaying the journal gives the state`() throws {
        for state in DiagnosisOrder.State.allCases {
            let journey = try DiagnosisJourney.arrived(at: state)
            #expect(journey.current?.state == state)
            #expect(DiagnosisOrder.replay(journey.journal) == journey.current)
        }
    }

    @Test(.requirement("NHC-TM-3.4b"))
    func `the invited institution is a higher one, or the agreement says so`() throws {
        var journey = try DiagnosisJourney.prepared()
        journey.world.province.grade = .secondary
        journey.world.province.level = .county
        #expect(
            journey.refusal(of: .submit, by: .attending) == .inviteeNotHigherLevel(journey.world.province.id))
        journey.world.province.level = .city
        #expect(journey.refusal(of: .submit, by: .attending) == nil, "same grade, higher administration")
        journey.world.county.grade = .tertiary
        #expect(journey.refusal(of: .submit, by: .attending)?.code == .inviteeNotHigherLevel)
        journey.world.agreement.higherParty = journey.world.province.id
        #expect(journey.refusal(of: .submit, by: .attending) == nil)
    }

    @Test(.requirement("NHC-TM-3.4b", "NHC-TM-3.4a", "JL-44b"))
    func `AT-43 an order needs an agreement that names the kind, its turnaround and its split`() throws {
        var journey = try DiagnosisJourney.prepared()
        journey.world.agreement.state = .suspended
        #expect(journey.refusal(of: .submit, by: .attending) == .agreementNotInForce)
        journey.world.agreement.state = .inForce
        let workflows = journey.world.agreement.diagnosisWorkflows
        journey.world.agreement.diagnosisWorkflows = []
        #expect(
            journey.refusal(of: .submit, by: .attending) == .diagnosisClauseMissing([.remoteEcgDiagnosis]))
        journey.world.agreement.diagnosisWorkflows = workflows
        journey.world.agreement.relation = nil
        #expect(
            journey.refusal(of: .submit, by: .attending) == .diagnosisClauseMissing([.remoteEcgDiagnosis]))
        journey.world.agreement.relation = CooperationRelation(kind: .pairedSupport)
        let splits = journey.world.agreement.negotiatedSplits
        journey.world.agreement.negotiatedSplits = []
        #expect(journey.refusal(of: .submit, by: .attending) == .agreementSplitMissing)
        journey.world.agreement.negotiatedSplits = splits
        try journey.perform(.submit, by: .attending)
        let split = try #require(journey.current?.charge?.split)
        #expect(split.inviting == Money(fen: 1_500) && split.invited == Money(fen: 3_500))
        #expect(journey.current?.terms?.dueAt == journey.now + .minutes(60))
    }

    @Test(.requirement("NHC-TM-3.4b", "NHC-TM-3.2a", "NHC-TM-3.2c"))
    func `an order needs data, a consent at its fee, a price and an approved department`() throws {
        var journey = try DiagnosisJourney.prepared()
        try journey.perform(.removeItem("item-1"), by: .attending)
        #expect(journey.refusal(of: .submit, by: .attending) == .diagnosisDataMissing)
        journey = try .prepared()
        journey.world.price.amount = Money(fen: 5_001)
        #expect(journey.refusal(of: .submit, by: .attending)?.code == .feeExceedsConsent)
        journey = try .prepared()
        journey.world.province.departments = [Department(code: "04", name: "外科")]
        #expect(journey.refusal(of: .submit, by: .attending)?.code == .departmentNotApproved)
        journey = try .prepared()
        try journey.perform(.withdrawConsent(reason: "患者要求"), by: .attending)
        #expect(journey.refusal(of: .submit, by: .attending) == .consentWithdrawn)
    }

    @Test(.requirement("JL-3"))
    func `imaging names one of the sub-kinds of the list, and only imaging does`() throws {
        #expect(
            ImagingSubKind.allCases.map(\.rawValue)
                == ["radiology", "ultrasound", "nuclearMedicine", "ecg", "emg", "eeg"])
        var journey = try DiagnosisJourney.prepared()
        var request = DiagnosisJourney.request
        request.scope = DiagnosisScope(.remoteImagingDiagnosis)
        try journey.perform(.edit(request), by: .attending)
        #expect(
            journey.refusal(of: .submit, by: .attending)
                == .fieldMissing([ConsultationCore.FieldProblem("/subKind", .missing)]))
        request.scope = DiagnosisScope(.remotePathologyDiagnosis, .emg)
        #expect(journey.refusal(of: .edit(request), by: .attending)?.code == .fieldInvalid)
        for kind in ServiceKind.allCases where !kind.isDiagnosis {
            request.scope = DiagnosisScope(kind)
            #expect(journey.refusal(of: .edit(request), by: .attending) == .serviceKindNotPermitted(kind))
        }
    }

    @Test(.requirement("NHC-TM-4.3.6"))
    func `only who is qualified for the kind takes an order up, is named for it, or signs it`() throws {
        var journey = try DiagnosisJourney.arrived(at: .assigned)
        #expect(
            journey.refusal(of: .assign("doc-unentitled"), by: .invitedCoordinator)
                == .kindNotQualified("doc-unentitled", .remoteEcgDiagnosis))
        journey.duty = DutyQueue(onDuty: ["doc-unentitled"])
        #expect(journey.refusal(of: .takeUp, by: .unentitled)?.code == .kindNotQualified)
        #expect(
            journey.refusal(of: .takeUp, by: .secondReader)
                == .practitionerNotAuthorised("doc-second-reader"))
        journey = try .arrived(at: .reading)
        journey.world.specialist.scopeOfPractice = ["04"]
        #expect(
            journey.refusal(of: .signReport(DiagnosisJourney.findings), by: .reader)?.code
                == .kindNotQualified)
        journey = try .arrived(at: .reading)
        journey.world.specialist.kind = .technician
        #expect(
            journey.refusal(of: .signReport(DiagnosisJourney.findings), by: .reader)?.code
                == .kindNotQualified)
        journey = try .arrived(at: .reading)
        journey.world.specialist.title = .intermediate
        #expect(
            journey.refusal(of: .signReport(DiagnosisJourney.findings), by: .reader)?.code
                == .practitionerTitleTooLow, "the signer is 副高 at night too (AMB-50)")
    }

    @Test(
        .requirement("NHC-TM-4.3.6"),
        arguments: [
            (DiagnosisScope(.remotePathologyDiagnosis), "31", true),
            (DiagnosisScope(.remotePathologyDiagnosis), "32", false),
            (DiagnosisScope(.remoteLaboratoryDiagnosis), "30", true),
            (DiagnosisScope(.remoteImagingDiagnosis, .ultrasound), "32.05", true),
            (DiagnosisScope(.remoteImagingDiagnosis, .ultrasound), "32.02", false),
            (DiagnosisScope(.remoteImagingDiagnosis, .ultrasound), "32", true),
            (DiagnosisScope(.remoteImagingDiagnosis, .radiology), "32.02", true),
            (DiagnosisScope(.remoteImagingDiagnosis, .eeg), "32.07", true),
            (DiagnosisScope(.remoteEcgDiagnosis), "03.04", true),
            (DiagnosisScope(.remoteEcgDiagnosis), "3", false),
        ] as [(DiagnosisScope, String, Bool)])
    func `a scope of practice covers a kind by its department`(
        _ scope: DiagnosisScope, _ code: String, _ covers: Bool
    ) {
        #expect(scope.isCovered(by: [DepartmentCode(code)]) == covers)
    }

    @Test(.requirement("JL-24b"))
    func `an order goes to who is on duty, and to the next on the rota after fifteen minutes`() throws {
        var journey = try DiagnosisJourney.arrived(at: .assigned)
        #expect(journey.current?.assignment?.practitioner == "doc-reader")
        let limit = try #require(journey.current?.openDeadlines.first { $0.kind == .diagnosisTakeUpDue })
        #expect(limit.dueAt == journey.now + .minutes(15))
        journey.now = limit.dueAt
        #expect(
            journey.refusal(of: .deadlinePassed(.diagnosisTakeUpDue), by: .system)
                == .deadlineNotPassed(dueAt: limit.dueAt))
        journey.now = limit.firesAt
        try journey.perform(.deadlinePassed(.diagnosisTakeUpDue), by: .system)
        #expect(journey.current?.assignment?.practitioner == "doc-second-reader")
        #expect(journey.current?.assignment?.passedOver == ["doc-reader"])
        #expect(journey.effects.last == .notifyPractitioner("doc-second-reader", notice: .diagnosisAssigned))
        // Everybody was asked: it waits for the coordinator, and the rota is asked again later.
        journey.now = journey.now + .minutes(15) + TimeSpan(milliseconds: 1)
        try journey.perform(.deadlinePassed(.diagnosisTakeUpDue), by: .system)
        #expect(journey.current?.state == .sent && journey.current?.assignment?.practitioner == nil)
        journey.now = journey.now + .minutes(15) + TimeSpan(milliseconds: 1)
        try journey.perform(.deadlinePassed(.diagnosisTakeUpDue), by: .system)
        #expect(journey.current?.assignment?.practitioner == "doc-reader")
        // Whoever takes it up ends the asking.
        try journey.perform(.takeUp, by: .reader)
        #expect(journey.current?.openDeadlines.map(\.kind) == [.diagnosisReportDue])
    }

    @Test(.requirement("JL-24b"))
    func `routing passes over who may not sign, and without a rota the coordinator names somebody`() throws {
        var journey = try DiagnosisJourney.prepared()
        journey.duty = DutyQueue(onDuty: ["doc-unentitled", "doc-reader"])
        try journey.perform(.submit, by: .attending)
        #expect(journey.current?.assignment?.practitioner == "doc-reader")
        journey = try .arrived(at: .sent)
        journey.duty = .nobody
        journey.now = journey.now + .minutes(15) + TimeSpan(milliseconds: 1)
        try journey.perform(.deadlinePassed(.diagnosisTakeUpDue), by: .system)
        let again = try journey.perform(.deadlinePassed(.diagnosisTakeUpDue), by: .system)
        #expect(again.events.isEmpty, "nobody to ask: told once, and overdue from then on")
        try journey.perform(.assign("doc-second-reader"), by: .invitedCoordinator)
        #expect(journey.current?.state == .assigned)
    }

    @Test(.requirement("JL-29c"))
    func `the report keeps the digests of exactly the data read, and later data need an addendum`() throws {
        var journey = try DiagnosisJourney.arrived(at: .reading)
        try journey.perform(.addItem(journey.item("item-2")), by: .attending)
        #expect(
            journey.refusal(
                of: .signReport(DiagnosisFindings(findings: "x", conclusion: "y", items: [])), by: .reader)?
                .code == .fieldInvalid)
        #expect(
            journey.refusal(
                of: .signReport(DiagnosisFindings(findings: "x", conclusion: "y", items: ["item-7"])),
                by: .reader)?.code == .fieldInvalid)
        try journey.perform(.signReport(DiagnosisJourney.findings), by: .reader)
        let report = try #require(journey.current?.report)
        #expect(report.read == [ReadItem(attachment: "item-1", sha256: Digest(of: "ecg item-1"))])
        #expect(journey.current?.unread.isEmpty == true, "what was there and not read is no later item")

        journey.now = journey.now + .minutes(10)
        try journey.perform(.addItem(journey.item("item-3")), by: .attending)
        #expect(journey.refusal(of: .close(note: "已阅"), by: .attending) == .diagnosisItemsUnread(["item-3"]))
        #expect(
            journey.refusal(of: .addAddendum(text: "补充", items: ["item-3"]), by: .secondReader)?.code
                == .practitionerNotAuthorised)
        try journey.perform(.addAddendum(text: "补充阅片，结论不变", items: ["item-3"]), by: .reader)
        #expect(journey.current?.report?.contentHash == report.contentHash, "the report stays as it is")
        #expect(journey.current?.report?.addenda.first?.read.map(\.attachment) == ["item-3"])
        try journey.perform(.close(note: "已阅"), by: .attending)
        #expect(journey.current?.state == .closed)
    }

    @Test(.requirement("NHC-IH-A4.5"))
    func `the five functions of an internet hospital can all be ordered`() throws {
        for kind in [ServiceKind.remoteConsultation, .remoteOutpatient] {
            #expect(Consultation.openedKinds.contains(kind), "\(kind)")
        }
        for kind in [ServiceKind.remotePathologyDiagnosis, .remoteImagingDiagnosis, .remoteEcgDiagnosis] {
            var journey = try DiagnosisJourney.prepared()
            var request = DiagnosisJourney.request
            request.scope = DiagnosisScope(kind, kind == .remoteImagingDiagnosis ? .radiology : nil)
            #expect(throws: Never.self) { try journey.perform(.edit(request), by: .attending) }
            #expect(Policy.jilin.serviceKinds.contains(kind) && Policy.national.serviceKinds.contains(kind))
        }
    }

    @Test(.requirement("NHC-TM-3.3.1c"))
    func `a standing arrangement of a consortium accepts orders by itself while somebody is on duty`() throws
    {
        func sent(
            _ relation: CooperationRelation.Kind = .medicalConsortium, standing: Bool = true,
            _ spoil: (inout DiagnosisJourney) -> Void = { _ in }
        ) throws -> DiagnosisJourney {
            var journey = try DiagnosisJourney.prepared()
            journey.world.agreement.relation = CooperationRelation(kind: relation, description: "x")
            journey.world.agreement.diagnosisWorkflows?[0].isStanding = standing
            spoil(&journey)
            try journey.perform(.submit, by: .attending)
            return journey
        }
        let order = try #require(try sent().current)
        #expect(order.state == .assigned && order.acceptance?.agreement == order.terms?.agreement)
        // The person on duty is asked as ever: acceptance is not reading.
        #expect(order.openDeadlines.contains { $0.kind == .diagnosisTakeUpDue })
        #expect(try sent(standing: false).current?.acceptance == nil)
        #expect(try sent(.pairedSupport).current?.acceptance == nil)
        // Only the next shift could sign it: it waits for them, and is not accepted.
        #expect(try sent { $0.duty = DutyQueue(next: ["doc-second-reader"]) }.current?.acceptance == nil)
        // What every order needs is asked for first: without consent nothing is sent at all.
        var early = try DiagnosisJourney.prepared()
        early.world.agreement.diagnosisWorkflows?[0].isStanding = true
        try early.perform(.withdrawConsent(reason: "反悔"), by: .attending)
        #expect(early.refusal(of: .submit, by: .attending) == .consentWithdrawn)
    }

    @Test(.requirement("JL-9a"))
    func `a consortium, paired support or a township opens the green channel, and why is kept`() throws {
        for (kind, isTownship, channel) in [
            (CooperationRelation.Kind.medicalConsortium, false, GreenChannel.medicalConsortium),
            (.pairedSupport, true, .pairedSupport), (.otherCooperation, true, .countyTownship),
            (.otherCooperation, false, nil),
        ] {
            var journey = try DiagnosisJourney.prepared()
            journey.world.agreement.relation = CooperationRelation(kind: kind, description: "长期协作")
            if isTownship { journey.world.county.level = .primaryCare }
            try journey.perform(.submit, by: .attending)
            #expect(journey.current?.terms?.greenChannel == channel, "\(kind)")
        }
    }

    @Test(.requirement("JL-29c"))
    func `another digest of an item gives another signature`() throws {
        let journey = try DiagnosisJourney.arrived(at: .reading)
        let order = try #require(journey.current)
        func hash(_ digest: Digest) -> Digest {
            order.reportContent(
                DiagnosisJourney.findings, read: [ReadItem(attachment: "item-1", sha256: digest)],
                by: "doc-reader"
            ).digest
        }
        #expect(hash(Digest(of: "a")) != hash(Digest(of: "b")))
    }

    @Test(.requirement("JL-29b"))
    func `who answers for what is kept as the rules said when the report was issued`() throws {
        var journey = try DiagnosisJourney.arrived(at: .reported)
        #expect(journey.current?.report?.liability == .splitByDataAndReport)
        journey.world.policy.diagnosisLiability = .joint
        journey.now = journey.now + .minutes(1)
        try journey.perform(.addAddendum(text: "补充", items: []), by: .reader)
        #expect(journey.current?.report?.liability == .splitByDataAndReport)
        journey = try .arrived(at: .reading)
        journey.world.policy.diagnosisLiability = Policy.national.diagnosisLiability
        try journey.perform(.signReport(DiagnosisJourney.findings), by: .reader)
        #expect(journey.current?.report?.liability == .joint)
    }

    @Test func `data sent back are the inviting side's to better, and the agreed time begins anew`() throws {
        var journey = try DiagnosisJourney.arrived(at: .reading)
        let first = try #require(journey.current?.terms?.dueAt)
        try journey.perform(.returnData(reason: "导联脱落", items: ["item-1"]), by: .reader)
        #expect(journey.current?.openDeadlines.map(\.kind) == [.diagnosisDataDue])
        #expect(journey.refusal(of: .resubmit, by: .attending) == .diagnosisDataMissing)
        journey.now = journey.now + .minutes(30)
        try journey.perform(.addItem(journey.item("item-2")), by: .attending)
        try journey.perform(.resubmit, by: .attending)
        #expect(journey.current?.terms?.dueAt == journey.now + .minutes(60))
        #expect(journey.current.map { first < $0.terms?.dueAt ?? first } == true)
        #expect(journey.current?.returns.first?.answeredAt == journey.now)
    }

    @Test(.requirement("JL-15"))
    func `a report under an agreement that lapsed meanwhile is issued with a breach`() throws {
        var journey = try DiagnosisJourney.arrived(at: .reading)
        journey.world.agreement.state = .expired
        try journey.perform(.signReport(DiagnosisJourney.findings), by: .reader)
        #expect(journey.current?.state == .reported)
        #expect(journey.current?.violations == [.agreementLapsedDuringCase])
    }

    @Test(.requirement("JL-20"))
    func `a withdrawn consent ends an order that is not reported, and closes the data to the other side`()
        throws
    {
        var journey = try DiagnosisJourney.arrived(at: .reading)
        #expect(journey.current?.mayRead("inst-province") == true)
        try journey.perform(.withdrawConsent(reason: "患者要求"), by: .attending)
        #expect(journey.current?.state == .cancelled)
        #expect(journey.current?.mayRead("inst-province") == false)
        #expect(journey.current?.mayRead("inst-county") == true)
    }

    @Test func `a signature needs a proof of identity just before`() throws {
        let journey = try DiagnosisJourney.arrived(at: .reading)
        let stale = Caller.member(
            Caller.Member(
                account: "acc-reader", institution: "inst-province", practitioner: "doc-reader",
                roles: [.physician], verifiedAt: journey.now - .hours(1)))
        #expect(throws: Refusal.signatureRequired) {
            try DiagnosisOrder.decide(
                .signReport(DiagnosisJourney.findings), on: journey.current, by: stale, at: journey.now,
                under: .jilin, facts: journey.facts)
        }
    }
}
