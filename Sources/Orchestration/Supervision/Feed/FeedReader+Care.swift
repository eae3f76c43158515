import ConsultationCore
import Storage

// Visits, prescriptions and consultations as a province reads them.
extension FeedReader {
    private func visit(_ key: String) throws -> InternetVisit? {
        guard key.hasPrefix(InternetVisit.stream + "/") else { return nil }
        let id = key.dropFirst(InternetVisit.stream.count + 1).prefix { $0 != "/" && $0 != "#" }
        return try reading.system.record(InternetVisit.self, String(id))
    }

    private func consultation(_ key: String) throws -> Consultation? {
        try JournalStream.consultationID(in: key).flatMap { try reading.system.consultation($0) }
    }

    /// The same person is the same word to every province, and nobody finds the person by it.
    private func patient(_ id: PatientID) throws -> FeedPatient? {
        guard let patient = try reading.system.patient(id) else { return nil }
        return FeedPatient(
            pseudonym: String(Digest(of: "huizhen.feed.patient.1|\(id.text)").hexadecimal.prefix(32)),
            sex: patient.sex?.rawValue, birthYear: patient.birthDate.value?.year)
    }

    func encounter(_ mark: FeedMark) throws -> EncounterContent? {
        if let visit = try visit(mark.key) {
            return EncounterContent(
                kind: LegalPathway.internetFollowUp.rawValue, state: visit.stateName, number: nil,
                department: visit.department.text, practitioner: visit.physician.text, inviting: nil,
                invited: nil, patient: try patient(visit.patient), createdAt: visit.createdAt.milliseconds,
                startedAt: visit.startedAt?.milliseconds, endedAt: visit.ending?.at.milliseconds)
        }
        guard let found = try consultation(mark.key) else { return nil }
        func code(_ id: InstitutionID) throws -> String { try reading.institution(id)?.code ?? id.text }
        // Telemedicine between institutions: who, what, when; the patient is theirs (NHC-SUP 25).
        return EncounterContent(
            kind: found.legalPathway.rawValue, state: found.state.rawValue, number: found.number.text,
            department: found.request.requestedSpecialty?.text, practitioner: nil,
            inviting: try code(found.inviting), invited: try found.invitedInstitutions.map(code),
            patient: nil, createdAt: found.createdAt.milliseconds,
            startedAt: found.session.startedAt?.milliseconds, endedAt: found.session.endedAt?.milliseconds)
    }

    func record(_ mark: FeedMark) throws -> RecordContent? {
        if let visit = try visit(mark.key) {
            return RecordContent(
                diagnosis: visit.diagnosis?.code, diagnosisName: visit.diagnosis?.name.value,
                evidence: visit.evidence.map {
                    RecordContent.Evidence(
                        kind: $0.kind.rawValue, institution: $0.institutionName,
                        diagnosedOn: $0.diagnosedOn.description, diagnoses: $0.diagnoses,
                        document: $0.document.hexadecimal)
                }, prescriptions: visit.prescriptions.map(\.number),
                endReason: visit.ending?.reason.rawValue, advice: visit.ending?.advice.value, report: nil,
                signers: nil, issuedAt: nil)
        }
        guard let report = try consultation(mark.key)?.report else { return nil }
        return RecordContent(
            diagnosis: nil, diagnosisName: nil, evidence: [], prescriptions: [], endReason: nil, advice: nil,
            report: report.contentHash?.hexadecimal, signers: report.signatures.count,
            issuedAt: report.issuedAt?.milliseconds)
    }

    func recording(_ mark: FeedMark) throws -> RecordingContent? {
        if let room = try visit(mark.key)?.room {
            return RecordingContent(
                recording: room.recording.text,
                segments: room.segments.map {
                    RecordingContent.Segment(
                        index: $0.index, openedAt: $0.openedAt.milliseconds,
                        sealedAt: $0.sealedAt?.milliseconds, root: $0.root?.hexadecimal, streams: nil)
                })
        }
        guard let recording = try consultation(mark.key)?.recording else { return nil }
        return RecordingContent(
            recording: recording.id.text,
            segments: recording.segments.map {
                RecordingContent.Segment(
                    index: $0.index, openedAt: $0.openedAt.milliseconds, sealedAt: $0.sealedAt?.milliseconds,
                    root: $0.root?.hexadecimal, streams: $0.streams)
            })
    }

    private func found(_ mark: FeedMark) throws -> (visit: InternetVisit, prescription: Prescription)? {
        guard let visit = try visit(mark.key), let tail = mark.key.split(separator: "/").last,
            let number = Int(tail), let prescription = visit.prescription(number)
        else { return nil }
        return (visit, prescription)
    }

    func prescription(_ mark: FeedMark) throws -> PrescriptionContent? {
        guard let (visit, prescription) = try found(mark) else { return nil }
        return PrescriptionContent(
            encounter: "\(InternetVisit.stream)/\(visit.id.text)", number: prescription.number,
            state: prescription.state.rawValue, lines: prescription.lines.map(PrescriptionLineContent.init),
            chain: try chain(of: prescription.number, in: visit))
    }

    /// Every act on the prescription, as the journal has it: also those that a later one has undone.
    private func chain(of number: Int, in visit: InternetVisit) throws -> [PrescriptionContent.Step] {
        let acts = try reading.entries(of: JournalStream.record(InternetVisit.self, visit.id.text))
        return try acts.compactMap { entry -> PrescriptionContent.Step? in
            let change = try StoredJSON.decode(RecordEvent<VisitChange>.self, from: entry.payload).change
            func step(_ event: String, by: String? = nil, note: String? = nil) -> PrescriptionContent.Step {
                PrescriptionContent.Step(event: event, at: entry.at, by: by, note: note)
            }
            return switch change {
            case .prescriptionDrafted(number, _, _): step("drafted", by: visit.physician.text)
            case .prescriptionSigned(number, let signer): step("signed", by: signer.text)
            case .prescriptionReviewed(number, let review):
                step(
                    review.isApproval ? "reviewed" : "sentBack", by: review.pharmacist.text,
                    note: review.note)
            case .prescriptionRouted(number, let route): step("routed", note: route.rawValue)
            case .prescriptionDelivered(number): step("delivered")
            case .prescriptionEvaluated(number, let evaluation):
                step("evaluated", note: evaluation.verdict.rawValue)
            case .prescriptionVoided(number, let reason): step("voided", note: reason)
            default: nil
            }
        }
    }

    func drugUse(_ mark: FeedMark) throws -> DrugUseContent? {
        guard let (visit, prescription) = try found(mark) else { return nil }
        return DrugUseContent(
            encounter: "\(InternetVisit.stream)/\(visit.id.text)", department: visit.department.text,
            lines: prescription.lines.map(PrescriptionLineContent.init))
    }

    /// A thing that is one act of the journal: `visit/<id>#<version>`.
    func act(_ mark: FeedMark) throws -> FeedDocument.Content? {
        let parts = mark.key.split(separator: "#")
        guard parts.count == 2, let version = Int64(parts[1]), version > 0,
            let visit = try visit(mark.key),
            let entry = try reading.entries(of: String(parts[0]), after: version - 1, limit: 1).first
        else { return nil }
        let (encounter, at) = (String(parts[0]), entry.at)
        switch try StoredJSON.decode(RecordEvent<VisitChange>.self, from: entry.payload).change {
        case .diagnosed(let diagnosis):
            return .disease(
                DiseaseContent(
                    encounter: encounter, department: visit.department.text, code: diagnosis.code))
        case .exchanged(let exchange):
            return .dialogue(
                DialogueContent(
                    encounter: encounter, medium: exchange.medium.rawValue, text: exchange.text.value, at: at)
            )
        case .prescriptionReviewed(let number, let review):
            return .review(
                ReviewContent(
                    encounter: encounter, number: number, pharmacist: review.pharmacist.text,
                    approved: review.isApproval, note: review.note, at: at))
        case .prescriptionRouted(let number, let route):
            return .routing(
                RoutingContent(
                    encounter: encounter, number: number, event: "routed", route: route.rawValue, at: at))
        case .prescriptionEvaluated(let number, let evaluation):
            return .evaluation(
                EvaluationContent(
                    encounter: encounter, number: number, verdict: evaluation.verdict.rawValue,
                    note: evaluation.note, at: at))
        case .prescriptionDelivered(let number):
            return .routing(
                RoutingContent(
                    encounter: encounter, number: number, event: "delivered", route: nil, at: at))
        default: return nil
        }
    }
}

extension PrescriptionLineContent {
    init(_ line: Prescription.Line) {
        self.init(drug: line.drug, quantity: line.quantity, usage: line.usage)
    }
}
