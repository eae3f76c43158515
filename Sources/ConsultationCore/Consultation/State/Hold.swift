/// That an institution of the case had to stop its service (onHold of REQUIREMENTS.md §5.1).
package struct Hold: Codable, Sendable, Equatable {
    package var institution: InstitutionID
    package var cause: SuspensionCause
    package var since: WallTime
    package var until: WallTime?
    /// When a running session is closed, if the cause ends it (JL-34c).
    package var closesAt: WallTime?
}

extension Consultation {
    package var openHolds: [Hold] { (holds ?? []).filter { $0.until == nil } }

    /// States in which a stop of service matters: before the end of the workflow.
    package static let openStates: [State] = [
        .draft, .matching, .inviting, .accepted, .scheduled, .inSession, .interrupted, .awaitingReport,
        .reported,
        .decided,
    ]
}

extension ConsultationAction {
    /// What a hold keeps from happening. Work that was done may be finished, said no to, and put on record.
    func isHeld(in state: Consultation.State) -> Bool {
        switch self {
        case .submit, .match, .volunteer, .accept, .confirmSlot, .replacePhysician, .startSession, .resume:
            true
        case .enterRoom: state == .scheduled
        default: false
        }
    }
}
