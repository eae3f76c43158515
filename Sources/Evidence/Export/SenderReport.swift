import Wire

/// What a sender says about its own clocks (RFC 3550 §6.4.1).
extension SenderReport {
    /// All sender reports of a compound packet; stops at the first part that does not fit.
    static func all(in compound: ArraySlice<UInt8>) -> [SenderReport] {
        var reports: [SenderReport] = []
        var walker = RTCPWalker()
        let packet = compound.span
        while let part = walker.next(in: packet) {
            if let report = SenderReport(packet, part), report.ntp >> 32 > 0 { reports.append(report) }
        }
        return reports
    }

    /// Nanoseconds since 1900, as the sender believes.
    var ntpNanoseconds: Int64 {
        Int64(ntp >> 32) * 1_000_000_000 + Int64(ntp & 0xFFFF_FFFF) * 1_000_000_000 >> 32
    }
}
