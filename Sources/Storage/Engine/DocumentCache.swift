import Synchronization

/// Values already decoded from stored JSON, found by the very text: a document that changed has another text, so
/// nothing here can be out of date. Decoding is what a command would spend most of its time on.
final class DocumentCache: Sendable {
    /// Documents kept; when full the cache begins anew.
    static let limit = 1024
    /// Longer documents, in UTF-8 bytes, are not kept.
    static let documentLimit = 64 * 1024

    /// Compared and hashed by bytes: the text's own equality normalises Unicode, which costs more than decoding.
    private struct Key: Hashable {
        let type: ObjectIdentifier
        let bytes: [UInt8]

        init(_ type: Any.Type, _ text: String) {
            self.type = ObjectIdentifier(type)
            bytes = Array(text.utf8)
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(type)
            bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
        }
    }

    /// The same for cases in lists, by version.
    let states = StateCache()

    private let known = Mutex<[Key: any Sendable]>([:])

    func value<Value: Decodable & Sendable>(_ type: Value.Type, from text: String) throws -> Value {
        let key = Key(type, text)
        if let found = known.withLock({ $0[key] }) as? Value { return found }
        let value = try StoredJSON.decode(type, from: text)
        keep(value, as: text)
        return value
    }

    func keep<Value: Sendable>(_ value: Value, as text: String) {
        guard text.utf8.count <= Self.documentLimit else { return }
        known.withLock { known in
            if known.count >= Self.limit { known = [:] }
            known[Key(Value.self, text)] = value
        }
    }
}
