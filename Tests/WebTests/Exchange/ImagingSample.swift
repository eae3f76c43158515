import Foundation
import HospitalWire
import Paper

enum ImagingSample {
    static func report(in study: String) throws -> [UInt8] {
        EncapsulatedPDF(
            studyUID: study, seriesUID: DICOMIdentifier.from([7]), instanceUID: DICOMIdentifier.from([8]),
            patientID: "M00012345", patientName: "张三", patientSex: "M", birthDate: "19700101",
            accessionNumber: "", title: "远程诊断报告", institution: "县医院",
            at: HL7Time(year: 2025, month: 3, day: 10, hour: 9),
            pdf: PrintedText(lines: [.title("远程诊断报告")], issuedMilliseconds: 0).file
        ).file
    }
}
