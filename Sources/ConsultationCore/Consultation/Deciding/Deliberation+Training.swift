extension Deliberation {
    /// Somebody assigned without a mandatory training: told to the person and to quality control, and refused where the
    /// policy says so (NHC-TM-4.2.1, `training.blockAssignment`).
    mutating func checkTraining(
        of physicians: [PractitionerID], from institution: InstitutionID
    ) throws(Refusal) {
        let lacking = physicians.filter { !(facts.missingTraining[$0] ?? []).isEmpty }
        guard let first = lacking.first else { return }
        if policy.quality.trainingBlocksAssignment {
            throw .training(.missing(first, facts.missingTraining[first] ?? []))
        }
        for physician in lacking { cause(.notifyPractitioner(physician, notice: .trainingMissing)) }
        cause(.notify(institution: institution, role: .qualityController, notice: .trainingMissing))
    }
}
