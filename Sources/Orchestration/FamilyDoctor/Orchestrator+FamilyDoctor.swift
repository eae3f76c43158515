package import ConsultationCore
package import Storage

extension Orchestrator {
    package func draftFamilyDoctorContract(
        for patient: PatientID, _ terms: FamilyDoctorTerms, by signedIn: SignedIn,
        idempotency: IdempotencyKey?
    ) async throws -> RecordOutcome<FamilyDoctorContract> {
        let opening = FamilyDoctorOpening(
            id: FamilyDoctorContractID(environment.newID()), patient: patient, terms: terms)
        let job = job(signedIn, idempotency)
        return try await run(job) { try job.decide(.draft(opening), on: nil, in: $0.reading) }
    }

    package func perform(
        _ command: FamilyDoctorCommand, on id: FamilyDoctorContractID, expectedVersion: Int?,
        by signedIn: SignedIn, idempotency: IdempotencyKey?
    ) async throws -> RecordOutcome<FamilyDoctorContract> {
        let job = job(signedIn, idempotency)
        return try await run(job) { transaction in
            let scope = transaction.reading.scope(signedIn.member.institution)
            guard let current = try scope.record(FamilyDoctorContract.self, id.text) else {
                throw CommandFault.notFound
            }
            try job.check(expectedVersion, against: current)
            return try job.decide(command, on: current, in: transaction.reading)
        }
    }

    /// The patient, let in by the code, leaves the contract.
    @discardableResult
    package func patientWithdraws(
        from id: FamilyDoctorContractID, reason: Redacted<String>, by patient: PatientID
    ) async throws -> FamilyDoctorContract {
        let job = systemJob
        return try await run(job) { transaction in
            let found = try transaction.reading.system.record(FamilyDoctorContract.self, id.text)
            guard let found, found.patient == patient else { throw CommandFault.notFound }
            return try job.decide(.withdraw(reason: reason), on: found, in: transaction.reading)
        }.record
    }

    func familyDoctorTermPassed(on id: FamilyDoctorContractID) async throws {
        let job = systemJob
        _ = try await run(job) { transaction in
            guard let found = try transaction.reading.system.record(FamilyDoctorContract.self, id.text)
            else { throw CommandFault.notFound }
            return try job.decide(.deadlinePassed, on: found, in: transaction.reading)
        }
    }

    private func run(
        _ job: CommandJob,
        decide: @escaping @Sendable (WriteTransaction) throws -> RecordStep<FamilyDoctorContract>
    ) async throws -> RecordOutcome<FamilyDoctorContract> {
        try await countingRefusals(of: job) {
            try await runRecord(job, decide: decide) { contract, _, transaction in
                try transaction.list(contract)
                return []
            }
        }
    }
}

extension ReadTransaction {
    static let contractsOfOnePatient = 20

    /// What is to be read before a signature there.
    func familyDoctorNotice(of institution: InstitutionID) throws -> NoticeTemplate {
        try system.record(OnlineClinic.self, institution.text)?.notice(.familyDoctorService)
            ?? .standard(.familyDoctorService)
    }

    /// The contract that holds on this day between the patient and a family doctor of the institution.
    func familyDoctor(
        of patient: PatientID, at institution: InstitutionID, on day: CivilDate
    ) throws -> FamilyDoctorContract? {
        try system.familyDoctorContracts(of: patient, limit: Self.contractsOfOnePatient)
            .first { $0.institution == institution && $0.isInForce(on: day) }
    }
}

extension CommandJob {
    fileprivate func decide(
        _ command: FamilyDoctorCommand, on current: FamilyDoctorContract?, in reading: ReadTransaction
    ) throws -> RecordStep<FamilyDoctorContract> {
        guard let own = current?.institution ?? caller.institution,
            let institution = try reading.institution(own)
        else { throw CommandFault.notFound }
        var (patient, terms) = (current?.patient, current?.terms)
        if case .draft(let opening) = command { (patient, terms) = (opening.patient, opening.terms) }
        if case .edit(let edited) = command { terms = edited }
        let doctor = current?.physician ?? caller.member?.practitioner
        let facts = FamilyDoctorFacts(
            institution: institution, patient: try patient.flatMap { try reading.scope(own).patient($0) },
            physician: try doctor.flatMap { try reading.practitioner($0) },
            members: try (terms?.members ?? []).prefix(FamilyDoctorContract.memberLimit)
                .compactMap { try reading.practitioner($0) },
            price: try terms?.price.flatMap { try reading.price($0) },
            notice: try reading.familyDoctorNotice(of: own),
            isSignedAlready: try patient.flatMap {
                try reading.familyDoctor(of: $0, at: own, on: CivilDate(now))
            } != nil,
            rules: policies.onlineRules(for: institution.jurisdiction, at: now))
        let decision = try FamilyDoctorContract.decide(
            command, on: current, by: caller, at: now,
            under: policies.policy(of: .internetFollowUp, for: institution.jurisdiction, at: now),
            facts: facts)
        return RecordStep(current: current, decision: decision)
    }
}
