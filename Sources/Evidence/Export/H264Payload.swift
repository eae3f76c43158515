/// What one RTP packet of H.264 carries (RFC 6184 §5.2): the modes a call uses are 0 and 1, without interleaving.
///
/// ```
///  |F|NRI|  Type   |   1–23: a unit as it is    24: STAP-A, units with 16-bit sizes    28: FU-A, a piece of a unit
///  |S|E|R|  Type   |   second byte of FU-A: start, end, type of the unit in pieces
/// ```
enum H264Payload: Equatable {
    /// Whole units, indices of the packet they were taken from.
    case units([Range<Int>])
    case piece(H264Piece)

    init?(_ payload: ArraySlice<UInt8>) {
        // The forbidden bit says that the unit is damaged (RFC 6184 §1.3).
        guard let first = payload.first, first & 0x80 == 0 else { return nil }
        switch H264Unit.kind(first) {
        case 1...23: self = .units([payload.indices])
        case 24:
            guard let units = Self.aggregated(payload) else { return nil }
            self = .units(units)
        case 28:
            guard let piece = H264Piece(payload) else { return nil }
            self = .piece(piece)
        default: return nil
        }
    }

    private static func aggregated(_ payload: ArraySlice<UInt8>) -> [Range<Int>]? {
        var reader = ByteReader(payload.dropFirst())
        var units: [Range<Int>] = []
        while reader.remaining > 0 {
            guard let size = reader.integer(UInt16.self), size > 0, let unit = reader.take(Int(size)),
                let first = unit.first, first & 0x80 == 0, (1...23).contains(H264Unit.kind(first))
            else { return nil }
            units.append(unit.indices)
        }
        return units.isEmpty ? nil : units
    }
}

/// FU-A (RFC 6184 §5.8).
struct H264Piece: Equatable {
    var isStart: Bool
    var isEnd: Bool
    /// First byte of the unit, put together from both bytes of the piece.
    var head: UInt8
    var data: Range<Int>

    init?(_ payload: ArraySlice<UInt8>) {
        guard payload.count > 2 else { return nil }
        let indicator = payload[payload.startIndex]
        let header = payload[payload.startIndex + 1]
        isStart = header & 0x80 != 0
        isEnd = header & 0x40 != 0
        head = indicator & 0xE0 | header & 0x1F
        data = (payload.startIndex + 2)..<payload.endIndex
        // One piece alone is forbidden; only what may stand alone may come in pieces.
        guard !(isStart && isEnd), (1...23).contains(H264Unit.kind(head)) else { return nil }
    }
}

/// Units of H.264 (ITU-T H.264 table 7-1).
enum H264Unit {
    static let startCode: [UInt8] = [0, 0, 0, 1]
    static let immediateRefresh: UInt8 = 5
    static let information: UInt8 = 6
    static let sequenceParameters: UInt8 = 7
    static let pictureParameters: UInt8 = 8
    static let delimiter: UInt8 = 9

    static func kind(_ first: UInt8) -> UInt8 { first & 0x1F }

    /// Slices, whole or in partitions.
    static func isPicture(_ kind: UInt8) -> Bool { (1...5).contains(kind) }

    /// `first_mb_in_slice` is 0, which Exp-Golomb writes as a one.
    static func isFirstSlice(_ unit: ArraySlice<UInt8>) -> Bool {
        unit.count > 1 && unit[unit.startIndex + 1] & 0x80 != 0
    }

    /// Supplemental information with a recovery point (ITU-T H.264 §D.1.8): decoding may begin here without an IDR.
    static func hasRecoveryPoint(_ unit: ArraySlice<UInt8>) -> Bool {
        var reader = ByteReader(unit.dropFirst())
        while reader.remaining > 2 {
            guard let type = number(&reader), let size = number(&reader) else { return false }
            if type == 6 { return true }
            guard reader.take(size) != nil else { return false }
        }
        return false
    }

    /// Bytes of 255 add up until one that is less (§7.3.2.3.1).
    private static func number(_ reader: inout ByteReader) -> Int? {
        var value = 0
        while let byte = reader.integer(UInt8.self) {
            value += Int(byte)
            if byte < 255 { return value }
        }
        return nil
    }
}
