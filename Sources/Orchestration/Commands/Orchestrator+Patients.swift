import ConsultationCore
package import Storage

extension Orchestrator {
    /// Registers a patient of the caller's institution; the same document gives the same patient again.
    /// - Throws: `Refusal.patientIdentityUnverified` when a resident id fails its checksum or contradicts the stated
    ///   birth date or sex, `Refusal.fieldMissing` for a blank name or number.
    package func registerPatient(
        _ registration: PatientRegistration, by signedIn: SignedIn, idempotency: IdempotencyKey?
    ) async throws -> PatientOutcome {
        let now = environment.now()
        let patient = try patient(from: registration, by: signedIn, at: now)
        let job = CommandJob(
            caller: signedIn.caller, actorName: signedIn.displayName, now: now, policies: policies,
            idempotency: idempotency)
        return try await database.write { transaction in
            if let answer = try job.storedAnswer(in: transaction) {
                return PatientOutcome(
                    patient: try StoredJSON.decode(Patient.self, from: answer), isReplay: true)
            }
            let stored = try transaction.insertOrFind(patient, at: now)
            try transaction.note(
                stored.id == patient.id ? "registered" : "registeredAgain", "{}",
                in: JournalStream.patient(stored.id), at: now.milliseconds, by: job.actor)
            try job.remember(try StoredJSON.encode(stored), in: transaction)
            return PatientOutcome(patient: stored, isReplay: false)
        }
    }

    private func patient(
        from registration: PatientRegistration, by signedIn: SignedIn, at now: WallTime
    ) throws(Refusal) -> Patient {
        let roles: [Role] = [.physician, .invitationCoordinator]
        guard roles.contains(where: signedIn.member.roles.contains) else { throw .roleRequired(roles) }
        var sex = registration.sex
        var birthDate = registration.birthDate
        var identity = registration.identity
        var missing: [FieldProblem] = []
        if Self.isBlank(registration.name.value) { missing.append(FieldProblem("/name", .missing)) }
        switch registration.identity.value {
        case .residentID(let number):
            guard let id = ResidentID(number) else { throw .patientIdentityUnverified }
            guard birthDate == nil || birthDate == id.birthDate, sex == nil || sex == id.sex else {
                throw .patientIdentityUnverified
            }
            (sex, birthDate) = (id.sex, id.birthDate)
            identity = Redacted(.residentID(id.number))
        case .passport(let number), .other(let number):
            if Self.isBlank(number) { missing.append(FieldProblem("/identityDocument/number", .missing)) }
        }
        guard missing.isEmpty else { throw .fieldMissing(missing) }
        return Patient(
            id: PatientID(environment.newID()), institution: signedIn.member.institution,
            name: registration.name, identity: identity, sex: sex, birthDate: Redacted(birthDate),
            phone: registration.phone,
            verification: IdentityVerification(
                method: registration.verification, at: now, by: signedIn.account))
    }

    private static func isBlank(_ text: String) -> Bool { text.allSatisfy(\.isWhitespace) }
}
