/// Why something was not forwarded. Counted, never logged per packet.
package enum DropReason: Int, Hashable, Sendable, CaseIterable {
    case empty, oversize, unknownKind, unknownPeer
    case malformedSTUN, unknownUsername, badIntegrity, strayResponse, pairLimit
    case handshakeBeforeAnswer, handshakeWithoutPath
    case beforeEstablished, authentication, replayed, malformedRTP, malformedRTCP, unknownSource,
        noRoomForCipher
    /// The second copy of a packet that came on another link before: wanted, and dropped before any decryption.
    case duplicateByDesign
    /// From an address nobody owns, while this second's trials are used up.
    case trialLimit
    case duplicate, tooOld, noSlot, awaitingKeyframe, otherEncoding, beforeSwitch, emptyRepair
    /// Held back by the pacer for too long.
    case paceLimit
    case noPath, protectionFailed, batchFull, tapFull, eventFull, cacheMiss
}

/// One counter for each reason.
package struct DropCounters: Hashable, Sendable {
    private var counts = [UInt64](repeating: 0, count: DropReason.allCases.count)
    package init() {}
    package subscript(reason: DropReason) -> UInt64 {
        get { counts[reason.rawValue] }
        set { counts[reason.rawValue] = newValue }
    }
    package mutating func add(_ other: DropCounters) {
        for index in counts.indices { counts[index] &+= other.counts[index] }
    }
    package var total: UInt64 { counts.reduce(0, &+) }
    package var nonZero: [(reason: DropReason, count: UInt64)] {
        DropReason.allCases.compactMap { counts[$0.rawValue] == 0 ? nil : ($0, counts[$0.rawValue]) }
    }
}

/// A copy of one leg's numbers.
package struct LegStatistics: Hashable, Sendable {
    package struct Pair: Hashable, Sendable {
        package var path: PathDescription
        package var isActive: Bool
        package var roundTrip: Duration?
        /// Smoothed deviation of the round trip.
        package var jitter: Duration = .zero
        /// Smoothed share of our checks that went unanswered, 0 to 1.
        package var loss: Double = 0
        package var sinceAnswer: Duration?
        package var sinceMedia: Duration?
        /// On a fixed path: packets that came here first, and copies of packets that another path brought first.
        package var firstCopies: UInt64 = 0
        package var laterCopies: UInt64 = 0
        /// On a fixed path: packets of the leg that did not come here (so far), by any path's account.
        package var missing: UInt64 = 0
    }

    /// One picture shown to this listener.
    package struct Picture: Hashable, Sendable {
        package var mediaLine: Int
        package var participant: ParticipantID
        package var source: SourceKind
        package var layer: UInt8?
        /// Share of its packets that this listener last reported lost, 0 to 1.
        package var loss: Double = 0
    }

    /// One encoding that this participant sends, counted since it began.
    package struct Source: Hashable, Sendable {
        package var kind: SourceKind
        package var layer: UInt8
        package var isActive: Bool
        package var received: UInt64
        package var lost: UInt64
        /// Of the arrival times (RFC 3550 §6.4.1).
        package var jitter: Duration
    }

    package var session: SessionID
    package var participant: ParticipantID
    package var connected = false
    package var packetsIn: UInt64 = 0
    package var bytesIn: UInt64 = 0
    package var packetsOut: UInt64 = 0
    package var bytesOut: UInt64 = 0
    package var lostIn: UInt64 = 0
    package var recoveredIn: UInt64 = 0
    package var nacksSent: UInt64 = 0
    package var nacksReceived: UInt64 = 0
    package var retransmitted: UInt64 = 0
    package var keyframesAsked: UInt64 = 0
    package var pathChanges: UInt64 = 0
    /// What the path towards this listener carries, in bit/s; nil without transport-wide feedback.
    package var estimate: Double?
    /// Share of packets towards this listener lost lately.
    package var lossOut: Double = 0
    /// Audio packets sent on a second path as well.
    package var duplicatesOut: UInt64 = 0
    /// Whether the other end had to be told which pair to use.
    package var isNominated = false
    /// Whether two links are alive; nil until it is known.
    package var isRedundant: Bool?
    /// The newest move, with its cause and moment; nil while the first path is still the path.
    package var lastPathChange: PathChange?
    /// How often its pictures were stopped because its path carried nothing (RFC 8083).
    package var videoStops: UInt64 = 0
    /// Packets its pacer holds back.
    package var pacerQueue = 0
    /// The encoding each of its pictures is shown in, by slot; nil while paused.
    package var pictures: [Picture] = []
    package var sources: [Source] = []
    package var drops = DropCounters()
    package var pairs: [Pair] = []
    /// How much later the second copies come, on a leg that duplicates.
    package var skew: Duration?

    package init(session: SessionID, participant: ParticipantID) {
        self.session = session
        self.participant = participant
    }
}
