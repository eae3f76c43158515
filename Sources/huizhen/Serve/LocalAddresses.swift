import Foundation

/// The IPv4 addresses of this machine's interfaces that are up, loopback left out.
enum LocalAddresses {
    static func usable() -> [(interface: String, address: String)] {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return [] }
        defer { freeifaddrs(list) }
        var found: [(String, String)] = []
        var next = list
        while let entry = next?.pointee {
            next = entry.ifa_next
            let up = entry.ifa_flags & UInt32(IFF_UP) != 0
            let loopback = entry.ifa_flags & UInt32(IFF_LOOPBACK) != 0
            guard let address = entry.ifa_addr, up, !loopback,
                address.pointee.sa_family == sa_family_t(AF_INET)
            else { continue }
            var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let length = socklen_t(MemoryLayout<sockaddr_in>.size)
            guard getnameinfo(address, length, &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST) == 0
            else {
                continue
            }
            let text = String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            found.append((String(cString: entry.ifa_name), text))
        }
        return found
    }
}
