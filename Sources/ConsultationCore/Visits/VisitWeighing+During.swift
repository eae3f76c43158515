extension VisitWeighing {
    func exchange(
        _ medium: VisitExchange.Medium, _ words: Redacted<String>, _ file: SealedFile?, _ visit: InternetVisit
    ) throws(Refusal) -> VisitChange {
        // What was heard or seen is told by the room, with its recording; nobody writes it down afterwards.
        guard !medium.isLive else { throw .fieldInvalid([FieldProblem("/medium", .invalid)]) }
        let side: VisitSide =
            caller.member?.practitioner == visit.physician ? .physician : .reception
        return .exchanged(
            try VisitReport.message(medium, words, file, from: side, in: visit, at: now))
    }

    func write(_ record: VisitRecord, _ visit: InternetVisit) throws(Refusal) -> VisitChange {
        var problems: [FieldProblem] = []
        for (field, words) in record.fields.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            if words.value.unicodeScalars.count > Limits.shortText {
                problems.append(FieldProblem("/fields/\(field.rawValue)", .tooLong))
            }
            if VisitRecord.Field.fromFile.contains(field) {
                problems.append(FieldProblem("/fields/\(field.rawValue)", .invalid))
            }
        }
        if let patient = facts.patient, record[.menstrualHistory] != nil,
            !VisitRecord.asks(
                .menstrualHistory, of: patient, on: CivilDate(now), ages: rules.childBearingAges)
        {
            problems.append(FieldProblem("/fields/menstrualHistory", .notAsked))
        }
        guard problems.isEmpty else { throw .fieldInvalid(problems) }
        var record = record
        record.assistance = try assistance(record.assistance?.tool)
        return .recordWritten(record)
    }

    func diagnose(
        _ code: String, _ name: Redacted<String>, _ tool: String?, _ visit: InternetVisit
    ) throws(Refusal) -> VisitChange {
        guard VisitEvidence.isCode(code) else { throw .fieldInvalid([FieldProblem("/code", .invalid)]) }
        if !visit.isHospitalConsultation {
            let diseases = facts.clinic?.diseases ?? []
            guard visit.evidence.contains(where: { $0.diagnoses.contains(code) }),
                diseases.isEmpty || diseases.contains(where: code.hasPrefix)
            else { throw .visit(.diagnosisNotSame) }
        }
        let words = try text(name.value, "/name", Limits.shortText)
        return .diagnosed(
            VisitDiagnosis(code: code, name: Redacted(words), at: now, assistance: try assistance(tool)))
    }

    /// GX 28: the consulted physician gives an opinion under the own name.
    func opinion(_ words: Redacted<String>, _ visit: InternetVisit) throws(Refusal) -> VisitChange {
        guard visit.isHospitalConsultation else { throw .visit(.stateNotAllowed(visit.state)) }
        let signer = try signer()
        guard visit.diagnosis?.assistance.map({ $0.confirmedAt != nil }) ?? true else {
            throw .visit(.signatureNotHuman)
        }
        let words = try text(words.value, "/text", Limits.longText)
        return .opinionSigned(VisitOpinion(text: Redacted(words), signer: signer, at: now))
    }

    func confirm(_ part: AssistedPart, _ visit: InternetVisit) throws(Refusal) -> VisitChange {
        let found: Assistance? =
            switch part {
            case .diagnosis: visit.diagnosis?.assistance
            case .record: visit.record?.assistance
            case .prescription(let number): visit.prescription(number)?.assistance
            }
        guard let found, found.confirmedAt == nil else { throw .visit(.stateNotAllowed(visit.state)) }
        guard facts.practitioner?.kind == .licensedPhysician else { throw .visit(.signatureNotHuman) }
        return .assistanceConfirmed(part)
    }

    /// The record is whole and signed: the visit ends with it (SC 22, NHC-ID 17).
    func complete(_ visit: InternetVisit) throws(Refusal) -> [VisitChange] {
        guard let patient = facts.patient else { throw .accessDenied }
        if let field = VisitRecord.missing(
            in: visit.record, of: patient, on: CivilDate(now), ages: rules.childBearingAges)
        {
            throw .visit(.recordFieldMissing(field))
        }
        if needsCompanions(visit), let field = (visit.companions ?? .nobody).missingField {
            throw .visit(.guardianFieldMissing(field))
        }
        if visit.isHospitalConsultation, visit.opinion == nil {
            throw .fieldMissing([FieldProblem("/opinion", .missing)])
        }
        guard !visit.hasUnconfirmedAssistance, let record = visit.record else {
            throw .visit(.signatureNotHuman)
        }
        let signature = VisitSignature(
            signer: try signer(), at: now, digest: record.digest(of: visit.id))
        return [.recordSigned(signature), .completed]
    }

    /// Prescribing for a small child, and every patient for whom somebody else signed as unable to act (SC 22(1)).
    private func needsCompanions(_ visit: InternetVisit) -> Bool {
        let prescribed = visit.prescriptions.contains { $0.signedAt != nil && $0.state != .voided }
        let isSmall = rules.needsGuardian(bornOn: visit.birthDate.value, on: CivilDate(now))
        return prescribed && isSmall || visit.consent?.signer.reasonNotPatient == .incapacitated
    }

    // MARK: The end

    /// SC 17: what is not said is what the institution laid down for the case.
    func stopped(_ stop: VisitStop) throws(Refusal) -> VisitChange {
        guard VisitEnding.Reason.chosen.contains(stop.reason) else {
            throw .fieldInvalid([FieldProblem("/reason", .invalid)])
        }
        let standard = facts.clinic?.ending ?? .standard(at: facts.institution?.name ?? "")
        let warning = try text(stop.warning?.value ?? standard.warning, "/warning", Limits.shortText)
        let target = try text(stop.target ?? standard.target, "/target", Limits.reference)
        return .terminated(
            VisitEnding(reason: stop.reason, advice: Redacted(warning), at: now, target: target))
    }

    /// NHC-SUP 17: the breach is on record, and the visit is over.
    func impersonation(_ words: Redacted<String>) throws(Refusal) -> [VisitChange] {
        let told = try text(words.value, "/text", Limits.shortText)
        return [
            .violationRaised(.visit(.impersonationSuspected)),
            .terminated(
                VisitEnding(reason: .impersonationSuspected, advice: Redacted(told), at: now)),
        ]
    }
}

extension VisitCompanions {
    /// Nobody was registered.
    fileprivate static var nobody: VisitCompanions {
        VisitCompanions(
            guardianName: "", guardianRelation: "", specialistName: "", specialistLicence: "",
            specialistSpecialty: "")
    }
}
