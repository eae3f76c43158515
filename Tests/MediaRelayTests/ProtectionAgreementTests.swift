import MediaEngine
import MediaRelay
import Testing

/// The two implementations of SRTP, held together byte by byte, and against bad packets one by one.
@Suite struct `Packet protection` {
    enum Implementation: CaseIterable { case quickest, evp, libsrtp }
    /// Ours, on either library.
    static let ours: [Implementation] = [.quickest, .evp]

    static func pair(_ profile: ProtectionProfile, seed: UInt64) throws -> (MasterKey, MasterKey) {
        var generator = SeededGenerator(seed: seed)
        func draw() throws -> MasterKey {
            try #require(
                MasterKey(
                    key: generator.bytes(profile.masterKeyBytes),
                    salt: generator.bytes(profile.masterSaltBytes),
                    for: profile))
        }
        return (try draw(), try draw())
    }

    static func make(
        _ kind: Implementation, _ profile: ProtectionProfile, _ sending: MasterKey, _ receiving: MasterKey
    ) throws -> any PacketProtection {
        switch kind {
        case .quickest, .evp:
            try #require(
                CipherProtection(
                    profile: profile, sending: sending, receiving: receiving,
                    library: kind == .evp ? .openSSL : .quickest))
        case .libsrtp:
            try #require(LibSRTPProtection(profile: profile, sending: sending, receiving: receiving))
        }
    }

    @Test(arguments: ProtectionProfile.allCases, ours)
    func `ours and libsrtp write the same bytes and read each other over two roll-overs`(
        profile: ProtectionProfile, kind: Implementation
    ) throws {
        let (here, there) = try Self.pair(profile, seed: 7)
        let own = try Self.make(kind, profile, here, there)
        let reference = try Self.make(.libsrtp, profile, here, there)
        let ownPeer = try Self.make(kind, profile, there, here)
        let referencePeer = try Self.make(.libsrtp, profile, there, here)
        var generator = SeededGenerator(seed: 11)
        for step in 0..<2_200 {
            // Steps of 64 pass the 16-bit border twice in 2,200 packets; jitter keeps the borders uneven.
            let sequence = UInt16(truncatingIfNeeded: 0x7f00 + step * 64 + Int(generator.next() % 16))
            let packet = PacketMaker.rtp(
                ssrc: 0x1111_1111 &* UInt32(1 + step % 3), sequence: sequence,
                payload: generator.bytes(Int(generator.next() % 1_200)), sources: Int(generator.next() % 4),
                extensionWords: step % 2 == 0 ? Int(generator.next() % 5) : nil)
            let ours = run(packet, own.protectRTP)
            let theirs = run(packet, reference.protectRTP)
            try #require(ours == theirs, "step \(step)")
            let sealed = try ours.get()
            try #require(run(sealed, ownPeer.unprotectRTP) == .success(packet), "step \(step)")
            try #require(run(sealed, referencePeer.unprotectRTP) == .success(packet), "step \(step)")
        }
    }

    @Test(arguments: ProtectionProfile.allCases, ours)
    func `ours and libsrtp write the same control packets and read each other`(
        profile: ProtectionProfile, kind: Implementation
    ) throws {
        let (here, there) = try Self.pair(profile, seed: 8)
        let own = try Self.make(kind, profile, here, there)
        let reference = try Self.make(.libsrtp, profile, here, there)
        let ownPeer = try Self.make(kind, profile, there, here)
        let referencePeer = try Self.make(.libsrtp, profile, there, here)
        var generator = SeededGenerator(seed: 12)
        for step in 0..<400 {
            let packet = PacketMaker.rtcp(
                ssrc: UInt32(1 + step % 3), extra: generator.bytes(4 * Int(generator.next() % 60)))
            let ours = run(packet, own.protectRTCP)
            try #require(ours == run(packet, reference.protectRTCP), "step \(step)")
            let sealed = try ours.get()
            try #require(run(sealed, ownPeer.unprotectRTCP) == .success(packet), "step \(step)")
            try #require(run(sealed, referencePeer.unprotectRTCP) == .success(packet), "step \(step)")
        }
    }

    @Test(arguments: ProtectionProfile.allCases, Implementation.allCases)
    func `a replayed packet is refused, and one that comes late is not`(
        profile: ProtectionProfile, kind: Implementation
    ) throws {
        let (here, there) = try Self.pair(profile, seed: 9)
        let sender = try Self.make(.evp, profile, here, there)
        let receiver = try Self.make(kind, profile, there, here)
        var sealed: [[UInt8]] = []
        for step in 0..<2_000 {
            let packet = PacketMaker.rtp(
                ssrc: 5, sequence: UInt16(truncatingIfNeeded: 65_000 + step), payload: [1, 2])
            sealed.append(try run(packet, sender.protectRTP).get())
        }
        // Every other packet first, across the roll-over; then the ones left out, newest kilo only.
        for step in stride(from: 0, to: 2_000, by: 2) {
            try #require((try? run(sealed[step], receiver.unprotectRTP).get()) != nil, "step \(step)")
        }
        #expect(run(sealed[1_998], receiver.unprotectRTP) == .failure(.replayed))
        #expect((try? run(sealed[1_997], receiver.unprotectRTP).get()) != nil)
        #expect(run(sealed[1_997], receiver.unprotectRTP) == .failure(.replayed))
        #expect((try? run(sealed[1_001], receiver.unprotectRTP).get()) != nil)
        #expect(run(sealed[901], receiver.unprotectRTP) == .failure(.replayed), "older than the window")
    }

    @Test(arguments: ProtectionProfile.allCases, Implementation.allCases)
    func `every flipped bit and every cut is refused, and the packet itself still passes afterwards`(
        profile: ProtectionProfile, kind: Implementation
    ) throws {
        let (here, there) = try Self.pair(profile, seed: 10)
        let sender = try Self.make(.evp, profile, here, there)
        let receiver = try Self.make(kind, profile, there, here)
        let packet = PacketMaker.rtp(ssrc: 6, sequence: 100, payload: [UInt8](0..<40), extensionWords: 1)
        let control = PacketMaker.rtcp(ssrc: 6, extra: [UInt8](0..<16))
        let sealed = try run(packet, sender.protectRTP).get()
        let sealedControl = try run(control, sender.protectRTCP).get()
        for bit in 0..<(sealed.count * 8) {
            var bad = sealed
            bad[bit / 8] ^= 1 << UInt8(bit % 8)
            guard case .failure = run(bad, receiver.unprotectRTP) else {
                Issue.record("bit \(bit) passed")
                continue
            }
        }
        for bit in 0..<(sealedControl.count * 8) {
            var bad = sealedControl
            bad[bit / 8] ^= 1 << UInt8(bit % 8)
            guard case .failure = run(bad, receiver.unprotectRTCP) else {
                Issue.record("control bit \(bit) passed")
                continue
            }
        }
        for length in 0..<sealed.count {
            guard case .failure = run(Array(sealed.prefix(length)), receiver.unprotectRTP) else {
                Issue.record("\(length) bytes passed")
                continue
            }
        }
        for length in 0..<sealedControl.count {
            guard case .failure = run(Array(sealedControl.prefix(length)), receiver.unprotectRTCP) else {
                Issue.record("\(length) control bytes passed")
                continue
            }
        }
        #expect(run(sealed, receiver.unprotectRTP) == .success(packet))
        #expect(run(sealedControl, receiver.unprotectRTCP) == .success(control))
        #expect(run(Array(sealed.prefix(11)), receiver.unprotectRTP) == .failure(.tooShort))
        var tampered = sealed
        tampered[3] ^= 1
        #expect(run(tampered, receiver.unprotectRTP) == .failure(.authentication))
    }

    @Test(arguments: ProtectionProfile.allCases, Implementation.allCases)
    func `no packet index is sealed twice`(profile: ProtectionProfile, kind: Implementation) throws {
        let (here, there) = try Self.pair(profile, seed: 13)
        let sender = try Self.make(kind, profile, here, there)
        let packet = PacketMaker.rtp(ssrc: 9, sequence: 4, payload: [1])
        #expect((try? run(packet, sender.protectRTP).get()) != nil)
        #expect(run(packet, sender.protectRTP) == .failure(.replayed))
    }

    @Test(arguments: ProtectionProfile.allCases)
    func `more sources than the table holds are refused`(profile: ProtectionProfile) throws {
        let (here, there) = try Self.pair(profile, seed: 14)
        let sender = try Self.make(.evp, profile, here, there)
        for ssrc in 0..<PacketProtectionLimit.streams {
            let packet = PacketMaker.rtp(ssrc: UInt32(ssrc), sequence: 1, payload: [])
            try #require((try? run(packet, sender.protectRTP).get()) != nil)
        }
        let packet = PacketMaker.rtp(ssrc: .max, sequence: 1, payload: [])
        #expect(run(packet, sender.protectRTP) == .failure(.noRoom))
    }

    @Test(arguments: Implementation.allCases)
    func `random bytes never trap`(kind: Implementation) throws {
        let (here, there) = try Self.pair(.aeadAES128GCM, seed: 15)
        let receiver = try Self.make(kind, .aeadAES128GCM, here, there)
        var generator = SeededGenerator(seed: 16)
        for _ in 0..<20_000 {
            var bytes = generator.bytes(Int(generator.next() % 80))
            if !bytes.isEmpty { bytes[0] = bytes[0] & 0x3f | 0x80 }
            _ = run(bytes, receiver.unprotectRTP)
            _ = run(bytes, receiver.unprotectRTCP)
        }
    }
}
