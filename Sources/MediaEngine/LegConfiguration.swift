package import Wire

/// What the engine must know to open a leg.
package struct LegConfiguration: Hashable, Sendable {
    package var session: SessionID
    package var room: RoomID
    package var participant: ParticipantID
    package var credentials: ICECredentials
    package var plan: SlotPlan
    /// Links the offer named, in order of preference.
    package var links: [LinkID]
    /// Those of `links` that are bound to an IPv6 address: candidates are paired within their family.
    package var linksOfIPv6: Set<LinkID>
    /// Whether our checks may carry USE-CANDIDATE. False for Chromium: a nomination makes it drop the other path.
    package var nominates: Bool
    package var paths: LegPaths

    package init(
        session: SessionID, room: RoomID, participant: ParticipantID, credentials: ICECredentials,
        plan: SlotPlan,
        links: [LinkID], linksOfIPv6: Set<LinkID> = [], nominates: Bool = false,
        paths: LegPaths = .ice
    ) {
        self.session = session
        self.room = room
        self.participant = participant
        self.credentials = credentials
        self.plan = plan
        self.links = links
        self.linksOfIPv6 = linksOfIPv6
        self.nominates = nominates
        self.paths = paths
    }
}

/// How the paths of a leg are found.
package enum LegPaths: Hashable, Sendable {
    case ice
    /// Addresses given or learned, no ICE: ends with SDES keys, and trunks.
    case fixed(FixedPathConfiguration)
}

package struct FixedPathConfiguration: Hashable, Sendable {
    /// May be empty: then each is learned from the first packet that authenticates.
    package var remotes: [LinkID: PeerAddress]
    /// Send the identical packet on every link that has a remote (RFC 7198's idea).
    package var duplicates: Bool
    /// Follow the newest authenticated source address; never one that merely arrived.
    package var learns: Bool

    package init(remotes: [LinkID: PeerAddress], duplicates: Bool, learns: Bool) {
        self.remotes = remotes
        self.duplicates = duplicates
        self.learns = learns
    }
}
