import Crypto

/// How a stored file is sealed: a head with the name of the institution's key and the file's own key wrapped by it,
/// then pieces of 64 KiB, each AES-256-GCM (SP 800-38D) under its number. The last piece says that it is the last, so
/// an end that was cut off is noticed.
struct BlobSeal: Sendable {
    static let magic = Array("HZB1".utf8)
    static let pieceBytes = 64 * 1024
    static let tagBytes = 16
    private static let context = Array("huizhen blob key v1\0".utf8)
    private static let wrappedBytes = 12 + 32 + 16

    let keyName: String
    let head: [UInt8]
    private let key: SymmetricKey

    /// A new file of `owner`.
    init(for owner: String, _ keyring: BlobKeyring) throws {
        let named = try keyring.newest(of: owner)
        key = SymmetricKey(size: .bits256)
        keyName = named.name
        let name = Array(named.name.utf8)
        guard let length = UInt8(exactly: name.count) else {
            throw StorageError.keyUnreadable(file: named.name)
        }
        let plain = key.withUnsafeBytes { Array($0) }
        let wrapped = try AES.GCM.seal(plain, using: named.key, authenticating: Self.context + name)
        guard let combined = wrapped.combined else { throw StorageError.keyUnreadable(file: named.name) }
        head = Self.magic + [length] + name + Array(combined)
    }

    /// The file whose first bytes are `start`; nil when it is not sealed.
    init?(opening start: [UInt8], _ keyring: BlobKeyring?) throws {
        guard start.starts(with: Self.magic), start.count > Self.magic.count else { return nil }
        let nameEnd = Self.magic.count + 1 + Int(start[Self.magic.count])
        let headEnd = nameEnd + Self.wrappedBytes
        guard start.count >= headEnd else { throw StorageError.blobHashMismatch }
        keyName = String(decoding: start[(Self.magic.count + 1)..<nameEnd], as: UTF8.self)
        head = Array(start[..<headEnd])
        guard let keyring else { throw StorageError.keyUnreadable(file: keyName) }
        let context = Self.context + Array(keyName.utf8)
        guard let box = try? AES.GCM.SealedBox(combined: start[nameEnd..<headEnd]),
            let plain = try? AES.GCM.open(
                box, using: try keyring.key(named: keyName), authenticating: context)
        else { throw StorageError.keyUnreadable(file: keyName) }
        key = SymmetricKey(data: plain)
    }

    /// The longest head there can be.
    static var longestHead: Int { magic.count + 1 + 255 + wrappedBytes }

    func seal(_ piece: [UInt8], number: UInt64, isLast: Bool) throws -> [UInt8] {
        let sealed = try AES.GCM.seal(
            piece, using: key, nonce: try Self.nonce(number), authenticating: Self.associated(number, isLast))
        return Array(sealed.ciphertext) + Array(sealed.tag)
    }

    func open(_ piece: [UInt8], number: UInt64, isLast: Bool) throws -> [UInt8] {
        guard piece.count >= Self.tagBytes,
            let box = try? AES.GCM.SealedBox(
                nonce: try Self.nonce(number), ciphertext: piece.dropLast(Self.tagBytes),
                tag: piece.suffix(Self.tagBytes)),
            let plain = try? AES.GCM.open(box, using: key, authenticating: Self.associated(number, isLast))
        else { throw StorageError.blobHashMismatch }
        return Array(plain)
    }

    private static func nonce(_ number: UInt64) throws -> AES.GCM.Nonce {
        try AES.GCM.Nonce(data: [0, 0, 0, 0] + bigEndian(number))
    }

    private static func associated(_ number: UInt64, _ isLast: Bool) -> [UInt8] {
        Array("huizhen blob piece v1\0".utf8) + bigEndian(number) + [isLast ? 1 : 0]
    }

    private static func bigEndian(_ number: UInt64) -> [UInt8] {
        stride(from: UInt64(56), through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}
