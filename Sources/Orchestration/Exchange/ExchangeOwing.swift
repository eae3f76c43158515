import ConsultationCore
import Storage

/// What is owed to the record of a hospital's own system, put on its way when something was signed.
extension Orchestrator {
    /// Report and addenda of a case go to the systems of the inviting institution; doing it again changes nothing.
    func oweDocuments(of id: ConsultationID) async throws {
        let now = environment.now()
        try await database.write { transaction in
            guard let consultation = try transaction.reading.system.consultation(id),
                let report = consultation.report, report.issuedAt != nil
            else { return }
            try transaction.owe(
                .report, parts: report.addenda.count + 1, of: id.text, to: consultation.inviting, at: now)
        }
    }

    func oweDocuments(of id: DiagnosisOrderID) async throws {
        let now = environment.now()
        try await database.write { transaction in
            guard let order = try transaction.reading.system.record(DiagnosisOrder.self, id.text),
                let report = order.report
            else { return }
            try transaction.owe(
                .diagnosisReport, parts: report.addenda.count + 1, of: id.text, to: order.inviting, at: now)
        }
    }
}

extension Orchestrator {
    func oweAddendum(about subject: String) async throws {
        if let consultation = JournalStream.consultationID(in: subject) {
            try await oweDocuments(of: consultation)
        } else if let key = JournalStream.key(of: DiagnosisOrder.self, in: subject) {
            try await oweDocuments(of: DiagnosisOrderID(key))
        }
    }
}

extension WriteTransaction {
    /// One message for each document and each system of the institution that takes such ones.
    func owe(
        _ topic: ExchangeTopic, parts: Int, of subject: String, to institution: InstitutionID,
        at now: WallTime
    ) throws {
        let connections = try reading.scope(institution)
            .records(ExchangeConnection.self, limit: ExchangeConnection.limit)
        for connection in connections where connection.settings.sends.contains(topic) {
            for part in 0..<parts {
                let name = "\(connection.id)/\(topic.rawValue)/\(subject)/\(part)"
                let digest = Digest(of: name).hexadecimal
                try add(
                    ExchangeMessage(
                        id: ExchangeMessageID(String(digest.prefix(32))), connection: connection.id,
                        institution: institution, topic: topic,
                        // MSH-10 of v2.5 holds 20 characters; the same document has the same name at every attempt.
                        controlID: String(digest.prefix(20)), subject: subject, part: part, createdAt: now,
                        state: .waiting))
            }
        }
    }
}
