import MediaEngine
import MediaRelay
import Testing

/// Tags computed for many packets at once: nothing about what is sent or accepted may differ from one by one.
@Suite struct `Packet protection in bursts` {
    static let slotBytes = 1600

    private static func packet(_ step: Int, _ generator: inout SeededGenerator) -> [UInt8] {
        PacketMaker.rtp(
            ssrc: 0x0101_0101 &* UInt32(1 + step % 5),
            sequence: UInt16(truncatingIfNeeded: 0xff00 + step),
            payload: generator.bytes(Int(generator.next() % 1_300)),
            extensionWords: step % 2 == 0 ? Int(generator.next() % 4) : nil)
    }

    @Test(arguments: ProtectionProfile.allCases)
    func `packets that owe their tag are, once settled, those that libsrtp writes`(
        profile: ProtectionProfile
    ) throws {
        var generator = SeededGenerator(seed: 21)
        var slab = [UInt8](repeating: 0, count: 200 * Self.slotBytes)
        for count in [1, 2, 3, 4, 5, 16, 17, 63, 128, 129, 200] {
            let (here, there) = try `Packet protection`.pair(profile, seed: UInt64(count))
            let reference = try `Packet protection`.make(.libsrtp, profile, here, there)
            var own: (any PacketProtection)? = try `Packet protection`.make(.quickest, profile, here, there)
            var expected: [[UInt8]] = []
            var lengths: [Int] = []
            for step in 0..<count {
                let packet = Self.packet(step, &generator)
                expected.append(try run(packet, reference.protectRTP).get())
                var whole = slab.mutableSpan
                var slot = whole._mutatingExtracting(
                    step * Self.slotBytes..<step * Self.slotBytes + Self.slotBytes)
                for (offset, byte) in packet.enumerated() { slot[offset] = byte }
                lengths.append(
                    try #require(own).protectRTP(&slot, length: packet.count, owingTag: true))
            }
            // Its leg may have gone before the batch leaves.
            own = nil
            SealingCipher.settle()
            for step in 0..<count {
                let start = step * Self.slotBytes
                try #require(
                    Array(slab[start..<start + lengths[step]]) == expected[step], "\(step) of \(count)")
            }
        }
    }

    /// What became of one packet: its plain bytes, or why not.
    private static func open(
        _ slab: inout [UInt8], _ place: Int, _ length: Int, _ receiver: any PacketProtection
    ) -> Result<[UInt8], ProtectionFailure> {
        let start = place * slotBytes
        do throws(ProtectionFailure) {
            var whole = slab.mutableSpan
            var slot = whole._mutatingExtracting(start..<start + length)
            let plain = try receiver.unprotectRTP(&slot, length: length)
            return .success(Array(slab[start..<start + plain]))
        } catch {
            return .failure(error)
        }
    }

    @Test(arguments: ProtectionProfile.allCases, 1...8 as ClosedRange<UInt64>)
    func `a burst that was foreseen is accepted and refused packet by packet like any other`(
        profile: ProtectionProfile, seed: UInt64
    ) throws {
        var generator = SeededGenerator(seed: seed)
        let (here, there) = try `Packet protection`.pair(profile, seed: seed)
        let sender = try `Packet protection`.make(.libsrtp, profile, here, there)
        let ahead = try `Packet protection`.make(.quickest, profile, there, here)
        let alone = try `Packet protection`.make(.libsrtp, profile, there, here)
        let strange = try `Packet protection`.make(.quickest, profile, here, there)
        var step = 0
        var (accepted, refused) = (0, 0)
        for _ in 0..<40 {
            var burst: [[UInt8]] = []
            for _ in 0..<1 + Int(generator.next() % 70) {
                switch generator.next() % 12 {
                case 0:  // again, or one that came a while ago
                    if let old = burst.randomElement(using: &generator) { burst.append(old) }
                case 1:  // spoilt anywhere
                    var bytes = try run(Self.packet(step, &generator), sender.protectRTP).get()
                    bytes[Int(generator.next() % UInt64(bytes.count))] ^= 1 << UInt8(generator.next() % 8)
                    burst.append(bytes)
                case 2:  // cut short
                    let bytes = try run(Self.packet(step, &generator), sender.protectRTP).get()
                    burst.append(Array(bytes.prefix(Int(generator.next() % UInt64(bytes.count)))))
                case 3:  // a leap: the roll-over count guessed ahead is another by the time it is opened
                    step += Int(generator.next() % 2_000)
                    burst.append(try run(Self.packet(step, &generator), sender.protectRTP).get())
                default:
                    burst.append(try run(Self.packet(step, &generator), sender.protectRTP).get())
                }
                step += 1
            }
            var slab = [UInt8](repeating: 0, count: burst.count * Self.slotBytes)
            for (place, bytes) in burst.enumerated() where !bytes.isEmpty {
                slab.replaceSubrange(
                    place * Self.slotBytes..<place * Self.slotBytes + bytes.count, with: bytes)
                // Somebody else's keys are tried on some first, as on a packet from an unknown address.
                let seer = generator.next() % 10 == 0 ? strange : ahead
                var whole = slab.mutableSpan
                var slot = whole._mutatingExtracting(
                    place * Self.slotBytes..<place * Self.slotBytes + bytes.count)
                if generator.next() % 10 != 0 { seer.foresee(&slot, length: bytes.count) }
            }
            SealingCipher.foretell()
            for (place, bytes) in burst.enumerated() where !bytes.isEmpty && generator.next() % 20 != 0 {
                let one = run(bytes, alone.unprotectRTP)
                let other = Self.open(&slab, place, bytes.count, ahead)
                switch (one, other) {
                case (.success(let expected), .success(let plain)):
                    try #require(plain == expected)
                    accepted += 1
                case (.failure, .failure): refused += 1
                default: Issue.record("libsrtp: \(one), ours: \(other)")
                }
            }
            SealingCipher.forget()
        }
        #expect(accepted > 500 && refused > 50, "\(accepted) \(refused)")
    }
}
