import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// Candidates of a platform need with their scores, what was chosen and why, and how matches are spread (NHC-SUP 24).
struct MatchRoutes: Sendable {
    let services: WebServices

    func add(to routes: inout Routes) {
        routes.on(.get, "/platform-needs/{id}/candidates", .read) { call in
            let found = try await services.quality.candidates(for: try call.consultation(), by: call.person)
            guard let found else { throw Problem.notFound }
            return .json(Items(items: found.map(MatchCandidatePayload.init)))
        }
        routes.on(.get, "/platform-matches", .read) { call in
            let (first, last) = try call.days()
            let found = try await services.quality.matches(from: first, to: last, for: call.person)
            return .json(Items(items: found.map(MatchPayload.init)))
        }
        routes.on(.get, "/platform-matches/concentration", .read) { call in
            let (first, last) = try call.days()
            let found = try await services.quality.matchConcentration(
                from: first, to: last, for: call.person)
            return .json(MatchConcentrationPayload(found))
        }
    }
}
