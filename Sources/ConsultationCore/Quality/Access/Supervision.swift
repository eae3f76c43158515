/// Who may look over whose quality: province, city and county each its own (JL 26, NHC-TM 四(三)2).
package enum Supervision {
    /// A person of an office that treats nobody: the health authority, or the quality-control centre it runs.
    package static func isSupervisor(_ member: Caller.Member, of office: Institution) -> Bool {
        guard member.institution == office.id, office.isOffice else { return false }
        return member.roles.contains(.healthAuthority) || member.roles.contains(.qualityController)
    }

    /// Whether a person may look over `institution`: the one question behind every route of a supervisor. Regulators
    /// follow the licence (SC 6, NHC-IH 30), for physical and internet hospitals alike; a quality-control centre has
    /// its place (JL 26).
    package static func oversees(
        _ member: Caller.Member, of office: Institution, _ institution: Institution
    ) -> Bool {
        guard isSupervisor(member, of: office) else { return false }
        return member.roles.contains(.healthAuthority)
            ? covers(office, institution) : lies(institution, in: office)
    }

    /// The same for acts that are a health authority's alone.
    package static func regulates(
        _ member: Caller.Member, of office: Institution, _ institution: Institution
    ) -> Bool {
        member.roles.contains(.healthAuthority) && oversees(member, of: office, institution)
    }

    /// Whether `office` issued a licence of `institution`, or stands above the office of the same place that did
    /// (NHC-IH 30, GX 42). A licence of which only the printed name is known, and an office, go by their place.
    package static func covers(_ office: Institution, _ institution: Institution) -> Bool {
        guard office.jurisdiction == institution.jurisdiction else { return false }
        let approvals = institution.approvals
        if approvals.isEmpty { return lies(institution, in: office) }
        return approvals.contains { approval in
            guard let approval else { return lies(institution, in: office) }
            if approval.id == office.id { return true }
            return office.level.rank > approval.level.rank && lies(institution, in: office)
        }
    }

    /// Whether `institution` lies in the territory of `office`. An office whose place is not on record has the whole
    /// province when it is the province's, and nothing otherwise.
    package static func lies(_ institution: Institution, in office: Institution) -> Bool {
        guard office.jurisdiction == institution.jurisdiction else { return false }
        if office.level == .province { return true }
        guard let own = office.division, let place = institution.division else { return false }
        return own.contains(place, atLevel: office.level)
    }

    /// Throws `err.access.territory` when the person looks over none of the institutions.
    package static func demand(
        _ member: Caller.Member, of office: Institution, over institutions: [Institution]
    ) throws(Refusal) {
        guard institutions.contains(where: { oversees(member, of: office, $0) }) else {
            throw .accessTerritory
        }
    }

    /// Identifiable data is opened for a record of quality control about this very case, and for nothing else.
    package static func demand(purposeIsBound: Bool) throws(Refusal) {
        guard purposeIsBound else { throw .purposeNotCaseBound }
    }

    /// Why somebody opens identifiable data: a record of quality control about this very case.
    package struct Purpose: Codable, Sendable, Equatable {
        package enum Kind: String, Codable, Sendable, CaseIterable {
            case recordSample, adverseEvent, complaint, medicalDispute
        }

        package var kind: Kind
        /// The key of that record.
        package var reference: String

        package init(kind: Kind, reference: String) {
            self.kind = kind
            self.reference = reference
        }
    }
}

/// An institution serves only with somebody in charge of its quality (NHC-TM 四(一)2).
package enum QualityControlStaff {
    package static func demand(
        _ controllers: Int, at institution: InstitutionID
    ) throws(Refusal) {
        guard controllers > 0 else { throw .qualityControllerMissing(institution) }
    }
}
