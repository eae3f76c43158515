import Crypto

/// One act that happened, as it is kept for ever (NHC-ID-24, SC-23b): who, for which institution, when, what,
/// under which policy version, and the link to the act before it.
package struct JournalEntry: Sendable, Equatable {
    /// Position in the whole journal, from 1 without holes.
    package let seq: Int64
    /// What the act is about, for example `consultation/<id>`.
    package let stream: String
    /// Position within the stream, from 1 without holes.
    package let version: Int64
    /// UTC milliseconds.
    package let at: Int64
    package let actor: String
    package let actorName: String
    package let institution: String
    package let policyVersion: String
    package let kind: String
    /// JSON text exactly as stored; the hash covers these bytes.
    package let payload: String
    /// Hash of the entry before, 64 zeros for the first.
    package let previousHash: String
    package let hash: String

    package static let firstPreviousHash = String(repeating: "0", count: 64)

    /// SHA-256 over the canonical bytes: the words `huizhen.journal.1`, then every field except the hash itself in
    /// the order of declaration, each as UTF-8 (numbers in decimal) preceded by its length as 32-bit big endian.
    package func computedHash() -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(payload.utf8.count + 512)
        for field in [
            "huizhen.journal.1", String(seq), stream, String(version), String(at), actor, actorName,
            institution,
            policyVersion, kind, payload, previousHash,
        ] {
            let length = UInt32(truncatingIfNeeded: field.utf8.count)
            for shift in [24, 16, 8, 0] as [UInt32] {
                bytes.append(UInt8(truncatingIfNeeded: length >> shift))
            }
            bytes.append(contentsOf: field.utf8)
        }
        return Hexadecimal.encode(Crypto.SHA256.hash(data: bytes))
    }
}

/// Who acts, as the journal records it.
package struct JournalActor: Sendable, Equatable {
    package let id: String
    package let name: String
    /// Empty for the system itself.
    package let institution: String

    package init(id: String, name: String, institution: String) {
        self.id = id
        self.name = name
        self.institution = institution
    }

    /// Deadlines and relay events act in this name.
    package static let system = JournalActor(id: "system", name: "系统", institution: "")
}
