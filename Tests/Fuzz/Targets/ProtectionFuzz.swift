import MediaEngine
import MediaRelay

/// SRTP and SRTCP in front of every suite of both implementations: a forged packet is refused, whatever it says.
enum ProtectionFuzz {
    static func packet(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first else { return true }
        let profiles = ProtectionProfile.allCases
        let profile = profiles[Int(first) % profiles.count]
        let body = Array(bytes.dropFirst())
        let key = [UInt8](repeating: 1, count: profile.masterKeyBytes)
        let salt = [UInt8](repeating: 2, count: profile.masterSaltBytes)
        guard let master = MasterKey(key: key, salt: salt, for: profile),
            let protection = CipherProtection(profile: profile, sending: master, receiving: master)
        else { return false }
        return refuses(protection, body, isControl: first & 0x80 != 0) && protects(protection, body)
    }

    private static func refuses(_ protection: CipherProtection, _ body: [UInt8], isControl: Bool) -> Bool {
        var buffer = body + [UInt8](repeating: 0, count: 32)
        var span = buffer.mutableSpan
        let opened =
            isControl
            ? try? protection.unprotectRTCP(&span, length: body.count)
            : try? protection.unprotectRTP(&span, length: body.count)
        return opened == nil
    }

    private static func protects(_ protection: CipherProtection, _ body: [UInt8]) -> Bool {
        var buffer = body + [UInt8](repeating: 0, count: 32)
        var span = buffer.mutableSpan
        guard let length = try? protection.protectRTP(&span, length: body.count) else { return true }
        guard let plain = try? protection.unprotectRTP(&span, length: length) else { return false }
        return plain == body.count && Array(buffer.prefix(plain)) == body
    }
}
