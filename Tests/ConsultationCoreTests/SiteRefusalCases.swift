import ConsultationCore
import Simulation

extension RefusalCase {
    /// One step before the acceptance of a hospital that lacks one thing.
    private static func accepting(
        _ change: @escaping @Sendable (inout StandingJourney) -> Void
    ) -> @Sendable () throws -> Refusal? {
        {
            var journey = try StandingJourney.arrived(at: .registered)
            change(&journey)
            return journey.refusal(of: .accept, by: .operator)
        }
    }

    static let sites: [RefusalCase] = [
        .init(.institutionNotActivated) {
            var world = ConsultationWorld()
            world.county.awaitsActivation = true
            return ConsultationJourney(world).refusal(
                of: .create(ConsultationJourney.opening), by: .attending)
        },
        .init(.profileIncomplete, accepting { $0.profile.managers = [] }),
        .init(.accessKindNotPermitted, accepting { $0.profile.sites[0].access?.kind = .internet }),
        .init(.platformNotConnected, accepting { $0.profile.connectivity = nil }),
        .init(.providerCountTooLow, accepting { $0.profile.sites[0].links[1].provider = "电信" }),
        .init(
            .bandwidthTooLow,
            accepting {
                $0.profile.sites[0].isInternetHospital = true
                $0.profile.sites[0].bandwidth?.up = 9_900
            }),
        .init(
            .mlpsEvidenceMissing,
            accepting {
                $0.institution.holdsInternetHospitalLicence = true
                $0.profile.mlps = nil
            }),
        .init(.licensingOfficeUnknown) {
            do throws(Refusal) {
                _ = try LicensingChoice(of: ConsultationWorld().county, among: []).office("inst-authority")
                return nil
            } catch { return error }
        },
        .init(.incidentClosed) {
            do throws(Refusal) {
                _ = try Incident.decide(
                    .note("补充"), as: "i", on: nil, plan: nil, operators: ["inst-platform"], by: .system,
                    at: ConsultationWorld.start, under: .jilin)
                return nil
            } catch { return error }
        },
        .init(.storageRegionNotPermitted) {
            do throws(Refusal) {
                try StorageTarget(.recordings, in: "overseas").check(under: Policy.jilin.technical)
                return nil
            } catch { return error }
        },
    ]
}
