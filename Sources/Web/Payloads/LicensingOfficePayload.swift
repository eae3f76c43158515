import ConsultationCore

/// A health authority that may have issued the licence.
struct LicensingOfficePayload: Encodable {
    let id: String
    let name: String
    let level: String
    let division: String?

    init(_ office: Institution) {
        id = office.id.text
        name = office.name
        level = office.level.rawValue
        division = office.division?.code
    }
}
