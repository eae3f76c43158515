/// How long people were in a session, from its log.
package enum AttendanceTime {
    /// Whole minutes between the session's start and its end. Two devices of one person at once count once; the sum is
    /// rounded down at its end, never stay by stay.
    package static func minutes(
        of practitioner: PractitionerID, in session: SessionRecord
    ) -> Int {
        guard let startedAt = session.startedAt, let endedAt = session.endedAt else { return 0 }
        let stays = session.presences.filter { $0.practitioner == practitioner }
            .map { (from: max($0.joinedAt, startedAt), to: min($0.leftAt ?? endedAt, endedAt)) }
            .sorted { $0.from < $1.from }
        var total: Int64 = 0
        var covered = startedAt
        for stay in stays {
            let from = max(stay.from, covered)
            guard stay.to > from else { continue }
            total += (stay.to - from).milliseconds
            covered = stay.to
        }
        return Int(total / 60_000)
    }

    /// Everybody who was there, each with the institution that sent them, in the order of coming.
    package static func people(
        in consultation: Consultation
    ) -> [(practitioner: PractitionerID, institution: InstitutionID)] {
        var seen: Set<PractitionerID> = []
        return consultation.session.presences.compactMap { presence in
            let side = presence.side == .inviting ? consultation.inviting : consultation.invited
            guard let sent = presence.institution ?? side, seen.insert(presence.practitioner).inserted else {
                return nil
            }
            return (presence.practitioner, sent)
        }
    }
}
