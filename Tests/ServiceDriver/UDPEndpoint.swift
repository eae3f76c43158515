import CLinuxNet
import Foundation

/// A blocking loopback UDP socket for one test peer.
final class UDPEndpoint: @unchecked Sendable {
    // SAFETY: the only state is a descriptor; the kernel orders concurrent calls on it.
    let descriptor: Int32
    let port: UInt16

    /// Port 0: a free one.
    init(_ host: String = "127.0.0.1", port wanted: UInt16 = 0) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        var address = Self.address(host, wanted)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard descriptor >= 0, bound else {
            if descriptor >= 0 { close(descriptor) }
            throw ServiceFault.unexpected("no loopback socket at \(host):\(wanted)")
        }
        self.descriptor = descriptor
        port = UInt16(bigEndian: address.sin_port)
    }

    static func address(_ host: String, _ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        inet_pton(AF_INET, host, &address.sin_addr)
        return address
    }

    /// Waits up to `milliseconds`; nil when nothing came.
    func receive(_ buffer: inout [UInt8], milliseconds: Int32) -> (length: Int, from: sockaddr_in)? {
        var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard Foundation.poll(&poll, 1, milliseconds) > 0 else { return nil }
        var from = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let capacity = buffer.count
        let count = withUnsafeMutablePointer(to: &from) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                recvfrom(descriptor, &buffer, capacity, 0, $0, &size)
            }
        }
        return count > 0 ? (count, from) : nil
    }

    func send(_ bytes: [UInt8], length: Int, to address: sockaddr_in) {
        var to = address
        _ = withUnsafePointer(to: &to) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, bytes, length, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    deinit { close(descriptor) }
}
