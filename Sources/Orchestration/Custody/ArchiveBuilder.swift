import ConsultationCore
import Foundation
import Storage

/// What goes into an archive package: the whole record of a case (NHC-TM 三(五)), small documents in memory and files of
/// material by name. The same content for every institution; only `package.json` says whose it is.
struct ArchiveContent: Sendable {
    struct File: Sendable {
        let name: String
        /// Nil for a stored file, which is read when it is written.
        let bytes: [UInt8]?
        let sha256: String
        let size: Int64
        let owner: InstitutionID
    }

    let consultation: Consultation
    let parties: [InstitutionID]
    var files: [File] = []

    /// The manifest all packages share, byte for byte.
    var manifest: ArchiveManifest {
        ArchiveManifest(
            number: consultation.number.text, consultation: consultation.id.text,
            manifestHash: consultation.manifestContent.digest.hexadecimal,
            institutions: parties.map(\.text),
            files: files.map { .init(name: $0.name, sha256: $0.sha256, bytes: $0.size) })
    }

    private mutating func add(_ name: String, _ bytes: [UInt8]) {
        files.append(
            File(
                name: name, bytes: bytes, sha256: Hexadecimal.sha256(of: bytes),
                size: Int64(bytes.count), owner: consultation.inviting))
    }

    private mutating func add(_ name: String, document: some Encodable) throws {
        add(name, Array(try ArchiveManifest.encode(document)))
    }

    private mutating func add(signed name: String, _ content: CanonicalContent) {
        add("signed/\(name).txt", Array(content.text.utf8))
    }

    init(of consultation: Consultation, in reading: ReadTransaction) throws {
        self.consultation = consultation
        parties = consultation.archiveParties
        try addRecord(reading)
        addSigned()
        try addLogs(reading)
        for (index, item) in consultation.attachments.enumerated() {
            files.append(
                File(
                    name: "material/\(index + 1)-\(Self.safe(item.name.value))", bytes: nil,
                    sha256: item.sha256.hexadecimal, size: item.size, owner: consultation.inviting))
        }
    }

    private mutating func addRecord(_ reading: ReadTransaction) throws {
        let case_ = consultation
        try add("record/case.json", document: case_)
        try add("record/encounters.json", document: case_.recordEntries)
        try add("record/invitation.json", document: case_.invitations)
        try add("record/request.json", document: case_.request)
        try add("record/session.json", document: case_.session)
        if let consent = case_.consent { try add("record/consent.json", document: consent) }
        if let note = case_.note { try add("record/note.json", document: note) }
        if let report = case_.report { try add("record/report.json", document: report) }
        if let opinions = case_.opinions { try add("record/opinions.json", document: opinions) }
        if let decision = case_.decision { try add("record/decision.json", document: decision) }
        if let recording = case_.recording { try add("record/recording.json", document: recording) }
        if let patient = try reading.system.patient(case_.patient) {
            try add("record/patient.json", document: patient)
        }
        var institutions: [Institution] = []
        for party in parties { if let found = try reading.institution(party) { institutions.append(found) } }
        try add("record/institutions.json", document: institutions)
        let messages = try reading.scope(case_.inviting).messages(of: case_.id, limit: 100_000) ?? []
        try add(
            "record/messages.json",
            document: messages.map {
                ["at": String($0.at.milliseconds), "from": $0.senderName, "text": $0.text.value]
            })
    }

    private mutating func addSigned() {
        if let consent = consultation.consent, let signer = consent.signer {
            add(signed: "consent", consultation.consentContent(consent, signedBy: signer))
        }
        for (index, opinion) in (consultation.opinions ?? []).enumerated() where opinion.givenAt != nil {
            add(signed: "opinion-\(index + 1)", consultation.opinionContent(opinion))
        }
        if let report = consultation.report {
            add(signed: "report", consultation.reportContent(report))
            for (index, addendum) in report.addenda.enumerated() {
                add(signed: "addendum-\(index + 1)", consultation.addendumContent(addendum.text, to: report))
            }
        }
        if let decision = consultation.decision {
            add(signed: "decision", consultation.decisionContent(decision.outcome, plan: decision.plan))
        }
        add(signed: "manifest", consultation.manifestContent)
    }

    /// Who did what, and who read it, with the links of the journal (SC 23(2): kept together with the record).
    private mutating func addLogs(_ reading: ReadTransaction) throws {
        for (name, stream) in [
            ("journal", JournalStream.consultation(consultation.id)),
            ("access", JournalStream.access(consultation.id)),
        ] {
            var lines: [UInt8] = []
            var after: Int64 = 0
            while true {
                let entries = try reading.entries(of: stream, after: after, limit: 1000)
                guard let last = entries.last else { break }
                after = last.version
                for entry in entries {
                    lines += try ArchiveManifest.encode(ArchivedEntry(entry), pretty: false)
                }
            }
            add("log/\(name).jsonl", lines)
        }
    }

    /// A name that no file system takes for a path.
    private static func safe(_ name: String) -> String {
        let kept = name.unicodeScalars.map { scalar -> Character in
            scalar.value < 0x20 || "/\\:*?\"<>|".unicodeScalars.contains(scalar) ? "_" : Character(scalar)
        }
        let text = String(kept.prefix(120))
        return text.hasPrefix(".") ? "_" + text : text
    }
}

/// One line of a log in a package.
private struct ArchivedEntry: Encodable {
    let seq: Int64
    let version: Int64
    let at: Int64
    let actor: String
    let actorName: String
    let institution: String
    let policyVersion: String
    let kind: String
    let payload: String
    let previousHash: String
    let hash: String

    init(_ entry: JournalEntry) {
        (seq, version, at, actor) = (entry.seq, entry.version, entry.at, entry.actor)
        (actorName, institution, policyVersion) = (entry.actorName, entry.institution, entry.policyVersion)
        (kind, payload, previousHash, hash) = (entry.kind, entry.payload, entry.previousHash, entry.hash)
    }
}

/// `manifest.json` of a package.
package struct ArchiveManifest: Codable, Sendable, Equatable {
    package struct File: Codable, Sendable, Equatable {
        package var name: String
        /// Lower-case hexadecimal.
        package var sha256: String
        package var bytes: Int64
    }

    package var format = "huizhen-archive/1"
    package var number: String
    package var consultation: String
    /// Of the canonical content in `signed/manifest.txt`; the case's journal keeps it (`archived`).
    package var manifestHash: String
    package var institutions: [String]
    package var files: [File]

    static func encode(_ document: some Encodable, pretty: Bool = true) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting =
            pretty
            ? [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted] : [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(document)) + [UInt8(ascii: "\n")]
    }
}
