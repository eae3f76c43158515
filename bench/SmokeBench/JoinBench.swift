import BrowserDriver
import Figures
import Foundation
import ServiceDriver

/// From pressing 进入会诊 to the first decoded remote frame, in headless Chromium on loopback; and what the camera's
/// bitrate grows to under the relay's transport-wide feedback.
enum JoinBench {
    static let joins = 20

    static func run() async throws -> [Figure] {
        let service = try ServiceProcess()
        defer {
            service.stop()
            service.removeData()
        }
        try await service.start()
        let people = try await ConsultationDriver(service: service)
        let id = try await people.draft()
        try await people.consent(id)
        try await people.submit(id)
        try await people.accept(id)

        let county = try await Person.at(service)
        let province = try await Person.at(service)
        try await county.signIn(service.account(named: DemoPeople.invitingPhysician))
        try await province.signIn(service.account(named: DemoPeople.invitedSpecialist))
        try await enter(id, county)

        var times: [Double] = []
        for turn in 1...joins {
            note("  join \(turn) of \(joins)")
            try await enter(id, province)
            let time = try await province.page.wait(
                for: """
                    (() => { const first = performance.getEntriesByName('huizhen-first-remote-frame').at(-1);
                      const pressed = performance.getEntriesByName('huizhen-join-pressed').at(-1);
                      return first && pressed && first.startTime > pressed.startTime && first.startTime - pressed.startTime })()
                    """, "the first remote frame")
            times.append(time.number ?? .infinity)
        }
        try await Task.sleep(for: .seconds(12))
        let bitrate = try await cameraBitrate(county.page)
        await county.browser.close()
        await province.browser.close()
        return [
            Figure(
                "join.first_frame_ms_p50", "join to first remote frame, p50",
                Statistics.quantile(0.5, of: times), "ms", samples: times.count),
            Figure(
                "join.first_frame_ms_p95", "join to first remote frame, p95",
                Statistics.quantile(0.95, of: times), "ms", limit: 1500, samples: times.count),
            Figure(
                "join.available_kbps", "estimate of the uplink after joining", bitrate, "kb/s"),
        ]
    }

    private static func enter(_ id: String, _ person: Person) async throws {
        try await person.open("/cases/\(id)/waiting")
        try await person.click("enter-room")
        try await person.page.wait(
            for: "document.querySelector(\"[data-testid='call']\")?.dataset.state === 'connected'", "the call"
        )
    }

    private static func cameraBitrate(_ page: Page) async throws -> Double {
        let value = try await page.evaluate(
            """
            (async () => { const pc = document.querySelector("[data-testid='call']").peerConnection;
              const pair = [...(await pc.getStats()).values()].find(r => r.type === 'candidate-pair' && r.availableOutgoingBitrate);
              return (pair?.availableOutgoingBitrate ?? 0) / 1000 })()
            """)
        return value.number ?? 0
    }
}
