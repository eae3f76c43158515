extension Role {
    /// The three administrators of graded protection, level 3 (三员): accounts, rights, and looking after both.
    /// Whoever is one of them is nothing else (NHC-ID-13).
    package static let administrators: [Role] = [.systemAdmin, .securityAdmin, .auditAdmin]

    package var isAdministrator: Bool { Self.administrators.contains(self) }

    /// Reaches beyond the own institution; only the operator's administrators give it.
    package var isBeyondOwnInstitution: Bool {
        switch self {
        case .operator, .auditor, .healthAuthority: true
        default: false
        }
    }

    /// The administrators among `roles` together with anything else: nobody may be that.
    package static func clash(in roles: [Role]) -> [Role]? {
        let distinct = Role.allCases.filter { roles.contains($0) }
        return distinct.count > 1 && distinct.contains(where: \.isAdministrator) ? distinct : nil
    }
}
