/// Which of the last `span` indices have been seen. An index is a sequence number extended to 64 bits.
struct ReceiveWindow {
    static let span: UInt64 = 2048
    enum Verdict { case new, duplicate, tooOld }

    private var words = [UInt64](repeating: 0, count: Int(span / 64))
    private(set) var highest: UInt64?

    mutating func insert(_ index: UInt64) -> Verdict {
        guard let top = highest else {
            highest = index
            mark(index)
            return .new
        }
        if index > top {
            if index &- top >= Self.span {
                for word in words.indices { words[word] = 0 }
            } else {
                for passed in top &+ 1...index { clear(passed) }
            }
            highest = index
            mark(index)
            return .new
        }
        guard top &- index < Self.span else { return .tooOld }
        if contains(index) { return .duplicate }
        mark(index)
        return .new
    }

    func contains(_ index: UInt64) -> Bool {
        let bit = index % Self.span
        return words[Int(bit >> 6)] & 1 << (bit & 63) != 0
    }

    private mutating func mark(_ index: UInt64) {
        let bit = index % Self.span
        words[Int(bit >> 6)] |= 1 << (bit & 63)
    }

    private mutating func clear(_ index: UInt64) {
        let bit = index % Self.span
        words[Int(bit >> 6)] &= ~(1 << (bit & 63))
    }
}
