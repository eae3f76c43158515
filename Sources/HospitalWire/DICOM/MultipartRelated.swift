/// `multipart/related` as DICOMweb uses it (PS3.18 §8.6, RFC 2387): written for a store, read piece by piece from a
/// retrieval, so that a study of any size never lies in memory.
package enum MultipartRelated {
    package static let newline: [UInt8] = [0x0D, 0x0A]

    /// One part, whole.
    package static func body(of part: [UInt8], type: String, boundary: String) -> [UInt8] {
        Array("--\(boundary)\r\nContent-Type: \(type)\r\n\r\n".utf8) + part
            + Array("\r\n--\(boundary)--\r\n".utf8)
    }

    /// The boundary that a content type names; nil without one of 1 to 70 characters (RFC 2046 §5.1.1).
    package static func boundary(in contentType: String) -> String? {
        for parameter in contentType.split(separator: ";").dropFirst() {
            let parts = parameter.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, trimmed(parts[0]).lowercased() == "boundary" else { continue }
            var value = trimmed(parts[1])
            if value.count >= 2, value.first == "\"", value.last == "\"" {
                value = String(value.dropFirst().dropLast())
            }
            return (1...70).contains(value.utf8.count) ? value : nil
        }
        return nil
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first == " " || text.first == "\t" { text.removeFirst() }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return String(text)
    }
}

/// Takes the parts out of a body as it comes in.
package struct MultipartReader: Sendable {
    package enum Event: Sendable, Equatable {
        case partBegan
        case bytes([UInt8])
        case partEnded
        /// The last boundary was read: what follows means nothing.
        case ended
    }

    package enum Fault: Error, Sendable, Equatable {
        case headTooLong
    }

    /// Bytes of a part's header lines.
    package static let headLimit = 16 * 1024

    private enum Place { case preamble, head, body, ended }

    private let delimiter: [UInt8]
    private var place = Place.preamble
    /// Begins as if a line had ended, so that the first boundary is found like the others.
    private var waiting: [UInt8] = MultipartRelated.newline

    package init(boundary: String) {
        delimiter = MultipartRelated.newline + Array("--\(boundary)".utf8)
    }

    package var isEnded: Bool { place == .ended }

    package mutating func take(_ bytes: some Sequence<UInt8>) throws(Fault) -> [Event] {
        guard place != .ended else { return [] }
        waiting += bytes
        var events: [Event] = []
        while try step(&events) {}
        return events
    }

    /// Whether there is more to do with what is there.
    private mutating func step(_ events: inout [Event]) throws(Fault) -> Bool {
        switch place {
        case .ended: return false
        case .head:
            guard let end = Self.find(MultipartRelated.newline + MultipartRelated.newline, in: waiting) else {
                if waiting.count > Self.headLimit { throw .headTooLong }
                return false
            }
            waiting.removeFirst(end + 4)
            place = .body
            events.append(.partBegan)
            return true
        case .preamble, .body:
            guard let found = Self.find(delimiter, in: waiting) else {
                // What could be the beginning of the delimiter stays.
                let sure = waiting.count - delimiter.count + 1
                if sure > 0 { give(sure, &events) }
                return false
            }
            // Two more bytes say whether it is the last one.
            guard waiting.count >= found + delimiter.count + 2 else {
                give(found, &events)
                return false
            }
            give(found, &events)
            if place == .body { events.append(.partEnded) }
            let next = waiting[delimiter.count..<(delimiter.count + 2)]
            waiting.removeFirst(delimiter.count)
            if next.elementsEqual([0x2D, 0x2D]) {
                place = .ended
                waiting = []
                events.append(.ended)
                return false
            }
            // The rest of the boundary's line counts as head: white space and the line's end.
            place = .head
            return true
        }
    }

    private mutating func give(_ count: Int, _ events: inout [Event]) {
        guard count > 0 else { return }
        if place == .body { events.append(.bytes(Array(waiting[..<count]))) }
        waiting.removeFirst(count)
    }

    private static func find(_ pattern: [UInt8], in bytes: [UInt8]) -> Int? {
        guard let first = pattern.first, bytes.count >= pattern.count else { return nil }
        var start = 0
        let last = bytes.count - pattern.count
        while start <= last {
            guard let next = bytes[start...last].firstIndex(of: first) else { return nil }
            if bytes[next..<(next + pattern.count)].elementsEqual(pattern) { return next }
            start = next + 1
        }
        return nil
    }
}
