import CLinuxNet
import Glibc
import MediaEngine
import Synchronization
import Wire

/// Tells when a link's own address or interface goes down or comes up: the kernel says so by rtnetlink, at once, long
/// before any silence. A thread of its own, asleep but for such events.
final class LinkWatcher: Sendable {
    /// Called on the watcher's thread for each change, and at the start for each link that is down.
    typealias Report = @Sendable (LinkID, _ isUp: Bool) -> Void

    private struct State {
        var isStopping = false
    }

    private let events: Int32
    private let stopping: Int32
    private let state = Mutex(State())

    /// nil when the system gives no netlink socket or thread; then silence alone tells.
    init?(links: [(link: LinkID, address: PeerAddress)], report: @escaping Report) {
        events = huizhen_open_link_events()
        stopping = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        guard events >= 0, stopping >= 0 else {
            Self.close(events, stopping)
            return nil
        }
        let (events, stopping) = (events, stopping)
        let thread = NativeThread(name: "hz-links", processor: -1) {
            Self.run(events: events, stopping: stopping, links: links, report: report)
        }
        if thread == nil {
            Self.close(events, stopping)
            return nil
        }
    }

    /// Ends the thread; it closes the descriptors.
    func stop() {
        let isFirst = state.withLock { state in
            defer { state.isStopping = true }
            return !state.isStopping
        }
        guard isFirst else { return }
        var one: UInt64 = 1
        _ = write(stopping, &one, 8)
    }

    private static func run(
        events: Int32, stopping: Int32, links: [(link: LinkID, address: PeerAddress)], report: Report
    ) {
        defer { close(events, stopping) }
        var isUp = [Bool](repeating: true, count: links.count)
        while true {
            for (index, entry) in links.enumerated() {
                let usable = isUsable(entry.address)
                guard usable != isUp[index] else { continue }
                isUp[index] = usable
                report(entry.link, usable)
            }
            let ready = huizhen_wait_for_either(events, stopping, -1)
            if ready & 2 != 0 { return }
            _ = huizhen_drain_link_events(events)
        }
    }

    /// Doubt counts as up: a working link must not be left because a question failed.
    private static func isUsable(_ address: PeerAddress) -> Bool {
        var datagram = huizhen_datagram()
        return withUnsafeMutablePointer(to: &datagram) { pointer in
            pointer.setPeer(address)
            return huizhen_datagram_address_is_usable(pointer) != 0
        }
    }

    private static func close(_ descriptors: Int32...) {
        for descriptor in descriptors where descriptor >= 0 { Glibc.close(descriptor) }
    }
}
