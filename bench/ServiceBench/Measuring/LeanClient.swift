import Figures
import Foundation
import Glibc

/// One kept-alive HTTP/1.1 connection to the service on loopback, as cheap as it can be: what is timed is the service
/// and not its client. For one thread.
final class LeanClient {
    struct Answer {
        let status: Int
        let body: ArraySlice<UInt8>
        let milliseconds: Double
    }

    private let descriptor: Int32
    private let head: String
    private var buffer: [UInt8] = []

    init(port: UInt16, token: String) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        self.descriptor = descriptor
        head = "Host: localhost:\(port)\r\nAuthorization: Bearer \(token)\r\n"
        guard result == 0 else { throw BenchFault("cannot connect to the service: \(errno)") }
    }

    deinit { close(descriptor) }

    func get(_ path: String) throws -> Answer { try send("GET /api/v1\(path) HTTP/1.1\r\n\(head)\r\n") }

    func post(_ path: String, _ body: String, version: Int) throws -> Answer {
        try send(
            "POST /api/v1\(path) HTTP/1.1\r\n\(head)Content-Type: application/json\r\n"
                + "Content-Length: \(body.utf8.count)\r\nIdempotency-Key: \(UUID().uuidString)\r\n"
                + "If-Match: \"\(version)\"\r\n\r\n\(body)")
    }

    private func send(_ request: String) throws -> Answer {
        let bytes = Array(request.utf8)
        let began = ContinuousClock.now
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw BenchFault("the service hung up") }
            sent += count
        }
        buffer.removeAll(keepingCapacity: true)
        var end: Int?
        var total = Int.max
        while buffer.count < total {
            try receive()
            if end == nil, let found = headEnd() {
                end = found
                total = found + (try contentLength(found))
            }
        }
        let took = began.duration(to: .now).milliseconds
        let status = Int(String(decoding: buffer[9..<12], as: UTF8.self)) ?? 0
        return Answer(status: status, body: buffer[(end ?? 0)...], milliseconds: took)
    }

    private func receive() throws {
        let old = buffer.count
        buffer.append(contentsOf: repeatElement(0, count: 65_536))
        let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress! + old, 65_536, 0) }
        guard count > 0 else { throw BenchFault("the service hung up") }
        buffer.removeLast(65_536 - count)
    }

    private func headEnd() -> Int? {
        guard buffer.count >= 4 else { return nil }
        for at in 0...(buffer.count - 4)
        where buffer[at] == 13 && buffer[at + 1] == 10 && buffer[at + 2] == 13 && buffer[at + 3] == 10 {
            return at + 4
        }
        return nil
    }

    private func contentLength(_ end: Int) throws -> Int {
        let lines = String(decoding: buffer[..<end], as: UTF8.self).split(separator: "\r\n")
        guard let line = lines.first(where: { $0.lowercased().hasPrefix("content-length:") }),
            let length = Int(line.dropFirst("content-length:".count).trimmingCharacters(in: .whitespaces))
        else { throw BenchFault("an answer without length: \(lines.first ?? "")") }
        return length
    }
}
