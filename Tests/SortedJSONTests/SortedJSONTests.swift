import Foundation
import SortedJSON
import Testing

@Suite struct `Sorted JSON` {
    private func reference(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    @Test func `Ten thousand random values give the very bytes of Foundation's encoder`() throws {
        var random = Draw(seed: 20_261_121)
        for _ in 0..<10_000 {
            let value = Tree.random(depth: 4, &random)
            #expect(try SortedJSON.text(value) == reference(value))
        }
    }

    @Test func `Every scalar below U+0300 and every escape is written as Foundation writes it`()
        throws
    {
        for scalar in (0..<0x300).compactMap(Unicode.Scalar.init) {
            let text = "a\(Character(scalar))/b"
            #expect(try SortedJSON.text([text]) == reference([text]))
        }
    }

    @Test(arguments: [
        0.0, -0.0, 1, -1.5, 0.1, 1e15, 1e16, 123_456_789_012_345_680, 1e-7, .leastNonzeroMagnitude,
        .greatestFiniteMagnitude,
    ])
    func `A number with a fraction is written as Foundation writes it`(_ number: Double) throws {
        #expect(try SortedJSON.text([number]) == reference([number]))
        #expect(try SortedJSON.text(["x": number]) == reference(["x": number]))
    }

    @Test func `Whole numbers of every width are written to their last digit`() throws {
        #expect(try SortedJSON.text([Int64.min, Int64.max]) == "[-9223372036854775808,9223372036854775807]")
        #expect(try SortedJSON.text(["max": UInt64.max]) == "{\"max\":18446744073709551615}")
        #expect(try SortedJSON.text(Widths()) == reference(Widths()))
    }

    @Test
    func `Enumerations, optionals, nested containers and empty things are written as Foundation writes them`()
        throws
    {
        let shapes: [Shape] = [
            .plain, .with(words: "字"), .pair(3, nil), .nested(.pair(nil, "x")), .list([]), .list([nil, "b"]),
        ]
        #expect(try SortedJSON.text(shapes) == reference(shapes))
        #expect(try SortedJSON.text(ByHand()) == reference(ByHand()))
        #expect(try SortedJSON.text([String: Int]()) == "{}")
        #expect(try SortedJSON.text([[Int]]()) == "[]")
        #expect(try SortedJSON.text("alone") == "\"alone\"")
        #expect(try SortedJSON.text([Nothing()]) == reference([Nothing()]))
    }

    @Test func `The later of two members with one name stays`() throws {
        #expect(try SortedJSON.text(Twice()) == "{\"a\":2,\"b\":1}")
    }

    @Test func `What cannot be written is refused instead of written wrongly`() {
        #expect(throws: EncodingError.self) { try SortedJSON.text([Double.infinity]) }
        #expect(throws: EncodingError.self) { try SortedJSON.text(["x": Double.nan]) }
        #expect(throws: EncodingError.self) { try SortedJSON.text(Nothing()) }
        #expect(throws: EncodingError.self) { try SortedJSON.text(Interleaved()) }
        #expect(throws: EncodingError.self) { try SortedJSON.text(WrittenTwice()) }
    }
}

/// SplitMix64.
private struct Draw: RandomNumberGenerator {
    var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

private indirect enum Tree: Encodable {
    case null, flag(Bool), whole(Int64), fraction(Double), text(String), list([Tree]), object([String: Tree])

    static let names = ["a", "b", "ab", "abc", "a1", "A", "名称", "éa", "z z", "id", "payload"]

    static func random(depth: Int, _ random: inout Draw) -> Tree {
        switch Int.random(in: 0..<(depth == 0 ? 5 : 8), using: &random) {
        case 0: return .null
        case 1: return .flag(Bool.random(using: &random))
        case 2: return .whole(Int64(bitPattern: random.next()) >> Int64.random(in: 0..<63, using: &random))
        case 3: return .fraction(Double.random(in: -1e6...1e6, using: &random))
        case 4:
            let scalars = (0..<Int.random(in: 0..<12, using: &random)).compactMap { _ in
                Unicode.Scalar(UInt32.random(in: 0..<0x11000, using: &random))
            }
            return .text(String(String.UnicodeScalarView(scalars)))
        case 5:
            let count = Int.random(in: 0..<5, using: &random)
            return .list((0..<count).map { _ in Tree.random(depth: depth - 1, &random) })
        default:
            var members: [String: Tree] = [:]
            for _ in 0..<Int.random(in: 0..<6, using: &random) {
                let name = names[Int.random(in: 0..<names.count, using: &random)]
                members[name] = Tree.random(depth: depth - 1, &random)
            }
            return .object(members)
        }
    }

    func encode(to encoder: any Encoder) throws {
        switch self {
        case .null:
            var container = encoder.singleValueContainer()
            try container.encodeNil()
        case .flag(let value): try value.encode(to: encoder)
        case .whole(let value): try value.encode(to: encoder)
        case .fraction(let value): try value.encode(to: encoder)
        case .text(let value): try value.encode(to: encoder)
        case .list(let values): try values.encode(to: encoder)
        case .object(let members): try members.encode(to: encoder)
        }
    }
}

private enum Shape: Encodable {
    case plain
    case with(words: String)
    case pair(Int?, String?)
    indirect case nested(Shape)
    case list([String?])
}

private struct Widths: Encodable {
    var one: Int8 = -8, two: UInt8 = 8, three: Int16 = -16, four: UInt16 = 16
    var five: Int32 = -32, six: UInt32 = 32, seven: UInt = 64, eight: Float = 0.25, nine = true
}

private struct AnyName: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
}

/// Opens its object twice, as a class and its heir do, and containers inside containers.
private struct ByHand: Encodable {
    func encode(to encoder: any Encoder) throws {
        var first = encoder.container(keyedBy: AnyName.self)
        try first.encode(1, forKey: AnyName("z"))
        var nested = first.nestedContainer(keyedBy: AnyName.self, forKey: AnyName("m"))
        try nested.encode("in", forKey: AnyName("y"))
        try nested.encodeNil(forKey: AnyName("x"))
        var list = first.nestedUnkeyedContainer(forKey: AnyName("l"))
        try list.encode(1)
        try list.encodeNil()
        var inner = list.nestedContainer(keyedBy: AnyName.self)
        try inner.encode(true, forKey: AnyName("t"))
        var deep = list.nestedUnkeyedContainer()
        try deep.encode("d")
        var again = encoder.container(keyedBy: AnyName.self)
        try again.encode("last", forKey: AnyName("a"))
    }
}

private struct Twice: Encodable {
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: AnyName.self)
        try container.encode(1, forKey: AnyName("b"))
        try container.encode(1, forKey: AnyName("a"))
        try container.encode(2, forKey: AnyName("a"))
    }
}

private struct Nothing: Encodable {
    func encode(to encoder: any Encoder) throws {}
}

private struct Interleaved: Encodable {
    func encode(to encoder: any Encoder) throws {
        var outer = encoder.container(keyedBy: AnyName.self)
        var nested = outer.nestedContainer(keyedBy: AnyName.self, forKey: AnyName("n"))
        try outer.encode(1, forKey: AnyName("o"))
        try nested.encode(1, forKey: AnyName("late"))
    }
}

private struct WrittenTwice: Encodable {
    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(1)
        try container.encode(2)
    }
}
