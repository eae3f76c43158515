import HospitalWire
import Simulation
import TestRequirements
import Testing

@Suite(.requirement("NHC-SUP-19b")) struct HL7PropertyTests {
    private static let letters = Array("Ab1 张|^~\\&\r\n\u{0B}\u{1C}é.X\"")

    private static func text(_ random: inout SeededGenerator) -> String {
        String(
            (0..<Int.random(in: 0...6, using: &random)).map { _ in
                letters.randomElement(using: &random) ?? "a"
            })
    }

    private static func message(_ random: inout SeededGenerator) -> HL7Message {
        func field() -> HL7Field {
            HL7Field(
                (0..<Int.random(in: 0...3, using: &random)).map { _ in
                    (0..<Int.random(in: 0...4, using: &random)).map { _ in
                        (0..<Int.random(in: 0...3, using: &random)).map { _ in text(&random) }
                    }
                })
        }
        let header = HL7Segment("MSH", ["|", "^~\\&"] + (0..<8).map { _ in field() })
        let others = (0..<Int.random(in: 0...5, using: &random)).map { index in
            HL7Segment("Z0\(index)", (0..<Int.random(in: 0...9, using: &random)).map { _ in field() })
        }
        return HL7Message(segments: [header] + others)
    }

    @Test(arguments: [UInt64](1...40)) func `whatever is written is read back as it was`(_ seed: UInt64)
        throws
    {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let message = Self.message(&random)
            let back = try HL7Reader.read(HL7Writer.write(message))
            #expect(back == message, "seed \(seed)")
        }
    }

    /// A message spoiled in a few places is read or refused; what is read is written and read again as the same.
    @Test(arguments: [UInt64](1...40)) func `no bytes trap a reader`(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<400 {
            var bytes = HL7Samples.all.randomElement(using: &random) ?? []
            for _ in 0..<Int.random(in: 0...6, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: bytes.indices, using: &random)
                switch Int.random(in: 0...4, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(Array("|^~\\&\r".utf8).randomElement(using: &random) ?? 0, at: place)
                case 3: bytes.removeLast(bytes.count - place)
                default: bytes.insert(contentsOf: bytes[..<place].suffix(30), at: place)
                }
            }
            Self.readAll(bytes, seed)
        }
        for _ in 0..<200 { Self.readAll(random.bytes(Int.random(in: 0...80, using: &random)), seed) }
    }

    private static func readAll(_ bytes: [UInt8], _ seed: UInt64) {
        guard let message = try? HL7Reader.read(bytes) else { return }
        let again = try? HL7Reader.read(HL7Writer.write(message))
        // Delimiters of its own are written as the usual ones.
        #expect(
            again?.segments.dropFirst().elementsEqual(message.segments.dropFirst()) == true, "seed \(seed)")
        _ = try? message.checkHeader()
        _ = try? ResultContent(message)
        _ = try? RegistrationContent(message)
        _ = try? OrderContent(message)
        _ = try? FeeContent(message)
        _ = try? HL7Acknowledgement(message)
        _ = HL7Acknowledgement.answer(to: message, .internalError, at: HL7Time(year: 2026, month: 1, day: 1))
    }

    @Test(arguments: [UInt64](1...20)) func `frames come out whole however the bytes are cut`(_ seed: UInt64)
        throws
    {
        var random = SeededGenerator(seed: seed)
        let messages = (0..<20).map { _ in
            random.bytes(Int.random(in: 0...300, using: &random)).filter { $0 != MLLPFrames.end }
        }
        var stream = messages.flatMap(MLLPFrames.framed)[...]
        var frames = MLLPFrames()
        var found: [[UInt8]] = []
        while !stream.isEmpty {
            let count = min(stream.count, Int.random(in: 1...50, using: &random))
            found += try frames.take(stream.prefix(count))
            stream = stream.dropFirst(count)
        }
        #expect(found == messages, "seed \(seed)")
        #expect(!frames.isInside)
    }

    @Test func `a frame that is none, or too long, ends the connection`() {
        var frames = MLLPFrames(limit: 4)
        #expect(throws: MLLPFrames.Fault.outOfFrame) { try frames.take([0x4D]) }
        var long = MLLPFrames(limit: 4)
        #expect(throws: MLLPFrames.Fault.tooLong) { try long.take([MLLPFrames.start, 1, 2, 3, 4, 5]) }
        var broken = MLLPFrames()
        #expect(throws: MLLPFrames.Fault.outOfFrame) {
            try broken.take([MLLPFrames.start, 1, MLLPFrames.end, 2])
        }
    }

    @Test(arguments: [UInt64](1...20)) func `parts come out whole however the body is cut`(_ seed: UInt64)
        throws
    {
        var random = SeededGenerator(seed: seed)
        let boundary = "b-\(seed)"
        let parts = (0..<5).map { _ in random.bytes(Int.random(in: 0...400, using: &random)) }
        var body: [UInt8] = []
        for part in parts {
            body += Array("\r\n--\(boundary)\r\nContent-Type: application/dicom\r\n\r\n".utf8) + part
        }
        body += Array("\r\n--\(boundary)--\r\nepilogue".utf8)
        // Sometimes the first boundary is at the very beginning.
        if seed.isMultiple(of: 2) { body.removeFirst(2) }
        var reader = MultipartReader(boundary: boundary)
        var found: [[UInt8]] = []
        var rest = body[...]
        while !rest.isEmpty {
            let count = min(rest.count, Int.random(in: 1...60, using: &random))
            for event in try reader.take(rest.prefix(count)) {
                switch event {
                case .partBegan: found.append([])
                case .bytes(let bytes): found[found.count - 1] += bytes
                case .partEnded, .ended: break
                }
            }
            rest = rest.dropFirst(count)
        }
        #expect(found == parts, "seed \(seed)")
        #expect(reader.isEnded)
    }
}
