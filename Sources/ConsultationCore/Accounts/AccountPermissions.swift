/// What one account may do and who decided it: roles are proposed by the system administrator and take effect by the
/// security administrator alone (NHC-ID-13, Protocols/account-states.md).
package struct AccountPermissions: DomainRecord {
    package typealias Change = AccountChange

    package enum State: String, Codable, Sendable, CaseIterable {
        case active, proposed, disabled
    }

    /// Roles that wait for the security administrator. They replace the present ones.
    package struct Proposal: Codable, Sendable, Equatable {
        package var roles: [Role]
        package var reason: String
        package var by: AccountID?
        package var at: WallTime
    }

    package let account: AccountID
    package let institution: InstitutionID
    package var version: Int
    package var roles: [Role]
    package var proposal: Proposal?
    package var isDisabled: Bool

    package static var stream: String { "permissions" }
    package var key: String { account.text }
    package var state: State { isDisabled ? .disabled : proposal == nil ? .active : .proposed }
    package var stateName: String { state.rawValue }
    package var parties: [InstitutionID] { [institution] }
    package var openDeadlines: [Deadline] { [] }

    package init?(first event: RecordEvent<AccountChange>) {
        switch event.change {
        case .adopted(let account, let institution, let roles, let isDisabled):
            self.account = account
            self.institution = institution
            self.roles = roles
            self.isDisabled = isDisabled
        case .registered(let account, let institution):
            self.account = account
            self.institution = institution
            roles = []
            isDisabled = false
        default: return nil
        }
        version = 1
        proposal = nil
    }

    package mutating func apply(_ event: RecordEvent<AccountChange>) {
        version += 1
        switch event.change {
        case .adopted, .registered, .unlocked, .factorReset: break
        case .rolesProposed(let roles, let reason):
            proposal = Proposal(roles: roles, reason: reason, by: event.by.member?.account, at: event.at)
        case .rolesApproved(let roles):
            self.roles = roles
            proposal = nil
        case .rolesRejected, .proposalWithdrawn: proposal = nil
        case .disabled:
            isDisabled = true
            proposal = nil
        case .enabled: isDisabled = false
        }
    }
}

package enum AccountChange: RecordChange {
    /// The account was there before its rights had a journal.
    case adopted(AccountID, InstitutionID, [Role], isDisabled: Bool)
    case registered(AccountID, InstitutionID)
    case rolesProposed([Role], reason: String)
    case rolesApproved([Role])
    case rolesRejected(reason: String)
    case proposalWithdrawn
    case disabled(reason: String)
    case enabled(reason: String)
    case unlocked(reason: String)
    case factorReset(reason: String)

    package var kind: String {
        switch self {
        case .adopted: "accountAdopted"
        case .registered: "accountRegistered"
        case .rolesProposed: "rolesProposed"
        case .rolesApproved: "rolesApproved"
        case .rolesRejected: "rolesRejected"
        case .proposalWithdrawn: "proposalWithdrawn"
        case .disabled: "accountDisabled"
        case .enabled: "accountEnabled"
        case .unlocked: "accountUnlocked"
        case .factorReset: "factorReset"
        }
    }
}

package enum AccountCommand: Codable, Sendable, Equatable {
    case register([Role], reason: String)
    case propose([Role], reason: String)
    case withdraw
    case approve
    case reject(reason: String)
    case disable(reason: String)
    case enable(reason: String)
    case unlock(reason: String)
    case resetFactor(reason: String)

    package enum Action: String, Codable, Sendable, CaseIterable {
        case register, propose, withdraw, approve, reject, disable, enable, unlock, resetFactor

        package var roles: [Role] {
            switch self {
            case .register, .propose, .withdraw, .disable, .enable: [.systemAdmin]
            case .approve, .reject, .unlock, .resetFactor: [.securityAdmin]
            }
        }

        package var allowedStates: [AccountPermissions.State] {
            switch self {
            case .register: []
            case .propose: [.active]
            case .withdraw, .approve, .reject: [.proposed]
            case .disable: [.active, .proposed]
            case .enable: [.disabled]
            case .unlock, .resetFactor: [.active, .proposed]
            }
        }
    }

    package var action: Action {
        switch self {
        case .register: .register
        case .propose: .propose
        case .withdraw: .withdraw
        case .approve: .approve
        case .reject: .reject
        case .disable: .disable
        case .enable: .enable
        case .unlock: .unlock
        case .resetFactor: .resetFactor
        }
    }
}
