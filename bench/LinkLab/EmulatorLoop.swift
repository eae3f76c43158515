import CLinkLab
import CLinuxNet
import Foundation
import Synchronization

/// The emulator's thread: takes packets from the devices, asks the lines what happens to them, hands them on in time.
struct EmulatorLoop {
    private struct Packet {
        var bytes: [UInt8]
        var from: AccessLink
        var to: AccessLink
        var isOnLastLine: Bool
    }

    /// Packets under way on all lines; more are lost, so that a flood cannot fill the memory.
    private static let packetLimit = 65_536
    /// Looks at the stop sign this often.
    private static let idleNanoseconds: UInt64 = 50_000_000

    private let emulator: LinkEmulator
    private let links: [AccessLink]
    private let descriptors: [Int32]
    private let devices: [AccessLink: Int32]
    private var waiting = DueQueue<Packet>()
    private var buffer = [UInt8](repeating: 0, count: 65_536)

    init(emulator: LinkEmulator, devices: [AccessLink: Int32]) {
        self.emulator = emulator
        self.devices = devices
        links = devices.keys.sorted { $0.index < $1.index }
        descriptors = links.compactMap { devices[$0] }
    }

    mutating func run() {
        while true {
            let now = huizhen_monotonic_ns()
            let isStopping = emulator.shared.withLock { shared in
                release(at: now, &shared)
                return shared.isStopping
            }
            if isStopping { return }
            let deadline = min(waiting.nextDue ?? .max, now + Self.idleNanoseconds)
            var readable: UInt64 = 0
            guard lab_wait(descriptors, UInt32(descriptors.count), deadline, &readable) == 0 else { return }
            guard readable != 0 else { continue }
            for (position, link) in links.enumerated() where readable & 1 << UInt64(position) != 0 {
                take(from: link)
            }
        }
    }

    /// Takes what the device holds, at most as many packets as keep the others waiting for less than a millisecond.
    private mutating func take(from link: AccessLink) {
        guard let descriptor = devices[link] else { return }
        for _ in 0..<64 {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return }
            let now = huizhen_monotonic_ns()
            guard let place = destination(length: count), place != link.place,
                waiting.count < Self.packetLimit
            else {
                emulator.shared.withLock { $0.lateness.undeliverable += 1 }
                continue
            }
            let packet = Packet(
                bytes: Array(buffer[..<count]), from: link, to: AccessLink(place, link.provider),
                isOnLastLine: false)
            let verdict = emulator.shared.withLock {
                $0.directions[link.index(.up)].offer(bytes: count, at: now)
            }
            if case .deliver(let due) = verdict { waiting.insert(packet, due: due) }
        }
    }

    /// The place that owns the IPv4 destination address.
    private func destination(length: Int) -> Place? {
        guard length >= 20, buffer[0] >> 4 == 4, buffer[16] == 10 else { return nil }
        return Place.allCases.first { $0.network == buffer[17] }
    }

    /// Moves every packet whose time has come: onto its last line, or out.
    private mutating func release(at now: UInt64, _ shared: inout LinkEmulator.Shared) {
        while let due = waiting.nextDue, due <= now, var packet = waiting.removeFirst() {
            let count = packet.bytes.count
            if packet.isOnLastLine {
                guard shared.directions[packet.to.index(.down)].arrive(bytes: count) else { continue }
                deliver(packet, due: due, &shared.lateness)
                continue
            }
            guard shared.directions[packet.from.index(.up)].arrive(bytes: count) else { continue }
            // The plan's moment, not the clock's: one line's lateness must not add to the next one's delay.
            let verdict = shared.directions[packet.to.index(.down)].offer(bytes: count, at: due)
            packet.isOnLastLine = true
            if case .deliver(let next) = verdict { waiting.insert(packet, due: next) }
        }
    }

    private func deliver(_ packet: Packet, due: UInt64, _ lateness: inout LinkEmulator.Lateness) {
        let written = devices[packet.to].map { write($0, packet.bytes, packet.bytes.count) } ?? -1
        guard written == packet.bytes.count else {
            lateness.undeliverable += 1
            return
        }
        let late = Double(huizhen_monotonic_ns() - due) / 1e6
        lateness.packets += 1
        if late > 1 { lateness.overOneMillisecond += 1 }
        lateness.worstMilliseconds = max(lateness.worstMilliseconds, late)
    }
}
