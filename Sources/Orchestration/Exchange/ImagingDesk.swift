package import ConsultationCore
import HospitalWire
import Logging
import Storage
import Synchronization

/// Studies of the patient in the hospital's own archive of images: found on the case's page, picked, fetched into the
/// case piece by piece (NHC-SUP 19, NHC-TM 二(三)1).
package final class ImagingDesk: Sendable {
    /// Fetched at once over all cases; each holds one connection and one file.
    package static let runningLimit = 8
    /// Fetches remembered for their pages.
    private static let rememberedLimit = 200

    package struct Import: Sendable, Equatable {
        package enum State: String, Sendable {
            case running, finished, failed
        }

        package let id: String
        package let consultation: ConsultationID
        package let studyUID: String
        package let institution: InstitutionID
        package let startedAt: WallTime
        package var state: State
        package var bytes: Int
        package var objects: Int
        /// How many there are to be, where the archive says.
        package var expected: Int
        package var refusal: Refusal?
    }

    let orchestrator: Orchestrator
    let link: any HospitalLink
    private let imports = Mutex<[Import]>([])

    package init(orchestrator: Orchestrator, link: any HospitalLink) {
        self.orchestrator = orchestrator
        self.link = link
    }

    /// Connected archives of the person's institution.
    package func archives(for signedIn: SignedIn) async throws -> [ExchangeConnection] {
        try await orchestrator.database.read {
            try $0.scope(signedIn.member.institution)
                .records(ExchangeConnection.self, limit: ExchangeConnection.limit)
                .filter { $0.settings.system == .pacs && $0.state == .active }
        }
    }

    /// The case, its patient's number in the hospital, and the archive; throws unless the person may add material.
    private func ground(
        _ id: ConsultationID, _ archive: ExchangeConnectionID?, _ signedIn: SignedIn
    ) async throws -> (recordNumber: String?, archive: ExchangeConnection) {
        let archives = try await archives(for: signedIn)
        let recordNumber = try await orchestrator.database.read { transaction -> String?? in
            guard let consultation = try transaction.scope(signedIn.member.institution).consultation(id),
                consultation.inviting == signedIn.member.institution
            else { return nil }
            try signedIn.demand([.physician, .invitationCoordinator])
            guard ConsultationAction.attachMaterial.allowedStates.contains(consultation.state) else {
                throw Refusal.stateNotAllowed(action: .attachMaterial, state: consultation.state)
            }
            let patient = try transaction.system.patient(consultation.patient)
            return .some(try transaction.recordNumber(of: patient))
        }
        guard let recordNumber else { throw CommandFault.notFound }
        let chosen = archive.map { wanted in archives.first { $0.id == wanted } } ?? archives.first
        guard let chosen else { throw Refusal.exchange(.notConnected(.pacs)) }
        return (recordNumber, chosen)
    }

    package struct Found: Sendable {
        package let studies: [ImagingStudy]
        /// What was searched for when the person named nothing.
        package let recordNumber: String?
        package let archive: ExchangeConnection
    }

    /// By the patient's number or an examination's; without either, by the number the hospital's system has told. The
    /// search is on record, what was found is not.
    package func search(
        _ query: StudyQuery, at archive: ExchangeConnectionID?, for id: ConsultationID, by signedIn: SignedIn
    ) async throws -> Found {
        let ground = try await ground(id, archive, signedIn)
        var query = query
        if query.isEmpty { query.patientID = ground.recordNumber }
        guard !query.isEmpty else { throw Refusal.fieldInvalid([FieldProblem("/patientNumber", .missing)]) }
        for value in [query.patientID, query.accessionNumber].compactMap({ $0 })
        where value.contains(where: { "*?\\".contains($0) }) {
            // Wildcards would list other people's studies.
            throw Refusal.fieldInvalid([FieldProblem("/patientNumber", .invalid)])
        }
        let studies = try await ask(ground.archive) { () async throws(LinkFault) in
            try await self.link.studies(query, at: ground.archive.settings)
        }
        let now = orchestrator.environment.now()
        let actor = signedIn.journalActor
        try await orchestrator.database.write { transaction in
            try transaction.note(
                "imagingSearched", "{}", in: "imaging/\(id)", at: now.milliseconds, by: actor)
        }
        return Found(studies: studies, recordNumber: ground.recordNumber, archive: ground.archive)
    }

    private func ask<Answer: Sendable>(
        _ archive: ExchangeConnection, _ body: () async throws(LinkFault) -> Answer
    ) async throws -> Answer {
        var failure: ExchangeFailure?
        var answer: Answer?
        do throws(LinkFault) { answer = try await body() } catch { failure = error.failure }
        let now = orchestrator.environment.now()
        let found = failure
        try await orchestrator.database.write { try $0.seeLink(archive.id, found, at: now) }
        guard let answer else {
            throw Refusal.exchange(.failed(failure ?? ExchangeFailure(.answerUnreadable)))
        }
        return answer
    }

    /// Begins to fetch a study into the case; its progress is `progress`.
    package func fetch(
        _ studyUID: String, at archive: ExchangeConnectionID?, into id: ConsultationID, by signedIn: SignedIn
    ) async throws -> Import {
        guard DICOMIdentifier.isValid(studyUID) else {
            throw Refusal.fieldInvalid([FieldProblem("/studyUid", .invalid)])
        }
        let ground = try await ground(id, archive, signedIn)
        try orchestrator.checkStorage(.materials, of: signedIn.institution)
        // Asked again, so that nobody fetches by a made-up identifier what is another patient's.
        let studies = try await ask(ground.archive) { () async throws(LinkFault) in
            try await self.link.studies(StudyQuery(studyUID: studyUID), at: ground.archive.settings)
        }
        guard let study = studies.first(where: { $0.uid == studyUID }),
            ground.recordNumber == nil || ground.recordNumber == study.patientID
        else { throw Refusal.fieldInvalid([FieldProblem("/studyUid", .invalid)]) }
        let begun = Import(
            id: orchestrator.environment.newID(), consultation: id, studyUID: studyUID,
            institution: signedIn.member.institution, startedAt: orchestrator.environment.now(),
            state: .running, bytes: 0, objects: 0, expected: study.objects)
        let isAdmitted = imports.withLock { imports in
            guard imports.count(where: { $0.state == .running }) < Self.runningLimit else { return false }
            imports.append(begun)
            if imports.count > Self.rememberedLimit,
                let old = imports.firstIndex(where: { $0.state != .running })
            {
                imports.remove(at: old)
            }
            return true
        }
        guard isAdmitted else { throw Refusal.exchange(.importsRunning(limit: Self.runningLimit)) }
        Task { await run(begun, study, ground.archive, signedIn) }
        return begun
    }

    package func progress(of id: ConsultationID, for signedIn: SignedIn) -> [Import] {
        imports.withLock { imports in
            imports.filter { $0.consultation == id && $0.institution == signedIn.member.institution }
        }
    }

    private func change(_ id: String, _ body: (inout Import) -> Void) {
        imports.withLock { imports in
            guard let index = imports.firstIndex(where: { $0.id == id }) else { return }
            body(&imports[index])
        }
    }

    private func run(
        _ begun: Import, _ study: ImagingStudy, _ archive: ExchangeConnection, _ signedIn: SignedIn
    ) async {
        do {
            let receipt = try await receive(begun, archive, signedIn.member.institution)
            let name = [study.modalities.joined(separator: "/"), study.description]
                .filter { !$0.isEmpty }.joined(separator: " ")
            let facts = MaterialFacts(
                kind: .dicomStudy, author: Redacted(archive.settings.name),
                acquiredAt: study.at.map { min($0, begun.startedAt) } ?? begun.startedAt,
                device: ([archive.settings.name] + study.modalities).joined(separator: " "),
                qualityAttested: true, studyUID: study.uid)
            _ = try await orchestrator.attach(
                receipt, named: Redacted((name.isEmpty ? "影像检查" : name) + ".zip"),
                contentType: "application/zip", group: .examinationMaterial, facts: facts,
                to: begun.consultation, by: signedIn, idempotency: nil)
            change(begun.id) { $0.state = .finished }
        } catch {
            let refusal = Self.refusal(for: error, limit: link.studyLimit)
            change(begun.id) { ($0.state, $0.refusal) = (.failed, refusal) }
            orchestrator.logger.notice(
                "study not fetched", metadata: ["fault": "\(refusal.code.rawValue)"])
        }
        orchestrator.feed.publish(.worklist, to: [begun.institution])
    }

    private static func refusal(for error: any Error, limit: Int) -> Refusal {
        switch error {
        case let refusal as Refusal: refusal
        case let fault as LinkFault: .exchange(.failed(fault.failure))
        case StorageError.blobTooLarge, is ZipWriter.TooLarge:
            .exchange(.studyTooLarge(limit: Int64(limit)))
        default: .exchange(.failed(ExchangeFailure(.answerUnreadable)))
        }
    }

    /// All objects of the study in one file, each as it came; never in memory as a whole.
    private func receive(
        _ begun: Import, _ archive: ExchangeConnection, _ owner: InstitutionID
    ) async throws -> BlobReceipt {
        let parts = try await link.retrieve(begun.studyUID, from: archive.settings)
        var output = try orchestrator.beginUpload(limit: link.studyLimit, of: owner)
        var file = ZipWriter()
        var objects = 0
        for try await event in parts {
            switch event {
            case .partBegan:
                objects += 1
                let digits = String(objects)
                let padding = String(repeating: "0", count: max(0, 6 - digits.count))
                try file.begin("IM\(padding)\(digits).dcm", &output)
            case .bytes(let bytes):
                try file.append(bytes, &output)
                change(begun.id) { $0.bytes += bytes.count }
            case .partEnded:
                try file.end(&output)
                change(begun.id) { $0.objects += 1 }
            case .ended: break
            }
        }
        guard objects > 0 else { throw LinkFault.answerUnreadable }
        try file.finish(to: &output)
        return try output.finish(expecting: nil)
    }
}
