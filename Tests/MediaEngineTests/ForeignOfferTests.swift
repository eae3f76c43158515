import Simulation
import Testing
import Wire

@testable import MediaEngine

/// Offers of ends that are no page of ours, and what we answer.
@Suite struct ForeignOfferTests {
    static let key = Base64.encode([UInt8](repeating: 7, count: 30))
    static let gcm = Base64.encode([UInt8](repeating: 8, count: 28))

    /// What a WHIP client offers, with more on its lines than we take.
    static let whip = """
        v=0
        o=- 1 1 IN IP4 127.0.0.1
        s=-
        t=0 0
        a=group:BUNDLE a0 v0 d0
        a=extmap-allow-mixed
        m=audio 9 UDP/TLS/RTP/SAVPF 111 63 0
        c=IN IP4 0.0.0.0
        a=ice-ufrag:abcd
        a=ice-pwd:0123456789012345678901
        a=candidate:1 1 udp 2130706431 192.0.2.7 5000 typ host
        a=fingerprint:sha-256 \(HexFingerprint.write((0..<32).map { UInt8($0) }))
        a=setup:actpass
        a=mid:a0
        a=rtcp-mux
        a=sendonly
        a=extmap:14 urn:ietf:params:rtp-hdrext:ssrc-audio-level
        a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
        a=extmap:9 urn:example:unknown
        a=rtpmap:111 opus/48000/2
        a=rtpmap:63 red/48000/2
        a=rtpmap:0 PCMU/8000
        a=rtcp-fb:111 transport-cc
        a=ssrc:77 cname:x
        m=video 9 UDP/TLS/RTP/SAVPF 125 126 96 97
        c=IN IP4 0.0.0.0
        a=ice-ufrag:abcd
        a=ice-pwd:0123456789012345678901
        a=fingerprint:sha-256 \(HexFingerprint.write((0..<32).map { UInt8($0) }))
        a=setup:actpass
        a=mid:v0
        a=rtcp-mux
        a=sendonly
        a=rtpmap:125 H264/90000
        a=fmtp:125 packetization-mode=0;profile-level-id=42e01f
        a=rtpmap:126 H264/90000
        a=fmtp:126 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f
        a=rtpmap:96 VP8/90000
        a=rtpmap:97 rtx/90000
        a=fmtp:97 apt=96
        a=rtcp-fb:126 nack pli
        a=rtcp-fb:* ccm fir
        a=rid:h send
        a=simulcast:send h
        m=application 9 UDP/DTLS/SCTP webrtc-datachannel
        a=mid:d0

        """

    static func given(
        _ transport: String = "RTP/SAVP", crypto: String? = "1 AES_CM_128_HMAC_SHA1_80 inline:\(key)",
        direction: String = "sendonly", connection: String = "192.0.2.9", audio: String = "0"
    ) -> String {
        """
        v=0
        o=- 1 1 IN IP4 192.0.2.9
        s=codec
        c=IN IP4 \(connection)
        t=0 0
        m=audio 6000 \(transport) \(audio)
        \(crypto.map { "a=crypto:\($0)" } ?? "a=ptime:20")
        a=\(direction)
        m=video 6002/1 \(transport) 97
        c=IN IP6 2001:db8::9
        \(crypto.map { "a=crypto:\($0)" } ?? "a=framerate:25")
        a=rtpmap:97 H264/90000
        a=fmtp:97 profile-level-id=4d0028;packetization-mode=1
        a=rtcp-mux
        a=\(direction)

        """
    }

    @Test func `a WHIP offer is taken line by line`() throws {
        let offer = try ForeignOfferReader.read(Self.whip, role: .publish)
        let peer = try #require(offer.peer)
        #expect(peer.role == .peerIsClient && !peer.needsNomination && !peer.isLite)
        #expect(peer.candidates == [PeerAddress(literal: "192.0.2.7", port: 5000)])
        #expect(offer.lines.map { $0.use != nil } == [true, true, false])
        #expect(offer.published.map(\.source) == [.microphone, .camera])
        #expect(offer.published.map(\.codec) == [.opus, .h264], "packetization-mode 0 is passed over")
        #expect(offer.published[1].payloadType == 126 && offer.published[0].ssrc == 77)
        #expect(offer.published[0].mid == Array("a0".utf8))
        #expect(offer.extensions == ExtensionIDs(mid: 4, audioLevel: 14))
        #expect(offer.receiving.isEmpty)
    }

    @Test func `the answer keeps the offer's numbers and names and says what it rejects`() throws {
        let offer = try ForeignOfferReader.read(Self.whip, role: .publish)
        let text = ForeignAnswerWriter.write(
            ForeignAnswer(
                identifier: 5,
                transport: .init(
                    credentials: .init(usernameFragment: "ours", password: "ourpasswordourpassword"),
                    fingerprint: [UInt8](repeating: 1, count: 32),
                    candidates: [
                        PeerAddress(v4: 0x7F00_0001, port: 40000), .init(v4: 0x7F00_0002, port: 40001),
                    ]),
                slots: [:], canonicalName: "x"), to: offer)
        let answer = try SessionDescription(text)
        #expect(answer.sections.map(\.port) == [40000, 40000, 0])
        #expect(answer.sections.map(\.formats) == [["111"], ["126"], ["webrtc-datachannel"]])
        #expect(answer.sections.map { $0.first("mid") } == ["a0", "v0", "d0"])
        #expect(answer.sections[0].has("recvonly") && answer.sections[1].has("recvonly"))
        #expect(answer.sections[0].all("candidate").count == 2 && answer.sections[1].all("candidate").isEmpty)
        #expect(answer.sections[0].first("setup") == "passive", "RFC 9725 §4.4")
        #expect(answer.attributes.first { $0.name == "group" }?.value == "BUNDLE a0 v0")
        #expect(
            answer.sections[0].all("extmap") == [
                "14 urn:ietf:params:rtp-hdrext:ssrc-audio-level", "4 urn:ietf:params:rtp-hdrext:sdes:mid",
            ])
        #expect(answer.sections[1].all("rtcp-fb") == ["126 nack pli", "126 ccm fir"])
        #expect(!text.contains("rid:") && !text.contains("simulcast"), "one encoding")
    }

    @Test func `a publisher of pictures that listens to REMB is told so, a watcher is not`() throws {
        func read(_ role: ForeignRole, _ line: String) throws -> ForeignOffer {
            let text = Self.whip.replacing("a=rtcp-fb:126 nack pli", with: "a=rtcp-fb:126 nack pli\n" + line)
            return try ForeignOfferReader.read(
                role == .publish ? text : text.replacing("a=sendonly", with: "a=recvonly"), role: role)
        }
        for line in ["a=rtcp-fb:126 goog-remb", "a=rtcp-fb:* goog-remb"] {
            let offer = try read(.publish, line)
            #expect(offer.published.map(\.obeysBitrate) == [false, true])
            #expect(offer.lines[1].use?.feedback.contains("126 goog-remb") == true)
            #expect(try read(.watch, line).lines[1].use?.feedback.contains("126 goog-remb") == false)
        }
        #expect(try read(.publish, "a=rtcp-fb:96 goog-remb").published.allSatisfy { !$0.obeysBitrate })
        #expect(try read(.publish, "a=framerate:25").published.allSatisfy { !$0.obeysBitrate })
    }

    @Test func `a watcher gets a slot on each line, in every codec it knows`() throws {
        let offer = try ForeignOfferReader.read(
            Self.whip.replacing("a=sendonly", with: "a=recvonly"), role: .watch)
        #expect(offer.published.isEmpty && offer.receiving == [0, 1])
        let types = try offer.receiving.map { try #require(offer.lines[$0].use).payloadTypes }
        #expect(types[0][.opus] == 111 && types[0][.pcmu] == 0 && types[0][.pcma] == nil)
        #expect(types[1][.h264] == 126 && types[1][.vp8] == 96 && types[1].repair(of: .vp8) == 97)
    }

    @Test func `lines with given keys have keys and addresses of their own`() throws {
        let offer = try ForeignOfferReader.read(Self.given(direction: "sendrecv"), role: .publish)
        #expect(offer.peer == nil && offer.published.map(\.codec) == [.pcmu, .h264])
        #expect(offer.receiving == [0, 1], "a codec is a telephone: it also hears")
        let keys = try offer.lines.map { try #require($0.use?.keys) }
        #expect(keys[0].remote == PeerAddress(literal: "192.0.2.9", port: 6000))
        #expect(keys[1].remote == PeerAddress(literal: "2001:db8::9", port: 6002))
        #expect(!keys[0].muxesRTCP && keys[1].muxesRTCP)
        let ours = SDPCrypto(
            tag: 1, suite: .aes128CMHMACSHA1_80, key: [UInt8](repeating: 9, count: 16),
            salt: [UInt8](repeating: 9, count: 14))
        let address = PeerAddress(v4: 0x7F00_0001, port: 40000)
        let text = ForeignAnswerWriter.write(
            ForeignAnswer(
                identifier: 5, transport: nil,
                keys: [0: .init(address: address, crypto: ours), 1: .init(address: address, crypto: ours)],
                slots: [:], canonicalName: "x"), to: offer)
        let answer = try SessionDescription(text)
        #expect(answer.sections.allSatisfy { $0.first("crypto") == ours.line && $0.has("sendrecv") })
        #expect(answer.sections.map { $0.has("rtcp-mux") } == [false, true])
        #expect(!text.contains(Self.key), "their key is not sent back")
        #expect(answer.destination(of: answer.sections[0]) == address)
        #expect(
            answer.sections[1].first("fmtp")
                == "97 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=4d0028")
    }

    @Test func `the best suite is taken, whatever the order`() throws {
        let lines =
            "1 AES_CM_128_HMAC_SHA1_80 inline:\(Self.key)\na=crypto:2 AEAD_AES_128_GCM inline:\(Self.gcm)"
        let offer = try ForeignOfferReader.read(Self.given(crypto: lines), role: .publish)
        #expect(offer.lines[0].use?.keys?.crypto.tag == 2)
        let withNonsense = "1 NULL_SUITE inline:x\na=crypto:9 AES_CM_128_HMAC_SHA1_80 inline:\(Self.key)"
        let second = try ForeignOfferReader.read(Self.given(crypto: withNonsense), role: .publish)
        #expect(second.lines[0].use?.keys?.crypto.tag == 9)
    }

    @Test(arguments: [
        (given("RTP/AVP"), "unprotectedMedia"), (given("RTP/AVPF"), "unprotectedMedia"),
        (given("RTP/AVP", crypto: nil), "unprotectedMedia"), (given(crypto: nil), "unprotectedMedia"),
        (given(crypto: "1 AES_CM_128_HMAC_SHA1_80 inline:\(key)|1:4"), "crypto.masterKeyIdentifier"),
        (given(crypto: "1 AES_CM_128_HMAC_SHA1_80 inline:\(key) UNENCRYPTED_SRTP"), "crypto.unprotected"),
        (given(direction: "recvonly"), "wrongDirection"), (given(direction: "inactive"), "wrongDirection"),
        ("v=0\r\nm=audio 9 RTP/SAVP 18\r\na=crypto:1 AEAD_AES_128_GCM inline:\(gcm)\r\n", "noCommonCodec"),
        ("v=0\r\nm=application 9 UDP/DTLS/SCTP x\r\n", "noMedia"), ("v=0\r\n", "noMedia"),
        ("nonsense", "sdpMalformed"),
        (whip.replacing("a=group:BUNDLE a0 v0 d0\n", with: ""), "notBundled"),
        (whip.replacing("a=rtcp-mux\n", with: ""), "noRTCPMux"),
        (whip.replacing("a=ice-ufrag:abcd\n", with: ""), "missingCredentials"),
        (whip.replacing("a=setup:actpass\n", with: ""), "missingSetup"),
        (whip.replacing("a=fingerprint:sha-256", with: "a=fingerprint:md5"), "unsupportedFingerprint"),
    ])
    func `what cannot be carried is refused with a code`(text: String, code: String) {
        let problem = #expect(throws: ForeignProblem.self) {
            try ForeignOfferReader.read(text, role: .publish)
        }
        #expect(problem?.code == code)
    }

    @Test(arguments: ["239.1.2.3", "0.0.0.0", "255.255.255.255", "codec.example", "192.0.2.9/127"])
    func `nobody is sent media at an address that is not one machine's`(address: String) {
        let text = Self.given(direction: "recvonly", connection: address)
            .replacing("c=IN IP6 2001:db8::9", with: "c=IN IP4 \(address)")
        let problem = #expect(throws: ForeignProblem.self) {
            try ForeignOfferReader.read(text, role: .watch)
        }
        #expect(problem?.code == "badAddress")
    }

    @Test func `any change of an offer is read or refused, never a trap`() throws {
        var random = SeededGenerator(seed: 3264)
        for text in [Self.whip, Self.given(direction: "sendrecv")] {
            let bytes = Array(text.utf8)
            for _ in 0..<600 {
                var mutated = bytes
                for _ in 0..<Int.random(in: 1...6, using: &random) {
                    let place = Int.random(in: 0..<mutated.count, using: &random)
                    switch Int.random(in: 0..<3, using: &random) {
                    case 0: mutated[place] = UInt8.random(in: 0...255, using: &random)
                    case 1: mutated.remove(at: place)
                    default: mutated.removeSubrange(place..<min(place + 40, mutated.count))
                    }
                }
                let broken = String(decoding: mutated, as: UTF8.self)
                for role in ForeignRole.allCases {
                    guard let offer = try? ForeignOfferReader.read(broken, role: role) else { continue }
                    #expect(!offer.published.isEmpty || !offer.receiving.isEmpty)
                }
            }
        }
    }
}
