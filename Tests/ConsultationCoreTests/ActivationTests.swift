import ConsultationCore
import Simulation
import TestRequirements
import Testing

/// What an institution must have before it begins to serve (§5.8, §3.3, §3.18).
struct ActivationTests {
    private func accepting(_ change: (inout StandingJourney) -> Void) throws -> Refusal? {
        var journey = try StandingJourney.arrived(at: .registered)
        change(&journey)
        return journey.refusal(of: .accept, by: .operator)
    }

    @Test(.requirement("JL-13b"))
    func `a Jilin hospital names a dedicated manager and a technician who passed the training`() throws {
        #expect(try accepting { _ in } == nil)
        #expect(try accepting { $0.profile.managers = [] } == .site(.profileIncomplete(.dedicatedManager)))
        #expect(
            try accepting { $0.profile.technicians = [] } == .site(.profileIncomplete(.networkTechnician)))
        let untrained = try accepting { $0.profile.technicians[0].trainedOn = nil }
        #expect(untrained == .site(.profileIncomplete(.networkTechnician)))
        let tomorrow = CivilDate(ConsultationWorld.start).adding(days: 1)
        #expect(
            try accepting { $0.profile.technicians[0].trainedOn = tomorrow }?.code == .profileIncomplete)
    }

    @Test(.requirement("NHC-TM-4.1.2"))
    func `nobody begins to serve without a quality controller`() throws {
        #expect(try accepting { $0.staff = [:] } == .qualityControllerMissing("inst-county"))
        #expect(try accepting { $0.staff = [.qualityController: 0] }?.code == .qualityControllerMissing)
    }

    @Test(.requirement("JL-13c", "JL-13e"))
    func `a Jilin site reaches the platform by dedicated line or VPN and by nothing else`() throws {
        #expect(try accepting { $0.profile.sites[0].access?.kind = .dedicatedLine } == nil)
        let refusal = try accepting { $0.profile.sites[0].access?.kind = .internet }
        #expect(
            refusal
                == .site(.accessKindNotPermitted(.internet, permitted: Policy.jilin.technical.accessKinds))
        )
        #expect(Set(Policy.jilin.technical.accessKinds) == [.vpn, .dedicatedLine])
        #expect(
            try accepting { $0.profile.sites[0].access = nil } == .site(.profileIncomplete(.accessLink)))
        #expect(Policy.national.technical.accessKinds.contains(.internet), "elsewhere it is encouraged")
    }

    @Test(.requirement("JL-19"))
    func `a Jilin hospital does not begin before a passed connectivity test`() throws {
        #expect(try accepting { $0.profile.connectivity = nil } == .site(.platformNotConnected))
        #expect(
            try accepting { $0.profile.connectivity?.isPassed = false } == .site(.platformNotConnected))
        #expect(Policy.national.technical.supervisionConnection != .provincialPlatform)
    }

    @Test(.requirement("NHC-TM-2.3.3"))
    func `AT-31 two lines of one provider count as one`() throws {
        let same = try accepting { $0.profile.sites[0].links[1].provider = " 电 信 " }
        #expect(same == .site(.providerCountTooLow(have: 1, wanted: 2)))
        let idle = try accepting { $0.profile.sites[0].links[1].isInService = false }
        #expect(idle?.code == .providerCountTooLow)
        let second = try accepting {
            var site = $0.profile.sites[0]
            site.id = "site-2"
            site.links.removeLast()
            $0.profile.sites.append(site)
        }
        #expect(second?.code == .providerCountTooLow, "every site, not one of them")
        #expect(try accepting { $0.profile.sites = [] } == .site(.profileIncomplete(.site)))
    }

    @Test(.requirement("NHC-IH-A4.3"), arguments: [(9_900, false), (9_999, false), (10_000, true)])
    func `AT-32 ten megabits pass, less is refused to an internet hospital and said to the others`(
        _ measured: Int, _ passes: Bool
    ) throws {
        for slower in [true, false] {
            let refusal = try accepting {
                $0.profile.sites[0].isInternetHospital = true
                if slower {
                    $0.profile.sites[0].bandwidth?.up = measured
                } else {
                    $0.profile.sites[0].bandwidth?.down = measured
                }
            }
            #expect(
                refusal == (passes ? nil : .site(.bandwidthTooLow(measured: measured, wanted: 10))))
        }
        var journey = try StandingJourney.arrived(at: .registered)
        journey.profile.sites[0].bandwidth?.up = measured
        #expect(journey.refusal(of: .accept, by: .operator) == nil, "telemedicine is warned")
        let findings = ActivationCheck.all.flatMap { $0.find(journey.grounds) }
        #expect(findings.map(\.weight) == (passes ? [] : [.warns]))
    }

    @Test(.requirement("NHC-IH-A4.2"))
    func `an internet hospital has two systems for sound and picture that work`() throws {
        let broken = try accepting {
            $0.profile.sites[0].isInternetHospital = true
            $0.profile.sites[0].systems[1].isOperational = false
        }
        #expect(broken == .site(.profileIncomplete(.avSystems)))
        #expect(try accepting { $0.profile.sites[0].systems = [] } == nil, "a baseline for telemedicine")
    }

    @Test(.requirement("NHC-ID-13"))
    func `an internet hospital shows valid evidence of level three`() throws {
        for change: @Sendable (inout InstitutionProfile) -> Void in [
            { $0.mlps = nil }, { $0.mlps?.level = 2 },
            { $0.mlps?.validTo = CivilDate(ConsultationWorld.start).adding(days: -1) },
        ] {
            let refusal = try accepting {
                $0.institution.holdsInternetHospitalLicence = true
                change(&$0.profile)
            }
            #expect(refusal == .site(.mlpsEvidenceMissing(wanted: 3)))
            #expect(try accepting { change(&$0.profile) } == nil, "a baseline for telemedicine (AMB-25)")
        }
    }

    @Test(.requirement("JL-13a", "JL-10"))
    func `without licence or acceptance nobody is let in, and who is not let in may not act`() throws {
        #expect(
            try accepting { $0.institution.licence = nil }?.code == .institutionLicenceInvalid)
        #expect(
            try accepting { $0.institution.capabilityAcceptance = nil }?.code == .capabilityAcceptanceMissing)
        var world = ConsultationWorld()
        world.province.awaitsActivation = true
        #expect(throws: Refusal.site(.notActivated(world.province.id))) {
            try Standing.check(world.province, at: ConsultationWorld.start, under: .jilin)
        }
    }

    @Test func `only an operator lets an institution in, and only once`() throws {
        for person in StandingJourney.Person.allCases {
            let refusal = try StandingJourney.arrived(at: .registered).refusal(of: .accept, by: person)
            #expect((refusal == nil) == (person == .operator), "\(person): \(String(describing: refusal))")
        }
        var journey = try StandingJourney.arrived(at: .registered)
        try journey.perform(.accept, by: .operator)
        #expect(journey.current?.state == .active)
        #expect(journey.refusal(of: .accept, by: .operator) == .standingStateNotAllowed(.active))
    }

    @Test(.requirement("NHC-IH-A4.1b"))
    func `AT-59 a Guangxi internet hospital keeps its data in Guangxi, and nobody keeps them abroad`() throws
    {
        let day = ConsultationWorld.date(2025, 3, 10)
        func rules(_ place: Jurisdiction, _ pathway: LegalPathway) throws -> TechnicalRules {
            try Policy(PolicyShelf.repository.resolve(pathway, place, on: day)).technical
        }
        let guangxi = try rules(.guangxi, .internetHospitalConsultation)
        func refusal(_ region: DataRegion, _ rules: TechnicalRules) -> Refusal? {
            do throws(Refusal) {
                try StorageTarget(.recordings, in: region).check(under: rules)
                return nil
            } catch { return error }
        }
        #expect(refusal("guangxi", guangxi) == nil)
        for region: DataRegion in ["guangdong", "hongkong"] {
            #expect(refusal(region, guangxi) == .site(.storageRegionNotPermitted(.recordings, region)))
        }
        let national = try rules(.jilin, .internetHospitalConsultation)
        #expect(refusal("guangdong", national) == nil)
        #expect(refusal("hongkong", national) != nil && refusal("overseas", national) != nil)
    }
}
