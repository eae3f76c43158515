/// Who answers in law for what an institution does, as it is printed on agreements, receipts and reports (NHC-IH 32,
/// NHC-SUP 32, GX 6, GX 40, SC 39). A document keeps the one it was made with.
package struct LegalEntity: Codable, Sendable, Equatable {
    package enum Basis: String, Codable, Sendable, CaseIterable {
        /// The institution itself.
        case institution
        /// An internet hospital is its second name: the physical institution answers.
        case secondName
        /// An internet hospital with a licence of its own answers for itself.
        case internetHospital
    }

    /// As which institution of the register it acts.
    package var institution: InstitutionID
    package var basis: Basis
    /// Who answers, as printed on the licence.
    package var name: String
    /// Under which name it serves, where that is another one.
    package var servesAs: String?
    package var licenceNumber: String?
    /// 登记机关 as printed: a patient's application about a dispute goes there (NHC-IH 32¶2).
    package var authority: String?
    package var office: InstitutionID?

    /// Pure: the licence kind decides. What an internet hospital does is the online pathways alone; telemedicine is
    /// done by the physical institution (NHC-ID 31).
    package init(of institution: Institution, under pathway: LegalPathway) {
        let online = pathway == .telemedicine ? nil : institution.online?.licence
        self.institution = institution.id
        if let online, online.kind == .standalone {
            basis = .internetHospital
            name = online.name
            licenceNumber = online.number
            authority = online.authority
            office = online.office?.id
        } else {
            basis = online == nil ? .institution : .secondName
            name = institution.name
            servesAs = online?.name
            licenceNumber = institution.licence?.number
            authority = institution.licence?.authority
            office = institution.licence?.office?.id
        }
    }

    /// Everybody who answers for what an institution does: itself, and its internet hospital where that is another.
    package static func all(of institution: Institution) -> [LegalEntity] {
        let own = LegalEntity(of: institution, under: .telemedicine)
        let online = LegalEntity(of: institution, under: .internetFollowUp)
        return online == own ? [own] : [own, online]
    }

    /// One line of print.
    package var printed: String { servesAs.map { "\(name)（\($0)）" } ?? name }
}
