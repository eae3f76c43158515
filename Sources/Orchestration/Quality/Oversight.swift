import ConsultationCore
import Storage

/// Who supervises whom, from the register: every route of a supervisor asks here, so that none shows more than another
/// (SC 6, NHC-TM-4.3.2).
extension ReadTransaction {
    /// Whether the person looks over one of these institutions.
    func oversees(_ signedIn: SignedIn, anyOf institutions: [InstitutionID]) throws -> Bool {
        try institutions.contains { id in
            try institution(id).map {
                Supervision.oversees(signedIn.member, of: signedIn.institution, $0)
            } ?? false
        }
    }

    /// The same for what is a health authority's alone.
    func regulates(_ signedIn: SignedIn, anyOf institutions: [InstitutionID]) throws -> Bool {
        try signedIn.member.roles.contains(.healthAuthority) && oversees(signedIn, anyOf: institutions)
    }

    /// Every institution with a licence that the person looks over, the own one not counted; nil for who
    /// supervises nobody.
    func overseen(by signedIn: SignedIn) throws -> [Institution]? {
        guard Supervision.isSupervisor(signedIn.member, of: signedIn.institution) else { return nil }
        return try institutions().filter {
            $0.licence != nil && Supervision.oversees(signedIn.member, of: signedIn.institution, $0)
        }
    }

    /// The institution that a list is asked of, if the person may look there.
    func place(_ wanted: InstitutionID?, for signedIn: SignedIn) throws -> Institution {
        try signedIn.demand(QualityQueries.readers)
        let own = signedIn.institution
        guard let wanted, wanted != own.id else { return own }
        guard Supervision.isSupervisor(signedIn.member, of: own) else { throw Refusal.accessDenied }
        // An office learns of a place that is not its own only that it is not its own.
        guard let place = try institution(wanted) else { throw Refusal.accessTerritory }
        try Supervision.demand(signedIn.member, of: own, over: [place])
        return place
    }

    /// Offices with somebody of the health authority.
    private func healthAuthorities(where isWanted: (Institution) -> Bool) throws -> [Institution] {
        try institutions().filter { $0.isOffice && isWanted($0) }.filter { office in
            try accounts(of: office.id).contains { !$0.isDisabled && $0.roles.contains(.healthAuthority) }
        }
    }

    /// The nearest health authority on record whose territory the institution lies in: county before city before
    /// province (NHC-TM 五(二)).
    func healthAuthority(over place: Institution) throws -> Institution? {
        try healthAuthorities { $0.id != place.id && Supervision.lies(place, in: $0) }
            .min { ($0.level.rank, $0.id) < ($1.level.rank, $1.id) }
    }

    /// The offices from which the institution chooses the one that its licence names.
    func licensingChoice(of place: Institution) throws -> LicensingChoice {
        LicensingChoice(
            of: place, among: try healthAuthorities { $0.jurisdiction == place.jurisdiction })
    }
}
