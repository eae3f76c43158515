import Logging
import Synchronization

/// Keeps everything that is logged, with all metadata.
struct LogKeeper: LogHandler {
    struct Line: Sendable {
        let level: Logger.Level
        let message: String
        let metadata: [String: String]
        var text: String { "\(level) \(message) \(metadata)" }
    }

    final class Store: Sendable {
        let lines = Mutex<[Line]>([])
    }

    let store = Store()
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    var lines: [Line] { store.lines.withLock { $0 } }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var fields: [String: String] = [:]
        for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }) {
            fields[key] = "\(value)"
        }
        if let error = event.error { fields["error"] = "\(error)" }
        let line = Line(level: event.level, message: "\(event.message)", metadata: fields)
        store.lines.withLock { $0.append(line) }
    }
}
