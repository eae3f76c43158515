import CLinuxNet
import MediaEngine
import Wire

/// Everything one worker owns. It lives on the worker's stack and never leaves its thread; commands get it by `inout`.
struct WorkerState: ~Copyable {
    var engine: RelayEngine
    var batch = TransmitBatch(mayOweTags: true)
    var transmitter: Transmitter
    /// Made at join, told role and fingerprint at answer.
    var transports: [SessionID: DTLSTransport] = [:]
    /// The last instant the engine was told; it never goes back.
    private(set) var now: MonotonicInstant
    var isStopping = false
    /// Those who wait until the engine's events of this turn have been told.
    var awaitingEvents: [CheckedContinuation<Void, Never>] = []
    let linkCount: Int
    var latency = LatencyHistogram()

    var datagramsIn: UInt64 = 0
    var bytesIn: UInt64 = 0
    var truncated: UInt64 = 0
    var receiveErrors: UInt64 = 0

    init(seed: UInt64, sockets: [UDPSocket]) {
        engine = RelayEngine(seed: seed)
        linkCount = sockets.count
        transmitter = Transmitter(sockets: sockets)
        now = MonotonicInstant(nanoseconds: NativeThread.now)
    }

    /// Reads the clock once for a turn.
    mutating func readClock() { now = max(now, MonotonicInstant(nanoseconds: NativeThread.now)) }

    mutating func receive(
        _ buffer: UnsafeMutableBufferPointer<UInt8>, from peer: PeerAddress, on link: LinkID, arrival: UInt64
    ) {
        if batch.wantsFlush { flush() }
        datagramsIn &+= 1
        bytesIn &+= UInt64(buffer.count)
        // The kernel's stamp, where it is newer than what the engine has already seen.
        now = max(now, MonotonicInstant(nanoseconds: arrival))
        let before = batch.count
        var span = buffer.mutableSpan
        engine.receive(&span, length: buffer.count, from: peer, on: link, at: now, into: &batch)
        if batch.count > before { latency.caused(arrival: arrival) }
    }

    mutating func foresee(
        _ buffer: UnsafeMutableBufferPointer<UInt8>, from peer: PeerAddress, on link: LinkID
    ) {
        var span = buffer.mutableSpan
        engine.foresee(&span, length: buffer.count, from: peer, on: link)
    }

    /// Never wait to fill a batch: what is in it leaves now.
    mutating func flush() {
        SealingCipher.settle()
        transmitter.flush(&batch)
        if latency.hasPending { latency.sent(at: NativeThread.now) }
    }

    /// Runs due timers and sends what came of them.
    mutating func runTimers() {
        // Each turn of the loop empties the batch; more than this many full batches in one instant is a runaway.
        for _ in 0..<Self.fullBatchesPerTurn {
            let isUnfinished = engine.advance(to: now, into: &batch)
            flush()
            if !isUnfinished { return }
        }
    }

    private static let fullBatchesPerTurn = 64

    /// Nanoseconds until the engine wants `advance`; -1 when nothing waits.
    func nanosecondsToDeadline() -> Int64 {
        guard let deadline = engine.nextDeadline else { return -1 }
        let present = NativeThread.now
        guard deadline.nanoseconds > present else { return 0 }
        return Int64(clamping: deadline.nanoseconds - present)
    }
}
