package import ConsultationCore
import Storage

extension Orchestrator {
    /// Makes and stores every institution's package, then archives the case. Harmless when repeated: a case that is
    /// archived already keeps its packages, one that changed meanwhile gets new ones (NHC-TM-3.5a, SC-23c).
    package func storeArchivePackages(of id: ConsultationID) async throws {
        let content = try await database.read { transaction -> ArchiveContent? in
            guard let consultation = try transaction.system.consultation(id),
                consultation.state == .decided || consultation.state == .terminated
            else { return nil }
            return try ArchiveContent(of: consultation, in: transaction)
        }
        if let content {
            for party in content.parties {
                let receipt = try pack(content, for: party)
                guard let digest = Digest(hexadecimal: receipt.sha256) else {
                    throw CommandFault.fileHashMismatch
                }
                try await keepAsSystem(
                    .storePackage(
                        ArchivePackage(
                            institution: party, sha256: digest, size: Int64(receipt.size),
                            manifestHash: content.consultation.manifestContent.digest,
                            storedAt: environment.now())),
                    of: id)
                try await noteKeyUse(.seal, receipt.keyName, object: receipt.sha256, by: .system)
            }
            try await performAsSystem(.archive, on: id)
        }
        try await keepAsSystem(.follow, of: id)
    }

    /// The package as a ZIP file, sealed under the institution's own key.
    private func pack(_ content: ArchiveContent, for party: InstitutionID) throws -> BlobReceipt {
        var writer = try beginUpload(limit: Self.packageBytes, of: party)
        var zip = ZipWriter()
        let side: PartySide = party == content.consultation.inviting ? .inviting : .invited
        let own = ArchiveOwner(
            number: content.consultation.number.text, institution: party.text, side: side.rawValue)
        try zip.add("package.json", try ArchiveManifest.encode(own), to: &writer)
        try zip.add("manifest.json", try ArchiveManifest.encode(content.manifest), to: &writer)
        for file in content.files {
            if let bytes = file.bytes {
                try zip.add(file.name, bytes, to: &writer)
            } else {
                let stored = try database.blobs.open(file.sha256, owner: file.owner.text)
                try zip.add(file.name, stored, to: &writer)
            }
        }
        try zip.finish(to: &writer)
        return try writer.finish(expecting: nil)
    }

    /// What the plain ZIP format can hold.
    private static var packageBytes: Int { Int(UInt32.max) }
}

/// `package.json`: whose original this is.
private struct ArchiveOwner: Encodable {
    var format = "huizhen-archive/1"
    let number: String
    let institution: String
    let side: String
}
