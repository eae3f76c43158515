/// A stream an end sends: its numbers, and the packets of about the last two seconds for those who ask again.
struct SentStream {
    struct Packet {
        var sequence: UInt16
        var marker: Bool
        var timestamp: UInt32
        var payload: [UInt8]
    }

    private static let kept = 256

    let ssrc: UInt32
    let repairSSRC: UInt32
    /// Near the end of the number space, so that every run wraps.
    private var last: UInt16 = 65_000
    private var lastRepair: UInt16 = 65_500
    private var packets: [Packet?] = Array(repeating: nil, count: kept)

    init(ssrc: UInt32, repairSSRC: UInt32) {
        self.ssrc = ssrc
        self.repairSSRC = repairSSRC
    }

    mutating func next(type: UInt8, marker: Bool, timestamp: UInt32, payload: [UInt8]) -> UInt16 {
        last &+= 1
        packets[Int(last) % Self.kept] = Packet(
            sequence: last, marker: marker, timestamp: timestamp, payload: payload)
        return last
    }

    mutating func nextRepair() -> UInt16 {
        lastRepair &+= 1
        return lastRepair
    }

    subscript(sequence: UInt16) -> Packet? {
        packets[Int(sequence) % Self.kept].flatMap { $0.sequence == sequence ? $0 : nil }
    }
}
