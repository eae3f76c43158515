import CQRCode

/// A QR code (ISO/IEC 18004) by libqrencode, as an SVG picture of one unit a module.
enum QRCode {
    /// Modules of white around the code, which readers need.
    static let quietZone = 4

    /// Nil when `text` is longer than a code can hold.
    static func svg(of text: String) -> String? {
        guard let code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) else { return nil }
        defer { QRcode_free(code) }
        let side = Int(code.pointee.width)
        let modules = UnsafeBufferPointer(start: code.pointee.data, count: side * side)
        // The lowest bit of a module says that it is dark.
        let dark = modules.indices.filter { modules[$0] & 1 == 1 }
        let squares = dark.map { "M\($0 % side + quietZone) \($0 / side + quietZone)h1v1h-1z" }
        let whole = side + 2 * quietZone
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(whole) \(whole)" shape-rendering="crispEdges">\
            <path fill="#fff" d="M0 0h\(whole)v\(whole)H0z"/><path d="\(squares.joined())"/></svg>
            """
    }
}
