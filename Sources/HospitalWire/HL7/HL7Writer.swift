/// Writes a message with the usual delimiters, each segment ended by CR.
package enum HL7Writer {
    package static func write(_ message: HL7Message) -> [UInt8] {
        var bytes: [UInt8] = []
        for segment in message.segments {
            bytes += Array(segment.name.utf8)
            let isHeader = segment.name == "MSH"
            if isHeader { bytes += Array("|^~\\&".utf8) }
            if segment.count >= (isHeader ? 3 : 1) {
                for number in (isHeader ? 3 : 1)...segment.count {
                    bytes.append(HL7Delimiters.usual.field)
                    bytes += field(segment[number])
                }
            }
            bytes.append(HL7Delimiters.segment)
        }
        return bytes
    }

    private static func field(_ field: HL7Field) -> [UInt8] {
        let marks = HL7Delimiters.usual
        return Array(
            field.values.map { repetition in
                Array(
                    repetition.map { component in
                        Array(component.map(HL7Escaping.escaped).joined(separator: [marks.subcomponent]))
                    }.joined(separator: [marks.component]))
            }.joined(separator: [marks.repetition]))
    }
}
