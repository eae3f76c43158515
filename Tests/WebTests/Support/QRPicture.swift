import Foundation
import Testing

/// A QR code as the page shows it, read by a program that is not ours (zbarimg).
struct QRPicture {
    /// Pixels a module: readers want some.
    private static let scale = 4
    private let side: Int
    private let dark: [(x: Int, y: Int)]

    init(svg: String) throws {
        side = try #require(svg.firstMatch(of: #/viewBox="0 0 (\d+) /#).flatMap { Int($0.1) })
        dark = svg.matches(of: /M(\d+) (\d+)h1v1h-1z/).compactMap { match in
            Int(match.1).flatMap { x in Int(match.2).map { (x, $0) } }
        }
    }

    func read() throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: "code-\(UUID().uuidString).pgm")
        defer { try? FileManager.default.removeItem(at: file) }
        try pixels.write(to: file)
        let reader = Process()
        reader.executableURL = URL(fileURLWithPath: "/usr/bin/zbarimg")
        reader.arguments = ["--quiet", "--raw", file.path]
        let output = Pipe()
        reader.standardOutput = output
        reader.standardError = FileHandle.nullDevice
        try reader.run()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        reader.waitUntilExit()
        return String(decoding: text, as: UTF8.self).trimmingCharacters(in: .newlines)
    }

    /// A greyscale picture (netpbm's PGM).
    private var pixels: Data {
        let width = side * Self.scale
        var bytes = [UInt8](repeating: 255, count: width * width)
        for module in dark {
            for line in 0..<Self.scale {
                let start = (module.y * Self.scale + line) * width + module.x * Self.scale
                for offset in 0..<Self.scale { bytes[start + offset] = 0 }
            }
        }
        return Data("P5 \(width) \(width) 255\n".utf8) + Data(bytes)
    }
}
