import CLinuxNet
import MediaEngine
import Wire

/// The buffers one worker receives into: 64 datagrams, allocated once, reused for every batch.
struct ReceiveSlab: ~Copyable {
    /// More than the longest datagram the engine takes, so that a longer one is seen to be longer.
    static let bufferBytes = 2048

    private let bytes: UnsafeMutablePointer<UInt8>
    private let datagrams: UnsafeMutablePointer<huizhen_datagram>

    init() {
        let count = HUIZHEN_BATCH
        bytes = .allocate(capacity: count * Self.bufferBytes)
        bytes.initialize(repeating: 0, count: count * Self.bufferBytes)
        datagrams = .allocate(capacity: count)
        datagrams.initialize(repeating: huizhen_datagram(), count: count)
        for index in 0..<count { datagrams[index].bytes = bytes + index * Self.bufferBytes }
    }

    deinit {
        datagrams.deallocate()
        bytes.deallocate()
    }

    /// Takes what the kernel has, at most one batch. Returns the count or -errno.
    borrowing func receive(from socket: UDPSocket) -> Int {
        for index in 0..<HUIZHEN_BATCH { datagrams[index].length = UInt32(Self.bufferBytes) }
        return Int(huizhen_receive_many(socket.descriptor, datagrams, UInt32(HUIZHEN_BATCH)))
    }

    /// The bytes of datagram `index`; valid until the next `receive`.
    borrowing func buffer(_ index: Int) -> UnsafeMutableBufferPointer<UInt8> {
        UnsafeMutableBufferPointer(start: datagrams[index].bytes, count: Self.bufferBytes)
    }

    borrowing func length(_ index: Int) -> Int { Int(datagrams[index].length) }
    borrowing func isTruncated(_ index: Int) -> Bool { datagrams[index].truncated != 0 }
    borrowing func peer(_ index: Int) -> PeerAddress? { (datagrams + index).readPeer() }
    /// Monotonic nanoseconds; zero when the kernel gave no stamp.
    borrowing func arrival(_ index: Int) -> UInt64 { datagrams[index].arrival_ns }
}
