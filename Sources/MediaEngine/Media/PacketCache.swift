import Wire

/// The last packets of one video source as received and decrypted, kept once for all listeners, to answer NACKs.
/// A ring over one slab: an old packet is overwritten by the newest one of the same place.
struct PacketCache {
    static let packetBytes = EngineLimits.datagramBytes

    private struct Place {
        var index: UInt64 = .max
        var length = 0
        var storedAt = MonotonicInstant(nanoseconds: 0)
    }

    private var places: [Place]
    private var slab: [UInt8]

    init(packets: Int = EngineLimits.videoCachePackets) {
        places = [Place](repeating: Place(), count: max(packets, 1))
        slab = [UInt8](repeating: 0, count: max(packets, 1) * Self.packetBytes)
    }

    mutating func store(_ packet: Span<UInt8>, index: UInt64, at now: MonotonicInstant) {
        guard packet.count <= Self.packetBytes else { return }
        let place = Int(index % UInt64(places.count))
        // A late packet must not push out a newer one.
        if places[place].index != .max, places[place].index > index { return }
        places[place] = Place(index: index, length: packet.count, storedAt: now)
        var whole = slab.mutableSpan
        whole.copy(packet, from: 0, count: packet.count, to: place &* Self.packetBytes)
    }

    func contains(_ index: UInt64) -> Bool { places[Int(index % UInt64(places.count))].index == index }

    /// Lends the packet, if it is still here.
    func withPacket<Result>(_ index: UInt64, _ body: (Span<UInt8>) -> Result) -> Result? {
        let number = Int(index % UInt64(places.count))
        guard places[number].index == index else { return nil }
        let start = number &* Self.packetBytes
        return body(slab.span.extracting(start..<start &+ places[number].length))
    }
}
