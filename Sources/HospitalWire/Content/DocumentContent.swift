/// A signed document that goes into the hospital's record (MDM^T02): its words, and the same as PDF.
package struct DocumentContent: Sendable, Equatable {
    /// What kind of document it is (TXA-2, OBX-3).
    package var kind: CodedValue
    /// Its own name, the same at every attempt (TXA-12).
    package var name: String
    /// The number of our case (TXA-14): the hospital asked under it.
    package var caseNumber: String
    package var issuedAt: HL7Time
    /// Who signed (TXA-9, TXA-22).
    package var author: String
    /// The document that this one adds to (TXA-13).
    package var addsTo: String?
    package var lines: [String]
    package var pdf: [UInt8]

    package init(
        kind: CodedValue, name: String, caseNumber: String, issuedAt: HL7Time, author: String,
        addsTo: String?, lines: [String], pdf: [UInt8]
    ) {
        self.kind = kind
        self.name = name
        self.caseNumber = caseNumber
        self.issuedAt = issuedAt
        self.author = author
        self.addsTo = addsTo
        self.lines = lines
        self.pdf = pdf
    }

    package func message(_ header: HL7Header, about patient: PatientContent) -> HL7Message {
        let code = HL7Field(components: [kind.code, kind.name, kind.system])
        // Activity, document type and presentation (HL7 v2.5 §9.6.1); AU: authenticated, AV: available.
        let document = HL7Segment(
            "TXA",
            [
                "1", HL7Field(components: [kind.code, kind.name]), "multipart", HL7Field(issuedAt.text), "",
                HL7Field(issuedAt.text), "", "", HL7Field(components: ["", author]), "", "",
                HL7Field(name), HL7Field(addsTo ?? ""), HL7Field(caseNumber), "", "", "AU", "", "AV",
            ])
        func observation(_ number: String, _ type: String, _ value: HL7Field) -> HL7Segment {
            HL7Segment(
                "OBX",
                [
                    HL7Field(number), HL7Field(type), code, HL7Field(number), value, "", "", "", "", "", "F",
                    "", "", HL7Field(issuedAt.text),
                ])
        }
        let words = HL7Field(lines.map { [[$0]] })
        let file = HL7Field(components: ["", "application", "pdf", "Base64", Base64.text(pdf)])
        return HL7Message(segments: [
            header.segment, HL7Segment("EVN", [HL7Field(header.event), HL7Field(header.at.text)]),
            patient.segment, HL7Segment("PV1", ["1", "N"]), document, observation("1", "TX", words),
            observation("2", "ED", file),
        ])
    }
}

/// RFC 4648 §4.
enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func text(_ bytes: [UInt8]) -> String {
        var result: [UInt8] = []
        result.reserveCapacity((bytes.count + 2) / 3 * 4)
        var index = 0
        while index < bytes.count {
            let count = min(3, bytes.count - index)
            var group = UInt32(bytes[index]) << 16
            if count > 1 { group |= UInt32(bytes[index + 1]) << 8 }
            if count > 2 { group |= UInt32(bytes[index + 2]) }
            for place in 0..<4 {
                let six = Int(group >> UInt32(18 - place * 6)) & 63
                result.append(place <= count ? alphabet[six] : 0x3D)
            }
            index += 3
        }
        return String(decoding: result, as: UTF8.self)
    }
}
