import Foundation
import Testing

/// Files of `Protocols/vectors`.
enum Vectors {
    static func text(_ name: String) throws -> String {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Protocols/vectors")
        return try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    /// Lines of `name | value`.
    static func table(_ name: String) throws -> [String: String] {
        var rows: [String: String] = [:]
        for line in try text(name).split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: "|", maxSplits: 1).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            rows[parts[0]] = try #require(parts.count == 2 ? parts[1] : nil)
        }
        return rows
    }

    static func bytes(hex: String) throws -> [UInt8] {
        let digits = Array(hex.utf8.filter { $0 != 32 })
        return try stride(from: 0, to: digits.count, by: 2).map { index in
            try #require(UInt8(String(decoding: digits[index..<index + 2], as: UTF8.self), radix: 16))
        }
    }

    static func stun(_ name: String) throws -> [UInt8] {
        try bytes(hex: #require(try table("stun-rfc5769.txt")[name]))
    }
}

struct Missing: Error {}

/// `#require` cannot take calls with a span; this can.
func need<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw Missing() }
    return value
}
