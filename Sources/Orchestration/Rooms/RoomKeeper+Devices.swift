package import ConsultationCore
import Storage

/// What a device does for a participant.
package enum DeviceRole: String, Sendable, Codable, CaseIterable {
    /// It sends sound and picture (WHIP, RFC 9725), and counts as the participant's presence.
    case publish
    /// It only shows the room (WHEP): nobody is present by a screen alone.
    case watch
}

package struct DeviceEntry: Sendable {
    package let session: SessionName
    /// The relay's SDP answer.
    package let answer: String
}

/// A right for one device, for one room, of one participant. Told once; kept as its hash, until the service ends.
package struct DeviceKey: Sendable {
    package let token: String
    package let expiresAt: WallTime
}

struct DeviceGrant: Sendable {
    let consultation: ConsultationID
    let account: AccountID
    /// A changed password ends what was granted under the old one.
    let passwordMark: Digest
    let expiresAt: WallTime
}

/// Devices beside the pages: hardware codecs, programs and screens. The law of entering is the same for them: each acts
/// for one person, who may enter, in a room whose recorder runs.
extension RoomKeeper {
    /// What a device key begins with, so that it is never taken for a person's token.
    package static let deviceKeyPrefix = "hzd_"
    private static let deviceKeyLife = TimeSpan.hours(12)
    /// Keys of one person in one room.
    private static let deviceKeyLimit = 8
    /// A screen goes dark so long after its person has left: a page that is loaded again is back before.
    static let unattendedLimit = TimeSpan.seconds(20)

    /// A key for a device of this person, once they may enter.
    package func deviceKey(_ id: ConsultationID, by signedIn: SignedIn) async throws -> DeviceKey {
        _ = try await orchestrator.perform(
            .enterRoom, on: id, expectedVersion: nil, by: signedIn, idempotency: nil)
        guard signedIn.practitioner != nil, let mark = try await passwordMark(of: signedIn.account) else {
            throw CommandFault.notFound
        }
        let now = environment.now()
        deviceGrants = deviceGrants.filter { now < $0.value.expiresAt }
        let own = deviceGrants.filter {
            $0.value.consultation == id && $0.value.account == signedIn.account
        }
        if own.count >= Self.deviceKeyLimit,
            let oldest = own.min(by: { $0.value.expiresAt < $1.value.expiresAt })
        {
            deviceGrants[oldest.key] = nil
        }
        let token = Self.deviceKeyPrefix + Hexadecimal.encode(environment.randomBytes(32))
        let expiresAt = now + Self.deviceKeyLife
        deviceGrants[Hexadecimal.sha256(token)] = DeviceGrant(
            consultation: id, account: signedIn.account, passwordMark: mark, expiresAt: expiresAt)
        return DeviceKey(token: token, expiresAt: expiresAt)
    }

    /// Takes back every key of this person for this room, and ends what their devices do there.
    package func revokeDeviceKeys(_ id: ConsultationID, by signedIn: SignedIn) async {
        deviceGrants = deviceGrants.filter {
            $0.value.consultation != id || $0.value.account != signedIn.account
        }
        let sessions = (rooms[id]?.seats ?? [:]).filter {
            $0.value.device != nil && $0.value.account == signedIn.account
        }
        for session in sessions.keys { await leaveAsDevice(session, id) }
    }

    /// The person for whom the device acts, and where; nil when there is no such key, or no longer.
    package func person(ofDeviceKey token: String) async throws -> (ConsultationID, SignedIn)? {
        guard let grant = deviceGrants[Hexadecimal.sha256(token)], environment.now() < grant.expiresAt,
            try await passwordMark(of: grant.account) == grant.passwordMark
        else { return nil }
        let person: SignedIn? = try await orchestrator.database.read { transaction in
            guard let account = try transaction.account(grant.account), !account.isDisabled else {
                return nil
            }
            return try transaction.signedIn(as: account, verifiedAt: .init(milliseconds: 0), session: nil)
        }
        return person.map { (grant.consultation, $0) }
    }

    /// Takes in a device that offers first. One of each role a person; a new one replaces the old.
    package func joinDevice(
        _ id: ConsultationID, role: DeviceRole, offer: String, by signedIn: SignedIn
    ) async throws -> DeviceEntry {
        let outcome = try await orchestrator.perform(
            .enterRoom, on: id, expectedVersion: nil, by: signedIn, idempotency: nil)
        guard let practitioner = signedIn.practitioner,
            let side = outcome.consultation.side(of: signedIn.member.institution)
        else { throw CommandFault.notFound }
        let participant = Self.participant(practitioner.id, in: id)
        try await makeReady(id)
        if role == .watch, !isPresent(participant, in: id) { throw CommandFault.participantAbsent }
        let earlier = rooms[id]?.seats.first {
            $0.value.view.participant == participant && $0.value.device == role
        }?.key
        guard earlier != nil || (rooms[id]?.seats.count ?? 0) < Self.seatLimit else {
            throw CommandFault.roomFull(limit: Self.seatLimit)
        }
        let session = SessionName(environment.newID())
        rooms[id]?.seats[session] = OpenRoom.Seat(
            view: RoomView.Seat(
                participant: participant, session: session, practitioner: practitioner.id,
                name: practitioner.name, title: practitioner.titleDisplay,
                institution: signedIn.institution.shortName, side: side, connected: false, audioMuted: false,
                videoMuted: false, screenSharing: false, link: nil),
            account: signedIn.account, institution: signedIn.member.institution, mediaFlows: false, slots: [],
            device: role)
        consultations[session] = id
        if let earlier { await drop(earlier, from: id, participantStays: true) }
        do {
            let answer = try await relay.joinForeign(
                RoomName(id.text), participant: participant, session: session, offer: offer, role: role)
            _ = try? await publish(id)
            return DeviceEntry(session: session, answer: answer)
        } catch {
            await drop(session, from: id, participantStays: isPresent(participant, in: id))
            try? await closeIfAbandoned(id)
            throw error
        }
    }

    /// Ends a device's session; only its own person's.
    package func leaveAsDevice(_ session: SessionName, in id: ConsultationID, by signedIn: SignedIn)
        async throws
    {
        guard consultations[session] == id, let seat = rooms[id]?.seats[session],
            seat.account == signedIn.account, seat.device != nil
        else { throw CommandFault.notInRoom }
        await leaveAsDevice(session, id)
    }

    private func leaveAsDevice(_ session: SessionName, _ id: ConsultationID) async {
        guard let seat = rooms[id]?.seats[session] else { return }
        let stays = rooms[id]?.seats.contains {
            $0.key != session && $0.value.view.participant == seat.view.participant
                && $0.value.device != .watch
        }
        await drop(session, from: id, participantStays: seat.device == .watch || stays == true)
        await endMoveIfDone(id)
        _ = try? await publish(id)
        try? await closeIfAbandoned(id)
    }

    /// By a page or by a device that sends, not by a screen.
    func isPresent(_ participant: ParticipantName, in id: ConsultationID) -> Bool {
        rooms[id]?.seats.values.contains {
            $0.view.participant == participant && $0.view.connected && $0.device != .watch
        } ?? false
    }

    /// Screens whose person has left go dark.
    func followScreens() async {
        let now = environment.now()
        for (id, room) in rooms {
            for (session, seat) in room.seats where seat.device == .watch {
                if isPresent(seat.view.participant, in: id) {
                    rooms[id]?.seats[session]?.unattendedSince = nil
                } else if let since = seat.unattendedSince {
                    if now - since > Self.unattendedLimit { await leaveAsDevice(session, id) }
                } else {
                    rooms[id]?.seats[session]?.unattendedSince = now
                }
            }
        }
    }

    /// A page keeps its seat for its return; a device that is gone has none.
    func forgetDevice(_ session: SessionName) async {
        guard let id = consultations[session], let seat = rooms[id]?.seats[session], seat.device != nil else {
            return
        }
        await drop(session, from: id, participantStays: isPresent(seat.view.participant, in: id))
        _ = try? await publish(id)
        try? await closeIfAbandoned(id)
    }

    /// A device cannot be asked to join again: after a loss it comes back by itself, with a new offer.
    func dropDevices(of id: ConsultationID) async {
        for (session, seat) in rooms[id]?.seats ?? [:] where seat.device != nil {
            await drop(session, from: id, participantStays: isPresent(seat.view.participant, in: id))
        }
    }

    private func passwordMark(of account: AccountID) async throws -> Digest? {
        try await orchestrator.database.read { try $0.account(account) }.map { Digest(of: $0.passwordHash) }
    }
}
