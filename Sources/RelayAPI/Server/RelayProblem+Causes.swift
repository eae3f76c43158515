import MediaRelay

extension RelayProblem {
    static let malformed = RelayProblem(
        code: "malformed", status: 400, title: "The request cannot be read",
        detail: "The body is not the JSON this path takes.",
        mend: "Compare it with Protocols/relay-control.yaml.")
    static let notFound = RelayProblem(
        code: "notFound", status: 404, title: "No such path", detail: "Nothing answers here.",
        mend: "Protocols/relay-control.yaml lists all paths and methods.")
    static let draining = RelayProblem(
        code: "draining", status: 503, title: "The node is draining",
        detail: "It takes no new rooms.", mend: "Open the room on another node.")
    static let notOffered = RelayProblem(
        code: "notOffered", status: 501, title: "This node does not offer that",
        detail: "The request is of a kind this node cannot serve.",
        mend: "Use a node whose version offers it.")
    static let tooManyReaders = RelayProblem(
        code: "tooManyReaders", status: 503, title: "Too many event streams",
        detail: "The node serves at most \(EventLog.readerLimit) readers of events.",
        mend: "Close streams that nobody reads.")
    static let fault = RelayProblem(
        code: "fault", status: 500, title: "The node failed", detail: "An unforeseen fault.",
        mend: "Look into the node's log at this time.")

    static func malformed(_ detail: String) -> RelayProblem {
        var problem = malformed
        problem.detail = detail
        return problem
    }

    static func badName(_ what: String) -> RelayProblem {
        RelayProblem(
            code: "badName", status: 400, title: "A name cannot be used",
            detail: "The \(what) must have 1 to 64 letters, digits, dots, hyphens or underscores.",
            mend: "Use a UUID.")
    }

    static func tooLarge(limit: Int) -> RelayProblem {
        RelayProblem(
            code: "tooLarge", status: 413, title: "The body is too large",
            detail: "More than \(limit) bytes.", mend: "Send no more than the limit.")
    }

    static func roomExists(_ room: String) -> RelayProblem {
        RelayProblem(
            code: "roomExists", status: 409, title: "The room is open already",
            detail: "Room \(room) is open with another recording or for another controller.",
            mend: "Close it first, or give the same recording and controller.")
    }

    static func stillRecording(_ recording: String) -> RelayProblem {
        RelayProblem(
            code: "stillRecording", status: 409, title: "The segment is being written",
            detail: "Recording \(recording) runs; its segment has no end yet.", mend: "Close the room first.")
    }

    static func unknownSegment(_ recording: String, _ segment: UInt32) -> RelayProblem {
        RelayProblem(
            code: "unknownSegment", status: 404, title: "No such segment here",
            detail: "Nothing valid of segment \(segment) of recording \(recording) is on this node.",
            mend: "Ask the node that recorded it.")
    }

    init(_ error: RelayNodeError) {
        switch error {
        case .roomExists(let room): self = .roomExists(room.value)
        case .unknownRoom(let room):
            self.init(
                code: "unknownRoom", status: 404, title: "No such room",
                detail: "Room \(room) is not open on this node.", mend: "Open it with PUT first.")
        case .unknownSession(let session):
            self.init(
                code: "unknownSession", status: 404, title: "No such session",
                detail: "Session \(session) is not on this node, or has ended.", mend: "Join again.")
        case .unknownParticipant(let participant):
            self.init(
                code: "unknownParticipant", status: 404, title: "No such participant",
                detail: "Participant \(participant) was never in this room on this node.",
                mend: "Name somebody whom a slot shows.")
        case .unknownLink(let link):
            self.init(
                code: "unknownLink", status: 404, title: "No such link",
                detail: "Link \(link) is not one of this node's.",
                mend: "relay.links names them; GET /v1/statistics lists them.")
        case .sessionExists(let session):
            self.init(
                code: "sessionExists", status: 409, title: "The session is there already",
                detail: "Session \(session) was joined before.", mend: "Give every connection a new name.")
        case .roomFull(let room, let limit):
            self.init(
                code: "roomFull", status: 409, title: "The room is full",
                detail: "Room \(room) has its limit of \(limit) sessions.",
                mend: "Wait until somebody leaves, or raise relay.partiesPerRoom.", limit: limit)
        case .nodeFull(let limit):
            self.init(
                code: "nodeFull", status: 503, title: "The node is full",
                detail: "It has its limit of \(limit).", mend: "Use another node.", limit: limit)
        case .noRestart(let session):
            self.init(
                code: "noRestart", status: 409, title: "The session cannot look for its paths anew",
                detail: "Session \(session) is not connected, or was not offered to by this node.",
                mend: "Join again.")
        case .badAnswer(let reason):
            self.init(
                code: "badAnswer", status: 422, title: "The SDP answer cannot be used",
                detail: "The reader says: \(reason).", mend: "Answer the offer that this session got.",
                reason: reason)
        case .trunkExists(let trunk):
            self.init(
                code: "trunkExists", status: 409, title: "The trunk is there already",
                detail: "Trunk \(trunk) was opened before.", mend: "Close it first; take a new secret.")
        case .trunkTopology(let room):
            self.init(
                code: "trunkTopology", status: 409, title: "The room would be no star",
                detail: "Room \(room) has one core, and each branch one trunk to it.",
                mend: "Join every node to the core, none to a branch.")
        case .badOffer(let reason):
            self.init(
                code: "badOffer", status: 422, title: "The SDP offer cannot be used",
                detail: "The reader says: \(reason).",
                mend: "Protocols/foreign-ends.md lists what is taken.",
                reason: reason)
        case .badRequest(let reason):
            self.init(
                code: "badRequest", status: 422, title: "Such a leg cannot be", detail: "\(reason).",
                mend: "See Protocols/relay-control.yaml for what each field takes.")
        case .recorderFailed(let recording, let reason):
            self.init(
                code: "recorderFailed", status: 503, title: "The recorder cannot run",
                detail: "Recording \(recording): \(reason).",
                mend: "Free disk space, or see recording.directory and recording.reserveMegabytes.")
        case .badRecordingName: self = .badName("recording")
        case .workerBusy, .notRunning:
            self.init(
                code: "busy", status: 503, title: "The node is busy or ending",
                detail: "A worker took no command.", mend: "Try again, or use another node.")
        case .badConfiguration(let what):
            self.init(
                code: "badConfiguration", status: 400, title: "That cannot work here",
                detail: what, mend: "See the node's relay.* settings.")
        case .cannotBind(let link, let address, let port, let code):
            self.init(
                code: "cannotBind", status: 500, title: "An address cannot be bound",
                detail: "Link \(link), \(address):\(port), errno \(code).", mend: "See relay.links.")
        }
    }
}
