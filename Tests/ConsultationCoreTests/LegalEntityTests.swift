import ConsultationCore
import Foundation
import Simulation
import TestRequirements
import Testing

/// Who answers in law, and that a document keeps the name it was made with.
struct LegalEntityTests {
    private func hospital(_ kind: InternetHospital.Kind?) -> Institution {
        var hospital = ConsultationWorld().county
        hospital.name = "长林县人民医院"
        hospital.licence?.authority = "长林县卫生健康局"
        hospital.online = kind.map {
            OnlineStanding(
                verificationDue: nil, isReapplicationOverdue: false,
                licence: OnlineLicence(
                    kind: $0, name: "益康互联网医院", number: "IH-1", authority: "省卫生健康委员会",
                    office: LicensingOffice(id: "office-p", level: .province)))
        }
        return hospital
    }

    @Test(
        .requirement("NHC-IH-32"),
        arguments: [
            (nil, .institution, "长林县人民医院"), (.secondName, .secondName, "长林县人民医院（益康互联网医院）"),
            (.joint, .secondName, "长林县人民医院（益康互联网医院）"),
            (.standalone, .internetHospital, "益康互联网医院"),
        ] as [(InternetHospital.Kind?, LegalEntity.Basis, String)])
    func `the kind of licence says who answers for what is done online`(
        _ kind: InternetHospital.Kind?, _ basis: LegalEntity.Basis, _ printed: String
    ) {
        for pathway in [LegalPathway.internetFollowUp, .internetHospitalConsultation] {
            let entity = LegalEntity(of: hospital(kind), under: pathway)
            #expect(entity.basis == basis && entity.printed == printed)
            let isOwn = basis == .internetHospital
            #expect(entity.name == (isOwn ? "益康互联网医院" : "长林县人民医院"))
            #expect(entity.licenceNumber == (isOwn ? "IH-1" : "licence-inst-county"))
            #expect(entity.authority == (isOwn ? "省卫生健康委员会" : "长林县卫生健康局"))
            #expect(entity.office == (isOwn ? "office-p" : nil))
        }
        // Telemedicine is the physical institution's, whatever else it is.
        let offline = LegalEntity(of: hospital(kind), under: .telemedicine)
        #expect(offline.basis == .institution && offline.printed == "长林县人民医院")
        #expect(LegalEntity.all(of: hospital(kind)).count == (kind == nil ? 1 : 2))
    }

    @Test(.requirement("NHC-IH-32"))
    func `an agreement, a receipt, a settlement and a report name who is bound on the day`() throws {
        let agreement = try #require(try AgreementJourney.arrived(at: .inForce).current)
        #expect(
            agreement.signatures.map(\.entity?.name) == agreement.signatures.map { "医院 \($0.institution)" })
        #expect(agreement.signatures.allSatisfy { $0.entity?.basis == .institution })

        let report = try #require(try ConsultationJourney.arrived(at: .reported).current?.report)
        #expect(report.entities?.map(\.institution) == ["inst-county", "inst-province"])
        #expect(report.entities?.map(\.authority) == ["authority", "authority"])

        let batch = try MoneyJourney.at(batch: .closed).batch
        #expect(batch.parties?.map(\.institution) == [batch.pair.inviting, batch.pair.invited])
    }

    @Test(.requirement("NHC-IH-32"))
    func `a visit is answered for by the internet hospital of the day on which it was opened`() throws {
        var journey = try VisitJourney()
        journey.world.county.online = hospital(.standalone).online
        try journey.perform(.open(VisitJourney.opening))
        #expect(journey.visit?.entity?.basis == .internetHospital)
        #expect(journey.visit?.entity?.name == "益康互联网医院")
        journey.world.county.online = hospital(.secondName).online
        try journey.perform(.confirmFollowUp)
        #expect(journey.visit?.entity?.basis == .internetHospital)
    }

    @Test(.requirement("NHC-IH-32"))
    func `what was kept before there were entities is read as before`() throws {
        let report = try #require(try ConsultationJourney.arrived(at: .reported).current?.report)
        var members = try #require(
            try JSONSerialization.jsonObject(with: try JSONEncoder().encode(report)) as? [String: Any])
        #expect(members.removeValue(forKey: "entities") != nil)
        let old = try JSONDecoder().decode(
            ConsultationReport.self, from: try JSONSerialization.data(withJSONObject: members))
        #expect(old.entities == nil && old.sections == report.sections)
        let event =
            #"{"reportIssued":{"contentHash":"\#(Digest(of: "x").hexadecimal)","liability":"inviting"}}"#
        #expect(
            try JSONDecoder().decode(ConsultationChange.self, from: Data(event.utf8))
                == .reportIssued(contentHash: Digest(of: "x"), liability: .inviting, entities: nil))
    }

    @Test(.requirement("NHC-IH-32"))
    func `a dispute names everybody who answers, and by Guangxi's rule the licensing authority`() throws {
        let world = ConsultationWorld()
        let journey = try ConsultationJourney.arrived(at: .reported)
        let subject = try #require(journey.current)
        let facts = QualityFacts(
            institution: world.county, consultation: subject, partners: [world.province])
        var policy = Policy.jilin
        policy.quality.disputeAuthority = .licensingAuthority
        let opened = try decided(
            MedicalDispute.self,
            .open(id: "d-1", by: "inst-county", about: subject.id, claim: "诊断有误"), on: nil,
            by: QualityPeople.quality, at: journey.now, facts: facts, under: policy)
        #expect(opened.state.authority.name == "authority")
        #expect(opened.state.entities?.map(\.name) == ["医院 inst-county", "医院 inst-province"])
        #expect(opened.state.entities?.first?.authority == "authority")
    }
}
