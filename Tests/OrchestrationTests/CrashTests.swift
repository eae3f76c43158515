import ConsultationCore
import Foundation
import Glibc
import Orchestration
import Simulation
import Storage
import TestRequirements
import Testing

/// The process is killed at a moment of nobody's choosing, again and again, on the same database.
@Suite struct CrashTests {
    /// Where the child notes each command that was acknowledged to it.
    private static func acknowledged(beside path: String) throws -> [String] {
        let file = path + ".acknowledged"
        guard FileManager.default.fileExists(atPath: file) else { return [] }
        return try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    @Test(.requirement("NHC-TM-4.1.4b", "NHC-ID-24"), arguments: [40, 130, 300])
    func `a service killed in the middle of its work loses no acknowledged command`(_ milliseconds: Int)
        async throws
    {
        let path = Fixture.databasePath()
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        let prepared = try await Fixture(ServiceDatabase.open(path))
        let id = try await prepared.submitted()
        try prepared.database.close()

        await #expect(processExitsWith: .signal(SIGKILL)) {
            [path = path as String, id = id.text as String, milliseconds = milliseconds as Int] in
            try await CrashTests.writeUntilKilled(path, ConsultationID(id), after: milliseconds)
        }

        let names = try Self.acknowledged(beside: path)
        #expect(!names.isEmpty, "the child was killed before its first acknowledgement: nothing was tested")
        let survivor = try ServiceDatabase.open(path)
        let kept = try await survivor.read { transaction in
            try transaction.entries(of: JournalStream.consultation(id)).map(\.payload)
        }
        for name in names {
            #expect(kept.contains { $0.contains("\"\(name)\"") }, "acknowledged and lost: \(name)")
        }
        try await expectReplayEqualsSnapshots(survivor)
    }

    /// Posts messages from many tasks at once and notes each acknowledgement; dies by its own hand on another thread.
    private static func writeUntilKilled(_ path: String, _ id: ConsultationID, after milliseconds: Int)
        async throws
    {
        let service = try await Fixture(ServiceDatabase.open(path))
        let user = try await service.user("li.chunyan")
        let descriptor = Glibc.open(path + ".acknowledged", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        Thread.detachNewThread {
            // From the first acknowledgement on, so that a slow machine tests the same thing.
            var status = stat()
            while fstat(descriptor, &status) == 0, status.st_size == 0 { usleep(1000) }
            usleep(UInt32(milliseconds) * 1000)
            kill(getpid(), SIGKILL)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<16 {
                group.addTask {
                    for count in 0..<1_000_000 {
                        let name = "m-\(lane)-\(count)"
                        _ = try await service.orchestrator.perform(
                            .postMessage(id: MessageID(name), text: "收到"), on: id, expectedVersion: nil,
                            by: user,
                            idempotency: IdempotencyKey(key: name, bodyHash: "h"))
                        let bytes = Array((name + "\n").utf8)
                        _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
