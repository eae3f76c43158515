/// What a sender says about its own clocks (RFC 3550 §6.4.1).
struct SenderReport: Equatable {
    var ssrc: UInt32
    /// Nanoseconds since 1900, as the sender believes.
    var ntpNanoseconds: Int64
    var timestampTicks: UInt32

    /// All sender reports of a compound packet; stops at the first thing that does not fit.
    static func all(in compound: ArraySlice<UInt8>) -> [SenderReport] {
        var reports: [SenderReport] = []
        var reader = ByteReader(compound)
        while let first: UInt8 = reader.integer(), first >> 6 == 2, let type: UInt8 = reader.integer(),
            let words: UInt16 = reader.integer(), let content = reader.take(Int(words) * 4)
        {
            guard type == 200 else { continue }
            var inner = ByteReader(content)
            guard let ssrc: UInt32 = inner.integer(), let seconds: UInt32 = inner.integer(),
                let fraction: UInt32 = inner.integer(), let ticks: UInt32 = inner.integer(), seconds > 0
            else { continue }
            let nanoseconds = Int64(seconds) * 1_000_000_000 + Int64(fraction) * 1_000_000_000 >> 32
            reports.append(SenderReport(ssrc: ssrc, ntpNanoseconds: nanoseconds, timestampTicks: ticks))
        }
        return reports
    }
}
