/// When the first copy of every eighth packet came, to measure how much later the second one is.
struct CopyClock {
    private struct Mark {
        var index = UInt64.max
        var at = MonotonicInstant(nanoseconds: 0)
    }

    private static let stride: UInt64 = 8
    /// With the stride, marks reach back as far as the replay window.
    private static let capacity = Int(ReceiveWindow.wideSpan / stride)

    private var marks = [Mark](repeating: Mark(), count: capacity)

    mutating func first(_ index: UInt64, at now: MonotonicInstant) {
        guard let place = Self.place(index) else { return }
        marks[place] = Mark(index: index, at: now)
    }

    /// Time since the first copy; nil for the packets that are not marked. Asked once per packet: a third copy is not
    /// the other link's.
    mutating func second(_ index: UInt64, at now: MonotonicInstant) -> Duration? {
        guard let place = Self.place(index), marks[place].index == index else { return nil }
        marks[place].index = .max
        return now.since(marks[place].at)
    }

    private static func place(_ index: UInt64) -> Int? {
        guard index % stride == 0 else { return nil }
        return Int((index / stride) % UInt64(capacity))
    }
}
