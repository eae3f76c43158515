import ConsultationCore
import Orchestration

/// An order as the person's side may see it.
struct DiagnosisPresenter {
    let view: DiagnosisView
    let now: WallTime

    private var order: DiagnosisOrder { view.order }
    private var mayRead: Bool { view.patient != nil }

    var payload: DiagnosisPayload {
        let scope = order.request.scope
        let request = order.request
        return DiagnosisPayload(
            id: order.id.text, number: order.number.text, version: order.version,
            state: order.state.rawValue, stateDisplay: DisplayNames.diagnosis(order.state),
            side: view.summary.side.rawValue, serviceKind: scope.kind.rawValue,
            serviceKindDisplay: DisplayNames.service(scope.kind), subKind: scope.subKind?.rawValue,
            subKindDisplay: scope.subKind.map(DisplayNames.imaging), priority: request.priority.rawValue,
            acceptedByArrangement: order.acceptance.map { Instant($0.at) },
            greenChannel: order.terms?.greenChannel?.rawValue,
            invitingInstitution: view.summary.invitingInstitution.map(InstitutionReference.init),
            invitedInstitution: view.summary.invitedInstitution.map(InstitutionReference.init),
            patient: patient, examination: mayRead ? request.examination.value : nil,
            examinedAt: request.examinedAt.map(Instant.init),
            clinicalSummary: mayRead ? request.clinicalSummary.value : nil,
            question: mayRead ? request.question.value : nil, priceId: request.price?.text,
            items: mayRead ? order.items.map(item) : [],
            consent: order.consent.map { ConsentPayload($0) }, charge: charge,
            terms: order.terms.map(terms), assignment: order.assignment.map(assignment),
            onDuty: view.duty.onDuty.compactMap(person), returns: mayRead ? order.returns.map(back) : [],
            report: mayRead ? order.report.map(report) : nil,
            ending: order.ending.map {
                .init(note: $0.note.value, at: Instant($0.at), consentWithdrawn: $0.isConsentWithdrawn)
            }, actions: view.actions.map(\.rawValue), limits: limits,
            policyVersionId: order.policyVersion.text)
    }

    private var patient: ConsultationPayload.PatientView {
        guard let patient = view.patient else {
            return .init(
                id: order.patient.text, nameMasked: "*", name: nil, sex: nil, age: nil, identityMasked: nil)
        }
        return .init(
            id: patient.id.text, nameMasked: Masking.name(patient.name.value), name: patient.name.value,
            sex: patient.sex?.rawValue,
            age: patient.birthDate.value?.completedYears(on: CivilDate(now)),
            identityMasked: Masking.identity(patient.identity.value.number))
    }

    private func person(_ id: PractitionerID) -> PersonPayload? {
        view.practitioners[id].map {
            PersonPayload(practitionerId: id.text, name: $0.name, title: $0.titleDisplay)
        }
    }

    private func item(_ item: Attachment) -> DiagnosisPayload.Item {
        let read = (order.report?.read ?? []) + (order.report?.addenda.flatMap(\.read) ?? [])
        return .init(
            id: item.id.text, name: item.name.value, contentType: item.contentType, size: item.size,
            sha256: item.sha256.hexadecimal, group: item.group.rawValue,
            uploadedAt: Instant(item.uploadedAt), uploadedBy: view.accountNames[item.uploadedBy] ?? "",
            isRead: read.contains { $0.attachment == item.id },
            needsAddendum: order.unread.contains { $0.id == item.id })
    }

    private var charge: ChargePayload? {
        order.charge.map {
            ChargePayload(
                state: $0.state.rawValue, feeFen: $0.fee.fen, invitingShareFen: $0.split?.inviting.fen,
                invitedShareFen: $0.split?.invited.fen)
        }
    }

    private func terms(_ terms: DiagnosisTerms) -> DiagnosisPayload.Terms {
        .init(
            agreementId: terms.agreement.text, turnaroundMinutes: terms.turnaround.milliseconds / 60_000,
            sentAt: Instant(terms.sentAt), dueAt: Instant(terms.dueAt))
    }

    private func assignment(_ assignment: DiagnosisAssignment) -> DiagnosisPayload.Assignment {
        .init(
            reader: assignment.practitioner.flatMap(person), at: Instant(assignment.at),
            takenUpAt: assignment.takenUpAt.map(Instant.init),
            passedOver: assignment.passedOver.compactMap { view.practitioners[$0]?.name })
    }

    private func back(_ back: DiagnosisReturn) -> DiagnosisPayload.Return {
        .init(
            reason: back.reason.value, items: back.items.map(\.text),
            by: view.practitioners[back.by]?.name ?? "", at: Instant(back.at),
            answeredAt: back.answeredAt.map(Instant.init))
    }

    private func report(_ report: DiagnosisReport) -> DiagnosisPayload.Report {
        .init(
            findings: report.findings.value, conclusion: report.conclusion.value,
            read: report.read.map(Self.read),
            signer: person(report.practitioner)
                ?? PersonPayload(practitionerId: report.practitioner.text, name: "", title: ""),
            signedAt: Instant(report.signedAt), hash: report.contentHash.hexadecimal,
            liability: report.liability.rawValue,
            liabilityDisplay: DisplayNames.liability(report.liability),
            liabilityDisplayEn: DisplayNames.liabilityEnglish(report.liability),
            entities: report.entities?.map(LegalEntityPayload.init),
            addenda: report.addenda.map { addendum in
                .init(
                    text: addendum.text.value, read: addendum.read.map(Self.read),
                    name: view.practitioners[addendum.practitioner]?.name ?? "",
                    signedAt: Instant(addendum.signedAt), hash: addendum.contentHash.hexadecimal)
            })
    }

    private static func read(_ item: ReadItem) -> DiagnosisPayload.ReadItem {
        .init(id: item.attachment.text, sha256: item.sha256.hexadecimal)
    }

    private var limits: [AgreementPayload.Limit] {
        order.openDeadlines.sorted { $0.dueAt < $1.dueAt }.map {
            AgreementPayload.Limit(
                kind: $0.kind.rawValue, display: DisplayNames.deadline($0.kind), dueAt: Instant($0.dueAt),
                overdue: $0.hasPassed(at: now))
        }
    }
}

extension InstitutionReference {
    init(_ institution: Institution) { self.init(id: institution.id.text, name: institution.name) }
}

extension ConsentPayload {
    init(_ consent: InformedConsent) {
        self.init(
            state: consent.state.rawValue, feeFen: consent.fee.fen,
            serviceDescription: consent.serviceDescription.value, presentedAt: Instant(consent.presentedAt),
            signedAt: consent.signedAt.map(Instant.init), signerKind: consent.signer?.kind.rawValue,
            signerName: consent.signer?.name.value, hash: consent.documentHash?.hexadecimal)
    }
}

extension DiagnosisSummaryPayload {
    init(_ summary: DiagnosisSummary, now: WallTime) {
        let order = summary.order
        let other = summary.side == .inviting ? summary.invitedInstitution : summary.invitingInstitution
        self.init(
            id: order.id.text, number: order.number.text, version: order.version,
            state: order.state.rawValue, stateDisplay: DisplayNames.diagnosis(order.state),
            side: summary.side.rawValue, serviceKind: order.request.scope.kind.rawValue,
            subKind: order.request.scope.subKind?.rawValue,
            subKindDisplay: order.request.scope.subKind.map(DisplayNames.imaging),
            priority: order.request.priority.rawValue,
            greenChannel: order.terms?.greenChannel?.rawValue,
            examination: summary.patient == nil ? nil : order.request.examination.value,
            patientMasked: summary.patient.map { Masking.name($0.name.value) } ?? "*",
            otherInstitution: other?.name, reader: summary.reader?.name,
            due: summary.due.map {
                .init(
                    kind: $0.kind.rawValue, dueAt: Instant($0.dueAt), openedAt: Instant($0.openedAt),
                    overdue: $0.hasPassed(at: now))
            }, updatedAt: Instant(order.stateSince))
    }
}

extension DiagnosisOfferPayload {
    init(_ offer: DiagnosisOffer) {
        self.init(
            agreementId: offer.agreement.text, institution: InstitutionReference(offer.partner),
            serviceKind: offer.kind.rawValue, turnaroundMinutes: offer.turnaroundMinutes,
            split: offer.split.map { "\($0.invitingParts):\($0.invitedParts)" },
            everyHour: offer.needsEveryHour, prices: offer.prices.map { PricePayload($0) })
    }
}

extension DiagnosisTimelinePayload {
    init(_ entry: DiagnosisTimelineEntry) {
        self.init(
            seq: entry.seq, at: Instant(entry.at), actor: entry.actorName,
            institution: entry.institutionName, kind: entry.kind, hash: entry.hash)
    }
}
