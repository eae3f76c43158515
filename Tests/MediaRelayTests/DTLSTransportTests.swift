import MediaEngine
import MediaRelay
import TestRequirements
import Testing

@Suite struct `DTLS transport` {
    static func ends(
        serverProfiles: [ProtectionProfile] = RelayIdentity.profiles,
        clientProfiles: [ProtectionProfile] = RelayIdentity.profiles,
        serverExpects: [UInt8]? = nil, clientExpects: [UInt8]? = nil
    ) throws -> DTLSPair {
        let here = try RelayIdentity(offering: serverProfiles)
        let there = try RelayIdentity(offering: clientProfiles)
        let server = try #require(DTLSTransport(identity: here, cipher: .evp))
        let client = try #require(DTLSTransport(identity: there, cipher: .libsrtp))
        server.begin(.server, peerFingerprint: serverExpects ?? there.fingerprint, at: DTLSPair.now)
        client.begin(.client, peerFingerprint: clientExpects ?? here.fingerprint, at: DTLSPair.now)
        return DTLSPair(server: server, client: client)
    }

    @Test(arguments: ProtectionProfile.allCases)
    func `both ends agree on a profile and on keys both ways`(profile: ProtectionProfile) throws {
        var pair = try Self.ends(clientProfiles: [profile])
        pair.run()
        #expect(pair.server.state == .established(profile))
        #expect(pair.client.state == .established(profile))
        for (sender, receiver) in [(pair.server, pair.client), (pair.client, pair.server)] {
            let packet = PacketMaker.rtp(ssrc: 3, sequence: 9, payload: [1, 2, 3])
            let control = PacketMaker.rtcp(ssrc: 3)
            #expect(run(try run(packet, sender.protectRTP).get(), receiver.unprotectRTP) == .success(packet))
            #expect(
                run(try run(control, sender.protectRTCP).get(), receiver.unprotectRTCP) == .success(control))
        }
    }

    @Test func `the relay prefers AEAD_AES_128_GCM`() throws {
        var pair = try Self.ends(clientProfiles: [.aes128CMHMACSHA1_80, .aeadAES256GCM, .aeadAES128GCM])
        pair.run()
        #expect(pair.server.state == .established(.aeadAES128GCM))
    }

    @Test func `no datagram of a handshake is longer than 1200 bytes`() throws {
        var pair = try Self.ends()
        pair.run()
        #expect(pair.datagrams.count >= 4)
        #expect(pair.datagrams.allSatisfy { $0.count <= ProtectionLimit.handshakeDatagramBytes })
    }

    @Test func `a certificate other than the promised one never gets keys`() throws {
        let wrong = [UInt8](repeating: 7, count: 32)
        var pair = try Self.ends(serverExpects: wrong)
        pair.run()
        #expect(pair.server.state == .failed(.fingerprintMismatch))
        let packet = PacketMaker.rtp(ssrc: 3, sequence: 9, payload: [1])
        #expect(run(packet, pair.server.protectRTP) == .failure(.noKeys))
        #expect(run(packet, pair.server.unprotectRTP) == .failure(.noKeys))

        var other = try Self.ends(clientExpects: wrong)
        other.run()
        #expect(other.client.state == .failed(.fingerprintMismatch))
    }

    @Test(.requirement("NHC-TM-2.3.1")) func `without a common profile there is no session`() throws {
        var pair = try Self.ends(serverProfiles: [.aeadAES256GCM], clientProfiles: [.aeadAES128GCM])
        pair.run()
        #expect(pair.server.state == .failed(.noCommonProfile))
        #expect(pair.client.state == .failed(.noCommonProfile))
    }

    @Test(arguments: 0..<6)
    func `a lost datagram is repaired by the timer`(lost: Int) throws {
        var pair = try Self.ends()
        pair.passes = { number, _ in number != lost }
        pair.run()
        #expect(pair.server.state == .established(.aeadAES128GCM))
        #expect(pair.client.state == .established(.aeadAES128GCM))
    }

    @Test func `garbage, cuts and replays in between do not hinder the handshake`() throws {
        var pair = try Self.ends()
        var generator = SeededGenerator(seed: 21)
        let server = pair.server
        pair.passes = { _, datagram in
            for _ in 0..<20 {
                server.receiveHandshake(generator.bytes(Int(generator.next() % 300)).span, at: DTLSPair.now)
                let cut = Array(datagram.prefix(Int(generator.next() & 31)))
                server.receiveHandshake(cut.span, at: DTLSPair.now)
            }
            return true
        }
        pair.run()
        #expect(pair.client.state == .established(.aeadAES128GCM))
        #expect(server.state == .established(.aeadAES128GCM))
        for datagram in pair.datagrams { server.receiveHandshake(datagram.span, at: DTLSPair.now) }
        #expect(server.state == .established(.aeadAES128GCM))
    }

    @Test func `closing tells the other end`() throws {
        var pair = try Self.ends()
        pair.run()
        pair.client.close()
        #expect(pair.carry(from: pair.client, to: pair.server) == 1)
        #expect(pair.server.state == .failed(.closedByPeer))
    }

    @Test func `before the answer nothing is said and nothing believed`() throws {
        let identity = try RelayIdentity()
        let silent = try #require(DTLSTransport(identity: identity, cipher: .evp))
        let client = try #require(DTLSTransport(identity: identity, cipher: .evp))
        client.begin(.client, peerFingerprint: identity.fingerprint, at: DTLSPair.now)
        let hello = try #require(client.nextDatagram())
        silent.receiveHandshake(hello.span, at: DTLSPair.now)
        #expect(silent.nextDatagram() == nil)
        #expect(silent.handshakeDeadline == nil)
        #expect(silent.state == .handshaking)
    }
}
