import ConsultationCore
import Simulation

extension RefusalCase {
    static let quality: [RefusalCase] = [
        .init(.accessTerritory) {
            let world = ConsultationWorld()
            let office = ConsultationWorld.office("inst-office", .city, at: "220100")
            let member = Caller.Member(
                account: "acc-1", institution: office.id, roles: [.qualityController])
            return refusal { try Supervision.demand(member, of: office, over: [world.province]) }
        },
        .init(.purposeNotCaseBound) {
            refusal { try Supervision.demand(purposeIsBound: false) }
        },
        .init(.qualityControllerMissing) {
            refusal { try QualityControlStaff.demand(0, at: "inst-county") }
        },
        .init(.qualityStateNotAllowed) {
            let complaint = try decided(
                Complaint.self,
                .receive(receipt: "TS1", "inst-county", ComplaintTests.told, secretHash: Digest(of: "x")),
                on: nil, by: .system
            ).state
            return refusal {
                _ = try decided(
                    Complaint.self, .close(outcome: "x"), on: complaint, by: QualityPeople.quality)
            }
        },
        .init(.samplePeriodRunning) {
            refusal {
                _ = try decided(
                    RecordSample.self,
                    .draw(
                        "inst-county", SettlementPeriod(containing: ConsultationWorld.start),
                        seed: Digest(of: "s"), population: SampleTests.population(1)), on: nil,
                    by: QualityPeople.quality)
            }
        },
        .init(.evaluationNotCompetent) {
            refusal { _ = try EvaluationTests.graded(.unqualified, 2024, by: .city) }
        },
        .init(.evaluationFinal) {
            let first = try EvaluationTests.graded(.unqualified, 2024, by: .province)
            return refusal { _ = try EvaluationTests.graded(.qualified, 2024, by: .province, current: first) }
        },
        .init(.samplePopulationEmpty) {
            refusal {
                _ = try decided(
                    RecordSample.self,
                    .draw("inst-county", SampleTests.period, seed: Digest(of: "s"), population: []), on: nil,
                    by: QualityPeople.quality)
            }
        },
    ]
}
