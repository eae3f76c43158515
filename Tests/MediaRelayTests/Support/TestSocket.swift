import CLinuxNet
import MediaEngine
import MediaRelay
import Wire

/// A UDP end on loopback for tests: datagrams in and out as arrays.
struct TestSocket {
    struct Received {
        var bytes: [UInt8]
        var peer: PeerAddress
    }

    let socket: UDPSocket

    init(_ literal: String = "127.0.0.1") throws {
        guard let address = PeerAddress(literal: literal, port: 0) else { throw TestFault.badAddress }
        socket = try UDPSocket(link: LinkID(value: 0), address: address)
    }

    var local: PeerAddress { socket.local }

    /// Everything that waits, at most one batch.
    func receive() -> [Received] {
        var result: [Received] = []
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 2048) { buffer in
            for _ in 0..<64 {
                var datagram = huizhen_datagram()
                datagram.bytes = buffer.baseAddress
                datagram.length = 2048
                guard huizhen_receive_many(socket.descriptor, &datagram, 1) == 1 else { return }
                var (high, low, port): (UInt64, UInt64, UInt16) = (0, 0, 0)
                let family = huizhen_get_address(&datagram, &high, &low, &port)
                guard family == 4 || family == 6 else { continue }
                let peer =
                    family == 4
                    ? PeerAddress(v4: UInt32(truncatingIfNeeded: low), port: port)
                    : PeerAddress(v6High: high, low: low, port: port)
                result.append(Received(bytes: Array(buffer.prefix(Int(datagram.length))), peer: peer))
            }
        }
        return result
    }

    func send(_ bytes: [UInt8], to peer: PeerAddress) {
        var bytes = bytes
        bytes.withUnsafeMutableBufferPointer { buffer in
            var datagram = huizhen_datagram()
            datagram.bytes = buffer.baseAddress
            datagram.length = UInt32(buffer.count)
            switch peer.family {
            case .v4: huizhen_set_v4(&datagram, UInt32(truncatingIfNeeded: peer.low), peer.port)
            case .v6: huizhen_set_v6(&datagram, peer.high, peer.low, peer.port)
            }
            _ = huizhen_send_many(socket.descriptor, &datagram, 1)
        }
    }
}

enum TestFault: Error { case badAddress, noOffer, timedOut(String) }
