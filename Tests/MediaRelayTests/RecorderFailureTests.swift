import Evidence
import Foundation
import MediaRelay
import TestRequirements
import Testing

/// A full disk while a call runs. In a process of its own, because the file size limit that plays the full disk holds
/// for the whole process.
@Suite struct `Recorder on a full disk` {
    @Test(.requirement("JL-35c"))
    func `the call goes on, the failure is told, and recording resumes in the next segment`() async {
        await #expect(processExitsWith: .success) {
            signal(SIGXFSZ, SIG_IGN)
            let test = try await TestNode()
            let (first, second, _) = try await RelayNodeMedia.call(test)
            Self.limitFiles(to: 100_000)
            var sequence: UInt16 = 1
            let payload = [UInt8](repeating: 5, count: 1_000)
            func speak() {
                first.sendAudio(sequence: sequence, payload: payload)
                sequence &+= 1
            }
            try await wait(for: "the recorder to fail", polling: [first, second]) {
                speak()
                return test.events.contains { if case .recordingFailed = $0 { true } else { false } }
            }
            let heard = second.media.count
            try await wait(for: "media to go on", polling: [first, second]) {
                speak()
                return second.media.count > heard + 50
            }
            Self.limitFiles(to: nil)
            try await wait(for: "the recorder to resume", polling: [first, second]) {
                speak()
                return test.events.contains { event in
                    if case .recordingResumed(_, _, segment: 2) = event { true } else { false }
                }
            }
            for _ in 0..<100 { speak() }
            try await wait(for: "the last packets", limit: .seconds(1), polling: [first, second]) { true }
            let summary = try await test.node.closeRoom(id: RelayNodeMedia.room)
            try #require(summary?.segment == 2)
            try #require(summary?.gapCount ?? 0 >= 1)
            try #require(summary?.droppedPackets ?? 0 > 0)
            let found = try RecordingVerifier(key: test.keys.recording).verify(
                directory: test.directory, recording: RelayNodeMedia.recording.value)
            try #require(found.segments.count == 2)
            try #require(found.recoveries.count == 1)
            // Every packet the relay took is either in the recording or counted as missing.
            try #require(Int(found.packets + found.droppedPackets) >= Int(sequence) - 1)
            await test.stop()
        }
    }

    static func limitFiles(to bytes: UInt?) {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
        limit.rlim_cur = bytes.map { rlim_t($0) } ?? limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
    }
}

typealias RelayNodeMedia = `Relay node media`
