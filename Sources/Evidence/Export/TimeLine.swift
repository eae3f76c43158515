import Wire

/// Which stream: one SSRC of one participant.
struct StreamKey: Hashable, Comparable {
    var participant: UInt64
    var ssrc: UInt32

    static func < (left: StreamKey, right: StreamKey) -> Bool {
        (left.participant, left.ssrc) < (right.participant, right.ssrc)
    }
}

/// From RTP timestamps to the recording's time: nanoseconds since its first segment began, on the relay's clock.
///
/// For each clock of each stream one constant is worked out. The earliest arrival is the best witness of when media was
/// made. Where a sender reports its clocks, audio and video of that sender are aligned by its own word, and only the
/// sender as a whole by arrival.
struct TimeLine {
    private struct Epoch {
        var earliest = Int64.max
        var reports: [Int64] = []
    }

    /// Sender reports kept a clock; they come every few seconds, and the median needs no more.
    private static let reportLimit = 2_000
    /// A sender whose clock claims more than this beyond its arrivals is not believed.
    private static let disbelief: UInt64 = 2_000_000_000

    private var clocks: [StreamKey: StreamClock] = [:]
    private var epochs: [StreamKey: [Epoch]] = [:]
    private var offsets: [StreamKey: [Int64]] = [:]

    mutating func note(_ key: StreamKey, ticks: UInt32, clockRate: UInt32, arrival: Int64) {
        let position = clocks[key, default: StreamClock(clockRate: clockRate)].note(
            ticks: ticks, arrival: arrival)
        Self.note(arrival &- position.nanoseconds, in: position.epoch, of: &epochs[key, default: []])
    }

    private static func note(_ offset: Int64, in epoch: Int, of list: inout [Epoch]) {
        while list.count <= epoch { list.append(Epoch()) }
        list[epoch].earliest = min(list[epoch].earliest, offset)
    }

    mutating func note(_ report: SenderReport, from participant: UInt64) {
        let key = StreamKey(participant: participant, ssrc: report.ssrc)
        guard let position = clocks[key]?.place(ticks: report.timestamp),
            let kept = epochs[key]?[position.epoch].reports.count, kept < Self.reportLimit
        else { return }
        epochs[key]?[position.epoch].reports.append(report.ntpNanoseconds &- position.nanoseconds)
    }

    /// Ends the first pass: fixes the constants and forgets the clocks, which the second pass winds up again.
    mutating func settle() {
        var senders: [UInt64: Int64] = [:]
        for (key, list) in epochs {
            for epoch in list {
                guard let reported = Self.median(epoch.reports) else { continue }
                senders[key.participant] = min(senders[key.participant] ?? .max, epoch.earliest &- reported)
            }
        }
        for (key, list) in epochs {
            offsets[key] = list.map { epoch in
                guard let reported = Self.median(epoch.reports), let sender = senders[key.participant] else {
                    return epoch.earliest
                }
                let aligned = reported &+ sender
                let distance = aligned.subtractingReportingOverflow(epoch.earliest)
                return distance.overflow || distance.partialValue.magnitude > Self.disbelief
                    ? epoch.earliest : aligned
            }
        }
        clocks = [:]
        epochs = [:]
    }

    /// Second pass: the media time of a packet.
    mutating func time(_ key: StreamKey, ticks: UInt32, clockRate: UInt32, arrival: Int64) -> Int64 {
        let position = clocks[key, default: StreamClock(clockRate: clockRate)].note(
            ticks: ticks, arrival: arrival)
        guard let offsets = offsets[key], position.epoch < offsets.count else { return arrival }
        return position.nanoseconds &+ offsets[position.epoch]
    }

    /// Second pass: the media time of a retransmitted packet, which arrived too late to tell anything about clocks.
    func time(ofRepaired key: StreamKey, ticks: UInt32) -> Int64? {
        guard let position = clocks[key]?.place(ticks: ticks), let offsets = offsets[key],
            position.epoch < offsets.count
        else { return nil }
        return position.nanoseconds &+ offsets[position.epoch]
    }

    private static func median(_ values: [Int64]) -> Int64? {
        values.isEmpty ? nil : values.sorted()[values.count / 2]
    }
}
