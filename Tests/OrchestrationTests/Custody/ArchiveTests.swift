import ConsultationCore
import Foundation
import Orchestration
import Simulation
import Storage
import TestRequirements
import Testing

extension Fixture {
    /// A case with material, decided and archived by the clock.
    func archived() async throws -> ConsultationID {
        let id = try await decidedWithMaterial()
        clock.advance(.hours(25))
        try await deadlines.scan()
        try await effects.runPending()
        return id
    }

    static let picture = Array("CT 影像".utf8) + [UInt8](repeating: 7, count: 200_000)

    func decidedWithMaterial() async throws -> ConsultationID {
        let id = try await prepared()
        var writer = try orchestrator.beginUpload(limit: 1 << 20, of: DemoData.county)
        try writer.append(Self.picture)
        _ = try await orchestrator.attach(
            try writer.finish(expecting: nil), named: "影像/../1.dcm", contentType: "application/dicom",
            group: .examinationMaterial, to: id, by: user("li.chunyan"), idempotency: nil)
        try await run(.submit, id, by: "li.chunyan")
        try await run(Self.acceptance, id, by: "he.jing")
        for username in ["li.chunyan", "zhou.mingyuan"] {
            let entry = try await rooms.enter(id, by: user(username))
            await rooms.take(.connected(entry.session, link: "a"))
        }
        clock.advance(.minutes(20))
        try await run(.writeNote(text: "讨论病情"), id, by: "zhou.mingyuan")
        try await run(.endSession, id, by: "zhou.mingyuan")
        try await effects.runPending()
        let sections = Self.draft.questions?.map { ReportSection(question: $0, answer: "见意见") } ?? []
        try await run(
            .saveReportDraft(sections: sections, signers: [DemoData.respiratoryChief]), id,
            by: "zhou.mingyuan")
        try await run(.signReport, id, by: "zhou.mingyuan")
        try await run(.decide(outcome: .adopted, plan: "继续观察"), id, by: "li.chunyan")
        try await effects.runPending()
        return id
    }

    func custody(_ id: ConsultationID) async throws -> CaseCustody? {
        try await database.read { try $0.system.record(CaseCustody.self, id.text) }
    }

    func package(of id: ConsultationID, _ institution: InstitutionID) async throws -> [UInt8] {
        let stored = try await custody(id)?.package(of: institution)
        guard let stored else { throw CommandFault.notFound }
        return try database.blobs.read(stored.sha256.hexadecimal, owner: institution.text)
    }
}

@Suite struct ArchiveTests {
    @Test(.requirement("NHC-TM-3.5a", "SC-23c"))
    func `a decided case is archived by itself, with a whole package for each institution`() async throws {
        let service = try await Fixture.inMemory()
        let id = try await service.archived()
        let consultation = try await service.consultation(id)
        #expect(consultation.state == .archived)
        let custody = try #require(await service.custody(id))
        #expect(custody.state == .archived && custody.packages.count == 2)
        #expect(custody.retention?.mediaTo == CivilDate(Fixture.start).adding(years: 15))
        for (institution, side) in [(DemoData.county, "inviting"), (DemoData.province, "invited")] {
            let zip = try ZipReader(await service.package(of: id, institution))
            let names = Set(zip.entries.map(\.name))
            for part in [
                "record/invitation.json", "record/consent.json", "record/note.json", "record/report.json",
                "record/decision.json", "record/session.json", "record/recording.json", "signed/report.txt",
                "signed/decision.txt", "log/journal.jsonl", "log/access.jsonl", "record/encounters.json",
            ] { #expect(names.contains(part), "\(part) in the package of \(institution)") }
            let material = try #require(zip.entries.first { $0.name.hasPrefix("material/") })
            #expect(material.name == "material/1-影像_.._1.dcm")
            #expect(try zip.content(material) == Fixture.picture)
            let manifest = try JSONDecoder().decode(
                ArchiveManifest.self, from: Data(zip.content(#require(zip.entry("manifest.json")))))
            #expect(manifest.number == consultation.number.text)
            #expect(manifest.manifestHash == consultation.archive?.manifestHash.hexadecimal)
            for file in manifest.files {
                let bytes = try zip.content(#require(zip.entry(file.name)))
                #expect(Hexadecimal.sha256(of: bytes) == file.sha256 && Int64(bytes.count) == file.bytes)
            }
            let own = try zip.content(#require(zip.entry("package.json")))
            #expect(String(decoding: own, as: UTF8.self).contains("\"side\" : \"\(side)\""))
        }
        let first = try ZipReader(await service.package(of: id, DemoData.county))
        let second = try ZipReader(await service.package(of: id, DemoData.province))
        #expect(
            try first.content(#require(first.entry("manifest.json")))
                == second.content(#require(second.entry("manifest.json"))), "one manifest for both")
        // Done again after a crash it changes nothing.
        try await service.orchestrator.storeArchivePackages(of: id)
        #expect(try await service.custody(id)?.packages == custody.packages)
        try await expectReplayEqualsSnapshots(service.database)
    }

    @Test(.requirement("NHC-TM-3.5a"))
    func `another program reads the package and finds every entry whole`() async throws {
        let service = try await Fixture.inMemory()
        let id = try await service.archived()
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).zip")
        try Data(await service.package(of: id, DemoData.county)).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let python = Process()
        python.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        python.arguments = [
            "-c",
            "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; "
                + "assert any(n.endswith('1.dcm') and '影像' in n for n in z.namelist())",
            file.path,
        ]
        try python.run()
        python.waitUntilExit()
        #expect(python.terminationStatus == 0)
    }

    @Test(.requirement("NHC-TM-3.5a"))
    func `a package is verified by its manifest, and a changed or exchanged one is found`() async throws {
        let service = try await Fixture.inMemory()
        let id = try await service.archived()
        let bytes = Data(try await service.package(of: id, DemoData.province))
        let hash = try await service.consultation(id).archive?.manifestHash.hexadecimal
        let whole = try ArchiveVerification(of: bytes, journaled: hash)
        #expect(whole.isWhole && whole.files > 12)
        #expect(
            try ArchiveVerification(of: bytes, journaled: String(repeating: "0", count: 64)).faults
                == ["not the manifest of the journal"])
        let place = try #require(bytes.range(of: Data("讨论病情".utf8)))
        var changed = bytes
        changed[place.lowerBound] ^= 1
        #expect(try !ArchiveVerification(of: changed).isWhole)
        #expect(throws: (any Error).self) { try ArchiveVerification(of: bytes.prefix(bytes.count / 2)) }
    }

    @Test(.requirement("NHC-TM-3.5a"))
    func `without its material a case is not archived, and it follows when the material is back`()
        async throws
    {
        let service = try await Fixture.inMemory()
        let id = try await service.decidedWithMaterial()
        let attachment = try #require(await service.consultation(id).attachments.first)
        let path = service.database.blobs.path(
            of: attachment.sha256.hexadecimal, owner: DemoData.county.text)
        try FileManager.default.moveItem(atPath: path, toPath: path + ".gone")
        // The name begins like the content's and would be found: take it out of the folder.
        let aside = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        try FileManager.default.moveItem(atPath: path + ".gone", toPath: aside)
        service.clock.advance(.hours(25))
        try await service.deadlines.scan()
        try await service.effects.runPending()
        #expect(try await service.consultation(id).state == .decided)
        try FileManager.default.moveItem(atPath: aside, toPath: path)
        service.clock.advance(.minutes(10))
        try await service.effects.runPending()
        #expect(try await service.consultation(id).state == .archived)
    }

    @Test(.requirement("SC-34"))
    func `a hold of a dispute stands across a restart and is lifted by its reference`() async throws {
        let service = try await Fixture.inMemory()
        let id = try await service.archived()
        try await service.orchestrator.placeLegalHold(on: id, ground: "医疗纠纷", reference: "dispute/1")
        try await service.orchestrator.placeLegalHold(on: id, ground: "医疗纠纷", reference: "dispute/1")
        #expect(try await service.custody(id)?.openHolds.count == 1)
        let last = try #require(await service.custody(id)?.retention?.mediaTo)
        service.clock.set(last.end)
        let gao = try await service.user("gao.jun")
        await #expect(throws: Refusal.legalHold) {
            try await service.orchestrator.keep(
                .request(CustodyAsking(kind: .disposeMedia, purpose: .qualityControl, ground: "期满")), of: id,
                by: gao)
        }
        try await service.orchestrator.liftLegalHold(on: id, reference: "dispute/1", reason: "办结")
        #expect(try await service.custody(id)?.openHolds.isEmpty == true)
    }

    @Test(.requirement("JL-37"))
    func `sealing a record stands in the case's own journal and stops changes`() async throws {
        let service = try await Fixture.inMemory()
        let id = try await service.reported()
        let gao = try await service.user("gao.jun")
        let custody = try await service.orchestrator.keep(
            .request(CustodyAsking(kind: .seal, purpose: .disputeHandling, ground: "患方要求封存")), of: id, by: gao
        )
        #expect(custody.record.requests.count == 1)
        await #expect(throws: Refusal.secondPersonRequired) {
            try await service.orchestrator.keep(.approve(1), of: id, by: gao)
        }
    }
}
