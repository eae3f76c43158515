/// One word of a trunk's set-up (Protocols/trunk-format.md). The authentication code over the first 88 bytes is the
/// shell's work; here are only the places.
///
///      0 first byte 0x0C · 1 version · 2 flags · 3 zero · 4 trunk 8 · 12 epoch 4 · 16 counter 8
///     24 nonce 32 · 56 echo 32 · 88 code 32
package struct TrunkHello: Hashable, Sendable {
    package static let firstByte: UInt8 = 0x0C
    package static let version: UInt8 = 1
    package static let bytes = 120
    package static let codeOffset = 88
    package static let nonceBytes = 32

    package struct Flags: OptionSet, Hashable, Sendable {
        package var rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }
        /// The sender is the branch; without it, the core.
        package static let branch = Flags(rawValue: 1)
        /// The sender has the keys of this epoch: it may be sent to.
        package static let ready = Flags(rawValue: 2)
        /// The sender knows that the other end is ready: nothing more is needed.
        package static let done = Flags(rawValue: 4)
        static let known: UInt8 = 7
    }

    package var flags: Flags
    package var trunk: UInt64
    package var epoch: UInt32
    /// Rises with every hello its sender makes: tells a new one from a repeated one.
    package var counter: UInt64
    package var nonce: [UInt8]
    /// The other end's nonce as last heard; zeros before.
    package var echo: [UInt8]

    package init(
        flags: Flags, trunk: UInt64, epoch: UInt32, counter: UInt64, nonce: [UInt8], echo: [UInt8]
    ) {
        self.flags = flags
        self.trunk = trunk
        self.epoch = epoch
        self.counter = counter
        self.nonce = nonce
        self.echo = echo
    }

    /// nil for anything but one whole hello of this version.
    package init?(_ datagram: Span<UInt8>) {
        guard datagram.count == Self.bytes, datagram[0] == Self.firstByte, datagram[1] == Self.version,
            datagram[2] & ~Flags.known == 0, datagram[3] == 0
        else { return nil }
        flags = Flags(rawValue: datagram[2])
        trunk = datagram.u64(4)
        epoch = datagram.u32(12)
        counter = datagram.u64(16)
        nonce = datagram.array(24..<56)
        echo = datagram.array(56..<88)
    }

    /// The trunk a datagram speaks of, without reading the rest.
    package static func trunk(of datagram: Span<UInt8>) -> UInt64? {
        datagram.count == bytes ? datagram.u64(4) : nil
    }

    /// The 88 bytes the code is made over.
    package var authenticated: [UInt8] {
        var result = [UInt8](repeating: 0, count: Self.codeOffset)
        var span = result.mutableSpan
        span[0] = Self.firstByte
        span[1] = Self.version
        span[2] = flags.rawValue
        span.store(trunk, at: 4)
        span.store(epoch, at: 12)
        span.store(counter, at: 16)
        for index in 0..<Self.nonceBytes {
            span[24 &+ index] = index < nonce.count ? nonce[index] : 0
            span[56 &+ index] = index < echo.count ? echo[index] : 0
        }
        return result
    }
}
