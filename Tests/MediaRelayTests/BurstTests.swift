import CLinuxNet
import Glibc
import MediaEngine
import Testing
import Wire

@testable import MediaRelay

/// Runs out (UDP_SEGMENT) and joined datagrams in (UDP_GRO), on real sockets.
@Suite struct BurstTests {
    private static let loopback = PeerAddress(v4: 0x7F00_0001, port: 0)

    private func socket(offloads: Bool) throws -> UDPSocket {
        try UDPSocket(link: LinkID(value: 0), address: Self.loopback, offloads: offloads)
    }

    /// Everything that arrives within a second, cut into datagrams, in order.
    private func receive(_ count: Int, from socket: UDPSocket) -> (datagrams: [[UInt8]], messages: Int) {
        let receiver = Receiver(joined: socket.joinsReceived)
        var datagrams: [[UInt8]] = []
        var messages = 0
        let end = NativeThread.now + 1_000_000_000
        while datagrams.count < count, NativeThread.now < end {
            for index in 0..<max(0, receiver.take(from: socket)) {
                let message = receiver.message(index)
                messages += 1
                let bytes = Array(UnsafeBufferPointer(start: message.bytes, count: Int(message.length)))
                for start in stride(from: 0, to: bytes.count, by: Int(max(message.segment, 1))) {
                    datagrams.append(Array(bytes[start..<min(start + Int(message.segment), bytes.count)]))
                }
            }
        }
        return (datagrams, messages)
    }

    private func batch(_ sizes: [Int], to peers: [PeerAddress]) -> TransmitBatch {
        var batch = TransmitBatch()
        for (number, size) in sizes.enumerated() {
            for peer in peers {
                _ = batch.append(to: peer, on: LinkID(value: 0)) { slot in
                    for index in 0..<size { slot[index] = UInt8(truncatingIfNeeded: number) }
                    return size
                }
            }
        }
        return batch
    }

    @Test(arguments: [true, false])
    func `every datagram arrives whole and in order, in runs or plainly`(offloads: Bool) throws {
        let (sender, first, second) = (
            try socket(offloads: offloads), try socket(offloads: offloads), try socket(offloads: offloads)
        )
        // Nine of one size, a shorter one that ends a run, a longer one that cannot join, and small ones.
        let sizes = [1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 700, 1200, 60, 60, 61, 60]
        var transmitter = Transmitter(sockets: [sender])
        var batch = batch(sizes, to: [first.local, second.local])
        transmitter.flush(&batch)
        let counters = transmitter.counters
        #expect(counters.sent == UInt64(sizes.count * 2) && counters.congested + counters.refused == 0)
        let isEmpty = batch.isEmpty
        #expect(isEmpty)
        for receiver in [first, second] {
            let (datagrams, messages) = receive(sizes.count, from: receiver)
            #expect(datagrams.map(\.count) == sizes)
            #expect(
                datagrams.enumerated().allSatisfy { number, bytes in bytes.allSatisfy { $0 == UInt8(number) }
                })
            if sender.takesRuns, receiver.joinsReceived {
                #expect(counters.segmented > 0 && messages < sizes.count, "\(messages) messages")
            } else {
                #expect(messages == sizes.count && counters.segmented == 0)
            }
        }
        #expect(counters.fallbacks == 0)
    }

    @Test func `a run that the kernel refuses is sent plainly, and no run is tried again`() throws {
        let (sender, receiver) = (try socket(offloads: true), try socket(offloads: false))
        try #require(sender.takesRuns)
        // Without checksums the kernel refuses UDP_SEGMENT (EIO): what a device without offload answers too.
        var one: Int32 = 1
        #expect(setsockopt(sender.descriptor, SOL_SOCKET, SO_NO_CHECK, &one, 4) == 0)
        var transmitter = Transmitter(sockets: [sender])
        for _ in 0..<2 {
            var batch = batch([500, 500, 500], to: [receiver.local])
            transmitter.flush(&batch)
        }
        #expect(receive(6, from: receiver).datagrams.count == 6)
        #expect(transmitter.counters.fallbacks == 1 && transmitter.counters.sent == 6)
    }

    @Test func `latencies fall into buckets of at most seven per cent`() {
        for nanoseconds in [1_024 as UInt64, 1_500, 99_999, 1_000_000, 123_456_789] {
            let bucket = LatencyHistogram.bucket(of: nanoseconds)
            let (low, high) = (LatencyHistogram.upperEdge(bucket - 1), LatencyHistogram.upperEdge(bucket))
            #expect(low <= nanoseconds && nanoseconds < high && Double(high) / Double(low) < 1.07)
        }
        var histogram = LatencyHistogram()
        for step in 1...1000 as ClosedRange<UInt64> {
            histogram.caused(arrival: 10_000_000 - step * 1000); histogram.sent(at: 10_000_000)
        }
        let median = LatencyHistogram.quantile(0.5, of: histogram.buckets) ?? 0
        #expect((490_000...540_000).contains(median))
        #expect(LatencyHistogram.quantile(0.5, of: []) == nil)
        #expect(LatencyHistogram.bucket(of: .max) == LatencyHistogram.bucketCount - 1)
    }
}
