import ConsultationCore
import Orchestration

extension DutyRotaPayload {
    init(_ view: DutyRotaView, now: WallTime) {
        let rota = view.rota
        func person(_ id: PractitionerID) -> PersonPayload {
            let known = view.practitioners[id]
            return PersonPayload(
                practitionerId: id.text, name: known?.name ?? id.text, title: known?.titleDisplay ?? "")
        }
        self.init(
            id: rota.id.text, version: rota.version, state: rota.state.rawValue,
            stateDisplay: DisplayNames.rota(rota.state),
            institution: view.institution.map(InstitutionReference.init),
            served: view.served.map(InstitutionReference.init), agreementId: rota.agreement.text,
            serviceKind: rota.serviceKind.rawValue,
            serviceKindDisplay: DisplayNames.service(rota.serviceKind),
            from: rota.period.first.description, to: rota.period.last.description,
            shifts: rota.shifts.map { shift in
                Shift(
                    start: Instant(shift.start), end: Instant(shift.end),
                    practitioners: shift.practitioners.map(person))
            }, gaps: rota.gaps.map { Gap(from: Instant($0.from), to: Instant($0.to)) },
            onDuty: rota.queue(at: now).onDuty.map { id in
                Presence(
                    practitionerId: id.text, name: person(id).name,
                    lastSeen: view.presences.first { $0.practitioner == id }.map { Instant($0.lastSeen) })
            }, unattendedSince: rota.unattendedSince.map(Instant.init),
            withdrawal: rota.withdrawal?.text, actions: view.actions.map(\.rawValue))
    }
}

extension DutyCandidatePayload {
    init(_ candidate: DutyCandidate, trace: String) {
        let practitioner = candidate.practitioner
        self.init(
            practitionerId: practitioner.id.text, name: practitioner.name,
            titleDisplay: practitioner.titleDisplay, qualified: candidate.refusals.isEmpty,
            reasons: candidate.refusals.map { Problem($0).body(trace: trace) })
    }
}

extension RegisterPayload {
    init(_ entry: RegisteredPractitioner, on today: CivilDate, trace: String) {
        let practitioner = entry.practitioner
        let state = entry.file?.state ?? (entry.validTo == nil ? .unverified : .verified)
        let isOver = entry.validTo.map { $0 < today } ?? false
        let shown = isOver ? PractitionerFile.State.lapsed : state
        self.init(
            practitionerId: practitioner.id.text, name: practitioner.name, version: entry.file?.version ?? 0,
            kind: practitioner.kind.rawValue, title: practitioner.title.rawValue,
            titleDisplay: practitioner.titleDisplay, departments: entry.departments,
            clinicalYears: practitioner.independentClinicalStart?.completedYears(on: today),
            licenceNumber: practitioner.licence?.number,
            provincialRegistration: practitioner.provincialRegistration?.number,
            diagnosisKinds: entry.kinds.map(\.rawValue), state: shown.rawValue,
            stateDisplay: DisplayNames.identity(shown), validTo: entry.validTo?.description,
            registryCheck: practitioner.registryCheck.map {
                .init(source: $0.source, result: $0.result.rawValue, checkedOn: $0.checkedOn.description)
            },
            realName: practitioner.realNameVerification.map {
                .init(method: $0.method.rawValue, verifiedOn: $0.verifiedOn.description)
            },
            onlineConsent: practitioner.onlineConsent.map {
                .init(
                    reference: $0.reference, from: $0.from.description, validTo: $0.validTo?.description)
            }, reasons: entry.refusals.map { Problem($0).body(trace: trace) }, mayRecord: entry.mayRecord)
    }
}
