import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

extension WebServices {
    /// The consultation as the caller sees it now: the answer of every read and of every change.
    func show(
        _ id: ConsultationID, _ call: Call, status: HTTPResponse.Status = .ok, isReplay: Bool = false
    ) async throws -> Response {
        guard let response = try await shown(id, call, status: status, isReplay: isReplay) else {
            throw Problem.notFound
        }
        return response
    }

    /// The same; nil when the consultation is not the caller's to see.
    /// - Parameter isActor: the answer of an act that the journal has recorded under this person a moment ago.
    func shown(
        _ id: ConsultationID, _ call: Call, status: HTTPResponse.Status = .ok, isReplay: Bool = false,
        isActor: Bool = false
    ) async throws -> Response? {
        let access: CaseAccess = isActor && !isReplay ? .ownAct : .read
        guard
            let view = try await cases.consultation(id, for: call.person, access, purpose: try call.purpose())
        else { return nil }
        let presenter = ConsultationPresenter(
            view: view, now: orchestrator.environment.now(), trace: call.context.traceID)
        var headers = Self.replay(isReplay)
        headers[.eTag] = "\"\(view.consultation.version)\""
        return .json(presenter.payload, status: status, headers: headers)
    }

    static func replay(_ isReplay: Bool) -> HTTPFields {
        isReplay ? [.idempotencyReplayed: "true"] : [:]
    }
}
