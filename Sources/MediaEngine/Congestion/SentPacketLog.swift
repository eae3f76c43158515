/// What a leg sent under each transport-wide number, until feedback speaks of it. A ring: numbers older than
/// `EngineLimits.sentPackets` are forgotten, and feedback about them is ignored.
struct SentPacketLog {
    /// Why a packet was sent; only media counts as load of the application.
    enum Kind: UInt8 { case audio, video, repair, probe }

    struct Packet {
        /// The number extended to 64 bits; `.max` for a free place.
        var index: UInt64 = .max
        var sentMicroseconds: Int64 = 0
        var bytes: Int32 = 0
        var kind = Kind.audio
        /// The probe cluster it belongs to; 0 for none.
        var cluster: UInt8 = 0
        var fate = Fate.unknown
    }

    enum Fate: UInt8 { case unknown, lost, arrived }

    private var places: [Packet] = []
    private(set) var next: UInt64
    /// Bytes sent so far, for the send rate.
    private(set) var bytesSent: UInt64 = 0

    /// `first` is the number that the first packet will carry.
    init(first: UInt16) { next = 1 << 16 | UInt64(first) }

    /// The number of the next packet, to be written into its header.
    var nextSequence: UInt16 { UInt16(truncatingIfNeeded: next) }

    /// Takes the next number as used, by a packet of so many bytes.
    mutating func record(bytes: Int, kind: Kind, cluster: UInt8 = 0, at now: MonotonicInstant) {
        if places.isEmpty {
            places = [Packet](repeating: Packet(), count: EngineLimits.sentPackets)
        }
        places[place(of: next)] = Packet(
            index: next, sentMicroseconds: Int64(clamping: now.nanoseconds / 1000),
            bytes: Int32(clamping: bytes), kind: kind, cluster: cluster)
        next &+= 1
        bytesSent &+= UInt64(bytes)
    }

    /// The newest index not after the last one sent that has these sixteen bits.
    func index(of sequence: UInt16) -> UInt64? {
        let back = UInt64(nextSequence &- 1 &- sequence)
        guard back < UInt64(EngineLimits.sentPackets), next > back &+ 1 else { return nil }
        let index = next &- 1 &- back
        return !places.isEmpty && places[place(of: index)].index == index ? index : nil
    }

    /// Feedback says what became of a packet. nil when that is known already, or the packet is not.
    mutating func resolve(_ sequence: UInt16, arrived: Bool) -> (packet: Packet, before: Fate)? {
        guard let index = index(of: sequence) else { return nil }
        let place = place(of: index)
        let before = places[place].fate
        guard before != .arrived, arrived || before == .unknown else { return nil }
        places[place].fate = arrived ? .arrived : .lost
        return (places[place], before)
    }

    private func place(of index: UInt64) -> Int { Int(index % UInt64(EngineLimits.sentPackets)) }
}
