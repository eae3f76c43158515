/// 登记机关, the office of the register that issued a licence: whoever approves supervises (「谁审批谁监管」, SC 6). The
/// level is kept beside the id, because offices above it supervise too (GX 42).
package struct LicensingOffice: Codable, Sendable, Equatable {
    package var id: InstitutionID
    package var level: InstitutionLevel

    package init(id: InstitutionID, level: InstitutionLevel) {
        self.id = id
        self.level = level
    }
}

/// The health authorities from which an institution chooses the one that issued its licence.
package struct LicensingChoice: Sendable {
    package let institution: Institution
    /// Those who could have issued it, the nearest first.
    package let offices: [Institution]

    package init(of institution: Institution, among authorities: [Institution]) {
        self.institution = institution
        offices = authorities.filter { Self.isCompetent($0, for: institution) }
            .sorted { ($0.level.rank, $0.id) < ($1.level.rank, $1.id) }
    }

    /// An office whose place is not on record, or that of the institution, cannot be ruled out by its place.
    private static func isCompetent(_ office: Institution, for institution: Institution) -> Bool {
        guard office.jurisdiction == institution.jurisdiction, office.id != institution.id,
            office.isOffice
        else { return false }
        guard let own = office.division, let place = institution.division else { return true }
        return own.contains(place, atLevel: office.level)
    }

    /// The office of that id, or `err.institution.licensingOfficeUnknown`.
    package func office(_ id: InstitutionID) throws(Refusal) -> LicensingOffice {
        guard let office = offices.first(where: { $0.id == id }) else {
            throw .site(.licensingOfficeUnknown(isChosen: true))
        }
        return LicensingOffice(id: office.id, level: office.level)
    }
}

extension Institution {
    /// It treats nobody: an administration, a quality-control centre, or who runs a platform.
    package var isOffice: Bool { licence == nil && departments.isEmpty }

    /// Who issued each of its licences; nil for one of which only the printed name is known. A second name stands on
    /// the licence of its institution (NHC-IH 12).
    package var approvals: [LicensingOffice?] {
        let physical = licence.map { [$0.office] } ?? []
        guard let online = online?.licence else { return physical }
        if let office = online.office { return physical + [office] }
        return online.kind == .standalone ? physical + [nil] : physical
    }

    /// 登记机关未确定: a licence names its authority in print alone, and the place decides who supervises.
    package var isLicensingOfficeOpen: Bool { approvals.contains(nil) }
}
