/// A code with its words and the system it comes from (data types CE and CWE).
package struct CodedValue: Sendable, Equatable {
    package var code: String
    package var name: String
    package var system: String

    package init(code: String, name: String, system: String) {
        self.code = code
        self.name = name
        self.system = system
    }

    package init(_ field: HL7Field) {
        self.init(code: field.component(1), name: field.component(2), system: field.component(3))
    }

    package var isEmpty: Bool { code.isEmpty && name.isEmpty }

    /// What a person reads.
    package var shown: String { name.isEmpty ? code : name }
}
