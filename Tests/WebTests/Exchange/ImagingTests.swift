import ConsultationCore
import Foundation
import HospitalLines
import HTTPTypes
import HummingbirdTesting
import Orchestration
import Simulation
import TestRequirements
import Testing

/// Studies of a real archive (Orthanc) on a case's page.
@Suite(.serialized, .timeLimit(.minutes(3)), .requirement("NHC-SUP-19b")) struct ImagingTests {
    private static let study = "1.2.826.0.1.3680043.9.7433.77"

    private static func lines(limit: Int = 1 << 20, password: String = "secret") throws -> HospitalLines {
        let folder = FileManager.default.temporaryDirectory.appending(path: "imaging-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let secret = folder.appending(path: "pacs")
        try "huizhen:\(password)\n".write(to: secret, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: secret.path)
        return try HospitalLines(
            LineSettings(
                hosts: ["127.0.0.1"], secrets: folder, authority: nil, retry: ExchangeRetry(),
                studyLimit: limit))
    }

    private static func connect(_ service: TestService, _ client: any TestClientProtocol, _ port: Int)
        async throws
    {
        let admin = try await Browser.signedIn(.invitingAdmin, client)
        let opened = try await admin.send(
            .post, "/api/v1/exchange/connections",
            [
                "system": "pacs", "name": "PACS", "host": "127.0.0.1", "port": .number(Double(port)),
                "encrypted": false, "path": "/dicom-web", "secret": "pacs", "sends": ["diagnosisReport"],
                "qualityAttested": true,
            ])
        try #require(opened.status == 201, "\(opened.text)")
        let id = opened.body["connections"][0]["id"].string ?? ""
        let tested = try await admin.send(.post, "/api/v1/exchange/connections/\(id)/test")
        #expect(tested.status == 200, "\(tested.text)")
    }

    /// Waits until a fetch is over: it runs beside the request that began it.
    private static func ended(_ journey: Journey) async throws -> JSON {
        while true {
            let all = try await journey.attending.get("/api/v1/consultations/\(journey.id)/imaging").body[
                "imports"]
            if let last = all.items.last, last["state"] != "running" { return last }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    @Test func `a physician finds the patient's study in the archive and it becomes material of the case`()
        async throws
    {
        let archive = try await Orthanc()
        let files = try await archive.keepStudy(Self.study, of: "M00012345")
        let lines = try Self.lines()
        let service = try await TestService.make(hospitals: lines)
        try await service.test { client in
            let journey = try await Journey.accepted(service, client)
            let path = "/api/v1/consultations/\(journey.id)/imaging"
            let nothing = try await journey.attending.send(
                .post, path + "/search", ["patientNumber": "M00012345"])
            #expect(nothing.code == "err.exchange.notConnected")
            try await Self.connect(service, client, archive.port)

            let found = try await journey.attending.send(
                .post, path + "/search", ["patientNumber": "M00012345"])
            let study = found.body["studies"][0]
            #expect(study["uid"].string == Self.study && study["modalities"] == ["CT"], "\(found.text)")
            #expect(study["patientName"] == "张三" && study["description"] == "胸部CT平扫" && study["objects"] == 2)
            #expect(study["at"] == "2025-03-09T10:15:00.000+08:00" && study["accessionNumber"] == "ACC77")
            for wild in ["M*", "M0001234?", "\\"] {
                let answer = try await journey.attending.send(
                    .post, path + "/search", ["patientNumber": .string(wild)])
                #expect(answer.status == 422, "\(wild)")
            }
            #expect(
                try await journey.specialist.send(.post, path + "/search", ["patientNumber": "M00012345"])
                    .status == 404)

            let unattested = try await journey.attending.send(
                .post, path + "/imports", ["studyUid": .string(Self.study), "qualityAttested": false])
            #expect(unattested.status == 422)
            let other = try await journey.attending.send(
                .post, path + "/imports", ["studyUid": "1.2.3", "qualityAttested": true])
            #expect(other.status == 422)
            let begun = try await journey.attending.send(
                .post, path + "/imports", ["studyUid": .string(Self.study), "qualityAttested": true])
            try #require(begun.status == 202, "\(begun.text)")
            let done = try await Self.ended(journey)
            #expect(done["state"] == "finished" && done["objects"] == 2 && done["expected"] == 2, "\(done)")

            let items = try await journey.attending.get("/api/v1/consultations/\(journey.id)").body[
                "attachments"
            ].items
            try #require(items.count == 1)
            #expect(items[0]["kind"] == "dicomStudy" && items[0]["contentType"] == "application/zip")
            let id = items[0]["id"].string ?? ""
            // The invited specialist reads the very bytes that the archive holds.
            let bytes = try await journey.specialist.get(
                "/api/v1/consultations/\(journey.id)/attachments/\(id)"
            ).bytes
            let place = FileManager.default.temporaryDirectory.appending(path: "study-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            try Data(bytes).write(to: place.appending(path: "study.zip"))
            let unzip = Process()
            unzip.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
            unzip.arguments = ["-m", "zipfile", "-e", place.path + "/study.zip", place.path]
            try unzip.run()
            unzip.waitUntilExit()
            let names = try FileManager.default.contentsOfDirectory(atPath: place.path).filter {
                $0.hasSuffix(".dcm")
            }
            #expect(names.sorted() == ["IM000001.dcm", "IM000002.dcm"])
            let got = try Set(names.map { try Data(contentsOf: place.appending(path: $0)).suffix(8) })
            #expect(got == Set(files.map { $0.suffix(8) }))
        }
    }

    @Test func `a study beyond the limit and a wrong password are refused in words`() async throws {
        let archive = try await Orthanc()
        _ = try await archive.keepStudy(Self.study, of: "M00012345")
        let service = try await TestService.make(hospitals: try Self.lines(limit: 600))
        try await service.test { client in
            try await Self.connect(service, client, archive.port)
            let journey = try await Journey.accepted(service, client)
            let path = "/api/v1/consultations/\(journey.id)/imaging/imports"
            _ = try await journey.attending.send(
                .post, path, ["studyUid": .string(Self.study), "qualityAttested": true])
            let done = try await Self.ended(journey)
            #expect(done["state"] == "failed" && done["problem"].string?.contains("大小上限") == true, "\(done)")
            let items = try await journey.attending.get("/api/v1/consultations/\(journey.id)").body[
                "attachments"]
            #expect(items.items.isEmpty)
        }
        let wrong = try Self.lines(password: "wrong")
        await #expect(throws: LinkFault.notAuthorised) {
            try await wrong.probe(
                ExchangeSettings(
                    system: .pacs, name: "PACS", host: "127.0.0.1", port: archive.port, isEncrypted: false,
                    path: "/dicom-web", application: "", facility: "", secret: "pacs", sends: [],
                    isQualityAttested: true))
        }
    }

    @Test func `a report as a DICOM object is stored in the archive once, however often it is sent`()
        async throws
    {
        let archive = try await Orthanc()
        let lines = try Self.lines()
        let settings = ExchangeSettings(
            system: .pacs, name: "PACS", host: "127.0.0.1", port: archive.port, isEncrypted: false,
            path: "/dicom-web", application: "", facility: "", secret: "pacs", sends: [.diagnosisReport],
            isQualityAttested: true)
        let file = try ImagingSample.report(in: Self.study)
        for _ in 1...2 { try await lines.store(file, in: Self.study, to: settings) }
        let studies = try await lines.studies(StudyQuery(studyUID: Self.study), at: settings)
        #expect(studies.first?.objects == 1)
        #expect(studies.first?.patientID == "M00012345")
        let names = JSON.parse(try await archive.request("GET", "/instances").body).items.compactMap(\.string)
        let tags = try await archive.request("GET", "/instances/\(names.first ?? "")/simplified-tags").body
        #expect(JSON.parse(tags)["DocumentTitle"] == "远程诊断报告")
    }
}
