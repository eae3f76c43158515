/// Everything a relay node needs to know before it starts.
package struct RelayConfiguration: Sendable {
    /// One provider's way into this machine. Sockets are bound to `address`, never to a wildcard.
    package struct Link: Hashable, Sendable {
        package var name: String
        package var provider: String
        package var address: String
        /// What peers are told, when the machine stands behind a static NAT; else `address`.
        package var advertisedAddress: String?

        package init(name: String, provider: String, address: String, advertisedAddress: String? = nil) {
            self.name = name
            self.provider = provider
            self.address = address
            self.advertisedAddress = advertisedAddress
        }
    }

    /// Which implementation protects packets. Both speak every suite; `evp` scales over threads.
    package enum Cipher: String, Hashable, Sendable { case evp, libsrtp }

    package struct Limits: Hashable, Sendable {
        package var roomsPerNode: Int
        package var sessionsPerRoom: Int

        package init(roomsPerNode: Int, sessionsPerRoom: Int) {
            self.roomsPerNode = roomsPerNode
            self.sessionsPerRoom = sessionsPerRoom
        }
    }

    package var links: [Link]
    /// Worker `w` binds port `portBase + w` on every link; 0 lets the system choose (tests).
    package var portBase: UInt16
    package var workers: Int
    package var recordingsDirectory: String
    package var cipher: Cipher
    package var limits: Limits

    package init(
        links: [Link], portBase: UInt16, workers: Int, recordingsDirectory: String, cipher: Cipher,
        limits: Limits
    ) {
        self.links = links
        self.portBase = portBase
        self.workers = workers
        self.recordingsDirectory = recordingsDirectory
        self.cipher = cipher
        self.limits = limits
    }
}
