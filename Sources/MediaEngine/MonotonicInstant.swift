/// A point on the machine's monotonic clock, in nanoseconds. Handed in by the caller; pure code never reads a clock.
package struct MonotonicInstant: Hashable, Comparable, Sendable {
    package var nanoseconds: UInt64

    package init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    package static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

    /// This instant moved by `interval`; saturates at the ends of the clock.
    package func advanced(by interval: Duration) -> MonotonicInstant {
        let (seconds, attoseconds) = interval.components
        let delta = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let change = (delta.overflow ? Int64.max : delta.partialValue) &+ attoseconds / 1_000_000_000
        if change >= 0 {
            let sum = nanoseconds.addingReportingOverflow(UInt64(change))
            return .init(nanoseconds: sum.overflow ? .max : sum.partialValue)
        }
        let magnitude = change.magnitude
        return .init(nanoseconds: nanoseconds >= magnitude ? nanoseconds - magnitude : 0)
    }

    /// The same for a packet's path, where `Duration` with its 128 bits is too slow.
    @inline(__always)
    package func advanced(nanoseconds interval: UInt64) -> MonotonicInstant {
        let sum = nanoseconds.addingReportingOverflow(interval)
        return .init(nanoseconds: sum.overflow ? .max : sum.partialValue)
    }

    /// Nanoseconds since `earlier`; zero when that lies in the future.
    @inline(__always)
    package func nanoseconds(since earlier: MonotonicInstant) -> UInt64 {
        nanoseconds >= earlier.nanoseconds ? nanoseconds &- earlier.nanoseconds : 0
    }

    /// Time since `earlier`; zero when `earlier` lies in the future.
    package func since(_ earlier: MonotonicInstant) -> Duration {
        .nanoseconds(
            Int64(clamping: nanoseconds >= earlier.nanoseconds ? nanoseconds - earlier.nanoseconds : 0))
    }
}
