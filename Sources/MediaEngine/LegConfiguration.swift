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

    package init(
        session: SessionID, room: RoomID, participant: ParticipantID, credentials: ICECredentials,
        plan: SlotPlan,
        links: [LinkID], linksOfIPv6: Set<LinkID> = [], nominates: Bool = false
    ) {
        self.session = session
        self.room = room
        self.participant = participant
        self.credentials = credentials
        self.plan = plan
        self.links = links
        self.linksOfIPv6 = linksOfIPv6
        self.nominates = nominates
    }
}
