import Foundation
import Glibc

/// A TCP connection that says exactly what a test wants, at the pace it wants.
enum RawConnection {
    struct Outcome: Sendable {
        /// All that the server said.
        let text: String
        /// The server ended the connection before the patience was over.
        let wasClosed: Bool
        let milliseconds: Int

        var status: Int? { text.split(separator: " ").dropFirst().first.flatMap { Int($0) } }
    }

    /// Longest wait for the server's next byte.
    private static let patienceSeconds = 10

    /// Sends `first`, then `next` again and again as long as the server takes it, `pause` apart; then listens to
    /// the end.
    static func talk(
        port: Int, first: [UInt8], next: [UInt8] = [], times: Int = 0, pause: Duration = .zero
    ) async -> Outcome {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(returning: converse(port, first, next, times, pause))
            }
        }
    }

    private static func converse(
        _ port: Int, _ first: [UInt8], _ next: [UInt8], _ times: Int, _ pause: Duration
    ) -> Outcome {
        let begin = ContinuousClock.now
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0, say(first, on: descriptor) else {
            return Outcome(text: "", wasClosed: true, milliseconds: 0)
        }
        for _ in 0..<times {
            if pause > .zero { usleep(UInt32(pause / .microseconds(1))) }
            if hasAnswer(descriptor) || !say(next, on: descriptor) { break }
        }
        let (text, wasClosed) = listen(descriptor)
        return Outcome(
            text: text, wasClosed: wasClosed,
            milliseconds: Int((ContinuousClock.now - begin) / .milliseconds(1)))
    }

    private static func say(_ bytes: [UInt8], on descriptor: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                send(
                    descriptor, $0.baseAddress?.advanced(by: sent), bytes.count - sent,
                    Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    private static func hasAnswer(_ descriptor: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) > 0
    }

    private static func listen(_ descriptor: Int32) -> (String, wasClosed: Bool) {
        var patience = timeval(tv_sec: patienceSeconds, tv_usec: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var heard: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count > 0 {
                heard += buffer.prefix(count)
            } else {
                let wasClosed = count == 0 || errno == ECONNRESET
                return (String(decoding: heard, as: UTF8.self), wasClosed)
            }
        }
    }
}
