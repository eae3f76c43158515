import Foundation
import Storage
import TestRequirements
import Testing

@Suite struct BlobSealTests {
    private func store() throws -> (BlobStore, String) {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("huizhen-seal-\(UUID().uuidString)").path
        let keyring = try BlobKeyring.open(directory: folder + "/keys")
        return (try BlobStore(directory: folder + "/blobs", keyring: keyring), folder)
    }

    private static let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }

    @Test(.requirement("GX-30b"), arguments: [0, 1, 65_535, 65_536, 65_537, 131_072, 300_000])
    func `a stored file is unreadable on disk and comes back whole and in ranges`(_ size: Int) throws {
        let (store, folder) = try store()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let plain = Array(Self.bytes.prefix(size))
        let receipt = try store.store(plain, limit: 1 << 20, owner: "inst-1")
        #expect(receipt.keyName == "inst-1/1" && receipt.size == size)
        let raw = try Data(contentsOf: URL(fileURLWithPath: store.path(of: receipt.sha256, owner: "inst-1")))
        if size > 64 { #expect(raw.range(of: Data(plain.prefix(64))) == nil) }
        #expect(try store.read(receipt.sha256, owner: "inst-1") == plain)
        let reader = try store.open(receipt.sha256, owner: "inst-1")
        for (offset, length) in [(0, 10), (65_530, 20), (size - 1, 5), (size, 5), (100_000, 70_000)]
        where offset >= 0 && offset <= size {
            #expect(
                try reader.read(at: offset, length) == Array(plain.dropFirst(offset).prefix(length)),
                "\(offset), \(length)")
        }
    }

    @Test(.requirement("GX-30b"))
    func `a changed, cut or exchanged file is refused`() throws {
        let (store, folder) = try store()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let receipt = try store.store(Self.bytes, limit: 1 << 20, owner: "inst-1")
        let path = store.path(of: receipt.sha256, owner: "inst-1")
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        func broken(_ data: Data) -> Bool {
            try? data.write(to: URL(fileURLWithPath: path))
            return (try? store.read(receipt.sha256, owner: "inst-1")) == nil
        }
        var changed = whole
        changed[whole.count - 20] ^= 1
        #expect(broken(changed))
        var head = whole
        head[30] ^= 1
        #expect(broken(head))
        #expect(broken(whole.dropLast(1)))
        // Whole pieces cut off at the end.
        let piece = 65_536 + 16
        #expect(broken(whole.prefix(whole.count - (300_000 % 65_536 + 16))))
        #expect(broken(whole.prefix(whole.count - (300_000 % 65_536 + 16) - piece)))
        #expect(!broken(whole))
    }

    @Test(.requirement("GX-30b"))
    func `without keys nothing is written, and with another master nothing is read`() throws {
        let (store, folder) = try store()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let receipt = try store.store([1, 2, 3], limit: 10, owner: "inst-1")
        let bare = try BlobStore(directory: folder + "/blobs", keyring: nil)
        #expect(throws: StorageError.unencrypted) { try bare.store([1], limit: 10, owner: "inst-1") }
        #expect(throws: StorageError.self) { try bare.read(receipt.sha256, owner: "inst-1") }
        // The master key is gone while institutions' keys are there: none is made in its place.
        try FileManager.default.removeItem(atPath: folder + "/keys/storage.key")
        #expect(throws: StorageError.self) { try BlobKeyring.open(directory: folder + "/keys") }
        #expect(!FileManager.default.fileExists(atPath: folder + "/keys/storage.key"))
    }

    @Test(.requirement("GX-30b"))
    func `keys are rotated and what lay sealed stays readable, also after a restart`() throws {
        let (store, folder) = try store()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let old = try store.store(Self.bytes, limit: 1 << 20, owner: "inst-1")
        let keyring = try #require(store.keyring)
        #expect(try keyring.rotate("inst-1") == "inst-1/2")
        let new = try store.store([9, 9, 9], limit: 10, owner: "inst-1")
        #expect(new.keyName == "inst-1/2")
        let before = try Data(contentsOf: URL(fileURLWithPath: folder + "/keys/storage.key"))
        #expect(try keyring.rotateMaster() == 2)
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/keys/storage.key")) != before)
        let again = try BlobStore(
            directory: folder + "/blobs", keyring: BlobKeyring.open(directory: folder + "/keys"))
        #expect(try again.read(old.sha256, owner: "inst-1") == Self.bytes)
        #expect(try again.read(new.sha256, owner: "inst-1") == [9, 9, 9])
        #expect(try again.keyring?.names() == ["inst-1/1", "inst-1/2"])
    }

    @Test(.requirement("GX-30b"))
    func `institutions have keys of their own, and key files are closed to others`() throws {
        let (store, folder) = try store()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let one = try store.store([1], limit: 10, owner: "inst-1")
        let other = try store.store([1], limit: 10, owner: "医院二")
        #expect(one.keyName == "inst-1/1" && other.keyName == "医院二/1")
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder + "/keys")
            .filter { $0.hasSuffix(".key") }
        #expect(files.count == 3)
        for file in files {
            let mode = try FileManager.default.attributesOfItem(atPath: folder + "/keys/" + file)[
                .posixPermissions]
            #expect(mode as? Int == 0o600)
        }
    }

    @Test func `any bytes are read as an archive or refused, never a trap`() throws {
        var random = SystemRandomNumberGenerator()
        for length in 0..<400 {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            _ = try? ZipReader(bytes)
            _ = try? ZipReader(
                bytes + [0x50, 0x4B, 5, 6] + [UInt8](repeating: UInt8(length % 256), count: 18))
        }
    }
}
