package import MediaEngine
package import Wire

/// Two providers between one relay and many browsers, in virtual time: each link loses, delays, reorders and
/// can be cut.
package struct NetworkSimulator {
    package struct Conditions: Sendable {
        package var loss: Double
        package var delay: Duration
        package var jitter: Duration
        /// Datagrams entering at or after this instant vanish.
        package var cutAt: MonotonicInstant?
        package var restoredAt: MonotonicInstant?
        /// The direction in which the cut holds; nil for both.
        package var cutsOnly: Direction?
        /// The browser whose line is cut; nil: the relay's own, that is everyone's.
        package var cutsPeer: PeerAddress?
        package init(loss: Double = 0, delay: Duration = .milliseconds(10), jitter: Duration = .zero) {
            self.loss = loss
            self.delay = delay
            self.jitter = jitter
        }
    }

    package enum Direction: Sendable { case towardsRelay, towardsBrowser }

    package enum Target: Sendable { case relay(from: PeerAddress), browser(PeerAddress) }

    package struct Delivery: Sendable {
        package var at: MonotonicInstant
        package var target: Target
        package var link: LinkID
        package var bytes: [UInt8]
        fileprivate var order: UInt64
    }

    /// What lies between one browser and all links: its own access line.
    package struct Access: Sendable {
        package var down: BottleneckLink?
        package var up: BottleneckLink?
        package init(down: BottleneckLink? = nil, up: BottleneckLink? = nil) {
            self.down = down
            self.up = up
        }
    }

    package var conditions: [Conditions]
    package var access: [PeerAddress: Access] = [:]
    private var heap: [Delivery] = []
    private var order: UInt64 = 0
    private var random: SeededGenerator

    package init(links: [Conditions], seed: UInt64) {
        conditions = links
        random = SeededGenerator(seed: seed)
    }

    package var nextAt: MonotonicInstant? { heap.first?.at }
    package var inFlight: Int { heap.count }

    package mutating func send(_ bytes: [UInt8], to target: Target, on link: LinkID, at now: MonotonicInstant)
    {
        guard Int(link.value) < conditions.count else { return }
        let state = conditions[Int(link.value)]
        var isCut = state.cutAt.map { now >= $0 } ?? false && !(state.restoredAt.map { now >= $0 } ?? false)
        switch (state.cutsOnly, target) {
        case (.towardsRelay, .browser), (.towardsBrowser, .relay): isCut = false
        default: break
        }
        switch target {
        case .relay(let peer), .browser(let peer):
            if let only = state.cutsPeer, only != peer { isCut = false }
        }
        if isCut || random.chance(state.loss) { return }
        let jitter = Int64(state.jitter.components.attoseconds / 1_000_000_000)
        let extra = jitter > 0 ? Int64.random(in: 0...jitter, using: &random) : 0
        guard let through = pass(bytes.count, target, at: now) else { return }
        order += 1
        push(
            Delivery(
                at: through.advanced(by: state.delay + .nanoseconds(extra)), target: target, link: link,
                bytes: bytes,
                order: order))
    }

    /// When it leaves the browser's access line; nil when it is dropped there.
    private mutating func pass(_ bytes: Int, _ target: Target, at now: MonotonicInstant) -> MonotonicInstant?
    {
        let size = bytes + BandwidthEstimator.headerBytes
        let start = Int64(now.nanoseconds)
        switch target {
        case .relay(let browser):
            guard access[browser]?.up != nil else { return now }
            return access[browser]?.up?.carry(bytes: size, at: start, using: &random)
                .map { MonotonicInstant(nanoseconds: UInt64($0)) }
        case .browser(let browser):
            guard access[browser]?.down != nil else { return now }
            return access[browser]?.down?.carry(bytes: size, at: start, using: &random)
                .map { MonotonicInstant(nanoseconds: UInt64($0)) }
        }
    }

    package mutating func next(notAfter limit: MonotonicInstant) -> Delivery? {
        guard let first = heap.first, first.at <= limit else { return nil }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            sink()
        }
        return first
    }

    private static func before(_ left: Delivery, _ right: Delivery) -> Bool {
        left.at == right.at ? left.order < right.order : left.at < right.at
    }

    private mutating func push(_ delivery: Delivery) {
        heap.append(delivery)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard Self.before(heap[child], heap[parent]) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if Self.before(heap[child], heap[least]) { least = child }
            }
            guard least != parent else { return }
            heap.swapAt(least, parent)
            parent = least
        }
    }
}
