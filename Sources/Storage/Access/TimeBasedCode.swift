package import ConsultationCore
import Crypto

/// One-time codes by the clock (RFC 6238 over RFC 4226), as every authenticator app makes them: HMAC-SHA-1,
/// 30 seconds, six digits.
package enum TimeBasedCode {
    /// Seconds a code lasts (RFC 6238 §4.1, X).
    package static let period: Int64 = 30
    package static let digits = 6
    /// Bytes; RFC 4226 §4 R6 recommends 160 bits.
    package static let secretLength = 20
    /// Steps before and after the present one that are taken too, for clocks that differ (RFC 6238 §5.2).
    package static let drift: Int64 = 1

    package static func step(at now: WallTime) -> Int64 { now.milliseconds / (period * 1000) }

    package static func code(_ secret: [UInt8], step: Int64, digits: Int = digits) -> String {
        let counter = (0..<8).map { UInt8(truncatingIfNeeded: step >> Int64(56 - 8 * $0)) }
        let mac = Array(
            HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: secret)))
        // Dynamic truncation (RFC 4226 §5.3).
        let offset = Int((mac.last ?? 0) & 0x0F)
        let word = mac[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let modulus = (0..<digits).reduce(UInt32(1)) { value, _ in value &* 10 }
        let text = String(word % modulus)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    /// The time step whose code this is: near `now`, and later than `last`, the newest one already taken. All
    /// candidates are computed, so that the time taken tells nothing.
    package static func match(
        _ code: String, _ secret: [UInt8], at now: WallTime, after last: Int64
    ) -> Int64? {
        let present = step(at: now)
        var found: Int64?
        for candidate in present - drift...present + drift {
            let isRight = constantTimeEqual(self.code(secret, step: candidate), code)
            if isRight, candidate > last { found = candidate }
        }
        return found
    }

    private static func constantTimeEqual(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
