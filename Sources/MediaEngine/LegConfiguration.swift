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
    /// The participant's name at the control side, UTF-8, at most 64 bytes: what a trunk tells of it.
    package var participantName: [UInt8] = []
    /// Not a participant's leg, but the way to another node.
    package var trunk: TrunkConfiguration?
    /// Send audio on two pairs at once, where two answer. For an ICE leg; a fixed one says it in `paths`.
    package var duplicatesAudio: Bool

    package init(
        session: SessionID, room: RoomID, participant: ParticipantID, credentials: ICECredentials,
        plan: SlotPlan,
        links: [LinkID], linksOfIPv6: Set<LinkID> = [], nominates: Bool = false,
        paths: LegPaths = .ice, duplicatesAudio: Bool = false
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
        self.duplicatesAudio = duplicatesAudio
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

/// The two ends of a trunk. A room is a star: one core, any number of branches, each with one trunk to the core. A
/// branch sends what its own participants publish; the core also what came from other branches; so nothing goes round.
package enum TrunkRole: UInt8, Hashable, Sendable { case core, branch }

package struct TrunkConfiguration: Hashable, Sendable {
    /// Named in each set-up datagram.
    package var identifier: UInt64
    /// Ours.
    package var role: TrunkRole

    package init(identifier: UInt64, role: TrunkRole) {
        self.identifier = identifier
        self.role = role
    }
}
