import ConsultationCore
import Storage

/// What is said to the province's platform, as JSON (Protocols/jilin-platform.md): who, what, when; never who the
/// patient is.
struct PlatformReport: Codable, Equatable {
    struct Party: Codable, Equatable {
        let code: String
        let name: String
    }

    struct Case: Codable, Equatable {
        let id: String
        let number: String
        let version: Int
        let state: String
        let serviceKind: String
        let mode: String
        let priority: String
        let specialty: String?
        let startedAt: Int64?
        let endedAt: Int64?
    }

    struct Report: Codable, Equatable {
        let issuedAt: Int64?
        let signers: Int
    }

    struct Settlement: Codable, Equatable {
        let batch: String
        let period: String
        let state: String
        let lines: Int?
        /// 分.
        let fee: Int64?
        let inviting: Int64?
        let invited: Int64?
    }

    let format: Int
    let event: String
    /// Milliseconds since 1970, UTC.
    let at: Int64
    let inviting: Party?
    let invited: Party?
    let consultation: Case?
    let report: Report?
    let settlement: Settlement?
}

extension PlatformReport {
    init(_ notice: Effect.Notice, of consultation: Consultation, at: WallTime, parties: [Institution]) {
        func party(_ id: InstitutionID?) -> Party? {
            parties.first { $0.id == id }.map { Party(code: $0.code, name: $0.name) }
        }
        let isReport = notice == .reportIssued || notice == .addendumAdded
        self.init(
            format: 1, event: notice.rawValue, at: at.milliseconds, inviting: party(consultation.inviting),
            invited: party(consultation.invited),
            consultation: Case(
                id: consultation.id.text, number: consultation.number.text, version: consultation.version,
                state: consultation.state.rawValue, serviceKind: consultation.serviceKind.rawValue,
                mode: consultation.mode.rawValue, priority: consultation.priority.rawValue,
                specialty: consultation.request.requestedSpecialty?.text,
                startedAt: consultation.session.startedAt?.milliseconds,
                endedAt: consultation.session.endedAt?.milliseconds),
            report: isReport
                ? Report(issuedAt: at.milliseconds, signers: consultation.report?.signatures.count ?? 0)
                : nil, settlement: nil)
    }

    init(_ batch: SettlementBatch, at: WallTime, parties: [Institution]) {
        func party(_ id: InstitutionID) -> Party? {
            parties.first { $0.id == id }.map { Party(code: $0.code, name: $0.name) }
        }
        self.init(
            format: 1, event: "settlement." + batch.state.rawValue, at: at.milliseconds,
            inviting: party(batch.pair.inviting), invited: party(batch.pair.invited), consultation: nil,
            report: nil,
            settlement: Settlement(
                batch: batch.id.text, period: batch.period.text, state: batch.state.rawValue,
                lines: batch.proof?.lines, fee: batch.proof?.fee.fen, inviting: batch.proof?.inviting.fen,
                invited: batch.proof?.invited.fen))
    }
}

extension WriteTransaction {
    /// One message for each party whose province has a platform.
    func report(
        _ report: PlatformReport, kind: PlatformMessage.Kind, named name: String, by parties: [Institution],
        under policies: PolicyBook, at now: WallTime
    ) throws {
        for party in parties
        where policies.policy(for: party.jurisdiction, at: now).technical.supervisionConnection
            == .provincialPlatform
        {
            try enqueue(
                PlatformMessage(
                    name: name + "/" + party.id.text, institution: party.id, kind: kind,
                    event: report.event, document: try StoredJSON.encode(report), createdAt: now))
        }
    }
}

extension Orchestrator {
    /// Puts an event of a case on the way; doing it again changes nothing.
    func report(_ notice: Effect.Notice, of id: ConsultationID, effect: Int64, at instant: WallTime)
        async throws
    {
        let policies = policies
        try await database.write { transaction in
            let reading = transaction.reading
            guard let consultation = try reading.system.consultation(id) else { return }
            let parties = try Set([consultation.inviting, consultation.invited].compactMap { $0 }).sorted()
                .compactMap { try reading.institution($0) }
            let kind: PlatformMessage.Kind = notice == .reportIssued ? .report : .consultation
            try transaction.report(
                PlatformReport(notice, of: consultation, at: instant, parties: parties), kind: kind,
                named: "consultation/\(id.text)/\(notice.rawValue)/\(effect)", by: parties, under: policies,
                at: instant)
        }
    }
}

extension CommandJob {
    /// A settlement's new state, for the platform (JL 19).
    func report(_ batch: SettlementBatch, in transaction: WriteTransaction) throws {
        let parties = try [batch.pair.inviting, batch.pair.invited].compactMap {
            try transaction.reading.institution($0)
        }
        try transaction.report(
            PlatformReport(batch, at: now, parties: parties), kind: .settlement,
            named: "settlement/\(batch.id.text)/\(batch.state.rawValue)", by: parties, under: policies,
            at: now)
    }
}
