import ConsultationCore
import HTTPTypes
import Hummingbird
import NIOCore
import Orchestration

/// The door of a visit's room, for the signed-in side (GX 28).
struct VisitRoomRoutes: Sendable {
    let services: WebServices

    func add(to routes: inout Routes) {
        let sessions = "/visits/{id}/room/sessions"
        on(&routes, .post, sessions, .act) { try await $0.enter($1) }
        on(&routes, .get, sessions + "/{session}", .read) { try await $0.slots($1) }
        on(&routes, .put, sessions + "/{session}/answer", .act) { try await $0.answer($1) }
        on(&routes, .post, sessions + "/{session}/restart", .act) { try await $0.restart($1) }
        on(&routes, .delete, sessions + "/{session}", .act) { try await $0.leave($1) }
    }

    private func on(
        _ routes: inout Routes, _ method: HTTPRequest.Method, _ path: String, _ access: RouteTable.Access,
        handle: @escaping @Sendable (VisitDoor, VisitVisitor) async throws -> Response
    ) {
        routes.on(method, path, access) { call in
            let id = VisitID(try call.parameter("id"))
            guard let visitor = try await services.rooms.visits.visitor(call.person, in: id) else {
                throw Problem.notFound
            }
            let door = VisitDoor(
                rooms: services.rooms.visits, id: id, session: call.context.parameters.get("session"),
                fields: method == .get || method == .delete ? nil : try call.fields())
            return try await handle(door, visitor)
        }
    }
}

/// One request at the door of a visit's room, whoever stands before it.
struct VisitDoor {
    let rooms: VisitRooms
    let id: VisitID
    let session: String?
    /// Of the body; nil where there is none.
    let fields: Fields?

    private var seat: SessionName { SessionName(session ?? "") }

    func enter(_ visitor: VisitVisitor) async throws -> Response {
        try fields?.finish()
        let seat = try await rooms.enter(id, as: visitor)
        return .json(
            RoomSessionPayload(
                sessionId: seat.session.text, offer: seat.offer, participantId: seat.participant.text,
                roster: [], slots: seat.slots.map(MediaSlotPayload.init)), status: .created)
    }

    func slots(_ visitor: VisitVisitor) async throws -> Response {
        let slots = try await rooms.slots(seat, as: visitor)
        return .json(SeatSlotsPayload(sessionId: seat.text, slots: slots.map(MediaSlotPayload.init)))
    }

    func answer(_ visitor: VisitVisitor) async throws -> Response {
        let sdp = fields?.text("sdp", limit: Limits.sdp) ?? ""
        try fields?.finish()
        do {
            try await rooms.answer(seat, sdp: sdp, as: visitor)
        } catch let fault as CommandFault {
            throw fault
        } catch {
            // The relay could not read it: the browser's text is at fault, not the service.
            throw Problem.fields([FieldMistake.invalid(ofKind: "SDP").problem(at: "/sdp")])
        }
        return Response(status: .noContent)
    }

    func restart(_ visitor: VisitVisitor) async throws -> Response {
        try fields?.finish()
        return .json(RestartPayload(offer: try await rooms.restart(seat, as: visitor)))
    }

    func leave(_ visitor: VisitVisitor) async throws -> Response {
        try await rooms.leave(seat, as: visitor)
        return Response(status: .noContent)
    }
}
