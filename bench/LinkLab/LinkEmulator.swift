import CLinkLab
import CLinuxNet
import Foundation
import Synchronization

/// Two providers' networks in one thread. Each access line ends in a TUN device; a packet passes its sender's line
/// upwards and its receiver's line downwards within one provider, and suffers what both lines are set to.
package final class LinkEmulator: Sendable {
    /// How late the emulator itself was against its own plan.
    package struct Lateness: Hashable, Sendable, Codable {
        package var packets = 0
        /// Packets later than 1 ms, and the worst.
        package var overOneMillisecond = 0
        package var worstMilliseconds = 0.0
        /// Packets for an address nobody owns, or refused by a device that is down.
        package var undeliverable = 0

        package init() {}
    }

    struct Shared {
        var directions: [LinkDirection]
        var lateness = Lateness()
        var isStopping = false
    }

    let shared: Mutex<Shared>
    /// Whether the thread runs before ordinary ones (needs the right to).
    package var isRaised: Bool { raised.load(ordering: .relaxed) }
    private let raised = Atomic(false)
    private let devices = Mutex<[AccessLink: Int32]>([:])
    private let ended = DispatchSemaphore(value: 0)
    private let hasStarted = Atomic(false)

    package init(seed: UInt64) {
        var seeds = SeededGenerator(seed: seed)
        let directions = (0..<AccessLink.all.count * 2).map { _ in LinkDirection(seed: seeds.next()) }
        shared = Mutex(Shared(directions: directions))
    }

    /// Makes the line's device in `namespace`.
    package func attach(_ link: AccessLink, in namespace: NetworkNamespace) throws {
        let descriptor = try namespace.run { lab_open_tun(link.provider.name) }
        guard descriptor >= 0 else { throw LabFault.system("/dev/net/tun for \(link.name)", descriptor) }
        devices.withLock { $0[link] = descriptor }
    }

    package func start() {
        guard !hasStarted.exchange(true, ordering: .relaxed) else { return }
        let devices = devices.withLock { $0 }
        let thread = Thread { [self] in
            raised.store(lab_raise_thread() == 0, ordering: .relaxed)
            var loop = EmulatorLoop(emulator: self, devices: devices)
            loop.run()
            for descriptor in devices.values { close(descriptor) }
            ended.signal()
        }
        thread.name = "link-emulator"
        thread.start()
    }

    /// Ends the thread and closes, and thereby removes, the devices.
    package func stop() {
        shared.withLock { $0.isStopping = true }
        if hasStarted.load(ordering: .relaxed) { ended.wait() }
    }

    // MARK: Settings, changeable at any time

    package func set(_ settings: LinkSettings, _ link: AccessLink, _ way: AccessLink.Way) {
        shared.withLock { $0.directions[link.index(way)].settings = settings }
    }

    package func set(_ settings: LinkSettings, _ link: AccessLink) {
        for way in AccessLink.Way.allCases { set(settings, link, way) }
    }

    package func change(
        _ link: AccessLink, _ ways: [AccessLink.Way] = AccessLink.Way.allCases,
        _ edit: (inout LinkSettings) -> Void
    ) {
        shared.withLock { shared in
            for way in ways { edit(&shared.directions[link.index(way)].settings) }
        }
    }

    package func settings(_ link: AccessLink, _ way: AccessLink.Way) -> LinkSettings {
        shared.withLock { $0.directions[link.index(way)].settings }
    }

    package func counters(_ link: AccessLink, _ way: AccessLink.Way) -> LinkDirection.Counters {
        shared.withLock { $0.directions[link.index(way)].counters }
    }

    /// Takes and clears.
    package func takeLateness() -> Lateness {
        shared.withLock { shared in
            defer { shared.lateness = Lateness() }
            return shared.lateness
        }
    }
}
