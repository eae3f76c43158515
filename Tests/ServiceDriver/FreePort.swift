import CLinuxNet
import Foundation

package enum PortKind { case tcp, udp }

/// The first of `count` consecutive loopback ports that are free now. Ports are tried at random, so that test
/// processes running side by side seldom meet.
package func freePort(_ kind: PortKind, count: Int = 1) throws -> Int {
    for _ in 0..<200 {
        let first = Int.random(in: 42_000...60_000)
        if (0..<count).allSatisfy({ isFree(first + $0, kind) }) { return first }
    }
    throw ServiceFault.unexpected("no free port")
}

private func isFree(_ port: Int, _ kind: PortKind) -> Bool {
    let type = kind == .tcp ? SOCK_STREAM : SOCK_DGRAM
    let descriptor = socket(AF_INET, Int32(type.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port)).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    return withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
    }
}
