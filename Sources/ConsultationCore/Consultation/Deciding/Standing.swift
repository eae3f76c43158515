/// Whether an institution may act at all: not suspended, licensed, accepted where its province asks for it.
package enum Standing {
    package static func check(_ institution: Institution, at now: WallTime, under policy: Policy)
        throws(Refusal)
    {
        let today = CivilDate(now)
        guard institution.awaitsActivation != true else { throw .site(.notActivated(institution.id)) }
        guard !institution.isSuspended else { throw .institutionSuspended(institution.id) }
        guard let licence = institution.licence, !licence.number.isBlank,
            licence.validTo.map({ today <= $0 }) ?? true
        else { throw .institutionLicenceInvalid(institution.id) }
        guard policy.capabilityAcceptanceRequired else { return }
        guard let acceptance = institution.capabilityAcceptance, acceptance.acceptedOn <= today,
            acceptance.validTo.map({ today <= $0 }) ?? true
        else { throw .capabilityAcceptanceMissing(institution.id) }
    }

    /// What is asked of the invited side besides (JL 12).
    package static func checkInvited(
        _ institution: Institution, at now: WallTime, under policy: Policy
    ) throws(Refusal) {
        try check(institution, at: now, under: policy)
        if let minimum = policy.invitedMinGrade, institution.grade < minimum {
            throw .institutionLevelTooLow(institution.id)
        }
    }
}
