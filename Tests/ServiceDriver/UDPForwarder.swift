import CLinuxNet
import Foundation
import Synchronization

/// A 1:1 address translation in front of a relay: what comes to an outside address goes on to the inside one from a
/// port of its own for each end, and the answers go back. Its bindings can be forgotten, as a firewall forgets.
package final class UDPForwarder: Sendable {
    /// One provider's address, and the relay's behind it; the port is the same.
    package struct Way: Sendable {
        package var outside: String
        package var inside: String
        package var port: UInt16

        package init(outside: String, inside: String, port: UInt16) {
            (self.outside, self.inside, self.port) = (outside, inside, port)
        }
    }

    private struct State {
        var isOver = false
        var ends = 0
        /// Ends up to this number are not forwarded to the relay any more.
        var deafUpTo = 0
        var refused = 0
        /// A line that is down in both directions, for ends beyond a number.
        var downFront: Int?
        var downAfter = 0
    }

    private static let endsLimit = 64

    private let state = Mutex(State())
    private let ended = DispatchSemaphore(value: 0)

    package init(_ ways: [Way]) throws {
        let fronts = try ways.map { way in
            (socket: try UDPEndpoint(way.outside, port: way.port), way: way)
        }
        Thread.detachNewThread { [self] in
            run(fronts.map { Front(socket: $0.socket, way: $0.way) })
            ended.signal()
        }
    }

    /// How many ends have come so far: addresses and ports that sent something.
    package var ends: Int { state.withLock { $0.ends } }
    /// Datagrams of ends that are cut off.
    package var refused: Int { state.withLock { $0.refused } }

    /// The relay hears nothing more of the ends known so far, and they still hear the relay.
    package func cutOffKnownEnds() { state.withLock { $0.deafUpTo = $0.ends } }

    /// The provider's line with this number is down for all ends that came after the first `known`: nothing passes
    /// either way, and nobody is told.
    package func cutLine(_ front: Int, forEndsAfter known: Int) {
        state.withLock { ($0.downFront, $0.downAfter) = (front, known) }
    }

    package func stop() {
        state.withLock { $0.isOver = true }
        ended.wait()
    }

    // MARK: The thread

    private struct Front {
        let socket: UDPEndpoint
        let way: Way
    }

    private struct End {
        let number: Int
        let front: Int
        let address: sockaddr_in
        let socket: UDPEndpoint
    }

    private func run(_ fronts: [Front]) {
        var ends: [End] = []
        var buffer = [UInt8](repeating: 0, count: 2048)
        while !state.withLock({ $0.isOver }) {
            var waiting = (fronts.map(\.socket) + ends.map(\.socket)).map {
                pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0)
            }
            guard poll(&waiting, nfds_t(waiting.count), 50) > 0 else { continue }
            for (number, front) in fronts.enumerated() {
                while let (length, from) = front.socket.receive(&buffer, milliseconds: 0) {
                    guard let end = end(from, at: number, of: front, in: &ends), mayPass(end), !isDown(end)
                    else {
                        continue
                    }
                    end.socket.send(
                        buffer, length: length, to: UDPEndpoint.address(front.way.inside, front.way.port))
                }
            }
            for end in ends {
                while let (length, _) = end.socket.receive(&buffer, milliseconds: 0) {
                    if isDown(end) { continue }
                    fronts[end.front].socket.send(buffer, length: length, to: end.address)
                }
            }
        }
    }

    private func isDown(_ end: End) -> Bool {
        state.withLock { $0.downFront == end.front && end.number > $0.downAfter }
    }

    private func mayPass(_ end: End) -> Bool {
        state.withLock { state in
            if end.number <= state.deafUpTo { state.refused += 1 }
            return end.number > state.deafUpTo
        }
    }

    private func end(_ from: sockaddr_in, at number: Int, of front: Front, in ends: inout [End]) -> End? {
        let known = ends.first {
            $0.front == number && $0.address.sin_port == from.sin_port
                && $0.address.sin_addr.s_addr == from.sin_addr.s_addr
        }
        if let known { return known }
        guard ends.count < Self.endsLimit, let socket = try? UDPEndpoint(front.way.outside) else {
            return nil
        }
        ends.append(End(number: ends.count + 1, front: number, address: from, socket: socket))
        state.withLock { $0.ends = ends.count }
        return ends.last
    }
}
