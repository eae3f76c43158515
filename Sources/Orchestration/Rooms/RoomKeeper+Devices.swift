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

/// Devices beside the pages: hardware codecs, programs and screens. The law of entering is the same for them: each acts
/// for one person, who may enter, in a room whose recorder runs.
extension RoomKeeper {
    /// A screen goes dark so long after its person has left: a page that is loaded again is back before.
    static let unattendedLimit = TimeSpan.seconds(20)

    /// Takes in a device that offers first. One of each role a person; a new one replaces the old.
    package func joinDevice(
        _ id: ConsultationID, role: DeviceRole, offer: String, by signedIn: SignedIn
    ) async throws -> DeviceEntry {
        let admitted = try await admit(signedIn, to: id)
        let participant = admitted.participant
        if role == .watch, !isPresent(participant, in: id) { throw CommandFault.participantAbsent }
        let earlier = rooms[id]?.seats.first {
            $0.value.view.participant == participant && $0.value.device == role
        }?.key
        let session = try sit(admitted, in: id, insteadOf: earlier, as: role)
        noteUse(of: signedIn.deviceKey)
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

    func leaveAsDevice(_ session: SessionName, _ id: ConsultationID) async {
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
}
