/// Who gives a command: a signed-in member of one institution, or the service itself (deadlines, relay events).
package enum Caller: Codable, Sendable, Equatable {
    case member(Member)
    case system

    package struct Member: Codable, Sendable, Equatable {
        package var account: AccountID
        package var institution: InstitutionID
        package var practitioner: PractitionerID?
        package var roles: [Role]
        /// The last time this person proved who they are (password now, another factor later); signatures
        /// need a fresh one.
        package var verifiedAt: WallTime?
        /// The address from which the person acts; part of the event chain of every data object (JL 35).
        package var origin: String?

        package init(
            account: AccountID, institution: InstitutionID, practitioner: PractitionerID? = nil,
            roles: [Role],
            verifiedAt: WallTime? = nil, origin: String? = nil
        ) {
            self.account = account
            self.institution = institution
            self.practitioner = practitioner
            self.roles = roles
            self.verifiedAt = verifiedAt
            self.origin = origin
        }
    }
}

extension Caller {
    package var member: Member? {
        if case .member(let member) = self { member } else { nil }
    }

    package var institution: InstitutionID? { member?.institution }

    package func has(_ role: Role) -> Bool { member?.roles.contains(role) ?? false }
}
