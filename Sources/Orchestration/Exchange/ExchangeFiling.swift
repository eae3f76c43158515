package import ConsultationCore
import HospitalWire
import Storage

/// Lays what came in where it belongs: a registration to the hospital's patients, an order to its case, a fee to the
/// case's money, a result to the case's material.
struct ExchangeFiling: Sendable {
    enum Result: Sendable {
        case taken(subject: String?)
        case unmatched(ExchangeFailure)
    }

    let orchestrator: Orchestrator
    let connection: ExchangeConnection

    var institution: InstitutionID { connection.institution }

    func file(_ content: ExchangeContent, of message: ExchangeMessage) async throws -> Result {
        switch content {
        case .registration(let content):
            try await keep(content)
            return .taken(subject: nil)
        case .order(let content): return try await keep(content)
        case .fee(let content): return try await keep(content, named: nil)
        case .result(let content): return try await attach(content, of: message)
        }
    }

    private func keep(_ content: RegistrationContent) async throws {
        let now = orchestrator.environment.now()
        let patient = ExchangePatient(content)
        try await orchestrator.database.write { try $0.keep(patient, of: institution, at: now) }
    }

    /// Orders that name none of our cases are no concern of ours, unless the patient has one open case.
    private func keep(_ content: OrderContent) async throws -> Result {
        try await orchestrator.database.write { transaction in
            let scope = transaction.reading.scope(institution)
            var subject: String?
            for order in content.orders {
                if ["CA", "OC"].contains(order.control) {
                    try transaction.forgetOrder(order.number, of: institution)
                    continue
                }
                let named = try order.group.isEmpty ? nil : scope.invitingCase(numbered: order.group)?.id
                let found =
                    try named
                    ?? ExchangeGrounds(transaction.reading, institution).onlyOpenCase(of: content.patient)
                guard let found else { continue }
                try transaction.keepOrder(order.number, for: found, of: institution)
                subject = found.text
            }
            return .taken(subject: subject)
        }
    }

    /// - Parameter named: the case that a person chose; nil: the one the message names.
    func keep(_ content: FeeContent, named: ConsultationID?) async throws -> Result {
        try await orchestrator.database.write { transaction in
            let scope = transaction.reading.scope(institution)
            var subjects: Set<ConsultationID> = []
            for line in content.lines {
                let found =
                    try named ?? scope.invitingCase(numbered: line.order)?.id ?? scope.orderedCase(line.order)
                guard let found, let at = line.at.instant else {
                    return .unmatched(ExchangeFailure(.noOpenCase))
                }
                let sign: Int64 = line.kind == "CG" ? 1 : -1
                try transaction.keep(
                    ExchangeFee(
                        number: line.number, amount: Money(fen: sign * line.amount),
                        insurance: Money(fen: sign * line.insurance)),
                    for: found, of: institution, at: at)
                subjects.insert(found)
            }
            return .taken(subject: subjects.sorted { $0.text < $1.text }.first?.text)
        }
    }

    private func attach(_ content: ResultContent, of message: ExchangeMessage) async throws -> Result {
        guard content.reports.allSatisfy(\.isFinal) else { return .unmatched(ExchangeFailure(.notFinal)) }
        guard connection.settings.isQualityAttested else {
            return .unmatched(ExchangeFailure(.notAttested))
        }
        let match = try await orchestrator.database.read { transaction in
            try ExchangeGrounds(transaction, institution).match(content)
        }
        switch match {
        case .none(let reason): return .unmatched(ExchangeFailure(reason))
        case .consultation(let id):
            do {
                try await attach(content, of: message, to: id, by: nil)
                return .taken(subject: id.text)
            } catch let refusal as Refusal {
                return .unmatched(ExchangeFailure(.caseRefused, code: refusal.code.rawValue))
            }
        }
    }

    /// Every report of the message becomes an item of its own, in a form that people read.
    func attach(
        _ content: ResultContent, of message: ExchangeMessage, to id: ConsultationID, by signedIn: SignedIn?
    ) async throws {
        for (index, report) in content.reports.enumerated() {
            let item = AttachmentID(
                "x-" + String(Digest(of: "\(message.id)/\(index)").hexadecimal.prefix(32)))
            let isThere = try await orchestrator.database.read {
                try $0.system.consultation(id)?.attachments.contains { $0.id == item } ?? false
            }
            if isThere { continue }
            let sheet = LaboratorySheet(
                report: report, patient: content.patient,
                issuedAt: report.reportedAt?.instant ?? message.createdAt)
            var writer = try orchestrator.beginUpload(limit: HL7Limits.messageBytes * 4, of: institution)
            try writer.append(sheet.pdf)
            let receipt = try writer.finish(expecting: nil)
            guard let digest = Digest(hexadecimal: receipt.sha256) else {
                throw CommandFault.fileHashMismatch
            }
            let now = orchestrator.environment.now()
            let made = (report.observedAt ?? report.reportedAt)?.instant ?? message.createdAt
            let attachment = Attachment(
                id: item, name: Redacted(sheet.fileName), contentType: "application/pdf",
                size: Int64(receipt.size), sha256: digest, group: .laboratoryReport, uploadedAt: now,
                uploadedBy: signedIn?.account ?? connection.account,
                facts: MaterialFacts(
                    kind: .labReport,
                    author: Redacted(report.author.isEmpty ? connection.settings.name : report.author),
                    acquiredAt: min(made, now), device: device(of: report), qualityAttested: true))
            if let signedIn {
                _ = try await orchestrator.perform(
                    .attachMaterial(attachment), on: id, expectedVersion: nil, by: signedIn, idempotency: nil)
            } else {
                try await orchestrator.performAsSystem(.attachMaterial(attachment), on: id)
            }
        }
    }

    /// The instrument where the laboratory names it, else the laboratory's own number of the examination.
    private func device(of report: ResultContent.Report) -> String {
        let named = report.observations.map(\.device).first { !$0.isEmpty }
        let text = named ?? (report.fillerNumber.isEmpty ? connection.settings.name : report.fillerNumber)
        return String(text.prefix(100))
    }
}

extension ExchangeConnection {
    /// In whose name items come in.
    package static let accountPrefix = "exchange/"
    package var account: AccountID { AccountID(Self.accountPrefix + settings.name) }
}

extension AccountID {
    /// The name of the system that brought an item in; nil for people.
    package var exchangeName: String? {
        text.hasPrefix(ExchangeConnection.accountPrefix)
            ? String(text.dropFirst(ExchangeConnection.accountPrefix.count)) : nil
    }
}

/// What an institution knows when something comes in for one of its patients.
struct ExchangeGrounds {
    let transaction: ReadTransaction
    let institution: InstitutionID

    init(_ transaction: ReadTransaction, _ institution: InstitutionID) {
        self.transaction = transaction
        self.institution = institution
    }

    private var scope: InstitutionScope { transaction.scope(institution) }

    /// The institution's own patient of whom a message speaks.
    func patient(_ content: PatientContent) throws -> Patient? {
        if let number = content.residentID.flatMap({ ResidentID($0)?.number }),
            let found = try scope.patient(identity: .residentID(number))
        {
            return found
        }
        if let number = content.passport, let found = try scope.patient(identity: .passport(number)) {
            return found
        }
        guard let record = content.recordNumber else { return nil }
        if let known = try scope.exchangePatient(recordNumber: record)?.identity.value,
            let found = try scope.patient(identity: known)
        {
            return found
        }
        return nil
    }

    /// Cases that still take material.
    func openCases(of patient: Patient) throws -> [ConsultationID] {
        try transaction.system.consultations(of: patient.id, limit: 50)
            .filter {
                $0.inviting == institution
                    && ConsultationAction.attachMaterial.allowedStates.contains($0.state)
            }
            .map { $0.id }
    }

    func onlyOpenCase(of content: PatientContent) throws -> ConsultationID? {
        guard let patient = try patient(content) else { return nil }
        let open = try openCases(of: patient)
        return open.count == 1 ? open.first : nil
    }

    func match(_ content: ResultContent) throws -> ExchangeMatch {
        let patient = try patient(content.patient)
        var ordered: [ConsultationID] = []
        for report in content.reports where !report.placerNumber.isEmpty {
            if let id = try scope.orderedCase(report.placerNumber) {
                ordered.append(id)
            } else if let named = try scope.invitingCase(numbered: report.placerNumber) {
                ordered.append(named.id)
            }
        }
        return .find(
            ordered: ordered, isPatientKnown: patient != nil, open: try patient.map(openCases) ?? [])
    }
}

extension ExchangePatient {
    init(_ content: RegistrationContent) {
        let person = content.patient
        var identity: IdentityDocument?
        if let number = person.residentID.flatMap({ ResidentID($0)?.number }) {
            identity = .residentID(number)
        } else if let number = person.passport {
            identity = .passport(number)
        }
        self.init(
            recordNumber: Redacted(person.recordNumber ?? ""), name: Redacted(person.name),
            identity: Redacted(identity),
            sex: person.sex == "M" ? .male : person.sex == "F" ? .female : nil,
            birthDate: Redacted(person.birthDate?.date), phone: Redacted(person.phone),
            admittedAt: content.admittedAt?.instant)
    }
}
