import Evidence
import Foundation
import Glibc
import Testing

/// What fills a disk, one after the other: the process has one limit on the size of files, and many threads.
@Suite(.serialized) struct DiskTests {}

extension DiskTests {
    @Suite(.serialized) struct FullDiskTests {
        /// Writes until the disk refuses; returns packets taken before.
        private func fill(_ writer: RecordingWriter, atMost megabytes: Int) throws -> (
            packets: UInt64, error: EvidenceError?
        ) {
            let packet = rtpPacket(
                ssrc: 1, sequence: 1, timestamp: 1, payload: [UInt8](repeating: 9, count: 1_200))
            for index in 0..<(megabytes * 870) {
                do throws(EvidenceError) {
                    try writer.append(
                        rtp: packet.span, from: 1, link: 0, arrival: monotonicStart + UInt64(index))
                } catch {
                    return (writer.packetCount, error)
                }
            }
            return (writer.packetCount, nil)
        }

        private func expectLoudStop(_ directory: String, megabytes: Int, keys: EvidenceKeys) throws {
            let writer = try makeWriter(directory, keys: keys)
            let (packets, error) = try fill(writer, atMost: megabytes)
            #expect(error == .diskFull)
            #expect(packets > 0)
            // It does not go on as if nothing had happened.
            #expect(throws: EvidenceError.closed) {
                try writer.tick(now: monotonicStart + 1_000 * millisecond)
            }
            #expect(throws: EvidenceError.closed) { _ = try writer.seal(now: monotonicStart) }
            let result = try RecordingVerifier(key: keys.recording).verify(
                directory: directory, recording: "rec-1")
            #expect(result.verdict == .unsealed)
            // At most the open chunk is lost: 64 KiB of packets of about 1.2 kB.
            #expect(packets - result.packets < 60)
            // And the writer knows how many those were.
            #expect(writer.unwrittenPackets == packets - result.packets)
        }

        /// EFBIG stands for a quota here: no special right is needed, and smaller files of other tests are not touched.
        @Test func `a file that may not grow ends the recording with an error`() throws {
            signal(SIGXFSZ, SIG_IGN)
            var before = rlimit()
            #expect(getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &before) == 0)
            var limited = before
            limited.rlim_cur = 32 << 20
            #expect(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limited) == 0)
            defer { setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &before) }
            let scratch = try Scratch()
            try expectLoudStop(scratch.path, megabytes: 40, keys: EvidenceKeys.generate())
        }

        @Test func `a full file system ends the recording with an error, and room lets it go on`() throws {
            let scratch = try Scratch()
            let place = scratch.path + "/small"
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
            // Only root may mount; elsewhere the test above stands alone.
            guard mount("tmpfs", place, "tmpfs", 0, "size=2m") == 0 else { return }
            defer { umount2(place, Int32(MNT_DETACH)) }
            let keys = try EvidenceKeys.generate()
            try expectLoudStop(place, megabytes: 4, keys: keys)
            #expect(throws: EvidenceError.diskFull) { _ = try makeWriter(place, keys: keys) }

            #expect(mount("tmpfs", place, "tmpfs", UInt(MS_REMOUNT), "size=8m") == 0)
            let writer = try makeWriter(place, keys: keys, at: 60_000)
            #expect(writer.recovered?.previousSegment == 1)
            var generator = Seeded(31)
            try writeAudio(writer, packets: 50, from: 60_000, using: &generator)
            _ = try writer.seal(now: monotonicStart + 62_000 * millisecond)
            let result = try RecordingVerifier(key: keys.recording).verify(
                directory: place, recording: "rec-1")
            #expect(result.verdict == .sealed, "\(result.findings)")
        }
    }
}
