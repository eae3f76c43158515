import CLinuxNet
import MediaEngine
import Wire

/// The buffers one worker receives into, allocated once and reused for every burst.
struct Receiver: ~Copyable {
    private let handle: OpaquePointer

    /// `joined`: whether a socket may hand over several datagrams of one peer as one message (UDP_GRO).
    init(joined: Bool) {
        guard let handle = huizhen_receiver_new(joined ? 1 : 0) else {
            preconditionFailure("the process has no memory left for a worker's receive buffers")
        }
        self.handle = handle
    }

    deinit { huizhen_receiver_free(handle) }

    /// Takes what the kernel has, at most `HUIZHEN_BURST` messages. Returns their count or -errno.
    borrowing func take(from socket: UDPSocket) -> Int {
        Int(huizhen_receiver_take(handle, socket.descriptor))
    }

    /// Message `index` of the last take; its bytes are valid until the next.
    borrowing func message(_ index: Int) -> huizhen_incoming {
        huizhen_receiver_message(handle, Int32(index)).pointee
    }
}

extension huizhen_peer {
    init(_ address: PeerAddress) {
        self.init(high: address.high, low: address.low, port: address.port, family: address.family.rawValue)
    }

    /// nil for a family we do not know.
    var address: PeerAddress? {
        switch family {
        case 4: PeerAddress(v4: UInt32(truncatingIfNeeded: low), port: port)
        case 6: PeerAddress(v6High: high, low: low, port: port)
        default: nil
        }
    }
}
