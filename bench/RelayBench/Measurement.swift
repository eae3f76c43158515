import Foundation
import RelayLoad

/// What one run showed.
struct Measurement {
    static let lossLimit = 0.001
    var name: String
    /// Packets a second that the relay should send.
    var offered: Double
    var result: LoadResult
    /// Of the relay's whole process, over the whole run, in nanoseconds.
    var processorTime: UInt64
    /// Seconds in which it was spent.
    var elapsed = 0.0

    var expected: UInt64 { result.value.expected }
    var loss: Double {
        expected == 0 ? 1 : 1 - Double(result.value.delivered) / Double(expected)
    }
    var delivered: Double { Double(result.value.delivered) / result.value.measured_seconds }
    var microsecondsPerPacket: Double {
        Double(processorTime) / 1000 / Double(max(result.value.received_all, 1))
    }
    /// Packets that did not come, or too late.
    var lost: Int64 { Int64(expected) - Int64(result.value.delivered) }
    /// Share of one core.
    var processorShare: Double { Double(processorTime) / 1e9 / max(elapsed, 1e-9) }
    var isWithinLimit: Bool { loss <= Self.lossLimit }
    /// Nil when the load itself was good: it sent on time, took everything that came, and what came was right.
    var fault: String? {
        if result.value.receiver_drops > 0 { return "the receivers were too slow" }
        if result.value.corrupt > 0 { return "\(result.value.corrupt) packets were not what was sent" }
        if result.lateness(0.99) > 20_000 { return "the senders were late" }
        return nil
    }
}
