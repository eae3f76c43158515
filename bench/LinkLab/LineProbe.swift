import CLinkLab
import CLinuxNet
import Foundation
import Synchronization

/// Numbered, stamped datagrams from one end of the laboratory to another; both ends read the same clock.
package struct LineProbe: Sendable {
    package struct Outcome: Sendable {
        package var sent = 0
        /// One-way delay of each packet that arrived, in milliseconds, in order of arrival.
        package var delays: [Double] = []
        package var numbers: [Int] = []
        /// From the first arrival to the last, in seconds.
        package var seconds = 0.0
        package var bytes = 0

        package var lossShare: Double { sent == 0 ? .nan : 1 - Double(numbers.count) / Double(sent) }
        /// Packets that arrived after one with a higher number.
        package var reordered: Int {
            var highest = -1
            return numbers.count { number in
                defer { highest = max(highest, number) }
                return number < highest
            }
        }
        /// Lengths of the runs of lost packets.
        package var bursts: [Int] {
            let arrived = numbers.sorted()
            return zip(arrived, arrived.dropFirst()).compactMap { $1 - $0 > 1 ? $1 - $0 - 1 : nil }
        }
    }

    package var link: AccessLink
    package var way: AccessLink.Way
    package var packets = 500
    package var interval: UInt64 = 20_000_000
    package var payload = 160

    package init(
        _ link: AccessLink, _ way: AccessLink.Way, packets: Int = 500, everyMilliseconds: Double = 20,
        payload: Int = 160
    ) {
        self.link = link
        self.way = way
        self.packets = packets
        self.interval = UInt64(everyMilliseconds * 1e6)
        self.payload = payload
    }

    /// Sends all packets, waits `patience` seconds for the last ones. Blocks.
    package func run(in network: TwoProviderNetwork, patience: Double = 0.5) throws -> Outcome {
        let (host, site) = (network.host(link.place), TwoProviderNetwork.hostAddress(link.place))
        let relay = TwoProviderNetwork.relayAddress(link.provider)
        let inner = try host.run { try LabSocket(site) }
        let outer = try network.relay.run { try LabSocket(relay) }
        let (from, to) = way == .up ? (inner, outer) : (outer, inner)
        guard let target = LabSocket.Address(way == .up ? relay : site, port: to.port) else {
            throw LabFault.failed("no address")
        }
        return try NetworkNamespace.onThread { exchange(from: from, to: to, target, patience: patience) }
    }

    private func exchange(
        from: LabSocket, to: LabSocket, _ target: LabSocket.Address, patience: Double
    ) -> Outcome {
        _ = lab_raise_thread()
        var outcome = Outcome()
        var buffer = [UInt8](repeating: 0, count: 2048)
        var packet = [UInt8](repeating: 0, count: max(16, payload))
        let start = huizhen_monotonic_ns()
        let end = start + UInt64(packets) * interval + UInt64(patience * 1e9)
        var (first, last): (UInt64, UInt64) = (0, 0)
        while true {
            let now = huizhen_monotonic_ns()
            while outcome.sent < packets, start + UInt64(outcome.sent) * interval <= now {
                withUnsafeBytes(of: (huizhen_monotonic_ns(), UInt64(outcome.sent))) {
                    packet.replaceSubrange(0..<16, with: $0)
                }
                from.send(packet, to: target)
                outcome.sent += 1
            }
            while let got = to.receive(into: &buffer) {
                let (stamp, number) = buffer.withUnsafeBytes {
                    ($0.loadUnaligned(as: UInt64.self), $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
                }
                outcome.delays.append(Double(got.at - min(stamp, got.at)) / 1e6)
                outcome.numbers.append(Int(number))
                outcome.bytes += got.count + Self.headerBytes
                if first == 0 { first = got.at }
                last = got.at
            }
            if now >= end || outcome.numbers.count == packets { break }
            let next = outcome.sent < packets ? start + UInt64(outcome.sent) * interval : end
            var readable: UInt64 = 0
            _ = lab_wait([to.descriptor], 1, next, &readable)
        }
        outcome.seconds = Double(last - first) / 1e9
        return outcome
    }

    /// IPv4 and UDP.
    package static let headerBytes = 28
}
