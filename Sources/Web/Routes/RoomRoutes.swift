import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// The door of the room: one offer out, one answer in, and what is muted or shared.
struct RoomRoutes: Sendable {
    let services: WebServices

    func add(to routes: inout Routes) {
        let sessions = "/consultations/{id}/room/sessions"
        routes.on(.get, "/consultations/{id}/room", .read) { try await room($0) }
        routes.on(.post, sessions, .act) { try await enter($0) }
        routes.on(.get, sessions + "/{session}", .read) { try await slots($0) }
        routes.on(.get, sessions + "/{session}/statistics", .read) { try await statistics($0) }
        routes.on(.put, sessions + "/{session}/answer", .act) { try await answer($0) }
        routes.on(.post, sessions + "/{session}/restart", .act) { try await restart($0) }
        routes.on(.put, sessions + "/{session}/state", .act) { try await update($0) }
        routes.on(.delete, sessions + "/{session}", .act) { try await leave($0) }
    }

    private func room(_ call: Call) async throws -> Response {
        guard let view = try await services.rooms.room(try call.consultation(), for: call.person) else {
            throw Problem.notFound
        }
        return .json(RoomPayload(view))
    }

    private func enter(_ call: Call) async throws -> Response {
        let id = try call.consultation()
        let fields = try call.fields()
        let password = fields.optionalText("password", limit: Limits.password)
        try fields.finish()
        var person = call.person
        // Who signed in long ago proves again who it is before the patient is received (NHC-SUP 13).
        if let password { person = try await services.stepUp(person, password: password) }
        let entry = try await services.rooms.enter(id, by: person)
        return .json(RoomSessionPayload(entry), status: .created)
    }

    /// For a page whose event stream was cut: what its slots show now.
    private func slots(_ call: Call) async throws -> Response {
        let session = try await seat(call)
        let slots = try await services.rooms.slots(session, by: call.person)
        return .json(SeatSlotsPayload(sessionId: session.text, slots: slots.map(MediaSlotPayload.init)))
    }

    /// The relay's view of one's own connection, and how well everybody's works.
    private func statistics(_ call: Call) async throws -> Response {
        let session = try await seat(call)
        let quality = try await services.rooms.quality(session, by: call.person)
        return .json(SeatStatisticsPayload(session, quality))
    }

    private func answer(_ call: Call) async throws -> Response {
        let session = try await seat(call)
        let fields = try call.fields()
        let sdp = fields.text("sdp", limit: Limits.sdp)
        try fields.finish()
        do {
            try await services.rooms.answer(session, sdp: sdp, by: call.person)
        } catch let fault as CommandFault {
            throw fault
        } catch {
            // The relay could not read it: the browser's text is at fault, not the service.
            throw Problem.fields([FieldMistake.invalid(ofKind: "SDP").problem(at: "/sdp")])
        }
        return Response(status: .noContent)
    }

    /// The answer goes where the first one went.
    private func restart(_ call: Call) async throws -> Response {
        let session = try await seat(call)
        try call.fields().finish()
        return .json(RestartPayload(offer: try await services.rooms.restart(session, by: call.person)))
    }

    private func update(_ call: Call) async throws -> Response {
        let session = try await seat(call)
        let fields = try call.fields()
        let state = SeatState(
            audioMuted: fields.flag("audioMuted"), videoMuted: fields.flag("videoMuted"),
            screenSharing: fields.flag("screenSharing"),
            pinned: fields.optionalText("pinnedParticipantId", limit: Limits.id).map {
                ParticipantName($0)
            })
        try fields.finish()
        try await services.rooms.update(session, to: state, by: call.person)
        return Response(status: .noContent)
    }

    private func leave(_ call: Call) async throws -> Response {
        try await services.rooms.leave(try await seat(call), by: call.person)
        return Response(status: .noContent)
    }

    /// The connection, once the case is known to be the caller's: a foreign case is unknown whatever the seat.
    private func seat(_ call: Call) async throws -> SessionName {
        guard try await services.rooms.room(try call.consultation(), for: call.person) != nil else {
            throw Problem.notFound
        }
        return SessionName(try call.parameter("session"))
    }
}
