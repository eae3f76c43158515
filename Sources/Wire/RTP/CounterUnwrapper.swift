/// Extends a wrapping counter of `bits` bits to 64 bits by taking the nearest candidate to the highest value seen
/// (RFC 3711 §3.3.1 speaks of the same guess). Starts in the second cycle, so that early reordering cannot go
/// below zero.
package struct CounterUnwrapper: Hashable, Sendable {
    private let bits: UInt64
    package private(set) var highest: UInt64?

    package init(bits: Int) { self.bits = UInt64(bits) }

    package static func sequence() -> CounterUnwrapper { .init(bits: 16) }
    package static func timestamp() -> CounterUnwrapper { .init(bits: 32) }

    /// The extended value, without taking it as seen.
    package func extend(_ value: UInt32) -> UInt64 {
        let cycle: UInt64 = 1 << bits
        let low = UInt64(value) & (cycle &- 1)
        guard let highest else { return cycle | low }
        let base = highest & ~(cycle &- 1)
        let candidate = base | low
        let half = cycle >> 1
        if candidate > highest, candidate &- highest > half, base >= cycle { return candidate &- cycle }
        if candidate < highest, highest &- candidate > half { return candidate &+ cycle }
        return candidate
    }

    package mutating func unwrap(_ value: UInt32) -> UInt64 {
        let extended = extend(value)
        if highest.map({ extended > $0 }) ?? true { highest = extended }
        return extended
    }

    package mutating func unwrap(_ value: UInt16) -> UInt64 { unwrap(UInt32(value)) }
}
