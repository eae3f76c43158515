/// Why an account, its roles or its second factor stay as they are (NHC-ID-13).
package enum AccountRefusal: Sendable, Equatable {
    /// An administrator's role stands alone: the roles that would meet in one person.
    case administratorsApart([Role])
    case ownAccount
    case proposerMayNotApprove
    case roleBeyondInstitution(Role)
    case lastAdministrator(Role)
    case stateNotAllowed(AccountPermissions.State)

    package var code: RefusalCode {
        switch self {
        case .administratorsApart: .administratorsApart
        case .ownAccount: .ownAccount
        case .proposerMayNotApprove: .proposerMayNotApprove
        case .roleBeyondInstitution: .roleBeyondInstitution
        case .lastAdministrator: .lastAdministrator
        case .stateNotAllowed: .accountStateNotAllowed
        }
    }
}
