package import ConsultationCore
import HospitalWire
package import Storage

/// What people do with the connections to their hospital's own systems: set them up, test them, look at what waits,
/// try again, lay what came in to its case.
package struct ExchangeDesk: Sendable {
    let orchestrator: Orchestrator
    let link: any HospitalLink

    package static let pageSize = 50
    static let readers: [Role] = [
        .institutionAdmin, .invitationCoordinator, .physician, .finance, .qualityController,
    ]

    package init(orchestrator: Orchestrator, link: any HospitalLink) {
        self.orchestrator = orchestrator
        self.link = link
    }

    package struct Line: Sendable {
        package let connection: ExchangeConnection
        package let link: ExchangeLinkState
    }

    package struct View: Sendable {
        package let lines: [Line]
        package let allowedHosts: [String]
        package let waiting: Int
        package let dead: Int
        package let unmatched: Int
        package let mayKeep: Bool
    }

    package func view(for signedIn: SignedIn) async throws -> View {
        try signedIn.demand(Self.readers)
        return try await orchestrator.database.read { transaction in
            let scope = transaction.scope(signedIn.member.institution)
            return View(
                lines: try scope.records(ExchangeConnection.self, limit: ExchangeConnection.limit)
                    .sorted { ($0.openedAt, $0.key) < ($1.openedAt, $1.key) }
                    .map { Line(connection: $0, link: try transaction.exchangeLink($0.id)) },
                allowedHosts: link.allowedHosts, waiting: try scope.exchangeCount(.waiting),
                dead: try scope.exchangeCount(.dead), unmatched: try scope.exchangeCount(.unmatched),
                mayKeep: ExchangeConnection.keepers.contains(where: signedIn.member.roles.contains))
        }
    }

    package func perform(
        _ command: ExchangeConnectionCommand, on id: ExchangeConnectionID, expectedVersion: Int?,
        by signedIn: SignedIn, idempotency: IdempotencyKey?
    ) async throws -> RecordOutcome<ExchangeConnection> {
        let job = orchestrator.job(signedIn, idempotency)
        let allowed = link.allowedHosts
        let outcome = try await orchestrator.runRecord(
            job,
            decide: { transaction in
                let scope = transaction.reading.scope(signedIn.member.institution)
                let current = try scope.record(ExchangeConnection.self, id.text)
                if current == nil, command.action != .open { throw CommandFault.notFound }
                if let current { try job.check(expectedVersion, against: current) }
                let others = try scope.records(ExchangeConnection.self, limit: ExchangeConnection.limit).count
                return RecordStep(
                    current: current,
                    decision: try ExchangeConnection.decide(
                        command, as: id, on: current, allowed: allowed, others: others, by: job.caller,
                        at: job.now,
                        under: job.policies.policy(for: signedIn.institution.jurisdiction, at: job.now)))
            })
        if command.action == .start || command.action == .change {
            let now = job.now
            try await orchestrator.database.write { try $0.hurryExchange(id, at: now) }
        }
        return outcome
    }

    /// One real exchange with the system; what came of it is on record.
    package func test(_ id: ExchangeConnectionID, by signedIn: SignedIn) async throws {
        try signedIn.demand(ExchangeConnection.keepers)
        let connection = try await orchestrator.database.read {
            try $0.scope(signedIn.member.institution).record(ExchangeConnection.self, id.text)
        }
        guard let connection else { throw CommandFault.notFound }
        var failure: ExchangeFailure?
        do throws(LinkFault) { try await link.probe(connection.settings) } catch { failure = error.failure }
        let now = orchestrator.environment.now()
        let found = failure
        let note = try StoredJSON.encode(["reason": found?.reason.rawValue ?? "passed"])
        let actor = signedIn.journalActor
        try await orchestrator.database.write { transaction in
            try transaction.seeLink(id, found, at: now)
            if found == nil { try transaction.hurryExchange(id, at: now) }
            try transaction.note(
                "exchangeTested", note, in: "exchangeTest/\(id)", at: now.milliseconds, by: actor)
        }
        if let failure { throw Refusal.exchange(.failed(failure)) }
    }

    package struct Page: Sendable {
        package struct Item: Sendable {
            package let message: ExchangeMessage
            package let connection: ExchangeConnection?
            /// The printed number of the case it is about.
            package let number: ConsultationNumber?
            package let acts: [ExchangeMessage.Act]
        }

        package let items: [Item]
        package let next: ExchangeMessagePlace?
    }

    package func messages(
        _ state: ExchangeMessage.State, before place: ExchangeMessagePlace?, for signedIn: SignedIn
    ) async throws -> Page {
        try signedIn.demand(Self.readers)
        return try await orchestrator.database.read { transaction in
            let scope = transaction.scope(signedIn.member.institution)
            let found = try scope.exchangeMessages(state, before: place, limit: Self.pageSize + 1)
            let page = found.prefix(Self.pageSize)
            return Page(
                items: try page.map { message in
                    Page.Item(
                        message: message,
                        connection: try scope.record(ExchangeConnection.self, message.connection.text),
                        number: try transaction.number(ofExchanged: message.subject),
                        acts: message.acts(for: signedIn.caller))
                },
                next: found.count > Self.pageSize
                    ? page.last.map { ExchangeMessagePlace(createdAt: $0.createdAt, id: $0.id.text) } : nil)
        }
    }

    /// Tries again, or gives it up with a reason, or puts it aside.
    package func perform(
        _ act: ExchangeMessage.Act, on id: ExchangeMessageID, reason: String?, by signedIn: SignedIn
    ) async throws {
        let now = orchestrator.environment.now()
        let actor = signedIn.journalActor
        try await orchestrator.database.write { transaction in
            guard
                var message = try transaction.reading.scope(signedIn.member.institution).exchangeMessage(id)
            else { throw CommandFault.notFound }
            try message.check(act, reason: reason, by: signedIn.caller)
            message.state = act.next
            message.reason = reason
            if act == .retry {
                (message.attempts, message.nextAt, message.settledAt) = (0, now, nil)
            } else {
                message.settledAt = now
            }
            try transaction.update(message)
            try transaction.noteExchange(act, message, at: now, by: actor)
        }
        orchestrator.feed.publish(.worklist, to: [signedIn.member.institution])
    }

    /// Who and what an unmatched message is about, for those who may lay it to a case; the reading is on record.
    package func content(
        of id: ExchangeMessageID, for signedIn: SignedIn
    ) async throws -> InwardContent? {
        guard let (message, content) = try await inward(id, for: signedIn) else { return nil }
        let now = orchestrator.environment.now()
        let actor = signedIn.journalActor
        try await orchestrator.database.write { transaction in
            try transaction.note(
                "exchangeRead", "{}", in: "exchangeMessage/\(message.id)", at: now.milliseconds, by: actor)
        }
        return InwardContent(content)
    }

    package func match(
        _ id: ExchangeMessageID, to number: String, by signedIn: SignedIn
    ) async throws {
        guard let (message, content) = try await inward(id, for: signedIn) else {
            throw CommandFault.notFound
        }
        try message.check(.match, reason: nil, by: signedIn.caller)
        let found = try await orchestrator.database.read { transaction in
            let scope = transaction.scope(signedIn.member.institution)
            return (
                consultation: try scope.invitingCase(numbered: number),
                connection: try scope.record(ExchangeConnection.self, message.connection.text)
            )
        }
        guard let consultation = found.consultation, let connection = found.connection else {
            throw Refusal.fieldInvalid([FieldProblem("/consultationNumber", .invalid)])
        }
        let filing = ExchangeFiling(orchestrator: orchestrator, connection: connection)
        switch content {
        case .result(let result):
            try await filing.attach(result, of: message, to: consultation.id, by: signedIn)
        case .fee(let fee): _ = try await filing.keep(fee, named: consultation.id)
        case .registration, .order: throw Refusal.exchange(.messageStateNotAllowed(message.state))
        }
        try await orchestrator.settleInward(message, .taken(subject: consultation.id.text))
        let now = orchestrator.environment.now()
        let actor = signedIn.journalActor
        try await orchestrator.database.write {
            try $0.noteExchange(.match, message, at: now, by: actor)
        }
    }

    private func inward(
        _ id: ExchangeMessageID, for signedIn: SignedIn
    ) async throws -> (ExchangeMessage, ExchangeContent)? {
        let institution = signedIn.member.institution
        let message = try await orchestrator.database.read { try $0.scope(institution).exchangeMessage(id) }
        guard let message, let document = message.document else { return nil }
        try signedIn.demand(ExchangeMessage.Act.match.roles(for: message.topic))
        let bytes = try orchestrator.database.blobs.read(document.hexadecimal, owner: institution.text)
        guard let content = try? ExchangeContent(HL7Reader.read(bytes)) else { return nil }
        return (message, content)
    }
}

/// What a message that came in is about, for the person who lays it to a case.
package struct InwardContent: Sendable {
    package let patientName: Redacted<String>
    package let recordNumber: Redacted<String>
    package let birthDate: Redacted<CivilDate?>
    /// What was examined or booked, one line each.
    package let items: [String]
    package let numbers: [String]

    init(_ content: ExchangeContent) {
        let patient = content.patient
        patientName = Redacted(patient.name)
        recordNumber = Redacted(patient.recordNumber ?? "")
        birthDate = Redacted(patient.birthDate?.date)
        switch content {
        case .result(let result):
            items = result.reports.map { "\($0.service.shown) · \($0.observations.count)" }
            numbers = result.reports.map(\.placerNumber).filter { !$0.isEmpty }
        case .fee(let fee):
            items = fee.lines.map(\.item.shown)
            numbers = fee.lines.map(\.number)
        case .order(let order):
            items = order.orders.map(\.service.shown)
            numbers = order.orders.map(\.number)
        case .registration: (items, numbers) = ([], [])
        }
    }
}

extension ExchangeMessage {
    func acts(for caller: Caller) -> [Act] {
        Act.allCases.filter { act in
            act.allowed.contains(state) && act.roles(for: topic).contains(where: caller.has)
                && (act != .match || topic == .result || topic == .fee)
        }
    }
}

extension ReadTransaction {
    func number(ofExchanged subject: String?) throws -> ConsultationNumber? {
        guard let subject else { return nil }
        return try system.consultation(ConsultationID(subject))?.number
            ?? system.record(DiagnosisOrder.self, subject)?.number
    }
}

extension WriteTransaction {
    func noteExchange(
        _ act: ExchangeMessage.Act, _ message: ExchangeMessage, at now: WallTime, by actor: JournalActor
    ) throws {
        try note(
            act.rawValue, try StoredJSON.encode(["reason": message.reason ?? ""]),
            in: "exchangeMessage/\(message.id)", at: now.milliseconds, by: actor)
    }
}
