/// Every queue, table and interval of the engine that has a bound, by name.
package enum EngineLimits {
    package static let rooms = 2048
    package static let legs = 4096
    /// One speaker and fifty wards that watch, with room to spare.
    package static let legsPerRoom = 64
    /// Longer datagrams are dropped: nothing we negotiate exceeds an Ethernet path.
    package static let datagramBytes = 1500
    package static let pairsPerLeg = 16
    package static let events = 4096
    /// Slots of a transmit batch that must be free before one datagram or timer is handled.
    package static let batchReserve = 192
    package static let missingPerSource = 256
    /// Sequence numbers asked for in one NACK.
    package static let nacksPerMessage = 64
    /// Transport-wide feedback messages of one leg in one interval.
    package static let feedbackMessages = 4
    /// Video packets and repairs of one leg held back by its pacer; then the oldest picture is dropped.
    package static let pacedPackets = 256
    package static let pacedRepairs = 128
    /// Of them, how many leave in one turn.
    package static let pacedAtOnce = 24
    /// Packets of one leg whose fate feedback may still tell: more than a second at 2000 packets/s.
    package static let sentPackets = 2048
    package static let videoCachePackets = 512
    package static let slotsPerKind = 24
    /// Protected packets from addresses nobody owns that are tried with the keys of fixed legs, in one second.
    package static let trialsPerSecond = 2000
    /// Streams one trunk carries in each direction.
    package static let trunkStreams = 64
    /// Names of participants a room remembers.
    package static let namesPerRoom = 256
    package static let addressesPerEngine = legs * pairsPerLeg
}
