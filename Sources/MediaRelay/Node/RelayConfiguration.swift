/// Everything a relay node needs to know before it starts.
package struct RelayConfiguration: Sendable {
    /// One provider's way into this machine. Sockets are bound to `address`, never to a wildcard.
    package struct Link: Hashable, Sendable {
        package var name: String
        package var provider: String
        package var address: String
        /// What peers are told, when the machine stands behind a static NAT; else `address`.
        package var advertisedAddress: String?
        package var use: Use

        /// A site edge has links of two kinds: browsers come over one, trunks go over the others.
        package enum Use: Hashable, Sendable { case everything, participants, trunks }

        package init(
            name: String, provider: String, address: String, advertisedAddress: String? = nil,
            use: Use = .everything
        ) {
            self.use = use
            self.name = name
            self.provider = provider
            self.address = address
            self.advertisedAddress = advertisedAddress
        }
    }

    /// Who protects packets: ourselves with the quickest cipher library of this machine, ourselves with OpenSSL, or
    /// libsrtp2. All speak every suite; libsrtp2 does not scale over threads.
    package enum Cipher: String, Hashable, Sendable { case quickest, evp, libsrtp }

    package struct Limits: Hashable, Sendable {
        package var roomsPerNode: Int
        package var sessionsPerRoom: Int

        package init(roomsPerNode: Int, sessionsPerRoom: Int) {
            self.roomsPerNode = roomsPerNode
            self.sessionsPerRoom = sessionsPerRoom
        }
    }

    /// In order of preference; at most 255.
    package var links: [Link]
    /// Worker `w` binds port `portBase + w` on every link; 0 lets the system choose (tests).
    package var portBase: UInt16
    package var workers: Int
    /// Whether worker `w` is pinned to processor `w`.
    package var pinsWorkers: Bool
    package var recordingsDirectory: String
    /// Free disk space below which no room opens.
    package var recordingReserveBytes: UInt64
    /// Named in each recording's header: product, version and node.
    package var producer: String
    package var cipher: Cipher
    /// Send audio to browsers over two links at once, so that a cut of either loses nothing.
    package var duplicatesAudio = false
    package var limits: Limits
    /// Whether datagrams may be joined by the kernel on the way in and leave in short runs (UDP_GRO, UDP_SEGMENT).
    package var usesOffloads = true
    /// A worker looks at its sockets for so long before it sleeps: lower latency for the price of a core.
    package var busyPoll: Duration = .zero

    package init(
        links: [Link], portBase: UInt16, workers: Int, pinsWorkers: Bool, recordingsDirectory: String,
        recordingReserveBytes: UInt64, producer: String, cipher: Cipher, limits: Limits
    ) {
        self.links = links
        self.portBase = portBase
        self.workers = workers
        self.pinsWorkers = pinsWorkers
        self.recordingsDirectory = recordingsDirectory
        self.recordingReserveBytes = recordingReserveBytes
        self.producer = producer
        self.cipher = cipher
        self.limits = limits
    }
}
