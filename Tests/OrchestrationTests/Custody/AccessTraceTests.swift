import ConsultationCore
import Foundation
import Orchestration
import Storage
import Synchronization
import TestRequirements
import Testing

/// Recordings that a test made up: two files of a few bytes.
final class VaultFake: RecordingVault {
    let erased = Mutex<[RecordingName]>([])

    func export(
        _ recording: RecordingName, roots: [UInt32: String], to folder: String
    ) async throws -> [PlayableFile] {
        guard !roots.isEmpty else { throw VaultFault.notWhole }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return try [("p.webm", PlayableFile.Role.participant), ("mix.ogg", .mixedAudio)].map { name, role in
            let bytes = Data("media of \(name)".utf8)
            try bytes.write(to: URL(fileURLWithPath: folder + "/" + name))
            return PlayableFile(
                name: name, role: role, participant: nil, contentType: "video/webm", startOffset: 0,
                duration: 1000, sha256: Hexadecimal.sha256(of: [UInt8](bytes)))
        }
    }

    func erase(_ recording: RecordingName) async throws { erased.withLock { $0.append(recording) } }
}

@Suite struct AccessTraceTests {
    private func readings(_ id: ConsultationID, _ service: Fixture) async throws -> [JournalEntry] {
        try await service.database.read { try $0.entries(of: JournalStream.access(id)) }
    }

    private func keeper(_ service: Fixture, _ vault: VaultFake = VaultFake()) throws -> PlaybackKeeper {
        try PlaybackKeeper(
            cases: service.cases, database: service.database, environment: service.clock.environment,
            vault: vault)
    }

    @Test(.requirement("JL-35d"))
    func `a recording is played by role, purpose and relation, under a watermark, and each time on record`()
        async throws
    {
        let service = try await Fixture.inMemory()
        let id = try await service.archived()
        let keeper = try keeper(service)
        let physician = try await service.user("li.chunyan")
        await #expect(throws: Refusal.purposeRequired) {
            try await keeper.open(id, for: physician, purpose: nil, reason: "复核")
        }
        for (username, refusal) in [("wu.min", Refusal.accessDenied), ("operator", .operatorForbidden)] {
            let person = try await service.user(username)
            await #expect(throws: refusal) {
                try await keeper.open(id, for: person, purpose: .care, reason: "想看看")
            }
        }
        let stranger = try await service.user("auditor")
        #expect(try await keeper.open(id, for: stranger, purpose: .supervision, reason: "x") == nil)
        let playback = try #require(
            try await keeper.open(id, for: physician, purpose: .care, reason: "复核会诊意见"))
        #expect(playback.watermark.contains("李春燕") && playback.files.count == 2)
        let file = try #require(try await keeper.file(0, of: playback.id, for: physician))
        #expect(try file.content.read(at: 0, 100) == Array("media of p.webm".utf8))
        // Another person cannot use it, and it ends.
        let quality = try await service.user("zheng.hong")
        #expect(try await keeper.file(0, of: playback.id, for: quality) == nil)
        service.clock.advance(.hours(5))
        #expect(try await keeper.file(0, of: playback.id, for: physician) == nil)

        let kinds = try await readings(id, service).filter { $0.kind != "read" && $0.kind != "view" }
        #expect(kinds.map(\.kind) == ["refused", "refused", "refused", "playback"])
        #expect(kinds.last?.payload.contains("复核会诊意见") == true)
        #expect(kinds.last?.payload.contains("\"purpose\":\"care\"") == true)
        #expect(kinds[2].payload.contains("err.access.operatorForbidden"))
    }

    @Test(.requirement("JL-36"))
    func
        `AT-60 break-glass opens a case for the operator's person once a second one agrees, and both are told`()
        async throws
    {
        let service = try await Fixture.inMemory()
        let id = try await service.archived()
        let staff = try await service.user("operator")
        await #expect(throws: Refusal.operatorForbidden) {
            try await service.cases.consultation(id, for: staff)
        }
        _ = try await service.orchestrator.keep(
            .request(
                CustodyAsking(kind: .breakGlass, purpose: .emergencyMaintenance, ground: "录制无法回放，排查故障")),
            of: id, by: staff)
        await #expect(throws: Refusal.secondPersonRequired) {
            try await service.orchestrator.keep(.approve(1), of: id, by: staff)
        }
        await #expect(throws: Refusal.operatorForbidden) {
            try await service.cases.consultation(id, for: staff)
        }
        for username in ["gao.jun", "zheng.hong"] {
            let page = try await service.cases.custodyRequests(
                in: .pending, cursor: nil, limit: 10, for: service.user(username))
            #expect(page.items.map(\.request.kind) == [.breakGlass], "\(username) sees it")
        }
        _ = try await service.orchestrator.keep(.approve(1), of: id, by: service.user("gao.jun"))
        let view = try #require(try await service.cases.consultation(id, for: staff))
        #expect(view.patient != nil && view.actions.isEmpty)
        let last = try #require(try await readings(id, service).last)
        #expect(last.actor == staff.account.text && last.payload.contains("emergencyMaintenance"))
        service.clock.advance(.hours(5))
        await #expect(throws: Refusal.operatorForbidden) {
            try await service.cases.consultation(id, for: staff)
        }
    }

    @Test(.requirement("NHC-IH-A4.4", "JL-35a"))
    func `finance sees the course of a case and nothing clinical, an administrator says what for`()
        async throws
    {
        let service = try await Fixture.inMemory()
        let id = try await service.archived()
        let finance = try #require(
            try await service.cases.consultation(id, for: service.user("wu.min")))
        #expect(!finance.mayRead && finance.patient == nil && finance.access.choices.isEmpty)
        let attachment = try #require(await service.consultation(id).attachments.first)
        await #expect(throws: Refusal.accessDenied) {
            try await service.cases.material(attachment.id, of: id, for: service.user("wu.min"))
        }
        let physician = try await service.user("zhou.mingyuan")
        let material = try #require(try await service.cases.material(attachment.id, of: id, for: physician))
        #expect(material.content.size == Fixture.picture.count)
        let copied = try #require(try await readings(id, service).last)
        #expect(copied.kind == "copyOut" && copied.payload.contains(attachment.sha256.hexadecimal))
        let keyUses = try await service.database.read { try $0.entries(of: "key/\(DemoData.county)") }
        #expect(
            keyUses.contains { $0.kind == "open" && $0.actor == physician.account.text }, "key use is logged")
    }

    @Test(.requirement("SC-23c"))
    func `an attempt to change an archived case is refused and stays on record`() async throws {
        let service = try await Fixture.inMemory()
        let id = try await service.archived()
        await #expect(throws: Refusal.archiveImmutable) {
            try await service.run(.writeNote(text: "改写"), id, by: "li.chunyan")
        }
        let last = try #require(try await readings(id, service).last)
        #expect(last.kind == "refused" && last.payload.contains("err.archive.immutable"))
        #expect(last.payload.contains("writeNote") && last.actorName == "李春燕")
    }

    @Test(.requirement("NHC-SUP-19a"))
    func `AT-37 a disposal erases the recording's bytes and leaves what is known of it`() async throws {
        let service = try await Fixture.inMemory()
        let id = try await service.archived()
        let last = try #require(await service.custody(id)?.retention?.mediaTo)
        service.clock.set(last.end)
        _ = try await service.orchestrator.keep(
            .request(CustodyAsking(kind: .disposeMedia, purpose: .qualityControl, ground: "保存期满")), of: id,
            by: service.user("zheng.hong"))
        _ = try await service.orchestrator.keep(.approve(1), of: id, by: service.user("gao.jun"))
        #expect(try await service.custody(id)?.state == .disposable)
        #expect(try await service.consultation(id).recording?.segments.isEmpty == false)
    }

    @Test(.requirement("NHC-ID-24"))
    func `a broken chain is found by itself and is one breach on every institution's board`() async throws {
        let path = Fixture.databasePath()
        let service = try await Fixture(ServiceDatabase.open(path))
        _ = try await service.submitted()
        let watch = JournalWatch(database: service.database, environment: service.clock.environment)
        #expect(try await watch.step() == nil)
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        shell.arguments = [
            "-c",
            """
            import sqlite3, sys
            c = sqlite3.connect(sys.argv[1])
            c.execute('DROP TRIGGER journal_keeps_rows')
            c.execute("UPDATE journal SET actor_name = 'nobody' WHERE seq = 5")
            c.commit()
            """, path,
        ]
        try shell.run()
        shell.waitUntilExit()
        try #require(shell.terminationStatus == 0)
        #expect(try await watch.step() == 5)
        #expect(try await watch.step() == 5, "found again and told once")
        let compliance = ComplianceQueries(
            database: service.database, policies: service.orchestrator.policies,
            environment: service.clock.environment)
        for username in ["zheng.hong", "gao.jun"] {
            let board = try await compliance.violations(
                ViolationFilter(), cursor: nil, limit: 50, for: service.user(username))
            #expect(board.items.filter { $0.violation == .auditChainBroken(seq: 5) }.count == 1)
        }
    }
}
