import BrowserDriver
import Foundation
import ServiceDriver
import Testing

/// A browser that cannot parse a page's script shows an empty page, and nothing else here would tell.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct PageScriptTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources/Web/Public/js")

    /// Every module as the browser asks for it; `main.js` starts the pages and is loaded by all of them.
    private static func modules() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".js") && $0 != "main.js" }.sorted()
    }

    @Test func `every script of the pages is read by the browser, and every name it imports is there`()
        async throws
    {
        let modules = try Self.modules()
        try #require(modules.count > 100)
        let service = try ServiceProcess()
        try await service.start()
        defer { service.stop() }
        let reader = try await Person.at(service)
        try await reader.open("/sign-in")
        for module in modules {
            let fault = try await reader.page.evaluate(
                "import('/js/\(module)').then(() => '', (fault) => String(fault))")
            #expect(fault.string == "", "\(module)")
        }
        await reader.browser.close()
    }
}
