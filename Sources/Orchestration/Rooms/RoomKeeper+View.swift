import ConsultationCore
import Storage

extension RoomKeeper {
    /// One seat of one person in one case, the same after every return: shaped as a UUID (RFC 9562 version 8).
    static func participant(_ practitioner: PractitionerID, in id: ConsultationID) -> ParticipantName {
        var digits = Array(Digest(of: "participant/\(id)/\(practitioner)").hexadecimal.prefix(32))
        digits[12] = "8"
        digits[16] = "8"
        var text = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append("-") }
            text.append(digit)
        }
        return ParticipantName(text)
    }

    @discardableResult
    func publish(_ id: ConsultationID) async throws -> RoomView {
        rooms[id]?.noteRedundancy(at: environment.now())
        guard let consultation = try await orchestrator.database.read({ try $0.system.consultation(id) })
        else {
            throw CommandFault.notFound
        }
        let view = view(of: consultation)
        orchestrator.feed.publish(
            .room(view), to: [consultation.inviting] + consultation.invitedInstitutions)
        return view
    }

    func view(of consultation: Consultation) -> RoomView {
        let room = rooms[consultation.id]
        let roster = roster(of: room)
            .sorted {
                ($0.side.rawValue, $0.name, $0.session.text) < ($1.side.rawValue, $1.name, $1.session.text)
            }
        var missing: [RoomView.Missing] = []
        if !consultation.session.isAttended(by: .inviting) { missing.append(.invitingPhysician) }
        if Self.lacksInvited(consultation) { missing.append(.invitedPhysician) }
        if consultation.needsPatientPresent, !consultation.isPatientPresent { missing.append(.patient) }
        let state = Self.state(of: consultation)
        return RoomView(
            consultation: consultation.id, state: state, startedAt: consultation.session.startedAt,
            recordingSince: room?.recordingSince, roster: roster, missing: state == .closed ? [] : missing,
            redundancyLost: (room?.sidesOnOneLink ?? []).sorted { $0.rawValue < $1.rawValue },
            mediaLimits: room?.policy.mediaLimits, lowMedia: room?.lowMedia ?? [])
    }

    /// A team waits for a physician of each institution.
    private static func lacksInvited(_ consultation: Consultation) -> Bool {
        guard consultation.isTeam else { return !consultation.session.isAttended(by: .invited) }
        let accepted = consultation.session.acceptedAbsences ?? []
        return consultation.invitedInstitutions.contains { institution in
            !accepted.contains(institution)
                && !consultation.session.presences.contains {
                    $0.institution == institution && $0.counts && $0.leftAt == nil
                }
        }
    }

    /// One line a person, also while the room moves and somebody has two connections.
    private func roster(of room: OpenRoom?) -> [RoomView.Seat] {
        guard var room else { return [] }
        // A device that sends stands for its person where there is no page; a screen never does.
        let atPages = Set(room.seats.values.filter { $0.device == nil }.map(\.view.participant))
        room.seats = room.seats.filter { _, seat in
            seat.device == nil || seat.device == .publish && !atPages.contains(seat.view.participant)
        }
        guard let former = room.former else { return room.seats.values.map(\.view) }
        let newer = room.seats.filter { !former.contains($0.key) }.mapValues(\.view)
        var roster: [ParticipantName: RoomView.Seat] = [:]
        for seat in newer.values { roster[seat.participant] = seat }
        for session in former {
            guard let seat = room.seats[session]?.view else { continue }
            guard var known = roster[seat.participant] else {
                roster[seat.participant] = seat
                continue
            }
            known.connected = known.connected || seat.connected
            roster[seat.participant] = known
        }
        return Array(roster.values)
    }

    private static func state(of consultation: Consultation) -> RoomView.State {
        switch consultation.state {
        case .scheduled: .waiting
        case .inSession: .inSession
        case .interrupted: .interrupted
        case .draft, .matching, .inviting, .accepted, .awaitingReport, .reported, .decided, .archived,
            .cancelled,
            .terminated:
            .closed
        }
    }
}
