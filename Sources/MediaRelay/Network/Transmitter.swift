import CLinuxNet
import Glibc
package import MediaEngine
import Wire

/// Hands a worker's batch to the kernel, link by link. Datagrams of one size towards one peer leave as one short run
/// (UDP_SEGMENT) where the socket takes runs; a link whose device refuses them goes back to plain sends by itself.
/// Never waits; what the kernel does not take is dropped and counted, like on any full router.
package struct Transmitter: ~Copyable {
    /// Longer runs save little more and lose more on shallow queues: 8 × 1,200 bytes are 0.8 ms at 100 Mbit/s.
    static let runLength = UInt32(HUIZHEN_SEGMENTS)

    private let sockets: [UDPSocket]
    private var lines: [OpaquePointer] = []
    /// Datagrams a run may have on each link; 1 sends plainly.
    private var runs: [UInt32]
    private var waiting: [Int]
    private(set) var counters = huizhen_sent()
    /// Datagrams the kernel took.
    package var datagramsSent: UInt64 { counters.sent }

    /// `sockets` in the order of their link numbers.
    package init(sockets: [UDPSocket]) {
        self.sockets = sockets
        runs = sockets.map { $0.takesRuns ? Self.runLength : 1 }
        waiting = [Int](repeating: 0, count: sockets.count)
        for _ in sockets {
            guard let line = huizhen_sender_new() else {
                preconditionFailure("the process has no memory left for a worker's send line")
            }
            lines.append(line)
        }
    }

    deinit { for line in lines { huizhen_sender_free(line) } }

    /// Sends everything and empties the batch.
    package mutating func flush(_ batch: inout TransmitBatch) {
        guard !batch.isEmpty else { return }
        lineUpAndSend(batch)
        batch.removeAll()
    }

    private mutating func lineUpAndSend(_ batch: borrowing TransmitBatch) {
        batch.withSlab { slab in
            slab.withUnsafeBufferPointer { bytes in
                guard let base = bytes.baseAddress else { return }
                for index in 0..<batch.count {
                    let entry = batch[index]
                    let link = Int(entry.link.value)
                    guard link < lines.count else {
                        counters.refused &+= 1
                        continue
                    }
                    if waiting[link] >= HUIZHEN_SEND_BURST { send(link) }
                    // SAFETY: the engine keeps offset + length inside the slab, which stays put until the flush is
                    // over.
                    var peer = huizhen_peer(entry.destination)
                    _ = huizhen_sender_add(
                        lines[link], base + entry.offset, UInt32(entry.length), &peer, runs[link])
                    waiting[link] += 1
                }
                for link in waiting.indices where waiting[link] > 0 { send(link) }
            }
        }
    }

    private mutating func send(_ link: Int) {
        waiting[link] = 0
        if huizhen_sender_flush(lines[link], sockets[link].descriptor, &counters) != 0 { runs[link] = 1 }
    }
}
