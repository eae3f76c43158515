package import MediaEngine

/// A secure transport without cryptography: a three-message handshake, then a keyed checksum instead of a cipher.
/// What leaves unprotected, or under another leg's key, is told from what does not.
package final class TransparentTransport: SecureTransport {
    package static let tagBytes = 16
    private static let hello: UInt8 = 1
    private static let welcome: UInt8 = 2
    private static let finish: UInt8 = 3
    private static let patience: Duration = .milliseconds(100)

    private let key: UInt64
    private let isServer: Bool
    private var outgoing: [[UInt8]] = []
    private var started = false
    private var seen: Set<UInt64> = []
    private var retransmitAt: MonotonicInstant?
    package private(set) var state: SecureTransportState = .handshaking
    package private(set) var protectedCount = 0

    package init(key: UInt64, isServer: Bool) {
        self.key = key
        self.isServer = isServer
    }

    package var handshakeDeadline: MonotonicInstant? { state == .handshaking ? retransmitAt : nil }

    package func start(at now: MonotonicInstant) {
        guard !isServer, !started else { return }
        started = true
        say(Self.hello, at: now)
    }

    private func say(_ what: UInt8, at now: MonotonicInstant) {
        // 22 is the DTLS content type of a handshake message.
        outgoing.append([22, what])
        retransmitAt = now.advanced(by: Self.patience)
    }

    package func receiveHandshake(_ datagram: Span<UInt8>, at now: MonotonicInstant) {
        guard datagram.count == 2, datagram[0] == 22 else { return }
        switch (isServer, datagram[1]) {
        case (true, Self.hello):
            if state == .handshaking { say(Self.welcome, at: now) }
        case (false, Self.welcome):
            outgoing.append([22, Self.finish])
            state = .established(.aeadAES128GCM)
        case (true, Self.finish):
            state = .established(.aeadAES128GCM)
        default:
            break
        }
    }

    package func nextHandshakeDatagram(into buffer: inout MutableSpan<UInt8>) -> Int? {
        guard !outgoing.isEmpty else { return nil }
        let datagram = outgoing.removeFirst()
        for (index, byte) in datagram.enumerated() { buffer[index] = byte }
        return datagram.count
    }

    package func handleTimeout(at now: MonotonicInstant) {
        guard let retransmitAt, retransmitAt <= now, state == .handshaking else { return }
        say(isServer ? Self.welcome : Self.hello, at: now)
    }

    private func tag(_ packet: borrowing MutableSpan<UInt8>, length: Int, salt: UInt64) -> UInt64 {
        var hash = key ^ salt ^ 0xCBF2_9CE4_8422_2325
        for index in 0..<length { hash = (hash ^ UInt64(packet[index])) &* 0x100_0000_01B3 }
        return hash ^ hash >> 29
    }

    private func protect(
        _ packet: inout MutableSpan<UInt8>, length: Int, salt: UInt64
    ) throws(ProtectionFailure) -> Int {
        guard case .established = state else { throw .noKeys }
        guard length + Self.tagBytes <= packet.count else { throw .noRoom }
        // The count makes every protected packet differ, as SRTP's index does.
        protectedCount += 1
        let value = tag(packet, length: length, salt: salt ^ UInt64(protectedCount) << 8)
        for byte in 0..<8 {
            packet[length + byte] = UInt8(truncatingIfNeeded: value >> UInt64(8 * byte))
            packet[length + 8 + byte] = UInt8(truncatingIfNeeded: UInt64(protectedCount) >> UInt64(8 * byte))
        }
        return length + Self.tagBytes
    }

    private func unprotect(
        _ packet: inout MutableSpan<UInt8>, length: Int, salt: UInt64
    ) throws(ProtectionFailure) -> Int {
        guard case .established = state else { throw .noKeys }
        guard length > Self.tagBytes else { throw .tooShort }
        let plain = length - Self.tagBytes
        var value: UInt64 = 0
        var count: UInt64 = 0
        for byte in 0..<8 {
            value |= UInt64(packet[plain + byte]) << UInt64(8 * byte)
            count |= UInt64(packet[plain + 8 + byte]) << UInt64(8 * byte)
        }
        guard value == tag(packet, length: plain, salt: salt ^ count << 8) else { throw .authentication }
        guard seen.insert(value).inserted else { throw .replayed }
        return plain
    }

    // RTP and RTCP differ in salt, so that one cannot pass for the other.
    package func unprotectRTP(_ packet: inout MutableSpan<UInt8>, length: Int) throws(ProtectionFailure)
        -> Int
    {
        try unprotect(&packet, length: length, salt: 1)
    }
    package func unprotectRTCP(_ packet: inout MutableSpan<UInt8>, length: Int) throws(ProtectionFailure)
        -> Int
    {
        try unprotect(&packet, length: length, salt: 2)
    }
    package func protectRTP(
        _ packet: inout MutableSpan<UInt8>, length: Int, owingTag: Bool
    ) throws(ProtectionFailure) -> Int {
        try protect(&packet, length: length, salt: 1)
    }
    package func protectRTCP(_ packet: inout MutableSpan<UInt8>, length: Int) throws(ProtectionFailure) -> Int
    {
        try protect(&packet, length: length, salt: 2)
    }

    package func close() {}
}
