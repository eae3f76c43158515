import ConsultationCore
import Simulation
import TestRequirements
import Testing

struct RegisterTests {
    private let world = ConsultationWorld()
    private let today = CivilDate(ConsultationWorld.start)

    private func admin(_ institution: InstitutionID = "inst-province", as practitioner: PractitionerID? = nil)
        -> Caller
    {
        .member(
            Caller.Member(
                account: "acc-admin", institution: institution, practitioner: practitioner,
                roles: [.institutionAdmin]))
    }

    private func decide(
        _ command: PractitionerFileCommand, of practitioner: Practitioner, on file: PractitionerFile? = nil,
        by caller: Caller, at now: WallTime = ConsultationWorld.start
    ) throws(Refusal) -> PractitionerFile? {
        let decision = try PractitionerFile.decide(
            command, of: practitioner, at: "inst-province", on: file, by: caller, at: now, under: .jilin)
        return PractitionerFile.state(after: decision, on: file)
    }

    @Test(.requirement("NHC-ID-14"))
    func `nobody is counted without a confirmed look into the register and a real-name verification`() {
        var person = world.specialist
        func refusals() -> [Refusal] {
            Qualification.personalRefusals(
                of: person, at: "inst-province", for: nil, on: today, under: .jilin)
        }
        #expect(refusals().isEmpty)
        person.registryCheckedOn = nil
        #expect(refusals() == [.practitionerIdentityUnverified(person.id)])
        person.registryCheck = RegistryCheck(source: "国家医师电子注册系统", result: .confirmed, checkedOn: today)
        #expect(refusals() == [.practitionerIdentityUnverified(person.id)], "one of two")
        person.realNameVerification = RealNameVerification(method: .documentSeen, verifiedOn: today)
        #expect(refusals().isEmpty)
        for result in [RegistryCheck.Result.notFound, .mismatch] {
            person.registryCheck?.result = result
            #expect(refusals() == [.practitionerIdentityUnverified(person.id)])
        }
    }

    @Test(.requirement("NHC-ID-14"))
    func `a check counts for twelve months, to the day`() {
        var person = world.specialist
        let checked = ConsultationWorld.date(2025, 1, 31)
        person.registryCheck = RegistryCheck(source: "x", result: .confirmed, checkedOn: checked)
        person.realNameVerification = RealNameVerification(method: .registryMatch, verifiedOn: today)
        #expect(person.identityValidTo(under: .jilin) == ConsultationWorld.date(2026, 1, 31))
        for (day, isFine) in [
            (ConsultationWorld.date(2026, 1, 31), true), (ConsultationWorld.date(2026, 2, 1), false),
        ] {
            let found = Qualification.personalRefusals(
                of: person, at: "inst-province", for: nil, on: day, under: .jilin)
            #expect(found.isEmpty == isFine, "\(day)")
        }
    }

    @Test(.requirement("NHC-ID-14"))
    func `the institution records the checks, never the person themselves or a stranger`() throws {
        var person = world.specialist
        person.registryCheckedOn = nil
        let check = PractitionerFileCommand.recordRegistryCheck(
            RegistryCheck(source: "国家医师电子注册系统", result: .confirmed, checkedOn: today))
        #expect(throws: Refusal.roleRequired(PractitionerFileCommand.roles)) {
            try decide(check, of: person, by: admin(as: person.id))
        }
        #expect(throws: Refusal.accessDenied) { try decide(check, of: person, by: admin("inst-county")) }
        #expect(throws: Refusal.self) { try decide(check, of: person, by: .system) }
        let future = RegistryCheck(source: " ", result: .confirmed, checkedOn: today.adding(days: 1))
        #expect(throws: Refusal.self) {
            try decide(.recordRegistryCheck(future), of: person, by: admin())
        }
        var file = try decide(check, of: person, by: admin())
        #expect(file?.state == .unverified && file?.registryCheck?.by == "acc-admin")
        person.registryCheck = file?.registryCheck
        file = try decide(
            .recordRealName(RealNameVerification(method: .documentSeen, verifiedOn: today)), of: person,
            on: file, by: admin())
        #expect(file?.state == .verified && file?.validTo == today.adding(months: 12))
    }

    @Test(.requirement("NHC-ID-14"))
    func `the institution is warned 30 and 7 days before a check lapses, and then it lapses`() throws {
        let person = world.specialist
        var file = try #require(try decide(.recognise, of: person, by: .system))
        let last = ConsultationWorld.date(2026, 1, 1)
        #expect(file.validTo == last && file.state == .verified)
        for (kind, at) in [
            (Deadline.Kind.identityCheckWarning, last.adding(days: -30).start),
            (.identityCheckReminder, last.adding(days: -7).start), (.identityCheckLapse, last.end),
        ] {
            #expect(throws: Refusal.deadlineNotPassed(dueAt: at)) {
                try decide(
                    .deadlinePassed(kind), of: person, on: file, by: .system,
                    at: at - TimeSpan(milliseconds: 1))
            }
            file = try #require(
                try decide(.deadlinePassed(kind), of: person, on: file, by: .system, at: at))
        }
        #expect(file.state == .lapsed && file.openDeadlines.isEmpty)
    }
}
