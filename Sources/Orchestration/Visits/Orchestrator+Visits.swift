package import ConsultationCore
package import Storage

extension Orchestrator {
    /// Opens an online visit: of a patient of the caller's own institution, or a consultation of an internet hospital.
    package func openVisit(
        _ draft: VisitDraft, by signedIn: SignedIn, idempotency: IdempotencyKey?
    ) async throws -> RecordOutcome<InternetVisit> {
        let own = signedIn.member.institution
        let isConsultation = draft.hospital != nil
        let opening = VisitOpening(
            id: VisitID(environment.newID()), patient: draft.patient, department: draft.department,
            pathway: isConsultation ? .internetHospitalConsultation : nil,
            reception: isConsultation
                ? signedIn.member.practitioner.map { VisitReception(institution: own, physician: $0) } : nil,
            physician: draft.physician, serviceKind: draft.serviceKind)
        let job = job(signedIn, idempotency)
        return try await run(job) { transaction in
            var opening = opening
            let contract =
                draft.serviceKind == nil
                ? nil
                : try transaction.reading.familyDoctor(of: draft.patient, at: own, on: CivilDate(job.now))
            opening.contract = contract?.id
            var facts = try job.facts(
                of: draft.hospital ?? own, patient: draft.patient, opening: opening,
                in: transaction.reading)
            facts.contract = contract
            return try job.decide(.open(opening), on: nil, facts: facts)
        }
    }

    package func perform(
        _ command: VisitCommand, on id: VisitID, expectedVersion: Int?, by signedIn: SignedIn,
        idempotency: IdempotencyKey?
    ) async throws -> RecordOutcome<InternetVisit> {
        let job = job(signedIn, idempotency)
        let outcome = try await run(job) { transaction in
            let scope = transaction.reading.scope(signedIn.member.institution)
            guard let current = try scope.record(InternetVisit.self, id.text),
                VisitView.mayRead(current, signedIn)
            else { throw CommandFault.notFound }
            try job.check(expectedVersion, against: current)
            let facts = try job.facts(
                of: current.institution, patient: current.patient, opening: nil,
                countingDuty: command.action == .signPrescription, in: transaction.reading)
            return try job.decide(command, on: current, facts: facts)
        }
        // Whether a pharmacist is there matters now, and not at the next look.
        if command.action == .signPrescription { try await watchPharmacy(of: outcome.record.institution) }
        return outcome
    }

    /// What the room and the patient's page tell.
    @discardableResult
    func note(_ report: VisitReport, on id: VisitID) async throws -> InternetVisit {
        let job = systemJob
        return try await run(job) { transaction in
            guard let current = try transaction.reading.system.record(InternetVisit.self, id.text) else {
                throw CommandFault.notFound
            }
            let rules = try job.visitRules(of: current, in: transaction.reading)
            return RecordStep(
                current: current,
                decision: try InternetVisit.note(report, on: current, at: job.now, under: rules.version))
        }.record
    }

    private func run(
        _ job: CommandJob, decide: @escaping @Sendable (WriteTransaction) throws -> RecordStep<InternetVisit>
    ) async throws -> RecordOutcome<InternetVisit> {
        let referral = ReferralID(environment.newID())
        return try await countingRefusals(of: job) {
            try await runRecord(job, decide: decide) { visit, decision, transaction in
                try transaction.list(visit)
                try job.draftReferral(after: decision, of: visit, as: referral, in: transaction)
                try job.keep(
                    decision.violations, of: [visit.institution],
                    JournalStream.record(InternetVisit.self, visit.key), in: transaction)
                // Its record goes to the institution's own (线上线下一体化质控, NHC-SUP 19).
                if visit.state == .completed {
                    try transaction.owe(
                        .visitRecord, parts: 1, of: visit.id.text, to: visit.institution, at: job.now)
                }
                return []
            }
        }
    }

    /// Takes the bytes of a file, sealed under the key of the institution that holds what it belongs to.
    package func receiveFile<Pieces: AsyncSequence>(
        _ pieces: Pieces, named name: Redacted<String>, contentType: String, promised: String, limit: Int,
        of owner: InstitutionID
    ) async throws -> SealedFile where Pieces.Element == [UInt8] {
        let receipt = try await receive(pieces, promised: promised, limit: limit, of: owner)
        guard let digest = Digest(hexadecimal: receipt.sha256) else { throw CommandFault.fileHashMismatch }
        return SealedFile(
            name: name, contentType: contentType, size: Int64(receipt.size), sha256: digest)
    }

    /// The file that a message or a piece of evidence names, which must be here.
    package func visitFile(
        _ digest: Digest, named name: Redacted<String>, contentType: String, of visit: VisitID
    ) async throws -> SealedFile {
        let found = try await database.read { try $0.system.record(InternetVisit.self, visit.text) }
        guard let found else { throw CommandFault.notFound }
        return try keptFile(digest, named: name, contentType: contentType, of: found.institution)
    }

    /// A file that was received before and that an act names by its digest.
    package func keptFile(
        _ digest: Digest, named name: Redacted<String>, contentType: String, of owner: InstitutionID
    ) throws -> SealedFile {
        guard let reader = try? database.blobs.open(digest.hexadecimal, owner: owner.text)
        else { throw Refusal.fieldInvalid([FieldProblem("/sha256", .invalid)]) }
        return SealedFile(
            name: name, contentType: contentType, size: Int64(reader.size), sha256: digest)
    }
}

/// What a new visit is about.
package struct VisitDraft: Sendable {
    package var patient: PatientID
    package var department: DepartmentCode
    /// The internet hospital that is consulted, and who there; nil for a follow-up of one's own.
    package var hospital: InstitutionID?
    package var physician: PractitionerID?
    /// `familyDoctorService` for a patient who has signed with a family doctor.
    package var serviceKind: ServiceKind?

    package init(
        patient: PatientID, department: DepartmentCode, hospital: InstitutionID? = nil,
        physician: PractitionerID? = nil, serviceKind: ServiceKind? = nil
    ) {
        self.serviceKind = serviceKind
        self.patient = patient
        self.department = department
        self.hospital = hospital
        self.physician = physician
    }
}

extension RecordDecision<VisitChange> {
    var violations: [(fromEnd: Int, at: WallTime, violation: Violation)] {
        events.enumerated().compactMap { index, event in
            guard case .violationRaised(let violation) = event.change else { return nil }
            return (events.count - 1 - index, event.at, violation)
        }
    }
}

extension CommandJob {
    /// The rules of the place of the institution that holds the visit (GX 28, SC 2).
    func visitRules(of visit: InternetVisit, in reading: ReadTransaction) throws -> VisitRules {
        guard let institution = try reading.institution(visit.institution) else {
            throw CommandFault.notFound
        }
        return try visitRules(visit.pathway ?? .internetFollowUp, of: institution)
    }

    fileprivate func visitRules(
        _ pathway: LegalPathway, of institution: Institution
    ) throws -> VisitRules {
        guard let rules = policies.visitRules(for: institution.jurisdiction, at: now, pathway) else {
            throw Refusal.pathwayNotOpen
        }
        return rules
    }

    fileprivate func facts(
        of institution: InstitutionID, patient: PatientID, opening: VisitOpening?, countingDuty: Bool = false,
        in reading: ReadTransaction
    ) throws -> VisitFacts {
        let clinic = try reading.system.record(OnlineClinic.self, institution.text)
        return VisitFacts(
            institution: try reading.institution(institution),
            practitioner: try caller.member?.practitioner.flatMap { try reading.practitioner($0) },
            patient: try reading.system.patient(patient), drugs: DrugCatalogue.shipped.drugs, clinic: clinic,
            // A walk through the sessions, for the one act that asks.
            pharmacistsOnDuty: countingDuty
                ? try reading.pharmacistsOnDuty(at: institution, clinic, now: now).count : 0,
            consulted: try opening?.physician.flatMap { id in
                // One who works there, or is registered there too.
                guard let found = try reading.practitioner(id),
                    try reading.home(of: id) == institution
                        || found.isRegistered(at: institution, on: CivilDate(now))
                else { return nil }
                return found
            },
            reception: try opening?.reception.flatMap { try reading.institution($0.institution) })
    }

    fileprivate func decide(
        _ command: VisitCommand, on current: InternetVisit?, facts: VisitFacts
    ) throws -> RecordStep<InternetVisit> {
        guard let institution = facts.institution else { throw CommandFault.notFound }
        var pathway = current?.pathway ?? .internetFollowUp
        if case .open(let opening) = command { pathway = opening.pathway ?? .internetFollowUp }
        let decision = try InternetVisit.decide(
            command, on: current, by: caller, at: now,
            under: policies.policy(of: pathway, for: institution.jurisdiction, at: now),
            rules: try visitRules(pathway, of: institution), facts: facts)
        return RecordStep(current: current, decision: decision)
    }
}
