import Foundation
import MediaEngine
import MediaRelay
import Testing
import Wire

/// Two ends of a trunk wired in memory, on a clock of the test's own.
struct TrunkPair {
    var branch: TrunkTransport
    var core: TrunkTransport
    var now = MonotonicInstant(nanoseconds: 1_000_000_000)
    private(set) var hellos: [[UInt8]] = []
    /// Whether hello number n passes.
    var passes: (Int) -> Bool = { _ in true }

    init(secret: [UInt8], branchSecret: [UInt8]? = nil, rekeying: TrunkRekeying = .init()) throws {
        guard let keys = TrunkKeys(secret: secret), let other = TrunkKeys(secret: branchSecret ?? secret)
        else { throw TestFault.noOffer }
        branch = TrunkTransport(role: .branch, keys: other, rekeying: rekeying, at: now)
        core = TrunkTransport(role: .core, keys: keys, rekeying: rekeying, at: now)
    }

    static func hello(_ end: TrunkTransport) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 256)
        var span = buffer.mutableSpan
        guard let length = end.nextHandshakeDatagram(into: &span) else { return nil }
        return Array(buffer.prefix(length))
    }

    /// Lets time pass in steps of 10 ms and carries what is said.
    mutating func run(for duration: Duration = .seconds(2)) {
        let end = now.advanced(by: duration)
        while now < end {
            now = now.advanced(by: .milliseconds(10))
            for (from, to) in [(branch, core), (core, branch)] {
                if let deadline = from.handshakeDeadline, deadline <= now { from.handleTimeout(at: now) }
                while let bytes = Self.hello(from) {
                    hellos.append(bytes)
                    if passes(hellos.count - 1) { to.receiveHandshake(bytes.span, at: now) }
                }
            }
        }
    }

    func carry(_ sequence: UInt16, _ payload: [UInt8], back: Bool = false) -> [UInt8]? {
        let (from, to) = back ? (core, branch) : (branch, core)
        let packet = PacketMaker.rtp(ssrc: 7, sequence: sequence, payload: payload)
        guard case .success(let sealed) = MediaRelayTests.run(packet, from.protectRTP),
            case .success(let plain) = MediaRelayTests.run(sealed, to.unprotectRTP)
        else { return nil }
        return plain.suffix(payload.count) == payload[...] ? plain : nil
    }
}

@Suite struct `Trunk set-up` {
    static let secret = [UInt8](repeating: 0x5A, count: 32)

    @Test func `both ends get keys, one for each direction, and then fall silent`() throws {
        var pair = try TrunkPair(secret: Self.secret)
        pair.run()
        #expect(pair.branch.state == .established(.aeadAES256GCM))
        #expect(pair.core.state == .established(.aeadAES256GCM))
        #expect(pair.hellos.count <= 8, "\(pair.hellos.count)")
        #expect(pair.carry(1, [1, 2, 3]) != nil)
        #expect(pair.carry(1, [4, 5, 6], back: true) != nil)
        // What goes one way does not come back as the other.
        let packet = PacketMaker.rtp(ssrc: 7, sequence: 9, payload: [9])
        guard case .success(let sealed) = run(packet, pair.branch.protectRTP) else {
            Issue.record("not sealed")
            return
        }
        #expect(run(sealed, pair.branch.unprotectRTP) == .failure(.authentication))
    }

    @Test func `every pattern of loss in the first hellos ends in a set-up`() throws {
        for pattern in 0..<256 {
            var pair = try TrunkPair(secret: Self.secret)
            pair.passes = { $0 >= 8 || pattern & 1 << $0 != 0 }
            pair.run(for: .seconds(4))
            #expect(pair.branch.state == .established(.aeadAES256GCM), "pattern \(pattern)")
            #expect(pair.core.state == .established(.aeadAES256GCM), "pattern \(pattern)")
            #expect(pair.carry(1, [1]) != nil && pair.carry(1, [1], back: true) != nil, "pattern \(pattern)")
        }
    }

    @Test func `another secret, or the same role, comes to nothing`() throws {
        var pair = try TrunkPair(secret: Self.secret, branchSecret: [UInt8](repeating: 1, count: 32))
        pair.run()
        #expect(pair.core.state == .handshaking && pair.branch.state == .handshaking)
        let keys = try #require(TrunkKeys(secret: Self.secret))
        var same = try TrunkPair(secret: Self.secret)
        same.branch = TrunkTransport(role: .core, keys: keys, rekeying: .init(), at: same.now)
        same.run()
        #expect(same.core.state == .handshaking && same.branch.state == .handshaking)
        #expect(TrunkKeys(secret: [1, 2, 3]) == nil)
    }

    @Test func `a set-up recorded in an earlier run is refused`() throws {
        var earlier = try TrunkPair(secret: Self.secret)
        earlier.run()
        // The same secret again, and somebody who plays all that was said before, from both ends.
        let keys = try #require(TrunkKeys(secret: Self.secret))
        let core = TrunkTransport(role: .core, keys: keys, rekeying: .init(), at: earlier.now)
        for bytes in earlier.hellos { core.receiveHandshake(bytes.span, at: earlier.now) }
        #expect(core.state == .handshaking)
        #expect(core.handshakesHeard == 0)
        // And it disturbs neither a set-up in progress nor one that is done.
        var pair = try TrunkPair(secret: Self.secret)
        for bytes in earlier.hellos { pair.core.receiveHandshake(bytes.span, at: pair.now) }
        pair.run()
        #expect(pair.core.state == .established(.aeadAES256GCM))
        let heard = pair.core.handshakesHeard
        let copies = pair.core.handshakeCopiesHeard
        for bytes in earlier.hellos + pair.hellos { pair.core.receiveHandshake(bytes.span, at: pair.now) }
        #expect(pair.core.handshakesHeard == heard)
        // Only the newest is worth what a copy over the other link is worth.
        #expect(pair.core.handshakeCopiesHeard == copies + 1)
        #expect(pair.carry(5, [5]) != nil)
    }

    @Test func `keys change after their share of packets, without a packet lost, also over the roll-over`()
        throws
    {
        var pair = try TrunkPair(secret: Self.secret, rekeying: .init(packets: 2_000))
        pair.run()
        var sequence: UInt16 = 100
        for step in 0..<140_000 {
            guard pair.carry(sequence, [UInt8(step & 0xff)]) != nil else {
                Issue.record("packet \(step) was lost in epoch \(pair.core.epochs)")
                return
            }
            sequence &+= 1
            if step % 100 == 0 { pair.run(for: .milliseconds(50)) }
        }
        #expect(pair.branch.epochs > 40 && pair.core.epochs == pair.branch.epochs)
    }

    @Test func `packets still on the way when the keys change are understood, later ones are not`() throws {
        var pair = try TrunkPair(
            secret: Self.secret, rekeying: .init(interval: .seconds(5), overlap: .seconds(2)))
        pair.run()
        var late: [[UInt8]] = []
        for sequence in 0..<2 as Range<UInt16> {
            let packet = PacketMaker.rtp(ssrc: 7, sequence: sequence, payload: [1])
            guard case .success(let sealed) = run(packet, pair.branch.protectRTP) else { continue }
            late.append(sealed)
        }
        while pair.core.epochs < 2 { pair.run(for: .milliseconds(100)) }
        #expect(pair.carry(5, [5]) != nil)
        guard case .success = run(late[0], pair.core.unprotectRTP) else {
            Issue.record("the overlap does not hold")
            return
        }
        #expect(run(late[0], pair.core.unprotectRTP) == .failure(.replayed))
        pair.run(for: .seconds(3))
        #expect(run(late[1], pair.core.unprotectRTP) == .failure(.noKeys))
    }

    @Test func `vectors of the format are met`() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Protocols/vectors/trunk.txt")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
            .filter { !$0.hasPrefix("#") }
        var vector: [String: [UInt8]] = [:]
        for line in lines {
            let words = line.split(separator: " ")
            vector[String(words[0])] = hex(words.dropFirst().joined())
        }
        func value(_ name: String) throws -> [UInt8] { try #require(vector[name], "\(name)") }
        let keys = try #require(TrunkKeys(secret: try value("secret")))
        #expect(withUnsafeBytes(of: keys.identifier.bigEndian, Array.init) == (try value("trunk")))
        for (name, role) in [("branch", TrunkRole.branch), ("core", .core)] {
            let key = try #require(
                keys.masterKey(
                    from: role, epoch: 3, branchNonce: try value("branch-nonce"),
                    coreNonce: try value("core-nonce")))
            #expect(key.key + key.salt == (try value("key-\(name)-3")))
        }
        let hello = try value("hello")
        let parsed = TrunkHello(hello.span)
        let read = try #require(parsed)
        #expect(read.epoch == 3 && read.flags == [.branch, .ready] && read.counter == 7)
        let isAuthentic = keys.isAuthentic(hello.span)
        #expect(isAuthentic)
        #expect(read.authenticated + keys.code(of: read) == hello)
        for index in hello.indices {
            var damaged = hello
            damaged[index] ^= 1
            let passes = keys.isAuthentic(damaged.span)
            #expect(!passes)
        }
        let announcement = try value("announcement")
        var walker = RTCPWalker()
        let next = walker.next(in: announcement.span)
        let part = try #require(next)
        let taken = TrunkMessage(announcement.span, part)
        let message = try #require(taken)
        guard case .stream(let stream) = message else {
            Issue.record("another message")
            return
        }
        #expect(stream.ssrc == 0x0102_0304 && stream.version == 2 && stream.layer == 1)
        #expect(String(decoding: stream.participant, as: UTF8.self) == "p-1")
        var written = [UInt8](repeating: 0xFF, count: 128)
        var span = written.mutableSpan
        let wrote = message.write(from: 0x0A0B_0C0D, into: &span)
        let length = try #require(wrote)
        #expect(Array(written.prefix(length)) == announcement)
    }
}
