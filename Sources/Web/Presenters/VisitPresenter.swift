import ConsultationCore
import Orchestration

extension VisitPayload {
    init(_ view: VisitView) {
        let visit = view.visit
        self.init(
            id: visit.id.text, version: visit.version, state: visit.state.rawValue,
            stateDisplay: DisplayNames.visit(visit.state),
            pathway: (visit.pathway ?? .internetFollowUp).rawValue,
            serviceKind: visit.serviceKind?.rawValue, contractId: visit.contract?.text,
            institution: view.institution,
            entity: visit.entity.map(LegalEntityPayload.init),
            reception: view.reception.map { Reception(institution: $0.institution, physician: $0.physician) },
            patient: Person(id: visit.patient.text, name: view.patient?.name.value ?? ""),
            birthDate: visit.birthDate.value.description,
            physician: Person(id: visit.physician.text, name: view.physician?.name ?? ""),
            department: view.department, createdAt: Instant(visit.createdAt),
            startedAt: visit.startedAt.map(Instant.init), evidence: visit.evidence.map(Evidence.init),
            riskNotice: visit.riskNotice?.notice, notice: Notice(view.notice),
            consent: visit.consent.map(Consent.init), hiddenFromPatient: visit.isHiddenFromPatient,
            record: visit.record.map(Record.init),
            recordFields: view.recordFields.map {
                RecordField(
                    field: $0.rawValue,
                    required: VisitRecord.Field.always.contains($0) || $0 == .menstrualHistory)
            },
            recordSigned: visit.recordSigned.map {
                Signed(at: Instant($0.at), hash: $0.digest.hexadecimal)
            }, opinion: visit.opinion.map { Opinion(text: $0.text.value, at: Instant($0.at)) },
            endConditions: view.ending.conditions.map {
                EndConditionPayload(reason: $0.reason.rawValue, text: $0.text)
            }, stopWarning: view.ending.warning, stopTarget: view.ending.target,
            hasRealExchange: visit.hasRealExchange,
            room: visit.room.map {
                Room(present: $0.present.map(\.rawValue), segments: $0.segments.count)
            }, excludable: view.excludable.map(\.rawValue), excluded: visit.excluded.map(\.rawValue),
            followUpConfirmed: visit.followUpConfirmedAt != nil,
            recordReviewed: visit.recordReviewedAt != nil, needsGuardian: view.needsGuardian,
            companions: visit.companions.map(Companions.init), exchanges: visit.exchanges.map(Exchange.init),
            diagnosis: visit.diagnosis.map {
                Diagnosis(
                    code: $0.code, name: $0.name.value, at: Instant($0.at),
                    assistance: $0.assistance.map(Assisted.init))
            }, prescriptions: visit.prescriptions.map(PrescriptionItem.init),
            ending: visit.ending.map(Ending.init),
            evidenceOlderThanMonths: visit.warnings.lazy.map {
                switch $0 {
                case .evidenceOlderThan(let months): months
                }
            }.first, actions: view.actions.map(\.rawValue))
    }
}

extension VisitPayload.Notice {
    init(_ notice: NoticeTemplate) {
        self.init(version: notice.version, blocks: NoticeBlockPayload.of(notice))
    }
}

extension NoticeBlockPayload {
    static func of(_ notice: NoticeTemplate) -> [NoticeBlockPayload] {
        notice.kind.blocks.map { NoticeBlockPayload(block: $0.rawValue, text: notice.texts[$0] ?? "") }
    }
}

extension VisitPayload.Consent {
    init(_ consent: VisitConsent) {
        self.init(
            signerKind: consent.signer.kind.rawValue, signerName: consent.signer.name.value,
            reasonNotPatient: consent.signer.reasonNotPatient?.rawValue, at: Instant(consent.at),
            hash: consent.documentHash.hexadecimal)
    }
}

extension VisitPayload.Assisted {
    init(_ assistance: Assistance) {
        self.init(tool: assistance.tool, confirmedAt: assistance.confirmedAt.map(Instant.init))
    }
}

extension VisitPayload.Record {
    init(_ record: VisitRecord) {
        self.init(
            fields: Dictionary(
                uniqueKeysWithValues: record.fields.map { ($0.key.rawValue, $0.value.value) }),
            assistance: record.assistance.map(VisitPayload.Assisted.init), at: record.at.map(Instant.init))
    }
}

extension VisitPayload.Exchange {
    init(_ exchange: VisitExchange) {
        self.init(
            medium: exchange.medium.rawValue, text: exchange.text.value, at: Instant(exchange.at),
            side: exchange.author.rawValue, file: exchange.file.map(VisitPayload.File.init),
            fromRoom: exchange.isWitnessed)
    }
}

extension VisitPayload.File {
    init(_ file: SealedFile) {
        self.init(
            name: file.name.value, contentType: file.contentType, size: file.size,
            sha256: file.sha256.hexadecimal)
    }
}

extension VisitPayload.Ending {
    init(_ ending: VisitEnding) {
        self.init(
            reason: ending.reason.rawValue, advice: ending.advice.value, at: Instant(ending.at),
            target: ending.target)
    }
}

extension VisitPayload.Evidence {
    init(_ evidence: VisitEvidence) {
        self.init(
            kind: evidence.kind.rawValue, institutionName: evidence.institutionName,
            diagnosedOn: evidence.diagnosedOn.description, diagnoses: evidence.diagnoses,
            sha256: evidence.document.hexadecimal, file: evidence.file.map(VisitPayload.File.init))
    }
}

extension VisitPayload.Companions {
    init(_ companions: VisitCompanions) {
        self.init(
            guardianName: companions.guardianName.value, guardianRelation: companions.guardianRelation,
            guardianIdentity: companions.guardianIdentity?.value,
            guardianContact: companions.guardianContact?.value,
            specialistName: companions.specialistName, specialistLicence: companions.specialistLicence,
            specialistSpecialty: companions.specialistSpecialty)
    }
}

extension VisitPayload.PrescriptionItem {
    init(_ prescription: Prescription) {
        let drugs = DrugCatalogue.shipped.drugs
        self.init(
            number: prescription.number, state: prescription.state.rawValue,
            stateDisplay: DisplayNames.prescription(prescription.state),
            lines: prescription.lines.map {
                .init(
                    code: $0.drug, name: drugs[$0.drug]?.name ?? $0.drug,
                    specification: drugs[$0.drug]?.specification ?? "", quantity: $0.quantity,
                    usage: $0.usage)
            }, signedAt: prescription.signedAt.map(Instant.init),
            reviews: prescription.reviews.map {
                .init(approved: $0.isApproval, note: $0.note, at: Instant($0.at))
            }, route: prescription.route?.rawValue,
            deliveredAt: prescription.deliveredAt.map(Instant.init), voidReason: prescription.voidReason,
            assistance: prescription.assistance.map(VisitPayload.Assisted.init),
            queued: prescription.isQueued,
            evaluations: (prescription.evaluations ?? []).map {
                .init(verdict: $0.verdict.rawValue, note: $0.note, at: Instant($0.at))
            })
    }
}

extension VisitEntryPayload {
    init(_ entry: VisitTimelineEntry) {
        self.init(
            seq: entry.seq, at: Instant(entry.at), actor: entry.actorName, kind: entry.kind,
            kindDisplay: DisplayNames.visitEntry(entry.kind), prescription: entry.prescription,
            hash: entry.hash)
    }
}
