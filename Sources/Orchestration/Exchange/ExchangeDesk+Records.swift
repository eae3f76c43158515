package import ConsultationCore
package import Storage

/// Whether a case's signed documents have reached the institution's own record (线上线下一体化质控).
package struct RecordDeliveryView: Sendable {
    package struct Step: Sendable {
        package let topic: ExchangeTopic
        package let state: ExchangeMessage.State
        package let at: WallTime
    }

    package let delivery: RecordDelivery
    package let steps: [Step]
}

extension ReadTransaction {
    package func recordDelivery(
        of subject: String, _ topic: ExchangeTopic, at institution: InstitutionID
    ) throws -> RecordDeliveryView {
        let steps = try exchangeStates(of: subject, at: institution)
            .map { RecordDeliveryView.Step(topic: $0.topic, state: $0.state, at: $0.at) }
        let isConnected = try scope(institution)
            .records(ExchangeConnection.self, limit: ExchangeConnection.limit)
            .contains { $0.state == .active && $0.settings.sends.contains(topic) }
        return RecordDeliveryView(
            delivery: .of(steps.filter { $0.topic.isOutward }.map(\.state), isConnected: isConnected),
            steps: steps)
    }
}

extension ExchangeDesk {
    /// For the inviting side of a case and its quality control; nil for anybody else.
    package func delivery(
        of id: ConsultationID, for signedIn: SignedIn
    ) async throws -> RecordDeliveryView? {
        try await orchestrator.database.read { transaction in
            guard let consultation = try transaction.scope(signedIn.member.institution).consultation(id),
                consultation.inviting == signedIn.member.institution
            else { return nil }
            return try transaction.recordDelivery(of: id.text, .report, at: consultation.inviting)
        }
    }

    /// Of each case of a sample; nil for a sample that is not the person's to read.
    package func deliveries(
        ofSample key: String, for signedIn: SignedIn
    ) async throws -> [(consultation: ConsultationID, delivery: RecordDelivery)]? {
        try await orchestrator.database.read { transaction in
            let scope = transaction.scope(signedIn.member.institution)
            guard let sample = try scope.record(RecordSample.self, key) else { return nil }
            try signedIn.demand(QualityQueries.readers)
            return try sample.cases.compactMap { one in
                guard let inviting = try transaction.system.consultation(one.consultation)?.inviting else {
                    return nil
                }
                let view = try transaction.recordDelivery(of: one.consultation.text, .report, at: inviting)
                return (one.consultation, view.delivery)
            }
        }
    }

    /// What the hospital's system told of a person, for registering them here without typing.
    package func registration(
        recordNumber: String, for signedIn: SignedIn
    ) async throws -> ExchangePatient? {
        try signedIn.demand([.physician, .invitationCoordinator])
        let now = orchestrator.environment.now()
        let actor = signedIn.journalActor
        let institution = signedIn.member.institution
        return try await orchestrator.database.write { transaction in
            let found = try transaction.reading.scope(institution).exchangePatient(recordNumber: recordNumber)
            guard let found else { return nil }
            try transaction.note(
                "registrationRead", "{}", in: "exchangePatients/\(institution)", at: now.milliseconds,
                by: actor)
            return found
        }
    }
}
