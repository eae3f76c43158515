package import ConsultationCore
import Storage

/// A rota as its institution plans it, or as those it serves see it.
package struct DutyRotaView: Sendable {
    package let rota: DutyRota
    package let institution: Institution?
    package let served: [Institution]
    package let practitioners: [PractitionerID: Practitioner]
    package let presences: [DutyPresence]
    package let actions: [DutyRotaAction]
}

/// A kind of diagnosis that an agreement names, with what an order or a rota needs of it.
package struct DiagnosisOffer: Sendable {
    package let agreement: AgreementID
    package let partner: Institution
    package let kind: ServiceKind
    package let turnaroundMinutes: Int?
    package let split: NegotiatedSplit?
    /// Prices of the own catalogue for the kind that are valid today.
    package let prices: [PriceEntry]
    /// The rules that the kind follows here ask for every hour.
    package let needsEveryHour: Bool
}

/// A member of the own staff who may sign a kind, or what stands against it.
package struct DutyCandidate: Sendable {
    package let practitioner: Practitioner
    package let refusals: [Refusal]
}

extension DiagnosisQueries {
    static let rotaLimit = 100

    package func rotas(for signedIn: SignedIn) async throws -> [DutyRotaView] {
        try await database.read { transaction in
            try transaction.scope(signedIn.member.institution).dutyRotas(limit: Self.rotaLimit)
                .map { try view($0, signedIn, transaction) }
        }
    }

    package func rota(_ id: DutyRotaID, for signedIn: SignedIn) async throws -> DutyRotaView? {
        try await database.read { transaction in
            try transaction.scope(signedIn.member.institution).record(DutyRota.self, id.text)
                .map { try view($0, signedIn, transaction) }
        }
    }

    /// The kinds of diagnosis named by agreements in force with the own institution.
    package func offers(for signedIn: SignedIn) async throws -> [DiagnosisOffer] {
        let now = environment.now()
        let own = signedIn.institution
        return try await database.read { transaction in
            var found: [DiagnosisOffer] = []
            let prices = try transaction.prices(of: own.id).filter { $0.isValid(on: CivilDate(now)) }
            for agreement in try transaction.scope(own.id).agreements() {
                for party in agreement.parties where party != own.id {
                    guard agreement.isInForce(between: own.id, and: party, at: now),
                        let partner = try transaction.institution(party)
                    else { continue }
                    let isEveryHour = [own, partner].contains {
                        policies.policy(for: $0.jurisdiction, at: now).dutyRotaEveryHour
                    }
                    for workflow in agreement.diagnosisWorkflows ?? [] {
                        found.append(
                            DiagnosisOffer(
                                agreement: agreement.id, partner: partner, kind: workflow.serviceKind,
                                turnaroundMinutes: workflow.turnaroundMinutes,
                                split: agreement.negotiatedSplits.first {
                                    $0.serviceKind == workflow.serviceKind
                                }, prices: prices.filter { $0.serviceKind == workflow.serviceKind },
                                needsEveryHour: isEveryHour))
                    }
                }
            }
            return found
        }
    }

    /// The own staff, each with what stands against signing the kind.
    package func candidates(
        for kind: ServiceKind, _ subKind: ImagingSubKind? = nil, for signedIn: SignedIn
    ) async throws -> [DutyCandidate] {
        let now = environment.now()
        let own = signedIn.institution
        return try await database.read { transaction in
            let policy = policies.policy(for: own.jurisdiction, at: now)
            return try transaction.scope(own.id).practitioners().map { practitioner in
                DutyCandidate(
                    practitioner: practitioner,
                    refusals: Qualification.refusals(
                        of: practitioner, signing: DiagnosisScope(kind, subKind), at: own.id,
                        on: CivilDate(now), under: policy))
            }
        }
    }

    private func view(
        _ rota: DutyRota, _ signedIn: SignedIn, _ transaction: ReadTransaction
    ) throws -> DutyRotaView {
        var people: [PractitionerID: Practitioner] = [:]
        for id in Set(rota.shifts.flatMap(\.practitioners)) { people[id] = try transaction.practitioner(id) }
        let onDuty = rota.queue(at: environment.now()).onDuty
        return DutyRotaView(
            rota: rota, institution: try transaction.institution(rota.institution),
            served: try rota.served.compactMap { try transaction.institution($0) }, practitioners: people,
            presences: try transaction.presences(of: onDuty),
            actions: rota.availableActions(for: signedIn.caller))
    }
}
