package import BrowserDriver
import Foundation

/// A signed-in person at a browser of their own: what they do on the real pages.
package struct Person: Sendable {
    package let browser: Browser
    package let page: Page
    package let address: String

    package init(browser: Browser, page: Page, address: String) {
        self.browser = browser
        self.page = page
        self.address = address
    }

    package static func at(_ service: ServiceProcess) async throws -> Person {
        let browser = try await Browser.launch()
        return Person(
            browser: browser, page: try await browser.newPage(), address: service.address.absoluteString)
    }

    package func signIn(_ account: DemoAccount) async throws {
        try await open("/sign-in")
        try await page.fill(id("sign-in-username"), account.username)
        try await page.fill(id("sign-in-password"), account.password)
        try await page.click(id("sign-in-submit"))
        if let key = account.secondFactor {
            try await see("sign-in-code", "the question for a code")
            try await page.fill(id("sign-in-code"), try await Authenticator.code(for: key))
            try await page.click(id("sign-in-submit"))
        }
        try await see(account.firstPage, "the first page of \(account.displayName)")
    }

    package func signOut() async throws {
        try await page.click(id("sign-out"))
        try await see("sign-in-submit", "the sign-in page")
    }

    package func open(_ path: String) async throws { try await page.navigate(to: address + path) }

    package func click(_ testID: String) async throws { try await page.click(id(testID)) }

    package func fill(_ testID: String, _ text: String) async throws { try await page.fill(id(testID), text) }

    package func choose(_ testID: String, _ value: String) async throws {
        try await page.wait(
            for:
                "[...(document.querySelector(\"\(id(testID))\")?.options ?? [])].some(o => o.value === '\(value)')",
            "\(testID) to offer \(value)")
        try await page.evaluate(
            """
            (() => { const e = document.querySelector("\(id(testID))"); e.value = '\(value)';
              e.dispatchEvent(new Event('input', {bubbles: true})); e.dispatchEvent(new Event('change', {bubbles: true})); })()
            """)
    }

    @discardableResult
    package func see(_ testID: String, _ what: String = "", within limit: Duration = .seconds(20))
        async throws
        -> JSONValue
    {
        try await page.wait(
            for:
                "(() => { const e = document.querySelector(\"\(id(testID))\"); return e && e.getClientRects().length > 0 })()",
            what.isEmpty ? testID : what, timeout: limit)
    }

    package func text(_ testID: String) async throws -> String {
        try await page.evaluate("document.querySelector(\"\(id(testID))\")?.innerText ?? ''").string ?? ""
    }

    /// Writes a name on the signature pad with the mouse.
    package func sign() async throws {
        try await see("signature-canvas")
        let box = try await page.evaluate(
            """
            (async () => { const e = document.querySelector("\(id("signature-canvas"))"); e.scrollIntoView({block: 'center'});
              await new Promise(r => setTimeout(r, 50)); const b = e.getBoundingClientRect();
              return {x: b.x, y: b.y, w: b.width, h: b.height} })()
            """)
        guard let x = box["x"].number, let y = box["y"].number, let w = box["w"].number,
            let h = box["h"].number
        else {
            throw ServiceFault.unexpected("no signature pad")
        }
        for stroke in 0..<2 {
            for step in 0...12 {
                let part = Double(step) / 12
                let kind = step == 0 ? "mousePressed" : step == 12 ? "mouseReleased" : "mouseMoved"
                try await page.send(
                    "Input.dispatchMouseEvent",
                    [
                        "type": .string(kind),
                        "x": .number(x + w * (0.15 + 0.3 * part + 0.35 * Double(stroke))),
                        "y": .number(
                            y + h * (0.3 + 0.4 * abs((part * 4).truncatingRemainder(dividingBy: 2) - 1))),
                        "button": "left", "buttons": 1, "clickCount": 1,
                    ])
            }
        }
    }

    private func id(_ testID: String) -> String { "[data-testid='\(testID)']" }
}

/// What getStats says of the pictures and sounds that one page receives.
package struct Reception: Sendable {
    package var framesDecoded = 0
    package var audioEnergy = 0.0
    package var frameWidth = 0

    package init(of page: Page) async throws {
        let value = try await page.evaluate(
            """
            (async () => {
              const pc = document.querySelector("[data-testid='call']")?.peerConnection;
              const all = pc ? [...(await pc.getStats()).values()].filter(r => r.type === 'inbound-rtp') : [];
              return {
                frames: all.filter(r => r.kind === 'video').reduce((n, r) => n + (r.framesDecoded ?? 0), 0),
                energy: all.filter(r => r.kind === 'audio').reduce((n, r) => n + (r.totalAudioEnergy ?? 0), 0),
                width: all.filter(r => r.kind === 'video').reduce((n, r) => Math.max(n, r.frameWidth ?? 0), 0),
              };
            })()
            """)
        framesDecoded = value["frames"].int ?? 0
        audioEnergy = value["energy"].number ?? 0
        frameWidth = value["width"].int ?? 0
    }
}
