import ConsultationCore

/// Who answers in law, as printed on a document.
struct LegalEntityPayload: Encodable {
    let institutionId: String
    let basis: String
    let name: String
    let servesAs: String?
    let printed: String
    let licenceNumber: String?
    let authority: String?
    let authorityId: String?

    init(_ entity: LegalEntity) {
        institutionId = entity.institution.text
        basis = entity.basis.rawValue
        name = entity.name
        servesAs = entity.servesAs
        printed = entity.printed
        licenceNumber = entity.licenceNumber
        authority = entity.authority
        authorityId = entity.office?.text
    }
}
