import ConsultationCore
import Storage

extension ReadTransaction {
    /// Reads what a decision needs, in the same transaction that will write its result.
    func facts(
        for command: ConsultationCommand, on consultation: Consultation?, by caller: Caller
    ) throws -> Facts {
        try facts(Consultation.factsNeeded(for: command, on: consultation, by: caller))
    }

    func facts(_ keys: FactKeys) throws -> Facts {
        var facts = Facts()
        facts.institutions = try Set(keys.institutions).sorted().compactMap { try institution($0) }
        facts.practitioners = try Set(keys.practitioners).sorted().compactMap { try practitioner($0) }
        facts.patient = try keys.patient.flatMap { try system.patient($0) }
        for pair in keys.agreementsBetween {
            for agreement in try agreements(between: pair.inviting, and: pair.invited)
            where !facts.agreements.contains(where: { $0.id == agreement.id }) {
                facts.agreements.append(agreement)
            }
        }
        facts.price = try keys.price.flatMap { try price($0) }
        if let id = keys.archiveOf {
            facts.archivePackages = try system.record(CaseCustody.self, id.text)?.packages ?? []
        }
        return facts
    }
}
