import ConsultationCore

/// Codes of a declared system (Protocols/coded-fields.csv): what is not of it is refused by the system's name.
extension Fields {
    func coded(_ name: String, in system: CodeSystem, limit: Int = Limits.id) -> String {
        let code = text(name, limit: limit)
        if !code.trimmed.isEmpty { check(code, name, system, codes.accepts(code, in: system)) }
        return code
    }

    func optionalCoded(_ name: String, in system: CodeSystem, limit: Int = Limits.id) -> String? {
        guard let code = optionalText(name, limit: limit), !code.isEmpty else { return nil }
        check(code, name, system, codes.accepts(code, in: system))
        return code
    }

    func codedList(_ name: String, in system: CodeSystem, limit: Int) -> [String]? {
        let list = texts(name, itemLimit: Limits.id, limit: limit)
        for (index, code) in (list ?? []).enumerated() {
            check(code, "\(name)/\(index)", system, codes.accepts(code, in: system))
        }
        return list
    }

    /// Codes, or the beginnings of codes, as a chapter or a group of ICD-10.
    func codeBeginnings(_ name: String, in system: CodeSystem, limit: Int) -> [String]? {
        let list = texts(name, itemLimit: Limits.id, limit: limit)
        for (index, code) in (list ?? []).enumerated() {
            check(code, "\(name)/\(index)", system, codes.acceptsBeginning(code, in: system))
        }
        return list
    }

    /// A code or a name of the table; kept as the name, which is what people read.
    func display(_ name: String, in system: CodeSystem) -> String {
        let text = text(name, limit: Limits.name)
        let display = codes.display(text.trimmed, in: system)
        if !text.trimmed.isEmpty { check(text, name, system, display != nil) }
        return display ?? text
    }

    func department(_ name: String) -> DepartmentCode { DepartmentCode(coded(name, in: .department)) }

    func optionalDepartment(_ name: String) -> DepartmentCode? {
        optionalCoded(name, in: .department).map(DepartmentCode.init(_:))
    }

    private func check(_ code: String, _ name: String, _ system: CodeSystem, _ isKnown: Bool) {
        guard !isKnown else { return }
        let declared = CodeDeclaration.shipped.system(system)
        errors.add(
            pointer(unescaped: name),
            .notInSystem(
                name: declared?.name ?? system.rawValue,
                nameEnglish: declared?.nameEnglish ?? system.rawValue))
    }
}
