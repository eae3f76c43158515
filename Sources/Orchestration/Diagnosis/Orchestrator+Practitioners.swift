package import ConsultationCore
package import Storage

extension Orchestrator {
    /// One check of one practitioner, recorded by their institution (NHC-ID 14).
    package func perform(
        _ command: PractitionerFileCommand, on id: PractitionerID, expectedVersion: Int?,
        by signedIn: SignedIn, idempotency: IdempotencyKey?
    ) async throws -> RecordOutcome<PractitionerFile> {
        let job = job(signedIn, idempotency)
        return try await countingRefusals(of: job) {
            try await run(job, command, on: id) { file, home in
                guard home == signedIn.member.institution else { throw CommandFault.notFound }
                if let expectedVersion, expectedVersion != file?.version ?? 0 {
                    throw CommandFault.staleVersion(current: file?.version ?? 0)
                }
            }
        }
    }

    func performAsSystem(_ command: PractitionerFileCommand, on id: PractitionerID) async throws {
        _ = try await run(systemJob, command, on: id) { _, _ in }
    }

    /// Files begun in one round; the others follow in the next.
    static let filesOfOneRound = 500

    /// Begins the file of everybody who has none, so that the limit of their check runs.
    package func followPractitioners() async throws {
        let without = try await database.read {
            try $0.practitionersWithoutFile(limit: Self.filesOfOneRound)
        }
        for id in without { try await performAsSystem(.recognise, on: id) }
    }

    private func run(
        _ job: CommandJob, _ command: PractitionerFileCommand, on id: PractitionerID,
        check: @escaping @Sendable (PractitionerFile?, InstitutionID) throws -> Void
    ) async throws -> RecordOutcome<PractitionerFile> {
        try await runRecord(
            job,
            decide: { transaction in
                let reading = transaction.reading
                guard let practitioner = try reading.practitioner(id), let home = try reading.home(of: id),
                    let institution = try reading.institution(home)
                else { throw CommandFault.notFound }
                let current = try reading.system.record(PractitionerFile.self, id.text)
                try check(current, home)
                let decision = try PractitionerFile.decide(
                    command, of: practitioner, at: home, on: current, by: job.caller, at: job.now,
                    under: job.policies.policy(for: institution.jurisdiction, at: job.now))
                return RecordStep(current: current, decision: decision)
            },
            follow: { file, _, transaction in
                try transaction.follow(file)
                return []
            })
    }
}

extension WriteTransaction {
    /// What decisions see of the person changes in the transaction that records the check.
    fileprivate func follow(_ file: PractitionerFile) throws {
        guard var practitioner = try reading.practitioner(file.practitioner),
            practitioner.registryCheck != file.registryCheck
                || practitioner.realNameVerification != file.realName
                || practitioner.onlineConsent != file.onlineConsent
        else { return }
        practitioner.registryCheck = file.registryCheck ?? practitioner.registryCheck
        practitioner.realNameVerification = file.realName ?? practitioner.realNameVerification
        practitioner.onlineConsent = file.onlineConsent ?? practitioner.onlineConsent
        try put(practitioner, home: file.institution)
    }
}
