import ConsultationCore

/// Which system codes which field (SC-23e), read from Protocols/code-systems.csv and Protocols/coded-fields.csv.
struct CodeDeclaration: Sendable {
    struct System: Sendable {
        let id: CodeSystem
        let name: String
        let nameEnglish: String
        /// An OID, a URL or the number of the document; empty where the list has none.
        let identifier: String
        let version: String
        let source: String
    }

    enum Binding: String, Sendable, CaseIterable {
        /// Nothing else is taken.
        case required
        /// Held to the system where it is given, or where a rule asks; the reason says when not.
        case preferred
        /// No system codes it; the reason says why.
        case free
    }

    struct Field: Sendable {
        /// A member's name; with its parent (`lines.code`) or its path (`/visits/{id}/diagnosis code`) where
        /// several have that name.
        let field: String
        let label: String
        let system: CodeSystem?
        let binding: Binding
        let reason: String
    }

    let systems: [System]
    let fields: [Field]

    /// What comes with the program; empty where it cannot be read, which a test and the page show.
    static let shipped = (try? read()) ?? CodeDeclaration(systems: [], fields: [])

    static func read() throws -> CodeDeclaration {
        try CodeDeclaration(
            systems: try RequirementCatalogue.resource("code-systems"),
            fields: try RequirementCatalogue.resource("coded-fields"))
    }

    private init(systems: [System], fields: [Field]) {
        self.systems = systems
        self.fields = fields
    }

    init(systems: String, fields: String) throws {
        let systemFile = "code-systems.csv"
        self.systems = try RequirementCatalogue.cells(systems, columns: 6, file: systemFile).enumerated().map
        {
            guard let id = CodeSystem(rawValue: $1[0]) else {
                throw RequirementCatalogue.Fault.unreadable(file: systemFile, line: $0 + 2)
            }
            return System(
                id: id, name: $1[1], nameEnglish: $1[2], identifier: $1[3], version: $1[4], source: $1[5])
        }
        let fieldFile = "coded-fields.csv"
        self.fields = try RequirementCatalogue.cells(fields, columns: 5, file: fieldFile).enumerated().map {
            let system = CodeSystem(rawValue: $1[2])
            guard let binding = Binding(rawValue: $1[3]), (system == nil) == (binding == .free),
                system != nil || $1[2].isEmpty, binding == .required || !$1[4].isEmpty
            else { throw RequirementCatalogue.Fault.unreadable(file: fieldFile, line: $0 + 2) }
            return Field(field: $1[0], label: $1[1], system: system, binding: binding, reason: $1[4])
        }
    }

    func system(_ id: CodeSystem) -> System? { systems.first { $0.id == id } }

    /// As a file for a spreadsheet: UTF-8 with a mark, one line a field.
    func csv() -> String {
        let head = ["字段", "名称", "编码体系", "标识", "版本", "约束", "说明"]
        let lines = fields.map { field in
            let system = field.system.flatMap(self.system)
            return [
                field.field, field.label, system?.name ?? "", system?.identifier ?? "", system?.version ?? "",
                DisplayNames.codeBinding(field.binding), field.reason,
            ]
        }
        return "\u{FEFF}" + ([head] + lines).map { $0.joined(separator: ",") + "\r\n" }.joined()
    }
}
