/// Which of the last `span` indices have been seen. An index is a sequence number extended to 64 bits.
struct ReceiveWindow {
    static let usualSpan: UInt64 = 2048
    /// For legs that duplicate: two links 1 s apart at 2,000 packets/s, doubled.
    static let wideSpan: UInt64 = 4096
    enum Verdict { case new, duplicate, tooOld }

    /// A power of two, at least 64.
    let span: UInt64
    private var words: [UInt64]
    private(set) var highest: UInt64?

    init(span: UInt64 = usualSpan) {
        self.span = span
        words = [UInt64](repeating: 0, count: Int(span / 64))
    }

    mutating func insert(_ index: UInt64) -> Verdict {
        guard let top = highest else {
            highest = index
            mark(index)
            return .new
        }
        if index > top {
            if index &- top >= span {
                for word in words.indices { words[word] = 0 }
            } else {
                for passed in top &+ 1...index { clear(passed) }
            }
            highest = index
            mark(index)
            return .new
        }
        guard top &- index < span else { return .tooOld }
        if contains(index) { return .duplicate }
        mark(index)
        return .new
    }

    func contains(_ index: UInt64) -> Bool {
        guard let top = highest, index <= top, top &- index < span else { return false }
        let bit = index % span
        return words[Int(bit >> 6)] & 1 << (bit & 63) != 0
    }

    private mutating func mark(_ index: UInt64) {
        let bit = index % span
        words[Int(bit >> 6)] |= 1 << (bit & 63)
    }

    private mutating func clear(_ index: UInt64) {
        let bit = index % span
        words[Int(bit >> 6)] &= ~(1 << (bit & 63))
    }
}
