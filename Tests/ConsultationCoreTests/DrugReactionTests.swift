import ConsultationCore
import Simulation
import TestRequirements
import Testing

struct DrugReactionTests {
    private static let form = DrugReaction(
        reaction: "皮疹", drugs: [SuspectedDrug(isSuspected: true, name: "阿莫西林胶囊")], outcome: .improving,
        receded: .yes, recurred: .notDone, association: .probable, isNew: false)

    private func problems(
        _ form: DrugReaction?, _ category: AdverseEvent.Category = .adverseDrugReaction
    ) -> [String] {
        let told = AdverseEventTold(
            category: category, grade: .harm, occurredAt: ConsultationWorld.start, description: "用药后皮疹",
            measures: "停药", drugReaction: form)
        return refusal {
            _ = try decided(
                AdverseEvent.self,
                .report(id: "e", "inst-county", told, about: nil, .named("acc-attending")), on: nil,
                by: QualityPeople.physician)
        }?.fields.map(\.pointer) ?? []
    }

    @Test(.requirement("SC-27"))
    func `a drug reaction is reported on its form, with a suspected drug, and no other event is`() {
        #expect(problems(Self.form).isEmpty)
        #expect(problems(nil) == ["/drugReaction"])
        #expect(problems(Self.form, .communicationFailure) == ["/drugReaction"])
        var without = Self.form
        without.drugs[0].isSuspected = false
        #expect(problems(without) == ["/drugReaction/drugs"])
        var wrong = Self.form
        wrong.reaction = " "
        wrong.ageYears = 200
        wrong.drugs[0].startedOn = CivilDate(year: 2025, month: 3, day: 2)
        wrong.drugs[0].stoppedOn = CivilDate(year: 2025, month: 3, day: 1)
        #expect(
            problems(wrong) == [
                "/drugReaction/reaction", "/drugReaction/ageYears", "/drugReaction/drugs/0/stoppedOn",
            ])
    }
}
