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

    /// Sends one command and returns its result; throws `BrowserFault.refused` with the protocol's own message. A page
    /// that hangs does not answer: cancelling the task ends the wait.
    func send(_ method: String, _ parameters: JSONValue, session: String?) async throws -> JSONValue {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        var message: [String: JSONValue] = [
            "id": .number(Double(id)), "method": .string(method), "params": parameters,
        ]
        if let session { message["sessionId"] = .string(session) }
        var bytes = try JSONEncoder().encode(JSONValue.object(message))
        bytes.append(0)
        let answer: JSONValue = try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { enlist(id, $0, after: bytes) }
        } onCancel: {
            abandon(id, CancellationError())
        }
        if let message = answer["error"]["message"].string { throw BrowserFault.refused(method, message) }
        return answer["result"]
    }

    private func enlist(
        _ id: Int, _ continuation: CheckedContinuation<JSONValue, any Error>, after bytes: Data
    ) {
        let isOpen = state.withLock { state in
            if !state.closed { state.waiting[id] = continuation }
            return !state.closed
        }
        guard isOpen else { return continuation.resume(throwing: BrowserFault.gone) }
        // Cancelled before the continuation was there to be found.
        guard !Task.isCancelled else { return abandon(id, CancellationError()) }
        do {
            try writing.withLock { _ in try toBrowser.write(contentsOf: bytes) }
        } catch {
            abandon(id, BrowserFault.gone)
        }
    }

    private func abandon(_ id: Int, _ fault: any Error) {
        state.withLock { $0.waiting.removeValue(forKey: id) }?.resume(throwing: fault)
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
