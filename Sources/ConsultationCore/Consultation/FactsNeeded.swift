extension Consultation {
    /// What must be loaded before `decide` is asked. Missing facts lead to a refusal, never to a wrong yes.
    package static func factsNeeded(
        for command: ConsultationCommand, on current: Consultation?, by caller: Caller
    ) -> FactKeys {
        var keys = FactKeys()
        if case .create(let opening) = command {
            keys.institutions = caller.institution.map { [$0] } ?? []
            keys.patient = opening.patient
            return keys
        }
        guard let current else { return keys }
        keys.institutions = [current.inviting]
        keys.practitioners = caller.member?.practitioner.map { [$0] } ?? []
        switch command {
        case .accept(let acceptance):
            keys.practitioners += acceptance.physicians
            keys.assigning = acceptance.physicians
            keys.scheduling = acceptance.slot
        case .match(let institution): return current.complete(keys, with: institution)
        case .volunteer(let acceptance):
            keys.practitioners += acceptance.physicians
            keys.assigning = acceptance.physicians
            keys.scheduling = acceptance.slot
            return current.complete(keys, with: caller.institution)
        case .confirmSlot: keys.scheduling = current.slot
        case .replacePhysician(_, let to):
            keys.practitioners += current.assigned.map(\.practitioner) + [to]
            keys.assigning = [to]
        case .participantJoined(_, let practitioner): keys.practitioners.append(practitioner)
        case .archive: keys.archiveOf = current.id
        case .startSession, .resume, .startWithoutAbsent:
            keys.practitioners += current.session.presences.filter { $0.leftAt == nil }.map(\.practitioner)
        default: break
        }
        return current.complete(keys)
    }

    /// What a page needs to say what may be done now.
    package func factsForActions(by caller: Caller) -> FactKeys {
        var keys = FactKeys()
        keys.institutions = [inviting]
        keys.practitioners = (caller.member?.practitioner.map { [$0] } ?? []) + assigned.map(\.practitioner)
        return complete(keys)
    }

    /// The facts that hang on the case itself.
    private func complete(_ keys: FactKeys, with candidate: InstitutionID? = nil) -> FactKeys {
        var keys = keys
        keys.patient = patient
        keys.price = request.price
        if let platform = request.platformOperator { keys.institutions.append(platform) }
        var partners = candidate.map { [$0] } ?? invitedInstitutions
        if partners.isEmpty, isTeam { partners = (request.team ?? []).map(\.institution) }
        if partners.isEmpty, case .institution(let invitee) = request.invitee { partners = [invitee] }
        for partner in partners where partner != inviting {
            keys.institutions.append(partner)
            keys.agreementsBetween.append(InstitutionPair(inviting: inviting, invited: partner))
        }
        var seen: Set<PractitionerID> = []
        keys.practitioners = keys.practitioners.filter { seen.insert($0).inserted }
        return keys
    }
}
