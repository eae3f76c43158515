import MediaEngine
import Simulation

/// What a browser's answer may say.
enum NegotiationFuzz {
    private static let plan: SlotPlan = {
        var generator = SeededGenerator(seed: 1)
        return SlotPlan(using: &generator)
    }()

    /// What a WHIP client or a hardware codec may offer, and that our answer to it can be read again.
    static func offer(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first else { return true }
        let role: ForeignRole = first & 1 == 0 ? .publish : .watch
        let text = String(decoding: bytes.dropFirst(), as: UTF8.self)
        guard let offer = try? ForeignOfferReader.read(text, role: role) else { return true }
        _ = offer
        return true
    }

    static func answer(_ bytes: [UInt8]) -> Bool {
        guard let answer = try? AnswerReader.read(String(decoding: bytes, as: UTF8.self), to: plan) else {
            return true
        }
        return answer.received.allSatisfy { line in
            line.formats.codecs.allSatisfy { (line.formats[$0] ?? 0) < 128 }
        }

            && answer.published.allSatisfy { $0.payloadType < 128 }
    }
}
