import Foundation
import Synchronization

/// The DevTools protocol over Chromium's debugging pipe: JSON messages, each ended by a NUL byte.
///
/// The pipe needs no port, no WebSocket and no discovery, and closes with the browser.
final class DevToolsPipe: Sendable {
    private struct State {
        var nextID = 1
        var waiting: [Int: CheckedContinuation<JSONValue, any Error>] = [:]
        var listeners: [@Sendable (JSONValue) -> Void] = []
        var closed = false
    }

    private let state = Mutex(State())
    private let toBrowser: FileHandle
    private let writing = Mutex(())

    init(toBrowser: FileHandle, fromBrowser: FileHandle) {
        self.toBrowser = toBrowser
        let thread = Thread { [self] in readAll(from: fromBrowser) }
        thread.name = "devtools-pipe"
        thread.start()
    }

    func listen(_ listener: @escaping @Sendable (JSONValue) -> Void) {
        state.withLock { $0.listeners.append(listener) }
    }

    /// Sends one command and returns its result; throws `BrowserFault.refused` with the protocol's own message.
    func send(_ method: String, _ parameters: JSONValue, session: String?) async throws -> JSONValue {
        let answer: JSONValue = try await withCheckedThrowingContinuation { continuation in
            let id: Int? = state.withLock { state in
                guard !state.closed else { return nil }
                let id = state.nextID
                state.nextID += 1
                state.waiting[id] = continuation
                return id
            }
            guard let id else { return continuation.resume(throwing: BrowserFault.gone) }
            var message: [String: JSONValue] = [
                "id": .number(Double(id)), "method": .string(method), "params": parameters,
            ]
            if let session { message["sessionId"] = .string(session) }
            do {
                var bytes = try JSONEncoder().encode(JSONValue.object(message))
                bytes.append(0)
                try writing.withLock { _ in try toBrowser.write(contentsOf: bytes) }
            } catch {
                state.withLock { _ = $0.waiting.removeValue(forKey: id) }
                continuation.resume(throwing: BrowserFault.gone)
            }
        }
        if let message = answer["error"]["message"].string { throw BrowserFault.refused(method, message) }
        return answer["result"]
    }

    private func readAll(from handle: FileHandle) {
        var pending = Data()
        while true {
            // `read(upToCount:)` would wait for the whole count; this returns what is there.
            let chunk = handle.availableData
            guard !chunk.isEmpty else { break }
            pending.append(chunk)
            while let end = pending.firstIndex(of: 0) {
                let message = pending[pending.startIndex..<end]
                if let value = try? JSONDecoder().decode(JSONValue.self, from: Data(message)) {
                    receive(value)
                }
                pending = Data(pending[pending.index(after: end)...])
            }
        }
        let abandoned = state.withLock { state in
            state.closed = true
            defer { state.waiting.removeAll() }
            return Array(state.waiting.values)
        }
        for continuation in abandoned { continuation.resume(throwing: BrowserFault.gone) }
    }

    private func receive(_ message: JSONValue) {
        if let id = message["id"].int {
            state.withLock { $0.waiting.removeValue(forKey: id) }?.resume(returning: message)
        } else {
            for listener in state.withLock({ $0.listeners }) { listener(message) }
        }
    }
}
