import Foundation
import TestRequirements
import Testing

/// Pure information stands outside treatment (GX 43): the code of published texts knows nothing clinical and its public
/// page sends nothing.
struct InformationTests {
    private static let clinical = [
        "InternetVisit", "Prescription", "PatientID", "MedicalRecord", "openVisit", "DiagnosisOrder",
        "ConsultationCommand", "VisitCommand",
    ]

    @Test(
        .requirement("GX-43"),
        arguments: [
            ("Sources/ConsultationCore/Publishing/PublicContent.swift", clinical),
            ("Sources/Orchestration/Quality/QualityQueries+Published.swift", clinical + ["database.write"]),
            ("Sources/Web/Public/js/pages/information.js", ["post(", "put(", "del(", "/visits", "/cases"]),
        ])
    func `published information cannot write anything clinical`(_ file: String, _ forbidden: [String]) throws
    {
        let text = try String(contentsOf: House.root.appending(path: file), encoding: .utf8)
        for word in forbidden { #expect(!text.contains(word), "\(file): \(word)") }
    }
}
