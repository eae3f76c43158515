import Glibc

/// One question, one answer over UDP on loopback.
final class DatagramClient {
    private let descriptor: Int32

    init(host: UInt32, port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = host.bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        var limit = timeval(tv_sec: 0, tv_usec: 500_000)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        guard descriptor >= 0, connected == 0 else { throw BenchFault("no socket for control") }
    }

    deinit { close(descriptor) }

    /// Repeats the question until an answer comes, for about five seconds.
    func ask(_ question: [UInt8]) -> [UInt8]? {
        var answer = [UInt8](repeating: 0, count: 65_536)
        for _ in 0..<10 {
            guard send(descriptor, question, question.count, 0) == question.count else {
                usleep(100_000)  // refused: the program is still starting
                continue
            }
            let count = recv(descriptor, &answer, answer.count, 0)
            if count > 0 { return Array(answer[..<count]) }
            if errno == ECONNREFUSED { usleep(100_000) }
        }
        return nil
    }
}
