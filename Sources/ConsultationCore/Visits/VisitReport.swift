/// What the patient's page and the room tell of a visit: facts, which are taken while they can matter.
package enum VisitReport: Sendable, Equatable {
    case patientSaid(VisitExchange.Medium, Redacted<String>, file: SealedFile?)
    case joined(VisitSide)
    case left(VisitSide)
    /// The room carried voice or picture of both sides.
    case heard(VisitExchange.Medium)
    case recordingOpened(RecordingID, segment: Int)
    case recordingSealed(segment: Int, root: Digest)

    /// Who speaks, where a line is needed in the journal of what was said.
    static let carried: Redacted<String> = "—"

    /// A text or a picture, checked; nothing is cut.
    static func message(
        _ medium: VisitExchange.Medium, _ words: Redacted<String>, _ file: SealedFile?, from side: VisitSide,
        in visit: InternetVisit, at now: WallTime
    ) throws(Refusal) -> VisitExchange {
        guard visit.exchanges.count < InternetVisit.exchangeLimit else {
            throw .fieldInvalid([FieldProblem("/", .tooMany)])
        }
        let problem =
            medium == .image && file != nil
            ? Limits.problem("/text", words, limit: Limits.messageText)
            : Limits.required("/text", words, limit: Limits.messageText)
        if let problem { throw .fieldInvalid([problem]) }
        if medium == .image, file == nil { throw .fieldInvalid([FieldProblem("/file", .missing)]) }
        return VisitExchange(medium: medium, text: words, at: now, side: side, file: file)
    }
}

extension InternetVisit {
    /// Takes a report of the service. No change where it says nothing new.
    package static func note(
        _ report: VisitReport, on visit: InternetVisit, at now: WallTime, under version: PolicyVersionID
    ) throws(Refusal) -> RecordDecision<VisitChange> {
        let change: VisitChange?
        switch report {
        case .patientSaid(let medium, let words, let file):
            try visit.mustBeOpen()
            guard !medium.isLive else { throw .fieldInvalid([FieldProblem("/medium", .invalid)]) }
            change = .exchanged(
                try VisitReport.message(medium, words, file, from: .patient, in: visit, at: now))
        case .joined(let side):
            try visit.mustBeOpen()
            change = visit.room?.present.contains(side) == false ? .joined(side) : nil
        case .left(let side): change = visit.room?.present.contains(side) == true ? .left(side) : nil
        case .heard(let medium):
            try visit.mustBeOpen()
            let isKnown = visit.exchanges.contains { $0.medium == medium && $0.isWitnessed }
            change =
                isKnown || !medium.isLive || visit.exchanges.count >= exchangeLimit
                ? nil
                : .exchanged(
                    VisitExchange(medium: medium, text: VisitReport.carried, at: now, fromRoom: true))
        case .recordingOpened(let recording, let segment):
            try visit.mustBeOpen()
            let isKnown = visit.room?.segments.contains { $0.index == segment } == true
            change = isKnown ? nil : .recordingOpened(recording, segment: segment)
        case .recordingSealed(let segment, let root):
            let waits = visit.room?.segments.contains { $0.index == segment && $0.sealedAt == nil } == true
            change = waits ? .recordingSealed(segment: segment, root: root) : nil
        }
        let events = [change].compactMap(\.self).map {
            RecordEvent(at: now, by: .system, policyVersion: version, change: $0)
        }
        return RecordDecision(events: events, effects: [])
    }

    private func mustBeOpen() throws(Refusal) {
        guard state != .terminated else { throw .visit(.terminated) }
        guard state == .open else { throw .visit(.stateNotAllowed(state)) }
    }
}
