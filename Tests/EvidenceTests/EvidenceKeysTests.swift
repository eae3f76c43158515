import Evidence
import Foundation
import Testing

@Suite struct EvidenceKeysTests {
    @Test func `keys are made once, closed to others, and read back the same`() throws {
        let scratch = try Scratch()
        let directory = scratch.path + "/var/keys"
        let made = try EvidenceKeys.loadOrCreate(directory: directory)
        let read = try EvidenceKeys.loadOrCreate(directory: directory)
        #expect(made.publicKey == read.publicKey)
        #expect(made.recording.identifier == read.recording.identifier)
        for name in ["recording.key", "evidence-signing.pem"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: directory + "/" + name)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
        #expect(try readBytes(directory + "/recording.key").count == 32)
        #expect(try EvidencePublicKey.load(file: directory + "/evidence-signing.pub") == made.publicKey)
    }

    @Test func `openssl reads the signing key`() throws {
        let scratch = try Scratch()
        let keys = try EvidenceKeys.loadOrCreate(directory: scratch.path)
        let result = try run("openssl", ["pkey", "-in", scratch.path + "/evidence-signing.pem", "-pubout"])
        #expect(result.status == 0, "\(result.errors)")
        let file = scratch.path + "/openssl.pub"
        try writeBytes(result.output.utf8, to: file)
        #expect(try EvidencePublicKey.load(file: file) == keys.publicKey)
    }

    @Test func `a secret that others may read is refused`() throws {
        let scratch = try Scratch()
        _ = try EvidenceKeys.loadOrCreate(directory: scratch.path)
        let file = scratch.path + "/recording.key"
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
        #expect(throws: EvidenceError.keyExposed(file: file)) {
            _ = try EvidenceKeys.loadOrCreate(directory: scratch.path)
        }
    }

    @Test func `damaged key files are refused by name`() throws {
        let scratch = try Scratch()
        _ = try EvidenceKeys.loadOrCreate(directory: scratch.path)
        let signing = scratch.path + "/evidence-signing.pem"
        try writeBytes("not a key".utf8, to: signing)
        #expect(throws: EvidenceError.keyUnreadable(file: signing)) {
            _ = try EvidenceKeys.loadOrCreate(directory: scratch.path)
        }
        try writeBytes([1, 2, 3], to: scratch.path + "/recording.key")
        #expect(throws: EvidenceError.self) {
            _ = try RecordingKey.load(file: scratch.path + "/recording.key")
        }
    }
}
