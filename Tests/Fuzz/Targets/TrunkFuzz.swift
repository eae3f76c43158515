import CLinuxNet
import MediaEngine
import MediaRelay
import Wire

/// The trunk's set-up and its control messages, as a stranger or a broken node may send them.
enum TrunkFuzz {
    static func run(_ bytes: [UInt8]) -> Bool {
        _ = TrunkHello(bytes.span)
        var walker = RTCPWalker()
        while let part = walker.next(in: bytes.span) {
            guard let message = TrunkMessage(bytes.span, part) else { continue }
            guard isStable(message) else { return false }
        }
        return standsFast(bytes)
    }

    /// What was read is written and read again as the same.
    private static func isStable(_ message: TrunkMessage) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 1500)
        var span = buffer.mutableSpan
        guard let length = message.write(from: 9, into: &span) else { return true }
        let written = Array(buffer.prefix(length))
        var walker = RTCPWalker()
        guard let part = walker.next(in: written.span) else { return false }
        return TrunkMessage(written.span, part) == message
    }

    private static func standsFast(_ bytes: [UInt8]) -> Bool {
        let now = MonotonicInstant(nanoseconds: 1_000_000_000)
        guard let keys = TrunkKeys(secret: [UInt8](repeating: 3, count: 32)) else { return false }
        let transport = TrunkTransport(
            role: .core, keys: keys, rekeying: TrunkRekeying(), at: now,
            nonces: { [UInt8](repeating: 5, count: TrunkHello.nonceBytes) })
        var reader = ChunkReader(bytes)
        while let hello = reader.next() { transport.receiveHandshake(hello.span, at: now) }
        if case .established = transport.state { return false }
        return true
    }
}
