import ConsultationCore
import Foundation
import Simulation
import TestRequirements
import Testing

/// 「谁审批谁监管」: who looks over an institution follows who issued its licences.
struct LicensingTests {
    private let province = ConsultationWorld.office("office-p", .province, at: "220000")
    private let city = ConsultationWorld.office("office-c", .city, at: "220100")
    private let county = ConsultationWorld.office("office-x", .county, at: "220122")
    private let elsewhere = ConsultationWorld.office("office-e", .city, at: "220200")
    private var offices: [Institution] { [province, city, county, elsewhere] }

    private func hospital(_ office: Institution?) -> Institution {
        var hospital = ConsultationWorld().county
        hospital.division = AdministrativeDivision("220122")
        hospital.licence?.office = office.map { LicensingOffice(id: $0.id, level: $0.level) }
        return hospital
    }

    private func seeing(_ hospital: Institution) -> [InstitutionID] {
        offices.filter { regulates($0, hospital) }.map(\.id)
    }

    private func regulates(
        _ office: Institution, _ hospital: Institution, as role: Role = .healthAuthority
    ) -> Bool {
        let member = Caller.Member(account: "acc-1", institution: office.id, roles: [role])
        return Supervision.oversees(member, of: office, hospital)
    }

    @Test(.requirement("SC-6"))
    func `who issued the licence supervises, and whoever stands above it in the same place`() {
        #expect(seeing(hospital(county)) == ["office-p", "office-c", "office-x"])
        #expect(seeing(hospital(city)) == ["office-p", "office-c"])
        #expect(seeing(hospital(province)) == ["office-p"])
        // It moved away from the place of the office that licensed it: that office keeps it.
        #expect(seeing(hospital(elsewhere)) == ["office-p", "office-e"])
        // Nobody has chosen: the place decides, as before.
        #expect(seeing(hospital(nil)) == ["office-p", "office-c", "office-x"])
        #expect(hospital(nil).isLicensingOfficeOpen && !hospital(city).isLicensingOfficeOpen)
    }

    @Test(.requirement("SC-6"))
    func `a quality-control centre has its place, whoever issued the licence`() {
        #expect(regulates(county, hospital(province), as: .qualityController))
        #expect(!regulates(county, hospital(province)))
        #expect(!regulates(elsewhere, hospital(elsewhere), as: .qualityController))
        #expect(!regulates(county, hospital(county), as: .finance))
    }

    @Test(.requirement("SC-6", "NHC-IH-32"))
    func `an internet hospital of its own brings its own licensing authority, a second name does not`() {
        func online(_ kind: InternetHospital.Kind, _ office: Institution?) -> Institution {
            var place = hospital(county)
            place.online = OnlineStanding(
                verificationDue: nil, isReapplicationOverdue: false,
                licence: OnlineLicence(
                    kind: kind, name: "益康互联网医院", number: "IH-1", authority: "市卫健委",
                    office: office.map { LicensingOffice(id: $0.id, level: $0.level) }))
            return place
        }
        #expect(seeing(online(.standalone, elsewhere)) == ["office-p", "office-c", "office-x", "office-e"])
        #expect(online(.standalone, nil).isLicensingOfficeOpen)
        #expect(!online(.secondName, nil).isLicensingOfficeOpen)
        #expect(seeing(online(.secondName, nil)) == ["office-p", "office-c", "office-x"])
        #expect(!online(.joint, elsewhere).isLicensingOfficeOpen)
    }

    @Test(.requirement("SC-6"))
    func `only an authority of the province whose place includes the hospital can be chosen`() throws {
        let sichuan = ConsultationWorld.office("office-s", .province, in: .sichuan, at: "510000")
        let choice = LicensingChoice(of: hospital(nil), among: offices + [sichuan, hospital(nil)])
        #expect(choice.offices.map(\.id) == ["office-x", "office-c", "office-p"])
        #expect(try choice.office("office-c") == LicensingOffice(id: "office-c", level: .city))
        for wrong in ["office-e", "office-s", "inst-county", "nobody"] {
            #expect(
                refusal { _ = try choice.office(InstitutionID(wrong)) }
                    == .site(.licensingOfficeUnknown(isChosen: true)), "\(wrong)")
        }
        // A hospital whose own place is not on record may choose any of its province.
        var placeless = hospital(nil)
        placeless.division = nil
        #expect(LicensingChoice(of: placeless, among: offices).offices.count == 4)
    }

    @Test(.requirement("SC-6"))
    func `a licence kept without an office is read, and stays an open task until one is chosen`() throws {
        let admin = Caller.member(
            Caller.Member(account: "acc", institution: "inst-county", roles: [.institutionAdmin]))
        let licence = PracticeLicence(
            number: "1", authority: "县卫健局", validTo: ConsultationWorld.date(2030, 1, 1), scope: "内科")
        func kept(_ office: InstitutionID?) throws -> PracticeLicence? {
            let decision = try InstitutionProfile.decide(
                .keepLicence(licence, approvedBy: office), of: "inst-county", on: nil, by: admin,
                at: ConsultationWorld.start, under: .jilin,
                licensing: LicensingChoice(of: hospital(nil), among: offices))
            for case .licenceKept(let kept) in decision.events.map(\.change) { return kept }
            return nil
        }
        #expect(try kept(nil) == licence)
        let old = try JSONDecoder().decode(
            PracticeLicence.self, from: Data(#"{"number":"1","authority":"县卫健局"}"#.utf8))
        #expect(old.office == nil && old.authority == "县卫健局")
        let chosen = try kept("office-x")
        #expect(chosen?.office?.id == "office-x" && chosen?.authority == "县卫健局")
        #expect(refusal { _ = try kept("office-e") }?.code == .licensingOfficeUnknown)

        func findings(_ place: Institution) -> [ActivationFinding] {
            ActivationCheck.licensingOffice.find(
                ActivationGrounds(
                    institution: place, profile: .complete("inst-county"), policy: .jilin,
                    at: ConsultationWorld.start))
        }
        #expect(findings(hospital(nil)).map(\.weight) == [.warns])
        #expect(findings(hospital(county)).isEmpty)
    }

    @Test(.requirement("SC-6"))
    func `an internet hospital keeps its chosen office until the printed name changes`() throws {
        let world = try AdmissionWorld()
        var hospital = try world.hospital([.chooseOffice("inst-authority")])
        #expect(hospital.details.office?.id == "inst-authority")
        hospital = try world.hospital([
            .chooseOffice("inst-authority"), .edit(world.details(named: "益民互联网医院")),
        ])
        #expect(hospital.details.office?.id == "inst-authority" && hospital.details.name == "益民互联网医院")
        var moved = world.details()
        moved.authority = "市卫生健康委员会"
        hospital = try world.hospital([.chooseOffice("inst-authority"), .edit(moved)])
        #expect(hospital.details.office == nil)
        #expect(
            world.refusal(InternetHospital.self, .chooseOffice("inst-province"), on: hospital)
                == .site(.licensingOfficeUnknown(isChosen: true)))
    }
}
