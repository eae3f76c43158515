import Wire

/// The last sound packets of one slot as they left, protected: an end that agreed to NACK for sound without a stream
/// for repairs gets the identical packet again. A second sealing of one index would give its key stream away.
struct RepeatedSound {
    /// A second and more of 20 ms packets.
    static let packets = 64
    /// Longer ones are not kept; Opus at the rate of a voice is far below.
    static let packetBytes = 320

    private var sequences: [UInt32] = []
    private var lengths: [Int] = []
    private var slab: [UInt8] = []

    /// Takes memory with the first packet.
    mutating func keep(_ packet: Span<UInt8>, sequence: UInt16) {
        guard packet.count <= Self.packetBytes else { return }
        if sequences.isEmpty {
            sequences = [UInt32](repeating: .max, count: Self.packets)
            lengths = [Int](repeating: 0, count: Self.packets)
            slab = [UInt8](repeating: 0, count: Self.packets * Self.packetBytes)
        }
        let place = Int(sequence) % Self.packets
        sequences[place] = UInt32(sequence)
        lengths[place] = packet.count
        var whole = slab.mutableSpan
        whole.copy(packet, from: 0, count: packet.count, to: place &* Self.packetBytes)
    }

    /// Writes the packet, if it is still here; gives its length.
    func write(_ sequence: UInt16, into slot: inout MutableSpan<UInt8>) -> Int? {
        let place = Int(sequence) % Self.packets
        guard !sequences.isEmpty, sequences[place] == UInt32(sequence) else { return nil }
        let start = place &* Self.packetBytes
        return slot.copy(slab.span, from: start, count: lengths[place], to: 0) ? lengths[place] : nil
    }

    func contains(_ sequence: UInt16) -> Bool {
        !sequences.isEmpty && sequences[Int(sequence) % Self.packets] == UInt32(sequence)
    }
}
