import ConsultationCore
import Simulation
import TestRequirements
import Testing

/// Accounts, roles and the three administrators (Protocols/account-states.md).
struct AccountTests {
    static let subject: AccountID = "acc-subject"
    static let hospital: InstitutionID = "inst-county"

    static let samples: [AccountCommand] = [
        .register([.physician], reason: "入职"), .propose([.finance], reason: "转岗"), .withdraw, .approve,
        .reject(reason: "理由不足"), .disable(reason: "离职"), .enable(reason: "返岗"), .unlock(reason: "本人核实"),
        .resetFactor(reason: "手机遗失"),
    ]

    static func facts(_ roles: [Role] = [.physician]) -> AccountFacts {
        AccountFacts(account: subject, institution: hospital, roles: roles)
    }

    static func caller(
        _ role: Role, at institution: InstitutionID = hospital, account: AccountID? = nil
    ) -> Caller {
        .member(
            Caller.Member(
                account: account ?? AccountID("acc-\(role.rawValue)"), institution: institution,
                roles: [role]))
    }

    /// The administrator whose command it is.
    static func right(_ command: AccountCommand) -> Caller { caller(command.action.roles[0]) }

    static func after(
        _ command: AccountCommand, on current: AccountPermissions?, facts: AccountFacts = facts(),
        by caller: Caller? = nil
    ) throws(Refusal) -> AccountPermissions? {
        let decision = try AccountPermissions.decide(
            command, on: current, facts: facts, by: caller ?? right(command), at: ConsultationWorld.start,
            under: "test")
        return AccountPermissions.state(after: decision, on: current)
    }

    static func refusal(
        _ command: AccountCommand, on current: AccountPermissions? = nil, facts: AccountFacts = facts(),
        by caller: Caller? = nil
    ) -> Refusal? {
        do throws(Refusal) {
            _ = try after(command, on: current, facts: facts, by: caller)
            return nil
        } catch { return error }
    }

    static func account(in state: AccountPermissions.State?) throws -> AccountPermissions? {
        switch state {
        case nil: nil
        case .active: try after(.withdraw, on: after(.register([.finance], reason: "入职"), on: nil))
        case .proposed: try after(.register([.finance], reason: "入职"), on: nil)
        case .disabled: try after(.disable(reason: "离职"), on: account(in: .active))
        }
    }

    @Test(.requirement("NHC-ID-13"))
    func `every cell of the account table is what the core decides`() throws {
        let table = try #require(
            ProtocolTable(in: protocolPage("account-states.md"), under: "Commands by state"))
        #expect(table.rows.map { $0[0] } == AccountCommand.Action.allCases.map(\.rawValue))
        #expect(Self.samples.map(\.action) == AccountCommand.Action.allCases)
        #expect(
            table.columns.dropFirst(2).map(\.unmarked)
                == AccountPermissions.State.allCases.map(\.rawValue))
        let states = [nil] + AccountPermissions.State.allCases.map(Optional.some)
        for (command, cells) in zip(Self.samples, table.rows) {
            for (state, cell) in zip(states, cells.dropFirst()) {
                let current = try Self.account(in: state)
                var found: String
                do throws(Refusal) {
                    let next = try Self.after(command, on: current)
                    found = next?.state == state ? "=" : "**\(next?.stateName ?? "none")**"
                } catch { found = String(error.code.rawValue.dropFirst("err.".count)) }
                #expect(found == cell, "\(command.action.rawValue) in \(state?.rawValue ?? "none")")
            }
        }
    }

    @Test(.requirement("NHC-ID-13"))
    func `each command is one administrator's, of this institution, and never about the own account`() throws
    {
        let table = try #require(ProtocolTable(in: protocolPage("account-states.md"), under: "Who may"))
        let people = table.columns.dropFirst().map(\.unmarked)
        for (command, cells) in zip(Self.samples, table.rows) {
            let state: AccountPermissions.State? =
                command.action == .register ? nil : command.action.allowedStates.first
            let current = try Self.account(in: state)
            for (person, cell) in zip(people, cells.dropFirst()) {
                let own = command.action.roles[0]
                let who: Caller =
                    switch person {
                    case "foreign": Self.caller(own, at: "inst-province")
                    case "own": Self.caller(own, account: Self.subject)
                    default: Self.caller(try #require(Role(rawValue: person)), account: "acc-other")
                    }
                let found = Self.refusal(command, on: current, by: who)
                let text = found.map { String($0.code.rawValue.dropFirst("err.".count)) } ?? "="
                #expect(text == cell, "\(command.action.rawValue) by \(person)")
            }
        }
    }

    @Test(.requirement("NHC-ID-13"))
    func `proposed roles change nothing until the security administrator lets them take effect`() throws {
        let proposed = try #require(
            try Self.after(.propose([.finance, .qualityController], reason: "转岗"), on: nil))
        #expect(proposed.roles == [.physician])
        let approved = try #require(try Self.after(.approve, on: proposed))
        #expect(approved.roles == [.finance, .qualityController] && approved.proposal == nil)
        #expect(try Self.after(.reject(reason: "理由不足"), on: proposed)?.roles == [.physician])
    }

    @Test(.requirement("NHC-ID-13"), arguments: Role.administrators)
    func `an administrator's role stands alone in one person`(_ role: Role) throws {
        for other in Role.allCases where other != role {
            let clash = Refusal.account(
                .administratorsApart(Role.allCases.filter { $0 == role || $0 == other }))
            #expect(Self.refusal(.propose([role, other], reason: "x")) == clash, "\(other)")
            // The same person under another account.
            var facts = Self.facts()
            facts.rolesElsewhere = [other]
            #expect(Self.refusal(.propose([role], reason: "x"), facts: facts) == clash, "\(other) elsewhere")
            facts.rolesElsewhere = [role]
            facts.callerOperates = true
            #expect(Self.refusal(.propose([other], reason: "x"), facts: facts) == clash, "\(other) beside")
        }
        #expect(Self.refusal(.propose([role], reason: "x")) == nil)
    }

    @Test(.requirement("NHC-ID-13"))
    func `roles are weighed again when they take effect`() throws {
        let proposed = try Self.after(.propose([.auditAdmin], reason: "x"), on: nil)
        var facts = Self.facts()
        facts.rolesElsewhere = [.systemAdmin]
        #expect(
            Self.refusal(.approve, on: proposed, facts: facts)
                == .account(.administratorsApart([.systemAdmin, .auditAdmin])))
        // Whoever proposed it has become security administrator since.
        #expect(
            Self.refusal(.approve, on: proposed, by: Self.caller(.securityAdmin, account: "acc-systemAdmin"))
                == .account(.proposerMayNotApprove))
    }

    @Test(.requirement("NHC-ID-13"), arguments: [Role.operator, .auditor, .healthAuthority])
    func `what reaches beyond an institution is given by the operator's administrators`(_ role: Role) throws {
        #expect(Self.refusal(.propose([role], reason: "x")) == .account(.roleBeyondInstitution(role)))
        var facts = Self.facts()
        facts.callerOperates = true
        #expect(
            Self.refusal(
                .propose([role], reason: "x"), facts: facts,
                by: Self.caller(.systemAdmin, at: "inst-platform"))
                == nil)
    }

    @Test(.requirement("NHC-ID-13"))
    func `the last administrator of a kind stays`() throws {
        var facts = Self.facts([.securityAdmin])
        facts.isLastAdministrator = true
        let stays = Refusal.account(.lastAdministrator(.securityAdmin))
        #expect(Self.refusal(.disable(reason: "x"), facts: facts) == stays)
        let moved = try Self.after(.propose([.physician], reason: "x"), on: nil, facts: facts)
        #expect(Self.refusal(.approve, on: moved, facts: facts) == stays)
        facts.isLastAdministrator = false
        #expect(Self.refusal(.disable(reason: "x"), facts: facts) == nil)
    }

    @Test(.requirement("NHC-ID-13")) func `every act that needs a reason refuses a blank one`() throws {
        let blank: [(AccountCommand, AccountPermissions.State?)] = [
            (.register([.finance], reason: " "), nil), (.propose([.finance], reason: ""), .active),
            (.reject(reason: " "), .proposed), (.disable(reason: ""), .active),
            (.enable(reason: ""), .disabled), (.unlock(reason: ""), .active),
            (.resetFactor(reason: " "), .active),
        ]
        for (command, state) in blank {
            let found = Self.refusal(command, on: try Self.account(in: state))
            #expect(found?.fields.map(\.pointer) == ["/reason"], "\(command.action)")
        }
        #expect(
            Self.refusal(.propose([], reason: "x")) == .fieldInvalid([FieldProblem("/roles", .missing)]))
    }

    @Test(.requirement("NHC-ID-13", "SC-23b"))
    func `the policy names privileged roles and keeps the log as long as the records`() throws {
        let rules = try PolicyShelf.repository.security(on: CivilDate(ConsultationWorld.start))
        #expect(Set(rules.secondFactorRoles).isSuperset(of: Role.administrators))
        #expect(rules.secondFactorRoles.contains(.institutionAdmin))
        #expect(rules.idleLimit == .minutes(30) && rules.sessionLimit == .hours(12))
        #expect(rules.keepsLogLongEnough)
        var short = rules
        short.auditRetention = rules.recordRetention - 1
        #expect(!short.keepsLogLongEnough)
    }
}

extension RefusalCase {
    static let accounts: [RefusalCase] = [
        .init(.administratorsApart) {
            AccountTests.refusal(.propose([.systemAdmin, .auditAdmin], reason: "x"))
        },
        .init(.ownAccount) {
            AccountTests.refusal(
                .resetFactor(reason: "x"),
                by: AccountTests.caller(.securityAdmin, account: AccountTests.subject))
        },
        .init(.proposerMayNotApprove) {
            let proposed = try AccountTests.after(.propose([.finance], reason: "x"), on: nil)
            return AccountTests.refusal(
                .approve, on: proposed,
                by: AccountTests.caller(.securityAdmin, account: "acc-systemAdmin"))
        },
        .init(.roleBeyondInstitution) { AccountTests.refusal(.propose([.operator], reason: "x")) },
        .init(.lastAdministrator) {
            var facts = AccountTests.facts([.systemAdmin])
            facts.isLastAdministrator = true
            return AccountTests.refusal(.disable(reason: "x"), facts: facts)
        },
        .init(.accountStateNotAllowed) { AccountTests.refusal(.approve) },
    ]
}
