import BrowserDriver
import Foundation
import ServiceDriver
import TestRequirements
import Testing

/// A multidisciplinary consultation on the real pages: one hospital asks two, each answers, each gives its opinion, all
/// sign what they say together, and each gets its share.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct TeamConsultationTests {
    /// A team needs two specialties at least.
    private static let seats = [("松江省立医院", "03.01"), ("北山市中心医院", "03.04")]

    private struct Team {
        let county: Person
        let province: Person
        let city: Person
        let service: ServiceProcess

        var invited: [Person] { [province, city] }
        var all: [Person] { [county, province, city] }

        func password(_ username: String) throws -> String { try service.account(named: username).password }
    }

    @Test(.requirement("NHC-TM-2.2e", "JL-44a"))
    func `three hospitals hold a team consultation through the real pages, from request to two settlements`()
        async throws
    {
        let service = try ServiceProcess(settings: ["policy.autoArchiveSeconds=0"])
        defer { service.removeData() }
        try await service.start()
        let team = Team(
            county: try await Person.at(service), province: try await Person.at(service),
            city: try await Person.at(service), service: service)
        try await team.county.signIn(service.account(named: DemoPeople.invitingPhysician))
        let id = try await request(team)
        for (person, coordinator, specialist) in [
            (team.province, "he.jing", DemoPeople.invitedSpecialist), (team.city, "ma.jun", "lin.yue"),
        ] {
            try await person.signIn(service.account(named: coordinator))
            try await person.acceptFirst { try await shot($0, "team-answer") }
            try await person.signOut()
            try await person.signIn(service.account(named: specialist))
        }
        try await talk(id, team)
        for (person, username) in [(team.province, DemoPeople.invitedSpecialist), (team.city, "lin.yue")] {
            try await giveOpinion(id, by: person, password: team.password(username))
        }
        try await summarise(id, team)
        try await settle(id, team)
        for person in team.all {
            #expect(person.page.consoleMessages.filter { $0.hasPrefix("exception:") }.isEmpty)
            await person.browser.close()
        }
        #expect(service.stop() == 0)
        _ = try service.command(["journal", "verify"])
    }

    private func request(_ team: Team) async throws -> String {
        let person = team.county
        try await person.open("/cases/new")
        try await person.click("service-kind-remoteMultidisciplinaryTeam")
        try await person.click("patient-choose")
        try await person.see("team", "the institutions to ask")
        let path = try await person.page.evaluate("location.pathname").string ?? ""
        let id = String(path.split(separator: "/")[1])
        try await person.fill("field-invitationReason", "胸闷三天，诊断不明确")
        try await person.fill("field-invitationPurpose", "多学科明确诊断")
        try await person.fill("field-caseSummary", "患者，女，61岁，胸闷气促三天入院。")
        try await person.fill("question-input", ConsultationDriver.questions[0])
        for (index, (name, specialty)) in Self.seats.enumerated() {
            let chosen = try await person.page.evaluate(
                """
                (() => { const e = document.querySelectorAll("[data-testid='team-institution']")[\(index)];
                  e.value = [...e.options].find(o => o.text.includes('\(name)')).value;
                  e.dispatchEvent(new Event('change', {bubbles: true}));
                  const seat = document.querySelectorAll("[data-testid='team-seat']")[\(index)];
                  const box = seat.querySelector("[data-testid='team-specialty'][value='\(specialty)']");
                  box.click(); return box.checked })()
                """)
            #expect(chosen.bool == true, "\(name) has the specialty")
        }
        try await person.choose("field-requestedTitle", "associateSenior")
        try await person.proposeTime()
        try await shot(person, "team-request")
        try await person.sendRequest()
        #expect(try await person.page.evaluate(Self.count("team-member")).int == 2)
        return id
    }

    private func talk(_ id: String, _ team: Team) async throws {
        for person in team.all {
            try await person.open("/cases/\(id)/waiting")
            try await person.see("enter-room", "the waiting room")
        }
        try await shot(team.city, "team-waiting")
        for person in team.all { try await person.click("enter-room") }
        for person in team.all {
            try await person.page.wait(
                for: "document.querySelector(\"[data-testid='call']\")?.dataset.room === 'inSession'",
                "the session of three", timeout: .seconds(40))
            try await person.page.wait(
                for: """
                    (() => { const all = [...document.querySelectorAll("[data-testid='remote-video']")];
                      return all.length === 2 && all.every(v => v.videoWidth > 0
                        && v.getVideoPlaybackQuality().totalVideoFrames > 10) })()
                    """, "two moving pictures", timeout: .seconds(40))
        }
        try await shot(team.county, "team-call")
        try await team.county.click("control-end")
        try await team.county.fill("end-note", "三方讨论病情，意见一致。")
        try await team.county.click("end-dialog-confirm")
        for person in team.invited { try await person.see("page-report", "the report page after the end") }
    }

    private func giveOpinion(_ id: String, by person: Person, password: String) async throws {
        try await person.fill("report-answer-0", "维持现有抗凝方案，三日内复查。")
        try await person.click("report-sign")
        try await confirm(person, password)
        try await person.see("case-opinions", "the opinion beside the others'", within: .seconds(30))
        try await shot(person, "team-opinion")
    }

    /// The inviting side writes what all say together; everybody signs it.
    private func summarise(_ id: String, _ team: Team) async throws {
        try await team.county.open("/cases/\(id)")
        try await team.county.click("action-saveSummary")
        try await team.county.fill("summary-text", "三方一致建议择期造影。")
        try await team.county.click("summary-dialog-confirm")
        let signers = [
            (team.county, DemoPeople.invitingPhysician), (team.province, DemoPeople.invitedSpecialist),
            (team.city, "lin.yue"),
        ]
        for (person, username) in signers {
            try await person.open("/cases/\(id)")
            try await person.click("action-signSummary")
            try await confirm(person, team.password(username))
        }
        try await team.county.open("/cases/\(id)/report")
        try await team.county.page.wait(
            for: "\(Self.count("report-signature")) > 0 || \(Self.count("summary-signature")) === 3",
            "the signed report", timeout: .seconds(30))
        try await shot(team.county, "team-report")
    }

    /// Each invited hospital has a line of its own; shares and fee agree to the 分.
    private func settle(_ id: String, _ team: Team) async throws {
        try await team.county.signOut()
        try await team.county.signIn(team.service.account(named: DemoPeople.invitingFinance))
        try await team.county.open("/settlements")
        try await team.county.see("settle-line", "the settlement lines")
        let lines = try await team.county.page.evaluate(
            "[...document.querySelectorAll(\"[data-testid='settle-line']\")].map(e => ({...e.dataset}))")
        let fees = (lines.array ?? []).compactMap { Int($0["fee"].string ?? "") }
        let invited = (lines.array ?? []).compactMap { Int($0["invited"].string ?? "") }
        #expect(fees.count == 2 && fees.reduce(0, +) == 50_000, "\(lines)")
        #expect(invited.reduce(0, +) == 40_000, "\(lines)")
        #expect(
            try await team.county.page.evaluate(
                "document.querySelector(\"[data-testid='settle-balance']\").dataset.balanced"
            ).string == "true")
        try await shot(team.county, "team-settlement")
    }

    private func confirm(_ person: Person, _ password: String) async throws {
        try await person.fill("step-up-password", password)
        try await person.click("step-up-confirm")
        try await person.page.wait(for: "\(Self.count("step-up-password")) === 0", "the signature")
    }

    private static func count(_ testID: String) -> String {
        "document.querySelectorAll(\"[data-testid='\(testID)']\").length"
    }

    private func shot(_ person: Person, _ name: String) async throws {
        guard let directory = ProcessInfo.processInfo.environment["HUIZHEN_SCREENSHOTS"] else { return }
        try await person.page.screenshot(to: "\(directory)/\(name).png")
    }
}
