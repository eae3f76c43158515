import Foundation
import Glibc

/// One kept-alive HTTP/1.1 connection on loopback: enough to drive a relay's control API.
final class HTTPConnection {
    private var descriptor: Int32 = -1
    private let port: UInt16

    init(port: UInt16) throws {
        self.port = port
        try connect()
    }

    deinit { close(descriptor) }

    private func connect() throws {
        if descriptor >= 0 { close(descriptor) }
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        guard connected == 0 else { throw BenchFault("nothing listens on 127.0.0.1:\(port)") }
    }

    /// The answer's body; an answer of 400 and above is thrown with its text. A connection that the other side closed
    /// in a pause is made anew, once.
    @discardableResult
    func send(_ method: String, _ path: String, _ body: [String: Any]? = nil) throws -> Data {
        let payload = try body.map { try JSONSerialization.data(withJSONObject: $0) } ?? Data()
        let head =
            "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(payload.count)\r\n\r\n"
        let request = Array(head.utf8) + payload
        var answer = write(request) ? receive() : nil
        if answer == nil {
            try connect()
            answer = write(request) ? receive() : nil
        }
        guard let (status, text) = answer else { throw BenchFault("the control connection broke") }
        guard status < 400 else {
            throw BenchFault("\(method) \(path): \(status) \(String(decoding: text, as: UTF8.self))")
        }
        return text
    }

    private func write(_ request: [UInt8]) -> Bool {
        var sent = 0
        while sent < request.count {
            let count = request.withUnsafeBytes { bytes in
                Glibc.send(
                    descriptor, bytes.baseAddress?.advanced(by: sent), request.count - sent,
                    Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    private func receive() -> (status: Int, body: Data)? {
        var held: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        let blank = Array("\r\n\r\n".utf8)
        while true {
            if let end = held.firstRange(of: blank) {
                let lines = String(decoding: held[..<end.lowerBound], as: UTF8.self).components(
                    separatedBy: "\r\n")
                let status = lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
                let length =
                    lines.first { $0.lowercased().hasPrefix("content-length:") }
                    .flatMap { Int($0.split(separator: ":")[1].trimmingCharacters(in: .whitespaces)) } ?? 0
                if held.count >= end.upperBound + length {
                    return (status, Data(held[end.upperBound..<(end.upperBound + length)]))
                }
            }
            let count = recv(descriptor, &chunk, chunk.count, 0)
            guard count > 0 else { return nil }
            held += chunk[..<count]
        }
    }
}
