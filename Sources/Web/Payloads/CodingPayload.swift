/// The declaration of code systems, as the page and an auditor read it.
struct CodingPayload: Encodable {
    struct System: Encodable {
        let id: String
        let name: String
        let nameEn: String
        let identifier: String
        let version: String
        let source: String
        /// Codes of the table that is loaded; 0: held to the form alone.
        let codes: Int
    }

    struct Field: Encodable {
        let field: String
        let label: String
        let system: String?
        let binding: String
        let bindingDisplay: String
        let reason: String
    }

    let systems: [System]
    let fields: [Field]
}

struct CodePayload: Encodable {
    let code: String
    let name: String
}
