import Foundation
import HTTPTypes
import Hummingbird
import MediaRelay
import NIOCore

/// Every path of the control API. Protocols/relay-control.yaml describes the same list; a test compares them.
struct ControlRoutes {
    let control: NodeControl

    var all: [ControlRoute] { rooms + trunks + sessions + nodeRoutes }

    private var rooms: [ControlRoute] {
        let control = control
        return [
            ControlRoute(.get, "/v1/rooms") { _ in .json(await control.rooms) },
            ControlRoute(.put, "/v1/rooms/{room}") { call in
                let opening = try call.decode(RoomOpening.self)
                if let recording = opening.recording { try ControlCall.check(recording, "recording") }
                if let controller = opening.controller { try ControlCall.check(controller, "controller") }
                let (opened, isNew) = try await control.openRoom(try call.name("room"), opening)
                return .json(opened, status: isNew ? .created : .ok)
            },
            ControlRoute(.delete, "/v1/rooms/{room}") { call in
                .json(try await control.closeRoom(try call.name("room")))
            },
            ControlRoute(.get, "/v1/rooms/{room}/pictures") { call in
                .json(try await control.pictures(in: try call.name("room")))
            },
            ControlRoute(.post, "/v1/rooms/{room}/sessions") { call in
                let request = try call.decode(SessionRequest.self)
                try ControlCall.check(request.session, "session")
                try ControlCall.check(request.participant, "participant")
                return .json(try await control.open(request, in: try call.name("room")), status: .created)
            },
            ControlRoute(.get, "/v1/recordings/{recording}/segments/{segment}") { call in
                guard let number = call.context.parameters.get("segment", as: UInt32.self), number > 0 else {
                    throw RelayProblem.malformed("A segment is a number from 1.")
                }
                return .json(try await control.lostSegment(number, of: try call.name("recording")))
            },
        ]
    }

    private var trunks: [ControlRoute] {
        let control = control
        return [
            ControlRoute(.post, "/v1/rooms/{room}/trunks") { call in
                let request = try call.decode(TrunkRequest.self)
                try ControlCall.check(request.trunk, "trunk")
                let opened = try await control.openTrunk(request, in: try call.name("room"))
                return .json(opened, status: .created)
            },
            ControlRoute(.delete, "/v1/rooms/{room}/trunks/{trunk}") { call in
                await control.closeTrunk(try call.name("trunk"), in: try call.name("room"))
                return Response(status: .noContent)
            },
        ]
    }

    private var sessions: [ControlRoute] {
        let control = control
        return [
            ControlRoute(.put, "/v1/sessions/{session}/answer") { call in
                try await control.answer(try call.name("session"), try call.decode(SessionAnswer.self))
                return Response(status: .noContent)
            },
            ControlRoute(.post, "/v1/sessions/{session}/restart") { call in
                .json(try await control.restart(try call.name("session")))
            },
            ControlRoute(.put, "/v1/sessions/{session}/pin") { call in
                let request = try call.decode(PinRequest.self)
                if let participant = request.participant { try ControlCall.check(participant, "participant") }
                try await control.pin(try call.name("session"), request)
                return Response(status: .noContent)
            },
            ControlRoute(.get, "/v1/sessions/{session}/statistics") { call in
                .json(try await control.statistics(of: try call.name("session")))
            },
            ControlRoute(.delete, "/v1/sessions/{session}") { call in
                await control.leave(try call.name("session"))
                return Response(status: .noContent)
            },
        ]
    }

    private var nodeRoutes: [ControlRoute] {
        let control = control
        return [
            ControlRoute(.get, "/v1/health") { _ in .json(await control.health) },
            ControlRoute(.get, "/v1/statistics") { _ in .json(await control.statistics()) },
            ControlRoute(.get, "/metrics") { _ in .metrics(await control.metrics()) },
            ControlRoute(.post, "/v1/links/{link}/leave") { call in
                try await control.leaveLink(try call.name("link"))
                return Response(status: .noContent)
            },
            ControlRoute(.post, "/v1/links/{link}/return") { call in
                try await control.returnToLink(try call.name("link"))
                return Response(status: .noContent)
            },
            ControlRoute(.post, "/v1/drain") { call in
                let request = try call.decode(DrainRequest.self)
                if let seconds = request.deadlineSeconds, !(0...86_400).contains(seconds) {
                    throw RelayProblem.malformed("/deadlineSeconds must be 0 to 86400.")
                }
                await control.drain(deadlineSeconds: request.deadlineSeconds)
                return .json(await control.health)
            },
            ControlRoute(.delete, "/v1/drain") { _ in
                await control.resume()
                return .json(await control.health)
            },
            ControlRoute(.get, "/v1/events") { call in try EventResponse.make(call, control.log) },
        ]
    }
}

extension SessionRequest {
    var session: String {
        switch self {
        case .browser(let request): request.session
        case .fixed(let request): request.session
        case .foreign(let request): request.session
        }
    }

    var participant: String {
        switch self {
        case .browser(let request): request.participant
        case .fixed(let request): request.participant
        case .foreign(let request): request.participant
        }
    }
}
