import BrowserDriver
import Testing

@Suite(.timeLimit(.minutes(2)))
struct BrowserDriverTests {
    @Test func `the driven browser has a camera, a microphone and a peer connection`() async throws {
        let browser = try await Browser.launch()
        let page = try await browser.newPage()
        let answer = try await page.evaluate(
            "(async () => ({ secure: isSecureContext, peer: typeof RTCPeerConnection, language: navigator.language }))()"
        )
        #expect(answer["peer"].string == "function")
        #expect(answer["language"].string == "zh-CN")
        await #expect(throws: BrowserFault.self) { try await page.evaluate("nothing.of.this.name") }
        await browser.close()
    }
}
