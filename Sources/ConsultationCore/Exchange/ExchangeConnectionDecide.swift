extension ExchangeConnection {
    /// Who sets up connections: the institution's own administrator.
    package static let keepers: [Role] = [.institutionAdmin]
    /// Connections of one institution; a hospital has a HIS, a LIS and a few archives.
    package static let limit = 20
    private static let portRange = 1...65_535

    /// - Parameters:
    ///   - allowed: the hosts that the operator of the installation lets the service speak with.
    ///   - others: how many connections the institution has.
    package static func decide(
        _ command: ExchangeConnectionCommand, as id: ExchangeConnectionID, on current: ExchangeConnection?,
        allowed: [String], others: Int, by caller: Caller, at now: WallTime, under policy: Policy
    ) throws(Refusal) -> RecordDecision<ExchangeConnectionChange> {
        guard let member = caller.member else { throw .accessDenied }
        if let current, current.institution != member.institution { throw .accessDenied }
        guard keepers.contains(where: caller.has) else { throw .roleRequired(keepers) }
        let change: ExchangeConnectionChange
        switch (command, current) {
        case (.open(let settings), nil):
            guard others < limit else { throw .fieldInvalid([FieldProblem("/name", .tooMany)]) }
            try check(settings, allowed)
            change = .opened(id, member.institution, settings)
        case (.open, .some): throw .alreadyExists
        case (_, nil): throw .accessDenied
        case (.change(let settings), .some(let connection)):
            guard settings.system == connection.settings.system else {
                throw .fieldInvalid([FieldProblem("/system", .invalid)])
            }
            try check(settings, allowed)
            change = .changed(settings)
        case (.stop(let reason), .some(let connection)):
            guard connection.state == .active else {
                throw .exchange(.connectionStateNotAllowed(connection.state))
            }
            if let problem = Limits.required("/reason", Redacted(reason), limit: Limits.shortText) {
                throw .fieldInvalid([problem])
            }
            change = .stopped(reason: reason)
        case (.start, .some(let connection)):
            guard connection.state == .stopped else {
                throw .exchange(.connectionStateNotAllowed(connection.state))
            }
            try check(connection.settings, allowed)
            change = .started
        }
        return RecordDecision(
            events: [RecordEvent(at: now, by: caller, policyVersion: policy.id, change: change)],
            effects: [])
    }

    private static func check(_ settings: ExchangeSettings, _ allowed: [String]) throws(Refusal) {
        var problems: [FieldProblem?] = [
            Limits.required("/name", Redacted(settings.name), limit: Limits.reference),
            Limits.required("/host", Redacted(settings.host), limit: Limits.reference),
            portRange.contains(settings.port) ? nil : FieldProblem("/port", .outOfRange),
        ]
        if settings.system.speaksHL7 {
            // MSH-3 and MSH-4 are how a message that comes in is known to be this system's.
            problems += [
                Limits.required("/application", Redacted(settings.application), limit: Limits.reference),
                Limits.required("/facility", Redacted(settings.facility), limit: Limits.reference),
                settings.path.isEmpty ? nil : FieldProblem("/path", .invalid),
            ]
        } else if !isPath(settings.path) {
            problems.append(FieldProblem("/path", .invalid))
        }
        if !settings.sends.allSatisfy(settings.system.sends.contains) {
            problems.append(FieldProblem("/sends", .invalid))
        }
        if let secret = settings.secret, !isFileName(secret) {
            problems.append(FieldProblem("/secret", .invalid))
        }
        let found = problems.compactMap { $0 }
        guard found.isEmpty else { throw .fieldInvalid(found) }
        guard allowed.contains(settings.host) else { throw .exchange(.hostNotAllowed) }
    }

    /// Begins with a slash and holds nothing that would turn into a query, a user or another directory.
    private static func isPath(_ text: String) -> Bool {
        text.hasPrefix("/") && text.utf8.count <= Limits.reference && !text.contains("..")
            && text.utf8.allSatisfy { isPlain($0) || $0 == 0x2F }
    }

    private static func isFileName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= Limits.reference && !text.hasPrefix(".")
            && text.utf8.allSatisfy(isPlain)
    }

    /// Letters, digits, `-`, `_`, `.`.
    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            || [0x2D, 0x5F, 0x2E].contains(byte)
    }
}
