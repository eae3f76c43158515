import ConsultationCore
import Simulation

extension RefusalCase {
    static let learning: [RefusalCase] = [
        .init(
            .trainingMissing, in: .inviting, by: .invitedCoordinator,
            spoil: { journey in
                journey.world.missingTraining = [journey.world.specialist.id: [.laws]]
                journey.world.policy.quality.trainingBlocksAssignment = true
            }, { .accept($0.acceptance()) }),
        .init(.assetWorkFailed) {
            let failed = try AssetTests.outOfServiceAfterFailure()
            return refusal {
                _ = try decided(
                    Asset.self, .putBack(reason: "已修复"), on: failed, by: QualityPeople.quality)
            }
        },
        .init(.trainingNotOver) {
            let event = try TrainingTests.announced()
            return refusal {
                _ = try decided(TrainingEvent.self, .confirm, on: event, by: QualityPeople.quality)
            }
        },
        .init(.trainingSignInClosed) {
            let event = try TrainingTests.announced()
            return refusal {
                _ = try decided(
                    TrainingEvent.self, .signIn, on: event, by: QualityPeople.physician,
                    at: TrainingTests.slot.end + .minutes(1))
            }
        },
        .init(.trainingNobodyAttended) {
            let event = try TrainingTests.announced()
            return refusal {
                _ = try decided(
                    TrainingEvent.self, .confirm, on: event, by: QualityPeople.quality,
                    at: TrainingTests.slot.end)
            }
        },
    ]
}
