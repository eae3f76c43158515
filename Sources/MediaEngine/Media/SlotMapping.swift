import Wire

/// How one run of a source's packets is renumbered for one slot. All differences wrap.
struct SlotMapping {
    /// Source index that became `outStart`; both extended to 64 bits.
    var sourceStart: UInt64
    var outStart: UInt64
    var timestamp: UInt32 = 0
    var picture = VP8Shift()

    func out(_ index: UInt64) -> UInt64 { index &- sourceStart &+ outStart }
}

/// What is added to a VP8 descriptor's counters (RFC 7741 §4.2), so that the decoder sees one unbroken stream whatever
/// encodings it was made of.
struct VP8Shift: Hashable {
    var pictureID: UInt16 = 0
    var levelZeroIndex: UInt8 = 0
    var keyIndex: UInt8 = 0

    var isNone: Bool { pictureID == 0 && levelZeroIndex == 0 && keyIndex == 0 }
}

/// The newest counters a slot has sent.
struct VP8Counters {
    private var pictureID: UInt16?
    private var levelZeroIndex: UInt8?
    private var keyIndex: UInt8?

    /// The shift that makes a keyframe with these counters the successor of what was sent.
    func shift(continuingWith payload: VP8Payload) -> VP8Shift {
        var shift = VP8Shift()
        if let last = pictureID, let value = payload.pictureID { shift.pictureID = last &+ 1 &- value }
        if let last = levelZeroIndex, let value = payload.levelZeroIndex {
            shift.levelZeroIndex = last &+ 1 &- value
        }
        if let last = keyIndex, let value = payload.keyIndex { shift.keyIndex = last &+ 1 &- value }
        return shift
    }

    mutating func sent(_ payload: VP8Payload, shift: VP8Shift) {
        if let value = payload.pictureID {
            let out = (value &+ shift.pictureID) & 0x7FFF
            if let last = pictureID, (out &- last) & 0x7FFF >= 0x4000 {} else { pictureID = out }
        }
        if let value = payload.levelZeroIndex {
            let out = value &+ shift.levelZeroIndex
            if let last = levelZeroIndex, out &- last >= 0x80 {} else { levelZeroIndex = out }
        }
        if let value = payload.keyIndex {
            let out = (value &+ shift.keyIndex) & 0x1F
            if let last = keyIndex, (out &- last) & 0x1F >= 0x10 {} else { keyIndex = out }
        }
    }
}
