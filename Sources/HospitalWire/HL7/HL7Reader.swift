/// Takes the bytes of one message apart. Total: any bytes give a message or a fault.
package enum HL7Reader {
    package static func read(_ bytes: [UInt8]) throws(HL7Fault) -> HL7Message {
        guard bytes.count <= HL7Limits.messageBytes else { throw .tooLong }
        guard let marks = HL7Delimiters(bytes[...]) else { throw .unreadable(segment: 1) }
        // Some senders end segments with CR LF, some with LF alone.
        let lines = bytes.split(omittingEmptySubsequences: true) {
            $0 == HL7Delimiters.segment || $0 == 0x0A
        }
        guard lines.count <= HL7Limits.segments else { throw .tooLong }
        var segments: [HL7Segment] = []
        for (index, line) in lines.enumerated() {
            segments.append(try segment(line, marks, number: index + 1))
        }
        return HL7Message(segments: segments)
    }

    private static func segment(
        _ line: ArraySlice<UInt8>, _ marks: HL7Delimiters, number: Int
    ) throws(HL7Fault) -> HL7Segment {
        let parts = line.split(separator: marks.field, omittingEmptySubsequences: false)
        guard let name = parts.first, name.count == 3,
            name.allSatisfy({ HL7Delimiters.isLetterOrDigit($0) }), parts.count <= HL7Limits.fields
        else { throw .unreadable(segment: number) }
        let isHeader = name.elementsEqual([0x4D, 0x53, 0x48])
        guard isHeader == (number == 1) else { throw .unreadable(segment: number) }
        var fields: [HL7Field] = []
        if isHeader {
            fields.append(HL7Field(String(decoding: [marks.field], as: UTF8.self)))
            // The delimiters as they stand: they are not values.
            fields.append(HL7Field(String(decoding: parts.dropFirst().first ?? [], as: UTF8.self)))
        }
        for part in parts.dropFirst(isHeader ? 2 : 1) {
            fields.append(try field(part, marks, number: number))
        }
        return HL7Segment(String(decoding: name, as: UTF8.self), fields)
    }

    private static func field(
        _ bytes: ArraySlice<UInt8>, _ marks: HL7Delimiters, number: Int
    ) throws(HL7Fault) -> HL7Field {
        if bytes.isEmpty { return HL7Field() }
        var repetitions: [[[String]]] = []
        for repetition in bytes.split(separator: marks.repetition, omittingEmptySubsequences: false) {
            var components: [[String]] = []
            for component in repetition.split(separator: marks.component, omittingEmptySubsequences: false) {
                var values: [String] = []
                for value in component.split(separator: marks.subcomponent, omittingEmptySubsequences: false)
                {
                    guard let text = HL7Escaping.plain(value, marks) else {
                        throw .unreadable(segment: number)
                    }
                    values.append(text)
                }
                components.append(values)
            }
            repetitions.append(components)
        }
        return HL7Field(repetitions)
    }
}
