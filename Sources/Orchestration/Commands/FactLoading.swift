import ConsultationCore
import Storage

extension ReadTransaction {
    /// Reads what a decision needs, in the same transaction that will write its result.
    func facts(
        for command: ConsultationCommand, on consultation: Consultation?, by caller: Caller, at now: WallTime
    ) throws -> Facts {
        let keys = Consultation.factsNeeded(for: command, on: consultation, by: caller)
        var facts = try facts(keys)
        for id in keys.assigning { facts.missingTraining[id] = try missingTraining(of: id, at: now) }
        if let day = keys.scheduling.map({ CivilDate($0.start) }) {
            facts.roomAssets = try facts.institutions.flatMap {
                try scope($0.id).roomAssets(on: day, limit: 1)
            }
        }
        return facts
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

    /// Mandatory topics of the plan of the practitioner's own institution that the person lacks (NHC-TM-4.2.1).
    func missingTraining(of practitioner: PractitionerID, at now: WallTime) throws -> [TrainingTopic] {
        guard let home = try home(of: practitioner),
            let plan = try system.record(TrainingPlan.self, home.text)
        else { return [] }
        return plan.items.missing(try trainings(of: practitioner), on: CivilDate(now))
    }
}
