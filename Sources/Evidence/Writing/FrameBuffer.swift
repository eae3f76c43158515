/// The chunk in the making, in one piece of memory from the first packet to the disk: packets are copied in once, then
/// sealed, hashed and written where they lie.
///
///     head 40 · records ≤ 65,536, later the ciphertext · tag 16 · hash 32
///
/// SAFETY: the memory is the buffer's own, all offsets stay below `capacity` because `count` stays at or below
/// `RecordingLimit.chunkBytes`, which every append checks.
struct FrameBuffer: ~Copyable {
    private static let capacity =
        FrameHeader.bytes + RecordingLimit.chunkBytes + ChunkSealer.tagBytes + FrameHeader.hashBytes

    private let base: UnsafeMutableRawPointer
    /// Bytes of the records.
    private(set) var count = 0

    init() { base = .allocate(byteCount: Self.capacity, alignment: 64) }

    deinit { base.deallocate() }

    var isEmpty: Bool { count == 0 }

    func fits(_ bytes: Int) -> Bool { bytes <= RecordingLimit.chunkBytes - count }

    mutating func removeAll() { count = 0 }

    // MARK: Records

    mutating func append(_ record: [UInt8]) {
        guard fits(record.count) else { return }
        record.withUnsafeBytes { copy($0, to: FrameHeader.bytes + count) }
        count += record.count
    }

    /// A record of a packet: type, zero, length (2), participant (8), link, arrival (8), the packet. Its length fits
    /// sixteen bits: the caller has checked it against `RecordingLimit.recordBytes`.
    mutating func append(
        _ type: RecordType, _ packet: Span<UInt8>, _ participant: UInt64, _ link: UInt8, _ arrival: UInt64
    ) {
        let content = Record.packetHeadBytes + packet.count
        guard fits(Record.headBytes + content) else { return }
        let record = base + FrameHeader.bytes + count
        record.storeBytes(of: type.rawValue, as: UInt8.self)
        record.storeBytes(of: 0, toByteOffset: 1, as: UInt8.self)
        record.storeBytes(
            of: UInt16(truncatingIfNeeded: content).bigEndian, toByteOffset: 2, as: UInt16.self)
        record.storeBytes(of: participant.bigEndian, toByteOffset: 4, as: UInt64.self)
        record.storeBytes(of: link, toByteOffset: 12, as: UInt8.self)
        record.storeBytes(of: arrival.bigEndian, toByteOffset: 13, as: UInt64.self)
        packet.withUnsafeBytes {
            copy($0, to: FrameHeader.bytes + count + Record.headBytes + Record.packetHeadBytes)
        }
        count += Record.headBytes + content
    }

    // MARK: The frame

    /// Seals the records in place and links them into the chain. The frame's bytes are lent to `write`; returns the
    /// chain's next link.
    borrowing func finish(
        _ header: [UInt8], after previous: [UInt8], headerHash: [UInt8], number: UInt64,
        sealer: borrowing ChunkSealer,
        write: (UnsafeRawBufferPointer) throws(EvidenceError) -> Void
    ) throws(EvidenceError) -> [UInt8] {
        header.withUnsafeBytes { copy($0, to: 0) }
        let body = count + ChunkSealer.tagBytes
        try sealer.seal(
            UnsafeMutableRawBufferPointer(start: base + FrameHeader.bytes, count: body), frame: number,
            authenticating: FrameHeader.authenticated(
                headerHash: headerHash, previous: previous, header: header))
        let hashed = FrameHeader.bytes + body
        let hash = FrameHeader.chainHash(
            previous: previous, frame: UnsafeRawBufferPointer(start: base, count: hashed))
        hash.withUnsafeBytes { copy($0, to: hashed) }
        try write(UnsafeRawBufferPointer(start: base, count: hashed + FrameHeader.hashBytes))
        return hash
    }

    private func copy(_ bytes: UnsafeRawBufferPointer, to offset: Int) {
        guard let source = bytes.baseAddress else { return }
        (base + offset).copyMemory(from: source, byteCount: bytes.count)
    }
}
