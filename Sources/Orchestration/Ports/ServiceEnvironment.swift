package import ConsultationCore
import Foundation

/// Time, identity and chance as the service sees them: read here and nowhere else.
package struct ServiceEnvironment: Sendable {
    /// The synchronised wall clock, in UTC milliseconds.
    package var now: @Sendable () -> WallTime
    /// A fresh UUIDv7 (RFC 9562 §5.7), lower case.
    package var newID: @Sendable () -> String
    /// Unpredictable bytes, for tokens and salts.
    package var randomBytes: @Sendable (Int) -> [UInt8]

    package init(
        now: @escaping @Sendable () -> WallTime, newID: @escaping @Sendable () -> String,
        randomBytes: @escaping @Sendable (Int) -> [UInt8]
    ) {
        self.now = now
        self.newID = newID
        self.randomBytes = randomBytes
    }

    package static let live = ServiceEnvironment(
        now: { systemTime() },
        newID: { uuid7(at: systemTime(), random: systemRandom(10)) },
        randomBytes: { systemRandom($0) })

    private static func systemTime() -> WallTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return WallTime(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    private static func systemRandom(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    /// 48 bits of milliseconds, version 7, variant 2, the rest from `random` (10 bytes).
    package static func uuid7(at time: WallTime, random: [UInt8]) -> String {
        precondition(random.count == 10, "a UUIDv7 takes ten random bytes")
        var bytes: [UInt8] = [40, 32, 24, 16, 8, 0].map { UInt8(truncatingIfNeeded: time.milliseconds >> $0) }
        bytes += random
        bytes[6] = bytes[6] & 0x0F | 0x70
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array("0123456789abcdef")
        var text = ""
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text.append("-") }
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return text
    }
}
