import CLinuxNet
package import MediaEngine

/// One worker's numbers at one moment.
package struct WorkerStatistics: Hashable, Sendable {
    package var worker: Int
    package var rooms = 0
    package var legs: [LegStatistics] = []
    /// By link number.
    package var links: [LinkStatistics] = []
    package var datagramsIn: UInt64 = 0
    package var bytesIn: UInt64 = 0
    package var datagramsOut: UInt64 = 0
    package var bytesOut: UInt64 = 0
    /// Longer than the receive buffer, or from no address we know the family of.
    package var truncated: UInt64 = 0
    package var sendCalls: UInt64 = 0
    /// Datagrams that left in runs (UDP_SEGMENT), and runs the kernel refused (sent plainly instead).
    package var sentInRuns: UInt64 = 0
    package var runsRefused: UInt64 = 0
    /// How long packets that caused others stayed here, in `LatencyHistogram` buckets.
    package var addedLatency: [UInt64] = []
    package var receiveErrors: UInt64 = 0
    /// Not sent: the socket's buffer was full, or the kernel refused (too long, no route).
    package var sendCongested: UInt64 = 0
    package var sendRefused: UInt64 = 0
    /// What the engine dropped that belongs to no leg, by reason.
    package var drops = DropCounters()
    /// Of legs that have gone.
    package var formerDrops = DropCounters()
    /// Commands that wait for the worker.
    package var mailboxDepth = 0
    /// Packets the room's recorder had no room for; must be zero.
    package var unrecorded: UInt64 = 0
    package var eventsDropped: UInt64 = 0

    package init(worker: Int) { self.worker = worker }
}

extension WorkerState {
    func statistics(worker: Int) -> WorkerStatistics {
        var result = WorkerStatistics(worker: worker)
        result.rooms = engine.roomCount
        result.legs = engine.sessions.compactMap { engine.statistics(of: $0, at: now) }
        result.links = engine.linkStatistics(count: linkCount, at: now)
        result.datagramsIn = datagramsIn
        result.bytesIn = bytesIn
        result.datagramsOut = transmitter.counters.sent
        result.bytesOut = transmitter.counters.bytes
        result.sendCalls = transmitter.counters.calls
        result.sentInRuns = transmitter.counters.segmented
        result.runsRefused = transmitter.counters.fallbacks
        result.addedLatency = latency.buckets
        result.truncated = truncated
        result.receiveErrors = receiveErrors
        result.sendCongested = transmitter.counters.congested
        result.sendRefused = transmitter.counters.refused
        result.drops = engine.drops
        result.formerDrops = engine.formerDrops
        return result
    }
}
