import Evidence
import Foundation
import Testing

extension DiskTests {
    @Suite(.serialized) struct ThroughputTests {
        /// Prints rates; asks only for what the slowest debug build on a busy machine still does: a full room's media.
        @Test func `a recorder writes and verifies faster than a full room speaks`() throws {
            let scratch = try Scratch()
            let keys = try EvidenceKeys.generate()
            let writer = try makeWriter(scratch.path, keys: keys)
            let packet = rtpPacket(
                ssrc: 1, sequence: 1, timestamp: 1,
                payload: (0..<1_200).map { UInt8(truncatingIfNeeded: $0 &* 31) })
            let count = 40_000
            let clock = ContinuousClock()
            let writing = try clock.measure {
                for index in 0..<count {
                    let now = monotonicStart + UInt64(index) * 50_000
                    try writer.append(rtp: packet.span, from: 1, link: 0, arrival: now)
                    if index % 200 == 0 { try writer.tick(now: now) }
                }
                _ = try writer.seal(now: monotonicStart + UInt64(count) * 50_000)
            }
            let verifying = try clock.measure {
                _ = try RecordingVerifier(key: keys.recording).verify(
                    directory: scratch.path, recording: "rec-1")
            }
            func rate(_ duration: Duration) -> Double {
                Double(count * packet.count) / 1e6 / (duration / .seconds(1))
            }
            print(
                "evidence: writing \(Int(rate(writing))) MB/s, verifying with key \(Int(rate(verifying))) MB/s"
            )
            // 50 parties at 2.5 Mbit/s are 16 MB/s.
            #expect(rate(writing) > 16)
        }
    }
}
