import CLinuxNet
import Foundation

/// A UDP socket of a laboratory end, with the kernel's arrival times. Stays in the namespace it was made in.
package final class LabSocket: Sendable {
    package struct Address: Hashable, Sendable {
        package var v4: UInt32
        package var port: UInt16

        package init(v4: UInt32, port: UInt16) {
            self.v4 = v4
            self.port = port
        }

        package init?(_ literal: String, port: UInt16) {
            let parts = literal.split(separator: ".").compactMap { UInt8($0) }
            guard parts.count == 4 else { return nil }
            self.init(v4: parts.reduce(0) { $0 << 8 | UInt32($1) }, port: port)
        }
    }

    package let descriptor: Int32
    package let port: UInt16

    /// - Parameter port: 0 lets the system choose.
    package init(_ literal: String, port: UInt16 = 0) throws {
        guard let wanted = Address(literal, port: port) else { throw LabFault.failed("address \(literal)") }
        var local = huizhen_datagram()
        huizhen_set_v4(&local, wanted.v4, wanted.port)
        let made = huizhen_bind_datagram(&local, 1 << 21, 1 << 21)
        guard made >= 0 else { throw LabFault.system("a socket on \(literal)", made) }
        descriptor = made
        _ = huizhen_local_address(made, &local)
        var (high, low, bound): (UInt64, UInt64, UInt16) = (0, 0, 0)
        _ = huizhen_get_address(&local, &high, &low, &bound)
        self.port = bound
    }

    deinit { close(descriptor) }

    /// False when the kernel took nothing, as when no route is there.
    @discardableResult
    package func send(_ bytes: UnsafeMutableBufferPointer<UInt8>, to address: Address) -> Bool {
        var datagram = huizhen_datagram()
        datagram.bytes = bytes.baseAddress
        datagram.length = UInt32(bytes.count)
        huizhen_set_v4(&datagram, address.v4, address.port)
        return huizhen_send_many(descriptor, &datagram, 1) == 1
    }

    @discardableResult
    package func send(_ bytes: [UInt8], to address: Address) -> Bool {
        var copy = bytes
        return copy.withUnsafeMutableBufferPointer { send($0, to: address) }
    }

    /// The next datagram that waits, its arrival on the monotonic clock and its sender; nil when none does.
    package func receive(into buffer: inout [UInt8]) -> (count: Int, at: UInt64, from: Address)? {
        buffer.withUnsafeMutableBufferPointer { bytes in
            var datagram = huizhen_datagram()
            datagram.bytes = bytes.baseAddress
            datagram.length = UInt32(bytes.count)
            guard huizhen_receive_many(descriptor, &datagram, 1) == 1 else { return nil }
            var (high, low, port): (UInt64, UInt64, UInt16) = (0, 0, 0)
            guard huizhen_get_address(&datagram, &high, &low, &port) == 4 else { return nil }
            let at = datagram.arrival_ns == 0 ? huizhen_monotonic_ns() : datagram.arrival_ns
            return (
                Int(datagram.length), at, Address(v4: UInt32(truncatingIfNeeded: low), port: port)
            )
        }
    }
}
