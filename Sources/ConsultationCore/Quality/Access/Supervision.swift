/// Who may look over whose quality: province, city and county each its own (JL 26, NHC-TM 四(三)2).
package enum Supervision {
    /// A person of an office that treats nobody: the health authority, or the quality-control centre it runs.
    package static func isSupervisor(_ member: Caller.Member, of office: Institution) -> Bool {
        guard member.institution == office.id, office.licence == nil, office.departments.isEmpty else {
            return false
        }
        return member.roles.contains(.healthAuthority) || member.roles.contains(.qualityController)
    }

    /// Whether `institution` lies in the territory of `office`. An office whose place is not on record has the whole
    /// province when it is the province's, and nothing otherwise.
    package static func covers(_ office: Institution, _ institution: Institution) -> Bool {
        guard office.jurisdiction == institution.jurisdiction else { return false }
        if office.level == .province { return true }
        guard let own = office.division, let place = institution.division else { return false }
        return own.contains(place, atLevel: office.level)
    }

    /// Throws `err.access.territory` when none of the institutions lies in the office's territory.
    package static func demand(
        _ office: Institution, over institutions: [Institution]
    ) throws(Refusal) {
        guard institutions.contains(where: { covers(office, $0) }) else { throw .accessTerritory }
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
