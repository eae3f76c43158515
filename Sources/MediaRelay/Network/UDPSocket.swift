import CLinuxNet
import Glibc
package import MediaEngine
package import Wire

/// A non-blocking UDP socket bound to one link's own address, so that what leaves here leaves by that provider.
///
/// `Sendable`: holds a descriptor number only; the kernel serialises calls on it, and one worker makes them.
package final class UDPSocket: Sendable {
    /// The kernel's buffer of what has come: it counts some 2.3 kB a datagram, so that 16 MiB (which it doubles) hold
    /// 120 ms of 120,000 packets/s while a worker is held up. A flood beside calls must not push the calls' out.
    static let receiveBytes: Int32 = 16 << 20
    static let sendBytes: Int32 = 4 << 20

    package let link: LinkID
    package let local: PeerAddress
    package let descriptor: Int32
    /// Several datagrams of one peer may come as one message (UDP_GRO).
    let joinsReceived: Bool
    /// The kernel takes runs of datagrams (UDP_SEGMENT); a device may still refuse one.
    let takesRuns: Bool

    /// Throws the system's errno.
    package struct BindFailure: Error { package var code: Int32 }

    /// `offloads` asks for UDP_GRO and UDP_SEGMENT; a kernel without them is told by the properties.
    package init(link: LinkID, address: PeerAddress, offloads: Bool = false) throws(BindFailure) {
        var datagram = huizhen_datagram()
        let bound = withUnsafeMutablePointer(to: &datagram) { pointer in
            pointer.setPeer(address)
            return huizhen_bind_datagram(pointer, Self.receiveBytes, Self.sendBytes)
        }
        guard bound >= 0 else { throw BindFailure(code: -bound) }
        let local: PeerAddress? = withUnsafeMutablePointer(to: &datagram) { pointer in
            huizhen_local_address(bound, pointer) == 0 ? pointer.readPeer() : nil
        }
        guard let local else {
            close(bound)
            throw BindFailure(code: EINVAL)
        }
        self.link = link
        self.local = local
        descriptor = bound
        joinsReceived = offloads && huizhen_join_received(bound) == 0
        takesRuns = offloads && huizhen_has_segmentation(bound) == 1
    }

    deinit { close(descriptor) }
}
