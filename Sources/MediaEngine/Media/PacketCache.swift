import Wire

/// The last packets of one video source as received and decrypted, kept once for all listeners, to answer NACKs.
/// A ring over one slab: an old packet is overwritten by the newest one of the same place.
struct PacketCache {
    static let packetBytes = EngineLimits.datagramBytes
    /// 1.28 s of audio in packets of 10 ms; G.711 at 20 ms fits too.
    static let audioPackets = 128
    static let audioBytes = 512

    private struct Place {
        var index: UInt64 = .max
        var length = 0
        var storedAt = MonotonicInstant(nanoseconds: 0)
    }

    private var places: [Place]
    private var slab: [UInt8]
    private let bytes: Int

    init(packets: Int = EngineLimits.videoCachePackets, bytes: Int = packetBytes) {
        self.bytes = max(bytes, 1)
        places = [Place](repeating: Place(), count: max(packets, 1))
        slab = [UInt8](repeating: 0, count: max(packets, 1) * self.bytes)
    }

    mutating func store(_ packet: Span<UInt8>, index: UInt64, at now: MonotonicInstant) {
        guard packet.count <= bytes else { return }
        let place = Int(index % UInt64(places.count))
        // A late packet must not push out a newer one.
        if places[place].index != .max, places[place].index > index { return }
        places[place] = Place(index: index, length: packet.count, storedAt: now)
        let start = place &* bytes
        var whole = slab.mutableSpan
        whole.copy(packet, from: 0, count: packet.count, to: start)
    }

    func contains(_ index: UInt64) -> Bool { places[Int(index % UInt64(places.count))].index == index }

    /// Lends the packet, if it is still here.
    func withPacket<Result>(_ index: UInt64, _ body: (Span<UInt8>) -> Result) -> Result? {
        let number = Int(index % UInt64(places.count))
        guard places[number].index == index else { return nil }
        let start = number &* bytes
        return body(slab.span.extracting(start..<start &+ places[number].length))
    }
}
