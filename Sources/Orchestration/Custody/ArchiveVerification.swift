import ConsultationCore
package import Foundation
import Storage

/// Whether an archive package is what it says: every file of its manifest is there and has its digest, nothing else is,
/// and the shared manifest's digest is the one signed for (NHC-TM 三(五)).
package struct ArchiveVerification: Sendable, Codable, Equatable {
    package let number: String
    package let consultation: String
    package let manifestHash: String
    package let files: Int
    /// Empty when the package is whole.
    package let faults: [String]

    package var isWhole: Bool { faults.isEmpty }

    /// - Parameter journaled: the manifest's digest as the case's journal has it, where that is at hand.
    package init(of bytes: Data, journaled: String? = nil) throws {
        let zip = try ZipReader([UInt8](bytes))
        guard let entry = zip.entry("manifest.json") else { throw ZipReader.Fault.notAnArchive }
        let manifest = try JSONDecoder().decode(ArchiveManifest.self, from: Data(zip.content(entry)))
        var faults: [String] = []
        var seen: Set<String> = ["manifest.json", "package.json"]
        for file in manifest.files {
            seen.insert(file.name)
            guard let found = zip.entry(file.name), let content = try? zip.content(found) else {
                faults.append("missing or damaged: \(file.name)")
                continue
            }
            if Hexadecimal.sha256(of: content) != file.sha256 || Int64(content.count) != file.bytes {
                faults.append("changed: \(file.name)")
            }
        }
        for entry in zip.entries where !seen.contains(entry.name) { faults.append("added: \(entry.name)") }
        if let signed = zip.entry("signed/manifest.txt"), let content = try? zip.content(signed) {
            if Hexadecimal.sha256(of: content) != manifest.manifestHash {
                faults.append("manifest not the signed one")
            }
        } else {
            faults.append("missing or damaged: signed/manifest.txt")
        }
        if let journaled, journaled != manifest.manifestHash {
            faults.append("not the manifest of the journal")
        }
        number = manifest.number
        consultation = manifest.consultation
        manifestHash = manifest.manifestHash
        files = manifest.files.count
        self.faults = faults
    }
}
