import ConsultationCore
import Simulation
import TestRequirements
import Testing

struct ProfileTests {
    private static let now = ConsultationWorld.start
    private let hospital: InstitutionID = "inst-county"

    private func caller(_ role: Role, at institution: InstitutionID = "inst-county") -> Caller {
        .member(Caller.Member(account: "acc", institution: institution, roles: [role]))
    }

    private static let samples: [ProfileCommand] = [
        .keepStaff(managers: [ProfilePerson(name: "王")], technicians: []),
        .keepSite(Site(id: "site-1", name: "中心", region: "jilin")), .removeSite("site-1"),
        .recordBandwidth("site-1", down: 20_000, up: 20_000),
        .keepSecurity(SecurityEvidence(level: 3, number: "1", validTo: CivilDate(now))),
        .keepLicence(
            PracticeLicence(number: "1", authority: "卫健委", validTo: CivilDate(now), scope: "内科")),
        .keepAcceptance(CapabilityAcceptance(certificateNumber: "1", acceptedOn: CivilDate(now))),
        .keepDivision(AdministrativeDivision("220621") ?? .unknown),
        .recordConnectivity(ConnectivityTest(isPassed: true, at: now)), .seePlatform(isReachable: false),
        .seeConditions(WatchedConditions(staffed: ["03"])),
    ]

    private func decide(
        _ command: ProfileCommand, by caller: Caller, on current: InstitutionProfile? = nil
    ) throws(Refusal) -> RecordDecision<ProfileChange> {
        try InstitutionProfile.decide(
            command, of: hospital, on: current, by: caller, at: Self.now, under: .jilin)
    }

    private func refusal(
        _ command: ProfileCommand, by caller: Caller, on current: InstitutionProfile?
    ) -> Refusal? {
        do throws(Refusal) {
            _ = try decide(command, by: caller, on: current)
            return nil
        } catch { return error }
    }

    @Test(.requirement("NHC-TM-4.3.2"))
    func `a hospital of Jilin lies in Jilin, in six digits`() throws {
        let admin = caller(.institutionAdmin, at: hospital)
        for (code, lies) in [("220621", true), ("220000", true), ("450100", false), ("510100", false)] {
            let division = try #require(AdministrativeDivision(code))
            let found = refusal(.keepDivision(division), by: admin, on: nil)
            #expect(
                found == (lies ? nil : .fieldInvalid([FieldProblem("/division", .outOfRange)])), "\(code)")
        }
        for wrong in ["", "22062", "2206210", "22062A", "002200"] {
            #expect(AdministrativeDivision(wrong) == nil, "\(wrong)")
        }
    }

    @Test(.requirement("JL-13b"))
    func `every cell of the profile table is what the core decides`() throws {
        let table = try #require(
            ProtocolTable(in: protocolPage("profile-states.md"), under: "Who may"))
        #expect(table.rows.map { $0[0] } == ProfileCommand.Action.allCases.map(\.rawValue))
        #expect(Self.samples.map(\.action) == ProfileCommand.Action.allCases)
        let people = table.columns.dropFirst().map(\.unmarked)
        #expect(people == Role.allCases.map(\.rawValue) + ["foreign", "service"])
        for (command, cells) in zip(Self.samples, table.rows) {
            for (person, cell) in zip(people, cells.dropFirst()) {
                let who: Caller =
                    switch person {
                    case "service": .system
                    case "foreign": caller(.institutionAdmin, at: "inst-province")
                    default: caller(Role(rawValue: person) ?? .physician)
                    }
                let found = refusal(command, by: who, on: .complete(hospital))
                let text = found.map { String($0.code.rawValue.dropFirst("err.".count)) } ?? "="
                #expect(text == cell, "\(command.action.rawValue) by \(person)")
            }
        }
    }

    @Test(.requirement("JL-13a"))
    func `a licence is recorded with number, authority, scope and last day`() {
        let admin = caller(.institutionAdmin)
        let empty = PracticeLicence(number: " ", authority: "", validTo: nil, scope: nil)
        #expect(
            refusal(.keepLicence(empty), by: admin, on: nil)?.fields.map(\.pointer)
                == ["/number", "/authority", "/scope", "/validTo"])
    }

    @Test func `a wrong site is refused with every field at once, and keeps its measurement`() throws {
        let admin = caller(.institutionAdmin)
        let site = Site(
            id: "site-9", name: "", region: "hongkong",
            links: [ProviderLink(provider: " ", kind: .internet)],
            access: AccessLink(kind: .vpn, number: ""))
        #expect(
            refusal(.keepSite(site), by: admin, on: nil)?.fields.map(\.pointer)
                == ["/name", "/region", "/links/0/provider", "/access/number"])
        let known = InstitutionProfile.complete(hospital)
        var changed = known.sites[0]
        changed.name = "新会诊中心"
        changed.bandwidth = BandwidthTest(down: 1, up: 1, at: Self.now)
        let after = try #require(
            InstitutionProfile.state(
                after: decide(.keepSite(changed), by: admin, on: known), on: known))
        #expect(after.sites[0].name == "新会诊中心" && after.sites[0].bandwidth == known.sites[0].bandwidth)
    }

    @Test func `the first command opens the record, and replaying it gives the state`() throws {
        var events: [RecordEvent<ProfileChange>] = []
        var state: InstitutionProfile?
        let site = Self.samples[1]
        for command in Self.samples[...2] + [site] + Self.samples[3...] {
            let who = command.action.roles.first.map { caller($0) } ?? .system
            let decision = try decide(command, by: who, on: state)
            state = InstitutionProfile.state(after: decision, on: state)
            events += decision.events
        }
        #expect(InstitutionProfile.replay(events) == state)
        #expect(state?.version == events.count && state?.sites.count == 1)
    }

    @Test(.requirement("JL-34d"))
    func `what goes is proposed once: last physician, second provider, system, licence`() {
        var world = ConsultationWorld()
        world.county.departments = [Department(code: "03", name: "内科")]
        func grounds(_ profile: InstitutionProfile) -> ActivationGrounds {
            ActivationGrounds(institution: world.county, profile: profile, policy: .jilin, at: Self.now)
        }
        let whole = InstitutionProfile.complete(world.county.id)
        let before = WatchedConditions(staffed: ["03"])
        let left = ConditionWatch.look(grounds(whole), practitioners: [], before: before)
        #expect(left.causes == [.staffChanged])
        #expect(ConditionWatch.look(grounds(whole), practitioners: [], before: left.now).causes.isEmpty)

        var poorer = whole
        poorer.sites[0].links[1].isInService = false
        poorer.sites[0].systems[0].isOperational = false
        let lost = ConditionWatch.look(grounds(poorer), practitioners: [], before: WatchedConditions())
        #expect(lost.causes == [.facilityChanged, .equipmentChanged])
        #expect(ConditionWatch.look(grounds(poorer), practitioners: [], before: lost.now).causes.isEmpty)
        // It came back and goes again: said again.
        let back = ConditionWatch.look(grounds(whole), practitioners: [], before: lost.now)
        #expect(back.causes.isEmpty && back.now.lapsed.isEmpty)
        world.county.licence?.validTo = CivilDate(Self.now).adding(days: -1)
        let ended = ConditionWatch.look(grounds(whole), practitioners: [], before: WatchedConditions())
        #expect(ended.causes == [.otherConditionChanged])
    }
}
