import ConsultationCore
import HTTPTypes
import Hummingbird
import NIOCore
import Orchestration

/// The patient's side of online visits: own records, messages, pictures and the room, by the token that the code gave
/// (NHC-IH 21, GX 28). The token stands in a header: neither address nor log shows it.
struct PatientVisitRoutes: Sendable {
    let services: WebServices
    let gate: Gate
    let limitBytes: Int
    let timeLimit: Duration

    private static let prefix = Routes.prefix + "/public/visits/{id}"

    func add(to routes: inout Routes) {
        routes.open(.get, Self.prefix) { request, context in
            try await show(try visit(request, context))
        }
        routes.open(.post, Self.prefix + "/exchanges") { try await say($0, $1) }
        routes.open(.post, Self.prefix + "/files") { request, context in
            let found = try await visit(request, context)
            guard found.visit.state == .open else {
                throw Problem(.visit(.stateNotAllowed(found.visit.state)))
            }
            return try await VisitFileRoutes(
                services: services, limitBytes: limitBytes, timeLimit: timeLimit
            ).take(request, context, of: found.visit.institution)
        }
        let sessions = Self.prefix + "/room/sessions"
        door(&routes, .post, sessions) { try await $0.enter($1) }
        door(&routes, .get, sessions + "/{session}") { try await $0.slots($1) }
        door(&routes, .put, sessions + "/{session}/answer") { try await $0.answer($1) }
        door(&routes, .post, sessions + "/{session}/restart") { try await $0.restart($1) }
        door(&routes, .delete, sessions + "/{session}") { try await $0.leave($1) }
    }

    private func door(
        _ routes: inout Routes, _ method: HTTPRequest.Method, _ path: String,
        handle: @escaping @Sendable (VisitDoor, VisitVisitor) async throws -> Response
    ) {
        routes.open(method, path) { request, context in
            let id = try Self.id(context)
            let patient = try services.patient(of: request)
            guard let visitor = try await services.rooms.visits.visitor(patient, in: id) else {
                throw Problem.notFound
            }
            let fields =
                method == .get || method == .delete
                ? nil : try Call.fields(request, try await gate.json(request, context))
            let door = VisitDoor(
                rooms: services.rooms.visits, id: id, session: context.parameters.get("session"),
                fields: fields)
            return try await handle(door, visitor)
        }
    }

    private func say(_ request: Request, _ context: WebContext) async throws -> Response {
        let found = try await visit(request, context)
        let fields = try Call.fields(request, try await gate.json(request, context))
        let file = try await services.visitFile(fields, of: found.visit.id)
        let medium: VisitExchange.Medium = fields.choice("medium", otherwise: .text)
        let words = fields.optionalText("text", limit: ConsultationCore.Limits.messageText) ?? ""
        try fields.finish()
        _ = try await services.orchestrator.patientSays(
            medium, Redacted(words), file: file, in: found.visit.id, by: found.visit.patient)
        return try await show(try visit(request, context))
    }

    private func show(_ found: PatientView.Visit) async throws -> Response {
        .json(PatientVisitPayload(found))
    }

    private static func id(_ context: WebContext) throws(Problem) -> VisitID {
        guard let id = context.parameters.get("id"), !id.isEmpty, id.utf8.count <= Limits.id else {
            throw .notFound
        }
        return VisitID(id)
    }

    /// One of the patient's own visits that may be seen; another's is unknown.
    private func visit(_ request: Request, _ context: WebContext) async throws -> PatientView.Visit {
        let id = try Self.id(context)
        let patient = try services.patient(of: request)
        guard let view = try await services.patients.view(of: patient),
            let found = view.visits.first(where: { $0.visit.id == id })
        else { throw Problem.notFound }
        return found
    }
}

extension WebServices {
    /// `Authorization: Patient <token>`.
    func patient(of request: Request) throws(Problem) -> PatientID {
        let parts = (request.headers[.authorization] ?? "").split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0] == "Patient", parts[1].utf8.count <= 256,
            let patient = patientDoor.patient(
                token: String(parts[1]), at: orchestrator.environment.now())
        else { throw .unauthenticated }
        return patient
    }
}
