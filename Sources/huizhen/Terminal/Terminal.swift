import Foundation

/// What commands say: results on standard output, complaints and progress on standard error.
enum Terminal {
    static func say(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

    static func complain(_ text: String) {
        FileHandle.standardError.write(Data(("error: " + text + "\n").utf8))
    }

    /// A file, piece by piece.
    static func pour(_ path: String) throws {
        let handle = try FileHandle(forReadingFrom: URL(filePath: path))
        defer { try? handle.close() }
        while let piece = try handle.read(upToCount: 65_536), !piece.isEmpty {
            FileHandle.standardOutput.write(piece)
        }
    }

    static func say(json value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        FileHandle.standardOutput.write(try encoder.encode(value))
        say("")
    }

    /// A progress line that rewrites itself, only when somebody watches.
    static func progress(_ fraction: Double, _ what: String) {
        guard isatty(2) == 1 else { return }
        let width = 30
        let filled = Int((min(max(fraction, 0), 1) * Double(width)).rounded())
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
        let line = "\r\(bar) \(Int(fraction * 100)) % \(what)\u{1B}[K"
        FileHandle.standardError.write(Data(line.utf8))
        if fraction >= 1 { FileHandle.standardError.write(Data("\n".utf8)) }
    }

    /// An instant as people in China read it: 2026-11-21 10:15:30.
    static func instant(_ milliseconds: Int64) -> String {
        let style = Date.ISO8601FormatStyle(
            dateSeparator: .dash, dateTimeSeparator: .space, timeSeparator: .colon,
            timeZone: TimeZone(secondsFromGMT: 8 * 3600) ?? .gmt
        ).year().month().day().time(includingFractionalSeconds: false)
        return Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(style)
    }

    static func size(_ bytes: UInt64) -> String {
        bytes < 1 << 20
            ? String(format: "%.1f kB", Double(bytes) / 1024)
            : String(format: "%.1f MB", Double(bytes) / 1_048_576)
    }
}
