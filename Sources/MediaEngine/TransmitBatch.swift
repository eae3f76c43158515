package import Wire

/// A fixed slab of datagrams to send. The worker owns it, hands it to the engine, sends what is in it and clears it.
/// Nothing is allocated after `init`.
package struct TransmitBatch: ~Copyable {
    /// One Ethernet payload and the room a cipher needs behind it.
    package static let slotBytes = 1600

    package struct Entry: Sendable {
        /// Where the datagram starts in the slab.
        package var offset: Int
        package var length: Int
        package var destination: PeerAddress
        package var link: LinkID
    }

    package let capacity: Int
    /// Whether packets may lie here without their tag: the worker lets the ciphers settle before it sends.
    package let mayOweTags: Bool
    package private(set) var entries: [Entry] = []
    private var slab: [UInt8]
    /// Slots of the slab in use; copies share the slot of their original.
    private var slots = 0

    package init(capacity: Int = 384, mayOweTags: Bool = false) {
        self.mayOweTags = mayOweTags
        self.capacity = max(capacity, EngineLimits.batchReserve)
        slab = [UInt8](repeating: 0, count: self.capacity * Self.slotBytes)
        entries.reserveCapacity(self.capacity)
    }

    package var count: Int { entries.count }
    package var isEmpty: Bool { entries.isEmpty }
    /// The worker flushes when this is true, before it hands the next datagram in; otherwise the engine may have to
    /// drop (and counts `batchFull`).
    package var wantsFlush: Bool { capacity - entries.count < EngineLimits.batchReserve }

    package subscript(index: Int) -> Entry { entries[index] }

    /// Lends the whole slab for sending; addresses stay put until the batch is next written.
    package func withSlab<Result>(_ body: (Span<UInt8>) throws -> Result) rethrows -> Result {
        try body(slab.span)
    }

    package mutating func removeAll() {
        entries.removeAll(keepingCapacity: true)
        slots = 0
    }

    /// Lets `fill` write one datagram into the next free slot. It returns the length, or nil to give the slot back.
    /// False when the batch is full or `fill` gave up.
    package mutating func append(
        to destination: PeerAddress, on link: LinkID, _ fill: (inout MutableSpan<UInt8>) -> Int?
    ) -> Bool {
        guard entries.count < capacity else { return false }
        let offset = slots * Self.slotBytes
        guard let length = Self.fill(&slab, at: offset, fill), length > 0, length <= Self.slotBytes else {
            return false
        }
        entries.append(Entry(offset: offset, length: length, destination: destination, link: link))
        slots += 1
        return true
    }

    /// Sends the bytes of an entry once more, to another address or on another link; they are not copied. False when
    /// the batch is full.
    package mutating func appendCopy(of index: Int, to destination: PeerAddress, on link: LinkID) -> Bool {
        guard entries.count < capacity, entries.indices.contains(index) else { return false }
        let original = entries[index]
        entries.append(
            Entry(offset: original.offset, length: original.length, destination: destination, link: link))
        return true
    }

    private static func fill(
        _ slab: inout [UInt8], at offset: Int, _ body: (inout MutableSpan<UInt8>) -> Int?
    ) -> Int? {
        var whole = slab.mutableSpan
        var slot = whole._mutatingExtracting(offset..<offset + slotBytes)
        return body(&slot)
    }
}
