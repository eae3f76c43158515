package import Wire

/// Decides what happens to each datagram and timer of one worker, and owns all its media state. It reads no clock and
/// opens no socket: datagrams and instants go in, a batch of datagrams and a queue of events come out.
package struct RelayEngine: ~Copyable {
    /// `seed` feeds STUN transaction ids and the tie-break of timers; draw it from the system's generator.
    package init(seed: UInt64) {}

    // MARK: Commands

    package mutating func openRoom(_ room: RoomID, tap: any RecordingTap) throws(EngineRefusal) {}

    /// Removes every leg of the room, with close-notify, and forgets it.
    package mutating func closeRoom(
        _ room: RoomID, at now: MonotonicInstant, into batch: inout TransmitBatch
    ) {}

    package mutating func addLeg(
        _ configuration: LegConfiguration, transport: any SecureTransport, at now: MonotonicInstant
    ) throws(EngineRefusal) {}

    /// The transport must know the answer's fingerprint and role before this call.
    package mutating func setAnswer(
        _ session: SessionID, _ answer: NegotiatedAnswer, at now: MonotonicInstant,
        into batch: inout TransmitBatch
    ) throws(EngineRefusal) {}

    package mutating func removeLeg(
        _ session: SessionID, at now: MonotonicInstant, into batch: inout TransmitBatch
    ) {}

    /// The kernel says a link went down or came up: faster than any silence.
    package mutating func linkChanged(
        _ link: LinkID, isUp: Bool, at now: MonotonicInstant, into batch: inout TransmitBatch
    ) {}

    // MARK: Packets and time

    /// Takes one datagram; it is decrypted in place. `batch.wantsFlush` must be false.
    package mutating func receive(
        _ datagram: inout MutableSpan<UInt8>, length: Int, from peer: PeerAddress, on link: LinkID,
        at now: MonotonicInstant, into batch: inout TransmitBatch
    ) {}

    /// Runs every timer due at `now`. True when the batch filled up first: flush and call again.
    package mutating func advance(to now: MonotonicInstant, into batch: inout TransmitBatch) -> Bool { false }

    /// When `advance` wants to be called next; nil when nothing waits.
    package var nextDeadline: MonotonicInstant? { nil }

    // MARK: Results

    package mutating func nextEvent() -> EngineEvent? { nil }
    package func statistics(of session: SessionID, at now: MonotonicInstant) -> LegStatistics? { nil }
    /// Drops that belong to no leg.
    package var drops: DropCounters { DropCounters() }
    package var legCount: Int { 0 }
    package var roomCount: Int { 0 }
}
