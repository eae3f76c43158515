// Big-endian reads and writes at an offset. The caller has checked the range; a wrong offset stops the program, so
// every parser compares with `count` first.

extension Span<UInt8> {
    @inline(__always)
    package func u16(_ offset: Int) -> UInt16 {
        UInt16(self[offset]) << 8 | UInt16(self[offset &+ 1])
    }

    @inline(__always)
    package func u24(_ offset: Int) -> UInt32 {
        UInt32(self[offset]) << 16 | UInt32(self[offset &+ 1]) << 8 | UInt32(self[offset &+ 2])
    }

    @inline(__always)
    package func u32(_ offset: Int) -> UInt32 {
        UInt32(u16(offset)) << 16 | UInt32(u16(offset &+ 2))
    }

    @inline(__always)
    package func u64(_ offset: Int) -> UInt64 {
        UInt64(u32(offset)) << 32 | UInt64(u32(offset &+ 4))
    }

    /// A copy of `range`; empty when it does not lie inside.
    package func array(_ range: Range<Int>) -> [UInt8] {
        guard range.lowerBound >= 0, range.upperBound <= count else { return [] }
        var result: [UInt8] = []
        result.reserveCapacity(range.count)
        for index in range { result.append(self[index]) }
        return result
    }
}

extension MutableSpan<UInt8> {
    @inline(__always)
    package mutating func store(_ value: UInt16, at offset: Int) {
        self[offset] = UInt8(truncatingIfNeeded: value >> 8)
        self[offset &+ 1] = UInt8(truncatingIfNeeded: value)
    }

    @inline(__always)
    package mutating func store24(_ value: UInt32, at offset: Int) {
        self[offset] = UInt8(truncatingIfNeeded: value >> 16)
        self[offset &+ 1] = UInt8(truncatingIfNeeded: value >> 8)
        self[offset &+ 2] = UInt8(truncatingIfNeeded: value)
    }

    @inline(__always)
    package mutating func store(_ value: UInt32, at offset: Int) {
        store(UInt16(truncatingIfNeeded: value >> 16), at: offset)
        store(UInt16(truncatingIfNeeded: value), at: offset &+ 2)
    }

    @inline(__always)
    package mutating func store(_ value: UInt64, at offset: Int) {
        store(UInt32(truncatingIfNeeded: value >> 32), at: offset)
        store(UInt32(truncatingIfNeeded: value), at: offset &+ 4)
    }

    /// Copies `count` bytes of `source` from `start` to `offset`. False, and nothing written, when either side is too
    /// short.
    @discardableResult
    package mutating func copy(_ source: Span<UInt8>, from start: Int, count length: Int, to offset: Int)
        -> Bool
    {
        guard
            length >= 0, start >= 0, offset >= 0, start <= source.count &- length,
            offset <= self.count &- length
        else { return false }
        let input = source.extracting(start..<start &+ length)
        var output = _mutatingExtracting(offset..<offset &+ length)
        for index in input.indices { output[index] = input[index] }
        return true
    }

    @discardableResult
    package mutating func copy(_ bytes: [UInt8], to offset: Int) -> Bool {
        copy(bytes.span, from: 0, count: bytes.count, to: offset)
    }
}
