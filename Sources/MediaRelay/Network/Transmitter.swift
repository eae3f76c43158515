import CLinuxNet
import Glibc
import MediaEngine
import Wire

/// Hands a worker's batch to the kernel: runs of up to 64 datagrams of one link per call. Never waits; what the kernel
/// does not take is dropped and counted, like on any full router.
struct Transmitter: ~Copyable {
    private let sockets: [UDPSocket]
    private let datagrams: UnsafeMutablePointer<huizhen_datagram>
    private(set) var sent: UInt64 = 0
    private(set) var sentBytes: UInt64 = 0
    /// The socket's buffer was full.
    private(set) var congested: UInt64 = 0
    /// Too long for the path, no route, link down.
    private(set) var refused: UInt64 = 0

    /// `sockets` in the order of their link numbers.
    init(sockets: [UDPSocket]) {
        self.sockets = sockets
        datagrams = .allocate(capacity: HUIZHEN_BATCH)
        datagrams.initialize(repeating: huizhen_datagram(), count: HUIZHEN_BATCH)
    }

    deinit { datagrams.deallocate() }

    /// Sends everything and empties the batch.
    mutating func flush(_ batch: inout TransmitBatch) {
        guard !batch.isEmpty else { return }
        var next = 0
        while next < batch.count {
            let link = batch[next].link
            var count = 0
            while next + count < batch.count, count < HUIZHEN_BATCH, batch[next + count].link == link {
                count += 1
            }
            send(batch, from: next, count: count, on: link)
            next += count
        }
        batch.removeAll()
    }

    private mutating func send(_ batch: borrowing TransmitBatch, from first: Int, count: Int, on link: LinkID)
    {
        guard Int(link.value) < sockets.count else {
            refused += UInt64(count)
            return
        }
        for position in 0..<count {
            (datagrams + position).setPeer(batch[first + position].destination)
            datagrams[position].length = UInt32(batch[first + position].length)
            datagrams[position].segment = 0
            sentBytes &+= UInt64(batch[first + position].length)
        }
        let descriptor = sockets[Int(link.value)].descriptor
        var taken = 0
        while taken < count {
            let result = batch.withSlab { slab in
                slab.withUnsafeBufferPointer { bytes in
                    // SAFETY: the engine keeps offset + length inside the slab, and the kernel only reads from it.
                    for position in taken..<count {
                        datagrams[position].bytes = bytes.baseAddress.map {
                            UnsafeMutablePointer(mutating: $0) + batch[first + position].offset
                        }
                    }
                    return huizhen_send_many(descriptor, datagrams + taken, UInt32(count - taken))
                }
            }
            if result > 0 {
                taken += Int(result)
                sent += UInt64(result)
            } else if result == -EAGAIN || result == -EWOULDBLOCK || result == -ENOBUFS || result == 0 {
                congested += UInt64(count - taken)
                return
            } else {
                refused += 1
                taken += 1
            }
        }
    }
}
