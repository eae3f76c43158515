/// One institution of a multidisciplinary consultation as it is asked (NHC-TM 二(二)¶1).
package struct TeamSeat: Codable, Sendable, Equatable {
    package var institution: InstitutionID
    /// For what it is asked; every one of its physicians brings at least one of them.
    package var specialties: [DepartmentCode]
    /// Its part of what goes to the invited side, beside the others' (AMB-14); it takes it on with its acceptance.
    package var weight: Int

    package init(institution: InstitutionID, specialties: [DepartmentCode], weight: Int = 1) {
        self.institution = institution
        self.specialties = specialties
        self.weight = weight
    }
}

/// What one institution of a team says, signed by its own physicians (NHC-TM-2.2e).
package struct InstitutionOpinion: Codable, Sendable, Equatable {
    package var institution: InstitutionID
    package var sections: [ReportSection]
    package var signers: [PractitionerID]
    package var signatures: [ReportSignature]
    /// When the last of them signed; then nothing of it changes any more.
    package var givenAt: WallTime?
    package var contentHash: Digest?
}

extension Consultation {
    package var isTeam: Bool { serviceKind == .remoteMultidisciplinaryTeam }

    /// Invitations that are asked or have been accepted: several in a team, one at most elsewhere.
    package var liveInvitations: [Invitation] {
        let current = isTeam ? invitations[...] : invitations.suffix(1)
        return current.filter { $0.state == .sent || $0.state == .accepted }
    }

    package var invitedInstitutions: [InstitutionID] { liveInvitations.map(\.institution) }

    /// Those who keep an original of the whole record: both sides, and each institution of a team that took part
    /// (NHC-TM 三(五)).
    package var archiveParties: [InstitutionID] {
        guard isTeam else { return [inviting, invitation?.institution].compactMap(\.self) }
        return [inviting] + liveInvitations.filter { $0.state == .accepted }.map(\.institution)
    }

    /// Institutions on whose lists the case stands as invited: those that take part, and those whose invitation was
    /// withdrawn.
    package var visibleInvited: [InstitutionID] {
        var seen: Set<InstitutionID> = []
        return invitations.map(\.institution).filter { isVisible(to: $0) && seen.insert($0).inserted }
    }

    /// The invitation of this institution that counts, if it is a party.
    package func liveInvitation(of institution: InstitutionID) -> Invitation? {
        liveInvitations.first { $0.institution == institution }
    }

    /// What an institution is asked for: its seat's specialties, or the one of the request.
    package func specialties(askedOf institution: InstitutionID) -> [DepartmentCode] {
        if let seat = liveInvitation(of: institution)?.seat { return seat.specialties }
        return request.requestedSpecialty.map { [$0] } ?? []
    }

    /// The institution that sent this physician.
    package func institution(sending practitioner: PractitionerID) -> InstitutionID? {
        guard let assignment = assigned.first(where: { $0.practitioner == practitioner }) else { return nil }
        return assignment.institution ?? invited
    }

    /// Physicians of this institution who were in the session.
    package func attending(from institution: InstitutionID) -> [PractitionerID] {
        assigned.map(\.practitioner).filter {
            self.institution(sending: $0) == institution && session.attended($0)
        }
    }

    /// Institutions that owe an opinion: each that was there.
    package var institutionsAttending: [InstitutionID] {
        invitedInstitutions.filter { !attending(from: $0).isEmpty }
    }

    /// Everybody who attended as a physician, of both sides, in order of arrival: the signers of the joint summary.
    package var everybodyAttending: [PractitionerID] {
        var seen: Set<PractitionerID> = []
        return session.presences.filter { $0.counts && session.attended($0.practitioner) }
            .map(\.practitioner).filter { seen.insert($0).inserted }
    }

    package func opinion(of institution: InstitutionID) -> InstitutionOpinion? {
        opinions?.first { $0.institution == institution }
    }
}

extension [Invitation] {
    /// Specialties that these institutions cover together.
    package var specialties: Set<DepartmentCode> { Set(flatMap { $0.seat?.specialties ?? [] }) }
}
