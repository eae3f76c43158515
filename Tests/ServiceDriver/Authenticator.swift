import Crypto
import Foundation
import Synchronization

/// What an authenticator app does with a key: six digits every 30 seconds (RFC 6238). The service takes none of them
/// twice, so this gives none twice: when all that may be taken now are used up, it waits for the next.
package enum Authenticator {
    private static let period = 30.0
    private static let taken = Mutex<[String: Int64]>([:])

    package static func code(for key: String) async throws -> String {
        while true {
            let now = Int64(Date().timeIntervalSince1970 / period)
            let step = taken.withLock { taken -> Int64? in
                let next = max((taken[key] ?? 0) + 1, now)
                // The service takes the code of one step ahead, for clocks that differ.
                guard next <= now + 1 else { return nil }
                taken[key] = next
                return next
            }
            if let step { return try code(bytes(ofKey: key), step: step) }
            try await Task.sleep(for: .milliseconds(500))
        }
    }

    private static func code(_ secret: [UInt8], step: Int64) throws -> String {
        var counter = UInt64(step).bigEndian
        let bytes = withUnsafeBytes(of: &counter) { Array($0) }
        let mac = Array(
            HMAC<Insecure.SHA1>.authenticationCode(for: bytes, using: SymmetricKey(data: secret)))
        let offset = Int(mac[19] & 15)
        let number = mac[offset...offset + 3].reduce(0) { $0 << 8 | Int($1) } & 0x7FFF_FFFF
        return String(format: "%06d", number % 1_000_000)
    }

    private static func bytes(ofKey key: String) throws -> [UInt8] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        let digits = try key.filter { $0 != " " }.map { character in
            guard let digit = alphabet.firstIndex(of: character) else {
                throw ServiceFault.unexpected("not a key of an authenticator")
            }
            return digit
        }
        let bits = digits.flatMap { digit in (0..<5).map { digit >> (4 - $0) & 1 } }
        return stride(from: 0, to: bits.count / 8 * 8, by: 8).map { place in
            bits[place..<place + 8].reduce(UInt8(0)) { $0 << 1 | UInt8($1) }
        }
    }
}
