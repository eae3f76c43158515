import ConsultationCore
import Simulation
import TestRequirements
import Testing

struct AgreementTests {
    @Test(.requirement("NHC-TM-3.1b"))
    func `every cell of the agreement table is what the core decides`() throws {
        let table = try #require(
            ProtocolTable(in: protocolPage("agreement-states.md"), under: "Commands by state"))
        #expect(
            table.columns.dropFirst(2).map(\.unmarked) == CooperationAgreement.Phase.allCases.map(\.rawValue))
        #expect(table.rows.map { $0[0] } == AgreementRow.all.map(\.name))
        let untried = AgreementCommand.Action.allCases.map(\.rawValue).filter { $0 != "deadlinePassed" }
        #expect(AgreementRow.all.map(\.name) == untried)
        for (row, cells) in zip(AgreementRow.all, table.rows) {
            let phases: [CooperationAgreement.Phase?] = [nil] + CooperationAgreement.Phase.allCases.map { $0 }
            #expect(cells.count == phases.count + 1)
            for (phase, cell) in zip(phases, cells.dropFirst()) {
                #expect(try outcome(of: row, in: phase) == cell, "\(row.name) in \(phase?.rawValue ?? "—")")
            }
        }
    }

    private func outcome(of row: AgreementRow, in phase: CooperationAgreement.Phase?) throws -> String {
        var journey = try phase.map { try AgreementJourney.arrived(at: $0) } ?? AgreementJourney()
        let before = journey.current
        do throws(Refusal) {
            try journey.perform(row.command(journey), by: row.person)
        } catch {
            #expect(journey.current == before, "a refusal changes nothing")
            return String(error.code.rawValue.dropFirst("err.".count))
        }
        return journey.phase == before?.phase ? "=" : "**\(journey.phase?.rawValue ?? "—")**"
    }

    @Test func `strangers and people without the office are refused in every state`() throws {
        for phase in CooperationAgreement.Phase.allCases {
            let journey = try AgreementJourney.arrived(at: phase)
            for row in AgreementRow.all where row.name != "draft" {
                #expect(journey.refusal(of: row.command(journey), by: .stranger)?.code == .accessDenied)
                #expect(journey.refusal(of: row.command(journey), by: .platform)?.code == .operatorForbidden)
                #expect(journey.refusal(of: row.command(journey), by: .firstPhysician)?.code == .roleRequired)
                #expect(journey.refusal(of: row.command(journey), by: .system)?.code == .roleRequired)
            }
        }
    }

    @Test(.requirement("NHC-TM-3.1a"), arguments: AgreementClause.always)
    func `a blank clause keeps an agreement from going out for signature`(_ clause: AgreementClause) throws {
        var text = AgreementJourney.text()
        text.clauses = text.clauses.map { $0.clause == clause ? .init(clause, "　 ") : $0 }
        let journey = try AgreementJourney.arrived(at: .draft, text: text)
        #expect(journey.refusal(of: .submitForSignature) == .agreementClauseMissing([clause]))
    }

    @Test(.requirement("NHC-TM-3.1c"))
    func `with a platform two more clauses and the operator's signature are needed`() throws {
        var text = AgreementJourney.text(withPlatform: true)
        text.clauses.removeAll { AgreementClause.withPlatform.contains($0.clause) }
        let lacking = try AgreementJourney.arrived(at: .draft, text: text)
        #expect(
            lacking.refusal(of: .submitForSignature)
                == .agreementClauseMissing([.legalLiability, .financialManagement]))

        var journey = try AgreementJourney.arrived(
            at: .inSignature, text: AgreementJourney.text(withPlatform: true))
        try journey.perform(.sign(AgreementJourney.signing), by: .second)
        #expect(journey.phase == .inSignature)
        #expect(
            journey.refusal(of: .bringIntoForce)
                == .agreementSignatureMissing([AgreementJourney.platform]))
        try journey.perform(.sign(AgreementJourney.signing), by: .platform)
        #expect(journey.phase == .inForce)
        #expect(journey.current?.standing?.platformOperator == AgreementJourney.platform)
    }

    @Test(.requirement("NHC-TM-3.4a"))
    func `remote diagnosis needs a relation and a workflow for each kind`() throws {
        var text = AgreementJourney.text()
        text.serviceKinds = [.remoteConsultation, .remoteEcgDiagnosis, .remoteImagingDiagnosis]
        text.negotiatedSplits = [.remoteEcgDiagnosis, .remoteImagingDiagnosis].map {
            NegotiatedSplit(serviceKind: $0, invitingParts: 3, invitedParts: 7)
        }
        text.diagnosisWorkflows = [DiagnosisWorkflow(serviceKind: .remoteEcgDiagnosis, text: "上传后出报告")]
        func refusal() throws -> Refusal? {
            try AgreementJourney.arrived(at: .draft, text: text).refusal(of: .submitForSignature)
        }
        #expect(try refusal() == .diagnosisClauseMissing([.remoteImagingDiagnosis]))
        text.diagnosisWorkflows.append(.init(serviceKind: .remoteImagingDiagnosis, text: "上传后出报告"))
        #expect(try refusal()?.code == .diagnosisClauseMissing)
        text.relation = CooperationRelation(kind: .otherCooperation, description: " ")
        #expect(try refusal()?.code == .diagnosisClauseMissing)
        text.relation = CooperationRelation(kind: .pairedSupport)
        #expect(try refusal() == nil)
    }

    @Test(.requirement("JL-44b"))
    func `a kind without a statutory split needs one in the agreement`() throws {
        var text = AgreementJourney.text()
        text.serviceKinds = [.remoteConsultation, .remoteCaseDiscussion]
        let journey = try AgreementJourney.arrived(at: .draft, text: text)
        #expect(journey.refusal(of: .submitForSignature) == .agreementSplitMissing)
        text.negotiatedSplits = [
            NegotiatedSplit(serviceKind: .remoteCaseDiscussion, invitingParts: 5, invitedParts: 5)
        ]
        let agreed = try AgreementJourney.arrived(at: .inForce, text: text)
        #expect(agreed.current?.standing?.negotiatedSplits == text.negotiatedSplits)
    }

    @Test(.requirement("JL-16"))
    func `an outsider who serves Jilin signs under its terms`() throws {
        var text = AgreementJourney.text()
        text.governingText = nil
        var journey = AgreementJourney()
        journey.world.province.jurisdiction = "heilongjiang"
        try journey.perform(.draft("agr-9", text))
        #expect(journey.refusal(of: .submitForSignature) == .jilinTermsRequired(governingText: "JL"))
    }

    @Test(.requirement("NHC-TM-3.1b"))
    func `a signature needs a proof of identity, a name, an office, and on paper the scan`() throws {
        let journey = try AgreementJourney.arrived(at: .inSignature)
        let good = AgreementCommand.sign(AgreementJourney.signing)
        #expect(journey.refusal(of: good, by: .second, isVerified: false) == .signatureRequired)
        let nameless = AgreementSigning(signatory: " ", authority: "", method: .scannedOriginal)
        #expect(
            journey.refusal(of: .sign(nameless), by: .second)?.fields.map(\.pointer)
                == ["/signatory", "/authority", "/document"])
        var twice = journey
        #expect(try twice.perform(good).events.isEmpty, "signing twice is signing once")
    }

    @Test(.requirement("NHC-TM-3.1b"))
    func `every signature covers the text, and an edited text needs all of them again`() throws {
        var journey = try AgreementJourney.arrived(at: .inSignature)
        let first = journey.current?.proposal?.contentHash
        try journey.perform(.reject(reason: "费用条款需修改"), by: .second)
        #expect(journey.current?.proposal?.signatures.isEmpty == true)
        var text = journey.text
        text.clauses[0].text = "新的目的"
        try journey.perform(.edit(text))
        try journey.perform(.submitForSignature)
        #expect(journey.current?.proposal?.contentHash != first)
        #expect(journey.current?.proposal?.missingSignatures == ["inst-county", "inst-province"])
    }

    @Test func `an amendment leaves the old text in force until every party has signed the new one`() throws {
        var journey = try AgreementJourney.arrived(at: .inForce)
        var text = journey.text
        text.validTo = ConsultationWorld.date(2028, 12, 31)
        try journey.perform(.amend(text))
        try journey.perform(.submitForSignature)
        try journey.perform(.sign(AgreementJourney.signing))
        #expect(journey.current?.standing?.validTo == journey.text.validTo)
        #expect(journey.current?.standing?.state == .inForce)
        try journey.perform(.sign(AgreementJourney.signing), by: .second)
        #expect(journey.current?.standing?.validTo == text.validTo)
        #expect(journey.current?.edition == 2)
    }

    @Test func `nobody lifts another party's suspension, and what was out for signature is taken back`()
        throws
    {
        var journey = try AgreementJourney.arrived(at: .amendmentInSignature)
        try journey.perform(.suspend(reason: "设备改造"), by: .second)
        #expect(journey.refusal(of: .resume(reason: "同意"), by: .first) == .accessDenied)
        try journey.perform(.resume(reason: "改造完成"), by: .second)
        #expect(journey.phase == .amending)
    }

    @Test(.requirement("JL-15"))
    func `a signed agreement waits for its first day and ends after its last, each found by one limit`()
        throws
    {
        let text = AgreementJourney.text(from: ConsultationWorld.date(2025, 4, 1))
        var journey = try AgreementJourney.arrived(at: .inSignature, text: text)
        try journey.perform(.sign(AgreementJourney.signing), by: .second)
        #expect(journey.phase == .inSignature)
        #expect(journey.current?.openDeadlines.map(\.kind) == [.agreementStart])
        #expect(
            journey.refusal(of: .deadlinePassed(.agreementStart), by: .system)
                == .deadlineNotPassed(dueAt: text.validFrom.start))
        journey.now = text.validFrom.start
        try journey.perform(.deadlinePassed(.agreementStart), by: .system)
        #expect(journey.phase == .inForce)

        for (kind, days) in [(Deadline.Kind.agreementExpiryWarning, 60), (.agreementExpiryReminder, 30)] {
            journey.now = text.validTo.adding(days: -days).start
            try journey.perform(.deadlinePassed(kind), by: .system)
            #expect(journey.current?.openDeadlines.contains { $0.kind == kind } == false)
        }
        journey.now = text.validTo.end - TimeSpan(milliseconds: 1)
        let inForce = journey.current?.standing?.isInForce(
            between: "inst-county", and: "inst-province", at: journey.now)
        #expect(inForce == true)
        journey.now = text.validTo.end
        try journey.perform(.deadlinePassed(.agreementExpiry), by: .system)
        #expect(journey.phase == .expired)
        #expect(journey.current?.openDeadlines.isEmpty == true)
    }

    @Test func `a text out for signature has one limit, and its passing is noted once`() throws {
        var journey = try AgreementJourney.arrived(at: .inSignature)
        #expect(journey.current?.openDeadlines.map(\.kind) == [.agreementSignatureDue])
        journey.now = journey.now + CooperationAgreement.signatureLimit + TimeSpan(milliseconds: 1)
        try journey.perform(.deadlinePassed(.agreementSignatureDue), by: .system)
        #expect(journey.current?.openDeadlines.allSatisfy { $0.passedAt != nil } == true)
        let again = try journey.perform(.deadlinePassed(.agreementSignatureDue), by: .system)
        #expect(again.events.isEmpty)
        #expect(journey.phase == .inSignature, "a late signature still counts")
    }

    @Test func `replaying the journal gives the state`() throws {
        for phase in CooperationAgreement.Phase.allCases {
            let journey = try AgreementJourney.arrived(at: phase)
            #expect(CooperationAgreement.replay(journey.journal) == journey.current)
        }
    }
}
