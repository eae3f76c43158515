import Foundation
import Synchronization

/// One page of a browser: what a person does with it, and what a test may look at.
package final class Page: Sendable {
    private let pipe: DevToolsPipe
    private let session: String
    private let log = Mutex<[String]>([])
    private let received = Mutex<(bytes: Int, requests: Int)>((0, 0))
    private static let logLimit = 500

    init(pipe: DevToolsPipe, session: String) {
        self.pipe = pipe
        self.session = session
        pipe.listen { [weak self] message in self?.note(message) }
    }

    @discardableResult
    package func send(_ method: String, _ parameters: JSONValue) async throws -> JSONValue {
        try await pipe.send(method, parameters, session: session)
    }

    package func navigate(to url: String) async throws {
        try await send("Page.navigate", ["url": .string(url)])
        try await wait(for: "document.readyState === 'complete'", "page load")
    }

    /// Evaluates an expression, awaits a promise, and returns its JSON value.
    @discardableResult
    package func evaluate(_ expression: String) async throws -> JSONValue {
        let answer = try await send(
            "Runtime.evaluate",
            [
                "expression": .string(expression), "awaitPromise": true, "returnByValue": true,
                "userGesture": true,
            ])
        let exception = answer["exceptionDetails"]
        guard exception.isNull else {
            throw BrowserFault.script(
                exception["exception"]["description"].string ?? exception["text"].string ?? "unknown")
        }
        return answer["result"]["value"]
    }

    /// Polls until the expression is truthy. On time-out the error holds the page's console.
    @discardableResult
    package func wait(
        for expression: String, _ what: String = "", timeout: Duration = .seconds(20)
    ) async throws -> JSONValue {
        let clock = ContinuousClock()
        let end = clock.now.advanced(by: timeout)
        while true {
            let value = try? await evaluate("(() => { const v = (\(expression)); return v ? v : null })()")
            if let value, !value.isNull, value != .bool(false) { return value }
            guard clock.now < end else {
                let tail = consoleMessages.suffix(15).joined(separator: "\n  ")
                let text =
                    (try? await evaluate("document.body ? document.body.innerText.slice(0, 1200) : ''"))?
                    .string
                throw BrowserFault.timedOut(
                    "\(what.isEmpty ? expression : what)\n  console: \(tail)\n  page: \(text ?? "")")
            }
            try await Task.sleep(for: .milliseconds(40))
        }
    }

    /// A person's click: waits for the element to be there and enabled, scrolls it into view, presses the mouse on it.
    package func click(_ selector: String) async throws {
        try await wait(
            for: """
                (() => { const e = document.querySelector(\(quoted(selector)));
                  if (!e || e.disabled || e.getAttribute('aria-disabled') === 'true') return false;
                  const r = e.getBoundingClientRect(); return r.width > 0 && r.height > 0 })()
                """, "an enabled \(selector)")
        let box = try await evaluate(
            """
            (async () => { const e = document.querySelector(\(quoted(selector)));
              e.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'});
              await new Promise(r => setTimeout(r, 30));
              const b = e.getBoundingClientRect(); return {x: b.x + b.width / 2, y: b.y + b.height / 2} })()
            """)
        for kind in ["mousePressed", "mouseReleased"] {
            try await send(
                "Input.dispatchMouseEvent",
                ["type": .string(kind), "x": box["x"], "y": box["y"], "button": "left", "clickCount": 1])
        }
    }

    /// Replaces a field's text as typing would, with input and change events.
    package func fill(_ selector: String, _ text: String) async throws {
        try await wait(for: "document.querySelector(\(quoted(selector)))", selector)
        try await evaluate(
            """
            (() => { const e = document.querySelector(\(quoted(selector)));
              e.scrollIntoView({block: 'center'}); e.focus(); if (e.select) e.select(); })()
            """)
        try await send("Input.insertText", ["text": .string(text)])
        let value = try await evaluate("document.querySelector(\(quoted(selector))).value")
        if value.string != text {
            // Date and time fields and selects take no inserted text.
            try await evaluate(
                """
                (() => { const e = document.querySelector(\(quoted(selector))); e.value = \(quoted(text));
                  e.dispatchEvent(new Event('input', {bubbles: true}));
                  e.dispatchEvent(new Event('change', {bubbles: true})); })()
                """)
        } else {
            try await evaluate(
                "document.querySelector(\(quoted(selector))).dispatchEvent(new Event('change', {bubbles: true}))"
            )
        }
    }

    /// Chooses a file for a file input.
    package func choose(file path: String, for selector: String) async throws {
        let root = try await send("DOM.getDocument", ["depth": 0])
        let node = try await send(
            "DOM.querySelector", ["nodeId": root["root"]["nodeId"], "selector": .string(selector)])
        try await send("DOM.setFileInputFiles", ["nodeId": node["nodeId"], "files": [.string(path)]])
    }

    package func setViewport(width: Int, height: Int) async throws {
        try await send(
            "Emulation.setDeviceMetricsOverride",
            [
                "width": .number(Double(width)), "height": .number(Double(height)), "deviceScaleFactor": 1,
                "mobile": .bool(width < 600),
            ])
    }

    package func screenshot(to path: String) async throws {
        let answer = try await send("Page.captureScreenshot", ["format": "png"])
        guard let text = answer["data"].string, let data = Data(base64Encoded: text) else {
            throw BrowserFault.gone
        }
        try data.write(to: URL(fileURLWithPath: path))
    }

    package var consoleMessages: [String] { log.withLock { $0 } }

    /// Closes the tab.
    package func close() async throws { try await send("Page.close", [:]) }

    /// Encoded bytes and requests received by this page since it was opened.
    package var traffic: (bytes: Int, requests: Int) { received.withLock { $0 } }

    private func note(_ message: JSONValue) {
        guard message["sessionId"].string == session, let method = message["method"].string else { return }
        let line: String
        switch method {
        case "Page.javascriptDialogOpening":
            // "Leave this page?": the person in the test means it.
            Task { _ = try? await send("Page.handleJavaScriptDialog", ["accept": true]) }
            return
        case "Network.loadingFinished":
            received.withLock {
                $0.bytes += message["params"]["encodedDataLength"].int ?? 0
                $0.requests += 1
            }
            return
        case "Runtime.consoleAPICalled":
            let arguments = message["params"]["args"].array ?? []
            line = arguments.map { $0["value"].string ?? $0["description"].string ?? "\($0["value"])" }
                .joined(separator: " ")
        case "Runtime.exceptionThrown":
            line =
                "exception: \(message["params"]["exceptionDetails"]["exception"]["description"].string ?? "?")"
        case "Log.entryAdded":
            let entry = message["params"]["entry"]
            line = "\(entry["level"].string ?? "") \(entry["text"].string ?? "") \(entry["url"].string ?? "")"
        default: return
        }
        log.withLock { if $0.count < Self.logLimit { $0.append(line) } }
    }

    private func quoted(_ text: String) -> String {
        (try? String(decoding: JSONEncoder().encode(text), as: UTF8.self)) ?? "''"
    }
}
