import BrowserDriver
import Foundation
import ServiceDriver
import TestRequirements
import Testing

/// People open pages that are not for them, leave them at once, and are told of things at the moment they leave.
/// Whoever the person is and whatever the page was asking, its script must not break or let a failure go uncaught.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct PagesLeftTests {
    /// One person of each kind: both sides of a case, money, quality, law and the three administrators.
    private static let usernames = [
        DemoPeople.invitingPhysician, DemoPeople.invitedSpecialist, DemoPeople.invitedCoordinator,
        DemoPeople.invitingFinance, "zheng.hong", "operator", "system.admin", "security.admin", "audit.admin",
        "supervisor", "auditor",
    ]

    private static let walkersAtOnce = 3
    private static let defects = ["TypeError", "ReferenceError", "RangeError", "SyntaxError"]

    @Test func `no page breaks, whoever opens it and however soon it is left`() async throws {
        let service = try ServiceProcess(settings: ["policy.autoArchiveSeconds=0"])
        try await service.start()
        defer { service.stop() }
        let id = try await ConsultationDriver(service: service).scheduled()
        let browser = try await Browser.launch()
        var people: [(String, Person)] = []
        for username in Self.usernames {
            people.append((username, try await Person.signedIn(username, browser, service)))
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, (username, person)) in people.enumerated() {
                if index >= Self.walkersAtOnce { try await group.next() }
                group.addTask {
                    try await person.walk(Self.patterns(), case: id)
                    let broken = person.page.consoleMessages.filter { line in
                        Self.defects.contains(where: line.contains)
                    }
                    #expect(person.exceptions + broken == [], "\(username)")
                    try await person.page.close()
                }
            }
            try await group.waitForAll()
        }
        await browser.close()
    }

    @Test func `a button whose request fails says so where the page has no place for it`() async throws {
        let service = try ServiceProcess()
        try await service.start()
        defer { service.stop() }
        let person = try await Person.signedIn("zheng.hong", try await Browser.launch(), service)
        try await person.open("/assets")
        try await person.see("asset-new")
        try await person.page.evaluate("window.fetch = () => Promise.reject(new TypeError('no line'))")
        for _ in 0..<2 { try await person.click("asset-new") }
        try await person.see("toast", saying: "网络")
        #expect(try await person.count("toast") == 1)
        #expect(person.exceptions.isEmpty)
        await person.browser.close()
    }

    /// Every path of the route table, as `main.js` writes it down.
    private static func patterns() throws -> [String] {
        let main = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources/Web/Public/js/main.js")
        let patterns = try String(contentsOf: main, encoding: .utf8)
            .matches(of: /route\("([^"]+)"/).map { String($0.1) }
        try #require(patterns.count > 50)
        return patterns.filter { $0 != "/sign-in" }
    }
}

extension Person {
    /// Opens every page twice over a slow line: once until it stands, following the links it shows to sections and
    /// objects of their own, and once to leave it while it asks, just as the service tells of something.
    fileprivate func walk(_ patterns: [String], case id: String) async throws {
        try await page.send(
            "Page.addScriptToEvaluateOnNewDocument",
            [
                "source": """
                window.EventSource = class extends EventSource { constructor(...all) { super(...all); window.told = this; } };
                """
            ])
        try await page.navigate(to: address + "/help")
        try await page.evaluate(
            """
            void (async () => {
              const { go, match } = await import('/js/core/router.js');
              const slowly = window.fetch;
              window.fetch = async (...all) => { await new Promise(r => setTimeout(r, 40)); return slowly(...all); };
              const pause = (time) => new Promise(r => setTimeout(r, time));
              const tell = () => {
                const said = { id: '\(id)', consultationId: '\(id)', state: 'scheduled', roster: [], missing: [], slots: [] };
                for (const kind of ['worklist', 'consultation', 'room', 'message'])
                  window.told?.dispatchEvent(new MessageEvent(kind, { data: JSON.stringify(said) }));
              };
              const paths = \(quoted(patterns)).map((one) => one.startsWith('/cases/') ? one.replace(':id', '\(id)') : one)
                .filter((one) => !one.includes(':'));
              const seen = new Set(paths.map((one) => match(one).load.toString()));
              for (let at = 0; at < paths.length && paths.length < 200; at += 1) {
                await go(paths[at], { force: true });
                for (let turn = 0; turn < 60 && document.querySelector('.skeleton'); turn += 1) await pause(50);
                await pause(30);
                for (const link of document.querySelectorAll('a[href^="/"]')) {
                  const path = new URL(link.href).pathname;
                  const found = match(path);
                  const kind = found && (found.params.section ? path : found.load.toString());
                  if (!found || path.startsWith('/sign-in') || link.target || link.download || seen.has(kind)) continue;
                  seen.add(kind);
                  paths.push(path);
                }
                tell();
                await pause(20);
                await go('/help', { force: true });
                go(paths[at], { force: true });
                await pause(20 + (at * 37) % 90);
                tell();
                await pause(5);
                await go('/help', { force: true });
              }
              await pause(300);
              window.walked = paths;
            })()
            """)
        let walked = try await page.wait(for: "window.walked", "the walk", timeout: .seconds(300)).array ?? []
        #expect(walked.count >= 50)
    }

    private func quoted(_ list: [String]) throws -> String {
        String(decoding: try JSONEncoder().encode(list), as: UTF8.self)
    }
}
