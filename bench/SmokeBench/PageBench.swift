import BrowserDriver
import Figures
import Foundation
import ServiceDriver

/// What the first page costs: every byte that a browser with an empty cache receives until sign-in can be used.
enum PageBench {
    static func run() async throws -> [Figure] {
        let service = try ServiceProcess()
        defer {
            service.stop()
            service.removeData()
        }
        try await service.start()
        let browser = try await Browser.launch()
        let page = try await browser.newPage()
        try await page.navigate(to: service.address.absoluteString)
        try await page.wait(for: "document.querySelector('[data-testid=sign-in-submit]')", "the sign-in page")
        try await Task.sleep(for: .milliseconds(500))
        let traffic = page.traffic
        await browser.close()
        return [
            Figure(
                "page.first_kb", "first page, transferred", Double(traffic.bytes) / 1000, "kB", limit: 150),
            Figure(
                "page.first_requests", "first page, requests", Double(traffic.requests),
                "",
                samples: 1),
        ]
    }
}
