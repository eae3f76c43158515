import Foundation
import Synchronization

package enum BrowserFault: Error, CustomStringConvertible {
    case notInstalled
    case gone
    case refused(String, String)
    case script(String)
    case timedOut(String)

    package var description: String {
        switch self {
        case .notInstalled: "chromium is not installed; run `make tools` (Debian package chromium)"
        case .gone: "the browser has ended"
        case .refused(let method, let message): "\(method): \(message)"
        case .script(let message): "the page's script failed: \(message)"
        case .timedOut(let what): "timed out waiting for \(what)"
        }
    }
}

/// One real headless Chromium process with a fake camera and microphone, driven over its debugging pipe.
package final class Browser: Sendable {
    package struct Options: Sendable {
        /// The camera's picture and the microphone's sound come from these files (Y4M or MJPEG; WAV), else a
        /// test pattern and beeps.
        package var cameraFile: String?
        package var microphoneFile: String?
        package var window = (width: 1366, height: 768)
        package var extraArguments: [String] = []
        /// What stands before the browser's command line, as `nsenter --net=…`; empty: nothing.
        package var commandPrefix: [String] = []
        package init() {}
    }

    private let process: Process
    private let pipe: DevToolsPipe
    private let profile: URL

    package static func launch(_ options: Options = Options()) async throws -> Browser {
        let candidates = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
        guard let binary = candidates.first(where: FileManager.default.isExecutableFile(atPath:)) else {
            throw BrowserFault.notInstalled
        }
        let browser = try Browser(binary: binary, options: options)
        _ = try await browser.pipe.send("Browser.getVersion", [:], session: nil)
        return browser
    }

    private init(binary: String, options: Options) throws {
        profile = FileManager.default.temporaryDirectory.appendingPathComponent(
            "huizhen-browser-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: profile, withIntermediateDirectories: true)
        var arguments = [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-default-apps", "--disable-extensions", "--metrics-recording-only",
            "--disable-features=Translate,OptimizationHints,MediaRouter,CalculateNativeWinOcclusion",
            "--disable-backgrounding-occluded-windows", "--disable-renderer-backgrounding",
            "--disable-background-timer-throttling",
            // Nothing but this machine can be reached.
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
            "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
            "--auto-select-desktop-capture-source=Entire screen",
            "--allow-loopback-in-peer-connection", "--autoplay-policy=no-user-gesture-required",
            "--ignore-certificate-errors", "--lang=zh-CN", "--accept-lang=zh-CN",
            "--window-size=\(options.window.width),\(options.window.height)",
            "--user-data-dir=\(profile.path)", "--remote-debugging-pipe",
        ]
        if let file = options.cameraFile { arguments.append("--use-file-for-fake-video-capture=\(file)") }
        if let file = options.microphoneFile { arguments.append("--use-file-for-fake-audio-capture=\(file)") }
        arguments += options.extraArguments + ["about:blank"]

        let toBrowser = Pipe()
        let fromBrowser = Pipe()
        process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        // Chromium reads commands from descriptor 3 and writes answers to descriptor 4.
        process.arguments =
            ["-c", "exec \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>\"$HUIZHEN_BROWSER_LOG\"", "sh"]
            + options.commandPrefix + [binary] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging([
            "HUIZHEN_BROWSER_LOG": profile.appendingPathComponent("stderr.log").path
        ]) { $1 }
        process.standardInput = toBrowser
        process.standardOutput = fromBrowser
        try process.run()
        pipe = DevToolsPipe(
            toBrowser: toBrowser.fileHandleForWriting, fromBrowser: fromBrowser.fileHandleForReading)
    }

    /// Opens a new page and turns on the domains the driver needs.
    /// - Parameter apart: with cookies and storage of its own, as if another person sat at another browser.
    package func newPage(apart: Bool = false) async throws -> Page {
        var wanted: [String: JSONValue] = ["url": "about:blank"]
        if apart {
            let context = try await pipe.send("Target.createBrowserContext", [:], session: nil)
            wanted["browserContextId"] = context["browserContextId"]
        }
        let target = try await pipe.send("Target.createTarget", .object(wanted), session: nil)
        let attached = try await pipe.send(
            "Target.attachToTarget", ["targetId": target["targetId"], "flatten": true], session: nil)
        guard let session = attached["sessionId"].string else { throw BrowserFault.gone }
        let page = Page(pipe: pipe, session: session)
        for domain in ["Page", "Runtime", "Network", "DOM", "Log"] {
            try await page.send("\(domain).enable", [:])
        }
        return page
    }

    /// Ends the process as a crash would.
    package func kill() { killProcess(process.processIdentifier) }

    package func close() async {
        _ = try? await pipe.send("Browser.close", [:], session: nil)
        for _ in 0..<50 where process.isRunning { try? await Task.sleep(for: .milliseconds(100)) }
        if process.isRunning { kill() }
        try? FileManager.default.removeItem(at: profile)
    }

    deinit {
        if process.isRunning { killProcess(process.processIdentifier) }
    }
}

private func killProcess(_ identifier: Int32) { _ = Foundation.kill(identifier, SIGKILL) }
