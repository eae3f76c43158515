import ForeignPrograms
import Foundation
import HospitalWire
import Paper
import TestRequirements
import Testing

/// Our files as another program reads them: dcmtk.
@Suite(.requirement("NHC-SUP-19b")) struct EncapsulatedPDFTests {
    static let pdf = PrintedText(
        lines: [
            .title("诊疗意见报告"), .heading("一、诊断"), .text("重症肺炎（J18.9），PaO2/FiO2 = 180 mmHg"),
        ], issuedMilliseconds: 0
    ).file

    static let object = EncapsulatedPDF(
        studyUID: DICOMIdentifier.from([1]), seriesUID: DICOMIdentifier.from([2]),
        instanceUID: DICOMIdentifier.from([UInt8](repeating: 255, count: 20)), patientID: "M00012345",
        patientName: "张三", patientSex: "M", birthDate: "19700101", accessionNumber: "HZ1", title: "诊疗意见报告",
        institution: "示范医院", at: HL7Time(year: 2026, month: 11, day: 21, hour: 9), pdf: pdf)

    @Test func `a report as DICOM is what dcmtk takes for one, and gives its PDF back`() throws {
        let place = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: place) }
        try Data(Self.object.file).write(to: place.appending(path: "report.dcm"))
        let dump = try ForeignProgram.run("dcmdump", ["+Un", "report.dcm"], in: place)
        #expect(dump.status == 0)
        #expect(dump.text.contains("EncapsulatedPDFStorage"))
        #expect(dump.text.contains("M00012345"))
        #expect(!dump.text.contains("E:") && !dump.text.contains("W:"), "\(dump.text)")
        let back = try ForeignProgram.run("dcm2pdf", ["report.dcm", "report.pdf"], in: place)
        #expect(back.status == 0, "\(back.text)")
        let given = try Data(contentsOf: place.appending(path: "report.pdf"))
        #expect(Array(given).starts(with: Self.pdf))
        #expect(given.count - Self.pdf.count <= 1)
    }

    @Test func `the same report is the same file, and identifiers are valid`() {
        #expect(Self.object.file == Self.object.file)
        #expect(
            DICOMIdentifier.from([UInt8](repeating: 255, count: 16))
                == "2.25.340282366920938463463374607431768211455")
        for text in [Self.object.studyUID, Self.object.instanceUID, EncapsulatedPDF.classUID] {
            #expect(DICOMIdentifier.isValid(text))
        }
        for text in ["", "1..2", "1.02", "a", String(repeating: "1", count: 65)] {
            #expect(!DICOMIdentifier.isValid(text))
        }
    }
}
