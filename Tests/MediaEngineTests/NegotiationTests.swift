import Foundation
import MediaEngine
import Simulation
import Testing
import Wire

/// Our offer, and the answer a real Chromium 156 gave to it (`Protocols/vectors`).
@Suite struct NegotiationTests {
    private func vector(_ name: String) throws -> String {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Protocols/vectors")
        return try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    private var plan: SlotPlan {
        var random = SeededGenerator(seed: 7)
        return SlotPlan(audio: 7, video: 8, using: &random)
    }

    @Test func `the answer of a real Chromium is understood`() throws {
        let answer = try AnswerReader.read(vector("chromium-156-answer.sdp"), to: plan)
        #expect(answer.role == .peerIsClient)
        #expect(
            answer.credentials
                == ICECredentials(usernameFragment: "tirr", password: "tbP2BWmM2DbHBlQpzFQtQa8e"))
        #expect(answer.fingerprint.count == 32 && answer.fingerprint.prefix(2) == [0x82, 0xC4])
        #expect(
            answer.candidates == [
                PeerAddress(literal: "192.0.2.2", port: 55678), PeerAddress(literal: "fd00::2", port: 57488),
            ], "UDP only")
        #expect(answer.published.map(\.source) == [.microphone, .camera, .screen])
        #expect(answer.published[0].ssrc == 3_599_454_711 && answer.published[0].payloadType == 111)
        #expect(answer.published[1].ssrc == 3_584_519_617 && answer.published[1].repairSSRC == 2_379_687_322)
        #expect(answer.published[1].payloadType == 96 && answer.published[1].repairPayloadType == 97)
        #expect(answer.received.map(\.mediaLine) == Array(3..<18))
        #expect(answer.received.filter { $0.formats.repair(of: .vp8) == 97 }.count == 8)
        #expect(
            answer.extensions
                == ExtensionIDs(mid: 1, transportSequence: 2, audioLevel: 3, absoluteSendTime: 4))
        #expect(answer.published.allSatisfy { $0.rids.isEmpty }, "one encoding: no simulcast")
    }

    @Test func `a real Chromium agrees to three encodings of the camera`() throws {
        let answer = try AnswerReader.read(vector("chromium-156-simulcast-answer.sdp"), to: plan)
        #expect(answer.published[1].rids == Array("qhf".utf8))
        #expect(answer.published[1].ssrc == nil && answer.published[1].repairPayloadType == 97)
        #expect(answer.published[0].rids == [] && answer.published[0].ssrc != nil)
        #expect(answer.extensions == OfferProfile.extensions)
    }

    @Test(arguments: [
        ("q;h", "qh"), ("f;q", "qf"), ("~q;h;f", "qhf"), ("q", ""), ("q,h;f", "qf"), ("x;yy;", ""), ("", ""),
    ])
    func `of the encodings an answer names, those we offered are taken in our order`(
        value: String, rids: String
    ) throws {
        let text = try vector("chromium-156-simulcast-answer.sdp").replacing(
            "a=simulcast:send q;h;f", with: "a=simulcast:send \(value)")
        #expect(try AnswerReader.read(text, to: plan).published[1].rids == Array(rids.utf8))
    }

    @Test func `the offer is the one that Chromium answered, byte by byte but for its random parts`() throws {
        let stored = try vector("relay-offer.sdp")
        let links = [UInt32(0x0A63_0001), 0x0A64_0001].enumerated().map { index, address in
            SessionOffer.Candidate(
                link: LinkID(value: UInt8(index)), address: PeerAddress(v4: address, port: 40000))
        }
        let offer = OfferWriter.write(
            SessionOffer(
                identifier: 4711,
                credentials: .init(usernameFragment: "aBcDeF12", password: "0123456789abcdefghijklmn"),
                fingerprint: (0..<32).map { UInt8($0 * 7) }, candidates: links, plan: plan))
        let isRandom: (Substring) -> Bool = { $0.hasPrefix("a=ssrc") }
        let lines = offer.split(separator: "\r\n").filter { !isRandom($0) }
        #expect(lines == stored.split(separator: "\r\n").filter { !isRandom($0) })
        #expect(offer.split(separator: "\r\n").count == stored.split(separator: "\r\n").count)
    }

    @Test(arguments: [
        ("a=setup:active", "a=setup:actpass", AnswerProblem.badSetup),
        ("a=setup:active\r\n", "", .missingSetup),
        ("a=fingerprint:sha-256", "a=fingerprint:sha-1", .unsupportedFingerprint),
        ("a=ice-ufrag:tirr\r\n", "", .missingCredentials),
        ("a=ice-ufrag:tirr", "a=ice-ufrag:x", .badCredentials),
        ("a=rtcp-mux\r\n", "", .noRTCPMux),
        ("a=group:BUNDLE 0 1", "a=group:BUNDLE 0", .notBundled),
        ("v=0\r\n", "", .malformed(.missingVersion)),
        ("t=0 0", "nonsense", .malformed(.malformedLine(4))),
        ("m=audio", "m=video", .sectionsDiffer),
    ])
    func `an answer with a fault is refused with its reason`(
        find: String, replacement: String, problem: AnswerProblem
    ) throws {
        let text = try vector("chromium-156-answer.sdp").replacing(find, with: replacement)
        #expect(throws: problem) { try AnswerReader.read(text, to: plan) }
    }

    @Test func `a prefix of an answer is refused, never a trap`() throws {
        let bytes = Array(try vector("chromium-156-answer.sdp").utf8)
        for count in stride(from: 0, to: bytes.count - 800, by: 97) {
            let text = String(decoding: bytes[0..<count], as: UTF8.self)
            #expect(throws: AnswerProblem.self, "\(count) bytes") { try AnswerReader.read(text, to: plan) }
        }
    }

    @Test func `an mDNS candidate is ignored`() throws {
        let text = try vector("chromium-156-answer.sdp").replacing(
            "192.0.2.2 55678 typ", with: "a1b2.local 55678 typ")
        #expect(try AnswerReader.read(text, to: plan).candidates.map(\.family) == [.v6])
    }

    @Test func `a rejected camera is left out and the rest is kept`() throws {
        var sections = try vector("chromium-156-answer.sdp").split(
            separator: "m=video", omittingEmptySubsequences: false)
        sections[1] = sections[1].replacing(" 9 UDP", with: " 0 UDP", maxReplacements: 1)[...]
        let answer = try AnswerReader.read(sections.joined(separator: "m=video"), to: plan)
        #expect(answer.published.map(\.source) == [.microphone, .screen])
    }
}
