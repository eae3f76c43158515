/// A signed report as a DICOM object of its own: Encapsulated PDF (PS3.3 A.45.1), a Part 10 file in explicit VR little
/// endian. The same report always gives the same bytes, so sending it twice stores it once.
package struct EncapsulatedPDF: Sendable, Equatable {
    package static let classUID = "1.2.840.10008.5.1.4.1.1.104.1"
    static let transferSyntax = "1.2.840.10008.1.2.1"
    /// Ours, from the project's name; PS3.7 D.3.3.2 asks for one that is not an instance's.
    static let implementation = "2.25.90210474115920241180935171204226125043"

    package var studyUID: String
    package var seriesUID: String
    package var instanceUID: String
    package var patientID: String
    package var patientName: String
    /// `M`, `F`, `O` or nothing.
    package var patientSex: String
    /// `YYYYMMDD` or nothing.
    package var birthDate: String
    package var accessionNumber: String
    package var title: String
    package var institution: String
    package var at: HL7Time
    package var pdf: [UInt8]

    package init(
        studyUID: String, seriesUID: String, instanceUID: String, patientID: String, patientName: String,
        patientSex: String, birthDate: String, accessionNumber: String, title: String, institution: String,
        at: HL7Time, pdf: [UInt8]
    ) {
        self.studyUID = studyUID
        self.seriesUID = seriesUID
        self.instanceUID = instanceUID
        self.patientID = patientID
        self.patientName = patientName
        self.patientSex = patientSex
        self.birthDate = birthDate
        self.accessionNumber = accessionNumber
        self.title = title
        self.institution = institution
        self.at = at
        self.pdf = pdf
    }

    package var file: [UInt8] {
        let meta = [
            DICOMElement(0x0002, 0x0001, "OB", bytes: [0, 1]),
            DICOMElement(0x0002, 0x0002, "UI", Self.classUID),
            DICOMElement(0x0002, 0x0003, "UI", instanceUID),
            DICOMElement(0x0002, 0x0010, "UI", Self.transferSyntax),
            DICOMElement(0x0002, 0x0012, "UI", Self.implementation),
            DICOMElement(0x0002, 0x0013, "SH", "HUIZHEN"),
        ].flatMap(\.bytes)
        let length = DICOMElement(
            0x0002, 0x0000, "UL", bytes: DICOMElement.littleEndian(UInt32(truncatingIfNeeded: meta.count)))
        let head = [UInt8](repeating: 0, count: 128) + Array("DICM".utf8)
        return head + length.bytes + meta + dataSet.flatMap(\.bytes)
    }

    private var dataSet: [DICOMElement] {
        let day = String(at.text.prefix(8))
        let time = String(at.text.dropFirst(8).prefix(6))
        return [
            // UTF-8 (PS3.3 C.12.1.1.2).
            DICOMElement(0x0008, 0x0005, "CS", "ISO_IR 192"),
            DICOMElement(0x0008, 0x0016, "UI", Self.classUID),
            DICOMElement(0x0008, 0x0018, "UI", instanceUID),
            DICOMElement(0x0008, 0x0020, "DA", day),
            DICOMElement(0x0008, 0x0023, "DA", day),
            DICOMElement(0x0008, 0x002A, "DT", day + time),
            DICOMElement(0x0008, 0x0030, "TM", time),
            DICOMElement(0x0008, 0x0033, "TM", time),
            DICOMElement(0x0008, 0x0050, "SH", Self.cut(accessionNumber, 16)),
            DICOMElement(0x0008, 0x0060, "CS", "DOC"),
            DICOMElement(0x0008, 0x0064, "CS", "SYN"),
            DICOMElement(0x0008, 0x0070, "LO", "Huizhen"),
            DICOMElement(0x0008, 0x0080, "LO", Self.cut(institution, 64)),
            DICOMElement(0x0008, 0x0090, "PN", ""),
            DICOMElement(0x0008, 0x103E, "LO", Self.cut(title, 64)),
            DICOMElement(0x0010, 0x0010, "PN", Self.cut(patientName, 64)),
            DICOMElement(0x0010, 0x0020, "LO", Self.cut(patientID, 64)),
            DICOMElement(0x0010, 0x0030, "DA", birthDate),
            DICOMElement(0x0010, 0x0040, "CS", patientSex),
            DICOMElement(0x0020, 0x000D, "UI", studyUID),
            DICOMElement(0x0020, 0x000E, "UI", seriesUID),
            DICOMElement(0x0020, 0x0010, "SH", ""),
            DICOMElement(0x0020, 0x0011, "IS", "9001"),
            DICOMElement(0x0020, 0x0013, "IS", "1"),
            DICOMElement(0x0028, 0x0301, "CS", "YES"),
            DICOMElement(0x0040, 0xA043, "SQ", bytes: []),
            DICOMElement(0x0042, 0x0010, "ST", Self.cut(title, 200)),
            DICOMElement(0x0042, 0x0011, "OB", bytes: pdf),
            DICOMElement(0x0042, 0x0012, "LO", "application/pdf"),
            DICOMElement(
                0x0042, 0x0015, "UL", bytes: DICOMElement.littleEndian(UInt32(truncatingIfNeeded: pdf.count))),
        ]
    }

    /// Characters that separate values or lines have no place in one; lengths are counted in characters.
    static func cut(_ text: String, _ limit: Int) -> String {
        let kept = text.unicodeScalars.filter { $0 != "\\" && $0 != "^" && $0 != "=" && $0.value >= 0x20 }
        var result = String.UnicodeScalarView()
        result.append(contentsOf: kept.prefix(limit))
        return String(result)
    }
}
