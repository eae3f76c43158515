/// What rtpengine's ng protocol carries: strings, lists and dictionaries.
enum Bencode {
    case text(String)
    case list([Bencode])
    case table([String: Bencode])

    var bytes: [UInt8] {
        switch self {
        case .text(let text): return Array("\(text.utf8.count):\(text)".utf8)
        case .list(let items): return Array("l".utf8) + items.flatMap(\.bytes) + Array("e".utf8)
        case .table(let table):
            let pairs = table.sorted { $0.key < $1.key }.flatMap {
                Bencode.text($0.key).bytes + $0.value.bytes
            }
            return Array("d".utf8) + pairs + Array("e".utf8)
        }
    }

    /// The strings of one flat dictionary; numbers and nested values are passed over. nil when it is no dictionary.
    static func texts(of bytes: some Collection<UInt8>) -> [String: String]? {
        var reader = Reader(rest: Array(bytes)[...])
        guard case .table(let table)? = reader.next() else { return nil }
        return table.compactMapValues { if case .text(let text) = $0 { text } else { nil } }
    }

    private struct Reader {
        var rest: ArraySlice<UInt8>

        mutating func next() -> Bencode? {
            guard let first = rest.first else { return nil }
            switch first {
            case UInt8(ascii: "i"):
                guard let end = rest.firstIndex(of: UInt8(ascii: "e")) else { return nil }
                defer { rest = rest[(end + 1)...] }
                return .text(String(decoding: rest[(rest.startIndex + 1)..<end], as: UTF8.self))
            case UInt8(ascii: "l"):
                rest = rest.dropFirst()
                var items: [Bencode] = []
                while let byte = rest.first, byte != UInt8(ascii: "e") {
                    guard let item = next() else { return nil }
                    items.append(item)
                }
                rest = rest.dropFirst()
                return .list(items)
            case UInt8(ascii: "d"):
                rest = rest.dropFirst()
                var table: [String: Bencode] = [:]
                while let byte = rest.first, byte != UInt8(ascii: "e") {
                    guard case .text(let key)? = next(), let value = next() else { return nil }
                    table[key] = value
                }
                rest = rest.dropFirst()
                return .table(table)
            default:
                guard let colon = rest.firstIndex(of: UInt8(ascii: ":")),
                    let count = Int(String(decoding: rest[..<colon], as: UTF8.self)), count >= 0,
                    count <= rest.endIndex - colon - 1
                else { return nil }
                defer { rest = rest[(colon + 1 + count)...] }
                return .text(String(decoding: rest[(colon + 1)..<(colon + 1 + count)], as: UTF8.self))
            }
        }
    }
}
