import Crypto

/// Bytes of one row, written again and again in the same memory.
struct ByteBuilder: ~Copyable {
    private var start: UnsafeMutableRawPointer
    private var capacity: Int
    private(set) var count = 0

    init() {
        capacity = 64 * 1024
        start = .allocate(byteCount: capacity, alignment: 1)
    }

    deinit { start.deallocate() }

    mutating func clear() { count = 0 }

    mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { append($0) }
    }

    private mutating func append(_ bytes: UnsafeRawBufferPointer) {
        reserve(bytes.count)
        guard let from = bytes.baseAddress else { return }
        (start + count).copyMemory(from: from, byteCount: bytes.count)
        count += bytes.count
    }

    mutating func appendDecimal(_ value: Int64) {
        reserve(20)
        var digits = 1
        var rest = value / 10
        while rest > 0 {
            digits += 1
            rest /= 10
        }
        rest = value
        for place in stride(from: count + digits - 1, through: count, by: -1) {
            start.storeBytes(of: 0x30 + UInt8(rest % 10), toByteOffset: place, as: UInt8.self)
            rest /= 10
        }
        count += digits
    }

    mutating func appendField(_ text: String.UTF8View) { appendField(Array(text)) }

    mutating func appendField(_ bytes: [UInt8]) {
        appendLength(bytes.count)
        append(bytes)
    }

    mutating func appendField(_ other: borrowing ByteBuilder, _ from: Int, _ length: Int) {
        appendLength(length)
        append(UnsafeRawBufferPointer(start: other.start + from, count: length))
    }

    private mutating func appendLength(_ length: Int) {
        reserve(4)
        start.storeBytes(of: UInt32(length).bigEndian, toByteOffset: count, as: UInt32.self)
        count += 4
    }

    func withBytes<Result>(_ body: (UnsafeRawPointer) throws -> Result) rethrows -> Result {
        try body(UnsafeRawPointer(start))
    }

    /// In lower-case hexadecimal.
    func sha256() -> [UInt8] {
        var hash = Crypto.SHA256()
        hash.update(bufferPointer: UnsafeRawBufferPointer(start: start, count: count))
        var text: [UInt8] = []
        text.reserveCapacity(64)
        for byte in hash.finalize() {
            for digit in [byte >> 4, byte & 15] { text.append(digit < 10 ? 0x30 + digit : 0x57 + digit) }
        }
        return text
    }

    private mutating func reserve(_ more: Int) {
        guard count + more > capacity else { return }
        let grown = max(capacity * 2, count + more)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: grown, alignment: 1)
        larger.copyMemory(from: start, byteCount: count)
        start.deallocate()
        start = larger
        capacity = grown
    }
}
