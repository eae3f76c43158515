import MediaEngine
import Simulation

/// What a browser's answer may say.
enum NegotiationFuzz {
    private static let plan: SlotPlan = {
        var generator = SeededGenerator(seed: 1)
        return SlotPlan(using: &generator)
    }()

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
