import ConsultationCore

/// Somebody who may take a seat now.
struct Admitted: Sendable {
    let signedIn: SignedIn
    let practitioner: Practitioner
    let side: PartySide
    let participant: ParticipantName
}

/// A room that the relay holds open for us: who sits in it, and since when a side is silent.
struct OpenRoom: Sendable {
    struct Seat: Sendable {
        var view: RoomView.Seat
        let account: AccountID
        let institution: InstitutionID
        var mediaFlows: Bool
        /// Whether it could go on over another provider; nil until the relay has said.
        var isRedundant: Bool?
        var slots: [MediaSlot]
        /// While its sound or picture is below the limits of the policy.
        var low: LowSpell?
        /// What the relay was last told of the participant's wish.
        var pinned: ParticipantName?
        /// Nil for a page.
        let device: DeviceRole?
        /// The key by which the device came in; nil for a page, or a device with its person's own token.
        let deviceKey: DeviceKeyName?
        /// For a screen: since when its person is away.
        var unattendedSince: WallTime?

        init(_ admitted: Admitted, _ session: SessionName, _ device: DeviceRole?) {
            let (person, practitioner) = (admitted.signedIn, admitted.practitioner)
            view = RoomView.Seat(
                participant: admitted.participant, session: session, practitioner: practitioner.id,
                name: practitioner.name, title: practitioner.titleDisplay,
                institution: person.institution.shortName, side: admitted.side, connected: false,
                audioMuted: false, videoMuted: false, screenSharing: false, link: nil)
            account = person.account
            institution = person.member.institution
            mediaFlows = false
            slots = []
            self.device = device
            deviceKey = device == nil ? nil : person.deviceKey
        }
    }

    let recording: RecordingName
    /// The segment that runs.
    var segment: UInt32
    let policy: Policy
    /// Nil once the recorder has failed.
    var recordingSince: WallTime?
    var seats: [SessionName: Seat] = [:]
    /// Since when the room's relay is gone; the room must be opened anew before anybody can enter.
    var lostSince: WallTime?
    /// Connections at the relay the room moved from; nil while the room is at one place.
    var former: Set<SessionName>?
    /// Since when nothing has come from a whole side.
    var silentSince: [PartySide: WallTime] = [:]

    /// Sides whose hanging on one provider is in the journal, and how many such notes this room has made.
    var notedOnOneLink: Set<PartySide> = []
    var redundancyNotes = 0

    /// How many spells of low quality are in the journal; a line that comes and goes must not fill it.
    var qualityNotes = 0

    /// Since when a side hangs on one provider.
    var onOneLinkSince: [PartySide: WallTime] = [:]

    /// Sides with a connection that would break if the provider it uses failed now.
    var sidesOnOneLink: Set<PartySide> {
        Set(seats.values.filter { $0.view.connected && $0.isRedundant == false }.map(\.view.side))
    }

    func isHeard(_ side: PartySide) -> Bool {
        seats.values.contains {
            $0.view.side == side && $0.view.connected && $0.mediaFlows && $0.device != .watch
        }
    }

    /// Follows at `now` which sides hang on one provider.
    mutating func noteRedundancy(at now: WallTime) {
        let sides = sidesOnOneLink
        onOneLinkSince = onOneLinkSince.filter { sides.contains($0.key) }
        for side in sides where onOneLinkSince[side] == nil { onOneLinkSince[side] = now }
    }

    /// Follows the silence of both sides at `now`.
    mutating func noteSilence(at now: WallTime) {
        for side in PartySide.allCases {
            if isHeard(side) {
                silentSince[side] = nil
            } else if silentSince[side] == nil {
                silentSince[side] = now
            }
        }
    }

    /// The side that has been silent longer than the limit (NHC-TM 二(三)).
    func sideLost(at now: WallTime) -> PartySide? {
        PartySide.allCases.first { side in
            silentSince[side].map { now - $0 > policy.mediaLossLimit } ?? false
        }
    }
}
