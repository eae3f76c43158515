package enum SDPProblem: Error, Hashable, Sendable {
    case tooLong, tooManyLines, tooManySections
    /// Line numbers start at one.
    case malformedLine(Int)
    case missingVersion
}

package enum SDPLimits {
    package static let bytes = 256 * 1024
    package static let lines = 8192
    package static let sections = 128
}

/// A session description (RFC 8866) as lines, grouped by media section. It checks form only; meaning is the reader's.
/// Line ends may be CRLF or LF (RFC 8866 §5 asks parsers to accept both).
package struct SessionDescription: Hashable, Sendable {
    package struct Attribute: Hashable, Sendable {
        package var name: String
        /// nil for a flag such as `a=rtcp-mux`.
        package var value: String?
    }

    package struct Section: Hashable, Sendable {
        package var kind: String
        /// Zero means rejected (RFC 3264 §6).
        package var port: UInt16
        package var transport: String
        package var formats: [String]
        package var attributes: [Attribute]
        /// Value of `c=`, such as `IN IP4 192.0.2.1`.
        package var connection: String?

        package func first(_ name: String) -> String? {
            attributes.first { $0.name == name }.map { $0.value ?? "" }
        }

        package func all(_ name: String) -> [String] {
            attributes.compactMap { $0.name == name ? $0.value ?? "" : nil }
        }

        package func has(_ name: String) -> Bool { attributes.contains { $0.name == name } }
    }

    package var attributes: [Attribute] = []
    package var connection: String?
    package var sections: [Section] = []

    package init(_ text: String) throws(SDPProblem) {
        let bytes = Array(text.utf8)
        guard bytes.count <= SDPLimits.bytes else { throw .tooLong }
        var number = 0
        var sawVersion = false
        for raw in bytes.split(separator: 10, omittingEmptySubsequences: false) {
            number += 1
            guard number <= SDPLimits.lines else { throw .tooManyLines }
            let line = raw.last == 13 ? raw.dropLast() : raw
            if line.isEmpty { continue }
            guard line.count >= 2, line[line.startIndex + 1] == UInt8(ascii: "=") else {
                throw .malformedLine(number)
            }
            let type = line[line.startIndex]
            let value = String(decoding: line.dropFirst(2), as: UTF8.self)
            if !sawVersion {
                guard type == UInt8(ascii: "v"), value == "0" else { throw .missingVersion }
                sawVersion = true
                continue
            }
            try take(type, value, line: number)
        }
        guard sawVersion else { throw .missingVersion }
    }

    private mutating func take(_ type: UInt8, _ value: String, line: Int) throws(SDPProblem) {
        switch type {
        case UInt8(ascii: "m"):
            guard sections.count < SDPLimits.sections else { throw .tooManySections }
            let words = value.split(separator: " ")
            guard words.count >= 4 else { throw .malformedLine(line) }
            let portText = words[1].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)[0]
            guard let port = UInt16(portText) else { throw .malformedLine(line) }
            sections.append(
                Section(
                    kind: String(words[0]), port: port, transport: String(words[2]),
                    formats: words[3...].map(String.init), attributes: []))
        case UInt8(ascii: "a"):
            let parts = value.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = parts.first, !name.isEmpty else { throw .malformedLine(line) }
            let attribute = Attribute(name: String(name), value: parts.count > 1 ? String(parts[1]) : nil)
            if sections.isEmpty {
                attributes.append(attribute)
            } else {
                sections[sections.count - 1].attributes.append(attribute)
            }
        case UInt8(ascii: "c"):
            if sections.isEmpty {
                connection = value
            } else {
                sections[sections.count - 1].connection = value
            }
        default:
            break  // o=, s=, t=, b= and what may come: nothing we act on
        }
    }

    /// Where the section's media go, from its `c=` or the session's, and its port (RFC 8866 §5.7). nil for a name, for
    /// several ports and for an address that is no single machine's: multicast, broadcast, unspecified.
    package func destination(of section: Section) -> PeerAddress? {
        let words = (section.connection ?? connection ?? "").split(separator: " ")
        guard words.count == 3, words[0] == "IN", words[1] == "IP4" || words[1] == "IP6",
            let address = PeerAddress(literal: words[2], port: section.port), address.isUnicast,
            (words[1] == "IP4") == (address.family == .v4)
        else { return nil }
        return address
    }

    /// The section's attribute, or the session's when the section has none (RFC 8866 §5.13).
    package func inherited(_ name: String, in section: Section) -> String? {
        section.first(name) ?? attributes.first { $0.name == name }.map { $0.value ?? "" }
    }
}
