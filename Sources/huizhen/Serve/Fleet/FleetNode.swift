import RelayAPI

/// What the service knows of one relay node.
struct FleetNode {
    let name: String
    /// For calls that open something; the recorder's start may wait for a disk.
    let client: RelayClient
    /// For health: silence must be noticed soon.
    let watcher: RelayClient
    var health: NodeHealth?
    /// When it last answered.
    var lastAnswer: ContinuousClock.Instant?
    /// Nothing was heard for too long: its rooms were given to others.
    var isLost = false
    /// The newest event taken in, of which life of the node.
    var position: EventStreamHead?

    /// Whether it takes new rooms.
    var isOpen: Bool { !isLost && health?.state == .serving }
}
