import MediaEngine
import MediaRelay
import Testing

/// Calls that are older than 65,536 packets, and than 2³²: the roll-over count is in no packet, and both ends must
/// guess it alike. libsrtp2 is the reference.
@Suite struct `Roll-over` {
    static let ssrc: UInt32 = 0x5eed_0001

    /// Our two ends in roll-over `count`, and libsrtp's brought there.
    private struct Ends {
        var ours: CipherProtection
        var theirs: LibSRTPProtection
        var ourPeer: CipherProtection
        var theirPeer: LibSRTPProtection

        init(_ profile: ProtectionProfile, at count: UInt32) throws {
            let (here, there) = try `Packet protection`.pair(profile, seed: 17)
            ours = try #require(
                CipherProtection(profile: profile, sending: here, receiving: there, firstRollOver: count))
            ourPeer = try #require(
                CipherProtection(profile: profile, sending: there, receiving: here, firstRollOver: count))
            theirs = try #require(LibSRTPProtection(profile: profile, sending: here, receiving: there))
            theirPeer = try #require(LibSRTPProtection(profile: profile, sending: there, receiving: here))
            let first = PacketMaker.rtp(ssrc: `Roll-over`.ssrc, sequence: 1, payload: [1])
            let sealed = try run(first, theirs.protectRTP).get()
            _ = try run(sealed, theirPeer.unprotectRTP).get()
            try #require(theirs.setRollOver(count, of: `Roll-over`.ssrc))
            try #require(theirPeer.setRollOver(count, of: `Roll-over`.ssrc))
        }

        func seal(_ sequence: UInt16, _ payload: [UInt8]) throws -> (packet: [UInt8], sealed: [UInt8]) {
            let packet = PacketMaker.rtp(ssrc: `Roll-over`.ssrc, sequence: sequence, payload: payload)
            let sealed = try run(packet, ours.protectRTP).get()
            #expect(run(packet, theirs.protectRTP) == .success(sealed), "sequence \(sequence)")
            return (packet, sealed)
        }
    }

    @Test(
        arguments: ProtectionProfile.allCases,
        [UInt32(0), 0xffff, 0x1_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_fffd])
    func `two borders are passed alike, with packets lost, late and repeated around them`(
        profile: ProtectionProfile, count: UInt32
    ) throws {
        let ends = try Ends(profile, at: count)
        var generator = SeededGenerator(seed: UInt64(count) + 3)
        var position: UInt64 = 0xff00
        var kept: [(packet: [UInt8], sealed: [UInt8])] = []
        var passed = 0
        while position < 0xff00 + 0x2_0000 {
            let (packet, sealed) = try ends.seal(UInt16(truncatingIfNeeded: position), generator.bytes(20))
            // Near the borders every packet, far from them some hundred.
            let low = position & 0xffff
            position += low > 0xfe00 || low < 0x200 ? 1 : 300
            switch generator.next() % 8 {
            case 0: continue  // lost
            case 1:
                kept.append((packet, sealed))  // late
                continue
            default: break
            }
            try #require(run(sealed, ends.ourPeer.unprotectRTP) == .success(packet), "at \(position)")
            try #require(run(sealed, ends.theirPeer.unprotectRTP) == .success(packet), "at \(position)")
            passed += 1
            if generator.next() % 16 == 0 {
                #expect(run(sealed, ends.ourPeer.unprotectRTP) == .failure(.replayed))
                #expect(run(sealed, ends.theirPeer.unprotectRTP) == .failure(.replayed))
            }
            guard kept.count > 5 else { continue }
            for late in kept {
                try #require(
                    run(late.sealed, ends.ourPeer.unprotectRTP)
                        == run(late.sealed, ends.theirPeer.unprotectRTP), "late, at \(position)")
            }
            kept = []
        }
        #expect(passed > 1300)
    }

    /// The last packets a key may protect (RFC 3711 §9.2); the next one would begin the same vectors anew.
    @Test(arguments: ProtectionProfile.allCases)
    func `a key ends with its last index`(profile: ProtectionProfile) throws {
        let ends = try Ends(profile, at: 0xffff_ffff)
        for sequence in UInt16(0xff00)...0xffff {
            let (packet, sealed) = try ends.seal(sequence, [7, 7])
            try #require(run(sealed, ends.ourPeer.unprotectRTP) == .success(packet))
        }
        let next = PacketMaker.rtp(ssrc: Self.ssrc, sequence: 0, payload: [7, 7])
        #expect(run(next, ends.ours.protectRTP) == .failure(.internalFault))
        // What the same key protected in its first cycle is not taken for the next.
        let (here, there) = try `Packet protection`.pair(profile, seed: 17)
        let young = try #require(CipherProtection(profile: profile, sending: here, receiving: there))
        for sequence in [UInt16(0), 1, 300] {
            let packet = PacketMaker.rtp(ssrc: Self.ssrc, sequence: sequence, payload: [7, 7])
            let sealed = try run(packet, young.protectRTP).get()
            #expect(run(sealed, ends.ourPeer.unprotectRTP) == .failure(.replayed))
        }
    }

    /// A number half a cycle away is the last that can be told from an old one (RFC 3711 §3.3.1).
    @Test(arguments: [UInt32(0), 5, 0xffff_fff0])
    func `the widest jumps are guessed alike`(count: UInt32) throws {
        for jump in [0x7ffd, 0x7fff, 0x8000, 0x8001] {
            for start in [UInt16(2), 0x7ffe, 0x8000, 0x8003, 0xffff] {
                let ends = try Ends(.aeadAES128GCM, at: count)
                _ = try ends.seal(start, [1])
                let packet = PacketMaker.rtp(
                    ssrc: Self.ssrc, sequence: start &+ UInt16(jump), payload: [2])
                let ours = run(packet, ends.ours.protectRTP)
                let theirs = run(packet, ends.theirs.protectRTP)
                #expect(ours == theirs, "from \(start) by \(jump)")
            }
        }
    }
}
